/*---
title: 数量、单价、金额的正负不合
severity: major
needs: [fee_list_d]
each: [{table: fee_list_d, column: cnt}]
allow: 0
full: 0.02
advice: 退费应为数量、金额为负而单价为正；请统一导出口径
---*/
SELECT count(*) FILTER (WHERE odd) AS bad, count(*) AS total, sum(det_item_fee_sumamt) FILTER (WHERE odd) AS yuan,
  min(bkkp_sn) FILTER (WHERE odd) AS example
FROM (
  SELECT bkkp_sn, det_item_fee_sumamt, pric < 0 OR (cnt < 0 AND det_item_fee_sumamt > 0) OR (cnt > 0 AND det_item_fee_sumamt < 0) AS odd
  FROM fee_list_d
)
