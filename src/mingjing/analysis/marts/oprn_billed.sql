/*---
mart: oprn_billed
title: 手术操作的收费
grain: [stay_id, oprn_code]
doc: >-
  Coded operations of closed stays for which oprn_fee lists charge items, with what was billed for them in the stay:
  fee sums their items, proof counts their lines, those of anaesthesia, and surgery charges of a code that is not the
  national one. Stays without lines and institution-months without national item codes (X9) are left out.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  oprn_code: {type: VARCHAR, zh: 手术操作编码, needs: [setl_list_oprn_d.oprn_oprt_code]}
  is_main: {type: BOOLEAN, zh: 主要手术操作, needs: [setl_list_oprn_d.main_oprn_flag]}
  name: {type: VARCHAR, zh: 手术所属的类（清单中的名称）}
  fee: {type: 'DECIMAL(16,2)', zh: 相应项目的费用, needs: [fee_list_d.det_item_fee_sumamt]}
  proof: {type: BIGINT, zh: 相应项目、麻醉、编码不规范的手术费的明细数, needs: [fee_list_d.med_list_codg]}
cases:
  - name: a gall bladder removed and billed, an appendix coded and not billed
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I1, oprn_oprt_code: "13.4100", main_oprn_flag: "0"}
        - {mdtrt_id: I1, oprn_oprt_code: "99.9900"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", pric: 900, fee_ocur_time: "2026-03-03 09:00:00"}
    gives:
      - {oprn_code: "51.2300", is_main: true, fee: 900.00, proof: 1}
      - {oprn_code: "13.4100", is_main: false, fee: 0.00, proof: 0}
  - name: anaesthesia and a surgery charge of the institution's own code are a proof without a fee
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", pric: 900, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: SS1, list_type: "201", med_chrgitm_type: "06", pric: 900, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, fee_ocur_time: "2026-03-05 09:00:00"}
    gives: [{oprn_code: "51.2300", is_main: false, fee: 0.00, proof: 2}]
  - name: the operation's charge was refunded
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310060020000", pric: 900, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: -1, pric: 900, init_feedetl_sn: A, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, fee_ocur_time: "2026-03-03 09:00:00"}
    gives: [{oprn_code: "51.2300", fee: 0.00, proof: 0}]
---*/
WITH coded AS (
  SELECT o.stay_id, o.oprn_code, bool_or(o.is_main) AS is_main, MIN(s.kreg) AS kreg, MIN(s.adm_date) AS adm_date
  FROM oprn AS o
  JOIN stay AS s ON s.stay_id = o.stay_id
  LEFT JOIN code_gap AS g
    ON g.fixmedins_code = s.fixmedins_code AND g.month IN (month_of(s.adm_date), month_of(s.dscg_date)) AND g.item_gap
  WHERE s.in_scope AND NOT s.is_open AND s.gross > 0 AND g.fixmedins_code IS NULL
  GROUP BY o.stay_id, o.oprn_code
), word AS (
  SELECT DISTINCT oprn_code FROM coded
), priced AS (
  SELECT w.oprn_code, k.item_prefix, k.name, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN oprn_fee AS k ON starts_with(w.oprn_code, k.oprn_prefix)
), judged AS (
  SELECT c.stay_id, c.oprn_code, c.is_main, c.kreg, c.adm_date, MIN(p.name) AS name
  FROM coded AS c
  JOIN priced AS p ON p.oprn_code = c.oprn_code AND p.kreg = c.kreg AND c.adm_date >= p.k_from AND c.adm_date < p.k_to
  GROUP BY c.stay_id, c.oprn_code, c.is_main, c.kreg, c.adm_date
), line AS (
  SELECT e.stay_id, f.item, starts_with(f.item, '003301') OR NOT starts_with(f.item, '00') AS any_oprn, f.gross
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  JOIN (SELECT DISTINCT stay_id FROM judged) AS j ON j.stay_id = e.stay_id
  WHERE f.is_ip AND f.kind = 'service' AND (starts_with(f.item, '00') OR f.chrg = '06')
), item AS (
  SELECT DISTINCT item FROM line
), own_item AS (
  SELECT DISTINCT p.oprn_code, i.item, p.kreg, p.k_from, p.k_to
  FROM priced AS p
  JOIN item AS i ON starts_with(i.item, p.item_prefix)
), matched AS (
  SELECT j.stay_id, j.oprn_code, l.gross, l.any_oprn, p.item IS NOT NULL AS own
  FROM judged AS j
  JOIN line AS l ON l.stay_id = j.stay_id
  LEFT JOIN own_item AS p
    ON p.oprn_code = j.oprn_code AND p.item = l.item AND p.kreg = j.kreg AND j.adm_date >= p.k_from AND j.adm_date < p.k_to
)
SELECT
  j.stay_id, j.oprn_code, j.is_main, j.name,
  coalesce(SUM(CASE WHEN m.own THEN m.gross END), 0) AS fee,
  COUNT(CASE WHEN m.own OR m.any_oprn THEN 1 END) AS proof
FROM judged AS j
LEFT JOIN matched AS m ON m.stay_id = j.stay_id AND m.oprn_code = j.oprn_code
GROUP BY j.stay_id, j.oprn_code, j.is_main, j.name
