/*---
doc: >-
  What an institution, a physician, a person looks like in rates that do not depend on volume, and how they moved since
  the quarter (year) before; fee classes as centred log-ratios, every class lifted by half a percent of the whole. Units
  that another model lists are `known` and leave. Items: what was not sold a year ago and is among the 20 largest
  now, drugs by ingredient, against the use at the other institutions of the city.
---*/
-- step: known_place
SELECT DISTINCT fixmedins_code FROM scored_so_far WHERE fixmedins_code IS NOT NULL AND psn_no IS NULL AND staff_code IS NULL
-- step: known_staff
SELECT DISTINCT staff_code FROM scored_so_far WHERE staff_code IS NOT NULL
-- step: known_person
SELECT DISTINCT psn_no FROM scored_so_far WHERE psn_no IS NOT NULL
-- step: class
SELECT '01' AS chrg
UNION ALL SELECT '02' AS chrg
UNION ALL SELECT '03' AS chrg
UNION ALL SELECT '04' AS chrg
UNION ALL SELECT '05' AS chrg
UNION ALL SELECT '06' AS chrg
UNION ALL SELECT '07' AS chrg
UNION ALL SELECT '08' AS chrg
UNION ALL SELECT '09' AS chrg
UNION ALL SELECT '10' AS chrg
UNION ALL SELECT '11' AS chrg
UNION ALL SELECT '12' AS chrg
UNION ALL SELECT '13' AS chrg
UNION ALL SELECT '14' AS chrg
-- step: cell
SELECT
  fixmedins_code, bilg_dr, quarter_of(svc_date) AS quarter, chrg, SUM(gross) AS gross
FROM fee_net
WHERE in_scope AND settled AND gross > 0
GROUP BY fixmedins_code, bilg_dr, quarter_of(svc_date), chrg
-- step: owner
SELECT fixmedins_code, '' AS staff_code, quarter, chrg, SUM(gross) AS gross
FROM cell
GROUP BY fixmedins_code, quarter, chrg
UNION ALL
SELECT fixmedins_code, bilg_dr AS staff_code, quarter, chrg, gross
FROM cell
WHERE bilg_dr IS NOT NULL AND bilg_dr <> ''
-- step: billed
SELECT
  fixmedins_code, staff_code, quarter, CAST(LEFT(quarter, 4) AS BIGINT) * 4 + CAST(RIGHT(quarter, 1) AS BIGINT) AS quarter_no,
  SUM(gross) AS gross
FROM owner
GROUP BY fixmedins_code, staff_code, quarter
-- step: lifted
SELECT
  b.fixmedins_code, b.staff_code, b.quarter, b.quarter_no, c.chrg,
  CAST(ln_of(ratio(coalesce(o.gross, 0) + b.gross * 0.005, b.gross * 1.07)) AS DECIMAL(18,6)) AS logs
FROM billed AS b
CROSS JOIN class AS c
LEFT JOIN owner AS o
  ON o.fixmedins_code = b.fixmedins_code AND o.staff_code = b.staff_code AND o.quarter = b.quarter AND o.chrg = c.chrg
-- step: middle
SELECT fixmedins_code, staff_code, quarter, quarter_no, CAST(ratio(SUM(logs), 14) AS DECIMAL(18,6)) AS logs
FROM lifted
GROUP BY fixmedins_code, staff_code, quarter, quarter_no
-- step: centred
SELECT l.fixmedins_code, l.staff_code, l.quarter, l.quarter_no, l.chrg, CAST(l.logs - m.logs AS DECIMAL(18,6)) AS logs
FROM lifted AS l
JOIN middle AS m ON m.fixmedins_code = l.fixmedins_code AND m.staff_code = l.staff_code AND m.quarter = l.quarter
-- step: composed
SELECT
  a.fixmedins_code, a.staff_code, a.quarter, a.chrg, CAST(a.logs AS DOUBLE) AS logs, CAST(a.logs - b.logs AS DOUBLE) AS moved
FROM centred AS a
LEFT JOIN centred AS b
  ON b.fixmedins_code = a.fixmedins_code AND b.staff_code = a.staff_code AND b.chrg = a.chrg AND b.quarter_no = a.quarter_no - 1
-- step: mix
SELECT
  c.fixmedins_code, c.staff_code, c.quarter,
  MAX(CASE WHEN c.chrg = '01' THEN c.logs END) AS mix_bed, MAX(CASE WHEN c.chrg = '01' THEN c.moved END) AS moved_bed,
  MAX(CASE WHEN c.chrg = '02' THEN c.logs END) AS mix_dx, MAX(CASE WHEN c.chrg = '02' THEN c.moved END) AS moved_dx,
  MAX(CASE WHEN c.chrg = '03' THEN c.logs END) AS mix_exam, MAX(CASE WHEN c.chrg = '03' THEN c.moved END) AS moved_exam,
  MAX(CASE WHEN c.chrg = '04' THEN c.logs END) AS mix_lab, MAX(CASE WHEN c.chrg = '04' THEN c.moved END) AS moved_lab,
  MAX(CASE WHEN c.chrg = '05' THEN c.logs END) AS mix_treat, MAX(CASE WHEN c.chrg = '05' THEN c.moved END) AS moved_treat,
  MAX(CASE WHEN c.chrg = '06' THEN c.logs END) AS mix_oprn, MAX(CASE WHEN c.chrg = '06' THEN c.moved END) AS moved_oprn,
  MAX(CASE WHEN c.chrg = '07' THEN c.logs END) AS mix_nurs, MAX(CASE WHEN c.chrg = '07' THEN c.moved END) AS moved_nurs,
  MAX(CASE WHEN c.chrg = '08' THEN c.logs END) AS mix_mat, MAX(CASE WHEN c.chrg = '08' THEN c.moved END) AS moved_mat,
  MAX(CASE WHEN c.chrg = '09' THEN c.logs END) AS mix_west, MAX(CASE WHEN c.chrg = '09' THEN c.moved END) AS moved_west,
  MAX(CASE WHEN c.chrg = '10' THEN c.logs END) AS mix_piece, MAX(CASE WHEN c.chrg = '10' THEN c.moved END) AS moved_piece,
  MAX(CASE WHEN c.chrg = '11' THEN c.logs END) AS mix_tcm, MAX(CASE WHEN c.chrg = '11' THEN c.moved END) AS moved_tcm,
  MAX(CASE WHEN c.chrg = '12' THEN c.logs END) AS mix_general, MAX(CASE WHEN c.chrg = '12' THEN c.moved END) AS moved_general,
  MAX(CASE WHEN c.chrg = '13' THEN c.logs END) AS mix_regi, MAX(CASE WHEN c.chrg = '13' THEN c.moved END) AS moved_regi,
  MAX(CASE WHEN c.chrg = '14' THEN c.logs END) AS mix_other, MAX(CASE WHEN c.chrg = '14' THEN c.moved END) AS moved_other
FROM composed AS c
GROUP BY c.fixmedins_code, c.staff_code, c.quarter
-- step: fresh_inst
SELECT DISTINCT fixmedins_code, quarter_of(CAST(month || '-01' AS DATE)) AS quarter
FROM flag_inst
WHERE has_cls(flags, 'new')
-- step: unsettled
SELECT DISTINCT
  i.fixmedins_code, year_of(e.day) * 4 + int_div(CAST(RIGHT(month_of(e.day), 2) AS BIGINT) + 2, 3) AS quarter_no
FROM flag_event AS e
JOIN inst AS i ON i.kreg = e.kreg
WHERE e.item = ''
-- step: settled
SELECT
  m.fixmedins_code, quarter_of(CAST(m.month || '-01' AS DATE)) AS quarter,
  MAX(year_of(CAST(m.month || '-01' AS DATE)) * 4 + int_div(CAST(RIGHT(m.month, 2) AS BIGINT) + 2, 3)) AS quarter_no,
  MIN(m.history) AS history, SUM(m.n_setl) AS setls, SUM(m.n_person) AS persons, SUM(m.n_new) AS fresh, SUM(m.nights) AS nights,
  SUM(m.medfee) AS medfee, SUM(m.inscp) AS inscp, SUM(m.fund) AS fund, SUM(m.acct) AS acct, SUM(m.cash) AS cash,
  SUM(m.remote) AS remote, SUM(m.ecert) AS ecert, SUM(m.n_copay) AS told, SUM(m.zero_copay) AS free, SUM(m.refunds) AS refunds,
  SUM(CASE WHEN m.scene = 'IP' THEN m.n_setl ELSE 0 END) AS ip_setls,
  SUM(CASE WHEN m.scene = 'IP' THEN m.medfee ELSE 0 END) AS ip_medfee,
  SUM(CASE WHEN m.scene = 'IP' THEN m.fund ELSE 0 END) AS ip_fund,
  SUM(CASE WHEN m.scene <> 'IP' THEN m.n_setl ELSE 0 END) AS out_setls,
  SUM(CASE WHEN m.scene <> 'IP' THEN m.medfee ELSE 0 END) AS out_medfee,
  SUM(CASE WHEN m.scene <> 'IP' THEN m.fund ELSE 0 END) AS out_fund
FROM inst_month AS m
GROUP BY m.fixmedins_code, quarter_of(CAST(m.month || '-01' AS DATE))
-- step: place
SELECT
  a.fixmedins_code, a.quarter, k.fixmedins_code IS NOT NULL AS known, a.setls, a.persons, a.fresh, a.nights, a.medfee, a.inscp,
  a.fund, a.acct, a.cash, a.remote, a.ecert, a.told, a.free, a.refunds, a.ip_setls, a.ip_medfee, a.ip_fund, a.out_setls,
  a.out_medfee, a.out_fund, a.ip_setls > 0 AS has_ip, a.history >= 365 AS has_year, b.setls >= 100 AND v.fixmedins_code IS NULL AND w.fixmedins_code IS NULL AS has_before,
  ln_of(1 + ratio(a.out_medfee, a.out_setls)) - ln_of(1 + ratio(b.out_medfee, b.out_setls)) AS moved_cost,
  ratio(a.remote, a.setls) - ratio(b.remote, b.setls) AS moved_remote,
  ratio(a.fresh, a.persons) - ratio(b.fresh, b.persons) AS moved_fresh,
  ratio(a.ecert, a.setls) - ratio(b.ecert, b.setls) AS moved_ecert,
  ratio(a.acct, a.medfee) - ratio(b.acct, b.medfee) AS moved_account,
  x.mix_bed, x.moved_bed, x.mix_dx, x.moved_dx, x.mix_exam, x.moved_exam, x.mix_lab, x.moved_lab, x.mix_treat,
  x.moved_treat, x.mix_oprn, x.moved_oprn, x.mix_nurs, x.moved_nurs, x.mix_mat, x.moved_mat, x.mix_west, x.moved_west,
  x.mix_piece, x.moved_piece, x.mix_tcm, x.moved_tcm, x.mix_general, x.moved_general, x.mix_regi, x.moved_regi,
  x.mix_other, x.moved_other
FROM settled AS a
LEFT JOIN settled AS b ON b.fixmedins_code = a.fixmedins_code AND b.quarter_no = a.quarter_no - 1
LEFT JOIN mix AS x ON x.fixmedins_code = a.fixmedins_code AND x.staff_code = '' AND x.quarter = a.quarter
LEFT JOIN unsettled AS v ON v.fixmedins_code = a.fixmedins_code AND v.quarter_no = a.quarter_no
LEFT JOIN unsettled AS w ON w.fixmedins_code = a.fixmedins_code AND w.quarter_no = a.quarter_no - 1
LEFT JOIN known_place AS k ON k.fixmedins_code = a.fixmedins_code
LEFT JOIN fresh_inst AS n ON n.fixmedins_code = a.fixmedins_code AND n.quarter = a.quarter
WHERE n.fixmedins_code IS NULL
-- step: ordered
SELECT
  f.bilg_dr AS staff_code, f.fixmedins_code, quarter_of(f.svc_date) AS quarter,
  MAX(year_of(f.svc_date) * 4 + int_div(CAST(RIGHT(month_of(f.svc_date), 2) AS BIGINT) + 2, 3)) AS quarter_no,
  MIN(LEFT(f.bilg_dept, 3)) AS dept, COUNT(*) AS lines, COUNT(DISTINCT f.mdtrt_id) AS encs, COUNT(DISTINCT f.psn_no) AS persons,
  SUM(f.gross) AS gross, SUM(f.amt) AS inscp, MAX(f.svc_date) AS last_date,
  COUNT(DISTINCT CASE WHEN LEFT(f.insu_admdvs, 4) <> LEFT(f.admdvs, 4) THEN f.mdtrt_id END) AS remote,
  COUNT(DISTINCT CASE WHEN int_mod(day_number(f.svc_date) + 3, 7) >= 5 THEN f.mdtrt_id END) AS weekend
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.scene IN ('IP', 'OP') AND f.bilg_dr IS NOT NULL AND f.bilg_dr <> ''
GROUP BY f.bilg_dr, f.fixmedins_code, quarter_of(f.svc_date)
-- step: physician
SELECT
  a.staff_code, a.fixmedins_code, a.quarter, a.last_date AS occurred_on, k.staff_code IS NOT NULL AS known, a.dept,
  coalesce(a.dept, '') || '|' || g.peer_key AS kind, coalesce(a.dept, '') || '|' || h.peer_key AS kind_all,
  a.lines, a.encs, a.persons, a.gross, a.inscp, a.remote,
  a.weekend, b.encs >= 60 AND v.fixmedins_code IS NULL AND w.fixmedins_code IS NULL AS has_before,
  ln_of(1 + ratio(a.gross, a.encs)) - ln_of(1 + ratio(b.gross, b.encs)) AS moved_cost,
  ln_of(1 + ratio(a.lines, a.encs)) - ln_of(1 + ratio(b.lines, b.encs)) AS moved_lines,
  x.mix_bed, x.moved_bed, x.mix_dx, x.moved_dx, x.mix_exam, x.moved_exam, x.mix_lab, x.moved_lab, x.mix_treat,
  x.moved_treat, x.mix_oprn, x.moved_oprn, x.mix_nurs, x.moved_nurs, x.mix_mat, x.moved_mat, x.mix_west, x.moved_west,
  x.mix_piece, x.moved_piece, x.mix_tcm, x.moved_tcm, x.mix_general, x.moved_general, x.mix_regi, x.moved_regi,
  x.mix_other, x.moved_other
FROM ordered AS a
JOIN peer_group AS g ON g.fixmedins_code = a.fixmedins_code AND g.level = 1
JOIN peer_group AS h ON h.fixmedins_code = a.fixmedins_code AND h.level = 3
LEFT JOIN ordered AS b ON b.staff_code = a.staff_code AND b.fixmedins_code = a.fixmedins_code AND b.quarter_no = a.quarter_no - 1
LEFT JOIN mix AS x ON x.fixmedins_code = a.fixmedins_code AND x.staff_code = a.staff_code AND x.quarter = a.quarter
LEFT JOIN unsettled AS v ON v.fixmedins_code = a.fixmedins_code AND v.quarter_no = a.quarter_no
LEFT JOIN unsettled AS w ON w.fixmedins_code = a.fixmedins_code AND w.quarter_no = a.quarter_no - 1
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
-- step: visited
SELECT p.psn_no, p.year_no, SUM(v.fund) AS out_fund
FROM person AS p
JOIN visit AS v ON v.psn_no = p.psn_no
WHERE v.svc_date <= p.to_date AND days_between(v.svc_date, p.to_date) < 365
GROUP BY p.psn_no, p.year_no
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
  a.out_visits, v.out_fund, h.stay_fund, h.fund_hoped, h.stay_nights, h.nights_hoped,
  h.fund_hoped > 0 AS has_stay, a.stays > 1 AS several_stays, a.op_visits > 0 AS has_op, a.ph_visits > 0 AS has_ph,
  a.net_visits > 0 AS has_net, v.out_fund > 0 AS has_out, b.contacts >= 6 AND c.out_fund > 0 AND v.out_fund > 0 AS has_before,
  ln_of(1 + ratio(v.out_fund, a.out_visits)) - ln_of(1 + ratio(c.out_fund, b.out_visits)) AS moved_cost,
  ratio(a.drug_fund, v.out_fund) - ratio(b.drug_fund, c.out_fund) AS moved_drug
FROM person AS a
JOIN known_kind AS w ON w.psn_no = a.psn_no AND w.year_no = a.year_no
LEFT JOIN person AS b ON b.psn_no = a.psn_no AND b.year_no = a.year_no + 1
LEFT JOIN known_person AS k ON k.psn_no = a.psn_no
LEFT JOIN hospitalised AS h ON h.psn_no = a.psn_no AND h.year_no = a.year_no
LEFT JOIN visited AS v ON v.psn_no = a.psn_no AND v.year_no = a.year_no
LEFT JOIN visited AS c ON c.psn_no = a.psn_no AND c.year_no = a.year_no + 1
WHERE a.contacts > 0
-- step: used
SELECT
  f.fixmedins_code, coalesce(d.ingredient, f.item) AS product, quarter_of(f.svc_date) AS quarter,
  MAX(year_of(f.svc_date) * 4 + int_div(CAST(RIGHT(month_of(f.svc_date), 2) AS BIGINT) + 2, 3)) AS quarter_no,
  MIN(f.item_name) AS item_name, MAX(f.svc_date) AS last_date, COUNT(DISTINCT f.psn_no) AS users, SUM(f.gross) AS medfee
FROM fee_net AS f
LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.gross > 0
GROUP BY f.fixmedins_code, coalesce(d.ingredient, f.item), quarter_of(f.svc_date)
-- step: ranked
SELECT
  u.fixmedins_code, u.product, u.quarter, u.quarter_no, u.item_name, u.last_date, u.users, u.medfee,
  ROW_NUMBER() OVER (PARTITION BY u.fixmedins_code, u.quarter ORDER BY u.medfee DESC, u.product) AS place,
  SUM(u.medfee) OVER (PARTITION BY u.fixmedins_code, u.quarter) AS whole
FROM used AS u
-- step: served
SELECT
  fixmedins_code, quarter_of(svc_date) AS quarter,
  MAX(year_of(svc_date) * 4 + int_div(CAST(RIGHT(month_of(svc_date), 2) AS BIGINT) + 2, 3)) AS quarter_no, COUNT(DISTINCT psn_no) AS persons
FROM fee_net
WHERE in_scope AND settled AND gross > 0
GROUP BY fixmedins_code, quarter_of(svc_date)
-- step: placed
SELECT s.fixmedins_code, i.city4 || '|' || coalesce(i.fixmedins_type, '') AS region, s.quarter, s.quarter_no, s.persons
FROM served AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
-- step: region_served
SELECT region, quarter, SUM(persons) AS persons, COUNT(*) AS places FROM placed GROUP BY region, quarter
-- step: region_used
SELECT p.region, u.quarter, u.product, SUM(u.users) AS users
FROM used AS u
JOIN placed AS p ON p.fixmedins_code = u.fixmedins_code AND p.quarter = u.quarter
GROUP BY p.region, u.quarter, u.product
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
-- step: candidate
SELECT
  r.fixmedins_code, r.product, r.quarter, r.item_name, r.last_date, r.users, r.medfee, r.whole, r.place,
  ratio(p.persons * (a.users - r.users + 0.5), s.persons - p.persons + 1) AS hoped, t.tests
FROM ranked AS r
JOIN placed AS p ON p.fixmedins_code = r.fixmedins_code AND p.quarter = r.quarter
JOIN served AS y ON y.fixmedins_code = r.fixmedins_code AND y.quarter_no = r.quarter_no - 4 AND y.persons >= 100
JOIN region_served AS s ON s.region = p.region AND s.quarter = r.quarter AND s.places > 8
JOIN region_used AS a ON a.region = p.region AND a.quarter = r.quarter AND a.product = r.product
JOIN possible AS t ON t.quarter = r.quarter
LEFT JOIN used AS b ON b.fixmedins_code = r.fixmedins_code AND b.product = r.product AND b.quarter_no = r.quarter_no - 4
LEFT JOIN touched AS e ON e.fixmedins_code = r.fixmedins_code AND e.product = r.product AND e.quarter = r.quarter
WHERE r.place <= 20 AND r.users >= 10 AND b.fixmedins_code IS NULL AND e.fixmedins_code IS NULL
-- step: by_doctor
SELECT
  c.fixmedins_code, c.product, c.quarter, f.bilg_dr, COUNT(DISTINCT f.psn_no) AS users
FROM candidate AS c
JOIN fee_net AS f ON f.fixmedins_code = c.fixmedins_code AND quarter_of(f.svc_date) = c.quarter
LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.bilg_dr IS NOT NULL AND coalesce(d.ingredient, f.item) = c.product
GROUP BY c.fixmedins_code, c.product, c.quarter, f.bilg_dr
-- step: doctor_there
SELECT fixmedins_code, quarter, COUNT(DISTINCT bilg_dr) AS doctors
FROM cell
WHERE bilg_dr IS NOT NULL
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
