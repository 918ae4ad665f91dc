/*---
title: 被拒收的行
severity: critical
needs: []
each: tables
allow: 0
full: 0.1
advice: 打开 refused 文件夹中同名的文件，按原因改正后重新交付；拒收的行不参与筛查
---*/
SELECT refused_rows AS bad, read_rows AS total, refused_yuan AS yuan, reason AS example
FROM delivery WHERE table_name = '{table}'
