/*---
title: 手术操作编码不是 ICD-9-CM-3 的形式
severity: minor
needs: [setl_list_oprn_d]
each: [{table: setl_list_oprn_d, column: oprn_oprt_code}]
allow: 0.01
full: 0.5
advice: 应为两位数字、小数点、一至两位数字开头（医保版 ICD-9-CM-3）
---*/
SELECT count(*) FILTER (WHERE NOT regexp_matches(oprn_oprt_code, '^\d\d\.\d')) AS bad, count(*) AS total, NULL AS yuan,
  min(oprn_oprt_code) FILTER (WHERE NOT regexp_matches(oprn_oprt_code, '^\d\d\.\d')) AS example
FROM setl_list_oprn_d
