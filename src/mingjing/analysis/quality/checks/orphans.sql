/*---
title: 找不到上级记录的行
severity: critical
needs: ["{table}.{column}"]
each: parents
allow: 0
full: 0.05
advice: 补交缺少的上级表或记录；在此之前，这些行保留在数据湖中，但多数规则不会用到它们
---*/
SELECT count(*) FILTER (WHERE missing) AS bad, count(*) AS total, sum(yuan) FILTER (WHERE missing) AS yuan,
  min(value) FILTER (WHERE missing) AS example
FROM (
  SELECT {column} AS value, {yuan} AS yuan, coalesce(list_contains(string_split(orphan, ','), '{parent}'), false)
    AND {column} NOT IN (SELECT {key} FROM all_{parent}) AS missing
  FROM {table} WHERE {column} IS NOT NULL
)
