/*---
doc: >-
  Codes of whole packs (trace_net: not returned, not split, long enough, no virtual or carton code) that were sold more
  than once, pair by pair of consecutive sales: echo (one settlement, or ten minutes in one shop), label (one shop,
  three persons and more), copy (two shops within 48 hours, or five and more codes that two shops sold in the same
  order on one day each), return flow (two shops, two persons, seven days and more), double (one person, two shops).
  Sales of different ingredients under one code are a slip of the scanner, sales within a chain a transfer; both say
  nothing. Halves of a year count back from the end of the data. Between which shops packs come back is tested against
  what the sales of the first would send the second by chance, at a false discovery rate of 1 % of all pairs of shops.
python:
  circle: {reads: [lane], columns: {group_id: VARCHAR, fixmedins_code: VARCHAR}}
---*/
-- step: shop
SELECT i.fixmedins_code, i.inst_key, i.city4, i.kreg, optional(i.prnt_rtal_phac_code) AS chain, w.last_date
FROM inst AS i
JOIN span AS w ON w.city4 = i.city4
-- step: sold
-- What a shop sold of a drug on a day. once_n: codes that stand in no other record, so that only the others need telling apart.
SELECT
  t.fixmedins_code, int_div(days_between(t.sold_on, k.last_date), 182) AS half_no, t.sold_on, t.med_list_codg, k.inst_key, k.kreg,
  k.chain, k.last_date, t.n, t.once_n, t.split_n, t.hollow_n
FROM (
  SELECT
    fixmedins_code, as_date(sold_at) AS sold_on, med_list_codg, COUNT(*) AS n, COUNT(CASE WHEN NOT recurs THEN 1 END) AS once_n,
    COUNT(CASE WHEN split THEN 1 END) AS split_n, COUNT(CASE WHEN hollow THEN 1 END) AS hollow_n
  FROM trace_net
  GROUP BY fixmedins_code, as_date(sold_at), med_list_codg
) AS t
JOIN shop AS k ON k.fixmedins_code = t.fixmedins_code
WHERE t.sold_on <= k.last_date
-- step: recurring
SELECT t.fixmedins_code, int_div(days_between(t.sold_on, k.last_date), 182) AS half_no, t.sold_on, t.code
FROM (
  SELECT fixmedins_code, as_date(sold_at) AS sold_on, code FROM trace_net WHERE recurs GROUP BY fixmedins_code, as_date(sold_at), code
) AS t
JOIN shop AS k ON k.fixmedins_code = t.fixmedins_code
WHERE t.sold_on <= k.last_date
-- step: box
SELECT
  t.trac_sn, t.code, t.fixmedins_code, k.inst_key, k.city4, k.chain, k.kreg, t.med_list_codg, t.setl_id, t.bkkp_sn, t.psn_no, t.sold_at,
  as_date(t.sold_at) AS sold_on, int_div(days_between(t.sold_at, k.last_date), 182) AS half_no
FROM trace_net AS t
JOIN shop AS k ON k.fixmedins_code = t.fixmedins_code
WHERE t.recurs AND NOT t.split AND NOT t.hollow AND NOT coalesce(optional(t.carton), FALSE) AND as_date(t.sold_at) <= k.last_date
-- step: twice
SELECT code FROM box GROUP BY code HAVING COUNT(*) > 1
-- step: sale
SELECT
  s.trac_sn, s.code, s.fixmedins_code, s.inst_key, s.city4, s.chain, s.kreg, s.med_list_codg, s.setl_id, s.bkkp_sn, s.psn_no, s.sold_at,
  s.sold_on, s.half_no, d.ingredient,
  LAG(s.fixmedins_code, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_code,
  LAG(s.inst_key, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_key,
  LAG(s.city4, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_city4,
  LAG(s.chain, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_chain,
  LAG(s.setl_id, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_setl,
  LAG(s.psn_no, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_psn,
  LAG(s.sold_at, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_at,
  LAG(s.half_no, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_half,
  LAG(d.ingredient, 1) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS from_ingredient
FROM box AS s
JOIN twice AS w ON w.code = s.code
LEFT JOIN item_dim AS c ON c.med_list_codg = s.med_list_codg AND c.kreg = s.kreg
LEFT JOIN drug_dim AS d ON d.item = c.item AND d.kreg = s.kreg
-- step: again
SELECT
  s.*, as_date(s.from_at) AS from_on, seconds_between(s.from_at, s.sold_at) AS seconds, days_between(s.from_at, s.sold_at) AS days
FROM sale AS s
WHERE s.from_setl IS NOT NULL AND s.from_setl <> s.setl_id
  AND coalesce(s.ingredient, '') = coalesce(s.from_ingredient, s.ingredient, '')
-- step: label_code
SELECT code, fixmedins_code FROM sale GROUP BY code, fixmedins_code HAVING COUNT(DISTINCT psn_no) >= 3
-- step: in_order
SELECT
  trac_sn, from_code, fixmedins_code, from_on, sold_on, from_at, sold_at,
  ROW_NUMBER() OVER (PARTITION BY from_code, fixmedins_code, from_on, sold_on ORDER BY from_at, code) AS nth_from,
  ROW_NUMBER() OVER (PARTITION BY from_code, fixmedins_code, from_on, sold_on ORDER BY sold_at, code) AS nth_to
FROM again
WHERE inst_key <> from_key
-- step: run_day
SELECT from_code, fixmedins_code, from_on, sold_on
FROM in_order
GROUP BY from_code, fixmedins_code, from_on, sold_on
HAVING COUNT(*) >= 5 AND COUNT(DISTINCT from_at) = COUNT(*) AND COUNT(DISTINCT sold_at) = COUNT(*)
  AND SUM(CASE WHEN nth_from = nth_to THEN 0 ELSE 1 END) = 0
-- step: classed
SELECT
  a.trac_sn, a.code, a.fixmedins_code, a.city4, a.med_list_codg, a.setl_id, a.bkkp_sn, a.psn_no, a.sold_on, a.half_no, a.from_half,
  a.from_code, a.from_city4, a.from_setl, a.from_psn, a.from_on, a.ingredient,
  CASE
    WHEN a.inst_key = a.from_key AND a.seconds <= 600 THEN 'echo'
    WHEN a.inst_key = a.from_key AND l.code IS NOT NULL THEN 'label'
    WHEN a.inst_key = a.from_key THEN 'resale here'
    WHEN coalesce(a.chain = a.from_chain, FALSE) THEN 'transfer'
    WHEN a.psn_no = a.from_psn THEN 'double'
    WHEN r.from_code IS NOT NULL OR a.seconds <= 172800 THEN 'copy'
    WHEN a.days >= 7 THEN 'return'
    ELSE 'unclear'
  END AS kind
FROM again AS a
LEFT JOIN label_code AS l ON l.code = a.code AND l.fixmedins_code = a.fixmedins_code
LEFT JOIN run_day AS r
  ON r.from_code = a.from_code AND r.fixmedins_code = a.fixmedins_code AND r.from_on = a.from_on AND r.sold_on = a.sold_on
-- step: held
SELECT p.psn_no, p.ingredient, p.fixmedins_code, p.svc_date, MAX(p.stock) AS stock
FROM person_drug AS p
JOIN (SELECT DISTINCT from_psn, from_on FROM classed WHERE kind = 'return') AS c ON c.from_psn = p.psn_no AND c.from_on = p.svc_date
WHERE p.stock IS NOT NULL
GROUP BY p.psn_no, p.ingredient, p.fixmedins_code, p.svc_date
-- step: flow
SELECT
  c.trac_sn, c.code, c.from_code, c.from_city4, c.from_setl, c.from_psn, c.from_on, c.from_half, c.fixmedins_code, c.city4,
  c.med_list_codg, c.setl_id, c.bkkp_sn, c.psn_no, c.sold_on, c.half_no,
  CASE WHEN h.stock IS NOT NULL THEN 1 ELSE 0 END AS told, CASE WHEN h.stock >= 90 THEN 1 ELSE 0 END AS hoarded
FROM classed AS c
LEFT JOIN held AS h
  ON h.psn_no = c.from_psn AND h.ingredient = c.ingredient AND h.fixmedins_code = c.from_code AND h.svc_date = c.from_on
WHERE c.kind = 'return'
-- step: half
SELECT
  s.fixmedins_code, s.half_no, MAX(s.inst_key) AS inst_key, MAX(s.chain) AS chain, MAX(s.sold_on) AS occurred_on,
  add_days(MAX(s.last_date), -182 * s.half_no - 181) AS from_date, add_days(MAX(s.last_date), -182 * s.half_no) AS to_date,
  CAST(SUM(s.once_n) + coalesce(MAX(r.codes), 0) AS BIGINT) AS codes, CAST(SUM(s.hollow_n) AS BIGINT) AS hollow_n
FROM sold AS s
LEFT JOIN (
  SELECT fixmedins_code, half_no, COUNT(DISTINCT code) AS codes FROM recurring GROUP BY fixmedins_code, half_no
) AS r ON r.fixmedins_code = s.fixmedins_code AND r.half_no = s.half_no
GROUP BY s.fixmedins_code, s.half_no
-- step: inward
SELECT
  fixmedins_code, half_no, COUNT(DISTINCT code) AS n, COUNT(DISTINCT from_code) AS shops, COUNT(DISTINCT from_city4) AS cities,
  COUNT(DISTINCT psn_no) AS buyers, MIN(sold_on) AS first_on, SUM(told) AS told, SUM(hoarded) AS hoarded, joined(setl_id) AS related
FROM flow
GROUP BY fixmedins_code, half_no
-- step: outward
SELECT
  from_code AS fixmedins_code, from_half AS half_no, COUNT(DISTINCT code) AS n, COUNT(DISTINCT fixmedins_code) AS shops,
  COUNT(DISTINCT city4) AS cities, COUNT(DISTINCT from_psn) AS persons, MIN(from_on) AS first_on, SUM(told) AS told,
  SUM(hoarded) AS hoarded, joined(from_setl) AS related
FROM flow
GROUP BY from_code, from_half
-- step: noise
SELECT
  fixmedins_code, half_no, COUNT(DISTINCT CASE WHEN kind IN ('copy', 'label') THEN code END) AS odd_n,
  COUNT(DISTINCT CASE WHEN kind = 'double' THEN code END) AS double_n
FROM classed
GROUP BY fixmedins_code, half_no
-- step: due
-- 《关于加强药品追溯码在医疗保障和工伤保险领域采集应用的通知》 (2025): no settlement without a scan from July 2025 on, codes of all
-- institutions from January 2026 on.
SELECT f.bkkp_sn, f.fixmedins_code, f.setl_id, f.med_list_codg, f.svc_date AS part
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind = 'drug' AND coalesce(optional(f.list_type), '101') NOT IN ('102', '103', '106')
  AND NOT starts_with(f.item, 'XJ07') AND NOT starts_with(f.item, 'T')
  AND f.svc_date >= CASE WHEN f.scene = 'PH' THEN DATE '2025-07-01' ELSE DATE '2026-01-01' END
-- step: scanned
SELECT t.bkkp_sn, t.setl_id, t.med_list_codg
FROM trace_net AS t
JOIN shop AS k ON k.fixmedins_code = t.fixmedins_code
WHERE as_date(t.sold_at) <= k.last_date
-- step: bare
-- Nearly every line has a scan: the few without one are found, and all are only counted.
SELECT
  d.fixmedins_code, int_div(days_between(d.part, k.last_date), 182) AS half_no, d.part, d.n AS due_n, coalesce(b.n, 0) AS bare_n
FROM (SELECT fixmedins_code, part, COUNT(*) AS n FROM due GROUP BY fixmedins_code, part) AS d
JOIN shop AS k ON k.fixmedins_code = d.fixmedins_code
JOIN (SELECT DISTINCT fixmedins_code FROM sold) AS c ON c.fixmedins_code = d.fixmedins_code
LEFT JOIN (
  SELECT o.fixmedins_code, o.part, COUNT(*) AS n
  FROM due AS o
  LEFT JOIN scanned AS s ON s.bkkp_sn = o.bkkp_sn
  LEFT JOIN scanned AS m ON m.bkkp_sn IS NULL AND m.setl_id = o.setl_id AND m.med_list_codg = o.med_list_codg
  WHERE s.bkkp_sn IS NULL AND m.setl_id IS NULL
  GROUP BY o.fixmedins_code, o.part
) AS b ON b.fixmedins_code = d.fixmedins_code AND b.part = d.part
WHERE d.part <= k.last_date
-- step: whole_pack
SELECT
  s.fixmedins_code, s.half_no, s.sold_on AS part, CAST(SUM(s.n) AS BIGINT) AS whole_n, CAST(SUM(s.split_n) AS BIGINT) AS split_n
FROM sold AS s
JOIN item_dim AS c ON c.med_list_codg = s.med_list_codg AND c.kreg = s.kreg
JOIN drug_dim AS d ON d.item = c.item AND d.kreg = s.kreg AND d.pack_units = 1
GROUP BY s.fixmedins_code, s.half_no, s.sold_on
-- step: bought_for
-- What a chain's head office bought may stand in any of its shops.
SELECT fixmedins_code AS buyer, inst_key FROM inst
UNION
SELECT optional(prnt_rtal_phac_code), inst_key FROM inst WHERE optional(prnt_rtal_phac_code) IS NOT NULL
-- step: delivered
-- What follows asks whether and since when: a delivery told twice costs less than finding out.
SELECT b.inst_key, p.med_list_codg, as_date(p.purc_retn_stoin_time) AS day
FROM purcinfo_d AS p
JOIN bought_for AS b ON b.buyer = p.fixmedins_code
WHERE p.purc_retn_cnt > 0
UNION ALL
SELECT i.inst_key, v.med_list_codg, v.invdate
FROM invinfo_d AS v
JOIN inst AS i ON i.fixmedins_code = v.fixmedins_code
WHERE v.inv_cnt > 0
-- step: goods_since
SELECT inst_key, MIN(day) AS since FROM delivered GROUP BY inst_key
-- step: sold_goods
SELECT h.fixmedins_code, h.half_no, h.inst_key, h.from_date, h.to_date, s.med_list_codg, CAST(SUM(s.n) AS BIGINT) AS n
FROM sold AS s
JOIN half AS h ON h.fixmedins_code = s.fixmedins_code AND h.half_no = s.half_no
WHERE s.med_list_codg IS NOT NULL
GROUP BY h.fixmedins_code, h.half_no, h.inst_key, h.from_date, h.to_date, s.med_list_codg
-- step: backed
SELECT g.fixmedins_code, g.half_no, g.med_list_codg
FROM sold_goods AS g
JOIN delivered AS d ON d.inst_key = g.inst_key AND d.med_list_codg = g.med_list_codg
WHERE d.day BETWEEN add_days(g.from_date, -365) AND g.to_date
GROUP BY g.fixmedins_code, g.half_no, g.med_list_codg
-- step: unbacked
SELECT g.fixmedins_code, g.half_no, g.med_list_codg
FROM sold_goods AS g
JOIN goods_since AS k ON k.inst_key = g.inst_key AND k.since <= add_days(g.from_date, 31)
LEFT JOIN backed AS b ON b.fixmedins_code = g.fixmedins_code AND b.half_no = g.half_no AND b.med_list_codg = g.med_list_codg
WHERE b.med_list_codg IS NULL
-- step: unbought_day
SELECT s.fixmedins_code, s.half_no, s.sold_on AS part, CAST(SUM(s.n) AS BIGINT) AS n
FROM sold AS s
JOIN unbacked AS u ON u.fixmedins_code = s.fixmedins_code AND u.half_no = s.half_no AND u.med_list_codg = s.med_list_codg
GROUP BY s.fixmedins_code, s.half_no, s.sold_on
-- step: goods
SELECT g.fixmedins_code, g.half_no, SUM(g.n) AS goods_n, SUM(CASE WHEN u.med_list_codg IS NULL THEN 0 ELSE g.n END) AS unbought_n
FROM sold_goods AS g
JOIN goods_since AS k ON k.inst_key = g.inst_key AND k.since <= add_days(g.from_date, 31)
LEFT JOIN unbacked AS u ON u.fixmedins_code = g.fixmedins_code AND u.half_no = g.half_no AND u.med_list_codg = g.med_list_codg
GROUP BY g.fixmedins_code, g.half_no
-- step: lot_bought
SELECT DISTINCT b.inst_key, p.med_list_codg, optional(p.manu_lotnum) AS lot
FROM purcinfo_d AS p
JOIN bought_for AS b ON b.buyer = p.fixmedins_code
WHERE optional(p.manu_lotnum) IS NOT NULL
-- step: lot_sold
SELECT
  h.fixmedins_code, h.half_no, COUNT(*) AS n, COUNT(CASE WHEN b.lot IS NULL THEN 1 END) AS strange
FROM half AS h
JOIN selinfo_d AS s ON s.fixmedins_code = h.fixmedins_code AND as_date(s.sel_retn_time) BETWEEN h.from_date AND h.to_date
LEFT JOIN lot_bought AS b ON b.inst_key = h.inst_key AND b.med_list_codg = s.med_list_codg AND b.lot = optional(s.manu_lotnum)
WHERE optional(s.manu_lotnum) IS NOT NULL AND s.sel_retn_cnt > 0 AND optional(s.hi_feesetl_type) IN ('1', '2')
GROUP BY h.fixmedins_code, h.half_no
-- step: oversold
SELECT h.fixmedins_code, h.half_no, MAX(ratio(v.settled, v.opening + v.bought)) AS over
FROM half AS h
JOIN (SELECT DISTINCT fixmedins_code, half_no, med_list_codg FROM flow) AS r
  ON r.fixmedins_code = h.fixmedins_code AND r.half_no = h.half_no
JOIN stock_iv AS v ON v.fixmedins_code = h.fixmedins_code AND v.med_list_codg = r.med_list_codg
WHERE v.to_date BETWEEN h.from_date AND h.to_date AND v.opening + v.bought > 0 AND v.settled >= 5 AND NOT v.negative
GROUP BY h.fixmedins_code, h.half_no
-- step: bare_half
SELECT fixmedins_code, half_no, SUM(due_n) AS due_n, SUM(bare_n) AS bare_n FROM bare GROUP BY fixmedins_code, half_no
-- step: pack_half
SELECT fixmedins_code, half_no, SUM(whole_n) AS whole_n, SUM(split_n) AS split_n FROM whole_pack GROUP BY fixmedins_code, half_no
-- step: receiver
SELECT
  h.fixmedins_code, h.half_no, CAST(h.from_date AS VARCHAR) || '至' || CAST(h.to_date AS VARCHAR) AS period, h.occurred_on, h.codes,
  coalesce(f.n, 0) AS inflow_n, f.related, coalesce(o.double_n, 0) AS double_n, coalesce(o.odd_n, 0) AS odd_n,
  coalesce(f.shops, 0) AS shops, coalesce(f.cities, 0) AS cities, f.first_on, f.buyers,
  CASE WHEN f.told * 2 >= f.n THEN f.hoarded WHEN f.n IS NULL THEN 0 END AS hoarded_n,
  g.unbought_n, g.goods_n, CASE WHEN g.goods_n > 0 THEN ratio(g.unbought_n, g.goods_n) END AS unbought,
  CASE WHEN l.n >= 100 AND l.strange * 10 <= l.n * 3 THEN ratio(l.strange, l.n) END AS lots,
  CASE WHEN v.over IS NOT NULL THEN v.over WHEN f.n IS NULL THEN 0 END AS oversold,
  b.bare_n + h.hollow_n AS bare_n, b.due_n, p.split_n, p.whole_n
FROM half AS h
LEFT JOIN inward AS f ON f.fixmedins_code = h.fixmedins_code AND f.half_no = h.half_no
LEFT JOIN noise AS o ON o.fixmedins_code = h.fixmedins_code AND o.half_no = h.half_no
LEFT JOIN goods AS g ON g.fixmedins_code = h.fixmedins_code AND g.half_no = h.half_no
LEFT JOIN lot_sold AS l ON l.fixmedins_code = h.fixmedins_code AND l.half_no = h.half_no
LEFT JOIN oversold AS v ON v.fixmedins_code = h.fixmedins_code AND v.half_no = h.half_no
LEFT JOIN bare_half AS b ON b.fixmedins_code = h.fixmedins_code AND b.half_no = h.half_no
LEFT JOIN pack_half AS p ON p.fixmedins_code = h.fixmedins_code AND p.half_no = h.half_no
-- step: code_day
SELECT
  s.fixmedins_code, s.half_no, s.sold_on AS part, CAST(SUM(s.once_n) + coalesce(MAX(r.codes), 0) AS BIGINT) AS codes,
  CAST(SUM(CASE WHEN s.med_list_codg IS NOT NULL THEN s.n ELSE 0 END) AS BIGINT) AS goods_n
FROM sold AS s
LEFT JOIN (
  SELECT fixmedins_code, sold_on, COUNT(*) AS codes FROM recurring GROUP BY fixmedins_code, sold_on
) AS r ON r.fixmedins_code = s.fixmedins_code AND r.sold_on = s.sold_on
GROUP BY s.fixmedins_code, s.half_no, s.sold_on
-- step: noise_day
SELECT fixmedins_code, half_no, sold_on AS part, COUNT(DISTINCT code) AS n
FROM classed
WHERE kind IN ('copy', 'label')
GROUP BY fixmedins_code, half_no, sold_on
-- step: trade_day
SELECT
  c.fixmedins_code, c.half_no, c.part, c.codes, c.goods_n, coalesce(o.n, 0) AS odd_n, coalesce(u.n, 0) AS unbought_n,
  coalesce(b.bare_n, 0) AS bare_n, coalesce(b.due_n, 0) AS due_n, coalesce(p.split_n, 0) AS split_n, coalesce(p.whole_n, 0) AS whole_n
FROM code_day AS c
LEFT JOIN noise_day AS o ON o.fixmedins_code = c.fixmedins_code AND o.half_no = c.half_no AND o.part = c.part
LEFT JOIN unbought_day AS u ON u.fixmedins_code = c.fixmedins_code AND u.half_no = c.half_no AND u.part = c.part
LEFT JOIN bare AS b ON b.fixmedins_code = c.fixmedins_code AND b.half_no = c.half_no AND b.part = c.part
LEFT JOIN whole_pack AS p ON p.fixmedins_code = c.fixmedins_code AND p.half_no = c.half_no AND p.part = c.part
-- step: inward_day
SELECT
  f.fixmedins_code, f.half_no, f.sold_on AS part, COUNT(DISTINCT f.code) AS n, SUM(f.hoarded) AS hoarded,
  SUM(f.nth_from_shop) AS shops, SUM(f.nth_from_city) AS cities
FROM (
  SELECT
    fixmedins_code, half_no, sold_on, code, hoarded,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY fixmedins_code, half_no, from_code ORDER BY sold_on, trac_sn) = 1 THEN 1 ELSE 0 END AS nth_from_shop,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY fixmedins_code, half_no, from_city4 ORDER BY sold_on, trac_sn) = 1 THEN 1 ELSE 0 END AS nth_from_city
  FROM flow
) AS f
GROUP BY f.fixmedins_code, f.half_no, f.sold_on
-- step: receiver_day
SELECT
  c.fixmedins_code, c.half_no, c.part, c.codes, c.goods_n, c.odd_n, c.unbought_n, c.bare_n, c.due_n, c.split_n, c.whole_n,
  coalesce(f.n, 0) AS inflow_n, coalesce(f.hoarded, 0) AS hoarded_n, coalesce(f.shops, 0) AS shops, coalesce(f.cities, 0) AS cities
FROM trade_day AS c
LEFT JOIN inward_day AS f ON f.fixmedins_code = c.fixmedins_code AND f.half_no = c.half_no AND f.part = c.part
-- step: source
SELECT
  h.fixmedins_code, h.half_no, CAST(h.from_date AS VARCHAR) || '至' || CAST(h.to_date AS VARCHAR) AS period, h.occurred_on, h.codes,
  coalesce(f.n, 0) AS outflow_n, f.related, coalesce(f.shops, 0) AS shops, coalesce(f.cities, 0) AS cities,
  coalesce(f.persons, 0) AS persons, f.first_on,
  CASE WHEN f.told * 2 >= f.n THEN f.hoarded WHEN f.n IS NULL THEN 0 END AS hoarded_n,
  b.bare_n + h.hollow_n AS bare_n, b.due_n, p.split_n, p.whole_n, coalesce(o.odd_n, 0) AS odd_n
FROM half AS h
LEFT JOIN outward AS f ON f.fixmedins_code = h.fixmedins_code AND f.half_no = h.half_no
LEFT JOIN noise AS o ON o.fixmedins_code = h.fixmedins_code AND o.half_no = h.half_no
LEFT JOIN bare_half AS b ON b.fixmedins_code = h.fixmedins_code AND b.half_no = h.half_no
LEFT JOIN pack_half AS p ON p.fixmedins_code = h.fixmedins_code AND p.half_no = h.half_no
-- step: outward_day
SELECT
  f.from_code AS fixmedins_code, f.from_half AS half_no, f.from_on AS part, COUNT(DISTINCT f.code) AS n, SUM(f.hoarded) AS hoarded,
  SUM(f.nth_to_shop) AS shops, SUM(f.nth_to_city) AS cities
FROM (
  SELECT
    from_code, from_half, from_on, code, hoarded,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY from_code, from_half, fixmedins_code ORDER BY from_on, trac_sn) = 1 THEN 1 ELSE 0 END AS nth_to_shop,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY from_code, from_half, city4 ORDER BY from_on, trac_sn) = 1 THEN 1 ELSE 0 END AS nth_to_city
  FROM flow
) AS f
GROUP BY f.from_code, f.from_half, f.from_on
-- step: source_day
SELECT
  c.fixmedins_code, c.half_no, c.part, c.codes, c.odd_n, c.bare_n, c.due_n, c.split_n, c.whole_n,
  coalesce(f.n, 0) AS outflow_n, coalesce(f.hoarded, 0) AS hoarded_n, coalesce(f.shops, 0) AS shops, coalesce(f.cities, 0) AS cities
FROM trade_day AS c
LEFT JOIN outward_day AS f ON f.fixmedins_code = c.fixmedins_code AND f.half_no = c.half_no AND f.part = c.part
-- step: second_sale
SELECT
  c.fixmedins_code, c.half_no, c.code, c.kind, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.svc_date, f.item, f.item_name, f.cnt,
  f.pric, f.gross, f.amt,
  COUNT(*) OVER (PARTITION BY c.trac_sn) AS lines
FROM classed AS c
JOIN fee_net AS f ON f.setl_id = c.setl_id
WHERE c.kind IN ('return', 'double', 'copy') AND f.kind = 'drug' AND f.in_scope AND f.settled AND f.amt > 0
  AND (f.bkkp_sn = optional(c.bkkp_sn) OR (optional(c.bkkp_sn) IS NULL AND f.med_list_codg = optional(c.med_list_codg)))
-- step: received_line
SELECT DISTINCT
  fixmedins_code, half_no, bkkp_sn, mdtrt_id, setl_id, psn_no, svc_date, item, item_name, cnt, pric, gross, amt
FROM second_sale
WHERE lines = 1
-- step: volume
SELECT s.fixmedins_code, CAST(SUM(s.once_n) + coalesce(MAX(r.codes), 0) AS BIGINT) AS codes
FROM sold AS s
LEFT JOIN (SELECT fixmedins_code, COUNT(DISTINCT code) AS codes FROM recurring GROUP BY fixmedins_code) AS r
  ON r.fixmedins_code = s.fixmedins_code
GROUP BY s.fixmedins_code
-- step: arrival
SELECT fixmedins_code, COUNT(DISTINCT code) AS codes FROM flow GROUP BY fixmedins_code
-- step: whole
SELECT SUM(codes) AS codes, COUNT(*) * (COUNT(*) - 1) AS tests FROM volume
-- step: lane
SELECT
  x.from_code AS one, x.fixmedins_code AS other, x.n, ratio(v.codes * a.codes, w.codes - o.codes) AS hoped,
  pois(x.n, ratio(v.codes * a.codes, w.codes - o.codes)) AS rare, w.tests
FROM (SELECT from_code, fixmedins_code, COUNT(DISTINCT code) AS n FROM flow GROUP BY from_code, fixmedins_code) AS x
JOIN volume AS v ON v.fixmedins_code = x.from_code
JOIN volume AS o ON o.fixmedins_code = x.fixmedins_code
JOIN arrival AS a ON a.fixmedins_code = x.fixmedins_code
CROSS JOIN whole AS w
-- step: inner_lane
SELECT m.group_id, SUM(l.n) AS n, SUM(CAST(l.hoped AS DECIMAL(18,9))) AS hoped
FROM lane AS l
JOIN circle AS m ON m.fixmedins_code = l.one
JOIN circle AS k ON k.fixmedins_code = l.other AND k.group_id = m.group_id
GROUP BY m.group_id
-- step: inner_flow
SELECT m.group_id, f.*
FROM flow AS f
JOIN circle AS m ON m.fixmedins_code = f.from_code
JOIN circle AS k ON k.fixmedins_code = f.fixmedins_code AND k.group_id = m.group_id
-- step: carrier
SELECT group_id, MAX(n) AS most
FROM (SELECT group_id, from_psn, COUNT(DISTINCT code) AS n FROM inner_flow GROUP BY group_id, from_psn) AS borne
GROUP BY group_id
-- step: lot
SELECT l.group_id, MAX(l.n) AS most, SUM(l.n) AS told
FROM (
  SELECT f.group_id, f.med_list_codg, optional(s.manu_lotnum) AS lot, COUNT(DISTINCT f.code) AS n
  FROM inner_flow AS f
  JOIN selinfo_d AS s ON s.setl_id = f.from_setl AND s.med_list_codg = f.med_list_codg
  WHERE optional(s.manu_lotnum) IS NOT NULL
  GROUP BY f.group_id, f.med_list_codg, optional(s.manu_lotnum)
) AS l
GROUP BY l.group_id
-- step: goal
SELECT group_id, fixmedins_code, ROW_NUMBER() OVER (PARTITION BY group_id ORDER BY COUNT(*) DESC, fixmedins_code) AS nth
FROM inner_flow
GROUP BY group_id, fixmedins_code
-- step: supplied
SELECT k.group_id, MAX(ratio(u.unbought_n, u.goods_n)) AS share
FROM (SELECT DISTINCT group_id, fixmedins_code FROM inner_flow) AS k
JOIN goods AS u ON u.fixmedins_code = k.fixmedins_code
GROUP BY k.group_id
-- step: party
SELECT group_id, COUNT(*) AS shops, joined(fixmedins_code) AS related FROM circle GROUP BY group_id
-- step: network
SELECT
  p.group_id, g.fixmedins_code, f.occurred_on, p.shops, p.related, f.codes, f.persons,
  pois(n.n, CAST(n.hoped AS DOUBLE)) AS rare, CAST(n.hoped AS DECIMAL(18,1)) AS hoped, f.first_on,
  f.sources, f.cities,
  CASE WHEN f.told * 2 >= f.codes THEN ratio(f.hoarded, f.told) END AS hoarded,
  u.share AS unbought,
  greatest(ratio(c.most, f.codes), coalesce(CASE WHEN l.told * 2 >= f.codes THEN ratio(l.most, l.told) END, 0)) AS hub
FROM party AS p
JOIN inner_lane AS n ON n.group_id = p.group_id
JOIN goal AS g ON g.group_id = p.group_id AND g.nth = 1
JOIN (
  SELECT
    group_id, COUNT(DISTINCT code) AS codes, COUNT(DISTINCT from_psn) AS persons, COUNT(DISTINCT from_code) AS sources,
    COUNT(DISTINCT from_city4) AS cities, SUM(told) AS told, SUM(hoarded) AS hoarded, MIN(sold_on) AS first_on, MAX(sold_on) AS occurred_on
  FROM inner_flow
  GROUP BY group_id
) AS f ON f.group_id = p.group_id
JOIN carrier AS c ON c.group_id = p.group_id
LEFT JOIN lot AS l ON l.group_id = p.group_id
LEFT JOIN supplied AS u ON u.group_id = p.group_id
-- step: network_line
SELECT DISTINCT
  f.group_id, s.bkkp_sn, s.mdtrt_id, s.setl_id, s.psn_no, s.fixmedins_code, s.svc_date, s.item, s.item_name, s.cnt, s.pric, s.gross, s.amt
FROM inner_flow AS f
JOIN second_sale AS s ON s.code = f.code AND s.fixmedins_code = f.fixmedins_code AND s.setl_id = f.setl_id
WHERE s.lines = 1
