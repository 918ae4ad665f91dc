/*---
title: 时间早得不合情理
severity: major
needs: ["{table}.{column}"]
each: events
allow: 0
full: 0.02
advice: 2000 年以前的业务时间多为默认值或格式错误，请核对
---*/
SELECT count(*) FILTER (WHERE {column} < DATE '2000-01-01') AS bad, count({column}) AS total, NULL AS yuan,
  CAST(min({column}) FILTER (WHERE {column} < DATE '2000-01-01') AS VARCHAR) AS example
FROM {table}
