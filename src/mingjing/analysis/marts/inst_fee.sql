/*---
mart: inst_fee
title: 机构期间费用构成
grain: [fixmedins_code, scene, period]
doc: >-
  Sums of gross of the settled lines of an institution per month and per quarter, inpatient (IP) and outpatient (OP),
  by the parts that the national indicators N56 to N61 compare. period_no counts the periods of a kind without gaps.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  scene: {type: VARCHAR, zh: 场景（IP 住院，OP 门诊）, needs: [mdtrt_d.med_type]}
  period: {type: VARCHAR, zh: 期间（2026-03 或 2026Q1）, needs: [fee_list_d.fee_ocur_time]}
  period_kind: {type: VARCHAR, zh: 期间种类（month、quarter）}
  period_no: {type: BIGINT, zh: 期间序号}
  last_date: {type: DATE, zh: 期间内最后费用日期, needs: [fee_list_d.fee_ocur_time]}
  gross: {type: 'DECIMAL(16,2)', zh: 明细总额, needs: [fee_list_d.det_item_fee_sumamt]}
  drug_amt: {type: 'DECIMAL(16,2)', zh: 药费（09、10、11）, needs: [fee_list_d.med_chrgitm_type]}
  exam_amt: {type: 'DECIMAL(16,2)', zh: 检查化验费（03、04）, needs: [fee_list_d.med_chrgitm_type]}
  mat_amt: {type: 'DECIMAL(16,2)', zh: 材料费（08 或耗材）, needs: [fee_list_d.med_chrgitm_type]}
  treat_amt: {type: 'DECIMAL(16,2)', zh: 治疗费（05）, needs: [fee_list_d.med_chrgitm_type]}
  ct_amt: {type: 'DECIMAL(16,2)', zh: CT 费, needs: [fee_list_d.med_list_codg]}
  mr_amt: {type: 'DECIMAL(16,2)', zh: 磁共振费, needs: [fee_list_d.med_list_codg]}
cases:
  - name: parts of the cost per month and quarter, inpatient apart from outpatient
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_chrgitm_type: "03", pric: 30, med_list_codg: "002103000010000", fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_chrgitm_type: "04", pric: 4, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_chrgitm_type: "09", pric: 9, fee_ocur_time: "2026-02-27 10:00:00"}
        - {mdtrt_id: I1, med_chrgitm_type: null, pric: 100, list_type: "301", fee_ocur_time: "2026-02-27 10:00:00"}
        - {mdtrt_id: E1, med_chrgitm_type: "05", pric: 5, fee_ocur_time: "2026-03-02 10:00:00"}
    gives:
      - {scene: IP, period: 2026-02, period_kind: month, period_no: 24314, gross: 109.00, drug_amt: 9.00, mat_amt: 100.00, exam_amt: 0.00}
      - {scene: IP, period: 2026-03, period_no: 24315, gross: 34.00, exam_amt: 34.00, ct_amt: 30.00, mr_amt: 0.00}
      - {scene: OP, period: 2026-03, gross: 5.00, treat_amt: 5.00}
      - {scene: IP, period: 2026Q1, period_kind: quarter, period_no: 8105, gross: 143.00, drug_amt: 9.00, last_date: 2026-03-02}
      - {scene: OP, period: 2026Q1, gross: 5.00}
---*/
WITH monthly AS (
  SELECT
    f.fixmedins_code, f.scene, month_start(f.svc_date) AS month, MAX(f.svc_date) AS last_date,
    SUM(f.gross) AS gross,
    SUM(CASE WHEN f.chrg IN ('09', '10', '11') THEN f.gross ELSE 0 END) AS drug_amt,
    SUM(CASE WHEN f.chrg IN ('03', '04') THEN f.gross ELSE 0 END) AS exam_amt,
    SUM(CASE WHEN f.chrg = '08' OR f.kind = 'cons' THEN f.gross ELSE 0 END) AS mat_amt,
    SUM(CASE WHEN f.chrg = '05' THEN f.gross ELSE 0 END) AS treat_amt,
    SUM(CASE WHEN has_cls(f.cls, 'CT') THEN f.gross ELSE 0 END) AS ct_amt,
    SUM(CASE WHEN has_cls(f.cls, 'MR') THEN f.gross ELSE 0 END) AS mr_amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP')
  GROUP BY f.fixmedins_code, f.scene, month_start(f.svc_date)
), dated AS (
  SELECT
    fixmedins_code, scene, month_of(month) AS period, 'month' AS period_kind,
    year_of(month) * 12 + CAST(RIGHT(month_of(month), 2) AS BIGINT) AS period_no, last_date, gross, drug_amt, exam_amt,
    mat_amt, treat_amt, ct_amt, mr_amt
  FROM monthly
  UNION ALL
  SELECT
    fixmedins_code, scene, quarter_of(month) AS period, 'quarter' AS period_kind,
    year_of(month) * 4 + CAST(RIGHT(quarter_of(month), 1) AS BIGINT) AS period_no, last_date, gross, drug_amt, exam_amt,
    mat_amt, treat_amt, ct_amt, mr_amt
  FROM monthly
)
SELECT
  fixmedins_code, scene, period, period_kind, period_no, MAX(last_date) AS last_date, SUM(gross) AS gross,
  SUM(drug_amt) AS drug_amt, SUM(exam_amt) AS exam_amt, SUM(mat_amt) AS mat_amt, SUM(treat_amt) AS treat_amt,
  SUM(ct_amt) AS ct_amt, SUM(mr_amt) AS mr_amt
FROM dated
GROUP BY fixmedins_code, scene, period, period_kind, period_no
