/*---
mart: drg_doubt
title: 入组存疑的编码
grain: [stay_id, kind, what]
doc: >-
  Codes of closed stays paid by group (DRG, DIP) that the care does not bear out. kind: cc a secondary diagnosis of CC or
  MCC level without support (diag_unsupported), oprn an operation without any charge (oprn_billed), main a code that is no
  main diagnosis (not_main), swap a main operation that fits another diagnosis (oprn_mismatch), cycle a tumour coded
  as main diagnosis of a stay for chemo- or radiotherapy only. what: the code. Stays paid by single disease have no cc
  and no oprn, stays with an obstetric diagnosis no main, swap and cycle.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  kind: {type: VARCHAR, zh: 种类（cc、oprn、main、swap、cycle）}
  what: {type: VARCHAR, zh: 存疑的诊断或手术编码, needs: [setl_list_diag_d.diag_code|setl_list_oprn_d.oprn_oprt_code|mdtrt_d.dscg_maindiag_code]}
  level: {type: VARCHAR, zh: 并发症合并症级别}
  detail: {type: VARCHAR, zh: 诊断、手术的类名，或不宜作主要诊断的原因}
  soft: {type: VARCHAR, zh: 从轻的原因}
  kp_ref: {type: VARCHAR, zh: 依据的知识行（列表）}
cases:
  - name: an operation without a charge and a symptom before a disease, but not in a stay paid by item
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: R10.400}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: R10.400}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: K80.100}
        - {mdtrt_id: I2, diag_code: K80.100}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
      setl_d:
        - {mdtrt_id: I1, clr_way: "40"}
        - {mdtrt_id: I2, clr_way: "1"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}, {mdtrt_id: I2, med_list_codg: "001109000010000"}]
    gives:
      - {stay_id: I1, kind: oprn, what: "51.2300", detail: 胆囊切除}
      - {stay_id: I1, kind: main, what: R10.400, detail: symptom}
      - {stay_id: I1, kind: swap, what: "51.2300"}
  - name: a complication without support counts where its level is known
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}, {mdtrt_id: I1, diag_code: N17.900}]
      setl_d: [{mdtrt_id: I1, grp_code: ES31}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: MCC}]
    gives: [{kind: cc, what: J96.000, level: MCC, detail: 呼吸衰竭}]
---*/
WITH grouped AS (
  SELECT s.*
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.n_setl > 0 AND (s.clr_way IN ('40', '50') OR s.grp_code IS NOT NULL)
), chosen AS (
  SELECT g.* FROM grouped AS g WHERE g.main_diag IS NOT NULL AND NOT has_icd(g.diag, 'O')
), definite AS (
  -- Stays with a diagnosis that names a disease: no symptom, history, circumstance or cause.
  SELECT DISTINCT e.stay_id
  FROM enc_diag AS d
  JOIN stay_enc AS e ON e.mdtrt_id = d.mdtrt_id
  WHERE coalesce(d.diag_type, '1') = '1' AND substr(d.diag, 1, 1) NOT IN ('R', 'Z', 'V', 'W', 'X', 'Y', 'U')
), treated AS (
  SELECT
    e.stay_id,
    bool_or(starts_with(f.item, 'XL01') OR starts_with(f.item, '0024')) AS cycle,
    bool_or(coalesce(f.chrg = '06', FALSE) OR starts_with(f.item, '0033')) AS operated
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.is_ip AND f.in_scope
    AND (starts_with(f.item, 'XL01') OR starts_with(f.item, '0024') OR starts_with(f.item, '0033') OR f.chrg = '06')
  GROUP BY e.stay_id
)
SELECT
  g.stay_id, 'cc' AS kind, u.diag AS what, MAX(k.level) AS level, MIN(u.name) AS detail, CAST(NULL AS VARCHAR) AS soft,
  joined(k.kp_ref) AS kp_ref
FROM grouped AS g
JOIN diag_unsupported AS u ON u.stay_id = g.stay_id AND NOT u.is_main
JOIN drg_cc AS k ON starts_with(u.diag, k.icd_prefix) AND k.kreg = g.kreg AND g.adm_date >= k.k_from AND g.adm_date < k.k_to
WHERE coalesce(g.clr_way, '') <> '2'
GROUP BY g.stay_id, u.diag
UNION ALL
SELECT g.stay_id, 'oprn' AS kind, b.oprn_code AS what, NULL AS level, b.name AS detail, NULL AS soft, NULL AS kp_ref
FROM grouped AS g
JOIN oprn_billed AS b ON b.stay_id = g.stay_id
WHERE b.proof = 0 AND coalesce(g.clr_way, '') <> '2'
UNION ALL
SELECT
  c.stay_id, 'main' AS kind, c.main_diag AS what, NULL AS level, MIN(k.reason) AS detail,
  MAX(CASE WHEN days_between(k.begndate, c.dscg_date) <= 30 THEN 'transition' END) AS soft, joined(k.kp_ref) AS kp_ref
FROM chosen AS c
JOIN not_main AS k
  ON starts_with(c.main_diag, k.icd_prefix) AND k.kreg = c.kreg AND c.dscg_date >= k.k_from AND c.dscg_date < k.k_to
LEFT JOIN definite AS d ON d.stay_id = c.stay_id
WHERE k.reason <> 'symptom' OR d.stay_id IS NOT NULL
GROUP BY c.stay_id, c.main_diag
UNION ALL
SELECT c.stay_id, 'swap' AS kind, m.oprn_code AS what, NULL AS level, m.name AS detail, NULL AS soft, NULL AS kp_ref
FROM chosen AS c
JOIN oprn_mismatch AS m ON m.stay_id = c.stay_id
WHERE m.secondary_fits
UNION ALL
SELECT c.stay_id, 'cycle' AS kind, c.main_diag AS what, NULL AS level, NULL AS detail, NULL AS soft, NULL AS kp_ref
FROM chosen AS c
JOIN treated AS t ON t.stay_id = c.stay_id
WHERE t.cycle AND NOT t.operated AND c.n_oprn = 0 AND starts_with(c.main_diag, 'C')
