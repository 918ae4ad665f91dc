/*---
doc: >-
  One row per provider of the public provider-fraud set. Only settlements are known: length, cost, returns and long
  stays beside what the stays of the other providers in the same DRG lead one to expect, stays per person and per
  physician, and the share of persons from other counties than most. Size is not a signal.
---*/
-- step: claim
SELECT
  m.mdtrt_id, m.psn_no, m.fixmedins_code, m.chfpdr_code, CAST(m.begntime AS DATE) AS adm_date,
  CAST(m.endtime AS DATE) AS dscg_date, days_between(CAST(m.begntime AS DATE), CAST(m.endtime AS DATE)) AS nights,
  coalesce(s.grp_code, '') AS cell, s.medfee_sumamt AS cost, s.fund_pay_sumamt AS fund
FROM mdtrt_d AS m
JOIN setl_d AS s ON s.mdtrt_id = m.mdtrt_id
-- step: long_from
SELECT cell, quantile_of(CAST(nights AS DOUBLE), 0.9) AS nights FROM claim GROUP BY cell
-- step: followed
SELECT c.*, LAG(c.dscg_date) OVER (PARTITION BY c.psn_no ORDER BY c.adm_date, c.mdtrt_id) AS before_date FROM claim AS c
-- step: stay_seen
SELECT
  f.mdtrt_id, f.psn_no, f.fixmedins_code, f.chfpdr_code, f.cell, f.nights, f.cost, f.fund, r.addr AS county,
  CASE WHEN f.nights > l.nights THEN 1 ELSE 0 END AS is_long,
  CASE WHEN days_between(f.before_date, f.adm_date) <= 30 THEN 1 ELSE 0 END AS is_back
FROM followed AS f
JOIN long_from AS l ON l.cell = f.cell
LEFT JOIN psn_info_b AS r ON r.psn_no = f.psn_no
-- step: cell_sum
SELECT
  cell, COUNT(*) AS stays, SUM(nights) AS nights, SUM(cost) AS cost, SUM(is_long) AS long_stays, SUM(is_back) AS backs
FROM stay_seen
GROUP BY cell
-- step: own_sum
SELECT
  fixmedins_code, cell, COUNT(*) AS stays, SUM(nights) AS nights, SUM(cost) AS cost, SUM(is_long) AS long_stays,
  SUM(is_back) AS backs
FROM stay_seen
GROUP BY fixmedins_code, cell
-- step: expected
SELECT
  o.fixmedins_code, SUM(o.nights) AS nights, SUM(o.cost) AS cost, SUM(o.long_stays) AS long_stays, SUM(o.backs) AS backs,
  CAST(SUM(CAST(o.stays * ratio(c.nights - o.nights, c.stays - o.stays) AS DECIMAL(18,6))) AS DOUBLE) AS expected_nights,
  CAST(SUM(CAST(o.stays * ratio(c.cost - o.cost, c.stays - o.stays) AS DECIMAL(18,6))) AS DOUBLE) AS expected_cost,
  CAST(SUM(CAST(o.stays * ratio(c.long_stays - o.long_stays, c.stays - o.stays) AS DECIMAL(18,6))) AS DOUBLE) AS expected_long,
  CAST(SUM(CAST(o.stays * ratio(c.backs - o.backs, c.stays - o.stays) AS DECIMAL(18,6))) AS DOUBLE) AS expected_backs
FROM own_sum AS o
JOIN cell_sum AS c ON c.cell = o.cell AND c.stays > o.stays
GROUP BY o.fixmedins_code
-- step: county_rank
SELECT
  fixmedins_code, county, ROW_NUMBER() OVER (PARTITION BY fixmedins_code ORDER BY COUNT(*) DESC, county) AS nth
FROM stay_seen
WHERE county IS NOT NULL
GROUP BY fixmedins_code, county
-- step: counted
SELECT
  s.fixmedins_code, COUNT(*) AS stays, COUNT(DISTINCT s.psn_no) AS persons, COUNT(DISTINCT s.chfpdr_code) AS physicians,
  SUM(CASE WHEN s.county <> h.county THEN 1 ELSE 0 END) AS remote, SUM(s.fund) AS stake
FROM stay_seen AS s
LEFT JOIN county_rank AS h ON h.fixmedins_code = s.fixmedins_code AND h.nth = 1
GROUP BY s.fixmedins_code
-- step: provider
SELECT
  c.fixmedins_code, 'all' AS everyone, c.stays, c.persons, c.physicians, c.remote, c.stake, e.nights, e.expected_nights,
  e.cost, e.expected_cost, e.long_stays, e.expected_long, e.backs, e.expected_backs
FROM counted AS c
LEFT JOIN expected AS e ON e.fixmedins_code = c.fixmedins_code
