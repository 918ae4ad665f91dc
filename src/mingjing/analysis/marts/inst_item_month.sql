/*---
mart: inst_item_month
title: 机构项目月度汇总
grain: [fixmedins_code, item, month]
doc: >-
  What an institution billed of an item in a month, settled lines only; price is the mean one (amount / quantity).
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  item: {type: VARCHAR, zh: 国家编码（没有对照则为原编码）, needs: [fee_list_d.med_list_codg]}
  month: {type: VARCHAR, zh: 月份, needs: [fee_list_d.fee_ocur_time]}
  kind: {type: VARCHAR, zh: 类别（drug 药品，service 服务，cons 耗材）, needs: [fee_list_d.med_list_codg]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  cnt: {type: 'DECIMAL(16,4)', zh: 数量, needs: [fee_list_d.cnt]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  n_line: {type: BIGINT, zh: 明细行数, needs: [fee_list_d.bkkp_sn]}
  n_person: {type: BIGINT, zh: 人数, needs: [fee_list_d.psn_no]}
  n_dr: {type: BIGINT, zh: 开单医师数, needs: [fee_list_d.bilg_dr_code]}
  price: {type: DOUBLE, zh: 平均价格, needs: [fee_list_d.cnt]}
cases:
  - name: months, items and institutions apart, persons and doctors once each
    given:
      mdtrt_d: [{mdtrt_id: E1, psn_no: P1}, {mdtrt_id: E2, psn_no: P2}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001102000040000", cnt: 2, pric: 10, bilg_dr_code: D1, fee_ocur_time: "2025-05-01 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: "001102000040000", cnt: 1, pric: 10, bilg_dr_code: D2, fee_ocur_time: "2025-05-31 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "001102000040000", cnt: 1, pric: 14, bilg_dr_code: D1, fee_ocur_time: "2025-05-31 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "001102000040000", cnt: 1, pric: 10, fee_ocur_time: "2025-06-01 09:00:00"}
    gives:
      - {fixmedins_code: H, item: "001102000040000", month: 2025-05, cnt: 4, amt: 44.00, n_line: 3, n_person: 2, n_dr: 2, price: 11.0}
      - {month: 2025-06, n_person: 1, n_dr: 0}
---*/
SELECT
  f.fixmedins_code, f.item, month_of(f.svc_date) AS month, MIN(f.kind) AS kind, MIN(f.kreg) AS kreg, SUM(f.cnt) AS cnt, SUM(f.amt) AS amt,
  COUNT(*) AS n_line, COUNT(DISTINCT f.psn_no) AS n_person, COUNT(DISTINCT f.bilg_dr) AS n_dr, ratio(SUM(f.amt), SUM(f.cnt)) AS price
FROM fee_net AS f
WHERE f.in_scope AND f.settled
GROUP BY f.fixmedins_code, f.item, month_of(f.svc_date)
