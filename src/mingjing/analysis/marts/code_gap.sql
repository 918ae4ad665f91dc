/*---
mart: code_gap
title: 编码未贯标的机构月份
grain: [fixmedins_code, month]
doc: >-
  Institution and month in which more than 20 % of the codes used have neither national shape nor a mapping
  (X9): by fee lines for items and departments (lines without a department do not count), by western diagnoses
  for diagnoses. Rules that rest on absence or mismatch do not evaluate such a month.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  month: {type: VARCHAR, zh: 月份, needs: [fee_list_d.fee_ocur_time]}
  item_gap: {type: BOOLEAN, zh: 项目编码未贯标}
  dept_gap: {type: BOOLEAN, zh: 科室编码未贯标}
  diag_gap: {type: BOOLEAN, zh: 诊断编码未贯标}
cases:
  - name: one line in four with an unmapped item is a gap, one in five is not
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: 自编01, cnt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "001102000020000", cnt: 1}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: 自编01, cnt: 1}
    gives: [{fixmedins_code: H1, month: "2026-03", item_gap: true, dept_gap: false, diag_gap: false}]
  - name: departments and diagnoses are judged by their own codes
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: 感冒}]
      fee_list_d:
        - {mdtrt_id: E, med_list_codg: "001102000020000", bilg_dept_codg: A03}
        - {mdtrt_id: E, med_list_codg: "001102000020000", bilg_dept_codg: 内一科}
        - {mdtrt_id: E, med_list_codg: "001102000020000"}
    gives: [{fixmedins_code: H, item_gap: false, dept_gap: true, diag_gap: true}]
---*/
WITH shapeless AS (
  SELECT med_list_codg, kreg FROM item_dim WHERE kind IS NULL
), used AS (
  SELECT
    f.fixmedins_code, month_start(f.svc_date) AS month, f.dept, COUNT(*) AS n,
    SUM(CASE WHEN s.med_list_codg IS NOT NULL THEN 1 ELSE 0 END) AS n_item
  FROM fee_net AS f
  LEFT JOIN shapeless AS s ON s.med_list_codg = f.med_list_codg AND s.kreg = f.kreg
  GROUP BY f.fixmedins_code, month_start(f.svc_date), f.dept
), counted AS (
  SELECT
    fixmedins_code, month, n AS items, n_item AS bad_items,
    CASE WHEN dept IS NULL THEN 0 ELSE n END AS depts,
    CASE WHEN dept IS NULL OR matches(dept, '^A[0-9]{2}') THEN 0 ELSE n END AS bad_depts,
    0 AS diags, 0 AS bad_diags
  FROM used
  UNION ALL
  SELECT
    e.fixmedins_code, month_start(e.adm_date) AS month, 0 AS items, 0 AS bad_items, 0 AS depts, 0 AS bad_depts,
    COUNT(*) AS diags, SUM(CASE WHEN matches(d.diag, '^[A-Z][0-9][0-9]') THEN 0 ELSE 1 END) AS bad_diags
  FROM enc AS e
  JOIN enc_diag AS d ON d.mdtrt_id = e.mdtrt_id
  WHERE COALESCE(d.diag_type, '1') = '1'
  GROUP BY e.fixmedins_code, month_start(e.adm_date)
), gap AS (
  SELECT
    fixmedins_code, month,
    SUM(bad_items) * 5 > SUM(items) AS item_gap,
    SUM(bad_depts) * 5 > SUM(depts) AS dept_gap,
    SUM(bad_diags) * 5 > SUM(diags) AS diag_gap
  FROM counted
  GROUP BY fixmedins_code, month
)
SELECT fixmedins_code, month_of(month) AS month, item_gap, dept_gap, diag_gap
FROM gap
WHERE item_gap OR dept_gap OR diag_gap
