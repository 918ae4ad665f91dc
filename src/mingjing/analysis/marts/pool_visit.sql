/*---
mart: pool_visit
title: 门诊统筹就诊日
grain: [psn_no, fixmedins_code, svc_date]
doc: >-
  Person, institution and date of ordinary outpatient care (med_type 11) that the pooling fund paid (hifp_pay > 0).
  drug_only: nothing but drugs and the consultation itself was billed; null without lines. visit_cap, year_cap: quota of
  the insured place.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  svc_date: {type: DATE, zh: 结算日期, needs: [setl_d.setl_time]}
  period: {type: VARCHAR, zh: 月份, needs: [setl_d.setl_time]}
  doctor: {type: VARCHAR, zh: 开单医师（几人时取编码最小的）, needs: [fee_list_d.bilg_dr_code]}
  pool: {type: 'DECIMAL(16,2)', zh: 统筹基金支付, needs: [setl_d.hifp_pay]}
  inscp: {type: 'DECIMAL(16,2)', zh: 符合范围金额, needs: [setl_d.inscp_amt]}
  visit_cap: {type: 'DECIMAL(16,2)', zh: 次均限额}
  year_cap: {type: 'DECIMAL(16,2)', zh: 年度限额}
  kp_ref: {type: VARCHAR, zh: 限额依据的知识行（列表）}
  drug_only: {type: BOOLEAN, zh: 只开药, needs: [fee_list_d.med_list_codg]}
cases:
  - name: a visit with drugs and a consultation only, another with a test, a third that the account paid alone
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2, psn_no: P2}, {mdtrt_id: E3, psn_no: P3}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XZ99ZZA001A001010100001, bilg_dr_code: R1}
        - {mdtrt_id: E1, med_list_codg: "001102000010000", bilg_dr_code: R1}
        - {mdtrt_id: E2, med_list_codg: XZ99ZZA001A001010100001}
        - {mdtrt_id: E2, med_list_codg: "002501010010000"}
        - {mdtrt_id: E3, med_list_codg: XZ99ZZA001A001010100001}
      setl_d:
        - {mdtrt_id: E1, hifp_pay: 12}
        - {mdtrt_id: E2, hifp_pay: 12}
        - {mdtrt_id: E3, hifp_pay: 0}
    knowledge:
      quota: [{insutype: "310", scene: OP, visit_cap: 20, year_cap: 300}]
    gives:
      - {psn_no: P, period: 2026-03, doctor: R1, pool: 12.00, inscp: 20.00, visit_cap: 20, year_cap: 300, drug_only: true}
      - {psn_no: P2, drug_only: false}
---*/
WITH pooled AS (
  SELECT s.mdtrt_id, s.psn_no, s.fixmedins_code, s.setl_date, s.insu_admdvs, s.insutype, s.inscp, s.pool
  FROM setl_net AS s
  WHERE s.in_scope AND s.scene = 'OP' AND s.med_type = '11' AND s.fund > 0 AND s.pool > 0
), billed AS (
  SELECT
    f.mdtrt_id, MIN(f.bilg_dr) AS doctor,
    bool_and(CASE WHEN f.kind = 'drug' OR has_cls(f.cls, 'DXFEE') THEN TRUE ELSE FALSE END) AS drug_only
  FROM fee_net AS f
  WHERE f.scene = 'OP' AND f.med_type = '11' AND f.settled
  GROUP BY f.mdtrt_id
)
SELECT
  p.psn_no, p.fixmedins_code, p.setl_date AS svc_date, MIN(month_of(p.setl_date)) AS period, MIN(b.doctor) AS doctor,
  SUM(p.pool) AS pool, SUM(p.inscp) AS inscp,
  CAST(MAX(q.visit_cap) AS DECIMAL(16,2)) AS visit_cap, CAST(MAX(q.year_cap) AS DECIMAL(16,2)) AS year_cap, joined(q.kp_ref) AS kp_ref,
  bool_and(b.drug_only) AS drug_only
FROM pooled AS p
LEFT JOIN billed AS b ON b.mdtrt_id = p.mdtrt_id
LEFT JOIN region_class AS r ON r.admdvs = p.insu_admdvs
LEFT JOIN quota AS q
  ON q.kreg = COALESCE(r.kreg, 0) AND q.insutype = p.insutype AND q.scene = 'OP' AND p.setl_date >= q.k_from
  AND p.setl_date < q.k_to
GROUP BY p.psn_no, p.fixmedins_code, p.setl_date
