/*---
title: 重要的列空缺
severity: major
needs: ["{table}.{column}"]
each:
  - {table: fixmedins_b, column: hosp_lv}
  - {table: fixmedins_b, column: uscc}
  - {table: psn_info_b, column: certno}
  - {table: psn_info_b, column: insutype}
  - {table: mdtrt_d, column: insutype}
  - {table: mdtrt_d, column: mdtrt_cert_type}
  - {table: setl_d, column: inscp_amt}
  - {table: setl_d, column: acct_pay}
  - {table: setl_d, column: hifp_pay}
  - {table: fee_list_d, column: setl_id}
  - {table: fee_list_d, column: inscp_amt}
  - {table: fee_list_d, column: list_type}
  - {table: fee_list_d, column: med_chrgitm_type}
  - {table: fee_list_d, column: bilg_dept_codg}
  - {table: fee_list_d, column: bilg_dr_code}
  - {table: setl_list_diag_d, column: maindiag_flag}
  - {table: selinfo_d, column: psn_no}
allow: 0.02
full: 0.8
advice: 请在导出端补上这一列；用到它的规则在空缺处不作判断
---*/
SELECT count(*) - count({column}) AS bad, count(*) AS total, NULL AS yuan, NULL AS example FROM {table}
