/*---
title: 时间在交付日之后
severity: major
needs: ["{table}.{column}"]
each:
  - {table: mdtrt_d, column: begntime}
  - {table: mdtrt_d, column: endtime}
  - {table: setl_d, column: setl_time}
  - {table: fee_list_d, column: fee_ocur_time}
  - {table: fee_list_d, column: crte_time}
  - {table: selinfo_d, column: sel_retn_time}
  - {table: purcinfo_d, column: purc_retn_stoin_time}
  - {table: invinfo_d, column: invdate}
  - {table: drugtrac_d, column: sel_retn_time}
  - {table: psn_info_b, column: brdy}
  - {table: psn_info_b, column: die_date}
  - {table: ext_death_d, column: die_date}
allow: 0
full: 0.02
advice: 核对源系统的时钟和导出格式
---*/
SELECT count(*) FILTER (WHERE {column} >= DATE '{day}' + 1) AS bad, count({column}) AS total, NULL AS yuan,
  CAST(max({column}) FILTER (WHERE {column} >= DATE '{day}' + 1) AS VARCHAR) AS example
FROM {table}
