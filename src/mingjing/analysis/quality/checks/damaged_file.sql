/*---
title: 文件没有传完或已损坏
severity: critical
needs: []
each: tables
allow: 0
full: 0.01
advice: 损坏处之后的内容没有读到，其行数和金额无从得知；必须重新传输这个文件，用 --replaces 取代本批
---*/
SELECT count(*) FILTER (WHERE damage IS NOT NULL) AS bad, count(*) AS total, NULL AS yuan, min(path || '：' || damage) AS example
FROM delivery_file WHERE table_name = '{table}'
