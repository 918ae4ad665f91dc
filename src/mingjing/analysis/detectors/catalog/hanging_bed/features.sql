/*---
doc: >-
  Days of a stay on which nobody was treated though bed or nursing was billed, and what contradicts presence. Inner
  days count, after an operation if there was one, and not those that a supply posted at once covers. Runs and shares
  are of working days; weekends and holidays count by how many more are empty than at other hospitals' same cases, and
  never in rehabilitation.
---*/
-- step: window
SELECT city4, first_date, last_date FROM span
-- step: chosen
SELECT
  x.stay_id, x.psn_no, x.fixmedins_code, x.adm_date, x.dscg_date, x.nights, x.flags, x.cell, x.n_cell, x.elsewhere, x.wcfail,
  c.c1, c.c2, c.c3, c.c4, int_div(days_between(x.dscg_date, w.last_date), 365) AS year_no,
  add_days(w.last_date, -365 * int_div(days_between(x.dscg_date, w.last_date), 365)) AS to_date,
  days_between(w.first_date, w.last_date) + 1 AS span_days
FROM stay_x AS x
JOIN inst AS i ON i.fixmedins_code = x.fixmedins_code
JOIN window AS w ON w.city4 = i.city4
LEFT JOIN case_cell AS c ON c.stay_id = x.stay_id
LEFT JOIN flag_inst AS u ON u.fixmedins_code = x.fixmedins_code AND u.month = month_of(x.adm_date) AND has_cls(u.flags, 'upload')
LEFT JOIN flag_inst AS v ON v.fixmedins_code = x.fixmedins_code AND v.month = month_of(x.dscg_date) AND has_cls(v.flags, 'upload')
WHERE x.nights >= 3 AND x.dscg_date <= w.last_date AND u.fixmedins_code IS NULL AND v.fixmedins_code IS NULL
  AND NOT has_cls(x.flags, 'long') AND NOT has_cls(x.flags, 'birth') AND NOT has_cls(x.flags, 'newborn')
  AND NOT has_cls(x.flags, 'day')
-- step: operated
SELECT stay_id, MIN(oprn_date) AS first_date FROM oprn WHERE stay_id IS NOT NULL AND oprn_date IS NOT NULL GROUP BY stay_id
-- step: bare_day
-- rota: the weekday of a working day, 7 for weekends and holidays, which nobody is treated on in some wards.
SELECT
  d.stay_id, d.day, c.workday = 1 AS work, CASE WHEN c.workday = 1 THEN int_mod(day_number(d.day) + 3, 7) ELSE 7 END AS rota,
  d.n_core > 0 AS treated, d.n_core = 0 AND (d.bed_cnt > 0 OR d.nurs_cnt > 0) AS bare
FROM stay_day AS d
JOIN chosen AS s ON s.stay_id = d.stay_id
JOIN calendar AS c ON c.date = d.day
LEFT JOIN operated AS o ON o.stay_id = d.stay_id
WHERE NOT d.is_adm AND NOT d.is_dscg AND NOT d.leave AND d.day >= coalesce(o.first_date, d.day)
  AND (c.workday = 1 OR NOT has_cls(s.flags, 'rehab'))
-- step: quiet
SELECT DISTINCT stay_id FROM bare_day WHERE bare
-- step: posted
SELECT e.stay_id, f.item, f.svc_date, SUM(f.cnt) AS cnt, MAX(coalesce(optional(f.prd_days), 0)) AS prd_days
FROM fee_net AS f
JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
JOIN quiet AS q ON q.stay_id = e.stay_id
WHERE f.is_ip AND NOT f.takehome AND (f.cnt >= 2 OR optional(f.prd_days) >= 2)
  AND f.chrg IN ('03', '04', '05', '06', '09', '10', '11')
GROUP BY e.stay_id, f.item, f.svc_date
-- step: usual
SELECT stay_id, item, median_of(cnt) AS day_cnt FROM posted GROUP BY stay_id, item HAVING COUNT(*) >= 3
-- step: supplied
SELECT
  p.stay_id, p.svc_date,
  MAX(greatest(CAST(p.prd_days AS DOUBLE), coalesce(ratio(p.cnt, u.day_cnt), CAST(p.cnt AS DOUBLE)))) AS days
FROM posted AS p
LEFT JOIN usual AS u ON u.stay_id = p.stay_id AND u.item = p.item
GROUP BY p.stay_id, p.svc_date
-- step: covered
SELECT DISTINCT b.stay_id, b.day
FROM bare_day AS b
JOIN supplied AS p ON p.stay_id = b.stay_id
WHERE b.bare AND p.days > abs(days_between(p.svc_date, b.day))
-- step: ward_day
SELECT b.stay_id, b.day, b.rota, b.work, b.treated, b.bare AND v.day IS NULL AS empty
FROM bare_day AS b
LEFT JOIN covered AS v ON v.stay_id = b.stay_id AND v.day = b.day
-- step: work_day
-- Rest days do not break a run of empty working days unless somebody was treated on them.
SELECT
  stay_id, day, work, work AND empty AS empty, ROW_NUMBER() OVER (PARTITION BY stay_id ORDER BY day) AS nth
FROM ward_day
WHERE work OR treated
-- step: empty_day
SELECT stay_id, day, nth - ROW_NUMBER() OVER (PARTITION BY stay_id ORDER BY day) AS run_key FROM work_day WHERE empty
-- step: run
SELECT stay_id, run_key, COUNT(*) AS days FROM empty_day GROUP BY stay_id, run_key
-- step: longest
SELECT stay_id, MAX(days) AS run, SUM(days) AS empties FROM run GROUP BY stay_id
-- step: inner_days
SELECT
  stay_id, rota, COUNT(*) AS days, COUNT(CASE WHEN work THEN 1 END) AS work_days, COUNT(CASE WHEN empty THEN 1 END) AS empties
FROM ward_day
GROUP BY stay_id, rota
-- step: combo_day
SELECT s.fixmedins_code, s.c1, s.c2, s.c3, s.c4, d.rota, SUM(d.days) AS days, SUM(d.empties) AS empties
FROM inner_days AS d
JOIN chosen AS s ON s.stay_id = d.stay_id
WHERE s.cell IS NOT NULL
GROUP BY s.fixmedins_code, s.c1, s.c2, s.c3, s.c4, d.rota
-- step: own_day
SELECT cell, fixmedins_code, rota, SUM(days) AS days, SUM(empties) AS empties
FROM (
  SELECT c1 AS cell, fixmedins_code, rota, days, empties FROM combo_day
  UNION ALL
  SELECT c2 AS cell, fixmedins_code, rota, days, empties FROM combo_day
  UNION ALL
  SELECT c3 AS cell, fixmedins_code, rota, days, empties FROM combo_day
  UNION ALL
  SELECT c4 AS cell, fixmedins_code, rota, days, empties FROM combo_day
) AS part
GROUP BY cell, fixmedins_code, rota
-- step: cell_day
SELECT cell, rota, SUM(days) AS days, SUM(empties) AS empties FROM own_day GROUP BY cell, rota
-- step: expected
SELECT
  d.stay_id, SUM(d.work_days) AS work_days, SUM(d.days) AS days, SUM(d.empties) AS empties,
  SUM(d.days * CAST(ratio(c.empties - o.empties, c.days - o.days) AS DECIMAL(18,9))) AS hoped
FROM inner_days AS d
JOIN chosen AS s ON s.stay_id = d.stay_id
LEFT JOIN own_day AS o ON o.cell = s.cell AND o.fixmedins_code = s.fixmedins_code AND o.rota = d.rota
LEFT JOIN cell_day AS c ON c.cell = s.cell AND c.rota = d.rota
GROUP BY d.stay_id
-- step: shape
SELECT
  d.stay_id, SUM(d.n_line) AS n_line, SUM(CASE WHEN d.is_dscg THEN d.n_line ELSE 0 END) AS last_lines,
  SUM(d.care_amt) AS care_amt, SUM(CASE WHEN d.is_adm OR d.is_dscg THEN d.care_amt ELSE 0 END) AS end_amt,
  SUM(d.bed_cnt) AS bed_cnt, SUM(d.nurs_cnt) AS nurs_cnt
FROM stay_day AS d
JOIN chosen AS s ON s.stay_id = d.stay_id
GROUP BY d.stay_id
-- step: in_bed
SELECT d.stay_id, d.day, b.psn_no, b.fixmedins_code, b.dept, b.bed
FROM stay_day AS d
JOIN bed_held AS b ON b.stay_id = d.stay_id
WHERE d.day < b.left_on AND NOT d.is_dscg AND NOT d.night_out
-- step: crowded_bed
SELECT fixmedins_code, dept, bed, day
FROM in_bed
GROUP BY fixmedins_code, dept, bed, day
HAVING MIN(psn_no) < MAX(psn_no)
-- step: sharing
SELECT b.stay_id, COUNT(*) AS nights
FROM in_bed AS b
JOIN crowded_bed AS c ON c.fixmedins_code = b.fixmedins_code AND c.dept = b.dept AND c.bed = b.bed AND c.day = b.day
GROUP BY b.stay_id
-- step: bed_stay
SELECT
  s.stay_id AS mdtrt_id, s.stay_id, s.psn_no, s.fixmedins_code, s.dscg_date AS occurred_on, s.flags, s.nights, s.adm_date,
  s.dscg_date, h.last_lines * 10 <= h.n_line * 6 AS evaluable,
  NOT coalesce(f.onco, FALSE) AS plain, NOT coalesce(f.onco, FALSE) AND coalesce(e.empties, 0) >= 3 AS several,
  e.work_days, coalesce(l.empties, 0) AS empty_days,
  ratio(coalesce(l.empties, 0), e.work_days) AS empty,
  CASE WHEN e.work_days > 0 THEN coalesce(l.run, 0) END AS run,
  e.empties - e.hoped AS excess,
  e.empties AS quiet_days, e.hoped, CAST(greatest(e.hoped, 0) AS DECIMAL(9,1)) AS usual_days,
  ratio(h.end_amt, h.care_amt) AS front,
  s.elsewhere, s.wcfail,
  CASE WHEN b.bed IS NOT NULL THEN coalesce(n.nights, 0) END AS bedshare,
  CASE WHEN h.bed_cnt * 10 >= s.nights * 9 THEN CASE WHEN h.nurs_cnt * 2 < s.nights THEN 1 ELSE 0 END END AS nurs_gap,
  s.cell, s.n_cell, s.year_no, s.to_date, s.span_days, s.c1, s.c2, s.c3, s.c4
FROM chosen AS s
JOIN shape AS h ON h.stay_id = s.stay_id
LEFT JOIN stay_fee AS f ON f.stay_id = s.stay_id
LEFT JOIN bed_held AS b ON b.stay_id = s.stay_id
LEFT JOIN expected AS e ON e.stay_id = s.stay_id
LEFT JOIN longest AS l ON l.stay_id = s.stay_id
LEFT JOIN sharing AS n ON n.stay_id = s.stay_id
-- step: bed_day
SELECT
  d.stay_id, CAST(d.day AS VARCHAR) AS part, CASE WHEN d.work AND d.empty THEN 1 ELSE 0 END AS empty_days,
  CASE WHEN d.work THEN 1 ELSE 0 END AS work_days,
  CASE WHEN d.empty THEN 1 ELSE 0 END - CAST(ratio(e.hoped, e.days) AS DECIMAL(18,9)) AS excess
FROM ward_day AS d
JOIN expected AS e ON e.stay_id = d.stay_id
-- step: empty_line
SELECT stay_id AS mdtrt_id, stay_id, day AS svc_date FROM empty_day
-- step: combo
SELECT
  fixmedins_code, c1, c2, c3, c4, COUNT(*) AS stays, COUNT(front) AS front_n, COUNT(CASE WHEN front >= 0.9 THEN 1 END) AS front_y,
  COUNT(CASE WHEN run >= 3 THEN 1 END) AS run_y, COUNT(run) AS run_n,
  COUNT(CASE WHEN elsewhere > 0 THEN 1 END) AS out_y, COUNT(CASE WHEN wcfail > 1 THEN 1 END) AS fail_y,
  COUNT(CASE WHEN bedshare > 0 THEN 1 END) AS share_y, COUNT(bedshare) AS share_n,
  SUM(nurs_gap) AS gap_y, COUNT(nurs_gap) AS gap_n
FROM bed_stay
WHERE cell IS NOT NULL AND evaluable
GROUP BY fixmedins_code, c1, c2, c3, c4
-- step: own_sign
SELECT
  cell, fixmedins_code, SUM(stays) AS stays, SUM(front_n) AS front_n, SUM(front_y) AS front_y, SUM(run_y) AS run_y,
  SUM(run_n) AS run_n, SUM(out_y) AS out_y, SUM(fail_y) AS fail_y, SUM(share_y) AS share_y, SUM(share_n) AS share_n,
  SUM(coalesce(gap_y, 0)) AS gap_y, SUM(gap_n) AS gap_n
FROM (
  SELECT c1 AS cell, fixmedins_code, stays, front_n, front_y, run_y, run_n, out_y, fail_y, share_y, share_n, gap_y, gap_n FROM combo
  UNION ALL
  SELECT c2 AS cell, fixmedins_code, stays, front_n, front_y, run_y, run_n, out_y, fail_y, share_y, share_n, gap_y, gap_n FROM combo
  UNION ALL
  SELECT c3 AS cell, fixmedins_code, stays, front_n, front_y, run_y, run_n, out_y, fail_y, share_y, share_n, gap_y, gap_n FROM combo
  UNION ALL
  SELECT c4 AS cell, fixmedins_code, stays, front_n, front_y, run_y, run_n, out_y, fail_y, share_y, share_n, gap_y, gap_n FROM combo
) AS part
GROUP BY cell, fixmedins_code
-- step: cell_sign
SELECT
  cell, SUM(stays) AS stays, SUM(front_n) AS front_n, SUM(front_y) AS front_y, SUM(run_y) AS run_y, SUM(run_n) AS run_n,
  SUM(out_y) AS out_y, SUM(fail_y) AS fail_y, SUM(share_y) AS share_y, SUM(share_n) AS share_n, SUM(gap_y) AS gap_y,
  SUM(gap_n) AS gap_n
FROM own_sign
GROUP BY cell
-- step: likely
SELECT
  o.cell, o.fixmedins_code,
  CAST(ratio(c.front_y - o.front_y, c.front_n - o.front_n) AS DECIMAL(18,9)) AS e_front,
  CAST(ratio(c.run_y - o.run_y, c.run_n - o.run_n) AS DECIMAL(18,9)) AS e_run,
  CAST(ratio(c.out_y - o.out_y, c.stays - o.stays) AS DECIMAL(18,9)) AS e_out,
  CAST(ratio(c.fail_y - o.fail_y, c.stays - o.stays) AS DECIMAL(18,9)) AS e_fail,
  CAST(ratio(c.share_y - o.share_y, c.share_n - o.share_n) AS DECIMAL(18,9)) AS e_share,
  CAST(ratio(c.gap_y - o.gap_y, c.gap_n - o.gap_n) AS DECIMAL(18,9)) AS e_gap
FROM own_sign AS o
JOIN cell_sign AS c ON c.cell = o.cell
-- step: weekend
SELECT
  t.fixmedins_code, int_div(days_between(t.day, w.last_date), 365) AS year_no,
  SUM(CASE WHEN t.weekday = 6 THEN t.present ELSE 0 END) AS sun_n, SUM(CASE WHEN t.weekday = 6 THEN t.treated ELSE 0 END) AS sun_y,
  SUM(CASE WHEN t.weekday = 2 THEN t.present ELSE 0 END) AS wed_n, SUM(CASE WHEN t.weekday = 2 THEN t.treated ELSE 0 END) AS wed_y
FROM inst_census AS t
JOIN inst AS i ON i.fixmedins_code = t.fixmedins_code
JOIN window AS w ON w.city4 = i.city4
WHERE t.day <= w.last_date AND NOT coalesce(starts_with(i.medins_type, 'A527'), FALSE)
GROUP BY t.fixmedins_code, int_div(days_between(t.day, w.last_date), 365)
-- step: suspect
SELECT s.stay_id, s.fixmedins_code, s.year_no
FROM bed_stay AS s
JOIN score_hanging_bed_bed_stay AS k ON k.stay_id = s.stay_id
WHERE k.score_raw >= 0.5
-- step: listed
SELECT fixmedins_code, year_no, COUNT(*) AS n, joined(stay_id) AS related FROM suspect GROUP BY fixmedins_code, year_no
-- step: hospital_line
SELECT u.fixmedins_code, u.year_no, u.stay_id, e.day AS svc_date
FROM suspect AS u
JOIN score_hanging_bed_bed_stay AS k ON k.stay_id = u.stay_id AND k.families >= 2
JOIN empty_day AS e ON e.stay_id = u.stay_id
-- step: hospital_month
SELECT
  s.fixmedins_code, s.year_no, month_of(s.dscg_date) AS part, MAX(s.to_date) AS to_date, MAX(s.span_days) AS span_days, COUNT(*) AS stays,
  SUM(CASE WHEN s.hoped IS NOT NULL THEN s.quiet_days END) AS empty_o, SUM(s.hoped) AS empty_e,
  SUM(CASE WHEN l.e_run IS NOT NULL AND s.run >= 3 THEN 1 ELSE 0 END) AS run_o, SUM(CASE WHEN s.run IS NOT NULL THEN l.e_run END) AS run_e,
  SUM(CASE WHEN l.e_front IS NOT NULL AND s.front >= 0.9 THEN 1 ELSE 0 END) AS front_o, SUM(CASE WHEN s.front IS NOT NULL THEN l.e_front END) AS front_e,
  SUM(CASE WHEN l.e_out IS NOT NULL AND s.elsewhere > 0 THEN 1 ELSE 0 END) AS out_o, SUM(l.e_out) AS out_e,
  SUM(CASE WHEN l.e_fail IS NOT NULL AND s.wcfail > 1 THEN 1 ELSE 0 END) AS fail_o, SUM(l.e_fail) AS fail_e,
  SUM(CASE WHEN l.e_share IS NOT NULL AND s.bedshare > 0 THEN 1 ELSE 0 END) AS share_o, SUM(CASE WHEN s.bedshare IS NOT NULL THEN l.e_share END) AS share_e,
  SUM(CASE WHEN l.e_gap IS NOT NULL AND s.nurs_gap = 1 THEN 1 ELSE 0 END) AS gap_o, SUM(CASE WHEN s.nurs_gap IS NOT NULL THEN l.e_gap END) AS gap_e
FROM bed_stay AS s
LEFT JOIN likely AS l ON l.cell = s.cell AND l.fixmedins_code = s.fixmedins_code
WHERE s.evaluable
GROUP BY s.fixmedins_code, s.year_no, month_of(s.dscg_date)
-- step: summed
SELECT
  fixmedins_code, year_no, MAX(to_date) AS to_date, MAX(span_days) AS span_days, SUM(stays) AS stays,
  SUM(empty_o) AS empty_o, SUM(empty_e) AS empty_e, SUM(run_o) AS run_o, SUM(run_e) AS run_e, SUM(front_o) AS front_o, SUM(front_e) AS front_e,
  SUM(out_o) AS out_o, SUM(out_e) AS out_e, SUM(fail_o) AS fail_o, SUM(fail_e) AS fail_e, SUM(share_o) AS share_o, SUM(share_e) AS share_e,
  SUM(gap_o) AS gap_o, SUM(gap_e) AS gap_e
FROM hospital_month
GROUP BY fixmedins_code, year_no
-- step: hospital
-- Each beside what the same cases at other hospitals lead one to expect; twenty days and five stays steady the small.
SELECT
  s.fixmedins_code, s.year_no, month_of(add_days(s.to_date, -364)) || '至' || month_of(s.to_date) AS period, s.to_date AS occurred_on,
  s.stays, coalesce(n.n, 0) AS suspects, n.related, least(365, s.span_days - 365 * s.year_no) AS days, s.empty_o, s.empty_e, s.run_o, s.run_e, s.front_o, s.front_e,
  s.out_o, s.out_e, s.fail_o, s.fail_e, s.share_o, s.share_e, s.gap_o, s.gap_e,
  ratio(s.empty_o + 20, s.empty_e + 20) AS empty, CAST(s.empty_e AS DECIMAL(18,0)) AS usual_empty,
  ratio(s.run_o + 5, s.run_e + 5) AS run, CAST(s.run_e AS DECIMAL(18,0)) AS usual_run,
  ratio(s.front_o + 5, s.front_e + 5) AS front, CAST(s.front_e AS DECIMAL(18,0)) AS usual_front,
  ratio(s.out_o + 5, s.out_e + 5) AS elsewhere, CAST(s.out_e AS DECIMAL(18,0)) AS usual_out,
  ratio(s.fail_o + 5, s.fail_e + 5) AS wcfail, CAST(s.fail_e AS DECIMAL(18,0)) AS usual_fail,
  ratio(s.share_o + 5, s.share_e + 5) AS bedshare, CAST(s.share_e AS DECIMAL(18,0)) AS usual_share,
  ratio(s.gap_o + 5, s.gap_e + 5) AS nurs_gap, CAST(s.gap_e AS DECIMAL(18,0)) AS usual_gap,
  CASE WHEN w.sun_n >= 30 AND w.wed_n >= 30 AND w.wed_y > 0 THEN ratio(ratio(w.sun_y, w.sun_n), ratio(w.wed_y, w.wed_n)) END AS sunday
FROM summed AS s
LEFT JOIN weekend AS w ON w.fixmedins_code = s.fixmedins_code AND w.year_no = s.year_no
LEFT JOIN listed AS n ON n.fixmedins_code = s.fixmedins_code AND n.year_no = s.year_no
