/*---
mart: rx
title: 处方
grain: [mdtrt_id, rx_key, svc_date]
doc: >-
  Drug lines of an encounter and date under one prescription number, without a number under one doctor. Of
  inpatient drugs only herbal pieces and take-home drugs are in it: no rule asks for the prescriptions of other
  ward drugs. n_ingr leaves carriers and herbal pieces out.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  rx_key: {type: VARCHAR, zh: 处方键（处方号，没有则为开单医师，再没有为空文本）, needs: [fee_list_d.bilg_dr_code]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  scene: {type: VARCHAR, zh: 场景, needs: [mdtrt_d.med_type]}
  setl_id: {type: VARCHAR, zh: 净结算ID, needs: [setl_d.setl_id]}
  dr: {type: VARCHAR, zh: 开单医师, needs: [fee_list_d.bilg_dr_code]}
  dept: {type: VARCHAR, zh: 开单科室, needs: [fee_list_d.bilg_dept_codg]}
  first_ts: {type: TIMESTAMP, zh: 首条明细时间, needs: [fee_list_d.fee_ocur_time]}
  n_line: {type: BIGINT, zh: 明细数, needs: [fee_list_d.bkkp_sn]}
  n_ingr: {type: BIGINT, zh: 成分数（不含溶媒、饮片）, needs: [fee_list_d.med_list_codg]}
  n_piece: {type: BIGINT, zh: 饮片味数, needs: [fee_list_d.list_type]}
  way: {type: VARCHAR, zh: 中药使用方式（1 复方，2 单方）, needs: [fee_list_d.tcmdrug_used_way]}
  doses: {type: 'DECIMAL(16,4)', zh: 剂数（没有则为最大周期天数）, needs: [fee_list_d.prd_days]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
cases:
  - name: lines of one number are one prescription, without a number those of one doctor
    given:
      fee_list_d:
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R1, bilg_dr_code: D1, pric: 10}
        - {med_list_codg: XZ99ZZA001B001010100002, rx_drord_no: R1, bilg_dr_code: D1, pric: 20}
        - {med_list_codg: XZ99ZZB001A001010100001, rx_drord_no: R1, bilg_dr_code: D1, pric: 5}
        - {med_list_codg: XZ99ZZC001A001010100001, rx_drord_no: R1, bilg_dr_code: D1, pric: 1}
        - {med_list_codg: T000100001, bilg_dr_code: D1, tcmdrug_used_way: "1", prd_days: 7, pric: 3}
        - {med_list_codg: T000100002, bilg_dr_code: D1, tcmdrug_used_way: "1", prd_days: 5, pric: 4}
        - {med_list_codg: "001102000040000", rx_drord_no: R1, bilg_dr_code: D1}
    knowledge:
      drug_group: [{item_code: XZ99ZZC001A001010100001, allow_combo: 1, carrier: 1}]
    gives:
      - {rx_key: R1, dr: D1, n_line: 4, n_ingr: 2, n_piece: 0, amt: 36.00, doses: null}
      - {rx_key: D1, dr: D1, n_line: 2, n_ingr: 0, n_piece: 2, way: "1", doses: 7, amt: 7.00}
  - name: ward drugs other than herbal pieces have no prescription here
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R1}
        - {mdtrt_id: I1, med_list_codg: T000100001, rx_drord_no: R2, tcm_doses: 5, prd_days: 3}
        - {mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R3, dscg_tkdrug_flag: "1"}
    gives: [{rx_key: R2, n_piece: 1, doses: 5}, {rx_key: R3, n_ingr: 1}]
---*/
SELECT
  f.mdtrt_id,
  COALESCE(f.rx_no, f.bilg_dr, '') AS rx_key,
  f.svc_date,
  MIN(f.psn_no) AS psn_no,
  MIN(f.fixmedins_code) AS fixmedins_code,
  MIN(f.scene) AS scene,
  MIN(f.setl_id) AS setl_id,
  MIN(f.bilg_dr) AS dr,
  MIN(f.bilg_dept) AS dept,
  MIN(f.fee_ocur_time) AS first_ts,
  COUNT(*) AS n_line,
  COUNT(DISTINCT CASE WHEN COALESCE(f.list_type, '') <> '102' AND NOT d.carrier THEN d.ingredient END) AS n_ingr,
  COUNT(DISTINCT CASE WHEN f.list_type = '102' THEN f.item END) AS n_piece,
  MAX(f.tcm_way) AS way,
  COALESCE(MAX(f.tcm_doses), MAX(f.prd_days)) AS doses,
  SUM(f.amt) AS amt
FROM fee_net AS f
JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
WHERE f.kind = 'drug' AND f.in_scope AND (f.takehome OR NOT f.is_ip OR f.list_type = '102')
GROUP BY f.mdtrt_id, COALESCE(f.rx_no, f.bilg_dr, ''), f.svc_date
