/*---
title: 重复交付的行
severity: minor
needs: []
each: tables
allow: 0.01
full: 0.5
advice: 内容完全相同的行只保留一行，金额不受影响；请在导出端去重
---*/
SELECT duplicate_rows AS bad, read_rows AS total, duplicate_yuan AS yuan, NULL AS example
FROM delivery WHERE table_name = '{table}'
