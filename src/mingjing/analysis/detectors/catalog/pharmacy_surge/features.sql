/*---
doc: >-
  Pharmacies around the end of a benefit year (31 December). Counted is what the pool and the accounts paid, by whole
  weeks back from the year's end: the last six weeks against the median of the weeks among the 26 before in which the
  shop was open (16 at least), and the last four against the first four of the new year. The surge is the last six weeks. Days
  of a crowd, days on which a chain is twice as busy and what a courier brings are left out. Who bought at a shop of the
  county that has closed since is no newcomer. What lies at home is told of the drugs whose days are known; precious goods
  count by how much more often they are sold than in the 26 weeks before.
---*/
-- step: reach
SELECT city4, first_date, last_date FROM span
-- step: year_end
SELECT DISTINCT w.city4, w.first_date, w.last_date, y.year, y.last_day
FROM reach AS w
JOIN (
  SELECT n.year, add_days(date_of(CAST(n.year + 1 AS VARCHAR) || '0101'), -1) AS last_day
  FROM (SELECT DISTINCT year_of(setl_date) AS year FROM setl_net) AS n
) AS y ON y.last_day <= w.last_date AND days_between(w.first_date, y.last_day) >= 153
-- step: sale
SELECT
  s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.setl_time, s.setl_date, s.fund + s.acct AS paid, s.is_first, i.admdvs,
  y.year, y.last_day, y.last_date, days_between(s.setl_date, y.last_day) AS ahead
FROM swipe AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
JOIN year_end AS y ON y.city4 = i.city4
LEFT JOIN busy_chain AS b ON b.chain = s.chain AND b.setl_date = s.setl_date
LEFT JOIN flag_day AS d ON d.fixmedins_code = s.fixmedins_code AND d.day = s.setl_date
WHERE s.scene = 'PH' AND NOT s.courier AND s.rev_seconds IS NULL AND s.fund + s.acct > 0 AND b.chain IS NULL AND d.day IS NULL
  AND days_between(s.setl_date, y.last_day) BETWEEN -181 AND 223
-- step: closed_shop
SELECT fixmedins_code, MIN(admdvs) AS admdvs, MAX(setl_date) AS last_on
FROM sale
GROUP BY fixmedins_code
HAVING days_between(MAX(setl_date), MAX(last_date)) >= 60
-- step: moved
SELECT DISTINCT s.psn_no, c.admdvs
FROM sale AS s
JOIN closed_shop AS c ON c.fixmedins_code = s.fixmedins_code
-- step: week
SELECT fixmedins_code, year, int_div(ahead, 7) AS back, SUM(paid) AS paid, COUNT(*) AS n
FROM sale
WHERE ahead >= 0
GROUP BY fixmedins_code, year, int_div(ahead, 7)
-- step: usual_week
SELECT fixmedins_code, year, median_of(paid) AS paid, COUNT(*) AS weeks FROM week WHERE back BETWEEN 6 AND 31 GROUP BY fixmedins_code, year
-- step: edge_week
SELECT
  fixmedins_code, year, SUM(CASE WHEN ahead BETWEEN 0 AND 27 THEN paid ELSE 0 END) AS before_end,
  SUM(CASE WHEN ahead BETWEEN -28 AND -1 THEN paid ELSE 0 END) AS after_end
FROM sale
GROUP BY fixmedins_code, year
-- step: rush
SELECT s.*, CASE WHEN s.is_first AND m.psn_no IS NULL THEN 1 ELSE 0 END AS fresh
FROM sale AS s
LEFT JOIN moved AS m ON m.psn_no = s.psn_no AND m.admdvs = s.admdvs
WHERE s.ahead BETWEEN 0 AND 41
-- step: cap_row
SELECT n.setl_id, MAX(q.year_cap) AS year_cap
FROM setl_net AS n
JOIN region_class AS r ON r.admdvs = n.insu_admdvs
JOIN quota AS q ON q.kreg = r.kreg AND q.insutype = n.insutype AND q.scene = 'PH' AND n.setl_date >= q.k_from AND n.setl_date < q.k_to
WHERE n.pool > 0 AND n.scene = 'PH'
GROUP BY n.setl_id
-- step: pooled
SELECT
  n.setl_id, n.psn_no, n.fixmedins_code, n.setl_date, n.pool, c.year_cap, year_of(n.setl_date) AS year,
  SUM(n.pool) OVER (PARTITION BY n.psn_no, year_of(n.setl_date) ORDER BY n.setl_time, n.setl_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far,
  SUM(n.pool) OVER (PARTITION BY n.psn_no, year_of(n.setl_date)) AS whole
FROM setl_net AS n
JOIN cap_row AS c ON c.setl_id = n.setl_id
-- step: spent
SELECT
  p.fixmedins_code, p.psn_no, y.year, MAX(p.year_cap) AS year_cap, MAX(p.whole) AS whole,
  SUM(CASE WHEN days_between(p.setl_date, y.last_day) BETWEEN 0 AND 55 THEN p.pool ELSE 0 END) AS rushed
FROM pooled AS p
JOIN inst AS i ON i.fixmedins_code = p.fixmedins_code
JOIN year_end AS y ON y.city4 = i.city4 AND y.year = p.year
GROUP BY p.fixmedins_code, p.psn_no, y.year
-- step: emptied
SELECT fixmedins_code, year, COUNT(*) AS capped_n, COUNT(CASE WHEN whole * 100 >= 95 * year_cap AND rushed * 2 >= year_cap THEN 1 END) AS exhaust_n
FROM spent
GROUP BY fixmedins_code, year
-- step: emptied_rate
SELECT year, ratio(SUM(exhaust_n), SUM(capped_n)) AS rate FROM emptied GROUP BY year
-- step: last_drop
SELECT
  fixmedins_code, year, COUNT(*) AS drawn_n,
  COUNT(CASE WHEN year_cap - (so_far - pool) > 0 AND so_far * 100 >= 98 * year_cap AND so_far * 100 <= 102 * year_cap THEN 1 END) AS last_n
FROM pooled
GROUP BY fixmedins_code, year
-- step: rush_day
SELECT DISTINCT fixmedins_code, year, psn_no, setl_date FROM rush
-- step: bought
SELECT
  d.psn_no, d.fixmedins_code, d.svc_date, SUM(CASE WHEN d.days_src IS NOT NULL THEN d.amt ELSE 0 END) AS amt,
  SUM(
    CASE
      WHEN d.days_src IS NOT NULL AND d.stock + d.days > 60 AND NOT (d.chronic AND d.stock <= 30) AND NOT (d.stock <= 14 AND d.days <= 84) THEN d.amt
      ELSE 0
    END
  ) AS over_amt
FROM person_drug AS d
JOIN (SELECT DISTINCT fixmedins_code, psn_no, setl_date FROM rush_day) AS r
  ON r.psn_no = d.psn_no AND r.fixmedins_code = d.fixmedins_code AND r.setl_date = d.svc_date
GROUP BY d.psn_no, d.fixmedins_code, d.svc_date
-- step: laid_in
SELECT
  r.fixmedins_code, r.year, SUM(p.amt) AS drug_amt,
  SUM(p.over_amt) AS over_amt
FROM rush_day AS r
JOIN bought AS p ON p.fixmedins_code = r.fixmedins_code AND p.psn_no = r.psn_no AND p.svc_date = r.setl_date
GROUP BY r.fixmedins_code, r.year
-- step: precious
SELECT DISTINCT f.setl_id
FROM fee_net AS f
LEFT JOIN watch_name AS w ON w.kind = 'resale' AND w.item = f.item AND w.item_name = COALESCE(f.item_name, '') AND w.kreg = f.kreg
WHERE f.in_scope AND f.settled AND f.scene = 'PH' AND (w.item IS NOT NULL OR matches(COALESCE(f.item_name, ''), '阿胶|燕窝|鹿茸|虫草|人参|西洋参|海马|蛤蚧|龟甲胶|鹿角胶|石斛'))
-- step: swept
SELECT e.fixmedins_code, CAST(match_of(e.episode, '[0-9]+$') AS BIGINT) AS spot, e.score
FROM score_cash_out_episode AS e
WHERE e.score >= 0.3
-- step: episode_day
SELECT DISTINCT fixmedins_code, int_div(spot, 288) AS day_no FROM swept
-- step: episode_run
SELECT COUNT(*) AS n FROM score_cash_out_outlet
-- step: rush_sum
SELECT
  r.fixmedins_code, r.year, MIN(r.setl_date) AS occurred_on, MAX(r.setl_date) AS last_on, COUNT(*) AS n, COUNT(DISTINCT r.psn_no) AS persons, SUM(r.fresh) AS fresh_n,
  COUNT(p.setl_id) AS goods_n,
  CASE WHEN COUNT(DISTINCT d.day_no) >= 2 THEN COUNT(d.day_no) ELSE 0 END AS card_n, SUM(r.paid) AS paid
FROM rush AS r
LEFT JOIN precious AS p ON p.setl_id = r.setl_id
LEFT JOIN episode_day AS d ON d.fixmedins_code = r.fixmedins_code AND d.day_no = day_number(r.setl_date)
GROUP BY r.fixmedins_code, r.year
-- step: usual_goods
SELECT s.fixmedins_code, s.year, ratio(COUNT(p.setl_id), COUNT(*)) AS share
FROM sale AS s
LEFT JOIN precious AS p ON p.setl_id = s.setl_id
WHERE s.ahead BETWEEN 42 AND 223
GROUP BY s.fixmedins_code, s.year
-- step: history
SELECT fixmedins_code, COUNT(DISTINCT month_of(setl_date)) AS months FROM swipe WHERE scene = 'PH' GROUP BY fixmedins_code
-- step: of_shop
SELECT
  s.fixmedins_code, s.year, COUNT(CASE WHEN s.ahead BETWEEN 0 AND 91 THEN 1 END) AS last_quarter, MAX(h.months) AS months,
  days_between(MAX(s.last_day), MAX(s.last_date)) AS days_after
FROM sale AS s
JOIN history AS h ON h.fixmedins_code = s.fixmedins_code
GROUP BY s.fixmedins_code, s.year
-- step: shop
SELECT
  o.fixmedins_code, CAST(o.year AS VARCHAR) AS year, r.occurred_on, r.occurred_on AS first_on, r.last_on, o.last_quarter, o.months, r.n, r.persons, r.paid, u.weeks,
  CASE WHEN u.weeks >= 16 AND u.paid > 0 THEN ln_of(ratio(greatest(r.paid, 1), 6 * u.paid)) END AS surge,
  CASE WHEN o.days_after >= 28 AND e.after_end > 0 THEN ln_of(ratio(greatest(e.before_end, 1), e.after_end)) END AS rebound,
  x.exhaust_n, CAST(x.capped_n * q.rate AS DECIMAL(18,6)) AS exhaust_e, l.last_n, l.drawn_n, r.fresh_n, d.over_amt, d.drug_amt, ratio(d.over_amt, d.drug_amt) AS days, r.goods_n, g.share AS usual_share,
  CASE WHEN u.weeks >= 16 AND r.n > 0 THEN greatest(0, ratio(r.goods_n, r.n) - g.share) END AS goods,
  CASE WHEN c.n > 0 THEN r.card_n END AS card_n
FROM of_shop AS o
JOIN rush_sum AS r ON r.fixmedins_code = o.fixmedins_code AND r.year = o.year
CROSS JOIN episode_run AS c
LEFT JOIN usual_week AS u ON u.fixmedins_code = o.fixmedins_code AND u.year = o.year
LEFT JOIN edge_week AS e ON e.fixmedins_code = o.fixmedins_code AND e.year = o.year
LEFT JOIN emptied AS x ON x.fixmedins_code = o.fixmedins_code AND x.year = o.year
LEFT JOIN emptied_rate AS q ON q.year = o.year
LEFT JOIN last_drop AS l ON l.fixmedins_code = o.fixmedins_code AND l.year = o.year
LEFT JOIN laid_in AS d ON d.fixmedins_code = o.fixmedins_code AND d.year = o.year
LEFT JOIN usual_goods AS g ON g.fixmedins_code = o.fixmedins_code AND g.year = o.year
-- step: shop_line
SELECT DISTINCT
  f.fixmedins_code, CAST(r.year AS VARCHAR) AS year, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM rush AS r
JOIN person_drug AS p ON p.fixmedins_code = r.fixmedins_code AND p.psn_no = r.psn_no AND p.svc_date = r.setl_date AND p.stock >= 120
JOIN supply AS s
  ON s.psn_no = p.psn_no AND s.unit_equal = p.unit_equal AND s.beg_date = p.svc_date AND s.fixmedins_code = p.fixmedins_code
JOIN fee_net AS f ON f.bkkp_sn = s.bkkp_sn
WHERE s.scene <> 'IP' AND s.settled AND s.amt > 0
-- step: buyer_goods
SELECT r.psn_no, r.fixmedins_code, r.year, SUM(p.amt) AS drug_amt, SUM(p.over_amt) AS over_amt
FROM rush_day AS r
JOIN bought AS p ON p.fixmedins_code = r.fixmedins_code AND p.psn_no = r.psn_no AND p.svc_date = r.setl_date
GROUP BY r.psn_no, r.fixmedins_code, r.year
-- step: buyer_last
SELECT p.psn_no, p.fixmedins_code, p.year, MAX(CASE WHEN p.so_far * 100 >= 98 * p.year_cap AND p.so_far * 100 <= 102 * p.year_cap THEN 1 ELSE 0 END) AS last_one
FROM pooled AS p
GROUP BY p.psn_no, p.fixmedins_code, p.year
-- step: usual_spend
SELECT psn_no, year, SUM(paid) AS paid FROM sale WHERE ahead BETWEEN 42 AND 223 GROUP BY psn_no, year
-- step: typical_spend
SELECT b.year, median_of(b.paid) AS paid
FROM (SELECT psn_no, fixmedins_code, year, SUM(paid) AS paid FROM rush GROUP BY psn_no, fixmedins_code, year HAVING COUNT(*) >= 2) AS b
GROUP BY b.year
-- step: spree
SELECT
  r.psn_no, r.fixmedins_code, r.year, MIN(r.setl_date) AS first_on, MAX(r.setl_date) AS last_on, COUNT(*) AS n, SUM(r.paid) AS paid,
  MAX(r.fresh) AS fresh, ratio(SUM(r.paid), greatest(coalesce(ratio(6 * MAX(w.paid), 26), 0), MAX(t.paid))) AS times,
  COUNT(p.setl_id) AS goods, CASE WHEN MAX(c.n) > 0 THEN COUNT(d.day_no) END AS cards
FROM rush AS r
CROSS JOIN episode_run AS c
JOIN typical_spend AS t ON t.year = r.year
LEFT JOIN precious AS p ON p.setl_id = r.setl_id
LEFT JOIN episode_day AS d ON d.fixmedins_code = r.fixmedins_code AND d.day_no = day_number(r.setl_date)
LEFT JOIN usual_spend AS w ON w.psn_no = r.psn_no AND w.year = r.year
GROUP BY r.psn_no, r.fixmedins_code, r.year
-- step: buyer
SELECT
  r.psn_no, r.fixmedins_code, CAST(r.year AS VARCHAR) AS year, r.first_on AS occurred_on, r.first_on, r.last_on, r.n, r.paid, r.times, r.goods, r.cards,
  CASE WHEN r.fresh = 1 AND (g.over_amt > 0 OR r.goods > 0) THEN 1 ELSE 0 END AS fresh,
  CASE WHEN r.times >= 1 THEN ratio(g.over_amt, g.drug_amt) ELSE 0 END AS days, l.last_one
FROM spree AS r
LEFT JOIN buyer_goods AS g ON g.psn_no = r.psn_no AND g.fixmedins_code = r.fixmedins_code AND g.year = r.year
LEFT JOIN buyer_last AS l ON l.psn_no = r.psn_no AND l.fixmedins_code = r.fixmedins_code AND l.year = r.year
-- step: buyer_line
SELECT psn_no, fixmedins_code, year, bkkp_sn, mdtrt_id, setl_id, svc_date, item, item_name, cnt, pric, gross, amt FROM shop_line
