/*---
title: 结算总额与明细合计不符
severity: major
needs: [setl_d, fee_list_d.setl_id]
each: [{table: setl_d, column: medfee_sumamt}]
allow: 0.005
full: 0.2
advice: 相差超过 1 元且超过总额的 0.5%；多为明细没有交全，请补交
---*/
SELECT count(*) FILTER (WHERE differs) AS bad, count(*) AS total, sum(medfee_sumamt) FILTER (WHERE differs) AS yuan,
  min(setl_id) FILTER (WHERE differs) AS example
FROM (
  SELECT s.setl_id, s.medfee_sumamt, abs(s.medfee_sumamt - l.amount) > greatest(1.00, abs(s.medfee_sumamt) * 0.005) AS differs
  FROM setl_d AS s
  JOIN (SELECT setl_id, sum(det_item_fee_sumamt) AS amount FROM all_fee_list_d WHERE setl_id IS NOT NULL GROUP BY setl_id) AS l USING (setl_id)
)
