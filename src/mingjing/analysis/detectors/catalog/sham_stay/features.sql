/*---
doc: >-
  Stays that probably did not happen or needed no bed, and the hospitals and persons with too many of them. Case mix is
  taken out by what the same group of cases at other institutions leads one to expect (stay_x). Companies are those of
  stays: pairs who come and go together too often for chance, as MDL-10 finds them.
python:
  crew: {reads: [edge], columns: {psn_no: VARCHAR, group_id: VARCHAR}}
---*/
-- step: reach
SELECT city4, first_date, last_date FROM span
-- step: chief
SELECT s.stay_id, e.chfpdr_code
FROM stay_enc AS s
JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
WHERE s.nth = 1 AND e.is_ip
-- step: chosen
SELECT
  x.stay_id, x.psn_no, x.fixmedins_code, x.admdvs, x.adm_date, x.dscg_date, x.nights, x.diag3, x.flags, x.n_line, x.low, x.ti_rank,
  x.exam_share, x.nopath, x.elsewhere, x.wcfail, x.batch, x.relay, x.cell, x.n_cell, x.tint, x.e_low, x.e_nopath, x.e_elsewhere,
  c.c1, c.c2, c.c3, c.c4, i.inst_key, h.chfpdr_code, t.medfee, t.fund, t.dscg_way, t.x4, t.insu_admdvs, t.age_y, t.gend,
  int_div(days_between(x.dscg_date, w.last_date), 365) AS year_no,
  add_days(w.last_date, -365 * int_div(days_between(x.dscg_date, w.last_date), 365)) AS to_date,
  days_between(w.first_date, w.last_date) + 1 AS span_days
FROM stay_x AS x
JOIN stay AS t ON t.stay_id = x.stay_id
JOIN inst AS i ON i.fixmedins_code = x.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
LEFT JOIN chief AS h ON h.stay_id = x.stay_id
LEFT JOIN case_cell AS c ON c.stay_id = x.stay_id
WHERE x.n_line >= 5 AND x.dscg_date <= w.last_date
  AND NOT has_cls(x.flags, 'birth') AND NOT has_cls(x.flags, 'newborn') AND NOT has_cls(x.flags, 'day')
-- step: watched
SELECT COUNT(*) AS n FROM score_workload_doctor_day
-- step: company
SELECT stay_id, persons, CAST(greatest(expected, 0.1) AS DECIMAL(9,1)) AS hoped
FROM (
  SELECT stay_id, persons, expected, ROW_NUMBER() OVER (PARTITION BY stay_id ORDER BY pois(persons, expected) DESC, tie) AS nth
  FROM stay_tie
) AS ranked
WHERE nth = 1
-- step: usual_tint
SELECT u.cell, median_of(x.tint) AS tint
FROM (
  SELECT stay_id, c1 AS cell FROM case_cell
  UNION ALL
  SELECT stay_id, c2 AS cell FROM case_cell
  UNION ALL
  SELECT stay_id, c3 AS cell FROM case_cell
  UNION ALL
  SELECT stay_id, c4 AS cell FROM case_cell
) AS u
JOIN (SELECT DISTINCT cell FROM case_cell) AS k ON k.cell = u.cell
JOIN stay_x AS x ON x.stay_id = u.stay_id
GROUP BY u.cell
-- step: intensity
-- The least of a group whose members are all treated alike is not little: rank and distance from the middle must agree.
SELECT
  s.stay_id, u.tint AS usual,
  greatest(0, least(1, 1.25 - 12.5 * s.ti_rank)) * greatest(0, least(1, ratio(0.5 * u.tint - s.tint, 0.3 * u.tint))) AS low
FROM chosen AS s
JOIN usual_tint AS u ON u.cell = s.cell
WHERE s.low AND u.tint > 0
-- step: held_stay
SELECT
  s.stay_id, s.stay_id AS mdtrt_id, s.psn_no, s.fixmedins_code, s.dscg_date AS occurred_on, s.flags, s.adm_date, s.dscg_date,
  s.nights, s.medfee, s.year_no,
  CASE WHEN s.cell IS NOT NULL THEN coalesce(q.low, CAST(0 AS DOUBLE)) END AS low, s.n_cell,
  CAST(s.tint AS DECIMAL(16,2)) AS tint, CAST(q.usual AS DECIMAL(16,2)) AS usual_tint,
  s.exam_share AS examonly,
  b.score_raw AS twin,
  CASE WHEN has_cls(s.flags, 'epidemic') OR has_cls(s.flags, 'trauma') THEN CAST(0 AS DOUBLE) ELSE s.batch END AS batch,
  t.persons AS fellows, t.hoped, s.elsewhere, s.wcfail,
  CASE WHEN s.relay AND NOT s.x4 AND NOT has_cls(s.flags, 'tumour') THEN 1 WHEN s.cell IS NOT NULL THEN 0 END AS relay,
  CASE WHEN s.nopath THEN 1 WHEN NOT s.nopath THEN 0 END AS nopath,
  ratio(c.census, c.beds) AS over,
  CASE WHEN s.chfpdr_code IS NOT NULL AND y.n > 0 THEN coalesce(d.score_raw, CAST(0 AS DOUBLE)) END AS drday,
  NOT has_cls(s.flags, 'long') AS acute
FROM chosen AS s
CROSS JOIN watched AS y
LEFT JOIN intensity AS q ON q.stay_id = s.stay_id
LEFT JOIN score_clone_bill_bill AS b ON b.stay_id = s.stay_id
LEFT JOIN company AS t ON t.stay_id = s.stay_id
LEFT JOIN inst_census AS c ON c.fixmedins_code = s.fixmedins_code AND c.day = s.adm_date AND c.beds > 0
LEFT JOIN score_workload_doctor_day AS d
  ON d.staff_code = s.chfpdr_code AND d.fixmedins_code = s.fixmedins_code AND d.day = CAST(s.adm_date AS VARCHAR)
-- step: stay_line
SELECT stay_id FROM chosen
-- step: marked
SELECT s.stay_id, s.fixmedins_code, s.psn_no, s.year_no, k.score_raw, k.families
FROM chosen AS s
JOIN score_sham_stay_held_stay AS k ON k.stay_id = s.stay_id
WHERE k.score_raw >= 0.5
-- step: marked_at
SELECT fixmedins_code, year_no, COUNT(*) AS n, joined(stay_id) AS related FROM marked GROUP BY fixmedins_code, year_no
-- step: twin_combo
SELECT
  s.fixmedins_code, s.c1, s.c2, s.c3, s.c4, COUNT(h.twin) AS n, COUNT(CASE WHEN h.twin >= 0.5 THEN 1 END) AS y
FROM chosen AS s
JOIN held_stay AS h ON h.stay_id = s.stay_id
WHERE s.cell IS NOT NULL
GROUP BY s.fixmedins_code, s.c1, s.c2, s.c3, s.c4
-- step: twin_own
SELECT cell, fixmedins_code, SUM(n) AS n, SUM(y) AS y
FROM (
  SELECT c1 AS cell, fixmedins_code, n, y FROM twin_combo
  UNION ALL
  SELECT c2 AS cell, fixmedins_code, n, y FROM twin_combo
  UNION ALL
  SELECT c3 AS cell, fixmedins_code, n, y FROM twin_combo
  UNION ALL
  SELECT c4 AS cell, fixmedins_code, n, y FROM twin_combo
) AS part
GROUP BY cell, fixmedins_code
-- step: twin_cell
SELECT cell, SUM(n) AS n, SUM(y) AS y FROM twin_own GROUP BY cell
-- step: twin_likely
SELECT o.cell, o.fixmedins_code, CAST(ratio(c.y - o.y, c.n - o.n) AS DECIMAL(18,9)) AS likely
FROM twin_own AS o
JOIN twin_cell AS c ON c.cell = o.cell
-- step: length_cell
SELECT cell, nights, fixmedins_code, COUNT(*) AS n FROM chosen WHERE cell IS NOT NULL GROUP BY cell, nights, fixmedins_code
-- step: length_all
SELECT cell, nights, SUM(n) AS n FROM length_cell GROUP BY cell, nights
-- step: cell_all
SELECT cell, SUM(n) AS n FROM length_all GROUP BY cell
-- step: cell_own
SELECT cell, fixmedins_code, SUM(n) AS n FROM length_cell GROUP BY cell, fixmedins_code
-- step: usual_length
SELECT fixmedins_code, year_no, nights, ROW_NUMBER() OVER (PARTITION BY fixmedins_code, year_no ORDER BY n DESC, nights) AS nth
FROM (SELECT fixmedins_code, year_no, nights, COUNT(*) AS n FROM chosen WHERE cell IS NOT NULL GROUP BY fixmedins_code, year_no, nights) AS counted
-- step: length_stay
SELECT
  s.fixmedins_code, s.year_no, COUNT(*) AS stays,
  COUNT(CASE WHEN s.nights IN (a.nights, coalesce(b.nights, -1)) THEN 1 END) AS common_o,
  SUM(
    coalesce(CAST(ratio(coalesce(pa.n, 0) - coalesce(oa.n, 0), c.n - o.n) AS DECIMAL(18,9)), 0)
    + coalesce(CAST(ratio(coalesce(pb.n, 0) - coalesce(ob.n, 0), c.n - o.n) AS DECIMAL(18,9)), 0)
  ) AS common_e
FROM chosen AS s
JOIN usual_length AS a ON a.fixmedins_code = s.fixmedins_code AND a.year_no = s.year_no AND a.nth = 1
LEFT JOIN usual_length AS b ON b.fixmedins_code = s.fixmedins_code AND b.year_no = s.year_no AND b.nth = 2
JOIN cell_all AS c ON c.cell = s.cell
JOIN cell_own AS o ON o.cell = s.cell AND o.fixmedins_code = s.fixmedins_code
LEFT JOIN length_all AS pa ON pa.cell = s.cell AND pa.nights = a.nights
LEFT JOIN length_all AS pb ON pb.cell = s.cell AND pb.nights = b.nights
LEFT JOIN length_cell AS oa ON oa.cell = s.cell AND oa.nights = a.nights AND oa.fixmedins_code = s.fixmedins_code
LEFT JOIN length_cell AS ob ON ob.cell = s.cell AND ob.nights = b.nights AND ob.fixmedins_code = s.fixmedins_code
WHERE NOT has_cls(s.flags, 'long')
GROUP BY s.fixmedins_code, s.year_no
-- step: crowded
SELECT
  c.fixmedins_code, int_div(days_between(c.day, w.last_date), 365) AS year_no, quantile_of(ratio(c.census, c.beds), 0.95) AS crowd
FROM inst_census AS c
JOIN inst AS i ON i.fixmedins_code = c.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
WHERE c.beds > 0 AND c.day <= w.last_date
GROUP BY c.fixmedins_code, int_div(days_between(c.day, w.last_date), 365)
-- step: person_kind
SELECT
  p.psn_no, p.year_no, p.stays, p.nights, p.hosps, p.to_date, p.days,
  coalesce(p.age_band, '') || '|' || coalesce(p.gend, '') || '|' || coalesce(p.insutype, '') || '|'
    || CASE WHEN p.chronic THEN '1|' ELSE '0|' END || coalesce(f.flags, '') AS kind,
  coalesce(p.age_band, '') || '|' || CASE WHEN p.chronic THEN '1|' ELSE '0|' END || coalesce(f.flags, '') AS kind_wide
FROM person_year AS p
LEFT JOIN (
  SELECT psn_no, flags FROM flag_person WHERE has_cls(flags, 'dialysis') OR has_cls(flags, 'tumour')
) AS f ON f.psn_no = p.psn_no
-- step: person_mean
SELECT kind, year_no, SUM(stays) AS stays, SUM(nights) AS nights, COUNT(*) AS persons, COUNT(CASE WHEN stays > 0 THEN 1 END) AS patients
FROM person_kind
GROUP BY kind, year_no
-- step: frequent
SELECT
  v.fixmedins_code, v.year_no, SUM(k.stays) AS stays_o,
  SUM(CAST(ratio(m.stays - k.stays, m.patients - 1) AS DECIMAL(18,9))) AS stays_e
FROM (SELECT DISTINCT fixmedins_code, year_no, psn_no FROM chosen) AS v
JOIN person_kind AS k ON k.psn_no = v.psn_no AND k.year_no = v.year_no AND k.stays > 0
JOIN person_mean AS m ON m.kind = k.kind AND m.year_no = k.year_no AND m.patients >= 30
GROUP BY v.fixmedins_code, v.year_no
-- step: told_pay
SELECT
  s.fixmedins_code, s.year_no, COUNT(d.psn_pay) AS told,
  COUNT(CASE WHEN d.psn_pay * 100 <= d.medfee_sumamt AND coalesce(d.maf_pay, 0) + coalesce(d.cvlserv_pay, 0) = 0 THEN 1 END) AS free
FROM chosen AS s
JOIN stay_enc AS e ON e.stay_id = s.stay_id
JOIN setl_net AS n ON n.mdtrt_id = e.mdtrt_id
JOIN setl_d AS d ON d.setl_id = n.setl_id
WHERE n.in_scope AND d.medfee_sumamt > 0
GROUP BY s.fixmedins_code, s.year_no
-- step: insured
SELECT
  LEFT(insu_admdvs, 6) AS area, gend,
  CASE
    WHEN days_between(brdy, w.last_date) < 15 * 365 THEN 0 WHEN days_between(brdy, w.last_date) < 45 * 365 THEN 1
    WHEN days_between(brdy, w.last_date) < 60 * 365 THEN 2 WHEN days_between(brdy, w.last_date) < 70 * 365 THEN 3 ELSE 4
  END AS band, psn_no
FROM psn_info_b
CROSS JOIN (SELECT MAX(last_date) AS last_date FROM reach) AS w
WHERE insu_admdvs IS NOT NULL AND brdy IS NOT NULL AND gend IS NOT NULL
-- step: area_band
SELECT p.area, p.gend, p.band, COUNT(DISTINCT p.psn_no) AS persons, COUNT(s.stay_id) AS stays
FROM insured AS p
LEFT JOIN chosen AS s ON s.psn_no = p.psn_no AND s.year_no = 0
GROUP BY p.area, p.gend, p.band
-- step: band_rate
SELECT gend, band, SUM(persons) AS persons, SUM(stays) AS stays FROM area_band GROUP BY gend, band
-- step: area_excess
SELECT a.area, SUM(a.stays) AS stays, SUM(a.persons * CAST(ratio(b.stays, b.persons) AS DECIMAL(18,9))) AS hoped, SUM(a.persons) AS persons
FROM area_band AS a
JOIN band_rate AS b ON b.gend = a.gend AND b.band = a.band
GROUP BY a.area
-- step: from_area
SELECT
  s.fixmedins_code, p.area, COUNT(*) AS stays,
  ROW_NUMBER() OVER (PARTITION BY s.fixmedins_code ORDER BY COUNT(*) DESC, p.area) AS nth
FROM chosen AS s
JOIN insured AS p ON p.psn_no = s.psn_no
WHERE s.year_no = 0
GROUP BY s.fixmedins_code, p.area
-- step: main_area
SELECT
  f.fixmedins_code, CASE WHEN a.stays > 1.3 * a.hoped THEN ratio(f.stays, a.stays) ELSE CAST(0 AS DOUBLE) END AS area
FROM from_area AS f
JOIN area_excess AS a ON a.area = f.area
WHERE f.nth = 1 AND a.persons >= 1000
-- step: hospital_part
SELECT
  s.fixmedins_code, s.year_no, month_of(s.dscg_date) AS part, MAX(s.to_date) AS to_date, MAX(s.span_days) AS span_days,
  COUNT(*) AS stays,
  COUNT(CASE WHEN s.cell IS NOT NULL AND s.low THEN 1 END) AS low_o, SUM(CAST(s.e_low AS DECIMAL(18,9))) AS low_e,
  COUNT(CASE WHEN h.batch >= 5.5 THEN 1 END) AS batch_y,
  COUNT(CASE WHEN k.likely IS NOT NULL AND h.twin >= 0.5 THEN 1 END) AS twin_o, SUM(CASE WHEN h.twin IS NOT NULL THEN k.likely END) AS twin_e,
  COUNT(CASE WHEN s.e_elsewhere IS NOT NULL AND s.elsewhere > 0 THEN 1 END) AS out_o, SUM(CAST(s.e_elsewhere AS DECIMAL(18,9))) AS out_e,
  COUNT(CASE WHEN s.e_nopath IS NOT NULL AND s.nopath THEN 1 END) AS path_o,
  SUM(CASE WHEN s.nopath IS NOT NULL THEN CAST(s.e_nopath AS DECIMAL(18,9)) END) AS path_e
FROM chosen AS s
JOIN held_stay AS h ON h.stay_id = s.stay_id
LEFT JOIN twin_likely AS k ON k.cell = s.cell AND k.fixmedins_code = s.fixmedins_code
GROUP BY s.fixmedins_code, s.year_no, month_of(s.dscg_date)
-- step: heads
SELECT fixmedins_code, year_no, COUNT(DISTINCT chfpdr_code) AS doctors FROM chosen GROUP BY fixmedins_code, year_no
-- step: summed
SELECT
  fixmedins_code, year_no, MAX(to_date) AS to_date, MAX(span_days) AS span_days, COUNT(*) AS months, SUM(stays) AS stays,
  SUM(low_o) AS low_o, SUM(low_e) AS low_e, SUM(batch_y) AS batch_y, SUM(twin_o) AS twin_o, SUM(twin_e) AS twin_e, SUM(out_o) AS out_o, SUM(out_e) AS out_e,
  SUM(path_o) AS path_o, SUM(path_e) AS path_e
FROM hospital_part
GROUP BY fixmedins_code, year_no
-- step: hospital
SELECT
  s.fixmedins_code, s.year_no, month_of(add_days(s.to_date, -364)) || '至' || month_of(s.to_date) AS period, s.to_date AS occurred_on,
  s.stays, s.months, least(365, s.span_days - 365 * s.year_no) AS days, coalesce(m.n, 0) AS suspects, m.related,
  s.low_o, s.low_e, s.batch_y, s.twin_o, s.twin_e, s.out_o, s.out_e, s.path_o, s.path_e,
  ratio(l.common_o - l.common_e, l.stays) AS length, c.crowd, CASE WHEN h.doctors > 0 THEN s.stays END AS led, h.doctors,
  f.stays_o, f.stays_e, p.free, p.told, CASE WHEN s.year_no = 0 THEN a.area END AS area
FROM summed AS s
LEFT JOIN marked_at AS m ON m.fixmedins_code = s.fixmedins_code AND m.year_no = s.year_no
LEFT JOIN length_stay AS l ON l.fixmedins_code = s.fixmedins_code AND l.year_no = s.year_no
LEFT JOIN crowded AS c ON c.fixmedins_code = s.fixmedins_code AND c.year_no = s.year_no
LEFT JOIN heads AS h ON h.fixmedins_code = s.fixmedins_code AND h.year_no = s.year_no
LEFT JOIN frequent AS f ON f.fixmedins_code = s.fixmedins_code AND f.year_no = s.year_no
LEFT JOIN told_pay AS p ON p.fixmedins_code = s.fixmedins_code AND p.year_no = s.year_no
LEFT JOIN main_area AS a ON a.fixmedins_code = s.fixmedins_code
-- step: priced
-- The stays that have an amount as findings of their own: something besides little treatment speaks against them.
SELECT m.stay_id, m.fixmedins_code, m.psn_no, m.year_no
FROM marked AS m
JOIN held_stay AS h ON h.stay_id = m.stay_id
WHERE m.score_raw >= 0.8 AND m.families >= 2 AND (h.elsewhere > 0 OR h.wcfail > 1 OR h.batch > 3 OR h.twin > 0)
-- step: hospital_line
SELECT fixmedins_code, year_no, stay_id FROM priced
-- step: followed
SELECT
  stay_id, psn_no, year_no,
  CASE
    WHEN LAG(inst_key) OVER (PARTITION BY psn_no ORDER BY adm_date, stay_id) <> inst_key AND NOT x4
      AND days_between(LAG(dscg_date) OVER (PARTITION BY psn_no ORDER BY adm_date, stay_id), adm_date) BETWEEN 0 AND 3
    THEN 1 ELSE 0
  END AS moved
FROM chosen
WHERE NOT has_cls(flags, 'tumour') AND NOT has_cls(flags, 'dialysis')
-- step: moves
SELECT psn_no, year_no, SUM(moved) AS moves FROM followed GROUP BY psn_no, year_no
-- step: of_person
SELECT
  psn_no, year_no, COUNT(*) AS stays, COUNT(CASE WHEN low THEN 1 END) AS low, COUNT(cell) AS placed,
  COUNT(CASE WHEN elsewhere > 0 THEN 1 END) AS away, MAX(dscg_date) AS last_date, joined(stay_id) AS related,
  COUNT(CASE WHEN has_cls(flags, 'long') THEN 1 END) AS long_stays
FROM chosen
GROUP BY psn_no, year_no
-- step: possible
SELECT SUM(int_div(n * (n - 1), 2)) AS tests
FROM (SELECT fixmedins_code, COUNT(DISTINCT psn_no) AS n FROM stay WHERE in_scope GROUP BY fixmedins_code) AS seen
-- step: excused
SELECT psn_no FROM flag_person WHERE has_cls(flags, 'dialysis') OR has_cls(flags, 'tumour') OR has_cls(flags, 'collective')
-- step: edge
SELECT p.one, p.other, p.rare, q.tests
FROM pair AS p
CROSS JOIN possible AS q
LEFT JOIN excused AS x ON x.psn_no = p.one
LEFT JOIN excused AS y ON y.psn_no = p.other
WHERE p.kind = 'stay' AND NOT p.household AND p.rare > 0 AND x.psn_no IS NULL AND y.psn_no IS NULL
-- step: patient_part
SELECT
  c.psn_no, c.year_no, c.stay_id AS part, 1 AS stays, CASE WHEN c.low THEN 1 ELSE 0 END AS low,
  CASE WHEN c.cell IS NOT NULL THEN 1 ELSE 0 END AS placed, CASE WHEN c.elsewhere > 0 THEN 1 ELSE 0 END AS away,
  CASE WHEN k.hosps >= 3 THEN coalesce(f.moved, 0) ELSE 0 END AS rotation
FROM chosen AS c
JOIN person_kind AS k ON k.psn_no = c.psn_no AND k.year_no = c.year_no
LEFT JOIN followed AS f ON f.stay_id = c.stay_id
-- step: patient
SELECT
  k.psn_no, k.year_no, month_of(add_days(k.to_date, -364)) || '至' || month_of(k.to_date) AS period, s.last_date AS occurred_on,
  k.stays, k.hosps, k.kind, k.kind_wide, s.related,
  CASE WHEN m.persons >= 30 THEN ratio(m.stays - k.stays, m.persons - 1) END AS hoped_stays,
  CASE WHEN s.long_stays = 0 THEN k.nights ELSE 0 END AS nights,
  CASE WHEN k.hosps >= 3 THEN coalesce(v.moves, 0) ELSE 0 END AS rotation,
  ratio(s.low, s.placed) AS low_share,
  s.away, CASE WHEN g.psn_no IS NOT NULL THEN 1 ELSE 0 END AS member
FROM person_kind AS k
JOIN of_person AS s ON s.psn_no = k.psn_no AND s.year_no = k.year_no
JOIN person_mean AS m ON m.kind = k.kind AND m.year_no = k.year_no
LEFT JOIN moves AS v ON v.psn_no = k.psn_no AND v.year_no = k.year_no
LEFT JOIN (SELECT DISTINCT psn_no FROM crew) AS g ON g.psn_no = k.psn_no
WHERE k.stays >= 3 AND s.stays >= 3
-- step: patient_line
SELECT psn_no, year_no, stay_id FROM priced
