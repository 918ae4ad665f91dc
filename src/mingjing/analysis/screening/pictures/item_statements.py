"""The rows behind the pictures of key items, and of what the risk of an institution is made of."""

# In the three months up to the finding: the twenty dearest drugs and consumables of the city and the finding's own ('rank':
# n amount against the three months before, minute institutions), and who uses the own ('place': n quantity). And month by
# month the own quantity as a multiple of the institution's median month (of the city's, where a whole city is told of),
# beside the quartiles of the same at the other institutions.
ITEMS = """
WITH mine AS (
  SELECT p.finding_id, p.branch, p.inst, p.grp, i.city4, strftime(p.day - INTERVAL 3 MONTH, '%Y-%m') AS begun,
    strftime(p.day - INTERVAL 6 MONTH, '%Y-%m') AS before, strftime(p.day, '%Y-%m') AS month
  FROM pictured AS p JOIN inst AS i ON i.fixmedins_code = p.inst WHERE p.grp IS NOT NULL
), sold AS MATERIALIZED (
  SELECT i.city4, m.fixmedins_code, coalesce(d.ingredient, left(m.item, 15)) AS grp, MIN(m.item) AS item, m.month,
    SUM(m.cnt) AS cnt, SUM(m.amt) AS amt
  FROM inst_item_month AS m JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code
  LEFT JOIN drug_dim AS d ON d.item = m.item AND d.kreg = m.kreg
  WHERE m.kind IN ('drug', 'cons') AND m.amt > 0 AND NOT starts_with(m.item, 'T')
    AND i.city4 IN (SELECT city4 FROM mine)
  GROUP BY i.city4, m.fixmedins_code, coalesce(d.ingredient, left(m.item, 15)), m.month
), summed AS (
  SELECT n.finding_id, n.grp = s.grp AS own, s.grp, MIN(s.item) AS item,
    COUNT(DISTINCT CASE WHEN s.month > n.begun THEN s.fixmedins_code END) AS places,
    coalesce(SUM(CASE WHEN s.month > n.begun THEN s.amt END), 0) AS amt, SUM(CASE WHEN s.month <= n.begun THEN s.amt END) AS old_amt
  FROM mine AS n JOIN sold AS s ON s.city4 = n.city4 AND s.month > n.before AND s.month <= n.month
  GROUP BY n.finding_id, n.grp = s.grp, s.grp
), ranked AS (
  SELECT r.*, row_number() OVER (PARTITION BY finding_id ORDER BY amt DESC, grp) AS nth FROM summed AS r WHERE amt > 0
), kept AS MATERIALIZED (
  SELECT * FROM ranked WHERE nth <= 20 OR own
), named AS (
  SELECT item, MIN(item_name) AS name FROM fee_net WHERE item IN (SELECT item FROM kept) GROUP BY item
), month AS (
  SELECT n.finding_id, n.branch, s.fixmedins_code, s.fixmedins_code = n.inst OR n.branch = 'g' AS own, s.month, SUM(s.cnt) AS cnt,
    SUM(s.amt) AS amt
  FROM mine AS n JOIN sold AS s ON s.city4 = n.city4 AND s.grp = n.grp AND s.month <= n.month
  GROUP BY n.finding_id, n.branch, s.fixmedins_code, s.fixmedins_code = n.inst OR n.branch = 'g', s.month
), course AS (
  SELECT finding_id, own, CASE WHEN branch = 'g' THEN '' ELSE fixmedins_code END AS place, month, SUM(cnt) AS cnt, SUM(amt) AS amt
  FROM month GROUP BY finding_id, own, CASE WHEN branch = 'g' THEN '' ELSE fixmedins_code END, month
), usual AS (
  SELECT finding_id, place, median(cnt) AS cnt FROM course GROUP BY finding_id, place HAVING COUNT(*) >= 3
), multiple AS (
  SELECT c.finding_id, c.own, c.month, c.amt, CAST(c.cnt AS DOUBLE) / CAST(u.cnt AS DOUBLE) AS times
  FROM course AS c JOIN usual AS u ON u.finding_id = c.finding_id AND u.place = c.place
)
SELECT k.finding_id, CASE WHEN k.own THEN 'rank_own' ELSE 'rank' END AS part, CAST(k.nth AS VARCHAR) AS who, NULL AS place,
  coalesce(n.name, k.item) AS name, NULL AS day, NULL AS until, k.places AS minute, CAST(k.amt AS DOUBLE) / CAST(k.old_amt AS DOUBLE) AS n, k.amt
FROM kept AS k LEFT JOIN named AS n ON n.item = k.item
UNION ALL
SELECT n.finding_id, CASE WHEN s.fixmedins_code = n.inst AND n.branch = 'i' THEN 'place_own' ELSE 'place' END, NULL, s.fixmedins_code,
  NULL, NULL, NULL, NULL, SUM(s.cnt), SUM(s.amt)
FROM mine AS n JOIN sold AS s ON s.city4 = n.city4 AND s.grp = n.grp AND s.month > n.begun AND s.month <= n.month
GROUP BY n.finding_id, s.fixmedins_code, n.inst, n.branch
UNION ALL
SELECT finding_id, 'month', NULL, NULL, month, NULL, NULL, NULL, times, amt FROM multiple WHERE own
UNION ALL
SELECT b.finding_id, q.part, NULL, NULL, b.month, NULL, NULL, b.places, CASE q.part WHEN 'q1' THEN b.q1 WHEN 'q2' THEN b.q2 ELSE b.q3 END, NULL
FROM (
  SELECT finding_id, month, COUNT(*) AS places, quantile_cont(times, 0.25) AS q1, median(times) AS q2, quantile_cont(times, 0.75) AS q3
  FROM multiple WHERE NOT own GROUP BY finding_id, month
) AS b CROSS JOIN (VALUES ('q1'), ('q2'), ('q3')) AS q(part)
"""

# What the run found at the institution, by rule and model ('here': who the kinds of act, n findings,
# minute the gravest), and the findings on
# persons and groups who were paid for there ('served': n persons).
PARTS = """
SELECT p.finding_id, 'here' AS part, string_agg(DISTINCT f.behaviour, '|' ORDER BY f.behaviour) AS who, NULL AS place, f.rule_code AS name, MIN(f.occurred_on) AS day,
  MAX(f.occurred_on) AS until, MIN(f.sev_deg) AS minute, COUNT(*) AS n, SUM(f.checkout_amt) AS amt
FROM pictured AS p JOIN run_finding AS f ON f.fixmedins_code = p.inst
WHERE f.rule_code <> 'MDL-16' AND f.rule_code <> 'MDL-15'
GROUP BY p.finding_id, f.rule_code
UNION ALL
SELECT p.finding_id, 'served', NULL, NULL, t.rule_code, MIN(s.setl_date), MAX(s.setl_date), NULL, COUNT(DISTINCT s.psn_no),
  SUM(s.fund + s.acct)
FROM pictured AS p JOIN setl_net AS s ON s.fixmedins_code = p.inst AND s.setl_date BETWEEN p.day - 365 AND p.day
JOIN (
  SELECT DISTINCT rule_code, psn_no FROM run_finding WHERE rule_code = 'MDL-03' AND branch = 'p'
  UNION SELECT rule_code, unnest(related_ids) FROM run_finding WHERE rule_code = 'MDL-10'
) AS t ON t.psn_no = s.psn_no
GROUP BY p.finding_id, t.rule_code
"""
