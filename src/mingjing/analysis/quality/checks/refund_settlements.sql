/*---
title: 退费结算找不到原结算
severity: major
needs: [setl_d]
each: [{table: setl_d, column: init_setl_id}]
allow: 0.0005
full: 0.05
advice: 退费结算应指明原结算（init_setl_id）；找不到原结算的退费无法冲减
---*/
SELECT count(lone.setl_id) AS bad, count(*) AS total, sum(lone.medfee_sumamt) AS yuan, min(lone.setl_id) AS example
FROM setl_d AS settlement
LEFT JOIN (
  SELECT r.setl_id, r.medfee_sumamt FROM setl_d AS r
  WHERE r.medfee_sumamt < 0
    AND NOT EXISTS (SELECT 1 FROM all_setl_d AS o WHERE o.setl_id = r.init_setl_id)
    AND NOT EXISTS (SELECT 1 FROM all_setl_d AS o WHERE o.mdtrt_id = r.mdtrt_id AND o.medfee_sumamt = -r.medfee_sumamt)
) AS lone USING (setl_id)
