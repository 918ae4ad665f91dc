/*---
code: RXD-014
version: 1
title: 药品种类超标
status: active
national_code: GZ10000202004000
behaviour: irrational_drug
severity: 3
subject: fee
grain: [psn_no, fixmedins_code, dr, svc_date]
amount: all
scenes: [OP, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  max_kinds: {type: integer, default: 5, unit: 种/处方, source: 《处方管理办法》第六条：每张处方不得超过 5 种药品}
  max_kinds_chronic: {type: integer, default: 8, unit: 种/处方, source: 无官方数值，可按统筹区配置；一年内有三个以上慢特病病种的}
  max_day: {type: integer, default: 8, unit: 种/日, source: 无官方数值，可按统筹区配置；同一医师同日为同一人开具的种数}
  programmes: {type: integer, default: 3, unit: 个, source: 无官方数值，可按统筹区配置；慢特病病种数}
  hist_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；统计病种数的期间}
message: "{svc_date} {kinds_text}，超出种类的药品涉及 {checkout_amt} 元。"
verify: 核对纸质处方、药师审核记录和患者的用药清单。
defence: 多种慢性病长期用药；按规定另开处方。
known_gaps: 种数按成分计，一处方多品规算一种；没有处方号时按医师和就诊合并。
evidence: [kinds_in_rx, kinds_in_day, limit_rx, limit_day, n_dise]
cases:
  - name: 一张处方 9 种成分
    given:
      fee_list_d:
        - {bkkp_sn: "A<n>", med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 10:0<n>:00", repeat: {n: 9}}
    finds:
      - {checkout_amt: 40.00, checkout_cnt: 4, fund_amt: 32.00, sev_deg: 3, occurred_on: "2026-03-02", national_code: GZ10000202004000, bkkp_sns: [A6, A7, A8, A9], evidence: {branch: [a, b], kinds_in_rx: 9, kinds_in_day: 9, limit_rx: 5}}
  - name: 5 种药品加生理盐水
    given:
      fee_list_d:
        - {med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 5}}
        - {med_list_codg: XB05XAA001B001010100001, pric: 5, rx_drord_no: R1, bilg_dr_code: DR1}
    knowledge: &saline
      drug_group: [{item_code: XB05XA, match: ^, allow_combo: 1, carrier: 1}]
    finds: []
  - name: 恰好 5 种，其中一种两个规格
    given:
      fee_list_d:
        - {med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 5}}
        - {med_list_codg: XZ99ZZA005A001020100002, pric: 10, rx_drord_no: R1, bilg_dr_code: DR1}
    finds: []
  - name: 西药 5 种另加饮片
    given:
      fee_list_d:
        - {med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 5}}
        - {med_list_codg: T100000001, pric: 1, rx_drord_no: R1, bilg_dr_code: DR1}
        - {med_list_codg: T100000002, pric: 1, rx_drord_no: R1, bilg_dr_code: DR1}
    finds: []
  - name: 两张处方各 5 种，同日同一医师共 10 种
    given:
      fee_list_d:
        - {bkkp_sn: "A<n>", med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 10:0<n>:00", repeat: {n: 5}}
        - {bkkp_sn: "B<n>", med_list_codg: "XZ99ZZB00<n>A001010100001", pric: 10, rx_drord_no: R2, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 11:0<n>:00", repeat: {n: 5}}
    finds: [{checkout_amt: 20.00, bkkp_sns: [B4, B5], evidence: {branch: [b], kinds_in_day: 10, limit_day: 8}}]
  - name: 两位医师各开 5 种
    given:
      fee_list_d:
        - {med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 5}}
        - {med_list_codg: "XZ99ZZB00<n>A001010100001", pric: 10, rx_drord_no: R2, bilg_dr_code: DR2, repeat: {n: 5}}
    finds: []
  - name: 一年内有三个慢特病病种，限 8 种
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dise_no: M1, begntime: "2025-10-01 09:00:00"}
        - {mdtrt_id: E2, dise_no: M2, begntime: "2025-11-01 09:00:00"}
        - {mdtrt_id: E3, dise_no: M3}
      fee_list_d:
        - {mdtrt_id: E3, med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 8}}
    finds: []
  - name: 只有两个慢特病病种
    given:
      mdtrt_d:
        - {mdtrt_id: E2, dise_no: M2, begntime: "2025-11-01 09:00:00"}
        - {mdtrt_id: E3, dise_no: M3}
      fee_list_d:
        - {mdtrt_id: E3, med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 8}}
    finds: [{checkout_amt: 30.00, evidence: {branch: [a], n_dise: 2}}]
  - name: 住院用药不检查
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 9}}]
    finds: []
  - name: 没有处方号、没有医师，按就诊合并
    given:
      fee_list_d: [{med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, repeat: {n: 6}}]
    finds: [{checkout_amt: 10.00, evidence: {branch: [a], kinds_in_rx: 6}}]
  - name: 超出的一种已退费
    given:
      fee_list_d:
        - {bkkp_sn: "A<n>", med_list_codg: "XZ99ZZA00<n>A001010100001", pric: 10, rx_drord_no: R1, bilg_dr_code: DR1, repeat: {n: 6}}
        - {med_list_codg: XZ99ZZA006A001010100001, cnt: -1, pric: 10, init_feedetl_sn: A6}
    finds: []
---*/
WITH sheet AS (
  SELECT mdtrt_id, rx_key, svc_date, psn_no, fixmedins_code, COALESCE(optional(dr), '') AS dr, n_ingr
  FROM rx
  WHERE scene IN ('OP', 'NET') AND n_ingr > 0
), day_sheet AS (
  SELECT psn_no, fixmedins_code, dr, svc_date, MAX(n_ingr) AS most, SUM(n_ingr) AS total
  FROM sheet
  GROUP BY psn_no, fixmedins_code, dr, svc_date
), hot AS (
  SELECT DISTINCT s.mdtrt_id, s.svc_date
  FROM sheet AS s
  JOIN day_sheet AS d
    ON d.psn_no = s.psn_no AND d.fixmedins_code = s.fixmedins_code AND d.dr = s.dr AND d.svc_date = s.svc_date
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  WHERE d.most > param('max_kinds', d.svc_date, i.admdvs)
    OR (d.total > param('max_day', d.svc_date, i.admdvs) AND d.dr <> '')
), line AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.fee_ocur_time, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.settled, COALESCE(optional(f.rx_no), optional(f.bilg_dr), '') AS rx_key,
    COALESCE(optional(f.bilg_dr), '') AS dr, m.ingredient
  FROM fee_net AS f
  JOIN hot AS h ON h.mdtrt_id = f.mdtrt_id AND h.svc_date = f.svc_date
  JOIN drug_dim AS m ON m.item = f.item AND m.kreg = f.kreg
  WHERE f.in_scope AND f.kind = 'drug' AND f.scene IN ('OP', 'NET') AND f.list_type IS DISTINCT FROM '102' AND NOT m.carrier
), rx_first AS (
  SELECT
    mdtrt_id, rx_key, svc_date, ingredient,
    ROW_NUMBER() OVER (PARTITION BY mdtrt_id, rx_key, svc_date ORDER BY MIN(fee_ocur_time), MIN(bkkp_sn)) AS nth,
    COUNT(*) OVER (PARTITION BY mdtrt_id, rx_key, svc_date) AS kinds
  FROM line
  GROUP BY mdtrt_id, rx_key, svc_date, ingredient
), day_first AS (
  SELECT
    psn_no, fixmedins_code, dr, svc_date, ingredient,
    ROW_NUMBER() OVER (PARTITION BY psn_no, fixmedins_code, dr, svc_date ORDER BY MIN(fee_ocur_time), MIN(bkkp_sn)) AS nth,
    COUNT(*) OVER (PARTITION BY psn_no, fixmedins_code, dr, svc_date) AS kinds
  FROM line
  WHERE dr <> ''
  GROUP BY psn_no, fixmedins_code, dr, svc_date, ingredient
), chronic AS (
  SELECT p.psn_no, p.svc_date, COUNT(DISTINCT e.dise_no) AS n_dise
  FROM (
    SELECT psn_no, svc_date, MAX(param('hist_days', svc_date, admdvs)) AS hist_days FROM line GROUP BY psn_no, svc_date
  ) AS p
  JOIN enc AS e ON e.psn_no = p.psn_no AND days_between(e.adm_date, p.svc_date) BETWEEN 0 AND p.hist_days
  GROUP BY p.psn_no, p.svc_date
), limited AS (
  SELECT
    l.*, r.nth AS nth_in_rx, r.kinds AS kinds_in_rx, d.nth AS nth_in_day, d.kinds AS kinds_in_day,
    COALESCE(c.n_dise, 0) AS n_dise,
    CASE
      WHEN COALESCE(c.n_dise, 0) >= param('programmes', l.svc_date, l.admdvs)
        THEN param('max_kinds_chronic', l.svc_date, l.admdvs)
      ELSE param('max_kinds', l.svc_date, l.admdvs)
    END AS limit_rx,
    param('max_day', l.svc_date, l.admdvs) AS limit_day
  FROM line AS l
  JOIN rx_first AS r
    ON r.mdtrt_id = l.mdtrt_id AND r.rx_key = l.rx_key AND r.svc_date = l.svc_date AND r.ingredient = l.ingredient
  LEFT JOIN day_first AS d
    ON d.psn_no = l.psn_no AND d.fixmedins_code = l.fixmedins_code AND d.dr = l.dr AND d.svc_date = l.svc_date
    AND d.ingredient = l.ingredient
  LEFT JOIN chronic AS c ON c.psn_no = l.psn_no AND c.svc_date = l.svc_date
  WHERE l.settled AND l.amt > 0
), hit AS (
  SELECT *, 'a' AS branch FROM limited WHERE nth_in_rx > limit_rx
  UNION ALL
  SELECT *, 'b' AS branch FROM limited WHERE nth_in_day > limit_day
)
SELECT
  *,
  CASE branch
    WHEN 'a' THEN '一张处方 ' || CAST(kinds_in_rx AS VARCHAR) || ' 种药品，限 ' || CAST(limit_rx AS VARCHAR) || ' 种'
    ELSE '同一医师一日开具 ' || CAST(kinds_in_day AS VARCHAR) || ' 种药品，限 ' || CAST(limit_day AS VARCHAR) || ' 种'
  END AS kinds_text,
  'GZ10000202004000' AS national_code
FROM hit
