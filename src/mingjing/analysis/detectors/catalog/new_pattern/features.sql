/*---
doc: >-
  What an institution, a physician, a person is billed beside what the illnesses of the patients lead one to expect: how
  often they come, what it costs, how many of the visits (`sheet`: one encounter of one physician) hold fees of each of
  the 14 classes; expected is what other institutions of the level bill for the same illness (three characters, else the
  chapter, else all of the scene). Who comes without emergency on days of rest is set against the physician's own working days. Units that another model lists as a whole are `known` and leave. Persons besides: one
  illness (in the emergency room apart) treated again and again, at ever other institutions. Items: what was not sold a
  year ago and is among the 20 largest now, drugs by ingredient, against the use at the other institutions of the city,
  illness by illness.
---*/
-- step: known_place
SELECT DISTINCT fixmedins_code FROM scored_so_far WHERE fixmedins_code IS NOT NULL AND psn_no IS NULL AND staff_code IS NULL
-- step: known_staff
SELECT DISTINCT staff_code FROM scored_so_far WHERE staff_code IS NOT NULL
-- step: known_person
SELECT DISTINCT psn_no FROM scored_so_far WHERE psn_no IS NOT NULL
-- step: sheet
SELECT
  s.mdtrt_id, e.psn_no, s.fixmedins_code, s.staff_code, coalesce(CAST(i.hosp_group AS VARCHAR), 'P') AS lv, e.scene,
  quarter_of(s.first_date) AS quarter, s.quarter_no, coalesce(LEFT(e.main_diag, 3), '') AS ill, CASE WHEN e.med_type = '13' THEN 1 ELSE 0 END AS urgent,
  s.first_date, s.last_date, s.dept, s.lines, s.remote, s.weekend, s.gross, s.covered, s.drugs, s.kinds
FROM (
  -- Person and scene are the encounter's (fee_net keeps no others in scope), the level is the institution's: each key less is a tenth of the work.
  SELECT
    f.mdtrt_id, f.fixmedins_code, coalesce(f.bilg_dr, '') AS staff_code, quarter_no(f.svc_date) AS quarter_no,
    MIN(f.svc_date) AS first_date, MAX(f.svc_date) AS last_date, LEFT(MIN(f.bilg_dept), 3) AS dept, COUNT(*) AS lines,
    MAX(CASE WHEN f.insu_admdvs <> f.admdvs AND LEFT(f.insu_admdvs, 4) <> LEFT(f.admdvs, 4) THEN 1 ELSE 0 END) AS remote,
    MAX(CASE WHEN int_mod(day_number(f.svc_date) + 3, 7) >= 5 THEN 1 ELSE 0 END) AS weekend,
    SUM(f.gross) AS gross, SUM(f.amt) AS covered, SUM(CASE WHEN f.chrg IN ('09', '10', '11') THEN f.gross ELSE 0 END) AS drugs,
    bits_of(
      CASE f.chrg
        WHEN '01' THEN 1 WHEN '02' THEN 2 WHEN '03' THEN 3 WHEN '04' THEN 4 WHEN '05' THEN 5 WHEN '06' THEN 6 WHEN '07' THEN 7
        WHEN '08' THEN 8 WHEN '09' THEN 9 WHEN '10' THEN 10 WHEN '11' THEN 11 WHEN '12' THEN 12 WHEN '13' THEN 13 WHEN '14' THEN 14
      END
    ) AS kinds
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.gross > 0
  GROUP BY f.mdtrt_id, f.fixmedins_code, coalesce(f.bilg_dr, ''), quarter_no(f.svc_date)
) AS s
JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
-- step: owned
SELECT
  fixmedins_code, staff_code, lv, scene, quarter, ill, COUNT(*) AS sheets, COUNT(DISTINCT psn_no) AS persons, SUM(gross) AS gross,
  SUM(bit_at(kinds, 1)) AS bed, SUM(bit_at(kinds, 2)) AS dx, SUM(bit_at(kinds, 3)) AS exam, SUM(bit_at(kinds, 4)) AS lab, SUM(bit_at(kinds, 5)) AS treat,
  SUM(bit_at(kinds, 6)) AS oprn, SUM(bit_at(kinds, 7)) AS nurs, SUM(bit_at(kinds, 8)) AS mat, SUM(bit_at(kinds, 9)) AS west, SUM(bit_at(kinds, 10)) AS piece,
  SUM(bit_at(kinds, 11)) AS tcm, SUM(bit_at(kinds, 12)) AS general, SUM(bit_at(kinds, 13)) AS regi, SUM(bit_at(kinds, 14)) AS other,
  SUM(covered) AS covered, SUM(drugs) AS drugs
FROM sheet
GROUP BY fixmedins_code, staff_code, lv, scene, quarter, ill
-- step: keyed
SELECT lv || '|' || scene || '|' || ill AS cell, fixmedins_code, sheets, persons, gross, bed, dx, exam, lab, treat, oprn, nurs, mat, west, piece, tcm, general, regi, other, covered, drugs
FROM owned
WHERE ill <> ''
UNION ALL
SELECT lv || '|' || scene || '|' || LEFT(ill, 1) || '*' AS cell, fixmedins_code, sheets, persons, gross, bed, dx, exam, lab, treat, oprn, nurs, mat, west, piece, tcm, general, regi, other, covered, drugs
FROM owned
WHERE ill <> ''
UNION ALL
SELECT lv || '|' || scene AS cell, fixmedins_code, sheets, persons, gross, bed, dx, exam, lab, treat, oprn, nurs, mat, west, piece, tcm, general, regi, other, covered, drugs
FROM owned
-- step: here
SELECT
  fixmedins_code, cell, SUM(sheets) AS sheets, SUM(persons) AS persons, SUM(gross) AS gross,
  SUM(bed) AS bed, SUM(dx) AS dx, SUM(exam) AS exam, SUM(lab) AS lab, SUM(treat) AS treat, SUM(oprn) AS oprn, SUM(nurs) AS nurs,
  SUM(mat) AS mat, SUM(west) AS west, SUM(piece) AS piece, SUM(tcm) AS tcm, SUM(general) AS general, SUM(regi) AS regi, SUM(other) AS other, SUM(covered) AS covered, SUM(drugs) AS drugs
FROM keyed
GROUP BY fixmedins_code, cell
-- step: everywhere
SELECT
  cell, COUNT(*) AS places, SUM(sheets) AS sheets, SUM(persons) AS persons, SUM(gross) AS gross,
  SUM(bed) AS bed, SUM(dx) AS dx, SUM(exam) AS exam, SUM(lab) AS lab, SUM(treat) AS treat, SUM(oprn) AS oprn, SUM(nurs) AS nurs,
  SUM(mat) AS mat, SUM(west) AS west, SUM(piece) AS piece, SUM(tcm) AS tcm, SUM(general) AS general, SUM(regi) AS regi, SUM(other) AS other, SUM(covered) AS covered, SUM(drugs) AS drugs
FROM here
GROUP BY cell
-- step: elsewhere
SELECT
  h.fixmedins_code, h.cell, ratio(a.sheets - h.sheets, a.persons - h.persons) AS times, ratio(a.gross - h.gross, a.sheets - h.sheets) AS gross,
  ratio(a.bed - h.bed, a.sheets - h.sheets) AS bed, ratio(a.dx - h.dx, a.sheets - h.sheets) AS dx, ratio(a.exam - h.exam, a.sheets - h.sheets) AS exam,
  ratio(a.lab - h.lab, a.sheets - h.sheets) AS lab, ratio(a.treat - h.treat, a.sheets - h.sheets) AS treat, ratio(a.oprn - h.oprn, a.sheets - h.sheets) AS oprn,
  ratio(a.nurs - h.nurs, a.sheets - h.sheets) AS nurs, ratio(a.mat - h.mat, a.sheets - h.sheets) AS mat, ratio(a.west - h.west, a.sheets - h.sheets) AS west,
  ratio(a.piece - h.piece, a.sheets - h.sheets) AS piece, ratio(a.tcm - h.tcm, a.sheets - h.sheets) AS tcm, ratio(a.general - h.general, a.sheets - h.sheets) AS general,
  ratio(a.regi - h.regi, a.sheets - h.sheets) AS regi, ratio(a.other - h.other, a.sheets - h.sheets) AS other,
  ratio(a.covered - h.covered, a.gross - h.gross) AS covered, ratio(a.drugs - h.drugs, a.gross - h.gross) AS drugs
FROM here AS h
JOIN everywhere AS a ON a.cell = h.cell
WHERE a.places > 3 AND a.sheets - h.sheets >= 30 AND a.gross > h.gross
-- step: likened
SELECT
  o.fixmedins_code, o.lv, o.scene, o.ill, coalesce(a.cell, b.cell, c.cell) AS cell
FROM (SELECT DISTINCT fixmedins_code, lv, scene, ill FROM owned) AS o
LEFT JOIN elsewhere AS a ON a.fixmedins_code = o.fixmedins_code AND a.cell = o.lv || '|' || o.scene || '|' || o.ill AND o.ill <> ''
LEFT JOIN elsewhere AS b ON b.fixmedins_code = o.fixmedins_code AND b.cell = o.lv || '|' || o.scene || '|' || LEFT(o.ill, 1) || '*' AND o.ill <> ''
LEFT JOIN elsewhere AS c ON c.fixmedins_code = o.fixmedins_code AND c.cell = o.lv || '|' || o.scene
-- step: usual_of
SELECT
  l.fixmedins_code, l.lv, l.scene, l.ill, e.times, e.gross,
  e.bed, e.dx, e.exam, e.lab, e.treat, e.oprn, e.nurs, e.mat, e.west, e.piece, e.tcm, e.general, e.regi, e.other, e.covered, e.drugs
FROM likened AS l
JOIN elsewhere AS e ON e.fixmedins_code = l.fixmedins_code AND e.cell = l.cell
-- step: billed
SELECT
  o.fixmedins_code, o.staff_code, o.quarter, SUM(o.sheets) AS sheets, SUM(o.persons) AS persons, SUM(o.gross) AS gross,
  CAST(SUM(CAST(o.persons * u.times AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS times_hoped,
  CAST(SUM(CAST(o.sheets * u.gross AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS gross_hoped,
  SUM(o.bed) AS bed, CAST(SUM(CAST(o.sheets * u.bed AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS bed_hoped,
  SUM(o.dx) AS dx, CAST(SUM(CAST(o.sheets * u.dx AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS dx_hoped,
  SUM(o.exam) AS exam, CAST(SUM(CAST(o.sheets * u.exam AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS exam_hoped,
  SUM(o.lab) AS lab, CAST(SUM(CAST(o.sheets * u.lab AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS lab_hoped,
  SUM(o.treat) AS treat, CAST(SUM(CAST(o.sheets * u.treat AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS treat_hoped,
  SUM(o.oprn) AS oprn, CAST(SUM(CAST(o.sheets * u.oprn AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS oprn_hoped,
  SUM(o.nurs) AS nurs, CAST(SUM(CAST(o.sheets * u.nurs AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS nurs_hoped,
  SUM(o.mat) AS mat, CAST(SUM(CAST(o.sheets * u.mat AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS mat_hoped,
  SUM(o.west) AS west, CAST(SUM(CAST(o.sheets * u.west AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS west_hoped,
  SUM(o.piece) AS piece, CAST(SUM(CAST(o.sheets * u.piece AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS piece_hoped,
  SUM(o.tcm) AS tcm, CAST(SUM(CAST(o.sheets * u.tcm AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS tcm_hoped,
  SUM(o.general) AS general, CAST(SUM(CAST(o.sheets * u.general AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS general_hoped,
  SUM(o.regi) AS regi, CAST(SUM(CAST(o.sheets * u.regi AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS regi_hoped,
  SUM(o.other) AS other, CAST(SUM(CAST(o.sheets * u.other AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS other_hoped,
  SUM(o.covered) AS covered, CAST(SUM(CAST(o.gross * u.covered AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS covered_hoped
FROM (
  SELECT
    fixmedins_code, staff_code, lv, scene, quarter, ill, sheets, persons, gross, bed, dx, exam, lab, treat, oprn, nurs, mat, west, piece, tcm,
    general, regi, other, covered, drugs
  FROM owned
  WHERE staff_code <> ''
  UNION ALL
  SELECT
    fixmedins_code, '' AS staff_code, lv, scene, quarter, ill, SUM(sheets) AS sheets, SUM(persons) AS persons, SUM(gross) AS gross,
    SUM(bed) AS bed, SUM(dx) AS dx, SUM(exam) AS exam, SUM(lab) AS lab, SUM(treat) AS treat, SUM(oprn) AS oprn, SUM(nurs) AS nurs,
    SUM(mat) AS mat, SUM(west) AS west, SUM(piece) AS piece, SUM(tcm) AS tcm, SUM(general) AS general, SUM(regi) AS regi, SUM(other) AS other, SUM(covered) AS covered, SUM(drugs) AS drugs
  FROM owned
  GROUP BY fixmedins_code, lv, scene, quarter, ill
) AS o
JOIN usual_of AS u ON u.fixmedins_code = o.fixmedins_code AND u.lv = o.lv AND u.scene = o.scene AND u.ill = o.ill
GROUP BY o.fixmedins_code, o.staff_code, o.quarter
-- step: mix
SELECT
  fixmedins_code, staff_code, quarter, sheets, sheets AS came, times_hoped AS came_hoped,
  ratio(gross * sheets, gross_hoped) AS spent, sheets AS spent_hoped,
  bed AS got_bed, bed_hoped AS hoped_bed, dx AS got_dx, dx_hoped AS hoped_dx,
  exam AS got_exam, exam_hoped AS hoped_exam, lab AS got_lab, lab_hoped AS hoped_lab,
  treat AS got_treat, treat_hoped AS hoped_treat, oprn AS got_oprn, oprn_hoped AS hoped_oprn,
  nurs AS got_nurs, nurs_hoped AS hoped_nurs, mat AS got_mat, mat_hoped AS hoped_mat,
  west AS got_west, west_hoped AS hoped_west, piece AS got_piece, piece_hoped AS hoped_piece,
  tcm AS got_tcm, tcm_hoped AS hoped_tcm, general AS got_general, general_hoped AS hoped_general,
  regi AS got_regi, regi_hoped AS hoped_regi, other AS got_other, other_hoped AS hoped_other,
  ratio(covered * sheets, gross) AS got_covered, ratio(covered_hoped * sheets, gross) AS hoped_covered
FROM billed
-- step: by_day
-- Who comes of his own accord, on days of rest and on working days; emergencies are treated alike on any day.
SELECT
  fixmedins_code, staff_code, lv, scene, quarter, ill, SUM(weekend) AS rest, SUM(1 - weekend) AS work,
  SUM(weekend * bit_at(kinds, 3)) AS rest_exam, SUM((1 - weekend) * bit_at(kinds, 3)) AS work_exam,
  SUM(weekend * bit_at(kinds, 4)) AS rest_lab, SUM((1 - weekend) * bit_at(kinds, 4)) AS work_lab,
  SUM(weekend * bit_at(kinds, 5)) AS rest_treat, SUM((1 - weekend) * bit_at(kinds, 5)) AS work_treat,
  SUM(weekend * bit_at(kinds, 7)) AS rest_nurs, SUM((1 - weekend) * bit_at(kinds, 7)) AS work_nurs,
  SUM(weekend * bit_at(kinds, 8)) AS rest_mat, SUM((1 - weekend) * bit_at(kinds, 8)) AS work_mat
FROM sheet
WHERE scene <> 'IP' AND urgent = 0
GROUP BY fixmedins_code, staff_code, lv, scene, quarter, ill
-- step: opening
SELECT fixmedins_code, staff_code, quarter, SUM(rest) AS weekend, SUM(rest + work) AS elective
FROM (
  SELECT fixmedins_code, staff_code, quarter, rest, work FROM by_day WHERE staff_code <> ''
  UNION ALL
  SELECT fixmedins_code, '' AS staff_code, quarter, rest, work FROM by_day
) AS b
GROUP BY fixmedins_code, staff_code, quarter
-- step: by_day_here
SELECT
  fixmedins_code, lv, scene, quarter, ill, SUM(work) AS work,
  SUM(work_exam) AS work_exam, SUM(work_lab) AS work_lab, SUM(work_treat) AS work_treat, SUM(work_nurs) AS work_nurs, SUM(work_mat) AS work_mat
FROM by_day
GROUP BY fixmedins_code, lv, scene, quarter, ill
-- step: rest_day
-- What the physician's own working days, those of the institution and others would give the same illness, whichever is more;
-- who is there on days of rest alone (a visiting specialist, the one on duty) has nothing to be compared with.
SELECT
  d.fixmedins_code, d.staff_code, d.quarter, d.rest,
  d.rest_exam, CAST(d.rest * GREATEST(
    CAST(u.exam AS DECIMAL(18,6)), CAST(ratio(d.work_exam + 5 * u.exam, d.work + 5) AS DECIMAL(18,6)), CAST(ratio(h.work_exam + 5 * u.exam, h.work + 5) AS DECIMAL(18,6))
  ) AS DECIMAL(18,6)) AS hoped_exam,
  d.rest_lab, CAST(d.rest * GREATEST(
    CAST(u.lab AS DECIMAL(18,6)), CAST(ratio(d.work_lab + 5 * u.lab, d.work + 5) AS DECIMAL(18,6)), CAST(ratio(h.work_lab + 5 * u.lab, h.work + 5) AS DECIMAL(18,6))
  ) AS DECIMAL(18,6)) AS hoped_lab,
  d.rest_treat, CAST(d.rest * GREATEST(
    CAST(u.treat AS DECIMAL(18,6)), CAST(ratio(d.work_treat + 5 * u.treat, d.work + 5) AS DECIMAL(18,6)), CAST(ratio(h.work_treat + 5 * u.treat, h.work + 5) AS DECIMAL(18,6))
  ) AS DECIMAL(18,6)) AS hoped_treat,
  d.rest_nurs, CAST(d.rest * GREATEST(
    CAST(u.nurs AS DECIMAL(18,6)), CAST(ratio(d.work_nurs + 5 * u.nurs, d.work + 5) AS DECIMAL(18,6)), CAST(ratio(h.work_nurs + 5 * u.nurs, h.work + 5) AS DECIMAL(18,6))
  ) AS DECIMAL(18,6)) AS hoped_nurs,
  d.rest_mat, CAST(d.rest * GREATEST(
    CAST(u.mat AS DECIMAL(18,6)), CAST(ratio(d.work_mat + 5 * u.mat, d.work + 5) AS DECIMAL(18,6)), CAST(ratio(h.work_mat + 5 * u.mat, h.work + 5) AS DECIMAL(18,6))
  ) AS DECIMAL(18,6)) AS hoped_mat
FROM by_day AS d
JOIN by_day_here AS h ON h.fixmedins_code = d.fixmedins_code AND h.lv = d.lv AND h.scene = d.scene AND h.quarter = d.quarter AND h.ill = d.ill
JOIN usual_of AS u ON u.fixmedins_code = d.fixmedins_code AND u.lv = d.lv AND u.scene = d.scene AND u.ill = d.ill
WHERE d.ill <> '' AND d.rest > 0 AND d.work >= 3
-- step: rested
SELECT
  fixmedins_code, staff_code, quarter, SUM(rest) AS rest,
  SUM(rest_exam) AS rest_exam, SUM(hoped_exam) AS hoped_rest_exam,
  SUM(rest_lab) AS rest_lab, SUM(hoped_lab) AS hoped_rest_lab,
  SUM(rest_treat) AS rest_treat, SUM(hoped_treat) AS hoped_rest_treat,
  SUM(rest_nurs) AS rest_nurs, SUM(hoped_nurs) AS hoped_rest_nurs,
  SUM(rest_mat) AS rest_mat, SUM(hoped_mat) AS hoped_rest_mat
FROM (
  SELECT fixmedins_code, staff_code, quarter, rest, rest_exam, hoped_exam, rest_lab, hoped_lab, rest_treat, hoped_treat, rest_nurs, hoped_nurs, rest_mat, hoped_mat
  FROM rest_day
  WHERE staff_code <> ''
  UNION ALL
  SELECT fixmedins_code, '' AS staff_code, quarter, rest, rest_exam, hoped_exam, rest_lab, hoped_lab, rest_treat, hoped_treat, rest_nurs, hoped_nurs, rest_mat, hoped_mat
  FROM rest_day
) AS r
GROUP BY fixmedins_code, staff_code, quarter
-- step: fresh_inst
SELECT DISTINCT fixmedins_code, quarter_of(CAST(month || '-01' AS DATE)) AS quarter
FROM flag_inst
WHERE has_cls(flags, 'new')
-- step: settled
SELECT
  m.fixmedins_code, quarter_of(CAST(m.month || '-01' AS DATE)) AS quarter,
  MIN(m.history) AS history, SUM(m.n_setl) AS setls, SUM(m.n_person) AS persons, SUM(m.n_new) AS fresh, SUM(m.nights) AS nights,
  SUM(m.medfee) AS medfee, SUM(m.inscp) AS inscp, SUM(m.fund) AS fund, SUM(m.acct) AS acct, SUM(m.cash) AS cash,
  SUM(m.remote) AS remote, SUM(m.ecert) AS ecert, SUM(m.n_copay) AS told, SUM(m.zero_copay) AS free, SUM(m.refunds) AS refunds,
  SUM(CASE WHEN m.scene = 'IP' THEN m.n_setl ELSE 0 END) AS ip_setls
FROM inst_month AS m
GROUP BY m.fixmedins_code, quarter_of(CAST(m.month || '-01' AS DATE))
-- step: place
SELECT
  a.fixmedins_code, a.quarter, k.fixmedins_code IS NOT NULL AS known, a.setls, a.persons, a.fresh, a.nights, a.medfee, a.inscp,
  a.fund, a.acct, a.cash, a.remote, a.ecert, a.told, a.free, a.refunds, a.ip_setls, a.ip_setls > 0 AS has_ip, a.history >= 365 AS has_year,
  x.sheets, o.weekend, o.elective, x.came, x.came_hoped, x.spent, x.spent_hoped,
  x.got_bed, x.hoped_bed, x.got_dx, x.hoped_dx, x.got_exam, x.hoped_exam,
  x.got_lab, x.hoped_lab, x.got_treat, x.hoped_treat, x.got_oprn, x.hoped_oprn,
  x.got_nurs, x.hoped_nurs, x.got_mat, x.hoped_mat, x.got_west, x.hoped_west,
  x.got_piece, x.hoped_piece, x.got_tcm, x.hoped_tcm, x.got_general, x.hoped_general,
  x.got_regi, x.hoped_regi, x.got_other, x.hoped_other, x.got_covered, x.hoped_covered,
  coalesce(y.rest >= 10, FALSE) AS both_days, y.rest_exam, y.hoped_rest_exam, y.rest_lab, y.hoped_rest_lab, y.rest_treat, y.hoped_rest_treat,
  y.rest_nurs, y.hoped_rest_nurs, y.rest_mat, y.hoped_rest_mat
FROM settled AS a
LEFT JOIN mix AS x ON x.fixmedins_code = a.fixmedins_code AND x.staff_code = '' AND x.quarter = a.quarter
LEFT JOIN opening AS o ON o.fixmedins_code = a.fixmedins_code AND o.staff_code = '' AND o.quarter = a.quarter
LEFT JOIN rested AS y ON y.fixmedins_code = a.fixmedins_code AND y.staff_code = '' AND y.quarter = a.quarter
LEFT JOIN known_place AS k ON k.fixmedins_code = a.fixmedins_code
LEFT JOIN fresh_inst AS n ON n.fixmedins_code = a.fixmedins_code AND n.quarter = a.quarter
WHERE n.fixmedins_code IS NULL
-- step: ordered
-- An encounter has one sheet of a physician in a quarter: sheets are counted, encounters need not be told apart again.
SELECT
  staff_code, fixmedins_code, quarter, MIN(dept) AS dept, SUM(lines) AS lines, COUNT(*) AS encs,
  COUNT(DISTINCT psn_no) AS persons, SUM(gross) AS gross, SUM(covered) AS inscp, MAX(last_date) AS last_date, SUM(remote) AS remote
FROM sheet
WHERE scene IN ('IP', 'OP') AND staff_code <> ''
GROUP BY staff_code, fixmedins_code, quarter
-- step: physician
SELECT
  a.staff_code, a.fixmedins_code, a.quarter, a.last_date AS occurred_on, k.staff_code IS NOT NULL AS known, a.dept,
  coalesce(a.dept, '') || '|' || g.peer_key AS kind, coalesce(a.dept, '') || '|' || h.peer_key AS kind_all,
  a.lines, a.encs, a.persons, a.gross, a.inscp, a.remote, x.sheets, o.weekend, o.elective, x.came, x.came_hoped, x.spent, x.spent_hoped,
  x.got_bed, x.hoped_bed, x.got_dx, x.hoped_dx, x.got_exam, x.hoped_exam,
  x.got_lab, x.hoped_lab, x.got_treat, x.hoped_treat, x.got_oprn, x.hoped_oprn,
  x.got_nurs, x.hoped_nurs, x.got_mat, x.hoped_mat, x.got_west, x.hoped_west,
  x.got_piece, x.hoped_piece, x.got_tcm, x.hoped_tcm, x.got_general, x.hoped_general,
  x.got_regi, x.hoped_regi, x.got_other, x.hoped_other, x.got_covered, x.hoped_covered,
  coalesce(y.rest >= 10, FALSE) AS both_days, y.rest_exam, y.hoped_rest_exam, y.rest_lab, y.hoped_rest_lab, y.rest_treat, y.hoped_rest_treat,
  y.rest_nurs, y.hoped_rest_nurs, y.rest_mat, y.hoped_rest_mat
FROM ordered AS a
JOIN peer_group AS g ON g.fixmedins_code = a.fixmedins_code AND g.level = 1
JOIN peer_group AS h ON h.fixmedins_code = a.fixmedins_code AND h.level = 3
LEFT JOIN mix AS x ON x.fixmedins_code = a.fixmedins_code AND x.staff_code = a.staff_code AND x.quarter = a.quarter
LEFT JOIN opening AS o ON o.fixmedins_code = a.fixmedins_code AND o.staff_code = a.staff_code AND o.quarter = a.quarter
LEFT JOIN rested AS y ON y.fixmedins_code = a.fixmedins_code AND y.staff_code = a.staff_code AND y.quarter = a.quarter
LEFT JOIN known_staff AS k ON k.staff_code = a.staff_code
LEFT JOIN fresh_inst AS n ON n.fixmedins_code = a.fixmedins_code AND n.quarter = a.quarter
WHERE n.fixmedins_code IS NULL
-- step: person
SELECT
  psn_no, year_no, to_date, fund, drug_fund, stays, nights, hosps, op_visits, op_insts, ph_visits, ph_insts, net_visits,
  stays + op_visits + ph_visits + net_visits AS contacts, op_visits + ph_visits + net_visits AS out_visits, age_band, gend,
  insutype, chronic
FROM person_year
-- step: cell_usual
SELECT c.cell, COUNT(*) AS stays, SUM(s.fund) AS fund, SUM(s.nights) AS nights
FROM case_cell AS c
JOIN stay AS s ON s.stay_id = c.stay_id
WHERE s.in_scope AND NOT s.is_open
GROUP BY c.cell
-- step: stay_usual
SELECT
  s.psn_no, s.adm_date, s.fund, s.nights, ratio(u.fund - s.fund, u.stays - 1) AS fund_hoped,
  ratio(u.nights - s.nights, u.stays - 1) AS nights_hoped
FROM stay AS s
JOIN case_cell AS c ON c.stay_id = s.stay_id
JOIN cell_usual AS u ON u.cell = c.cell AND u.stays > 8
WHERE s.in_scope AND NOT s.is_open
-- step: hospitalised
SELECT
  p.psn_no, p.year_no, SUM(s.fund) AS stay_fund, SUM(s.nights) AS stay_nights,
  CAST(SUM(CAST(s.fund_hoped AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS fund_hoped,
  CAST(SUM(CAST(s.nights_hoped AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS nights_hoped
FROM person AS p
JOIN stay_usual AS s ON s.psn_no = p.psn_no
WHERE s.adm_date <= p.to_date AND days_between(s.adm_date, p.to_date) < 365
GROUP BY p.psn_no, p.year_no
-- step: contact_of
SELECT
  p.psn_no, p.year_no, CASE WHEN s.ill <> '' AND s.urgent = 1 THEN s.ill || ' 急诊' ELSE s.ill END AS ill, s.mdtrt_id, s.fixmedins_code, s.gross, s.drugs, u.gross AS gross_hoped,
  CAST(u.gross * u.drugs AS DECIMAL(18,4)) AS drugs_hoped
FROM person AS p
JOIN sheet AS s ON s.psn_no = p.psn_no
LEFT JOIN usual_of AS u ON u.fixmedins_code = s.fixmedins_code AND u.lv = s.lv AND u.scene = s.scene AND u.ill = s.ill
WHERE s.scene <> 'IP' AND s.first_date <= p.to_date AND days_between(s.first_date, p.to_date) < 365
-- step: visited
SELECT
  psn_no, year_no, COUNT(*) AS sheets, SUM(gross) AS out_gross, CAST(SUM(CAST(gross_hoped AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS out_hoped,
  SUM(drugs) AS drugs, SUM(drugs_hoped) AS drugs_hoped
FROM contact_of
GROUP BY psn_no, year_no
-- step: suffered
SELECT psn_no, year_no, ill, COUNT(DISTINCT mdtrt_id) AS times, COUNT(DISTINCT fixmedins_code) AS places
FROM contact_of
WHERE ill <> ''
GROUP BY psn_no, year_no, ill
-- step: suffered_all
SELECT
  year_no, ill, COUNT(*) AS persons, SUM(times) AS times, SUM(times * times) AS times_squared, SUM(places) AS places,
  SUM(places * places) AS places_squared
FROM suffered
GROUP BY year_no, ill
-- step: suffered_by
SELECT
  s.psn_no, s.year_no, s.ill, s.times, s.places, ratio(a.times - s.times, a.persons - 1) AS times_hoped,
  ratio(a.places - s.places, a.persons - 1) AS places_hoped, ratio(a.times_squared - s.times * s.times, a.persons - 1) AS times_squared,
  ratio(a.places_squared - s.places * s.places, a.persons - 1) AS places_squared
FROM suffered AS s
JOIN suffered_all AS a ON a.year_no = s.year_no AND a.ill = s.ill
WHERE a.persons > 30
-- step: suffered_spread
SELECT
  psn_no, year_no, ill, times, places, times_hoped, places_hoped,
  CASE WHEN times > times_hoped THEN ratio((times - times_hoped) * (times - times_hoped), GREATEST(times_squared - times_hoped * times_hoped, 0.25)) ELSE 0 END AS times_out,
  CASE WHEN places > places_hoped THEN ratio((places - places_hoped) * (places - places_hoped), GREATEST(places_squared - places_hoped * places_hoped, 0.25)) ELSE 0 END AS places_out
FROM suffered_by
-- step: suffered_most
SELECT
  psn_no, year_no, ill, times, places, times_hoped, places_hoped, times_out, places_out,
  ROW_NUMBER() OVER (PARTITION BY psn_no, year_no ORDER BY times_out DESC NULLS LAST, ill) AS nth
FROM suffered_spread
-- step: care
SELECT psn_no, 'dialysis' AS care FROM flag_person WHERE has_cls(flags, 'dialysis')
UNION
SELECT psn_no, 'tumour' AS care FROM flag_person WHERE has_cls(flags, 'tumour')
UNION
SELECT psn_no, 'collective' AS care FROM flag_person WHERE has_cls(flags, 'collective')
UNION
SELECT s.psn_no, 'birth' AS care
FROM flag_stay AS f
JOIN stay AS s ON s.stay_id = f.stay_id
WHERE has_cls(f.flags, 'birth') OR has_cls(f.flags, 'newborn')
UNION
SELECT s.psn_no, f.own_cell AS care
FROM flag_stay AS f
JOIN stay AS s ON s.stay_id = f.stay_id
WHERE f.own_cell IS NOT NULL
-- step: cared
SELECT psn_no, joined(care) AS flags FROM care GROUP BY psn_no
-- step: known_kind
SELECT
  a.psn_no, a.year_no,
  coalesce(a.age_band, '') || '|' || CASE WHEN a.chronic THEN '1|' ELSE '0|' END
    || CASE WHEN a.stays = 0 THEN '0|' WHEN a.stays = 1 THEN '1|' WHEN a.stays <= 3 THEN '2|' ELSE '4|' END
    || CASE WHEN a.ph_visits > 0 THEN '1|' ELSE '0|' END || CASE WHEN a.op_visits > 0 THEN '1|' ELSE '0|' END
    || coalesce(f.flags, '') AS kind_wide
FROM person AS a
LEFT JOIN cared AS f ON f.psn_no = a.psn_no
-- step: insured
SELECT
  a.psn_no, a.year_no, month_of(add_days(a.to_date, -364)) || '至' || month_of(a.to_date) AS period, a.to_date AS occurred_on,
  k.psn_no IS NOT NULL AS known, ROW_NUMBER() OVER (PARTITION BY a.year_no ORDER BY a.fund DESC, a.psn_no) AS nth,
  coalesce(a.gend, '') || '|' || coalesce(a.insutype, '') || '|' || w.kind_wide AS kind, w.kind_wide,
  a.fund, a.drug_fund, a.stays, a.hosps, a.op_visits, a.op_insts, a.ph_visits, a.ph_insts, a.net_visits, a.contacts,
  a.out_visits, ratio(v.out_gross * v.sheets, v.out_hoped) AS spent, v.sheets AS spent_hoped,
  ratio(v.drugs * v.sheets, v.out_gross) AS got_drug, ratio(v.drugs_hoped * v.sheets, v.out_hoped) AS hoped_drug,
  m.ill, m.times, CAST(m.times_hoped AS DECIMAL(18,1)) AS times_hoped, m.places, CAST(m.places_hoped AS DECIMAL(18,1)) AS places_hoped,
  m.ill IS NOT NULL AS has_ill, CASE WHEN m.times_out > 36 THEN m.times_out - 36 ELSE 0 END AS again,
  CASE WHEN m.places_out > 36 THEN m.places_out - 36 ELSE 0 END AS roaming, h.stay_fund, h.fund_hoped, h.stay_nights, h.nights_hoped,
  h.fund_hoped > 0 AS has_stay, a.stays > 1 AS several_stays, a.op_visits > 0 AS has_op, a.ph_visits > 0 AS has_ph,
  a.net_visits > 0 AS has_net, v.out_hoped > 0 AS has_out
FROM person AS a
JOIN known_kind AS w ON w.psn_no = a.psn_no AND w.year_no = a.year_no
LEFT JOIN known_person AS k ON k.psn_no = a.psn_no
LEFT JOIN hospitalised AS h ON h.psn_no = a.psn_no AND h.year_no = a.year_no
LEFT JOIN visited AS v ON v.psn_no = a.psn_no AND v.year_no = a.year_no
LEFT JOIN suffered_most AS m ON m.psn_no = a.psn_no AND m.year_no = a.year_no AND m.nth = 1
WHERE a.contacts > 0
-- step: used
SELECT
  u.fixmedins_code, coalesce(d.ingredient, u.item) AS product, quarter_of(MAX(u.last_date)) AS quarter, u.quarter_no,
  MIN(u.item_name) AS item_name, MAX(u.last_date) AS last_date, SUM(u.medfee) AS medfee
FROM (
  SELECT
    f.fixmedins_code, f.item, f.kreg, quarter_no(f.svc_date) AS quarter_no, MIN(f.item_name) AS item_name, MAX(f.svc_date) AS last_date,
    SUM(f.gross) AS medfee
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.gross > 0
  GROUP BY f.fixmedins_code, f.item, f.kreg, quarter_no(f.svc_date)
) AS u
LEFT JOIN drug_dim AS d ON d.item = u.item AND d.kreg = u.kreg
GROUP BY u.fixmedins_code, coalesce(d.ingredient, u.item), u.quarter_no
-- step: ranked
SELECT
  u.fixmedins_code, u.product, u.quarter, u.quarter_no, u.item_name, u.last_date, u.medfee,
  ROW_NUMBER() OVER (PARTITION BY u.fixmedins_code, u.quarter ORDER BY u.medfee DESC, u.product) AS place,
  SUM(u.medfee) OVER (PARTITION BY u.fixmedins_code, u.quarter) AS whole
FROM used AS u
-- step: served
SELECT fixmedins_code, quarter, quarter_no, COUNT(DISTINCT psn_no) AS persons FROM sheet GROUP BY fixmedins_code, quarter, quarter_no
-- step: placed
SELECT s.fixmedins_code, i.city4 || '|' || coalesce(i.fixmedins_type, '') AS region, s.quarter, s.quarter_no, s.persons
FROM served AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
-- step: region_served
SELECT region, quarter, SUM(persons) AS persons, COUNT(*) AS places FROM placed GROUP BY region, quarter
-- step: possible
SELECT quarter, COUNT(*) AS tests FROM used GROUP BY quarter
-- step: event_product
SELECT DISTINCT e.kreg, coalesce(d.ingredient, e.item) AS product, e.day
FROM flag_event AS e
LEFT JOIN drug_dim AS d ON d.item = e.item AND d.kreg = e.kreg
WHERE e.item <> ''
-- step: touched
SELECT DISTINCT r.fixmedins_code, r.product, r.quarter
FROM ranked AS r
JOIN inst AS i ON i.fixmedins_code = r.fixmedins_code
JOIN event_product AS e ON e.kreg = i.kreg AND e.product = r.product
WHERE r.place <= 20 AND e.day <= r.last_date AND days_between(e.day, r.last_date) <= 457
-- step: unheard
SELECT r.fixmedins_code, p.region, r.product, r.quarter, r.item_name, r.last_date, r.medfee, r.whole, r.place
FROM ranked AS r
JOIN placed AS p ON p.fixmedins_code = r.fixmedins_code AND p.quarter = r.quarter
JOIN served AS y ON y.fixmedins_code = r.fixmedins_code AND y.quarter_no = r.quarter_no - 4 AND y.persons >= 100
JOIN region_served AS s ON s.region = p.region AND s.quarter = r.quarter AND s.places > 8
LEFT JOIN used AS b ON b.fixmedins_code = r.fixmedins_code AND b.product = r.product AND b.quarter_no = r.quarter_no - 4
LEFT JOIN touched AS e ON e.fixmedins_code = r.fixmedins_code AND e.product = r.product AND e.quarter = r.quarter
WHERE r.place <= 20 AND b.fixmedins_code IS NULL AND e.fixmedins_code IS NULL
-- step: wanted
SELECT DISTINCT region, product, quarter FROM unheard
-- step: user_of
-- Persons are counted for what is new somewhere alone: counting them for all that is sold takes most of the time.
SELECT DISTINCT f.fixmedins_code, w.region, w.product, w.quarter, coalesce(LEFT(e.main_diag, 3), '') AS ill, f.psn_no
FROM fee_net AS f
LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
JOIN placed AS p ON p.fixmedins_code = f.fixmedins_code AND p.quarter_no = quarter_no(f.svc_date)
JOIN wanted AS w ON w.region = p.region AND w.quarter = p.quarter AND w.product = coalesce(d.ingredient, f.item)
LEFT JOIN enc AS e ON e.mdtrt_id = f.mdtrt_id
WHERE f.in_scope AND f.settled AND f.gross > 0
-- step: sold
SELECT fixmedins_code, region, product, quarter, COUNT(DISTINCT psn_no) AS users FROM user_of GROUP BY fixmedins_code, region, product, quarter
-- step: region_used
SELECT region, quarter, product, SUM(users) AS users FROM sold GROUP BY region, quarter, product
-- step: newly
SELECT u.fixmedins_code, u.region, u.product, u.quarter, u.item_name, u.last_date, s.users, u.medfee, u.whole, u.place
FROM unheard AS u
JOIN sold AS s ON s.fixmedins_code = u.fixmedins_code AND s.product = u.product AND s.quarter = u.quarter
WHERE s.users >= 10
-- step: seen_ill
SELECT s.fixmedins_code, p.region, s.quarter, s.ill, COUNT(DISTINCT s.psn_no) AS persons
FROM sheet AS s
JOIN placed AS p ON p.fixmedins_code = s.fixmedins_code AND p.quarter = s.quarter
GROUP BY s.fixmedins_code, p.region, s.quarter, s.ill
-- step: seen_all
SELECT region, quarter, ill, SUM(persons) AS persons FROM seen_ill GROUP BY region, quarter, ill
-- step: used_ill
SELECT fixmedins_code, region, product, quarter, ill, COUNT(*) AS users FROM user_of GROUP BY fixmedins_code, region, product, quarter, ill
-- step: used_all
SELECT region, product, quarter, ill, SUM(users) AS users FROM used_ill GROUP BY region, product, quarter, ill
-- step: plain
SELECT
  n.fixmedins_code, n.product, n.quarter, ratio(a.users - n.users + 0.5, s.persons - p.persons + 1) AS rate
FROM newly AS n
JOIN placed AS p ON p.fixmedins_code = n.fixmedins_code AND p.quarter = n.quarter
JOIN region_served AS s ON s.region = n.region AND s.quarter = n.quarter
JOIN region_used AS a ON a.region = n.region AND a.quarter = n.quarter AND a.product = n.product
-- step: awaited
SELECT
  n.fixmedins_code, n.product, n.quarter,
  CAST(SUM(CAST(h.persons * ratio(coalesce(u.users, 0) - coalesce(o.users, 0) + 20 * n.rate, a.persons - h.persons + 20) AS DECIMAL(18,6))) AS DECIMAL(18,6)) AS hoped
FROM plain AS n
JOIN seen_ill AS h ON h.fixmedins_code = n.fixmedins_code AND h.quarter = n.quarter
JOIN seen_all AS a ON a.region = h.region AND a.quarter = h.quarter AND a.ill = h.ill
LEFT JOIN used_all AS u ON u.region = h.region AND u.product = n.product AND u.quarter = n.quarter AND u.ill = h.ill
LEFT JOIN used_ill AS o ON o.fixmedins_code = n.fixmedins_code AND o.product = n.product AND o.quarter = n.quarter AND o.ill = h.ill
GROUP BY n.fixmedins_code, n.product, n.quarter
-- step: candidate
SELECT r.fixmedins_code, r.product, r.quarter, r.item_name, r.last_date, r.users, r.medfee, r.whole, r.place, a.hoped, t.tests
FROM newly AS r
JOIN awaited AS a ON a.fixmedins_code = r.fixmedins_code AND a.product = r.product AND a.quarter = r.quarter
JOIN possible AS t ON t.quarter = r.quarter
-- step: by_doctor
SELECT
  c.fixmedins_code, c.product, c.quarter, f.bilg_dr, COUNT(DISTINCT f.psn_no) AS users
FROM candidate AS c
JOIN fee_net AS f ON f.fixmedins_code = c.fixmedins_code AND quarter_of(f.svc_date) = c.quarter
LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.bilg_dr IS NOT NULL AND coalesce(d.ingredient, f.item) = c.product
GROUP BY c.fixmedins_code, c.product, c.quarter, f.bilg_dr
-- step: doctor_there
SELECT fixmedins_code, quarter, COUNT(DISTINCT staff_code) AS doctors
FROM owned
WHERE staff_code <> ''
GROUP BY fixmedins_code, quarter
-- step: leading
SELECT fixmedins_code, product, quarter, MAX(users) AS users FROM by_doctor GROUP BY fixmedins_code, product, quarter
-- step: item
SELECT
  c.fixmedins_code, c.product, c.quarter, c.last_date AS occurred_on, c.item_name, c.users, CAST(c.hoped AS DECIMAL(18,1)) AS hoped,
  c.place, c.medfee, pois(c.users, c.hoped) - ln_of(c.tests) * 0.434294 - 2 AS sudden, ratio(c.medfee, c.whole) AS weight,
  ratio(l.users, c.users) AS alone, coalesce(d.doctors, 0) >= 3 AS several
FROM candidate AS c
LEFT JOIN leading AS l ON l.fixmedins_code = c.fixmedins_code AND l.product = c.product AND l.quarter = c.quarter
LEFT JOIN doctor_there AS d ON d.fixmedins_code = c.fixmedins_code AND d.quarter = c.quarter
