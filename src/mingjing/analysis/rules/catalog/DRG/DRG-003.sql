/*---
code: DRG-003
version: 2
title: 主要诊断选择错误、调换
status: active
behaviour: upcoding
severity: 3
subject: visit
grain: [stay_id]
amount: estimate
scenes: [IP]
stages: [2, 3]
law: [735-38-7, xz-23]
message: "{adm_date} 入院，病组 {grp_code}，主要诊断 {main_diag}：{reasons}。"
verify: 复核病案首页主要诊断与本次住院主要治疗、资源消耗是否一致，按规则重新入组。
defence: 一次住院治疗两种疾病；编码员按病程取舍。
known_gaps: 放化疗只按收费和用药判断，同时治疗并发症的可能列入；未导入病组支付标准的不算差额。
evidence: [grp_code, grp_std_amt, alt_grp, alt_std_amt, clr_way, main_diag, diag, oprn_code, reason_kind, medfee, kp_ref]
cases:
  - name: 主要诊断脑梗死，手术为胆囊切除，胆囊结石列第二
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: I63.900}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: BR23, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "003310060020000"}]
    knowledge:
      drg_std: [{grp_code: BR23, alt_grp: HC23, std_amt: 12000}]
    finds:
      - {mdtrt_id: I1, checkout_amt: 3300.00, checkout_cnt: 1, amount_basis: estimate, sev_deg: 3, occurred_on: "2026-03-09", evidence: {branch: [b], oprn_code: "51.2300"}}
  - name: 主要诊断即胆囊结石
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: I63.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: HC23, grp_wt: 1.5, grp_std_amt: 12000}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "003310060020000"}]
    finds: []
  - name: 手术与任何诊断都不符，属 DAT-004
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: I63.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: BR23, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1}]
    finds: []
  - name: 以症状为主要诊断而另有明确诊断；以既往史为主要诊断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: R10.400}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: Z85.000}
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K35.900}]
      setl_d:
        - {mdtrt_id: I1, clr_way: "40", grp_code: GZ15, grp_wt: 0.5, grp_std_amt: 5000}
        - {mdtrt_id: I2, clr_way: "50", grp_code: XS25, grp_wt: 0.5, grp_std_amt: 5000}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, amount_basis: none, sev_deg: 3, evidence: {branch: [a], reason_kind: symptom}}
      - {mdtrt_id: I2, evidence: {branch: [a], reason_kind: history}}
  - name: 全部诊断都是症状，没有更明确的诊断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: R50.900}]
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: R51.x00}
        - {mdtrt_id: I1, diag_code: Z88.000}
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: GZ15, grp_wt: 0.5, grp_std_amt: 5000}]
      fee_list_d: [{mdtrt_id: I1}]
    finds: []
  - name: 只做化疗而主要诊断编为肿瘤
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: C34.900}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: ER15, grp_wt: 1.5, grp_std_amt: 9000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XL01CDD262B002010100001, pric: 900}
        - {mdtrt_id: I1, med_list_codg: "001109000010000"}
    finds:
      - {sev_deg: 3, evidence: {branch: [c]}}
  - name: 化疗以 Z51.1 为主要诊断；手术加化疗；化疗药已全部退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: C34.900}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: C34.900}
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: C34.900}]
      setl_list_oprn_d: [{mdtrt_id: I2, oprn_oprt_code: "32.4100", main_oprn_flag: "1"}]
      setl_d:
        - {mdtrt_id: I1, clr_way: "40", grp_code: RE15, grp_wt: 0.5, grp_std_amt: 5000}
        - {mdtrt_id: I2, clr_way: "40", grp_code: EB15, grp_wt: 0.5, grp_std_amt: 5000}
        - {mdtrt_id: I3, clr_way: "40", grp_code: ER15, grp_wt: 0.5, grp_std_amt: 5000}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XL01CDD262B002010100001, pric: 900}
        - {mdtrt_id: I2, med_list_codg: XL01CDD262B002010100001, pric: 900}
        - {mdtrt_id: I3, bkkp_sn: A, med_list_codg: XL01CDD262B002010100001, pric: 900}
        - {mdtrt_id: I3, med_list_codg: XL01CDD262B002010100001, cnt: -1, pric: 900, init_feedetl_sn: A}
        - {mdtrt_id: I3}
    finds: []
  - name: 产科以症状收入、按项目付费、主要诊断未填
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: R10.400}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: R10.400}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-05 10:00:00"}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: O47.900}
        - {mdtrt_id: I2, diag_code: K35.900}
      setl_d:
        - {mdtrt_id: I1, clr_way: "40", grp_code: OZ15, grp_wt: 0.5, grp_std_amt: 5000}
        - {mdtrt_id: I2, clr_way: "1"}
        - {mdtrt_id: I3, clr_way: "40", grp_code: OZ15, grp_wt: 0.5, grp_std_amt: 5000}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}]
    finds: []
---*/
WITH grouped AS (
  SELECT s.* FROM stay AS s WHERE s.in_scope AND s.main_diag IS NOT NULL
), doubt AS (
  SELECT
    stay_id, CASE kind WHEN 'main' THEN 'a' WHEN 'swap' THEN 'b' ELSE 'c' END AS branch, soft,
    CASE WHEN kind = 'main' THEN detail END AS reason_kind, CASE WHEN kind = 'swap' THEN optional(what) END AS oprn_code,
    CASE
      WHEN kind = 'swap' THEN '主要手术 ' || optional(what) || ' 与主要诊断不符而与其他诊断相符'
      WHEN kind = 'cycle' THEN '只做放化疗而以肿瘤为主要诊断，应为 Z51'
      WHEN detail = 'symptom' THEN '已有明确诊断而以症状、体征为主要诊断'
      WHEN detail = 'history' THEN '以个人史、家族史为主要诊断'
      WHEN detail = 'external' THEN '以外部原因为主要诊断'
      ELSE '以后遗症为主要诊断'
    END AS reason, kp_ref
  FROM drg_doubt
  WHERE kind IN ('main', 'swap', 'cycle')
), spoken AS (
  SELECT stay_id, remove_matches(replace(joined(reason), '|', '；'), '^；|；$') AS reasons FROM doubt GROUP BY stay_id
)
SELECT
  d.stay_id, d.stay_id AS mdtrt_id, d.branch, d.reason_kind, d.oprn_code, d.soft, g.psn_no, g.fixmedins_code, g.adm_date,
  g.dscg_date AS occurred_on, g.main_diag, g.diag, g.medfee, optional(g.clr_way) AS clr_way, optional(g.grp_code) AS grp_code,
  optional(g.grp_std_amt) AS grp_std_amt, k.alt_grp, k.std_amt AS alt_std_amt, s.reasons, g.mdtrt_ids AS related_id,
  coalesce(d.kp_ref, '') || '|' || coalesce(k.kp_ref, '') AS kp_ref,
  CASE WHEN optional(g.grp_std_amt) > k.std_amt THEN CAST(optional(g.grp_std_amt) - k.std_amt AS DECIMAL(18,6)) END AS hit_amt
FROM doubt AS d
JOIN spoken AS s ON s.stay_id = d.stay_id
JOIN grouped AS g ON g.stay_id = d.stay_id
LEFT JOIN drg_std AS k
  ON k.grp_code = optional(g.grp_code) AND k.kreg = g.kreg AND g.dscg_date >= k.k_from AND g.dscg_date < k.k_to
