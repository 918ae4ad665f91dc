/*---
doc: >-
  Drugs (herbal pieces apart) by ingredient (whatever maker, so that a change of supplier is no growth) and consumables by class (15
  characters): those that watch_item names as key drugs, and the 200 dearest of each city. What an institution uses of
  an item in a quarter is compared with what the item's use at other institutions of its level leads one to expect;
  the ratios to expectation are then compared among the items of its peers. Growth is that of quantity: against the same
  quarter of the year before, less the median of the item's growth elsewhere; and, month by month, as a one-sided sum of
  what the institution uses beyond its usual share of the item (cusum, half a deviation a month is allowed). A user
  without usual diagnosis has none that at least 1 % of the item's users elsewhere have, nor one that the limit of
  payment names.
---*/
-- step: window
SELECT city4, first_date, last_date FROM span
-- step: drug_name
SELECT d.item, d.kreg, d.ingredient AS grp FROM drug_dim AS d
-- step: spent
SELECT m.fixmedins_code, i.city4, coalesce(d.grp, left(m.item, 15)) AS grp, m.item, m.kreg, m.kind, m.month, m.cnt, m.amt
FROM inst_item_month AS m
JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code
LEFT JOIN drug_name AS d ON d.item = m.item AND d.kreg = m.kreg
WHERE m.kind IN ('drug', 'cons') AND m.amt > 0 AND NOT starts_with(m.item, 'T')
-- step: rank_of
SELECT city4, grp, ROW_NUMBER() OVER (PARTITION BY city4 ORDER BY SUM(amt) DESC, grp) AS nth, SUM(amt) AS amt
FROM spent
GROUP BY city4, grp
-- step: watched
SELECT DISTINCT s.city4, s.grp
FROM spent AS s
JOIN watch_name AS w ON w.kind = 'key_drug' AND w.item = s.item AND w.kreg = s.kreg
-- step: population
SELECT r.city4, r.grp, r.nth, w.grp IS NOT NULL AS watched
FROM rank_of AS r
LEFT JOIN watched AS w ON w.city4 = r.city4 AND w.grp = r.grp
WHERE r.nth <= 200 OR w.grp IS NOT NULL
-- step: day
-- The quarter of a date as a number, looked up: worked out line by line it costs more than the rest of a pass.
SELECT svc_date, quarter_of(svc_date) AS quarter, DENSE_RANK() OVER (ORDER BY quarter_of(svc_date)) AS quarter_no
FROM (SELECT DISTINCT svc_date FROM fee_net) AS f
-- step: place
SELECT
  i.fixmedins_code, i.city4, coalesce(CAST(i.hosp_group AS VARCHAR), 'P') AS lv, w.last_date,
  ROW_NUMBER() OVER (ORDER BY i.fixmedins_code) AS place_no, DENSE_RANK() OVER (ORDER BY i.city4, i.kreg) AS area_no
FROM inst AS i
JOIN window AS w ON w.city4 = i.city4
-- step: ware
SELECT grp, ROW_NUMBER() OVER (ORDER BY grp) AS ware_no FROM (SELECT DISTINCT grp FROM population) AS p
-- step: goods
SELECT DISTINCT l.area_no, m.item, g.ware_no
FROM inst_item_month AS m
JOIN place AS l ON l.fixmedins_code = m.fixmedins_code
LEFT JOIN drug_name AS d ON d.item = m.item AND d.kreg = m.kreg
JOIN population AS p ON p.city4 = l.city4 AND p.grp = coalesce(d.grp, left(m.item, 15))
JOIN ware AS g ON g.grp = p.grp
-- step: patron
-- A number is grouped by faster than a text. From the lines: whoever was billed counts, registered or not.
SELECT psn_no, ROW_NUMBER() OVER (ORDER BY psn_no) AS person_no
FROM (SELECT DISTINCT psn_no FROM fee_net WHERE in_scope AND settled) AS p
-- step: used
-- The lines of these items, read once, with their cell (item of an institution in a quarter) and person as numbers.
SELECT
  l.place_no * 1000000000 + g.ware_no * 10000 + d.quarter_no AS cell, p.person_no, f.mdtrt_id, f.bilg_dr, f.main_diag, f.is_ip, f.takehome,
  f.svc_date, f.item, f.item_name, f.kind, f.cnt, f.amt
FROM fee_net AS f
JOIN place AS l ON l.fixmedins_code = f.fixmedins_code AND f.svc_date <= l.last_date
JOIN goods AS g ON g.area_no = l.area_no AND g.item = f.item
JOIN day AS d ON d.svc_date = f.svc_date
JOIN patron AS p ON p.psn_no = f.psn_no
WHERE f.in_scope AND f.settled AND f.cnt > 0 AND f.amt > 0 AND f.kind IN ('drug', 'cons')
-- step: used_item
SELECT
  cell, item, MIN(item_name) AS item_name, MIN(kind) AS kind, SUM(cnt) AS cnt, SUM(amt) AS amt, MAX(svc_date) AS last_on,
  COUNT(CASE WHEN is_ip THEN 1 END) AS ip_n, COUNT(CASE WHEN is_ip AND takehome THEN 1 END) AS take_n
FROM used
GROUP BY cell, item
-- step: cell
SELECT
  c.cell, c.place_no, c.ware_no, c.quarter_no, l.fixmedins_code, l.city4, l.lv, q.quarter, w.grp, c.cnt, c.amt, c.last_on AS occurred_on,
  c.ip_n, c.take_n
FROM (
  SELECT
    cell, int_div(cell, 1000000000) AS place_no, int_mod(int_div(cell, 10000), 100000) AS ware_no, int_mod(cell, 10000) AS quarter_no,
    SUM(cnt) AS cnt, SUM(amt) AS amt, MAX(last_on) AS last_on, SUM(ip_n) AS ip_n, SUM(take_n) AS take_n
  FROM used_item
  GROUP BY cell
) AS c
JOIN place AS l ON l.place_no = c.place_no
JOIN ware AS w ON w.ware_no = c.ware_no
JOIN (SELECT DISTINCT quarter_no, quarter FROM day) AS q ON q.quarter_no = c.quarter_no
-- step: named
SELECT c.grp, MIN(u.item_name) AS item_name, MIN(u.kind) AS kind FROM used_item AS u JOIN cell AS c ON c.cell = u.cell GROUP BY c.grp
-- step: seen
SELECT s.place_no, s.quarter_no, p.person_no, left(s.main_diag, 3) AS diag3, s.is_ip
FROM (
  SELECT l.place_no, d.quarter_no, f.psn_no, f.main_diag, f.is_ip
  FROM fee_net AS f
  JOIN place AS l ON l.fixmedins_code = f.fixmedins_code AND f.svc_date <= l.last_date
  JOIN day AS d ON d.svc_date = f.svc_date
  WHERE f.in_scope AND f.settled
  GROUP BY l.place_no, d.quarter_no, f.psn_no, f.main_diag, f.is_ip
) AS s
JOIN patron AS p ON p.psn_no = s.psn_no
GROUP BY s.place_no, s.quarter_no, p.person_no, left(s.main_diag, 3), s.is_ip
-- step: patient
SELECT l.fixmedins_code, l.lv, q.quarter, s.illness, s.n
FROM (
  SELECT place_no, quarter_no, coalesce(diag3, '') || CASE WHEN is_ip THEN '+' ELSE '-' END AS illness, COUNT(*) AS n
  FROM seen
  GROUP BY place_no, quarter_no, coalesce(diag3, '') || CASE WHEN is_ip THEN '+' ELSE '-' END
) AS s
JOIN place AS l ON l.place_no = s.place_no
JOIN (SELECT DISTINCT quarter_no, quarter FROM day) AS q ON q.quarter_no = s.quarter_no
-- step: patient_all
SELECT lv, quarter, illness, SUM(n) AS n FROM patient GROUP BY lv, quarter, illness
-- step: person_ill
SELECT cell, person_no, left(main_diag, 3) AS diag3, is_ip, SUM(cnt) AS cnt, SUM(amt) AS amt FROM used GROUP BY cell, person_no, left(main_diag, 3), is_ip
-- step: user_ill
SELECT c.fixmedins_code, c.lv, c.quarter, u.illness, c.grp, u.users, u.cnt, u.amt
FROM (
  SELECT
    cell, coalesce(diag3, '') || CASE WHEN is_ip THEN '+' ELSE '-' END AS illness, COUNT(*) AS users, SUM(cnt) AS cnt, SUM(amt) AS amt
  FROM person_ill
  GROUP BY cell, coalesce(diag3, '') || CASE WHEN is_ip THEN '+' ELSE '-' END
) AS u
JOIN cell AS c ON c.cell = u.cell
-- step: user_all
SELECT lv, quarter, illness, grp, SUM(users) AS users, SUM(cnt) AS cnt, SUM(amt) AS amt FROM user_ill GROUP BY lv, quarter, illness, grp
-- step: use
SELECT
  c.cell, c.place_no, c.ware_no, c.quarter_no, c.fixmedins_code, c.city4, c.lv, c.quarter, c.grp, c.cnt, c.amt, c.occurred_on, c.ip_n, c.take_n,
  u.users, u.most
FROM (
  SELECT p.cell, COUNT(*) AS users, MAX(p.cnt) AS most
  FROM (SELECT cell, person_no, SUM(cnt) AS cnt FROM person_ill GROUP BY cell, person_no) AS p
  GROUP BY p.cell
) AS u
JOIN cell AS c ON c.cell = u.cell
-- step: judged
-- What passes the gate of the card: only for these is it worked out who prescribes, what is expected, and which visits are odd.
SELECT
  u.cell, u.place_no, u.ware_no, u.quarter_no, u.fixmedins_code, u.city4, u.lv, u.quarter, u.grp, u.cnt, u.amt, u.occurred_on, u.ip_n, u.take_n,
  u.users, u.most, p.watched, p.nth
FROM use AS u
JOIN population AS p ON p.city4 = u.city4 AND p.grp = u.grp
WHERE p.watched AND u.users >= 30 OR u.amt >= 20000
-- step: encounter
SELECT u.cell, COUNT(DISTINCT u.mdtrt_id) AS n FROM used AS u JOIN judged AS j ON j.cell = u.cell GROUP BY u.cell
-- step: use_all
SELECT
  lv, quarter, grp, COUNT(*) AS places, SUM(users) AS users, SUM(cnt) AS cnt, SUM(amt) AS amt, SUM(ip_n) AS ip_n, SUM(take_n) AS take_n
FROM use
GROUP BY lv, quarter, grp
-- step: expected
SELECT
  j.cell, SUM(coalesce(o.users, 0)) AS users_o, SUM(coalesce(o.amt, 0)) AS mix_o,
  SUM(CAST(p.n * ratio(a.users - coalesce(o.users, 0), w.n - p.n) AS DECIMAL(18,6))) AS users_e,
  SUM(CAST(p.n * ratio(a.amt - coalesce(o.amt, 0), w.n - p.n) AS DECIMAL(18,6))) AS mix_e,
  SUM(CASE WHEN a.users - coalesce(o.users, 0) >= 5 THEN o.cnt END) AS dose_o,
  SUM(CASE WHEN a.users - coalesce(o.users, 0) >= 5
    THEN CAST(o.users * ratio(a.cnt - coalesce(o.cnt, 0), a.users - coalesce(o.users, 0)) AS DECIMAL(18,6)) END) AS dose_e
FROM judged AS j
JOIN patient AS p ON p.fixmedins_code = j.fixmedins_code AND p.quarter = j.quarter
JOIN patient_all AS w ON w.lv = p.lv AND w.quarter = p.quarter AND w.illness = p.illness AND w.n - p.n >= 10
JOIN user_all AS a ON a.lv = p.lv AND a.quarter = p.quarter AND a.illness = p.illness AND a.grp = j.grp
LEFT JOIN user_ill AS o ON o.fixmedins_code = p.fixmedins_code AND o.quarter = p.quarter AND o.illness = p.illness AND o.grp = a.grp
GROUP BY j.cell
-- step: per_user
SELECT lv, quarter, grp, quantile_of(ratio(cnt, users), 0.75) AS q3 FROM use WHERE users >= 10 GROUP BY lv, quarter, grp HAVING COUNT(*) >= 4
-- step: beside
-- The diagnoses of an encounter besides its main one, which the lines tell: most encounters have none.
SELECT DISTINCT d.mdtrt_id, left(d.diag, 3) AS diag3
FROM enc AS e
JOIN enc_diag AS d ON d.mdtrt_id = e.mdtrt_id
WHERE e.diag IS NOT NULL AND (e.main_diag IS NULL OR e.diag <> '|' || e.main_diag || '|' AND left(d.diag, 3) <> left(e.main_diag, 3))
-- step: told
-- Some rows twice: whoever reads them counts persons.
SELECT cell, person_no, diag3 FROM person_ill WHERE diag3 IS NOT NULL
UNION ALL
SELECT u.cell, u.person_no, b.diag3 FROM used AS u JOIN beside AS b ON b.mdtrt_id = u.mdtrt_id
-- step: told_person
SELECT c.place_no, c.ware_no, t.person_no, t.diag3
FROM told AS t
JOIN cell AS c ON c.cell = t.cell
GROUP BY c.place_no, c.ware_no, t.person_no, t.diag3
-- step: told_own
SELECT place_no, ware_no, COUNT(DISTINCT person_no) AS users FROM told_person GROUP BY place_no, ware_no
-- step: diag_use
SELECT place_no, ware_no, diag3, COUNT(*) AS users FROM told_person GROUP BY place_no, ware_no, diag3
-- step: ill
SELECT s.place_no, s.diag3, COUNT(*) AS n
FROM (
  SELECT place_no, person_no, diag3 FROM seen WHERE diag3 IS NOT NULL
  UNION
  SELECT o.place_no, p.person_no, o.diag3
  FROM (
    SELECT DISTINCT l.place_no, f.psn_no, b.diag3
    FROM fee_net AS f
    JOIN beside AS b ON b.mdtrt_id = f.mdtrt_id
    JOIN place AS l ON l.fixmedins_code = f.fixmedins_code AND f.svc_date <= l.last_date
    WHERE f.in_scope AND f.settled
  ) AS o
  JOIN patron AS p ON p.psn_no = o.psn_no
) AS s
GROUP BY s.place_no, s.diag3
HAVING COUNT(*) >= 10
-- step: given_at
SELECT
  o.place_no, p.ware_no, p.diag3, CASE WHEN u.users >= 2 AND u.users * 10 >= i.n THEN 1 ELSE 0 END AS given
FROM (SELECT DISTINCT ware_no, diag3 FROM diag_use) AS p
JOIN ill AS i ON i.diag3 = p.diag3
JOIN told_own AS o ON o.ware_no = p.ware_no AND o.place_no = i.place_no AND o.users >= 10
LEFT JOIN diag_use AS u ON u.place_no = o.place_no AND u.ware_no = p.ware_no AND u.diag3 = p.diag3
-- step: given_all
SELECT ware_no, diag3, COUNT(*) AS places, SUM(given) AS given FROM given_at GROUP BY ware_no, diag3
-- step: limited
SELECT DISTINCT c.ware_no, left(k.icd_prefix, 3) AS prefix
FROM (SELECT DISTINCT int_mod(int_div(cell, 10000), 100000) AS ware_no, item FROM used_item) AS c
JOIN indication_limit AS l ON l.item_code = c.item
JOIN indication_icd AS k ON k.indication = l.indication AND k.kreg = l.kreg
-- step: odd_diag
SELECT d.place_no, d.ware_no, d.diag3
FROM diag_use AS d
JOIN given_all AS a ON a.ware_no = d.ware_no AND a.diag3 = d.diag3
LEFT JOIN given_at AS o ON o.place_no = d.place_no AND o.ware_no = d.ware_no AND o.diag3 = d.diag3
LEFT JOIN (
  SELECT DISTINCT d.ware_no, d.diag3
  FROM (SELECT DISTINCT ware_no, diag3 FROM diag_use) AS d
  JOIN limited AS m ON m.ware_no = d.ware_no AND starts_with(d.diag3, m.prefix)
) AS l ON l.ware_no = d.ware_no AND l.diag3 = d.diag3
WHERE l.ware_no IS NULL AND a.places - CASE WHEN o.ware_no IS NULL THEN 0 ELSE 1 END >= 3
  AND 2 * (a.given - coalesce(o.given, 0)) < a.places - CASE WHEN o.ware_no IS NULL THEN 0 ELSE 1 END
-- step: odd_person
SELECT t.cell, t.person_no, MIN(CASE WHEN k.cell IS NULL THEN 0 ELSE 1 END) AS odd
FROM told AS t
LEFT JOIN (
  SELECT c.cell, d.diag3 FROM odd_diag AS d JOIN cell AS c ON c.place_no = d.place_no AND c.ware_no = d.ware_no
) AS k ON k.cell = t.cell AND k.diag3 = t.diag3
GROUP BY t.cell, t.person_no
-- step: odd_user
SELECT cell, COUNT(*) AS users, SUM(odd) AS odd FROM odd_person GROUP BY cell
-- step: odd_visit
SELECT o.cell, joined(o.mdtrt_id) AS related
FROM (
  SELECT v.cell, v.mdtrt_id, ROW_NUMBER() OVER (PARTITION BY v.cell ORDER BY v.mdtrt_id) AS nth
  FROM (
    SELECT u.cell, u.person_no, MIN(u.mdtrt_id) AS mdtrt_id
    FROM odd_person AS p
    JOIN judged AS j ON j.cell = p.cell
    JOIN used AS u ON u.cell = p.cell AND u.person_no = p.person_no
    LEFT JOIN (SELECT DISTINCT mdtrt_id FROM beside) AS b ON b.mdtrt_id = u.mdtrt_id
    WHERE p.odd = 1 AND (u.main_diag IS NOT NULL OR b.mdtrt_id IS NOT NULL)
    GROUP BY u.cell, u.person_no
  ) AS v
) AS o
WHERE o.nth <= 100
GROUP BY o.cell
-- step: odd_usual
SELECT ware_no, CASE WHEN COUNT(*) >= 4 THEN quantile_of(share, 0.25) ELSE CAST(0 AS DOUBLE) END AS share
FROM (
  SELECT c.place_no, c.ware_no, ratio(SUM(o.odd), SUM(o.users)) AS share
  FROM odd_user AS o
  JOIN cell AS c ON c.cell = o.cell
  GROUP BY c.place_no, c.ware_no
  HAVING SUM(o.users) >= 10
) AS s
GROUP BY ware_no
-- step: doctor_use
SELECT d.cell, d.bilg_dr, d.users, ROW_NUMBER() OVER (PARTITION BY d.cell ORDER BY d.users DESC, d.bilg_dr) AS nth
FROM (
  SELECT u.cell, u.bilg_dr, COUNT(DISTINCT u.person_no) AS users
  FROM used AS u
  JOIN judged AS j ON j.cell = u.cell
  WHERE u.bilg_dr IS NOT NULL
  GROUP BY u.cell, u.bilg_dr
) AS d
-- step: doctor_all
SELECT
  d.place_no, d.quarter_no, d.bilg_dr, d.users, SUM(d.users) OVER (PARTITION BY d.place_no, d.quarter_no) AS whole,
  COUNT(*) OVER (PARTITION BY d.place_no, d.quarter_no) AS doctors
FROM (
  SELECT p.place_no, p.quarter_no, p.bilg_dr, COUNT(*) AS users
  FROM (
    SELECT DISTINCT c.place_no, c.quarter_no, u.bilg_dr, u.person_no
    FROM used AS u
    JOIN cell AS c ON c.cell = u.cell
    JOIN (SELECT DISTINCT place_no, quarter_no FROM judged) AS j ON j.place_no = c.place_no AND j.quarter_no = c.quarter_no
    WHERE u.bilg_dr IS NOT NULL
  ) AS p
  GROUP BY p.place_no, p.quarter_no, p.bilg_dr
) AS d
-- step: month_use
SELECT s.fixmedins_code, s.city4, s.grp, s.month, SUM(s.cnt) AS cnt, SUM(s.amt) AS amt
FROM spent AS s
JOIN population AS p ON p.city4 = s.city4 AND p.grp = s.grp
GROUP BY s.fixmedins_code, s.city4, s.grp, s.month
-- step: month_all
SELECT grp, month, SUM(cnt) AS cnt FROM month_use GROUP BY grp, month
-- step: share_month
SELECT
  u.fixmedins_code, u.grp, u.month, ln_of(ratio(u.cnt + 1, a.cnt - u.cnt + 1)) AS share
FROM month_use AS u
JOIN month_all AS a ON a.grp = u.grp AND a.month = u.month
-- step: usual_share
SELECT fixmedins_code, grp, COUNT(*) AS months, median_of(share) AS middle FROM share_month GROUP BY fixmedins_code, grp
-- step: share_spread
SELECT s.fixmedins_code, s.grp, median_of(abs(s.share - u.middle)) AS mad
FROM share_month AS s
JOIN usual_share AS u ON u.fixmedins_code = s.fixmedins_code AND u.grp = s.grp
WHERE u.months >= 6
GROUP BY s.fixmedins_code, s.grp
-- step: step_month
SELECT
  s.fixmedins_code, s.grp, s.month,
  CAST(ratio(s.share - u.middle, greatest(1.4826 * d.mad, 0.1)) - 0.5 AS DECIMAL(18,6)) AS excess
FROM share_month AS s
JOIN usual_share AS u ON u.fixmedins_code = s.fixmedins_code AND u.grp = s.grp
JOIN share_spread AS d ON d.fixmedins_code = s.fixmedins_code AND d.grp = s.grp
-- step: run_month
SELECT
  fixmedins_code, grp, month, SUM(excess) OVER (PARTITION BY fixmedins_code, grp ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
FROM step_month
-- step: cusum_month
SELECT
  fixmedins_code, grp, month,
  run - least(0, MIN(run) OVER (PARTITION BY fixmedins_code, grp ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS sum_over
FROM run_month
-- step: cusum
SELECT fixmedins_code, grp, quarter_of(date_of(replace(month, '-', '') || '01')) AS quarter, MAX(ratio(sum_over, 5)) AS cusum
FROM cusum_month
GROUP BY fixmedins_code, grp, quarter_of(date_of(replace(month, '-', '') || '01'))
-- step: grown
SELECT
  n.fixmedins_code, n.quarter, n.grp, n.cnt, n.amt, o.cnt AS old_cnt, o.amt AS old_amt,
  ln_of(ratio(n.cnt + 1, o.cnt + 1)) AS growth
FROM use AS n
JOIN use AS o
  ON o.fixmedins_code = n.fixmedins_code AND o.grp = n.grp AND CAST(left(o.quarter, 4) AS BIGINT) + 1 = CAST(left(n.quarter, 4) AS BIGINT)
  AND right(o.quarter, 2) = right(n.quarter, 2)
-- step: usual_growth
SELECT quarter, grp, median_of(growth) AS growth FROM grown GROUP BY quarter, grp HAVING COUNT(*) >= 3
-- step: fresh
SELECT DISTINCT fixmedins_code, quarter_of(date_of(replace(month, '-', '') || '01')) AS quarter FROM flag_inst WHERE has_cls(flags, 'new')
-- step: alone
SELECT DISTINCT fixmedins_code FROM flag_inst WHERE has_cls(flags, 'monopoly')
-- step: item_use
SELECT
  u.fixmedins_code, u.grp, u.quarter AS period, u.occurred_on, n.item_name, n.kind, u.watched, u.nth AS fund_rank, u.users, e.n AS encounters,
  u.cnt, u.amt, f.fixmedins_code IS NULL AS settled_in, m.fixmedins_code IS NULL AND u.most * 10 >= u.cnt AS by_one, n.kind = 'drug' AS is_drug,
  d.doctors >= 3 AS many_doctors, u.ip_n >= 30 AS many_ip,
  g.growth - x.growth AS growth, c.cusum,
  CASE WHEN t.users * 2 >= u.users AND l.users_e > 0 THEN l.users_o END AS users_o,
  CASE WHEN t.users * 2 >= u.users AND l.users_e > 0 THEN l.users_e END AS users_e,
  CASE WHEN t.users * 2 >= u.users THEN l.dose_o END AS dose_o, CASE WHEN t.users * 2 >= u.users THEN l.dose_e END AS dose_e,
  CASE WHEN t.users * 2 >= u.users AND l.mix_e > 0 THEN l.mix_o END AS mix_o,
  CASE WHEN t.users * 2 >= u.users AND l.mix_e > 0 THEN l.mix_e END AS mix_e,
  ratio(s.users, u.users) - ratio(d.users, d.whole) AS doctor,
  u.most AS person_o, CAST(ratio(u.cnt, u.users) AS DECIMAL(18,6)) AS person_e,
  CASE WHEN t.users * 2 >= u.users THEN ratio(t.odd, t.users) - z.share END AS nodx, t.odd AS odd_n, t.users AS odd_of,
  CASE WHEN t.users * 2 >= u.users THEN v.related END AS related,
  CASE WHEN a.ip_n - u.ip_n >= 30 THEN u.take_n END AS take_o,
  CASE WHEN a.ip_n - u.ip_n >= 30 THEN CAST(u.ip_n * ratio(a.take_n - u.take_n, a.ip_n - u.ip_n) AS DECIMAL(18,6)) END AS take_e,
  CAST(greatest(0, u.cnt - u.users * y.q3) * ratio(u.amt, u.cnt) AS DECIMAL(18,2)) AS beyond_amt,
  CAST((g.cnt - g.old_cnt) * ratio(g.old_amt, g.old_cnt) AS DECIMAL(18,2)) AS volume_amt,
  CAST(g.cnt * (ratio(g.amt, g.cnt) - ratio(g.old_amt, g.old_cnt)) AS DECIMAL(18,2)) AS price_amt
FROM judged AS u
JOIN encounter AS e ON e.cell = u.cell
JOIN named AS n ON n.grp = u.grp
JOIN use_all AS a ON a.lv = u.lv AND a.quarter = u.quarter AND a.grp = u.grp
LEFT JOIN doctor_use AS s ON s.cell = u.cell AND s.nth = 1
LEFT JOIN doctor_all AS d ON d.place_no = u.place_no AND d.quarter_no = u.quarter_no AND d.bilg_dr = s.bilg_dr
LEFT JOIN expected AS l ON l.cell = u.cell
LEFT JOIN odd_user AS t ON t.cell = u.cell
LEFT JOIN odd_visit AS v ON v.cell = u.cell
LEFT JOIN odd_usual AS z ON z.ware_no = u.ware_no
LEFT JOIN per_user AS y ON y.lv = u.lv AND y.quarter = u.quarter AND y.grp = u.grp
LEFT JOIN cusum AS c ON c.fixmedins_code = u.fixmedins_code AND c.quarter = u.quarter AND c.grp = u.grp
LEFT JOIN grown AS g ON g.fixmedins_code = u.fixmedins_code AND g.quarter = u.quarter AND g.grp = u.grp
LEFT JOIN usual_growth AS x ON x.quarter = u.quarter AND x.grp = u.grp
LEFT JOIN fresh AS f ON f.fixmedins_code = u.fixmedins_code AND f.quarter = u.quarter
LEFT JOIN alone AS m ON m.fixmedins_code = u.fixmedins_code
-- step: region_month
SELECT city4, grp, month, SUM(cnt) AS cnt, SUM(amt) AS amt, COUNT(*) AS places, MAX(cnt) AS most
FROM month_use
GROUP BY city4, grp, month
-- step: region_no
SELECT r.*, CAST(left(r.month, 4) AS BIGINT) * 12 + CAST(right(r.month, 2) AS BIGINT) AS no FROM region_month AS r
-- step: region_three
SELECT
  city4, grp, month, no, places, most, cnt, amt,
  SUM(cnt) OVER (PARTITION BY city4, grp ORDER BY no RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS cnt3,
  SUM(amt) OVER (PARTITION BY city4, grp ORDER BY no RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS amt3
FROM region_no
-- step: region_share
SELECT r.city4, r.grp, r.month, ln_of(ratio(r.amt + 1, w.amt - r.amt + 1)) AS share
FROM region_month AS r
JOIN (SELECT city4, month, SUM(amt) AS amt FROM region_month GROUP BY city4, month) AS w ON w.city4 = r.city4 AND w.month = r.month
-- step: region_usual
SELECT city4, grp, COUNT(*) AS months, median_of(share) AS middle FROM region_share GROUP BY city4, grp
-- step: region_spread
SELECT s.city4, s.grp, median_of(abs(s.share - u.middle)) AS mad
FROM region_share AS s
JOIN region_usual AS u ON u.city4 = s.city4 AND u.grp = s.grp
WHERE u.months >= 6
GROUP BY s.city4, s.grp
-- step: region_run
SELECT
  s.city4, s.grp, s.month,
  SUM(CAST(ratio(s.share - u.middle, greatest(1.4826 * d.mad, 0.1)) - 0.5 AS DECIMAL(18,6))) OVER (
    PARTITION BY s.city4, s.grp ORDER BY s.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS run
FROM region_share AS s
JOIN region_usual AS u ON u.city4 = s.city4 AND u.grp = s.grp
JOIN region_spread AS d ON d.city4 = s.city4 AND d.grp = s.grp
-- step: region_cusum
SELECT
  city4, grp, month,
  ratio(run - least(0, MIN(run) OVER (PARTITION BY city4, grp ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)), 5) AS cusum
FROM region_run
-- step: region_before
SELECT r.city4, r.grp, r.month, COUNT(*) AS months, median_of(b.cnt) AS cnt, median_of(b.places) AS places
FROM region_no AS r
JOIN region_no AS b ON b.city4 = r.city4 AND b.grp = r.grp AND b.no < r.no - 2
GROUP BY r.city4, r.grp, r.month
-- step: touched
SELECT DISTINCT i.city4, coalesce(d.ingredient, left(e.item, 15)) AS grp, e.day
FROM flag_event AS e
JOIN inst AS i ON i.kreg = e.kreg
LEFT JOIN drug_dim AS d ON d.item = e.item AND d.kreg = e.kreg
WHERE e.item <> ''
-- step: touched_month
SELECT DISTINCT r.city4, r.grp, r.month
FROM region_no AS r
JOIN touched AS e ON e.city4 = r.city4 AND e.grp = r.grp
WHERE month_of(e.day) <= r.month AND month_of(add_days(e.day, 365)) >= r.month
-- step: seller
SELECT city4, grp, month, fixmedins_code, ROW_NUMBER() OVER (PARTITION BY city4, grp, month ORDER BY cnt DESC, fixmedins_code) AS nth FROM month_use
-- step: region_item
SELECT
  r.city4, r.grp, r.grp || '@' || r.city4 AS group_id, r.month AS period, b.fixmedins_code, date_of(replace(r.month, '-', '') || '01') AS occurred_on,
  n.item_name, n.kind, n.kind || '|' || r.city4 AS peer_near, n.kind AS peer_wide, p.watched, p.nth AS fund_rank, r.cnt, r.amt, r.places,
  h.grp IS NULL AS unmoved, ln_of(ratio(r.cnt3 + 1, o.cnt3 + 1)) AS growth, c.cusum,
  CASE WHEN f.months >= 6 AND f.places >= 3 AND f.cnt >= 10 THEN ln_of(ratio(r.cnt3, 3 * f.cnt)) END AS surge, f.cnt AS before_cnt, r.cnt3,
  CASE WHEN r.places >= 5 THEN r.most END AS most,
  CAST((r.cnt3 - o.cnt3) * ratio(o.amt3, o.cnt3) AS DECIMAL(18,2)) AS volume_amt,
  CAST(r.cnt3 * (ratio(r.amt3, r.cnt3) - ratio(o.amt3, o.cnt3)) AS DECIMAL(18,2)) AS price_amt
FROM region_three AS r
JOIN population AS p ON p.city4 = r.city4 AND p.grp = r.grp
JOIN named AS n ON n.grp = r.grp
JOIN seller AS b ON b.city4 = r.city4 AND b.grp = r.grp AND b.month = r.month AND b.nth = 1
LEFT JOIN region_three AS o ON o.city4 = r.city4 AND o.grp = r.grp AND o.no = r.no - 12
LEFT JOIN region_before AS f ON f.city4 = r.city4 AND f.grp = r.grp AND f.month = r.month
LEFT JOIN touched_month AS h ON h.city4 = r.city4 AND h.grp = r.grp AND h.month = r.month
LEFT JOIN region_cusum AS c ON c.city4 = r.city4 AND c.grp = r.grp AND c.month = r.month
