/*---
title: 标有退费而没有退费结算
severity: minor
needs: [setl_d.refd_setl_flag]
each: [{table: setl_d, column: refd_setl_flag}]
allow: 0
full: 0.02
advice: 这些结算按已退费处理，不进入筛查；请补交对应的负数结算以便核对
---*/
SELECT count(*) FILTER (WHERE alone) AS bad, count(*) AS total, sum(medfee_sumamt) FILTER (WHERE alone) AS yuan,
  min(setl_id) FILTER (WHERE alone) AS example
FROM (
  SELECT s.setl_id, s.medfee_sumamt, s.refd_setl_flag = '1' AND s.medfee_sumamt > 0 AND NOT EXISTS (
    SELECT 1 FROM all_setl_d AS r
    WHERE r.medfee_sumamt < 0 AND r.mdtrt_id = s.mdtrt_id AND (r.init_setl_id = s.setl_id OR r.medfee_sumamt = -s.medfee_sumamt)
  ) AS alone
  FROM setl_d AS s
)
