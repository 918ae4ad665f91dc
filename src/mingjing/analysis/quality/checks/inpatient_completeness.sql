/*---
title: 住院就诊缺少要素
severity: major
needs: ["{table}.{column}", mdtrt_d.med_type]
each:
  - {table: mdtrt_d, column: endtime}
  - {table: mdtrt_d, column: dscg_maindiag_code}
  - {table: mdtrt_d, column: dscg_way}
  - {table: mdtrt_d, column: adm_dept_codg}
  - {table: mdtrt_d, column: ipt_type}
allow: 0.05
full: 0.8
advice: 出院时间、主诊断、离院方式等是分解住院、低标准入院等规则的依据，请补齐；尚未出院的不计扣
---*/
SELECT count(*) - count({column}) AS bad, count(*) AS total, NULL AS yuan, min(mdtrt_id) FILTER (WHERE {column} IS NULL) AS example
FROM mdtrt_d AS encounter
JOIN code_value AS care ON care.list = 'med_type' AND care.code = encounter.med_type AND care.class = 'inpatient'
