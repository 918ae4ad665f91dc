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
-- step: used
-- One row per encounter, item and physician: what is counted below starts from a third fewer rows than there are lines.
SELECT
  f.fixmedins_code, quarter_of(f.svc_date) AS quarter, coalesce(d.grp, left(f.item, 15)) AS grp, f.item, f.psn_no, f.mdtrt_id, f.bilg_dr,
  f.main_diag, f.is_ip, MIN(f.item_name) AS item_name, MIN(f.kind) AS kind, SUM(f.cnt) AS cnt, SUM(f.amt) AS amt, MAX(f.svc_date) AS last_on,
  COUNT(*) AS lines, COUNT(CASE WHEN f.takehome THEN 1 END) AS take_n
FROM fee_net AS f
JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
JOIN window AS w ON w.city4 = i.city4
LEFT JOIN drug_name AS d ON d.item = f.item AND d.kreg = f.kreg
JOIN population AS p ON p.city4 = i.city4 AND p.grp = coalesce(d.grp, left(f.item, 15))
WHERE f.in_scope AND f.settled AND f.cnt > 0 AND f.amt > 0 AND f.kind IN ('drug', 'cons') AND f.svc_date <= w.last_date
GROUP BY
  f.fixmedins_code, quarter_of(f.svc_date), coalesce(d.grp, left(f.item, 15)), f.item, f.psn_no, f.mdtrt_id, f.bilg_dr, f.main_diag, f.is_ip
-- step: named
SELECT grp, MIN(item_name) AS item_name, MIN(kind) AS kind FROM used GROUP BY grp
-- step: seen
SELECT DISTINCT f.fixmedins_code, quarter_of(f.svc_date) AS quarter, f.mdtrt_id, f.psn_no, f.main_diag, f.is_ip
FROM fee_net AS f
JOIN inst AS i ON i.fixmedins_code = f.fixmedins_code
JOIN window AS w ON w.city4 = i.city4
WHERE f.in_scope AND f.settled AND f.svc_date <= w.last_date
-- step: place
SELECT fixmedins_code, city4, coalesce(CAST(hosp_group AS VARCHAR), 'P') AS lv FROM inst
-- step: patient
SELECT
  s.fixmedins_code, l.lv, s.quarter, coalesce(left(s.main_diag, 3), '') || CASE WHEN s.is_ip THEN '+' ELSE '-' END AS illness,
  COUNT(DISTINCT s.psn_no) AS n
FROM seen AS s
JOIN place AS l ON l.fixmedins_code = s.fixmedins_code
GROUP BY s.fixmedins_code, l.lv, s.quarter, coalesce(left(s.main_diag, 3), '') || CASE WHEN s.is_ip THEN '+' ELSE '-' END
-- step: patient_all
SELECT lv, quarter, illness, SUM(n) AS n FROM patient GROUP BY lv, quarter, illness
-- step: person_ill
SELECT
  u.fixmedins_code, u.quarter, u.grp, coalesce(left(u.main_diag, 3), '') || CASE WHEN u.is_ip THEN '+' ELSE '-' END AS illness, u.psn_no,
  SUM(u.cnt) AS cnt, SUM(u.amt) AS amt, MAX(u.last_on) AS last_on, SUM(CASE WHEN u.is_ip THEN u.lines ELSE 0 END) AS ip_n,
  SUM(CASE WHEN u.is_ip THEN u.take_n ELSE 0 END) AS take_n
FROM used AS u
GROUP BY
  u.fixmedins_code, u.quarter, u.grp, coalesce(left(u.main_diag, 3), '') || CASE WHEN u.is_ip THEN '+' ELSE '-' END, u.psn_no
-- step: user_ill
SELECT u.fixmedins_code, l.lv, u.quarter, u.illness, u.grp, COUNT(u.psn_no) AS users, SUM(u.cnt) AS cnt, SUM(u.amt) AS amt
FROM person_ill AS u
JOIN place AS l ON l.fixmedins_code = u.fixmedins_code
GROUP BY u.fixmedins_code, l.lv, u.quarter, u.illness, u.grp
-- step: user_all
SELECT lv, quarter, illness, grp, SUM(users) AS users, SUM(cnt) AS cnt, SUM(amt) AS amt FROM user_ill GROUP BY lv, quarter, illness, grp
-- step: person_use
SELECT
  fixmedins_code, quarter, grp, psn_no, SUM(cnt) AS cnt, SUM(amt) AS amt, MAX(last_on) AS last_on, SUM(ip_n) AS ip_n, SUM(take_n) AS take_n
FROM person_ill
GROUP BY fixmedins_code, quarter, grp, psn_no
-- step: encounter
SELECT fixmedins_code, quarter, grp, COUNT(DISTINCT mdtrt_id) AS n FROM used GROUP BY fixmedins_code, quarter, grp
-- step: use
SELECT
  u.fixmedins_code, l.city4, l.lv, u.quarter, u.grp, COUNT(u.psn_no) AS users, MAX(e.n) AS encounters, SUM(u.cnt) AS cnt, SUM(u.amt) AS amt,
  MAX(u.last_on) AS occurred_on, SUM(u.ip_n) AS ip_n, SUM(u.take_n) AS take_n, MAX(u.cnt) AS most
FROM person_use AS u
JOIN place AS l ON l.fixmedins_code = u.fixmedins_code
JOIN encounter AS e ON e.fixmedins_code = u.fixmedins_code AND e.quarter = u.quarter AND e.grp = u.grp
GROUP BY u.fixmedins_code, l.city4, l.lv, u.quarter, u.grp
-- step: use_all
SELECT
  lv, quarter, grp, COUNT(*) AS places, SUM(users) AS users, SUM(cnt) AS cnt, SUM(amt) AS amt, SUM(ip_n) AS ip_n, SUM(take_n) AS take_n
FROM use
GROUP BY lv, quarter, grp
-- step: expected
SELECT
  p.fixmedins_code, p.quarter, a.grp, SUM(coalesce(o.users, 0)) AS users_o, SUM(coalesce(o.amt, 0)) AS mix_o,
  SUM(CAST(p.n * ratio(a.users - coalesce(o.users, 0), w.n - p.n) AS DECIMAL(18,6))) AS users_e,
  SUM(CAST(p.n * ratio(a.amt - coalesce(o.amt, 0), w.n - p.n) AS DECIMAL(18,6))) AS mix_e,
  SUM(CASE WHEN a.users - coalesce(o.users, 0) >= 5 THEN o.cnt END) AS dose_o,
  SUM(CASE WHEN a.users - coalesce(o.users, 0) >= 5
    THEN CAST(o.users * ratio(a.cnt - coalesce(o.cnt, 0), a.users - coalesce(o.users, 0)) AS DECIMAL(18,6)) END) AS dose_e
FROM patient AS p
JOIN patient_all AS w ON w.lv = p.lv AND w.quarter = p.quarter AND w.illness = p.illness AND w.n - p.n >= 10
JOIN user_all AS a ON a.lv = p.lv AND a.quarter = p.quarter AND a.illness = p.illness
LEFT JOIN user_ill AS o ON o.fixmedins_code = p.fixmedins_code AND o.quarter = p.quarter AND o.illness = p.illness AND o.grp = a.grp
GROUP BY p.fixmedins_code, p.quarter, a.grp
-- step: per_user
SELECT lv, quarter, grp, quantile_of(ratio(cnt, users), 0.75) AS q3 FROM use WHERE users >= 10 GROUP BY lv, quarter, grp HAVING COUNT(*) >= 4
-- step: told
SELECT u.fixmedins_code, u.quarter, u.grp, u.psn_no, left(d.diag, 3) AS diag3, MIN(u.mdtrt_id) AS mdtrt_id
FROM used AS u
JOIN enc_diag AS d ON d.mdtrt_id = u.mdtrt_id
GROUP BY u.fixmedins_code, u.quarter, u.grp, u.psn_no, left(d.diag, 3)
-- step: told_own
SELECT fixmedins_code, grp, COUNT(DISTINCT psn_no) AS users FROM told GROUP BY fixmedins_code, grp
-- step: diag_use
SELECT fixmedins_code, grp, diag3, COUNT(DISTINCT psn_no) AS users FROM told GROUP BY fixmedins_code, grp, diag3
-- step: ill
SELECT s.fixmedins_code, left(d.diag, 3) AS diag3, COUNT(DISTINCT s.psn_no) AS n
FROM seen AS s
JOIN enc_diag AS d ON d.mdtrt_id = s.mdtrt_id
GROUP BY s.fixmedins_code, left(d.diag, 3)
HAVING COUNT(DISTINCT s.psn_no) >= 10
-- step: given_at
SELECT
  o.fixmedins_code, p.grp, p.diag3, CASE WHEN u.users >= 2 AND u.users * 10 >= i.n THEN 1 ELSE 0 END AS given
FROM (SELECT DISTINCT grp, diag3 FROM diag_use) AS p
JOIN ill AS i ON i.diag3 = p.diag3
JOIN told_own AS o ON o.grp = p.grp AND o.fixmedins_code = i.fixmedins_code AND o.users >= 10
LEFT JOIN diag_use AS u ON u.fixmedins_code = o.fixmedins_code AND u.grp = p.grp AND u.diag3 = p.diag3
-- step: given_all
SELECT grp, diag3, COUNT(*) AS places, SUM(given) AS given FROM given_at GROUP BY grp, diag3
-- step: limited
SELECT DISTINCT c.grp, left(k.icd_prefix, 3) AS prefix
FROM (SELECT DISTINCT grp, item FROM used) AS c
JOIN indication_limit AS l ON l.item_code = c.item
JOIN indication_icd AS k ON k.indication = l.indication AND k.kreg = l.kreg
-- step: diag_kind
SELECT
  d.fixmedins_code, d.grp, d.diag3,
  l.grp IS NULL AND a.places - CASE WHEN o.grp IS NULL THEN 0 ELSE 1 END >= 3
    AND 2 * (a.given - coalesce(o.given, 0)) < a.places - CASE WHEN o.grp IS NULL THEN 0 ELSE 1 END AS odd
FROM diag_use AS d
LEFT JOIN given_all AS a ON a.grp = d.grp AND a.diag3 = d.diag3
LEFT JOIN given_at AS o ON o.fixmedins_code = d.fixmedins_code AND o.grp = d.grp AND o.diag3 = d.diag3
LEFT JOIN (
  SELECT DISTINCT d.grp, d.diag3
  FROM (SELECT DISTINCT grp, diag3 FROM diag_use) AS d
  JOIN limited AS m ON m.grp = d.grp AND starts_with(d.diag3, m.prefix)
) AS l ON l.grp = d.grp AND l.diag3 = d.diag3
-- step: odd_person
SELECT
  u.fixmedins_code, u.quarter, u.grp, u.psn_no, MIN(CASE WHEN k.odd THEN 1 ELSE 0 END) AS odd, MIN(u.mdtrt_id) AS mdtrt_id
FROM told AS u
JOIN diag_kind AS k ON k.fixmedins_code = u.fixmedins_code AND k.grp = u.grp AND k.diag3 = u.diag3
GROUP BY u.fixmedins_code, u.quarter, u.grp, u.psn_no
-- step: odd_user
SELECT fixmedins_code, quarter, grp, COUNT(*) AS users, SUM(odd) AS odd FROM odd_person GROUP BY fixmedins_code, quarter, grp
-- step: odd_visit
SELECT o.fixmedins_code, o.quarter, o.grp, joined(o.mdtrt_id) AS related
FROM (
  SELECT
    fixmedins_code, quarter, grp, mdtrt_id,
    ROW_NUMBER() OVER (PARTITION BY fixmedins_code, quarter, grp ORDER BY mdtrt_id) AS nth
  FROM odd_person
  WHERE odd = 1
) AS o
WHERE o.nth <= 100
GROUP BY o.fixmedins_code, o.quarter, o.grp
-- step: odd_usual
SELECT grp, CASE WHEN COUNT(*) >= 4 THEN quantile_of(share, 0.25) ELSE CAST(0 AS DOUBLE) END AS share
FROM (SELECT fixmedins_code, grp, ratio(SUM(odd), SUM(users)) AS share FROM odd_user GROUP BY fixmedins_code, grp HAVING SUM(users) >= 10) AS o
GROUP BY grp
-- step: doctor_person
SELECT DISTINCT fixmedins_code, quarter, grp, bilg_dr, psn_no FROM used WHERE bilg_dr IS NOT NULL
-- step: doctor_use
SELECT
  d.fixmedins_code, d.quarter, d.grp, d.bilg_dr, d.users,
  ROW_NUMBER() OVER (PARTITION BY d.fixmedins_code, d.quarter, d.grp ORDER BY d.users DESC, d.bilg_dr) AS nth
FROM (
  SELECT fixmedins_code, quarter, grp, bilg_dr, COUNT(psn_no) AS users FROM doctor_person GROUP BY fixmedins_code, quarter, grp, bilg_dr
) AS d
-- step: doctor_all
SELECT
  d.fixmedins_code, d.quarter, d.bilg_dr, d.users, SUM(d.users) OVER (PARTITION BY d.fixmedins_code, d.quarter) AS whole,
  COUNT(*) OVER (PARTITION BY d.fixmedins_code, d.quarter) AS doctors
FROM (
  SELECT fixmedins_code, quarter, bilg_dr, COUNT(DISTINCT psn_no) AS users FROM doctor_person GROUP BY fixmedins_code, quarter, bilg_dr
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
  u.fixmedins_code, u.grp, u.quarter AS period, u.occurred_on, n.item_name, n.kind, p.watched, p.nth AS fund_rank, u.users, u.encounters,
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
  CAST(greatest(0, u.cnt - u.users * e.q3) * ratio(u.amt, u.cnt) AS DECIMAL(18,2)) AS beyond_amt,
  CAST((g.cnt - g.old_cnt) * ratio(g.old_amt, g.old_cnt) AS DECIMAL(18,2)) AS volume_amt,
  CAST(g.cnt * (ratio(g.amt, g.cnt) - ratio(g.old_amt, g.old_cnt)) AS DECIMAL(18,2)) AS price_amt
FROM use AS u
JOIN population AS p ON p.city4 = u.city4 AND p.grp = u.grp
JOIN named AS n ON n.grp = u.grp
JOIN use_all AS a ON a.lv = u.lv AND a.quarter = u.quarter AND a.grp = u.grp
LEFT JOIN doctor_use AS s ON s.fixmedins_code = u.fixmedins_code AND s.quarter = u.quarter AND s.grp = u.grp AND s.nth = 1
LEFT JOIN doctor_all AS d ON d.fixmedins_code = u.fixmedins_code AND d.quarter = u.quarter AND d.bilg_dr = s.bilg_dr
LEFT JOIN expected AS l ON l.fixmedins_code = u.fixmedins_code AND l.quarter = u.quarter AND l.grp = u.grp
LEFT JOIN odd_user AS t ON t.fixmedins_code = u.fixmedins_code AND t.quarter = u.quarter AND t.grp = u.grp
LEFT JOIN odd_visit AS v ON v.fixmedins_code = u.fixmedins_code AND v.quarter = u.quarter AND v.grp = u.grp
LEFT JOIN odd_usual AS z ON z.grp = u.grp
LEFT JOIN per_user AS e ON e.lv = u.lv AND e.quarter = u.quarter AND e.grp = u.grp
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
