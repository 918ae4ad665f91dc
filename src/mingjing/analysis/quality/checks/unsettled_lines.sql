/*---
title: 费用明细没有对应的结算
severity: minor
needs: [fee_list_d, setl_d]
each: [{table: fee_list_d, column: mdtrt_id}]
allow: 0.02
full: 0.5
advice: 未结算的费用不进入事后筛查；已结算的请补交结算数据
---*/
SELECT count(*) FILTER (WHERE bare) AS bad, count(*) AS total, sum(det_item_fee_sumamt) FILTER (WHERE bare) AS yuan,
  min(bkkp_sn) FILTER (WHERE bare) AS example
FROM (
  SELECT bkkp_sn, det_item_fee_sumamt, mdtrt_id NOT IN (SELECT mdtrt_id FROM all_setl_d) AS bare FROM fee_list_d
)
