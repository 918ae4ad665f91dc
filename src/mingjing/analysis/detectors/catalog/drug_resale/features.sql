/*---
doc: >-
  The last 365 days of a person (person_year) with half a year of data at least. Stock on hand comes from person_drug.
  Easily resold ingredients are those that watch_item names, and those of which persons with more than 180 days in
  stock buy more than three times the share of the median ingredient (at least 1 %, at least five such persons).
  A chronic refill (chronic-disease scheme, at most 30 days in stock) never counts as going from shop to shop; tumour
  drugs are left out. Where only the usual quantity tells how long a purchase lasts, a person who comes to one institution
  at intervals of three weeks and more takes a larger dose (insulin, inhalers, a dose raised) and is no stock: not of what
  watch_item names. What is bought with no more than 30 days at home is the person's own supply whatever the scheme:
  it counts neither as easily resold nor as unrelated, and both need three dates. A drug is unrelated only when it was
  also bought ahead of need or at three institutions within a month: self-care leaves no diagnosis at a counter. One or two
  doubtful customers tell of themselves, not of the shop or the physician; three do. Who has no diagnosis on record at all is not judged by diagnoses. A company of buyers counts when
  at least two of it have had more than 60 days in stock: to go shopping together is no sign of selling.
python:
  crew: {reads: [edge], columns: {psn_no: VARCHAR, group_id: VARCHAR}}
---*/
-- step: span_of_person
SELECT
  y.psn_no, y.to_date, add_days(y.to_date, -364) AS from_date, y.age_band, y.gend, y.insutype, y.chronic, y.op_visits, y.stays,
  y.drug_fund, f.flags
FROM person_year AS y
LEFT JOIN flag_person AS f ON f.psn_no = y.psn_no
WHERE y.year_no = 0
-- step: watched
SELECT DISTINCT d.ingredient
FROM watch_name AS w
JOIN drug_dim AS d ON d.item = w.item AND d.kreg = w.kreg
WHERE w.kind = 'resale'
-- step: usual_course
SELECT psn_no, ingredient
FROM person_drug
WHERE days_src = 'usual'
GROUP BY psn_no, ingredient
HAVING MAX(stock) > 30 AND MIN(inst_key) = MAX(inst_key) AND COUNT(DISTINCT svc_date) >= 3
  AND days_between(MIN(svc_date), MAX(svc_date)) >= 21 * (COUNT(DISTINCT svc_date) - 1)
-- step: own_pace
SELECT p.psn_no, p.ingredient
FROM usual_course AS u
JOIN person_drug AS p ON p.psn_no = u.psn_no AND p.ingredient = u.ingredient
LEFT JOIN watched AS w ON w.ingredient = p.ingredient
WHERE w.ingredient IS NULL
GROUP BY p.psn_no, p.ingredient
HAVING COUNT(*) = COUNT(CASE WHEN p.days_src = 'usual' THEN 1 END)
-- step: held
SELECT
  p.psn_no, p.ingredient, p.unit_equal, p.svc_date, p.fixmedins_code, p.inst_key, p.city4, p.dr, p.chronic, p.amt, p.days_src,
  CASE WHEN o.psn_no IS NULL THEN p.stock ELSE 0 END AS stock
FROM person_drug AS p
LEFT JOIN own_pace AS o ON o.psn_no = p.psn_no AND o.ingredient = p.ingredient
-- step: bought
SELECT
  p.psn_no, p.ingredient, p.unit_equal, p.svc_date, p.fixmedins_code, p.inst_key, p.city4, p.dr, p.amt, p.days_src, p.stock,
  p.chronic AND p.stock <= 30 AS refill, p.days_src IS NULL OR p.stock > 30 AS loose
FROM held AS p
JOIN span_of_person AS s ON s.psn_no = p.psn_no
WHERE p.svc_date BETWEEN s.from_date AND s.to_date AND NOT starts_with(p.ingredient, 'XL01')
  AND NOT coalesce(has_cls(s.flags, 'dialysis'), FALSE)
-- step: taken
SELECT
  psn_no, ingredient, MAX(stock) AS top_stock, COUNT(DISTINCT svc_date) AS dates, SUM(amt) AS amt, SUM(CASE WHEN loose THEN amt ELSE 0 END) AS loose,
  MIN(inst_key) < MAX(inst_key) AS wanders
FROM bought
GROUP BY psn_no, ingredient
-- step: hoarded
SELECT
  ingredient, ratio(SUM(CASE WHEN top_stock > 180 THEN amt ELSE 0 END), SUM(amt)) AS share,
  COUNT(CASE WHEN top_stock > 180 THEN 1 END) AS persons
FROM taken
GROUP BY ingredient
-- step: risky
SELECT ingredient FROM watched
UNION
SELECT h.ingredient
FROM hoarded AS h
CROSS JOIN (SELECT median_of(share) AS usual FROM hoarded) AS m
WHERE h.persons >= 5 AND h.share > greatest(3 * m.usual, 0.01)
-- step: month_of_tour
SELECT a.psn_no, a.ingredient, a.svc_date, COUNT(DISTINCT b.inst_key) AS shops, COUNT(DISTINCT b.city4) AS cities
FROM bought AS a
JOIN taken AS t ON t.psn_no = a.psn_no AND t.ingredient = a.ingredient AND t.wanders
JOIN bought AS b ON b.psn_no = a.psn_no AND b.ingredient = a.ingredient
WHERE NOT a.refill AND NOT b.refill AND b.svc_date BETWEEN add_days(a.svc_date, -29) AND a.svc_date
GROUP BY a.psn_no, a.ingredient, a.svc_date
-- step: ranged
SELECT psn_no, ingredient, MAX(shops) AS shops, MAX(cities) AS cities FROM month_of_tour GROUP BY psn_no, ingredient
-- step: tour
SELECT psn_no, MAX(shops) AS shops, MAX(cities) AS cities FROM ranged GROUP BY psn_no
-- step: prescribed
SELECT DISTINCT s.ingredient, s.psn_no, left(d.diag, 3) AS diag3
FROM supply AS s
JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
JOIN enc_diag AS d ON d.mdtrt_id = s.mdtrt_id
WHERE s.scene IN ('OP', 'NET') AND s.settled AND e.hosp_group = 3
-- step: well_known
SELECT ingredient FROM prescribed GROUP BY ingredient HAVING COUNT(DISTINCT psn_no) >= 30
-- step: usual_diag
SELECT c.ingredient, c.diag3
FROM (
  SELECT
    p.ingredient, p.diag3, COUNT(*) AS n,
    SUM(COUNT(*)) OVER (PARTITION BY p.ingredient ORDER BY COUNT(*) DESC, p.diag3 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run,
    SUM(COUNT(*)) OVER (PARTITION BY p.ingredient) AS whole
  FROM prescribed AS p
  GROUP BY p.ingredient, p.diag3
) AS c
JOIN well_known AS b ON b.ingredient = c.ingredient
WHERE (c.run - c.n) * 100 < 95 * c.whole
-- step: told_diag
SELECT DISTINCT e.psn_no, left(d.diag, 3) AS diag3
FROM enc_diag AS d
JOIN enc AS e ON e.mdtrt_id = d.mdtrt_id
-- step: ahead
-- What a diagnosis is asked for at all: bought ahead of need, or at three institutions within a month.
SELECT t.psn_no, t.ingredient
FROM taken AS t
JOIN (SELECT DISTINCT ingredient FROM usual_diag) AS u ON u.ingredient = t.ingredient
LEFT JOIN ranged AS g ON g.psn_no = t.psn_no AND g.ingredient = t.ingredient
WHERE t.top_stock > 30 OR coalesce(g.shops, 1) >= 3
-- step: indicated
SELECT DISTINCT t.psn_no, t.ingredient
FROM ahead AS t
JOIN usual_diag AS u ON u.ingredient = t.ingredient
JOIN told_diag AS h ON h.psn_no = t.psn_no AND h.diag3 = u.diag3
-- step: judged_drug
SELECT
  t.psn_no, t.ingredient, t.top_stock, t.dates, t.amt, t.loose, r.ingredient IS NOT NULL AS risky, u.ingredient IS NOT NULL AS known,
  a.ingredient IS NOT NULL AND i.ingredient IS NULL AS odd
FROM taken AS t
LEFT JOIN risky AS r ON r.ingredient = t.ingredient
LEFT JOIN (SELECT DISTINCT ingredient FROM usual_diag) AS u ON u.ingredient = t.ingredient
LEFT JOIN ahead AS a ON a.psn_no = t.psn_no AND a.ingredient = t.ingredient
LEFT JOIN indicated AS i ON i.psn_no = t.psn_no AND i.ingredient = t.ingredient
-- step: often_risky
SELECT b.psn_no
FROM bought AS b
JOIN risky AS r ON r.ingredient = b.ingredient
WHERE b.loose
GROUP BY b.psn_no
HAVING COUNT(DISTINCT b.svc_date) >= 3
-- step: ingredient_amt
SELECT
  t.psn_no, MAX(t.top_stock) AS top_stock, MAX(t.dates) AS most_dates, SUM(t.amt) AS amt,
  SUM(CASE WHEN t.risky THEN t.amt ELSE 0 END) AS risk_amt,
  SUM(CASE WHEN t.risky AND o.psn_no IS NOT NULL THEN t.loose ELSE 0 END) AS loose_amt,
  COUNT(CASE WHEN t.risky AND t.top_stock > 60 THEN 1 END) AS breadth,
  SUM(CASE WHEN t.known THEN t.amt ELSE 0 END) AS known_amt,
  SUM(CASE WHEN t.odd THEN t.loose ELSE 0 END) AS odd_amt,
  SUM(CASE WHEN t.odd THEN t.dates ELSE 0 END) AS odd_dates
FROM judged_drug AS t
LEFT JOIN often_risky AS o ON o.psn_no = t.psn_no
GROUP BY t.psn_no
-- step: boxed
SELECT
  t.code, t.psn_no, t.sold_at, i.inst_key, optional(i.prnt_rtal_phac_code) AS chain, d.ingredient
FROM trace_net AS t
JOIN inst AS i ON i.fixmedins_code = t.fixmedins_code
LEFT JOIN item_dim AS c ON c.med_list_codg = t.med_list_codg AND c.kreg = i.kreg
LEFT JOIN drug_dim AS d ON d.item = c.item AND d.kreg = i.kreg
WHERE t.recurs AND NOT t.split AND NOT t.hollow AND NOT coalesce(optional(t.carton), FALSE)
-- step: resold_code
-- A branch or a shop of the chain transfers, the same person comes again, another drug is a slip of the scanner.
SELECT a.psn_no, COUNT(DISTINCT a.code) AS codes
FROM boxed AS a
JOIN boxed AS b ON b.code = a.code
WHERE b.inst_key <> a.inst_key AND NOT coalesce(b.chain = a.chain, FALSE) AND b.psn_no <> a.psn_no
  AND coalesce(b.ingredient = a.ingredient, TRUE) AND days_between(a.sold_at, b.sold_at) >= 7
GROUP BY a.psn_no
-- step: possible
SELECT SUM(int_div(n * (n - 1), 2)) AS tests
FROM (SELECT fixmedins_code, COUNT(DISTINCT psn_no) AS n FROM attend GROUP BY fixmedins_code) AS seen
-- step: edge
SELECT p.one, p.other, p.rare, q.tests
FROM pair AS p
CROSS JOIN possible AS q
LEFT JOIN flag_person AS x ON x.psn_no = p.one AND has_cls(x.flags, 'collective')
LEFT JOIN flag_person AS y ON y.psn_no = p.other AND has_cls(y.flags, 'collective')
WHERE p.kind = 'visit' AND NOT p.household AND p.rare > 0 AND x.psn_no IS NULL AND y.psn_no IS NULL
-- step: buying_company
SELECT w.group_id
FROM crew AS w
JOIN ingredient_amt AS a ON a.psn_no = w.psn_no
WHERE a.top_stock > 60
GROUP BY w.group_id
HAVING COUNT(*) >= 2
-- step: fund_bar
SELECT age_band, gend, insutype, chronic, quantile_of(drug_fund, 0.95) AS p95
FROM span_of_person
GROUP BY age_band, gend, insutype, chronic
HAVING COUNT(*) >= 20
-- step: purchase
SELECT
  b.psn_no, MIN(CASE WHEN b.loose THEN b.svc_date END) AS first_on, MAX(b.svc_date) AS last_on, COUNT(*) AS purchases,
  SUM(CASE WHEN b.stock > 30 THEN 1 ELSE 0 END) AS early_n, SUM(CASE WHEN b.stock >= 120 THEN 1 ELSE 0 END) AS over_n,
  SUM(CASE WHEN b.days_src IS NOT NULL THEN 1 ELSE 0 END) AS known_n,
  MAX(CASE WHEN b.days_src = 'usual' AND b.stock > 84 THEN 1 ELSE 0 END) AS by_usual
FROM bought AS b
GROUP BY b.psn_no
-- step: person_part
SELECT
  b.psn_no, CAST(b.svc_date AS VARCHAR) || '|' || b.fixmedins_code || '|' || b.unit_equal AS part, COUNT(*) AS purchases,
  SUM(CASE WHEN b.stock > 30 THEN 1 ELSE 0 END) AS early_n, SUM(b.amt) AS amt,
  SUM(CASE WHEN t.risky AND o.psn_no IS NOT NULL AND b.loose THEN b.amt ELSE 0 END) AS loose_amt,
  SUM(CASE WHEN t.known THEN b.amt ELSE 0 END) AS known_amt,
  SUM(CASE WHEN t.odd AND b.loose THEN b.amt ELSE 0 END) AS odd_amt
FROM bought AS b
JOIN judged_drug AS t ON t.psn_no = b.psn_no AND t.ingredient = b.ingredient
LEFT JOIN often_risky AS o ON o.psn_no = b.psn_no
GROUP BY b.psn_no, CAST(b.svc_date AS VARCHAR) || '|' || b.fixmedins_code || '|' || b.unit_equal
-- step: place
SELECT
  psn_no, fixmedins_code, ROW_NUMBER() OVER (PARTITION BY psn_no ORDER BY amt DESC, fixmedins_code) AS nth
FROM (SELECT psn_no, fixmedins_code, SUM(amt) AS amt FROM bought GROUP BY psn_no, fixmedins_code) AS summed
-- step: person
SELECT
  s.psn_no, l.fixmedins_code, p.last_on AS occurred_on, p.first_on, p.last_on, s.flags,
  a.most_dates, a.risk_amt, a.loose_amt, a.amt, ratio(a.loose_amt, a.amt) AS risk, p.purchases, p.over_n,
  p.by_usual,
  coalesce(s.age_band, '') || '|' || coalesce(s.gend, '') || '|' || coalesce(s.insutype, '') || '|' || CASE WHEN s.chronic THEN '1' ELSE '0' END AS peer_near,
  coalesce(s.age_band, '') || '|' || CASE WHEN s.chronic THEN '1' ELSE '0' END AS peer_wide,
  CASE WHEN p.known_n * 2 >= p.purchases THEN greatest(0, a.top_stock - 84) END AS stock,
  CASE WHEN p.known_n * 2 >= p.purchases THEN ratio(p.early_n, p.purchases) END AS early,
  coalesce(t.shops, 1) AS shops,
  coalesce(t.cities, 1) AS cities,
  a.breadth,
  CASE
    WHEN h.psn_no IS NOT NULL AND a.known_amt * 2 >= a.amt THEN CASE WHEN a.odd_dates >= 3 THEN ratio(a.odd_amt, a.known_amt) ELSE 0 END
  END AS unrelated,
  CASE WHEN f.p95 IS NOT NULL THEN CASE WHEN s.op_visits + s.stays = 0 AND s.drug_fund > f.p95 THEN 1 ELSE 0 END END AS nocare,
  coalesce(c.codes, 0) AS resold,
  CASE WHEN k.group_id IS NOT NULL THEN 1 ELSE 0 END AS crew,
  k.group_id
FROM span_of_person AS s
JOIN purchase AS p ON p.psn_no = s.psn_no
JOIN ingredient_amt AS a ON a.psn_no = s.psn_no
JOIN place AS l ON l.psn_no = s.psn_no AND l.nth = 1
LEFT JOIN tour AS t ON t.psn_no = s.psn_no
LEFT JOIN resold_code AS c ON c.psn_no = s.psn_no
LEFT JOIN crew AS w ON w.psn_no = s.psn_no
LEFT JOIN buying_company AS k ON k.group_id = w.group_id
LEFT JOIN (SELECT DISTINCT psn_no FROM told_diag) AS h ON h.psn_no = s.psn_no
LEFT JOIN fund_bar AS f ON f.age_band = s.age_band AND f.gend = s.gend AND f.insutype = s.insutype AND f.chronic = s.chronic
-- step: over_date
SELECT psn_no, ingredient, unit_equal, svc_date, fixmedins_code, DENSE_RANK() OVER (PARTITION BY psn_no, ingredient ORDER BY svc_date) AS nth
FROM bought
WHERE stock >= 120
-- step: over_key
-- Each line's own keys once: a delivery that repeats line numbers would else meet itself number by number.
SELECT DISTINCT s.bkkp_sn, s.psn_no, s.fixmedins_code, s.beg_date AS svc_date
FROM over_date AS o
JOIN supply AS s
  ON s.psn_no = o.psn_no AND s.unit_equal = o.unit_equal AND s.beg_date = o.svc_date AND s.fixmedins_code = o.fixmedins_code
WHERE o.nth >= 2 AND s.scene <> 'IP' AND s.settled AND s.amt > 0
-- step: over_line
SELECT o.psn_no, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM over_key AS o
JOIN fee_net AS f
  ON f.bkkp_sn = o.bkkp_sn AND f.psn_no = o.psn_no AND f.fixmedins_code = o.fixmedins_code AND f.svc_date = o.svc_date
-- step: judged
SELECT psn_no, score >= 0.5 AS doubted FROM score_drug_resale_person WHERE score IS NOT NULL
-- step: client
SELECT
  b.fixmedins_code, b.dr, b.psn_no, j.doubted, COALESCE(left(p.insu_admdvs, 4) <> MIN(b.city4), FALSE) AS away, MAX(b.svc_date) AS last_on,
  MIN(CASE WHEN b.stock > 60 THEN b.svc_date END) AS over_on, SUM(b.amt) AS amt, COUNT(*) AS purchases, SUM(CASE WHEN b.stock > 60 THEN 1 ELSE 0 END) AS over_n
FROM bought AS b
JOIN judged AS j ON j.psn_no = b.psn_no
JOIN psn_info_b AS p ON p.psn_no = b.psn_no
GROUP BY b.fixmedins_code, b.dr, b.psn_no, j.doubted, p.insu_admdvs
-- step: over_dr
SELECT d.fixmedins_code, MAX(d.n) AS most, SUM(d.n) AS n
FROM (SELECT fixmedins_code, dr, SUM(over_n) AS n FROM client WHERE dr IS NOT NULL GROUP BY fixmedins_code, dr) AS d
GROUP BY d.fixmedins_code
-- step: site
SELECT
  c.fixmedins_code, MAX(c.last_on) AS occurred_on, MIN(c.over_on) AS first_on, MAX(c.last_on) AS last_on,
  COUNT(DISTINCT c.psn_no) AS persons, SUM(c.amt) AS amt, SUM(c.purchases) AS purchases,
  COUNT(DISTINCT CASE WHEN c.doubted THEN c.psn_no END) AS doubted_n,
  CASE WHEN COUNT(DISTINCT CASE WHEN c.doubted THEN c.psn_no END) >= 3 THEN ratio(SUM(CASE WHEN c.doubted THEN c.amt ELSE 0 END), SUM(c.amt)) ELSE 0 END AS clients,
  SUM(c.over_n) AS over_n, COUNT(DISTINCT CASE WHEN c.over_n > 0 THEN c.psn_no END) AS over_persons,
  COUNT(DISTINCT CASE WHEN c.over_n > 0 AND c.away THEN c.psn_no END) AS away_persons,
  MAX(CASE WHEN d.n >= 10 THEN ratio(d.most, d.n) WHEN d.n >= 0 THEN 0 END) AS one_dr
FROM client AS c
LEFT JOIN over_dr AS d ON d.fixmedins_code = c.fixmedins_code
GROUP BY c.fixmedins_code
-- step: site_line
SELECT o.fixmedins_code, o.bkkp_sn, o.mdtrt_id, o.setl_id, o.psn_no, o.svc_date, o.item, o.item_name, o.cnt, o.pric, o.gross, o.amt
FROM over_line AS o
JOIN judged AS j ON j.psn_no = o.psn_no
WHERE j.doubted
-- step: prescriber
SELECT
  c.dr AS staff_code, MIN(c.fixmedins_code) AS fixmedins_code, MAX(c.last_on) AS occurred_on, MIN(c.over_on) AS first_on, MAX(c.last_on) AS last_on,
  COUNT(DISTINCT c.psn_no) AS persons,
  SUM(c.amt) AS amt, SUM(c.purchases) AS purchases, COUNT(DISTINCT CASE WHEN c.doubted THEN c.psn_no END) AS doubted_n,
  CASE WHEN COUNT(DISTINCT CASE WHEN c.doubted THEN c.psn_no END) >= 3 THEN ratio(SUM(CASE WHEN c.doubted THEN c.amt ELSE 0 END), SUM(c.amt)) ELSE 0 END AS clients,
  SUM(c.over_n) AS over_n,
  COUNT(DISTINCT CASE WHEN c.over_n > 0 THEN c.psn_no END) AS over_persons,
  COUNT(DISTINCT CASE WHEN c.over_n > 0 AND c.away THEN c.psn_no END) AS away_persons,
  COALESCE(CAST(MIN(i.hosp_group) AS VARCHAR), '') || '|' || MIN(COALESCE(i.fixmedins_type, '')) AS peer_near, '全部' AS peer_wide
FROM client AS c
JOIN inst AS i ON i.fixmedins_code = c.fixmedins_code
WHERE c.dr IS NOT NULL
GROUP BY c.dr
-- step: site_makeup
SELECT c.fixmedins_code, '' AS period, '超存量配药的医师' AS aspect, coalesce(c.dr, '未填') AS value, SUM(c.over_n) AS n
FROM client AS c
WHERE c.over_n > 0
GROUP BY c.fixmedins_code, c.dr
UNION ALL
SELECT c.fixmedins_code, '', '超存量配药的参保人', CASE WHEN c.doubted THEN '本模型 0.50 以上' ELSE '其他' END, SUM(c.over_n)
FROM client AS c
WHERE c.over_n > 0
GROUP BY c.fixmedins_code, CASE WHEN c.doubted THEN '本模型 0.50 以上' ELSE '其他' END
UNION ALL
SELECT b.fixmedins_code, '', '超存量配药的药品', b.ingredient, COUNT(*)
FROM bought AS b
WHERE b.stock > 60
GROUP BY b.fixmedins_code, b.ingredient
-- step: prescriber_makeup
SELECT c.dr AS staff_code, '' AS period, '超存量开药的参保人' AS aspect, CASE WHEN c.doubted THEN '本模型 0.50 以上' ELSE '其他' END AS value, SUM(c.over_n) AS n
FROM client AS c
WHERE c.over_n > 0 AND c.dr IS NOT NULL
GROUP BY c.dr, CASE WHEN c.doubted THEN '本模型 0.50 以上' ELSE '其他' END
UNION ALL
SELECT b.dr, '', '超存量开药的药品', b.ingredient, COUNT(*)
FROM bought AS b
WHERE b.stock > 60 AND b.dr IS NOT NULL
GROUP BY b.dr, b.ingredient
