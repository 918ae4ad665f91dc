/*---
code: RXD-010
version: 1
title: 无指征检验检查
status: active
national_code: GZ10000302001000
behaviour: over_exam
severity: 2
subject: fee
amount: all
scenes: [IP, OP]
stages: [1, 2, 3]
law: [735-38-2]
params:
  first_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；此期间内首次检查的只作轻度可疑}
message: "{svc_date} {item_name} 的指征为 {limit_text}，本次诊断为 {diag_text}，涉及 {checkout_amt} 元。"
verify: 调阅申请单、病程记录和检查结果，核对开单理由；请专家评价。
defence: 鉴别诊断需要；检查结果改变了诊断。
known_gaps: 指征由本地知识表给出，没有行的项目不作判断；整个科室的常规套餐由 IND-003 检查。
evidence: [limit_text, diag_text, before_date, kp_ref]
cases:
  - name: 上呼吸道感染，一年内第二次查前列腺特异性抗原
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: J06.900}, {mdtrt_id: E2, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002504040000001", cnt: 1, pric: 80, inscp_amt: 0, fulamt_ownpay_amt: 80, fee_ocur_time: "2025-09-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "002504040000001", medins_list_name: 前列腺特异性抗原测定, cnt: 1, pric: 80}
    knowledge: &psa
      use_indication:
        - {basis: exam, item_code: "002504040000001", icd_prefix: C61, codable: 1}
        - {basis: exam, item_code: "002504040000001", icd_prefix: N40, codable: 1}
    finds:
      - {checkout_amt: 80.00, checkout_cnt: 1, fund_amt: 64.00, sev_deg: 2, occurred_on: "2026-03-02", national_code: GZ10000302001000, bkkp_sns: [B], evidence: {limit_text: "C61、N40", diag_text: J06.900, before_date: "2025-09-02"}}
  - name: 前列腺增生
    given:
      setl_list_diag_d: [{diag_code: N40.x00}]
      fee_list_d: [{med_list_codg: "002504040000001", cnt: 1, pric: 80}]
    knowledge: *psa
    finds: []
  - name: 一年内首次检查，只作轻度可疑
    given:
      setl_list_diag_d: [{diag_code: J06.900}]
      fee_list_d: [{med_list_codg: "002504040000001", cnt: 1, pric: 80}]
    knowledge: *psa
    finds: [{checkout_amt: 80.00, sev_deg: 3, evidence: {soft: [first_test]}}]
  - name: 恰好 365 日前查过
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: N40.x00}, {mdtrt_id: E2, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002504040000001", pric: 80, fee_ocur_time: "2025-03-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002504040000001", pric: 80}
    knowledge: *psa
    finds: [{checkout_amt: 80.00, sev_deg: 2}]
  - name: 366 日前查过，本次算首次
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: N40.x00}, {mdtrt_id: E2, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002504040000001", pric: 80, fee_ocur_time: "2025-03-01 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002504040000001", pric: 80}
    knowledge: *psa
    finds: [{checkout_amt: 80.00, sev_deg: 3}]
  - name: 住院有手术，属术前检查
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K80.200}]
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 51.2200}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 孕产妇
    given:
      setl_list_diag_d: [{diag_code: O26.900}]
      fee_list_d: [{med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 同次就诊有输血
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: D64.900}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002504040000001", pric: 80}
        - {mdtrt_id: I1, med_list_codg: "001204000060100"}
    knowledge: *psa
    finds: []
  - name: 透析患者
    given:
      setl_list_diag_d: [{diag_code: N18.500}]
      fee_list_d:
        - {med_list_codg: "002504040000001", pric: 80}
        - {med_list_codg: "003110000060000"}
    knowledge: *psa
    finds: []
  - name: 急诊
    given:
      setl_list_diag_d: [{diag_code: J06.900}]
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 机构当月诊断多未贯标，不作判断
    given:
      setl_list_diag_d: [{diag_code: 感冒}]
      fee_list_d: [{med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 专科医院
    given:
      fixmedins_b: [{medins_type: A511}]
      setl_list_diag_d: [{diag_code: J06.900}]
      fee_list_d: [{med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 没有诊断，不作判断
    given:
      fee_list_d: [{med_list_codg: "002504040000001", pric: 80}]
    knowledge: *psa
    finds: []
  - name: 已退费
    given:
      setl_list_diag_d: [{diag_code: J06.900}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002504040000001", pric: 80}
        - {bkkp_sn: B, med_list_codg: "002504040000001", cnt: -1, pric: 80, init_feedetl_sn: A}
    knowledge: *psa
    finds: []
---*/
WITH tested AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, f.settled, f.diag, f.x1, f.scene, optional(f.medins_type) AS medins_type, k.icd_prefix, k.kp_ref, k.sev,
    k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN use_indication AS k ON k_match(k, f)
  WHERE f.in_scope AND k.basis = 'exam' AND k.codable = 1
), test_date AS (
  SELECT
    psn_no, item, svc_date,
    LAG(svc_date) OVER (PARTITION BY psn_no, item ORDER BY svc_date) AS before_date
  FROM (SELECT DISTINCT psn_no, item, svc_date FROM tested) AS dated
), judged AS (
  SELECT bkkp_sn, bool_or(has_icd(diag, icd_prefix)) AS fits, joined(icd_prefix) AS prefixes
  FROM tested
  WHERE settled AND amt > 0 AND diag IS NOT NULL
  GROUP BY bkkp_sn
), unfit AS (
  SELECT t.*, j.prefixes
  FROM tested AS t
  JOIN judged AS j ON j.bkkp_sn = t.bkkp_sn
  WHERE NOT j.fits AND NOT t.x1 AND t.scene IN ('IP', 'OP') AND NOT COALESCE(starts_with(t.medins_type, 'A5'), FALSE)
    AND NOT matches(t.diag, '[|](O[0-9]|Z3[4-6])')
), asked AS (
  SELECT DISTINCT u.mdtrt_id, COALESCE(s.stay_id, u.mdtrt_id) AS stay_id
  FROM unfit AS u
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = u.mdtrt_id
), operated AS (
  SELECT DISTINCT a.stay_id
  FROM asked AS a
  LEFT JOIN oprn AS o ON COALESCE(o.stay_id, o.mdtrt_id) = a.stay_id
  WHERE o.oprn_code IS NOT NULL
), treated AS (
  SELECT DISTINCT f.mdtrt_id
  FROM fee_net AS f
  WHERE f.in_scope AND (has_cls(f.cls, 'BLOOD') OR has_cls(f.cls, 'HD'))
)
SELECT
  u.bkkp_sn, u.mdtrt_id, u.setl_id, u.psn_no, u.fixmedins_code, u.svc_date, u.item, u.item_name, u.cnt, u.pric, u.gross,
  u.amt, u.kp_ref, d.before_date,
  REPLACE(TRIM(REPLACE(u.prefixes, '|', ' ')), ' ', '、') AS limit_text,
  REPLACE(TRIM(REPLACE(u.diag, '|', ' ')), ' ', '、') AS diag_text,
  'GZ10000302001000' AS national_code,
  COALESCE(u.sev, 2) AS sev_deg,
  CASE
    WHEN u.doubt IS NOT NULL THEN u.doubt
    WHEN d.before_date IS NULL
      OR days_between(d.before_date, u.svc_date) > param('first_days', u.svc_date, u.admdvs) THEN 'first_test'
  END AS soft
FROM unfit AS u
JOIN asked AS a ON a.mdtrt_id = u.mdtrt_id
JOIN test_date AS d ON d.psn_no = u.psn_no AND d.item = u.item AND d.svc_date = u.svc_date
LEFT JOIN operated AS o ON o.stay_id = a.stay_id
LEFT JOIN treated AS r ON r.mdtrt_id = u.mdtrt_id
LEFT JOIN code_gap AS g ON g.fixmedins_code = u.fixmedins_code AND g.month = month_of(u.svc_date)
WHERE o.stay_id IS NULL AND r.mdtrt_id IS NULL AND NOT COALESCE(g.diag_gap, FALSE)
