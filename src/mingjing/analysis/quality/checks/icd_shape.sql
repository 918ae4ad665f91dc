/*---
title: 诊断编码不是 ICD-10 的形式
severity: minor
needs: ["{table}.{column}"]
each:
  - {table: mdtrt_d, column: dscg_maindiag_code, where: "true"}
  - {table: setl_list_diag_d, column: diag_code, where: "coalesce(diag_type, '1') = '1'"}
allow: 0.01
full: 0.5
advice: 西医诊断应为一位字母加两位数字开头（医保版 ICD-10）；请转换为国家医保编码，中医诊断请填 diag_type
---*/
SELECT count(*) FILTER (WHERE NOT regexp_matches(upper(trim({column})), '^[A-Z]\d\d')) AS bad, count(*) AS total, NULL AS yuan,
  min({column}) FILTER (WHERE NOT regexp_matches(upper(trim({column})), '^[A-Z]\d\d')) AS example
FROM {table} WHERE {column} IS NOT NULL AND {where}
