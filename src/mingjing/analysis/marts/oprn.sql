/*---
mart: oprn
title: 手术操作
grain: [mdtrt_id, oprn_code]
doc: Operations and procedures of an encounter; stay_id is null outside stays. Codes are upper case and trimmed.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_list_oprn_d.mdtrt_id]}
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  oprn_code: {type: VARCHAR, zh: 手术操作编码, needs: [setl_list_oprn_d.oprn_oprt_code]}
  oprn_name: {type: VARCHAR, zh: 手术操作名称, needs: [setl_list_oprn_d.oprn_oprt_name]}
  is_main: {type: BOOLEAN, zh: 主要手术操作, needs: [setl_list_oprn_d.main_oprn_flag]}
  beg_ts: {type: TIMESTAMP, zh: 开始时间, needs: [setl_list_oprn_d.oprn_oprt_begntime]}
  end_ts: {type: TIMESTAMP, zh: 结束时间, needs: [setl_list_oprn_d.oprn_oprt_endtime]}
  oprn_date: {type: DATE, zh: 手术日期, needs: [setl_list_oprn_d.oprn_oprt_begntime]}
  oper_dr: {type: VARCHAR, zh: 术者代码, needs: [setl_list_oprn_d.oper_dr_code]}
  anst_dr: {type: VARCHAR, zh: 麻醉医师代码, needs: [setl_list_oprn_d.anst_dr_code]}
  anst_mtd: {type: VARCHAR, zh: 麻醉方法, needs: [setl_list_oprn_d.anst_mtd_code]}
  anst_beg_ts: {type: TIMESTAMP, zh: 麻醉开始时间, needs: [setl_list_oprn_d.anst_begntime]}
  anst_end_ts: {type: TIMESTAMP, zh: 麻醉结束时间, needs: [setl_list_oprn_d.anst_endtime]}
cases:
  - name: an operation knows its stay, person and institution
    given:
      mdtrt_d: [{mdtrt_id: I1}, {mdtrt_id: E1}]
      fee_list_d: [{mdtrt_id: I1}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: " 51.2300x001", main_oprn_flag: "1", oprn_oprt_begntime: "2026-03-03 23:30:00", oper_dr_code: D1}
        - {mdtrt_id: E1, oprn_oprt_code: "45.2300", main_oprn_flag: "0"}
    gives:
      - {mdtrt_id: I1, stay_id: I1, psn_no: P, fixmedins_code: H, oprn_code: 51.2300X001, is_main: true, oprn_date: 2026-03-03, oper_dr: D1}
      - {mdtrt_id: E1, stay_id: null, oprn_code: "45.2300", is_main: false, oprn_date: null}
---*/
SELECT
  o.mdtrt_id,
  s.stay_id,
  m.psn_no,
  m.fixmedins_code,
  UPPER(TRIM(o.oprn_oprt_code)) AS oprn_code,
  o.oprn_oprt_name AS oprn_name,
  COALESCE(o.main_oprn_flag = '1', FALSE) AS is_main,
  o.oprn_oprt_begntime AS beg_ts,
  o.oprn_oprt_endtime AS end_ts,
  as_date(o.oprn_oprt_begntime) AS oprn_date,
  o.oper_dr_code AS oper_dr,
  o.anst_dr_code AS anst_dr,
  o.anst_mtd_code AS anst_mtd,
  o.anst_begntime AS anst_beg_ts,
  o.anst_endtime AS anst_end_ts
FROM setl_list_oprn_d AS o
JOIN mdtrt_d AS m ON m.mdtrt_id = o.mdtrt_id
LEFT JOIN stay_enc AS s ON s.mdtrt_id = o.mdtrt_id
