/*---
mart: rx
title: 门诊处方
grain: [mdtrt_id, rx_key, svc_date]
doc: >-
  Drug lines of an outpatient or internet encounter and date under one prescription number, without a number under
  one doctor: no rule asks for the prescriptions of the wards and the pharmacies. Person and scene are those of the
  encounter. n_ingr leaves carriers and herbal pieces out.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  rx_key: {type: VARCHAR, zh: 处方键（处方号，没有则为开单医师，再没有为空文本）, needs: [fee_list_d.bilg_dr_code]}
  svc_date: {type: DATE, zh: 费用发生日期, needs: [fee_list_d.fee_ocur_time]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  scene: {type: VARCHAR, zh: 场景, needs: [mdtrt_d.med_type]}
  dr: {type: VARCHAR, zh: 开单医师, needs: [fee_list_d.bilg_dr_code]}
  n_ingr: {type: BIGINT, zh: 成分数（不含溶媒、饮片）, needs: [fee_list_d.med_list_codg]}
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
      - {rx_key: R1, dr: D1, n_ingr: 2, psn_no: P, scene: OP}
      - {rx_key: D1, dr: D1, n_ingr: 0}
  - name: kinds are counted once each, however many lines there are
    given:
      fee_list_d:
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R1}
        - {med_list_codg: XZ99ZZB001A001010100001, rx_drord_no: R1}
        - {med_list_codg: XZ99ZZC001A001010100001, rx_drord_no: R1}
        - {med_list_codg: XZ99ZZC001A001010100001, rx_drord_no: R1}
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R2}
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R2}
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R2}
        - {med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R3}
        - {med_list_codg: XZ99ZZB001A001010100001, rx_drord_no: R3}
    gives: [{rx_key: R1, n_ingr: 3}, {rx_key: R2, n_ingr: 1}, {rx_key: R3, n_ingr: 2}]
  - name: drugs of a stay have no prescription here, those taken home neither
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R1}
        - {mdtrt_id: I1, med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R3, dscg_tkdrug_flag: "1"}
        - {mdtrt_id: E1, med_list_codg: XZ99ZZA001A001010100001, rx_drord_no: R4}
    gives: [{mdtrt_id: E1, rx_key: R4, n_ingr: 1}]
---*/
WITH drug AS (
  SELECT item, kreg, carrier, DENSE_RANK() OVER (ORDER BY ingredient) AS ingr FROM drug_dim
), counted AS (
  SELECT
    f.mdtrt_id,
    COALESCE(f.rx_no, f.bilg_dr, '') AS rx_key,
    f.svc_date,
    MIN(f.fixmedins_code) AS fixmedins_code,
    MIN(f.bilg_dr) AS dr,
    SUM(CASE WHEN COALESCE(f.list_type, '') <> '102' AND NOT d.carrier THEN 1 ELSE 0 END) AS n,
    MIN(CASE WHEN COALESCE(f.list_type, '') <> '102' AND NOT d.carrier THEN d.ingr END) AS first_ingr,
    MAX(CASE WHEN COALESCE(f.list_type, '') <> '102' AND NOT d.carrier THEN d.ingr END) AS last_ingr
  FROM fee_net AS f
  JOIN drug AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE f.kind = 'drug' AND f.in_scope AND f.scene IN ('OP', 'NET')
  GROUP BY f.mdtrt_id, COALESCE(f.rx_no, f.bilg_dr, ''), f.svc_date
), several AS (
  -- Of the few prescriptions whose first and last kind do not tell how many there are, the lines are read again.
  SELECT f.mdtrt_id, COALESCE(f.rx_no, f.bilg_dr, '') AS rx_key, f.svc_date, COUNT(DISTINCT d.ingr) AS n_ingr
  FROM counted AS c
  JOIN fee_net AS f
    ON f.mdtrt_id = c.mdtrt_id AND f.svc_date = c.svc_date AND COALESCE(f.rx_no, f.bilg_dr, '') = c.rx_key
  JOIN drug AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE c.n > 2 AND c.first_ingr < c.last_ingr
    AND f.kind = 'drug' AND f.in_scope AND f.scene IN ('OP', 'NET')
    AND COALESCE(f.list_type, '') <> '102' AND NOT d.carrier
  GROUP BY f.mdtrt_id, COALESCE(f.rx_no, f.bilg_dr, ''), f.svc_date
)
SELECT
  c.mdtrt_id,
  c.rx_key,
  c.svc_date,
  e.psn_no,
  c.fixmedins_code,
  e.scene,
  c.dr,
  CASE
    WHEN s.mdtrt_id IS NOT NULL THEN s.n_ingr
    WHEN c.first_ingr < c.last_ingr THEN 2
    WHEN c.first_ingr IS NOT NULL THEN 1
    ELSE 0
  END AS n_ingr
FROM counted AS c
JOIN enc AS e ON e.mdtrt_id = c.mdtrt_id
LEFT JOIN several AS s ON s.mdtrt_id = c.mdtrt_id AND s.rx_key = c.rx_key AND s.svc_date = c.svc_date
