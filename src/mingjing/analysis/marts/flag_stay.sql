/*---
mart: flag_stay
title: 住院的正当情形标记
grain: [stay_id]
doc: >-
  Honest look-alikes of stays that the models leave out, or compare with their own kind. flags is a list: newborn,
  birth, dialysis (N18 or Z49 with dialysis), tumour (a planned return, or C00-D09 or Z51 with tumour drugs or
  radiotherapy), long (nursing, psychiatric and hospice care, home beds, payment by bed day), rehab (half of the
  money), day (day surgery, single-disease package), trauma (an injury on admission), epidemic (see flag_epidemic).
  own_cell: the kind that is compared with itself only. Stays without any flag have no row.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  flags: {type: VARCHAR, zh: 标记列表（'|birth|day|'）, needs: [mdtrt_d.mdtrt_id]}
  own_cell: {type: VARCHAR, zh: 只与同类比较的类别（dialysis、tumour、long、rehab）, needs: [mdtrt_d.mdtrt_id]}
cases:
  - name: each kind by its own sign, a plain stay by none
    given:
      mdtrt_d:
        - {mdtrt_id: I1, dscg_maindiag_code: O82.0}
        - {mdtrt_id: I2, dscg_maindiag_code: N18.9}
        - {mdtrt_id: I3, dscg_maindiag_code: N18.9}
        - {mdtrt_id: I4, dscg_maindiag_code: C34.9}
        - {mdtrt_id: I5, dscg_maindiag_code: J44.1, days_rinp_flag_31: "2"}
        - {mdtrt_id: I6, dscg_maindiag_code: F20.9}
        - {mdtrt_id: I7, dscg_maindiag_code: S72.0, trum_flag: "1", med_type: "2105"}
        - {mdtrt_id: I8, dscg_maindiag_code: H25.9, med_type: "28"}
        - {mdtrt_id: I9, dscg_maindiag_code: J44.1}
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, med_list_codg: HDX1}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4, med_list_codg: XL01AAA001A001010100001}
        - {mdtrt_id: I5}
        - {mdtrt_id: I6}
        - {mdtrt_id: I7}
        - {mdtrt_id: I8}
        - {mdtrt_id: I9}
    knowledge: {item_class: [{item_code: HDX1, cls: HD, member: 1}]}
    gives:
      - {stay_id: I1, flags: "|birth|", own_cell: null}
      - {stay_id: I2, flags: "|dialysis|", own_cell: dialysis}
      - {stay_id: I4, flags: "|tumour|", own_cell: tumour}
      - {stay_id: I5, flags: "|tumour|", own_cell: tumour}
      - {stay_id: I6, flags: "|long|", own_cell: long}
      - {stay_id: I7, flags: "|rehab|trauma|", own_cell: rehab}
      - {stay_id: I8, flags: "|day|", own_cell: null}
  - name: a wave of influenza marks the stays of its weeks
    given:
      psn_info_b: [{psn_no: P0}]
      mdtrt_d:
        - {repeat: {n: 12}, mdtrt_id: E<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", dscg_maindiag_code: J11.1}
        - {repeat: {m: ["01", "02", "04", "05", "06", "07", "08"], d: ["02", "09", "16", "23"]}, mdtrt_id: E<m>-<d>, psn_no: Q, begntime: "2026-<m>-<d> 09:00:00", dscg_maindiag_code: J11.1}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-05 09:00:00", dscg_maindiag_code: J11.1}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-05 09:00:00", dscg_maindiag_code: J11.1}
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10}, {mdtrt_id: I2, medfee_sumamt: 10}]
    gives: [{stay_id: I1, flags: "|epidemic|", own_cell: null}]
  - name: a winter like that of the year before is no wave, the week after of fifty is
    given:
      mdtrt_d:
        - {repeat: {n: 20}, mdtrt_id: E<n>, psn_no: P<n>, begntime: "2026-01-06 09:00:00", dscg_maindiag_code: J11.1}
        - {repeat: {n: 20}, mdtrt_id: F<n>, psn_no: P<n>, begntime: "2025-01-07 09:00:00", dscg_maindiag_code: J11.1}
        - {repeat: {n: 50}, mdtrt_id: G<n>, psn_no: P<n>, begntime: "2026-01-13 09:00:00", dscg_maindiag_code: J11.1}
        - {repeat: {n: 21}, mdtrt_id: H<n>, psn_no: P<n>, begntime: "2025-01-14 09:00:00", dscg_maindiag_code: J11.1}
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-01-06 09:00:00", dscg_maindiag_code: J11.1}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-01-13 09:00:00", dscg_maindiag_code: J11.1}
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10}, {mdtrt_id: I2, medfee_sumamt: 10}]
    gives: [{stay_id: I2, flags: "|epidemic|"}]
---*/
WITH injured AS (
  SELECT DISTINCT s.stay_id
  FROM stay_enc AS s
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  WHERE s.nth = 1 AND e.trum_flag = '1'
), signed AS (
  SELECT
    s.stay_id,
    coalesce(s.age_d <= 28, FALSE) OR s.med_type = '2109' AS newborn,
    s.med_type IN ('51', '52', '2106', '2107') OR coalesce(has_icd(s.diag, 'O'), FALSE) AS birth,
    coalesce(f.hd AND (has_icd(s.diag, 'N18') OR has_icd(s.diag, 'Z49')), FALSE) AS dialysis,
    coalesce(s.days_rinp_flag_31 = '2', FALSE)
      OR coalesce(f.onco AND (has_icd(s.diag, 'C') OR has_icd(s.diag, 'D0') OR has_icd(s.diag, 'Z51')), FALSE) AS tumour,
    coalesce(
      s.med_type IN ('21303', '71') OR s.clr_way = '3' OR starts_with(s.medins_type, 'A7')
      OR starts_with(s.medins_type, 'A520') OR starts_with(s.main_diag, 'F') OR starts_with(s.main_diag, 'Z51.5'), FALSE
    ) AS long,
    coalesce(
      s.med_type = '2105' OR starts_with(s.medins_type, 'A527') OR (f.rehab_amt > 0 AND f.rehab_amt * 2 >= f.gross), FALSE
    ) AS rehab,
    coalesce(
      s.med_type = '28' OR s.clr_way = '902'
      OR (s.dise_no IS NOT NULL AND (s.clr_way = '2' OR s.med_type IN ('2102', '26'))), FALSE
    ) AS day,
    w.city4 IS NOT NULL AS epidemic,
    i.stay_id IS NOT NULL AS trauma
  FROM stay AS s
  LEFT JOIN stay_fee AS f ON f.stay_id = s.stay_id
  LEFT JOIN injured AS i ON i.stay_id = s.stay_id
  LEFT JOIN flag_epidemic AS w
    ON w.city4 = LEFT(s.admdvs, 4) AND w.week = int_div(day_number(s.adm_date) + 3, 7) AND w.diag3 = LEFT(s.main_diag, 3)
), listed AS (
  SELECT
    stay_id,
    CASE WHEN birth THEN 'birth|' ELSE '' END || CASE WHEN day THEN 'day|' ELSE '' END
      || CASE WHEN dialysis THEN 'dialysis|' ELSE '' END || CASE WHEN epidemic THEN 'epidemic|' ELSE '' END
      || CASE WHEN long THEN 'long|' ELSE '' END || CASE WHEN newborn THEN 'newborn|' ELSE '' END
      || CASE WHEN rehab THEN 'rehab|' ELSE '' END || CASE WHEN trauma THEN 'trauma|' ELSE '' END
      || CASE WHEN tumour THEN 'tumour|' ELSE '' END AS marks,
    CASE
      WHEN dialysis THEN 'dialysis' WHEN tumour THEN 'tumour' WHEN long THEN 'long' WHEN rehab THEN 'rehab'
    END AS own_cell
  FROM signed
)
SELECT stay_id, '|' || marks AS flags, own_cell FROM listed WHERE marks <> ''
