/*---
code: STY-002
version: 2
title: 低标准入院、体检式住院
status: active
national_code: GZ10000204005000
behaviour: induced_stay
severity: 2
subject: visit
amount: stay
scenes: [IP]
stages: [3]
law: [735-38-7, 735-40-1]
params:
  max_nights: {type: integer, default: 7, unit: 夜, source: 无官方数值，可按统筹区配置}
  day_amt: {type: integer, default: 100, unit: 元/日, source: 无官方数值，可按统筹区配置}
  test_pct: {type: integer, default: 60, unit: '%', source: 无官方数值，可按统筹区配置}
  care_pct: {type: integer, default: 20, unit: '%', source: 无官方数值，可按统筹区配置}
message: "{main_diag} 住院 {nights} 夜，检查检验 {test_amt} 元（{test_share}%），药品和治疗 {care_amt} 元（{care_share}%），总费用 {medfee} 元，无手术、重症监护和输血。"
verify: 对照入院标准核查入院记录和首次病程；查有无免费体检、减免自付的宣传；询问患者入院原因和床位使用情况。
defence: 为排除严重疾病而入院检查；门诊无法完成该项检查。
known_gaps: 必须住院才能进行的检查、隔离观察，需现场排除。
evidence: [nights, main_diag, medfee, test_amt, care_amt, test_share, care_share, day_care, kp_ref]
cases:
  - name: 颈椎病住院 3 夜，检查检验占七成八，用药极少
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 500}
        - {mdtrt_id: I1, med_list_codg: "002503000010000", med_chrgitm_type: "04", pric: 280}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", cnt: 3, pric: 53.3333, det_item_fee_sumamt: 160}
    finds:
      - {mdtrt_id: I1, checkout_amt: 1000.00, fund_amt: 800.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-04", evidence: {branch: [E, L], test_share: 78}}
  - name: 眩晕住院 5 夜，日均药品治疗不足 100 元
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-09 10:00:00", dscg_maindiag_code: H81.100}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002503000010000", med_chrgitm_type: "04", pric: 280}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 400}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", cnt: 5, pric: 64}
    finds:
      - {checkout_amt: 1000.00, sev_deg: 2, evidence: {branch: [L]}}
  - name: 八十二岁患者，降为轻度可疑
    given:
      psn_info_b:
        - {psn_no: P, brdy: "1944-01-01"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60}
    finds:
      - {sev_deg: 3, evidence: {soft: [age]}}
  - name: 同样的住院做了椎管注射，治疗费过两成
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 700}
        - {mdtrt_id: I1, med_list_codg: "003301000010000", med_chrgitm_type: "05", pric: 300}
    finds: []
  - name: 住院期间有手术
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "03.9200"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
    finds: []
  - name: 急诊入院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200, ipt_type: "2"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
    finds: []
  - name: 检查费恰为六成、药品恰为两成，住院 7 夜
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-11 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 600}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 200}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 200}
    finds:
      - {checkout_amt: 1000.00}
  - name: 检查已退费，余下的不构成体检式住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "002103000010000", med_chrgitm_type: "03", cnt: -1, pric: 780, init_feedetl_sn: A}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 900}
    finds: []
  - name: 主要诊断为外伤
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: S06.000}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 60}
    finds: []
  - name: 检查检验占八成、用药不足两成，日均药品治疗已过 100 元，只算体检式住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: H81.100}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 1600}
        - {mdtrt_id: I1, med_list_codg: XA01AAA001A001010100001, med_chrgitm_type: "09", pric: 300}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", pric: 100}
    finds:
      - {checkout_amt: 2000.00, sev_deg: 2, evidence: {branch: [E], test_share: 80}}
  - name: 住院期间有特级护理
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00", dscg_maindiag_code: M47.200}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", med_chrgitm_type: "03", pric: 780}
        - {mdtrt_id: I1, med_list_codg: "001201000030000", med_chrgitm_type: "08", pric: 20}
    finds: []
  - name: 主要诊断未填，只按费用结构判断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-07 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002503000010000", med_chrgitm_type: "04", pric: 100}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", med_chrgitm_type: "01", cnt: 3, pric: 100}
    finds: []
---*/
WITH quiet AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.adm_date, s.admdvs, s.kreg, optional(s.main_diag) AS main_diag, s.medfee, s.nights,
    s.bill_days, optional(s.age_y) AS age_y,
    CAST(s.exam_amt + s.lab_amt AS DECIMAL(16,2)) AS test_amt,
    CAST(s.drug_amt + s.treat_amt AS DECIMAL(16,2)) AS care_amt
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x1 AND NOT s.x2 AND NOT s.x3 AND NOT s.x5
    AND optional(s.n_oprn) = 0 AND s.oprn_amt = 0 AND optional(s.icu_h) = 0
    AND s.nights BETWEEN 1 AND param('max_nights', s.adm_date, s.admdvs)
    AND s.medfee > 0 AND s.med_type <> '28'
    AND coalesce(optional(s.dscg_way), '') NOT IN ('2', '5')
    AND NOT (coalesce(optional(s.dscg_way), '') = '4' AND s.nights <= 1)
    AND coalesce(substr(optional(s.main_diag), 1, 1), '') NOT IN ('S', 'T')
    AND NOT coalesce(substr(optional(s.main_diag), 1, 3) BETWEEN 'A15' AND 'A19', FALSE)
), low AS (
  SELECT q.stay_id, joined(k.kp_ref) AS kp_ref
  FROM quiet AS q
  JOIN low_adm AS k
    ON k.kreg = q.kreg AND q.adm_date >= k.k_from AND q.adm_date < k.k_to AND starts_with(q.main_diag, k.icd_prefix)
  GROUP BY q.stay_id
), shaped AS (
  SELECT q.*, 'E' AS branch, CAST(NULL AS VARCHAR) AS kp_ref
  FROM quiet AS q
  WHERE q.test_amt * 100 >= q.medfee * param('test_pct', q.adm_date, q.admdvs)
    AND q.care_amt * 100 <= q.medfee * param('care_pct', q.adm_date, q.admdvs)
  UNION ALL
  SELECT q.*, 'L' AS branch, k.kp_ref
  FROM quiet AS q
  JOIN low AS k ON k.stay_id = q.stay_id
  WHERE q.care_amt < q.bill_days * param('day_amt', q.adm_date, q.admdvs)
), needy AS (
  -- Blood, a diagnosis that needs a bed, or intensive nursing show a patient who was ill.
  SELECT DISTINCT e.stay_id
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.is_ip AND (has_cls(f.cls, 'BLOOD') OR has_cls(f.cls, 'INPT_DIAG') OR has_cls(f.cls, 'NURS_HIGH'))
)
SELECT
  h.stay_id, h.stay_id AS mdtrt_id, h.psn_no, h.fixmedins_code, h.adm_date AS occurred_on, h.branch,
  h.nights, h.main_diag, h.medfee, h.test_amt, h.care_amt,
  CAST(ratio(h.test_amt * 100, h.medfee) AS DECIMAL(16,1)) AS test_share,
  CAST(ratio(h.care_amt * 100, h.medfee) AS DECIMAL(16,1)) AS care_share,
  prorate(h.care_amt, 1, h.bill_days) AS day_care, h.kp_ref,
  CASE WHEN h.age_y >= 80 THEN 'age' END AS soft
FROM shaped AS h
WHERE NOT EXISTS (SELECT 1 FROM needy AS n WHERE n.stay_id = h.stay_id)
