/*---
title: 个别月份的数据明显偏少
severity: minor
needs: ["{table}.{column}"]
each:
  - {table: fee_list_d, column: fee_ocur_time}
  - {table: setl_d, column: setl_time}
  - {table: mdtrt_d, column: begntime}
allow: 0
full: 0.5
advice: 行数不到中位数的三分之一的月份，核对是否交全（首尾两月不计）
---*/
SELECT count(*) FILTER (WHERE n < middle / 3) AS bad, count(*) AS total, NULL AS yuan,
  string_agg(strftime(month, '%Y-%m'), '、' ORDER BY month) FILTER (WHERE n < middle / 3) AS example
FROM (
  SELECT month, n, median(n) OVER () AS middle, row_number() OVER (ORDER BY month) AS place, count(*) OVER () AS months
  FROM (
    SELECT date_trunc('month', {column}) AS month, count(*) AS n FROM {table}
    WHERE {column} BETWEEN DATE '2000-01-01' AND DATE '{day}' GROUP BY ALL
  )
)
WHERE place > 1 AND place < months
