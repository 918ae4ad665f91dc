/*---
title: 就诊早于出生
severity: major
needs: [mdtrt_d, psn_info_b]
each: [{table: mdtrt_d, column: begntime}]
allow: 0
full: 0.02
advice: 核对出生日期与人员编号；新生儿随母亲登记的除外
---*/
SELECT count(*) FILTER (WHERE CAST(m.begntime AS DATE) < p.brdy) AS bad, count(*) AS total, NULL AS yuan,
  min(m.mdtrt_id) FILTER (WHERE CAST(m.begntime AS DATE) < p.brdy) AS example
FROM mdtrt_d AS m JOIN all_psn_info_b AS p USING (psn_no)
