/*---
mart: inst_goods
title: 机构月度药品耗材
grain: [fixmedins_code, grp, period]
doc: >-
  What the fund's scope paid per institution and month for a drug (ingredient, see drug_dim) or a group of consumables
  (first 15 characters of the code). watched: an item of the national list of closely monitored drugs is among them.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  grp: {type: VARCHAR, zh: 成分或耗材类, needs: [fee_list_d.med_list_codg]}
  period: {type: VARCHAR, zh: 月份, needs: [fee_list_d.fee_ocur_time]}
  period_no: {type: BIGINT, zh: 月份序号}
  last_date: {type: DATE, zh: 最后费用日期, needs: [fee_list_d.fee_ocur_time]}
  item_name: {type: VARCHAR, zh: 名称之一}
  watched: {type: BOOLEAN, zh: 重点监控药品}
  n_line: {type: BIGINT, zh: 净明细数, needs: [fee_list_d.bkkp_sn]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
cases:
  - name: products of one ingredient go together, services are not goods
    given:
      fee_list_d:
        - {med_list_codg: XB05AAR021B002010100001, medins_list_name: 人血白蛋白, pric: 300}
        - {med_list_codg: XB05AAR021B002010100002, medins_list_name: 人血白蛋白注射液, pric: 200}
        - {med_list_codg: C0302010010000012345, medins_list_name: 钉, pric: 50}
        - {med_list_codg: "001102000010000", pric: 10}
    gives:
      - {grp: XB05AAR021, period: 2026-03, period_no: 24315, amt: 500.00, n_line: 2, item_name: 人血白蛋白, watched: true}
      - {grp: C03020100100000, amt: 50.00, watched: false}
---*/
SELECT
  f.fixmedins_code,
  COALESCE(d.ingredient, LEFT(f.item, 15)) AS grp,
  month_of(month_start(f.svc_date)) AS period,
  year_of(month_start(f.svc_date)) * 12 + CAST(RIGHT(month_of(month_start(f.svc_date)), 2) AS BIGINT) AS period_no,
  MAX(f.svc_date) AS last_date,
  MIN(f.item_name) AS item_name,
  bool_or(CASE WHEN w.item IS NULL THEN FALSE ELSE TRUE END) AS watched,
  COUNT(*) AS n_line,
  SUM(f.amt) AS amt
FROM fee_net AS f
LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
LEFT JOIN watch_name AS w
  ON w.kind = 'key_drug' AND w.item = f.item AND w.item_name = COALESCE(f.item_name, '') AND w.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind IN ('drug', 'cons') AND f.scene IN ('IP', 'OP', 'PH')
GROUP BY f.fixmedins_code, COALESCE(d.ingredient, LEFT(f.item, 15)), month_start(f.svc_date)
