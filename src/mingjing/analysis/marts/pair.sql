/*---
mart: pair
title: 结伴的两人
grain: [kind, one, other]
doc: >-
  Pairs of persons who met on at least three dates (visits) or in two stays (meeting), and how often chance alone would
  have it: over the institutions that both use, half of (n of one x density of the other + n of the other x density of
  one) / visits of the institution, the density of a person being all others present around each of their own visits.
  Busy hours, opening days and regulars are in the expectation. rare: -log10 of the chance of so many joint dates, never
  overstated, at most 20. household: they share a telephone or an address as a household does.
columns:
  kind: {type: VARCHAR, zh: 类别（visit 门诊购药，stay 住院）}
  one: {type: VARCHAR, zh: 人员编号（较小的）, needs: [setl_d.psn_no]}
  other: {type: VARCHAR, zh: 人员编号（较大的）, needs: [setl_d.psn_no]}
  n_date: {type: BIGINT, zh: 共同到场的日期数, needs: [setl_d.setl_time]}
  n_inst: {type: BIGINT, zh: 共同到场的机构数, needs: [setl_d.fixmedins_code]}
  expected: {type: DOUBLE, zh: 偶然共同到场的期望次数, needs: [setl_d.setl_time]}
  rare: {type: DOUBLE, zh: 罕见程度, needs: [setl_d.setl_time]}
  household: {type: BOOLEAN, zh: 像是一户}
cases:
  - name: two who come alone and always together are rarer than two among the regulars of a morning
    given:
      psn_info_b: [{psn_no: P1, tel: "13800000009"}, {psn_no: P2, tel: "13800000009"}, {psn_no: Q1}, {psn_no: Q2}]
      mdtrt_d:
        - {repeat: {p: [P1, P2, Q1, Q2], d: [1, 2, 3, 4]}, mdtrt_id: "E<p>-<d>", psn_no: "<p>", fixmedins_code: D}
        - {repeat: {n: 96}, mdtrt_id: "F<n>", psn_no: "R<n>", fixmedins_code: D}
      fee_list_d:
        - {repeat: {p: [P1, P2], d: [1, 2, 3, 4]}, mdtrt_id: "E<p>-<d>", bkkp_sn: "A<p>-<d>", fee_ocur_time: "2025-05-0<d> 10:01:00"}
        - {repeat: {p: [Q1, Q2], d: [1, 2, 3]}, mdtrt_id: "E<p>-<d>", bkkp_sn: "B<p>-<d>", fee_ocur_time: "2025-05-0<d> 15:01:00"}
        - {repeat: {n: 96}, mdtrt_id: "F<n>", bkkp_sn: "C<n>", fee_ocur_time: "2025-06-01 15:01:00"}
        - {mdtrt_id: EQ1-4, fee_ocur_time: "2025-05-04 15:01:00"}
        - {mdtrt_id: EQ2-4, fee_ocur_time: "2025-05-04 18:01:00"}
    gives:
      - {kind: visit, one: P1, other: P2, n_date: 4, n_inst: 1, expected: 1.0, rare: 1.105357, household: true}
      - {kind: visit, one: Q1, other: Q2, n_date: 3, expected: 0.75, rare: 0.829017, household: false}
---*/
WITH met AS (
  SELECT kind, one, other, COUNT(DISTINCT svc_date) AS n_date, COUNT(DISTINCT fixmedins_code) AS n_inst
  FROM meeting
  GROUP BY kind, one, other
  HAVING COUNT(DISTINCT svc_date) >= 3 OR (kind = 'stay' AND COUNT(DISTINCT svc_date) = 2)
), ward AS (
  SELECT s.psn_no, s.fixmedins_code, day_number(s.adm_date) AS adm, day_number(s.dscg_date) AS dscg
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open
), cell AS (
  SELECT fixmedins_code, adm, dscg, COUNT(*) AS v FROM ward GROUP BY fixmedins_code, adm, dscg
), day_off AS (
  SELECT -1 AS n
  UNION ALL
  SELECT 0 AS n
  UNION ALL
  SELECT 1 AS n
), crowd AS (
  SELECT c.fixmedins_code, c.adm + a.n AS adm, c.dscg + d.n AS dscg, SUM(c.v) AS around
  FROM cell AS c
  CROSS JOIN day_off AS a
  CROSS JOIN day_off AS d
  GROUP BY c.fixmedins_code, c.adm + a.n, c.dscg + d.n
), present AS (
  SELECT 'visit' AS kind, a.psn_no, a.fixmedins_code, s.around - 1 AS others
  FROM attend AS a
  JOIN slot AS s ON s.fixmedins_code = a.fixmedins_code AND s.bin = a.bin
  WHERE NOT s.crowd AND NOT s.refused
  UNION ALL
  SELECT 'stay', w.psn_no, w.fixmedins_code, CAST(c.around AS BIGINT) - 1
  FROM ward AS w
  JOIN crowd AS c ON c.fixmedins_code = w.fixmedins_code AND c.adm = w.adm AND c.dscg = w.dscg
), total AS (
  SELECT kind, fixmedins_code, COUNT(*) AS visits FROM present GROUP BY kind, fixmedins_code
), known AS (
  SELECT kind, one AS psn_no FROM met
  UNION
  SELECT kind, other AS psn_no FROM met
), usual AS (
  SELECT p.kind, p.psn_no, p.fixmedins_code, COUNT(*) AS n, SUM(p.others) AS density
  FROM present AS p
  JOIN known AS k ON k.kind = p.kind AND k.psn_no = p.psn_no
  GROUP BY p.kind, p.psn_no, p.fixmedins_code
), chance AS (
  SELECT
    m.kind, m.one, m.other,
    CAST(SUM(CAST(ratio(x.n * y.density + y.n * x.density, 2 * t.visits) AS DECIMAL(24,9))) AS DOUBLE) AS expected
  FROM met AS m
  JOIN usual AS x ON x.kind = m.kind AND x.psn_no = m.one
  JOIN usual AS y ON y.kind = m.kind AND y.psn_no = m.other AND y.fixmedins_code = x.fixmedins_code
  JOIN total AS t ON t.kind = m.kind AND t.fixmedins_code = x.fixmedins_code
  GROUP BY m.kind, m.one, m.other
), home AS (
  SELECT DISTINCT m.kind, m.one, m.other
  FROM met AS m
  JOIN contact AS x ON x.psn_no = m.one AND x.household
  JOIN contact AS y ON y.psn_no = m.other AND y.kind = x.kind AND y.mark = x.mark
)
SELECT
  m.kind, m.one, m.other, m.n_date, m.n_inst, c.expected, pois(m.n_date, c.expected) AS rare, h.one IS NOT NULL AS household
FROM met AS m
JOIN chance AS c ON c.kind = m.kind AND c.one = m.one AND c.other = m.other
LEFT JOIN home AS h ON h.kind = m.kind AND h.one = m.one AND h.other = m.other
