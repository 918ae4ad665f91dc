/*---
title: 性别或出生日期不明
severity: minor
needs: [psn_info_b]
each: [{table: psn_info_b, column: brdy}]
allow: 0.005
full: 0.5
advice: 性别 0、9，出生日期 1900-01-01 或年龄超过 120 岁的人员，性别、年龄类规则不作判断
---*/
SELECT count(*) FILTER (WHERE odd) AS bad, count(*) AS total, NULL AS yuan, min(psn_no) FILTER (WHERE odd) AS example
FROM (
  SELECT psn_no, gend IN ('0', '9') OR brdy = DATE '1900-01-01' OR brdy < DATE '{day}' - INTERVAL 120 YEAR AS odd FROM psn_info_b
)
