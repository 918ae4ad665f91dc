/*---
mart: meeting
title: 共同到场
grain: [kind, one, other, svc_date, fixmedins_code]
doc: >-
  Two persons at one institution on one date. visit: in the same quarter of an hour or the next (attend, slot), for
  pairs who met in at least three quarters. stay: admitted within a day of each other and discharged within a day of
  each other (date of the earlier admission), for pairs with at least two such stays. Births, dialysis, tumour cycles,
  long-stay care, day cases and stays of an epidemic are left out (flag_stay).
columns:
  kind: {type: VARCHAR, zh: 类别（visit 门诊购药，stay 住院）}
  one: {type: VARCHAR, zh: 人员编号（较小的）, needs: [setl_d.psn_no]}
  other: {type: VARCHAR, zh: 人员编号（较大的）, needs: [setl_d.psn_no]}
  svc_date: {type: DATE, zh: 日期, needs: [setl_d.setl_time]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
cases:
  - name: three meetings within the quarter or the next are kept, two are not
    given:
      mdtrt_d:
        - {repeat: {p: [P1, P2], d: [1, 2, 3]}, mdtrt_id: "E<p>-<d>", psn_no: "<p>", fixmedins_code: D}
        - {repeat: {d: [1, 2]}, mdtrt_id: "F<d>", psn_no: P3, fixmedins_code: D}
      fee_list_d:
        - {repeat: {d: [1, 2, 3]}, mdtrt_id: "EP1-<d>", bkkp_sn: "A<d>", fee_ocur_time: "2025-05-0<d> 10:01:00"}
        - {repeat: {d: [1, 2, 3]}, mdtrt_id: "EP2-<d>", bkkp_sn: "B<d>", fee_ocur_time: "2025-05-0<d> 10:16:00"}
        - {repeat: {d: [1, 2]}, mdtrt_id: "F<d>", bkkp_sn: "C<d>", fee_ocur_time: "2025-05-0<d> 10:03:00"}
    gives:
      - {kind: visit, one: P1, other: P2, svc_date: 2025-05-01, fixmedins_code: D}
      - {svc_date: 2025-05-02}
      - {svc_date: 2025-05-03}
  - name: in and out together twice, a day apart; a stay that ends later is no company
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2025-05-01 10:00:00", endtime: "2025-05-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2025-05-02 10:00:00", endtime: "2025-05-08 10:00:00"}
        - {mdtrt_id: I3, psn_no: P1, begntime: "2025-08-01 10:00:00", endtime: "2025-08-09 10:00:00"}
        - {mdtrt_id: I4, psn_no: P2, begntime: "2025-08-01 10:00:00", endtime: "2025-08-09 10:00:00"}
        - {mdtrt_id: I5, psn_no: P3, begntime: "2025-05-01 10:00:00", endtime: "2025-05-09 10:00:00"}
        - {mdtrt_id: I6, psn_no: P3, begntime: "2025-08-01 10:00:00", endtime: "2025-08-12 10:00:00"}
      fee_list_d: [{repeat: {n: 6}, mdtrt_id: "I<n>", bkkp_sn: "A<n>"}]
    gives:
      - {kind: stay, one: P1, other: P2, svc_date: 2025-05-01, fixmedins_code: H}
      - {kind: stay, one: P1, other: P2, svc_date: 2025-08-01}
---*/
WITH place AS (
  -- Numbers for institutions and persons: what follows compares millions of them.
  SELECT fixmedins_code, ROW_NUMBER() OVER (ORDER BY fixmedins_code) AS place_no FROM inst
), calm AS (
  SELECT a.psn_no, a.svc_date, a.fixmedins_code, CAST(p.place_no AS BIGINT) * 10000000 + a.bin AS spot
  FROM attend AS a
  JOIN slot AS s ON s.fixmedins_code = a.fixmedins_code AND s.bin = a.bin
  JOIN place AS p ON p.fixmedins_code = a.fixmedins_code
  WHERE NOT s.crowd AND NOT s.refused AND s.around > 1
), regular AS (
  SELECT psn_no, ROW_NUMBER() OVER (ORDER BY psn_no) AS person_no
  FROM (SELECT psn_no FROM calm GROUP BY psn_no HAVING COUNT(*) >= 3) AS r
), here AS (
  SELECT r.person_no, c.spot, c.svc_date, c.fixmedins_code FROM calm AS c JOIN regular AS r ON r.psn_no = c.psn_no
), near AS (
  SELECT person_no, spot FROM here
  UNION ALL
  SELECT person_no, spot - 1 AS spot FROM here
  UNION ALL
  SELECT person_no, spot + 1 AS spot FROM here
), often AS (
  SELECT a.person_no AS one_no, b.person_no AS other_no
  FROM here AS a
  JOIN near AS b ON b.spot = a.spot
  WHERE a.person_no < b.person_no
  GROUP BY a.person_no, b.person_no
  HAVING COUNT(*) >= 3
), known AS (
  SELECT one_no AS person_no FROM often
  UNION
  SELECT other_no AS person_no FROM often
), few AS (
  SELECT h.* FROM here AS h JOIN known AS k ON k.person_no = h.person_no
), beside AS (
  SELECT DISTINCT a.person_no AS one_no, b.person_no AS other_no, a.svc_date, a.fixmedins_code
  FROM few AS a
  JOIN near AS b ON b.spot = a.spot
  JOIN often AS o ON o.one_no = a.person_no AND o.other_no = b.person_no
), ward AS (
  SELECT s.psn_no, s.fixmedins_code, s.adm_date, day_number(s.adm_date) AS adm, day_number(s.dscg_date) AS dscg
  FROM stay AS s
  LEFT JOIN flag_stay AS f ON f.stay_id = s.stay_id
  WHERE s.in_scope AND NOT s.is_open
    AND (f.flags IS NULL OR NOT (
      f.own_cell IS NOT NULL OR has_cls(f.flags, 'birth') OR has_cls(f.flags, 'newborn') OR has_cls(f.flags, 'day')
      OR has_cls(f.flags, 'epidemic') OR has_cls(f.flags, 'trauma')
    ))
), day_off AS (
  SELECT -1 AS n
  UNION ALL
  SELECT 0 AS n
  UNION ALL
  SELECT 1 AS n
), ward_near AS (
  SELECT w.psn_no, w.fixmedins_code, w.adm_date, w.adm + d.n AS adm, w.dscg FROM ward AS w CROSS JOIN day_off AS d
), again AS (
  -- Together twice: one of the two at least was in twice. Most were once, and pairs of those are by far the most.
  SELECT w.* FROM ward AS w JOIN (SELECT psn_no FROM ward GROUP BY psn_no HAVING COUNT(*) > 1) AS s ON s.psn_no = w.psn_no
), together AS (
  SELECT DISTINCT
    LEAST(a.psn_no, b.psn_no) AS one, GREATEST(a.psn_no, b.psn_no) AS other, LEAST(a.adm_date, b.adm_date) AS svc_date, a.fixmedins_code
  FROM again AS a
  JOIN ward_near AS b ON b.fixmedins_code = a.fixmedins_code AND b.adm = a.adm
  WHERE a.psn_no <> b.psn_no AND ABS(a.dscg - b.dscg) <= 1
), ward_pair AS (
  SELECT one, other FROM together GROUP BY one, other HAVING COUNT(*) >= 2
)
SELECT 'visit' AS kind, x.psn_no AS one, y.psn_no AS other, b.svc_date, b.fixmedins_code
FROM beside AS b
JOIN regular AS x ON x.person_no = b.one_no
JOIN regular AS y ON y.person_no = b.other_no
UNION ALL
SELECT 'stay', t.one, t.other, t.svc_date, t.fixmedins_code
FROM together AS t
JOIN ward_pair AS p ON p.one = t.one AND p.other = t.other
