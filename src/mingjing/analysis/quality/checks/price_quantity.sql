/*---
title: 单价 × 数量与金额不符
severity: major
needs: [fee_list_d]
each: [{table: fee_list_d, column: det_item_fee_sumamt}]
allow: 0.001
full: 0.1
advice: 相差超过 0.01 元的明细；核对单价小数位、组套打包和折扣的导出口径
---*/
SELECT count(*) FILTER (WHERE differs) AS bad, count(*) AS total, sum(det_item_fee_sumamt) FILTER (WHERE differs) AS yuan,
  min(bkkp_sn) FILTER (WHERE differs) AS example
FROM (
  SELECT bkkp_sn, det_item_fee_sumamt,
    abs(CAST(pric AS DECIMAL(19,6)) * CAST(cnt AS DECIMAL(19,4)) - det_item_fee_sumamt) > 0.01 AS differs
  FROM fee_list_d
)
