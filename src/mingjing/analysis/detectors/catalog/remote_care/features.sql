/*---
doc: >-
  Care of people insured in another city, in windows of 182 days counted back from the last date of the data. Who was
  seen in the city for 150 days and more without two months' pause lives there and is no visitor. Births, newborns, day
  cases, tumour cycles, dialysis and long-stay care are left out of all that is told of stays. A flow is expected twice
  - from what its city and class get, and from what its county gets - and the greater expectation counts, so that the
  hospitals of a border county are not held against it. People of a county who cross the border every day - seen outside
  stays by five institutions of a county, no half of them by one - are neighbours there and count neither as remote nor
  as an origin of an institution; so are those of a county that county_neighbour lists. A batch is a run of days on which people of one county come and
  go together beyond chance (stay_tie).
---*/
-- step: reach
SELECT city4, first_date, last_date FROM span
-- step: seen
SELECT
  n.setl_id, n.psn_no, n.fixmedins_code, i.city4, i.admdvs, g.peer_key AS class, n.setl_date, n.scene, left(n.insu_admdvs, 4) AS origin,
  left(n.insu_admdvs, 6) AS home,
  left(n.insu_admdvs, 4) <> i.city4 AS away, int_div(days_between(n.setl_date, w.last_date), 182) AS half_no
FROM setl_net AS n
JOIN inst AS i ON i.fixmedins_code = n.fixmedins_code
JOIN peer_group AS g ON g.fixmedins_code = n.fixmedins_code AND g.level = 1
JOIN reach AS w ON w.city4 = i.city4
WHERE n.in_scope AND n.insu_admdvs IS NOT NULL AND n.setl_date BETWEEN w.first_date AND w.last_date
-- step: spell
SELECT
  d.psn_no, d.city4, d.setl_date,
  SUM(CASE WHEN d.gap <= 62 THEN 0 ELSE 1 END)
    OVER (PARTITION BY d.psn_no, d.city4 ORDER BY d.setl_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS nth
FROM (
  SELECT
    s.psn_no, s.city4, s.setl_date,
    days_between(LAG(s.setl_date, 1) OVER (PARTITION BY s.psn_no, s.city4 ORDER BY s.setl_date), s.setl_date) AS gap
  FROM (SELECT DISTINCT psn_no, city4, setl_date FROM seen WHERE away AND scene IN ('OP', 'PH')) AS s
) AS d
-- step: settler
SELECT DISTINCT l.psn_no, l.city4
FROM (SELECT psn_no, city4, nth, MIN(setl_date) AS first_on, MAX(setl_date) AS last_on FROM spell GROUP BY psn_no, city4, nth) AS l
WHERE days_between(l.first_on, l.last_on) >= 150
-- step: bordering
SELECT county AS home, neighbour AS admdvs FROM county_neighbour
UNION
SELECT neighbour AS home, county AS admdvs FROM county_neighbour
-- step: neighbour
SELECT home, admdvs FROM bordering
UNION
SELECT c.home, c.admdvs
FROM (
  SELECT s.home, s.admdvs, s.fixmedins_code, COUNT(DISTINCT s.psn_no) AS persons
  FROM seen AS s
  LEFT JOIN settler AS r ON r.psn_no = s.psn_no AND r.city4 = s.city4
  WHERE s.away AND s.scene IN ('OP', 'PH') AND r.psn_no IS NULL
  GROUP BY s.home, s.admdvs, s.fixmedins_code
) AS c
GROUP BY c.home, c.admdvs
HAVING COUNT(*) >= 5 AND SUM(c.persons) >= 20 AND 2 * MAX(c.persons) <= SUM(c.persons)
-- step: known
SELECT s.*, s.away AND r.psn_no IS NULL AS visits, s.away AND r.psn_no IS NULL AND b.home IS NULL AS travels
FROM seen AS s
LEFT JOIN settler AS r ON r.psn_no = s.psn_no AND r.city4 = s.city4
LEFT JOIN neighbour AS b ON b.home = s.home AND b.admdvs = s.admdvs
-- step: came
SELECT
  origin, fixmedins_code, half_no, MIN(city4) AS city4, MIN(admdvs) AS admdvs, MIN(class) AS class, COUNT(DISTINCT psn_no) AS persons,
  COUNT(*) AS n, COUNT(CASE WHEN scene = 'IP' THEN 1 END) AS stays, MAX(setl_date) AS last_on
FROM known
WHERE visits
GROUP BY origin, fixmedins_code, half_no
-- step: came_as
-- In-patients and others apart: who comes for a bed is expected by the beds' share of the local patients, not by that of counters.
SELECT
  origin, fixmedins_code, half_no, scene = 'IP' AS bed, MIN(admdvs) AS admdvs, MIN(class) AS class, COUNT(DISTINCT psn_no) AS persons
FROM known
WHERE visits
GROUP BY origin, fixmedins_code, half_no, scene = 'IP'
-- step: own_people
SELECT fixmedins_code, half_no, scene = 'IP' AS bed, MIN(class) AS class, MIN(admdvs) AS admdvs, COUNT(DISTINCT psn_no) AS persons
FROM known
WHERE NOT away
GROUP BY fixmedins_code, half_no, scene = 'IP'
-- step: class_flow
SELECT origin, class, half_no, bed, SUM(persons) AS persons FROM came_as GROUP BY origin, class, half_no, bed
-- step: county_flow
SELECT origin, admdvs, half_no, bed, SUM(persons) AS persons FROM came_as GROUP BY origin, admdvs, half_no, bed
-- step: class_people
SELECT class, half_no, bed, SUM(persons) AS persons FROM own_people GROUP BY class, half_no, bed
-- step: county_people
SELECT admdvs, half_no, bed, SUM(persons) AS persons FROM own_people GROUP BY admdvs, half_no, bed
-- step: hoped_as
SELECT
  c.origin, c.fixmedins_code, c.half_no, c.persons,
  greatest(
    CAST(ratio(f.persons * o.persons, p.persons) AS DECIMAL(18,6)), CAST(ratio(t.persons * o.persons, q.persons) AS DECIMAL(18,6))
  ) AS hoped
FROM came_as AS c
LEFT JOIN own_people AS o ON o.fixmedins_code = c.fixmedins_code AND o.half_no = c.half_no AND o.bed = c.bed
LEFT JOIN class_flow AS f ON f.origin = c.origin AND f.class = c.class AND f.half_no = c.half_no AND f.bed = c.bed
LEFT JOIN county_flow AS t ON t.origin = c.origin AND t.admdvs = c.admdvs AND t.half_no = c.half_no AND t.bed = c.bed
LEFT JOIN class_people AS p ON p.class = c.class AND p.half_no = c.half_no AND p.bed = c.bed
LEFT JOIN county_people AS q ON q.admdvs = c.admdvs AND q.half_no = c.half_no AND q.bed = c.bed
-- step: hoped_whole
SELECT origin, fixmedins_code, half_no, SUM(persons) AS arrived, SUM(COALESCE(hoped, CAST(0 AS DECIMAL(18,6)))) AS hoped_persons, COUNT(hoped) AS told
FROM hoped_as
GROUP BY origin, fixmedins_code, half_no
-- step: hoped
SELECT
  c.origin, c.fixmedins_code, c.half_no, c.class, c.persons, c.n, c.stays, c.last_on, h.arrived, CASE WHEN h.told > 0 THEN h.hoped_persons END AS hoped_persons
FROM came AS c
JOIN hoped_whole AS h ON h.origin = c.origin AND h.fixmedins_code = c.fixmedins_code AND h.half_no = c.half_no
-- step: tied
SELECT stay_id, MAX(persons) AS persons, MAX(pois(persons, expected)) AS rare FROM stay_tie WHERE tie = 'origin' GROUP BY stay_id
-- step: bedded
SELECT
  x.stay_id, x.psn_no, x.fixmedins_code, x.adm_date, x.dscg_date, x.nights, x.diag3, int_div(days_between(x.adm_date, w.last_date), 182) AS half_no,
  left(t.insu_admdvs, 4) AS origin, left(t.insu_admdvs, 6) AS county, left(t.insu_admdvs, 4) <> i.city4 AS away,
  left(t.insu_admdvs, 4) <> i.city4 AND r.psn_no IS NULL AS visits, floor_int(x.ti_rank * 10000) AS place,
  COALESCE(k.score_raw >= 0.5, FALSE) AS doubted, x.elsewhere > 0 OR x.wcfail > 1 AS denied,
  CASE WHEN has_cls(x.flags, 'epidemic') OR has_cls(x.flags, 'trauma') THEN CAST(0 AS DOUBLE) ELSE COALESCE(z.rare, CAST(0 AS DOUBLE)) END AS rare
FROM stay_x AS x
JOIN stay AS t ON t.stay_id = x.stay_id
JOIN inst AS i ON i.fixmedins_code = x.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
LEFT JOIN settler AS r ON r.psn_no = x.psn_no AND r.city4 = i.city4
LEFT JOIN tied AS z ON z.stay_id = x.stay_id
LEFT JOIN score_sham_stay_held_stay AS k ON k.stay_id = x.stay_id
WHERE t.insu_admdvs IS NOT NULL AND x.adm_date BETWEEN w.first_date AND w.last_date
  AND NOT has_cls(x.flags, 'birth') AND NOT has_cls(x.flags, 'newborn') AND NOT has_cls(x.flags, 'day')
  AND NOT has_cls(x.flags, 'tumour') AND NOT has_cls(x.flags, 'dialysis') AND NOT has_cls(x.flags, 'long')
-- step: local_place
SELECT
  fixmedins_code, half_no, COUNT(place) AS n, SUM(place) AS s, SUM(place * place) AS ss
FROM bedded
WHERE NOT away
GROUP BY fixmedins_code, half_no
-- step: group_place
SELECT fixmedins_code, half_no, origin, COUNT(place) AS n, SUM(place) AS s, SUM(place * place) AS ss, COUNT(*) AS stays
FROM bedded
WHERE visits
GROUP BY fixmedins_code, half_no, origin
-- step: inst_place
SELECT fixmedins_code, half_no, SUM(n) AS n, SUM(s) AS s, SUM(ss) AS ss, SUM(stays) AS stays
FROM group_place
GROUP BY fixmedins_code, half_no
-- step: alike
SELECT a.fixmedins_code, a.half_no, a.side, SUM(a.n) AS n, COUNT(*) AS kinds, SUM(CAST(a.n * ln_of(a.n) AS DECIMAL(28,6))) AS nln
FROM (
  SELECT fixmedins_code, half_no, CASE WHEN visits THEN origin WHEN NOT away THEN '' END AS side, diag3, nights, COUNT(*) AS n
  FROM bedded
  WHERE visits OR NOT away
  GROUP BY fixmedins_code, half_no, CASE WHEN visits THEN origin WHEN NOT away THEN '' END, diag3, nights
  UNION ALL
  SELECT fixmedins_code, half_no, '*' AS side, diag3, nights, COUNT(*) AS n FROM bedded WHERE visits GROUP BY fixmedins_code, half_no, diag3, nights
) AS a
GROUP BY a.fixmedins_code, a.half_no, a.side
-- step: mixture
SELECT fixmedins_code, half_no, side, n, ln_of(n) - ratio(nln, n) + ratio(kinds - 1, 2 * n) AS entropy FROM alike WHERE n >= 10
-- step: back_again
SELECT
  fixmedins_code, half_no, origin, psn_no,
  MAX(CASE WHEN gap BETWEEN 25 AND 45 THEN 1 ELSE 0 END) AS again
FROM (
  SELECT
    fixmedins_code, half_no, origin, psn_no,
    days_between(LAG(adm_date, 1) OVER (PARTITION BY psn_no, fixmedins_code ORDER BY adm_date, stay_id), adm_date) AS gap
  FROM bedded
  WHERE visits
) AS g
GROUP BY fixmedins_code, half_no, origin, psn_no
-- step: rhythm_of
SELECT fixmedins_code, half_no, origin, COUNT(*) AS patients, SUM(again) AS again FROM back_again GROUP BY fixmedins_code, half_no, origin
-- step: inst_crew
-- As with flows, the origin that stands out: other patients from elsewhere do not dilute it.
SELECT y.fixmedins_code, y.half_no, MAX(ratio(y.persons, r.patients)) AS share
FROM crew_of AS y
JOIN rhythm_of AS r ON r.fixmedins_code = y.fixmedins_code AND r.half_no = y.half_no AND r.origin = y.origin
GROUP BY y.fixmedins_code, y.half_no
-- step: resale_run
SELECT COUNT(*) AS n FROM score_drug_resale_person
-- step: drug_flow
SELECT
  p.fixmedins_code, int_div(days_between(p.svc_date, w.last_date), 182) AS half_no, left(b.insu_admdvs, 4) AS origin, SUM(p.amt) AS amt,
  SUM(CASE WHEN COALESCE(k.score >= 0.5, FALSE) THEN p.amt ELSE 0 END) AS doubted_amt
FROM person_drug AS p
JOIN psn_info_b AS b ON b.psn_no = p.psn_no
JOIN reach AS w ON w.city4 = p.city4
LEFT JOIN settler AS r ON r.psn_no = p.psn_no AND r.city4 = p.city4
LEFT JOIN score_drug_resale_person AS k ON k.psn_no = p.psn_no
WHERE left(b.insu_admdvs, 4) <> p.city4 AND r.psn_no IS NULL AND p.svc_date BETWEEN w.first_date AND w.last_date
GROUP BY p.fixmedins_code, int_div(days_between(p.svc_date, w.last_date), 182), left(b.insu_admdvs, 4)
-- step: home_record
SELECT DISTINCT b.stay_id
FROM bedded AS b
JOIN seen AS s ON s.psn_no = b.psn_no AND s.city4 = b.origin
WHERE b.visits AND s.setl_date > b.dscg_date AND s.setl_date <= add_days(b.dscg_date, 365)
-- step: home
SELECT b.fixmedins_code, b.half_no, COUNT(*) AS gone_n, COUNT(CASE WHEN h.stay_id IS NULL THEN 1 END) AS nohome_n
FROM bedded AS b
JOIN reach AS o ON o.city4 = b.origin AND days_between(b.dscg_date, o.last_date) >= 365
LEFT JOIN home_record AS h ON h.stay_id = b.stay_id
WHERE b.visits
GROUP BY b.fixmedins_code, b.half_no
-- step: hub
SELECT f.fixmedins_code, int_div(days_between(m.to_date, w.last_date), 182) AS half_no, MAX(CASE WHEN has_cls(f.flags, 'referral') THEN 1 ELSE 0 END) AS is_hub
FROM flag_inst AS f
JOIN (SELECT DISTINCT month_of(setl_date) AS month, MAX(setl_date) AS to_date FROM setl_net GROUP BY month_of(setl_date)) AS m ON m.month = f.month
JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
WHERE m.to_date <= w.last_date
GROUP BY f.fixmedins_code, int_div(days_between(m.to_date, w.last_date), 182)
-- step: rider
SELECT
  b.*,
  SUM(CASE WHEN b.gap <= 1 THEN 0 ELSE 1 END)
    OVER (PARTITION BY b.fixmedins_code, b.county ORDER BY b.adm_date, b.stay_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS nth
FROM (
  SELECT
    *, days_between(LAG(adm_date, 1) OVER (PARTITION BY fixmedins_code, county ORDER BY adm_date, stay_id), adm_date) AS gap
  FROM bedded
  WHERE visits AND rare > 1
) AS b
-- step: riding
SELECT
  fixmedins_code, half_no, origin, stay_id,
  ROW_NUMBER() OVER (PARTITION BY fixmedins_code, half_no, origin ORDER BY rare DESC, stay_id) AS of_flow,
  ROW_NUMBER() OVER (PARTITION BY fixmedins_code, half_no ORDER BY rare DESC, stay_id) AS of_site
FROM rider
-- step: riders_of_flow
SELECT fixmedins_code, half_no, origin, joined(stay_id) AS related FROM riding WHERE of_flow <= 100 GROUP BY fixmedins_code, half_no, origin
-- step: riders_of_site
SELECT fixmedins_code, half_no, joined(stay_id) AS related FROM riding WHERE of_site <= 100 GROUP BY fixmedins_code, half_no
-- step: arrival
SELECT
  r.fixmedins_code, r.county, r.nth, MIN(r.half_no) AS half_no, MIN(r.adm_date) AS first_on, MAX(r.dscg_date) AS last_on, COUNT(*) AS stays,
  COUNT(DISTINCT r.psn_no) AS persons, COUNT(r.place) AS n, SUM(r.place) AS s, SUM(r.place * r.place) AS ss, MAX(r.rare) AS rare,
  COUNT(CASE WHEN r.doubted THEN 1 END) AS doubted_n, COUNT(CASE WHEN r.denied THEN 1 END) AS denied_n, joined(r.stay_id) AS related
FROM rider AS r
GROUP BY r.fixmedins_code, r.county, r.nth
-- step: shared_ride
-- Who of a batch came and went together in another batch too, four at least.
SELECT r.fixmedins_code, r.county, r.nth, o.nth AS other, COUNT(DISTINCT r.psn_no) AS persons, MIN(r.half_no) AS half_no
FROM rider AS r
JOIN rider AS o ON o.fixmedins_code = r.fixmedins_code AND o.county = r.county AND o.psn_no = r.psn_no AND o.nth <> r.nth
GROUP BY r.fixmedins_code, r.county, r.nth, o.nth
HAVING COUNT(DISTINCT r.psn_no) >= 4
-- step: met_again
SELECT fixmedins_code, county, nth, MAX(persons) AS persons FROM shared_ride GROUP BY fixmedins_code, county, nth
-- step: crew_member
SELECT DISTINCT r.fixmedins_code, r.half_no, left(r.county, 4) AS origin, r.psn_no
FROM rider AS r
JOIN shared_ride AS m ON m.fixmedins_code = r.fixmedins_code AND m.county = r.county AND m.nth = r.nth
JOIN rider AS o ON o.fixmedins_code = r.fixmedins_code AND o.county = r.county AND o.nth = m.other AND o.psn_no = r.psn_no
-- step: crew_of
SELECT fixmedins_code, half_no, origin, COUNT(*) AS persons FROM crew_member GROUP BY fixmedins_code, half_no, origin
-- step: batches
SELECT
  fixmedins_code, half_no, left(county, 4) AS origin, MAX(rare) AS top, SUM(CAST(greatest(rare - 2, CAST(0 AS DOUBLE)) AS DECIMAL(18,6))) AS together
FROM arrival
WHERE persons >= 4
GROUP BY fixmedins_code, half_no, left(county, 4)
-- step: inst_batches
SELECT fixmedins_code, half_no, MAX(top) AS top, SUM(together) AS together FROM batches GROUP BY fixmedins_code, half_no
-- step: lying
-- Whose treatment is set against that of the local patients: those of an origin, all from elsewhere ('*'), those of a batch.
SELECT fixmedins_code, half_no, origin AS side, 4 AS least, n, s, ss FROM group_place
UNION ALL
SELECT fixmedins_code, half_no, '*' AS side, 4 AS least, n, s, ss FROM inst_place
UNION ALL
SELECT fixmedins_code, half_no, county || '@' || CAST(nth AS VARCHAR) AS side, 3 AS least, n, s, ss FROM arrival
-- step: contrasted
SELECT
  p.fixmedins_code, p.half_no, p.side,
  CASE
    WHEN p.n >= p.least AND l.n >= 10 AND (p.ss + l.ss) * (p.n + l.n) > (p.s + l.s) * (p.s + l.s)
      THEN ratio(
        ratio(l.s, l.n) - ratio(p.s, p.n),
        root_of(ratio((p.ss + l.ss) * (p.n + l.n) - (p.s + l.s) * (p.s + l.s), (p.n + l.n) * (p.n + l.n - 1)) * (ratio(1, p.n) + ratio(1, l.n)))
      )
    WHEN p.n >= p.least AND COALESCE(l.n, 0) < 10 THEN ratio(5000 - ratio(p.s, p.n), 2887 * root_of(ratio(1, p.n)))
  END AS contrast
FROM lying AS p
LEFT JOIN local_place AS l ON l.fixmedins_code = p.fixmedins_code AND l.half_no = p.half_no
-- step: flow
SELECT
  h.fixmedins_code, h.origin, h.half_no, month_of(add_days(w.last_date, -182 * h.half_no - 181)) || '至' || month_of(add_days(w.last_date, -182 * h.half_no)) AS period,
  h.last_on AS occurred_on, h.persons, h.arrived, h.n, h.stays, h.hoped_persons, h.class, '全部' AS all_flows, f.flags, s.related,
  COALESCE(b.is_hub, 0) = 0 AS spread_out, COALESCE(p.stays, 0) >= 4 AS beds,
  CASE WHEN i.is_shop THEN CAST(NULL AS DOUBLE) ELSE COALESCE(greatest(x.top, CAST(x.together AS DOUBLE)), CAST(0 AS DOUBLE)) END AS batch,
  q.contrast,
  u.entropy - v.entropy AS uniform,
  g.again, g.patients, CASE WHEN g.patients > 0 THEN ratio(COALESCE(y.persons, 0), g.patients) END AS crew,
  CASE WHEN c.n > 0 THEN COALESCE(ratio(d.doubted_amt, d.amt), CAST(0 AS DOUBLE)) END AS drug
FROM hoped AS h
JOIN (SELECT fixmedins_code, city4, COALESCE(fixmedins_type = '2', FALSE) AS is_shop FROM inst) AS i ON i.fixmedins_code = h.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
CROSS JOIN resale_run AS c
LEFT JOIN hub AS b ON b.fixmedins_code = h.fixmedins_code AND b.half_no = h.half_no
LEFT JOIN group_place AS p ON p.fixmedins_code = h.fixmedins_code AND p.half_no = h.half_no AND p.origin = h.origin
LEFT JOIN contrasted AS q ON q.fixmedins_code = h.fixmedins_code AND q.half_no = h.half_no AND q.side = h.origin
LEFT JOIN batches AS x ON x.fixmedins_code = h.fixmedins_code AND x.half_no = h.half_no AND x.origin = h.origin
LEFT JOIN mixture AS v ON v.fixmedins_code = h.fixmedins_code AND v.half_no = h.half_no AND v.side = h.origin
LEFT JOIN mixture AS u ON u.fixmedins_code = h.fixmedins_code AND u.half_no = h.half_no AND u.side = ''
LEFT JOIN rhythm_of AS g ON g.fixmedins_code = h.fixmedins_code AND g.half_no = h.half_no AND g.origin = h.origin
LEFT JOIN crew_of AS y ON y.fixmedins_code = h.fixmedins_code AND y.half_no = h.half_no AND y.origin = h.origin
LEFT JOIN riders_of_flow AS s ON s.fixmedins_code = h.fixmedins_code AND s.half_no = h.half_no AND s.origin = h.origin
LEFT JOIN drug_flow AS d ON d.fixmedins_code = h.fixmedins_code AND d.half_no = h.half_no AND d.origin = h.origin
LEFT JOIN flag_inst AS f ON f.fixmedins_code = h.fixmedins_code AND f.month = month_of(h.last_on)
-- step: of_inst
SELECT
  fixmedins_code, half_no, MAX(setl_date) AS last_on, COUNT(*) AS n, COUNT(CASE WHEN visits THEN 1 END) AS remote_n,
  COUNT(CASE WHEN visits AND scene = 'IP' THEN 1 END) AS remote_stays, COUNT(CASE WHEN visits AND scene <> 'IP' THEN 1 END) AS remote_visits,
  COUNT(CASE WHEN travels THEN 1 END) AS far_n
FROM known
GROUP BY fixmedins_code, half_no
-- step: top_origin
SELECT f.fixmedins_code, f.half_no, f.n, ROW_NUMBER() OVER (PARTITION BY f.fixmedins_code, f.half_no ORDER BY f.n DESC, f.origin) AS nth
FROM (SELECT fixmedins_code, half_no, origin, COUNT(*) AS n FROM known WHERE travels GROUP BY fixmedins_code, half_no, origin) AS f
-- step: top_flow
SELECT
  fixmedins_code, half_no, arrived, hoped_persons,
  ROW_NUMBER() OVER (PARTITION BY fixmedins_code, half_no ORDER BY arrived - hoped_persons DESC NULLS LAST, origin) AS nth
FROM hoped
-- step: least_remote
SELECT greatest(1, quantile_of(remote_n, 0.1)) AS c FROM of_inst WHERE remote_n > 0
-- step: inst_rhythm
SELECT fixmedins_code, half_no, SUM(patients) AS patients, SUM(again) AS again FROM rhythm_of GROUP BY fixmedins_code, half_no
-- step: inst_drug
SELECT fixmedins_code, half_no, SUM(amt) AS amt, SUM(doubted_amt) AS doubted_amt FROM drug_flow GROUP BY fixmedins_code, half_no
-- step: site
SELECT
  o.fixmedins_code, o.half_no, month_of(add_days(w.last_date, -182 * o.half_no - 181)) || '至' || month_of(add_days(w.last_date, -182 * o.half_no)) AS period,
  o.last_on AS occurred_on, o.n, o.remote_n, o.remote_stays, o.remote_visits, o.far_n, COALESCE(t.n, 0) AS top_n, f.arrived AS flow_o, f.hoped_persons AS flow_e, z.flags, s.related,
  COALESCE(b.is_hub, 0) = 0 AS spread_out, COALESCE(p.stays, 0) >= 4 AS beds,
  CASE WHEN i.is_shop THEN CAST(NULL AS DOUBLE) ELSE COALESCE(greatest(x.top, CAST(x.together AS DOUBLE)), CAST(0 AS DOUBLE)) END AS batch,
  q.contrast,
  u.entropy - v.entropy AS uniform,
  g.again, g.patients, CASE WHEN g.patients > 0 THEN COALESCE(y.share, 0) END AS crew,
  CASE WHEN c.n > 0 THEN COALESCE(ratio(d.doubted_amt, d.amt), CAST(0 AS DOUBLE)) END AS drug,
  h.nohome_n, h.gone_n,
  CASE
    WHEN days_between(w.first_date, w.last_date) >= 182 * (o.half_no + 3) - 1
      THEN ln_of(ratio(o.remote_n + a.c, COALESCE(e.remote_n, 0) + a.c))
  END AS surge
FROM of_inst AS o
JOIN (SELECT fixmedins_code, city4, COALESCE(fixmedins_type = '2', FALSE) AS is_shop FROM inst) AS i ON i.fixmedins_code = o.fixmedins_code
JOIN reach AS w ON w.city4 = i.city4
CROSS JOIN resale_run AS c
CROSS JOIN least_remote AS a
LEFT JOIN of_inst AS e ON e.fixmedins_code = o.fixmedins_code AND e.half_no = o.half_no + 2
LEFT JOIN hub AS b ON b.fixmedins_code = o.fixmedins_code AND b.half_no = o.half_no
LEFT JOIN top_origin AS t ON t.fixmedins_code = o.fixmedins_code AND t.half_no = o.half_no AND t.nth = 1
LEFT JOIN top_flow AS f ON f.fixmedins_code = o.fixmedins_code AND f.half_no = o.half_no AND f.nth = 1
LEFT JOIN inst_place AS p ON p.fixmedins_code = o.fixmedins_code AND p.half_no = o.half_no
LEFT JOIN contrasted AS q ON q.fixmedins_code = o.fixmedins_code AND q.half_no = o.half_no AND q.side = '*'
LEFT JOIN inst_batches AS x ON x.fixmedins_code = o.fixmedins_code AND x.half_no = o.half_no
LEFT JOIN riders_of_site AS s ON s.fixmedins_code = o.fixmedins_code AND s.half_no = o.half_no
LEFT JOIN mixture AS v ON v.fixmedins_code = o.fixmedins_code AND v.half_no = o.half_no AND v.side = '*'
LEFT JOIN mixture AS u ON u.fixmedins_code = o.fixmedins_code AND u.half_no = o.half_no AND u.side = ''
LEFT JOIN inst_rhythm AS g ON g.fixmedins_code = o.fixmedins_code AND g.half_no = o.half_no
LEFT JOIN inst_crew AS y ON y.fixmedins_code = o.fixmedins_code AND y.half_no = o.half_no
LEFT JOIN inst_drug AS d ON d.fixmedins_code = o.fixmedins_code AND d.half_no = o.half_no
LEFT JOIN home AS h ON h.fixmedins_code = o.fixmedins_code AND h.half_no = o.half_no
LEFT JOIN flag_inst AS z ON z.fixmedins_code = o.fixmedins_code AND z.month = month_of(o.last_on)
-- step: twin_kind
SELECT fixmedins_code, county, nth, MAX(n) AS most
FROM (SELECT fixmedins_code, county, nth, diag3, nights, COUNT(*) AS n FROM rider GROUP BY fixmedins_code, county, nth, diag3, nights) AS k
GROUP BY fixmedins_code, county, nth
-- step: arrivals
SELECT fixmedins_code, county, half_no, COUNT(*) AS n FROM arrival WHERE persons >= 4 GROUP BY fixmedins_code, county, half_no
-- step: batch
SELECT
  a.fixmedins_code, a.county || '@' || CAST(a.first_on AS VARCHAR) AS batch, a.first_on AS occurred_on, a.county, a.first_on, a.last_on, f.flags, a.stays, a.persons,
  a.doubted_n, a.denied_n, a.related, a.rare,
  q.contrast,
  ratio(k.most, a.stays) AS uniform, COALESCE(g.n, 1) - 1 AS rhythm, ratio(COALESCE(m.persons, 0), a.persons) AS crew
FROM arrival AS a
LEFT JOIN contrasted AS q ON q.fixmedins_code = a.fixmedins_code AND q.half_no = a.half_no AND q.side = a.county || '@' || CAST(a.nth AS VARCHAR)
LEFT JOIN twin_kind AS k ON k.fixmedins_code = a.fixmedins_code AND k.county = a.county AND k.nth = a.nth
LEFT JOIN arrivals AS g ON g.fixmedins_code = a.fixmedins_code AND g.county = a.county AND g.half_no = a.half_no
LEFT JOIN met_again AS m ON m.fixmedins_code = a.fixmedins_code AND m.county = a.county AND m.nth = a.nth
LEFT JOIN flag_inst AS f ON f.fixmedins_code = a.fixmedins_code AND f.month = month_of(a.first_on)
-- step: batch_line
SELECT r.fixmedins_code, r.county || '@' || CAST(a.first_on AS VARCHAR) AS batch, r.stay_id
FROM rider AS r
JOIN arrival AS a ON a.fixmedins_code = r.fixmedins_code AND a.county = r.county AND a.nth = r.nth
WHERE r.doubted
