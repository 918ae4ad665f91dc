/*---
title: 退费明细找不到原明细
severity: major
needs: [fee_list_d]
each: [{table: fee_list_d, column: init_feedetl_sn}]
allow: 0.0005
full: 0.05
advice: 退费应指明原明细（init_feedetl_sn）；找不到原明细的退费无法冲减
---*/
SELECT count(lone.bkkp_sn) AS bad, count(*) AS total, sum(lone.det_item_fee_sumamt) AS yuan, min(lone.bkkp_sn) AS example
FROM fee_list_d AS line
LEFT JOIN (
  SELECT r.bkkp_sn, r.det_item_fee_sumamt FROM fee_list_d AS r
  WHERE r.cnt < 0
    AND NOT EXISTS (SELECT 1 FROM all_fee_list_d AS o WHERE o.bkkp_sn = r.init_feedetl_sn AND o.cnt > 0)
    AND NOT EXISTS (SELECT 1 FROM all_fee_list_d AS o WHERE o.mdtrt_id = r.mdtrt_id AND o.med_list_codg = r.med_list_codg AND o.cnt > 0)
) AS lone USING (bkkp_sn)
