/*---
title: 中间有月份没有数据
severity: major
needs: ["{table}.{column}"]
each: events
allow: 0
full: 0.3
advice: 首尾之间缺少整月的数据，多为漏交；请补交这些月份
---*/
SELECT count(*) FILTER (WHERE n = 0) AS bad, count(*) AS total, NULL AS yuan, string_agg(month, '、' ORDER BY month) FILTER (WHERE n = 0) AS example
FROM (
  SELECT strftime(span.month, '%Y-%m') AS month, count(seen.month) AS n
  FROM (
    SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH)) AS month
    FROM (SELECT date_trunc('month', {column}) AS month FROM {table} WHERE {column} BETWEEN DATE '2000-01-01' AND DATE '{day}')
  ) AS span
  LEFT JOIN (
    SELECT DISTINCT date_trunc('month', {column}) AS month FROM {table} WHERE {column} BETWEEN DATE '2000-01-01' AND DATE '{day}'
  ) AS seen ON seen.month = span.month
  GROUP BY span.month
)
