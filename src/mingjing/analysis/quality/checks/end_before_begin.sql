/*---
title: 结束早于开始
severity: major
needs: ["{table}.{column}", "{table}.{begin}"]
each:
  - {table: mdtrt_d, begin: begntime, column: endtime}
  - {table: icuinfo_d, begin: scs_cutd_inpool_time, column: scs_cutd_exit_time}
  - {table: setl_list_oprn_d, begin: oprn_oprt_begntime, column: oprn_oprt_endtime}
  - {table: setl_list_oprn_d, begin: anst_begntime, column: anst_endtime}
  - {table: leave_d, begin: begntime, column: endtime}
  - {table: fixmedins_cntr_d, begin: begndate, column: enddate}
  - {table: fixmedins_lic_d, begin: begndate, column: enddate}
  - {table: fixmedins_lv_d, begin: begndate, column: enddate}
  - {table: hilist_b, begin: begndate, column: enddate}
  - {table: ext_custody_d, begin: begndate, column: enddate}
  - {table: staff_b, begin: begntime, column: endtime}
allow: 0
full: 0.05
advice: 核对两个时间是否填反，或格式是否读错
---*/
SELECT count(*) FILTER (WHERE {column} < {begin}) AS bad, count(*) FILTER (WHERE {column} IS NOT NULL AND {begin} IS NOT NULL) AS total,
  NULL AS yuan, min(CAST({begin} AS VARCHAR) || ' → ' || CAST({column} AS VARCHAR)) FILTER (WHERE {column} < {begin}) AS example
FROM {table}
