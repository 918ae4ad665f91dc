/*---
title: 结算没有费用明细
severity: major
needs: [setl_d, fee_list_d]
each: [{table: setl_d, column: setl_id}]
allow: 0.01
full: 0.3
advice: 补交这些结算的费用明细；没有明细就无法核查收费
---*/
SELECT count(*) FILTER (WHERE bare) AS bad, count(*) AS total, sum(medfee_sumamt) FILTER (WHERE bare) AS yuan,
  min(setl_id) FILTER (WHERE bare) AS example
FROM (
  SELECT setl_id, medfee_sumamt, mdtrt_id NOT IN (SELECT mdtrt_id FROM all_fee_list_d) AS bare FROM setl_d
)
