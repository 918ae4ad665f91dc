/*---
title: 代码不在代码表中
severity: minor
needs: ["{table}.{column}"]
each: coded columns
full: 0.3
advice: 核对是否用了本地代码；确属本地代码的，把它加入本统筹区的代码表，否则用映射转换
---*/
SELECT coalesce(sum(n) FILTER (WHERE unknown), 0) AS bad, coalesce(sum(n), 0) AS total, NULL AS yuan,
  min(value) FILTER (WHERE unknown) AS example
FROM (
  -- 代码表里两位以上的代码也代表它的下级代码
  SELECT value, n, NOT EXISTS (
    SELECT 1 FROM code_value AS known WHERE known.list = '{codes}'
      AND (known.code = value OR (length(known.code) >= 2 AND starts_with(value, known.code)))
  ) AS unknown
  FROM (SELECT {column} AS value, count(*) AS n FROM {table} WHERE {column} IS NOT NULL GROUP BY {column})
)
