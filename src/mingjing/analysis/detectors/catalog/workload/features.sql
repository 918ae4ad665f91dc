/*---
doc: >-
  What a code billed and carried out, day by day and quarter by quarter, against what one person can give. Codes that
  several people use are told apart first and are no persons. A code of national shape means one person everywhere.
---*/
-- step: sort
SELECT i.fixmedins_code, i.inst_key, i.hosp_group, i.lat, i.lnt, g.peer_key
FROM inst AS i
JOIN peer_group AS g ON g.fixmedins_code = i.fixmedins_code AND g.level = 4
-- step: roster
SELECT
  prac_psn_code AS staff_code, fixmedins_code, MAX(CASE WHEN prac_psn_type = '1' THEN 1 ELSE 0 END) AS doctor,
  MAX(
    CASE
      WHEN contains(prac_psn_name, '默认') OR contains(prac_psn_name, '急诊') OR contains(prac_psn_name, '公用')
        OR contains(prac_psn_name, '测试') OR contains(prac_psn_name, '管理员')
      THEN 1 ELSE 0
    END
  ) AS common_name,
  MAX(as_date(optional(endtime))) AS left_on, COUNT(endtime) AS ended, COUNT(*) AS posts
FROM staff_b
GROUP BY prac_psn_code, fixmedins_code
-- step: listed
SELECT fixmedins_code, SUM(doctor) AS doctors FROM roster GROUP BY fixmedins_code
-- step: quarter_of_code
SELECT
  staff_code, fixmedins_code, quarter_of(day) AS quarter, COUNT(CASE WHEN encs > 0 THEN 1 END) AS days,
  MAX(persons) AS most_persons, COUNT(DISTINCT dept) AS dept_n, MAX(depts) AS day_depts, MIN(dept) AS dept, SUM(lines) AS lines,
  MAX(CASE WHEN encs > 0 THEN day END) AS last_day, COUNT(minutes) AS timed_days
FROM staff_day
GROUP BY staff_code, fixmedins_code, quarter_of(day)
-- step: account
SELECT
  q.fixmedins_code, q.staff_code, q.quarter AS period, q.last_day AS occurred_on, q.days, q.most_persons,
  CASE WHEN q.dept_n > q.day_depts THEN q.dept_n ELSE q.day_depts END AS dept_n,
  CASE
    WHEN q.most_persons > 300 OR q.dept_n >= 4 OR q.day_depts >= 4 OR coalesce(r.common_name, 0) = 1 THEN 1 ELSE 0
  END AS shared
FROM quarter_of_code AS q
LEFT JOIN roster AS r ON r.staff_code = q.staff_code AND r.fixmedins_code = q.fixmedins_code
WHERE q.days >= 20
-- step: person
SELECT
  q.staff_code, q.fixmedins_code, q.quarter, q.days, q.dept, q.lines, q.last_day,
  s.peer_key || '|' || coalesce(CAST(s.hosp_group AS VARCHAR), '') || '|' || coalesce(q.dept, '') AS peers_dept,
  s.peer_key || '|' || coalesce(CAST(s.hosp_group AS VARCHAR), '') AS peers_level, s.peer_key AS peers_class
FROM quarter_of_code AS q
JOIN sort AS s ON s.fixmedins_code = q.fixmedins_code
LEFT JOIN account AS a
  ON a.staff_code = q.staff_code AND a.fixmedins_code = q.fixmedins_code AND a.period = q.quarter AND a.shared = 1
WHERE q.days >= 20 AND a.staff_code IS NULL
-- step: timed
SELECT fixmedins_code, SUM(timed_days) AS days FROM quarter_of_code GROUP BY fixmedins_code
-- step: worked
SELECT
  d.staff_code, d.fixmedins_code, d.day, p.quarter, p.peers_dept, p.peers_level, d.national, d.op_encs, d.encs, d.lines, d.first_ts,
  d.last_ts, d.dept,
  CASE WHEN t.days > 0 THEN coalesce(d.minutes, 0) END AS minutes,
  CASE WHEN t.days > 0 THEN d.therapy END AS therapy
FROM staff_day AS d
JOIN person AS p ON p.staff_code = d.staff_code AND p.fixmedins_code = d.fixmedins_code AND p.quarter = quarter_of(d.day)
JOIN timed AS t ON t.fixmedins_code = d.fixmedins_code
-- step: centre
SELECT peers_level, quarter, COUNT(*) AS n, median_of(ln_of(1 + op_encs)) AS mid,
  quantile_of(ln_of(1 + op_encs), 0.75) - quantile_of(ln_of(1 + op_encs), 0.25) AS iqr
FROM worked
WHERE op_encs > 0
GROUP BY peers_level, quarter
-- step: spread
SELECT w.peers_level, w.quarter, median_of(abs(ln_of(1 + w.op_encs) - c.mid)) AS mad
FROM worked AS w
JOIN centre AS c ON c.peers_level = w.peers_level AND c.quarter = w.quarter
WHERE w.op_encs > 0
GROUP BY w.peers_level, w.quarter
-- step: act
SELECT oper_dr AS staff_code, fixmedins_code, 'oper' AS part, mdtrt_id, psn_no, beg_ts, MAX(end_ts) AS end_ts, oprn_date AS day
FROM oprn
WHERE oper_dr IS NOT NULL AND has_clock(beg_ts) AND has_clock(end_ts) AND end_ts > beg_ts
GROUP BY oper_dr, fixmedins_code, mdtrt_id, psn_no, beg_ts, oprn_date
UNION ALL
SELECT anst_dr AS staff_code, fixmedins_code, 'anst' AS part, mdtrt_id, psn_no, beg_ts, MAX(end_ts) AS end_ts, oprn_date AS day
FROM oprn
WHERE anst_dr IS NOT NULL AND has_clock(beg_ts) AND has_clock(end_ts) AND end_ts > beg_ts
GROUP BY anst_dr, fixmedins_code, mdtrt_id, psn_no, beg_ts, oprn_date
-- step: manageable
SELECT staff_code, fixmedins_code, part, day FROM act GROUP BY staff_code, fixmedins_code, part, day HAVING COUNT(*) BETWEEN 2 AND 60
-- step: acting
SELECT a.staff_code, a.fixmedins_code, a.part, a.day, a.mdtrt_id, a.psn_no, a.beg_ts, a.end_ts
FROM act AS a
JOIN manageable AS m ON m.staff_code = a.staff_code AND m.fixmedins_code = a.fixmedins_code AND m.part = a.part AND m.day = a.day
-- step: meeting
SELECT l.staff_code, l.fixmedins_code, l.part, l.day, l.mdtrt_id, COUNT(DISTINCT o.mdtrt_id) AS others
FROM acting AS l
JOIN acting AS o ON o.staff_code = l.staff_code AND o.part = l.part AND o.fixmedins_code = l.fixmedins_code AND o.day = l.day
WHERE o.psn_no <> l.psn_no AND (o.beg_ts < l.beg_ts OR (o.beg_ts = l.beg_ts AND o.mdtrt_id < l.mdtrt_id))
  AND seconds_between(l.beg_ts, LEAST(l.end_ts, o.end_ts)) > 600
GROUP BY l.staff_code, l.fixmedins_code, l.part, l.day, l.mdtrt_id
-- step: clashing
SELECT staff_code, fixmedins_code, day, mdtrt_id FROM meeting WHERE part = 'oper' OR others >= 2
-- step: clashes
SELECT staff_code, fixmedins_code, day, COUNT(DISTINCT mdtrt_id) AS n FROM clashing GROUP BY staff_code, fixmedins_code, day
-- step: elsewhere
SELECT
  a.staff_code, a.fixmedins_code, a.day, COUNT(DISTINCT y.inst_key) AS places
FROM worked AS a
JOIN worked AS b ON b.staff_code = a.staff_code AND b.day = a.day AND b.fixmedins_code <> a.fixmedins_code
JOIN sort AS x ON x.fixmedins_code = a.fixmedins_code
JOIN sort AS y ON y.fixmedins_code = b.fixmedins_code
WHERE a.national AND x.inst_key <> y.inst_key AND a.first_ts IS NOT NULL AND b.first_ts IS NOT NULL
  AND (
    (a.first_ts < b.last_ts AND b.first_ts < a.last_ts)
    OR haversine_km(x.lat, x.lnt, y.lat, y.lnt) * 3600
      > 150 * greatest(seconds_between(a.last_ts, b.first_ts), seconds_between(b.last_ts, a.first_ts))
  )
GROUP BY a.staff_code, a.fixmedins_code, a.day
-- step: departed
SELECT w.staff_code, w.fixmedins_code, w.day, w.lines
FROM worked AS w
JOIN roster AS r ON r.staff_code = w.staff_code AND r.fixmedins_code = w.fixmedins_code
WHERE r.ended = r.posts AND w.day > r.left_on
-- step: doctor_day
SELECT
  w.staff_code, w.fixmedins_code, w.day, w.day AS occurred_on, w.quarter, w.encs, w.lines,
  ratio(w.minutes, 60) AS hours,
  CASE
    WHEN w.op_encs < 50 THEN 0 WHEN c.n >= 200 THEN peer_z(ln_of(1 + w.op_encs), c.mid, s.mad, c.iqr, 0.05)
  END AS enc,
  coalesce(k.n, 0) AS clash,
  coalesce(e.places, 0) AS places,
  coalesce(g.lines, 0) AS ghost,
  w.therapy AS therapist,
  '|' || f.kind || '|' AS flags
FROM worked AS w
LEFT JOIN centre AS c ON c.peers_level = w.peers_level AND c.quarter = w.quarter
LEFT JOIN spread AS s ON s.peers_level = w.peers_level AND s.quarter = w.quarter
LEFT JOIN clashes AS k ON k.staff_code = w.staff_code AND k.fixmedins_code = w.fixmedins_code AND k.day = w.day
LEFT JOIN elsewhere AS e ON e.staff_code = w.staff_code AND e.fixmedins_code = w.fixmedins_code AND e.day = w.day
LEFT JOIN departed AS g ON g.staff_code = w.staff_code AND g.fixmedins_code = w.fixmedins_code AND g.day = w.day
LEFT JOIN flag_day AS f ON f.fixmedins_code = w.fixmedins_code AND f.day = w.day
-- step: long_day
SELECT staff_code, fixmedins_code, day FROM worked WHERE minutes > 960
-- step: in_time
SELECT
  l.staff_code, l.day, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
  f.gross, f.amt,
  SUM(product(f.cnt, h.std_min)) OVER (
    PARTITION BY f.acord_dr, f.fixmedins_code, f.svc_date ORDER BY f.fee_ocur_time, f.bkkp_sn
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) - product(f.cnt, h.std_min) AS before_it
FROM fee_net AS f
JOIN item_time AS h ON h.item = f.item AND h.kreg = f.kreg
JOIN long_day AS l ON l.staff_code = f.acord_dr AND l.fixmedins_code = f.fixmedins_code AND l.day = f.svc_date
WHERE f.in_scope AND f.scene IN ('IP', 'OP')
-- step: over_line
SELECT
  staff_code, fixmedins_code, day, bkkp_sn, mdtrt_id, setl_id, psn_no, svc_date, item, item_name, cnt, pric, gross, amt
FROM in_time
WHERE before_it >= 960 AND amt > 0
UNION
SELECT
  k.staff_code, f.fixmedins_code, k.day, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt,
  f.pric, f.gross, f.amt
FROM clashing AS k
JOIN fee_net AS f ON f.mdtrt_id = k.mdtrt_id AND f.svc_date = k.day
WHERE f.in_scope AND f.chrg = '06' AND f.amt > 0
-- step: in_row
SELECT
  staff_code, fixmedins_code, day,
  add_days(day, -ROW_NUMBER() OVER (PARTITION BY staff_code, fixmedins_code ORDER BY day)) AS run_key
FROM staff_day
WHERE op_encs > 0 OR minutes > 0
-- step: running
SELECT
  staff_code, fixmedins_code, day,
  ROW_NUMBER() OVER (PARTITION BY staff_code, fixmedins_code, run_key ORDER BY day) AS days
FROM in_row
-- step: streak
SELECT staff_code, fixmedins_code, quarter_of(day) AS quarter, MAX(days) AS days
FROM running
GROUP BY staff_code, fixmedins_code, quarter_of(day)
-- step: heavy
SELECT
  staff_code, fixmedins_code, quarter, hours, therapist,
  ROW_NUMBER() OVER (PARTITION BY staff_code, fixmedins_code, quarter ORDER BY hours DESC, day) AS by_hours,
  ROW_NUMBER() OVER (PARTITION BY staff_code, fixmedins_code, quarter ORDER BY therapist DESC, day) AS by_therapy
FROM doctor_day
-- step: third
SELECT
  staff_code, fixmedins_code, quarter, MAX(CASE WHEN by_hours = 3 THEN hours END) AS hours,
  MAX(CASE WHEN by_therapy = 3 THEN therapist END) AS therapist
FROM heavy
WHERE by_hours = 3 OR by_therapy = 3
GROUP BY staff_code, fixmedins_code, quarter
-- step: dept_lines
SELECT fixmedins_code, quarter_of(day) AS quarter, dept, SUM(lines) AS lines
FROM staff_day
WHERE dept IS NOT NULL
GROUP BY fixmedins_code, quarter_of(day), dept
-- step: share
SELECT w.staff_code, w.fixmedins_code, w.quarter, MAX(ratio(w.lines, d.lines)) AS solo
FROM (
  SELECT staff_code, fixmedins_code, quarter, dept, SUM(lines) AS lines
  FROM worked
  WHERE dept IS NOT NULL
  GROUP BY staff_code, fixmedins_code, quarter, dept
) AS w
JOIN dept_lines AS d ON d.fixmedins_code = w.fixmedins_code AND d.quarter = w.quarter AND d.dept = w.dept
GROUP BY w.staff_code, w.fixmedins_code, w.quarter
-- step: summed
SELECT
  staff_code, fixmedins_code, quarter, COUNT(*) AS days, SUM(clash) AS clash, COUNT(CASE WHEN places > 0 THEN 1 END) AS places,
  SUM(ghost) AS ghost
FROM doctor_day
GROUP BY staff_code, fixmedins_code, quarter
-- step: clinic
SELECT staff_code, fixmedins_code, quarter, SUM(op_encs) AS op_encs, COUNT(*) AS op_days
FROM worked
WHERE op_encs > 0
GROUP BY staff_code, fixmedins_code, quarter
-- step: suspect
SELECT d.staff_code, d.fixmedins_code, d.quarter, COUNT(*) AS n
FROM doctor_day AS d
JOIN score_workload_doctor_day AS k
  ON k.staff_code = d.staff_code AND k.fixmedins_code = d.fixmedins_code AND k.day = CAST(d.day AS VARCHAR)
WHERE k.score_raw >= 0.5
GROUP BY d.staff_code, d.fixmedins_code, d.quarter
-- step: doctor_quarter
SELECT
  p.staff_code, p.fixmedins_code, p.quarter AS period, p.last_day AS occurred_on, p.days, p.peers_dept, p.peers_level, p.peers_class,
  t.hours, t.therapist, c.op_encs, c.op_days, coalesce(c.op_encs >= 30 * c.op_days, FALSE) AS busy, s.clash, s.places, s.ghost, k.days AS streak,
  CASE WHEN l.doctors >= 3 THEN h.solo WHEN l.doctors IS NOT NULL THEN 0 END AS solo, coalesce(u.n, 0) AS suspects
FROM person AS p
JOIN summed AS s ON s.staff_code = p.staff_code AND s.fixmedins_code = p.fixmedins_code AND s.quarter = p.quarter
LEFT JOIN third AS t ON t.staff_code = p.staff_code AND t.fixmedins_code = p.fixmedins_code AND t.quarter = p.quarter
LEFT JOIN clinic AS c ON c.staff_code = p.staff_code AND c.fixmedins_code = p.fixmedins_code AND c.quarter = p.quarter
LEFT JOIN streak AS k ON k.staff_code = p.staff_code AND k.fixmedins_code = p.fixmedins_code AND k.quarter = p.quarter
LEFT JOIN listed AS l ON l.fixmedins_code = p.fixmedins_code
LEFT JOIN share AS h ON h.staff_code = p.staff_code AND h.fixmedins_code = p.fixmedins_code AND h.quarter = p.quarter
LEFT JOIN suspect AS u ON u.staff_code = p.staff_code AND u.fixmedins_code = p.fixmedins_code AND u.quarter = p.quarter
