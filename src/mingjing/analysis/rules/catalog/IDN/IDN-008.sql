/*---
code: IDN-008
version: 1
title: 疑似骗取参保资格
status: active
behaviour: eligibility_fraud
severity: 3
subject: person
grain: [psn_no, stay_id]
amount: stay
scenes: [IP]
stages: [3]
law: [735-41, sil-88]
params:
  within_d: {type: integer, default: 60, unit: 日, source: 参保后多少日内首次就医；无官方数值，可按统筹区配置}
  min_fund: {type: decimal, default: 20000, unit: 元, source: 无官方数值，可按统筹区配置}
  min_same: {type: integer, default: 3, unit: 人, source: 同一单位、电话或地址出现的人数；无官方数值，可按统筹区配置}
  lookback: {type: integer, default: 180, unit: 日, source: 数据起始早于参保不足此期间的，不能认定为首次；无官方数值，可按统筹区配置}
message: "{psn_no} 于 {psn_insu_date} 参加职工医保，{days} 日后首次就医即住院（{reason}），基金支付 {fund} 元；同一单位、电话或地址另有 {others} 人。"
verify: 核对劳动合同、工资流水、考勤和参保申报材料，询问参保人实际工作情况。
defence: 由外地转入；退役安置、应届毕业；入职后突发疾病。
known_gaps: 外地转入、退役安置、应届毕业需现场排除；在数据之外曾经结算的，看不出来。
evidence: [psn_insu_date, days, reason, main_diag, fund, others, tie]
cases:
  - name: 参保 18 日后做肺癌手术，同一电话另有三人
    given:
      psn_info_b:
        - {psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "1101", tel: "13800000001"}
        - {psn_no: P2, psn_insu_date: "2026-05-03", psn_type: "1101", tel: "13800000001"}
        - {psn_no: P3, psn_insu_date: "2026-05-04", psn_type: "1101", tel: "13800000001"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: N18.500, begntime: "2026-05-22 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: C16.900, begntime: "2026-05-24 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: E0, psn_no: P9, begntime: "2025-01-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P9, fee_ocur_time: "2025-01-02 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: A, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I2, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I3, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
    finds:
      - {psn_no: P1, checkout_amt: 40000.00, fund_amt: 32000.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-20", bkkp_sns: [A], evidence: {days: 18, others: 2, tie: tel}}
      - {psn_no: P2, sev_deg: 2}
      - {psn_no: P3, sev_deg: 2}
  - name: 单独一人，参保恰 60 日，为轻度可疑
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 09:00:00"}
        - {mdtrt_id: E0, psn_no: P9, begntime: "2025-01-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P9, fee_ocur_time: "2025-01-02 09:00:00"}
        - {mdtrt_id: I1, pric: 25000, fee_ocur_time: "2026-07-05 09:00:00"}
    finds:
      - {psn_no: P1, checkout_amt: 25000.00, fund_amt: 20000.00, sev_deg: 3, evidence: {days: 60, others: 0}}
  - name: 参保第 61 日
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-01", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-07-01 09:00:00", endtime: "2026-07-09 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 30000, fee_ocur_time: "2026-07-05 09:00:00"}]
    finds: []
  - name: 四月以前一直参加居民医保并有结算
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, insutype: "390", begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 30}
        - {mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}
    finds: []
  - name: 急诊脑出血
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, ipt_type: "2", dscg_maindiag_code: I61.900, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}]
    finds: []
  - name: 新参保的新生儿
    given:
      psn_info_b: [{psn_no: P1, brdy: "2026-04-01", psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C91.000, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}]
    finds: []
  - name: 参保日期未填
    given:
      psn_info_b: [{psn_no: P1, psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}]
    finds: []
  - name: 住院部分退费后，基金支付低于下限
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -20000, inscp_amt: -20000, fund_pay_sumamt: -16000}
    finds: []
  - name: 普通肺炎，没有手术
    given:
      psn_info_b: [{psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "11"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: J18.900, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}]
    finds: []
  - name: 三人都以灵活就业身份参保，不算同一单位
    given:
      psn_info_b:
        - {psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "1101", emp_name: 灵活就业人员}
        - {psn_no: P2, psn_insu_date: "2026-05-03", psn_type: "1101", emp_name: 灵活就业人员}
        - {psn_no: P3, psn_insu_date: "2026-05-04", psn_type: "12", emp_name: 灵活就业人员}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: N18.500, begntime: "2026-05-22 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: C16.900, begntime: "2026-05-24 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: E0, psn_no: P9, begntime: "2025-01-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P9, fee_ocur_time: "2025-01-02 09:00:00"}
        - {mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I2, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I3, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
    finds:
      - {psn_no: P1, sev_deg: 3, evidence: {others: 0}}
      - {psn_no: P2, sev_deg: 3}
  - name: 数据起始晚于参保前 180 日，不能认定首次
    given:
      psn_info_b:
        - {psn_no: P1, psn_insu_date: "2026-05-02", psn_type: "1101", emp_name: 甲公司}
        - {psn_no: P2, psn_insu_date: "2026-05-03", psn_type: "1101", emp_name: 甲公司}
        - {psn_no: P3, psn_insu_date: "2026-05-04", psn_type: "1101", emp_name: 甲公司}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: C34.100, begntime: "2026-05-20 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: N18.500, begntime: "2026-05-22 09:00:00", endtime: "2026-06-02 09:00:00"}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: C16.900, begntime: "2026-05-24 09:00:00", endtime: "2026-06-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 40000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I2, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
        - {mdtrt_id: I3, pric: 30000, fee_ocur_time: "2026-05-25 09:00:00"}
    finds:
      - {psn_no: P1, sev_deg: 3, evidence: {soft: [censored], others: 2, tie: emp}}
      - {psn_no: P2, sev_deg: 3}
      - {psn_no: P3, sev_deg: 3}
---*/
WITH early AS (
  SELECT
    s.psn_no, s.stay_id, s.fixmedins_code, s.admdvs, s.adm_date, s.adm_ts, s.main_diag, s.fund, COALESCE(optional(s.n_oprn), 0) AS n_oprn, p.psn_insu_date,
    days_between(p.psn_insu_date, s.adm_date) AS days,
    optional(p.emp_name) AS emp_name, optional(p.tel) AS tel,
    remove_matches(match_of(optional(p.addr), '^.*(村|社区|小区|组)'), '[0-9]') AS addr_key
  FROM stay AS s
  JOIN psn_info_b AS p ON p.psn_no = s.psn_no
  WHERE s.in_scope AND s.insutype = '310' AND starts_with(p.psn_type, '11') AND NOT s.x1 AND COALESCE(optional(s.age_d), 9999) > 365
    AND s.fund >= param('min_fund', s.adm_date, s.admdvs)
    AND days_between(p.psn_insu_date, s.adm_date) BETWEEN 0 AND param('within_d', s.adm_date, s.admdvs)
    AND (starts_with(s.main_diag, 'C') OR starts_with(s.main_diag, 'N18') OR starts_with(s.main_diag, 'D46')
      OR matches(s.main_diag, '^I6[0-4]') OR COALESCE(optional(s.n_oprn), 0) > 0)
), known AS (
  -- Whoever had a settlement in another encounter that began before was not enrolled for this stay.
  SELECT DISTINCT e.psn_no, e.stay_id
  FROM early AS e
  JOIN setl_net AS s ON s.psn_no = e.psn_no AND s.setl_date < e.adm_date
  LEFT JOIN stay_enc AS x ON x.mdtrt_id = s.mdtrt_id
  WHERE COALESCE(x.stay_id, '') <> e.stay_id
), first_stay AS (
  SELECT e.*
  FROM early AS e
  LEFT JOIN known AS k ON k.psn_no = e.psn_no AND k.stay_id = e.stay_id
  WHERE k.psn_no IS NULL
), tied AS (
  SELECT f.psn_no, f.admdvs, f.adm_date, 'emp' AS tie, f.emp_name AS word FROM first_stay AS f 
  -- Those who insure themselves share a word, not an employer.
  WHERE LENGTH(f.emp_name) > 1 AND NOT matches(f.emp_name, '灵活就业|自由职业|个体|代理|代缴|社会保险|街道|居民')
  UNION
  SELECT f.psn_no, f.admdvs, f.adm_date, 'tel', f.tel FROM first_stay AS f WHERE matches(f.tel, '[0-9]{7}')
  UNION
  SELECT f.psn_no, f.admdvs, f.adm_date, 'addr', f.addr_key FROM first_stay AS f WHERE LENGTH(f.addr_key) >= 6
), sized AS (
  SELECT tie, word, COUNT(DISTINCT psn_no) AS persons
  FROM tied
  GROUP BY tie, word
), closest AS (
  SELECT
    t.psn_no, s.tie, s.persons,
    ROW_NUMBER() OVER (PARTITION BY t.psn_no ORDER BY s.persons DESC, s.tie, s.word) AS nth
  FROM tied AS t
  JOIN sized AS s ON s.tie = t.tie AND s.word = t.word
  WHERE s.persons > 1
)
SELECT
  f.psn_no, f.stay_id, f.fixmedins_code, f.adm_date, f.adm_date AS occurred_on, f.psn_insu_date, f.days, f.main_diag, f.fund,
  CASE WHEN f.n_oprn > 0 THEN '手术' ELSE '重大疾病' END || COALESCE(' ' || f.main_diag, '') AS reason,
  COALESCE(c.persons, 1) - 1 AS others, c.tie,
  CASE WHEN COALESCE(c.persons, 1) >= param('min_same', f.adm_date, f.admdvs) THEN 2 ELSE 3 END AS sev_deg,
  CASE WHEN days_between(d.first_date, f.psn_insu_date) < param('lookback', f.adm_date, f.admdvs) THEN 'censored' END AS soft
FROM first_stay AS f
LEFT JOIN closest AS c ON c.psn_no = f.psn_no AND c.nth = 1
LEFT JOIN span AS d ON d.city4 = LEFT(f.admdvs, 4)
