/*---
title: 只有日期没有钟点
severity: minor
needs: ["{table}.{column}"]
each:
  - {table: fee_list_d, column: fee_ocur_time}
  - {table: setl_d, column: setl_time}
  - {table: mdtrt_d, column: begntime}
allow: 0.2
full: 1
advice: 按小时、分钟判断的规则在这些行上不作判断；请导出完整时间
---*/
SELECT count(*) FILTER (WHERE {column} = CAST(CAST({column} AS DATE) AS TIMESTAMP)) AS bad, count(*) AS total, NULL AS yuan, NULL AS example
FROM {table}
