/*---
mart: supply
title: 供药期间
grain: [bkkp_sn]
doc: >-
  Drug lines that a person takes home (outpatient, pharmacy, internet, take-home drugs of a stay) and the dates
  they last: from the service date on, prd_days if given, else quantity x unit strength / daily dose (drug_unit),
  whole days, at least 1. days is null when neither is known. Self-paid lines are in it.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  scene: {type: VARCHAR, zh: 场景, needs: [mdtrt_d.med_type]}
  settled: {type: BOOLEAN, zh: 已结算, needs: [setl_d.setl_id]}
  item: {type: VARCHAR, zh: 国家编码, needs: [fee_list_d.med_list_codg]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  rx_key: {type: VARCHAR, zh: 处方键（处方号，没有则为开单医师）, needs: [fee_list_d.bilg_dr_code]}
  ingredient: {type: VARCHAR, zh: 成分, needs: [fee_list_d.med_list_codg]}
  unit_equal: {type: VARCHAR, zh: 同通用名同剂型规格的键, needs: [fee_list_d.med_list_codg]}
  list_type: {type: VARCHAR, zh: 目录类别, needs: [fee_list_d.list_type]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [mdtrt_d.med_type]}
  dr: {type: VARCHAR, zh: 开单医师, needs: [fee_list_d.bilg_dr_code]}
  route: {type: VARCHAR, zh: 给药途径, needs: [fee_list_d.med_list_codg]}
  dup_group: {type: VARCHAR, zh: 重复用药组, needs: [fee_list_d.med_list_codg]}
  cnt: {type: 'DECIMAL(16,4)', zh: 数量, needs: [fee_list_d.cnt]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  beg_date: {type: DATE, zh: 起始日期, needs: [fee_list_d.fee_ocur_time]}
  days: {type: BIGINT, zh: 可用天数, needs: [fee_list_d.prd_days]}
  end_date: {type: DATE, zh: 末日, needs: [fee_list_d.prd_days]}
  days_src: {type: VARCHAR, zh: 天数来源（prd 处方天数，ddd 按日剂量折算）, needs: [fee_list_d.prd_days]}
cases:
  - name: the prescribed days count first, then the quantity by daily dose
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XZ99ZZA001A001010100001, cnt: 28, prd_days: 14, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, med_list_codg: XZ99ZZA001A001010100001, cnt: 28, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: C, med_list_codg: XZ99ZZA001A001010100001, cnt: 1, prd_days: 0, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: D, med_list_codg: XZ99ZZB001A001010100001, cnt: 28, fee_ocur_time: "2025-05-01 09:00:00"}
    knowledge:
      drug_unit: [{item_code: XZ99ZZA001A001010100001, unit_strength: 5, ddd: 10}]
    gives:
      - {bkkp_sn: A, ingredient: XZ99ZZA001, unit_equal: XZ99ZZA001A0010101, days: 14, end_date: 2025-05-14, days_src: prd}
      - {bkkp_sn: B, days: 14, end_date: 2025-05-14, days_src: ddd}
      - {bkkp_sn: C, days: 1, end_date: 2025-05-01, days_src: ddd}
      - {bkkp_sn: D, days: null, end_date: null, days_src: null}
  - name: makers and their packs come together under one drug, forms and strengths stay apart
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XZ99ZZA001A001010100001}
        - {bkkp_sn: B, med_list_codg: XZ99ZZA001A001010100009}
        - {bkkp_sn: C, med_list_codg: XZ99ZZA001B001010100001}
        - {bkkp_sn: D, med_list_codg: ZA07AAA0061010100166}
        - {bkkp_sn: E, med_list_codg: T000100001}
    gives:
      - {bkkp_sn: A, ingredient: XZ99ZZA001, unit_equal: XZ99ZZA001A0010101}
      - {bkkp_sn: B, ingredient: XZ99ZZA001, unit_equal: XZ99ZZA001A0010101}
      - {bkkp_sn: C, ingredient: XZ99ZZA001, unit_equal: XZ99ZZA001B0010101}
      - {bkkp_sn: D, ingredient: ZA07AAA0061, unit_equal: ZA07AAA00610101}
      - {bkkp_sn: E, ingredient: T000100001, unit_equal: T000100001, list_type: "102"}
  - name: drugs given in the ward are no supply, take-home drugs are
    given:
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, prd_days: 3}
        - {bkkp_sn: B, mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, prd_days: 7, dscg_tkdrug_flag: "1", inscp_amt: 0}
        - {bkkp_sn: C, mdtrt_id: I1, med_list_codg: "001102000040000", dscg_tkdrug_flag: "1"}
    gives: [{bkkp_sn: B, days: 7, amt: 0.00, scene: IP}]
---*/
WITH dispensed AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.psn_no, f.fixmedins_code, f.scene, f.settled, f.item, f.kreg,
    COALESCE(f.rx_no, f.bilg_dr) AS rx_key, d.ingredient, d.unit_equal, f.list_type, f.med_type, f.bilg_dr AS dr, d.route, d.dup_group, f.cnt, f.amt, f.svc_date AS beg_date,
    CASE WHEN f.prd_days > 0 THEN 'prd' WHEN d.unit_strength > 0 AND d.ddd > 0 THEN 'ddd' END AS days_src,
    CASE WHEN f.prd_days > 0 THEN floor_int(f.prd_days) ELSE floor_int(ratio(product(f.cnt, d.unit_strength), d.ddd)) END AS whole_days
  FROM fee_net AS f
  JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE f.kind = 'drug' AND f.in_scope AND (f.takehome OR NOT f.is_ip)
), lasting AS (
  SELECT *, CASE WHEN days_src IS NOT NULL THEN GREATEST(1, whole_days) END AS days FROM dispensed
)
SELECT
  bkkp_sn, mdtrt_id, psn_no, fixmedins_code, scene, settled, item, kreg, rx_key, ingredient, unit_equal, list_type, med_type, dr, route, dup_group, cnt, amt,
  beg_date, days, CASE WHEN days IS NOT NULL THEN add_days(beg_date, days - 1) END AS end_date, days_src
FROM lasting
