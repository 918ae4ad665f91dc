/*---
code: STY-001
version: 1
title: 分解住院
status: active
national_code: GZ10000204001000
behaviour: split_stay
severity: 2
subject: visit
amount: stay
scenes: [IP]
stages: [2, 3]
law: [735-38-1]
params:
  gap_days: {type: integer, default: 15, unit: 日, source: 无全国统一数值，各地标准为 7、10、15、28、31 日，可按统筹区配置}
message: "{prev_dscg_date} 出院后 {gap} 日再次入住同一机构（{adm_date} 入院），前次主要诊断 {prev_main}、本次 {main_diag}，两次诊断相关，本次费用 {checkout_amt} 元。"
verify: 调阅前次出院小结和本次入院记录，核对前次离院时病情（好转、未愈）、两次医嘱是否连续；询问患者是否被要求办理出院再入院。
defence: 病情变化需要再次住院；患者自行要求出院；计划内的分期治疗未登记。
known_gaps: 计划内第二次手术、自行要求出院无登记的，需现场排除。
evidence: [prev_stay, prev_dscg_date, gap, prev_main, main_diag, prev_dscg_way, prev_group, group_now, prev_medfee, medfee, grp_std_amt]
cases:
  - name: 慢阻肺 5 月 3 日出院，5 月 9 日再入院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100, dscg_way: "1"}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: J44.900}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
        - {mdtrt_id: I2, bkkp_sn: A, pric: 300}
        - {mdtrt_id: I2, bkkp_sn: B, pric: 50.5}
    finds:
      - {mdtrt_id: I2, checkout_amt: 350.50, fund_amt: 280.40, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-09", bkkp_sns: [A, B], related_ids: [I1]}
  - name: 间隔恰为 15 日且本次主要诊断列在前次诊断之中
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: I50.900}
        - {mdtrt_id: I2, begntime: "2026-05-18 09:00:00", endtime: "2026-05-20 10:00:00", dscg_maindiag_code: I25.100}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: I25.103}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, pric: 80}
    finds:
      - {mdtrt_id: I2, checkout_amt: 80.00, sev_deg: 2}
  - name: 前次自动离院，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100, dscg_way: "4"}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: J44.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds:
      - {sev_deg: 3, evidence: {soft: [left_on_own_wish]}}
  - name: 间隔 16 日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100}
        - {mdtrt_id: I2, begntime: "2026-05-19 09:00:00", endtime: "2026-05-24 10:00:00", dscg_maindiag_code: J44.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 肺癌化疗周期，12 日后再入院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: C34.900}
        - {mdtrt_id: I2, begntime: "2026-05-15 09:00:00", endtime: "2026-05-17 10:00:00", dscg_maindiag_code: Z51.100}
      setl_list_diag_d:
        - {mdtrt_id: I2, diag_code: C34.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 急诊入院且主要诊断不同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: I10.x00}
        - {mdtrt_id: I2, begntime: "2026-05-05 09:00:00", endtime: "2026-05-09 10:00:00", dscg_maindiag_code: I63.900, ipt_type: "2"}
      setl_list_diag_d:
        - {mdtrt_id: I2, diag_code: I10.x00}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 转院后转回
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100, dscg_way: "2"}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: J44.900, ipt_type: "3"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 前次住院已全额退费，不成其为住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: J44.900}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, setl_id: S1}
        - {mdtrt_id: I2, bkkp_sn: B, setl_id: S2}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I1, setl_id: S3, init_setl_id: S1, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
        - {mdtrt_id: I2, setl_id: S2}
    finds: []
  - name: 主要诊断未填，无从判断相关
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: J44.900}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 再入院主要诊断为手术并发症，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I2, begntime: "2026-05-06 09:00:00", endtime: "2026-05-12 10:00:00", dscg_maindiag_code: T81.400}
      setl_list_diag_d:
        - {mdtrt_id: I2, diag_code: K80.100}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, pric: 90}
    finds:
      - {checkout_amt: 90.00, sev_deg: 3, evidence: {soft: [complication]}}
  - name: 急诊再入院而主要诊断编码相同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: J44.100}
        - {mdtrt_id: I2, begntime: "2026-05-03 20:00:00", endtime: "2026-05-09 10:00:00", dscg_maindiag_code: J44.100, ipt_type: "2"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, pric: 90}
    finds:
      - {checkout_amt: 90.00, sev_deg: 2, evidence: {gap: 0}}
  - name: 前次出院登记了 31 天内再住院计划
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: N20.000, days_rinp_flag_31: "2"}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: N20.000}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
  - name: 家庭病床和长期住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-25 09:00:00", endtime: "2026-05-03 10:00:00", dscg_maindiag_code: I69.300}
        - {mdtrt_id: I2, begntime: "2026-05-09 09:00:00", endtime: "2026-05-14 10:00:00", dscg_maindiag_code: I69.300, med_type: "2105"}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
    finds: []
---*/
SELECT
  s.stay_id, s.stay_id AS mdtrt_id, s.psn_no, s.fixmedins_code, s.adm_date, s.adm_date AS occurred_on,
  p.mdtrt_ids AS related_id,
  p.stay_id AS prev_stay, p.dscg_date AS prev_dscg_date, s.prev_gap AS gap,
  p.main_diag AS prev_main, s.main_diag,
  optional(p.dscg_way) AS prev_dscg_way,
  optional(p.grp_code) AS prev_group, optional(s.grp_code) AS group_now,
  p.medfee AS prev_medfee, s.medfee, optional(s.grp_std_amt) AS grp_std_amt,
  CASE
    WHEN optional(p.dscg_way) = '4' THEN 'left_on_own_wish'
    WHEN substr(s.main_diag, 1, 3) BETWEEN 'T80' AND 'T88' THEN 'complication'
  END AS soft
FROM stay AS s
JOIN stay AS p ON p.stay_id = s.prev_stay_id
WHERE s.in_scope AND NOT s.is_open AND NOT s.x2 AND NOT s.x3 AND NOT s.x4
  AND s.prev_gap BETWEEN 0 AND param('gap_days', s.adm_date, s.admdvs)
  AND (has_icd(s.diag, substr(p.main_diag, 1, 3)) OR has_icd(p.diag, substr(s.main_diag, 1, 3)))
  AND (NOT s.x1 OR s.main_diag = p.main_diag)
  AND s.med_type NOT IN ('2105', '21303')
  AND coalesce(optional(s.clr_way), '') <> '3'
