/*---
doc: >-
  Stays with at least twelve tokens (token, sig). Candidates share a band of their signatures at one institution (codes
  of one credit code are one), belong to different persons and were admitted within a year of each other; a band shared
  by more than 500 stays is a package and gives no pairs. likeness is the weighted Jaccard similarity of the tokens:
  what both have by what either has, each token by its rarity in the case cell. A twin is a stay with a likeness of 0.8
  or more. expected_twins: the rate of twins in the same case cell at other institutions.
---*/
-- step: signed
SELECT
  g.stay_id, g.band, g.band_key, s.psn_no, s.fixmedins_code, s.inst_key, s.adm_date, c.cell
FROM sig AS g
JOIN stay AS s ON s.stay_id = g.stay_id
JOIN case_cell AS c ON c.stay_id = g.stay_id
WHERE s.in_scope AND NOT s.is_open
-- step: packed
SELECT inst_key, band, band_key FROM signed GROUP BY inst_key, band, band_key HAVING COUNT(*) BETWEEN 2 AND 500
-- step: bundled
SELECT DISTINCT s.stay_id
FROM signed AS s
JOIN (SELECT inst_key, band, band_key FROM signed GROUP BY inst_key, band, band_key HAVING COUNT(*) > 500) AS p
  ON p.inst_key = s.inst_key AND p.band = s.band AND p.band_key = s.band_key
-- step: shortlist
SELECT s.* FROM signed AS s JOIN packed AS p ON p.inst_key = s.inst_key AND p.band = s.band AND p.band_key = s.band_key
-- step: candidate
SELECT DISTINCT a.stay_id AS one, b.stay_id AS other
FROM shortlist AS a
JOIN shortlist AS b ON b.inst_key = a.inst_key AND b.band = a.band AND b.band_key = a.band_key
WHERE a.stay_id < b.stay_id AND a.psn_no <> b.psn_no AND ABS(days_between(a.adm_date, b.adm_date)) <= 365
-- step: weight
SELECT stay_id, SUM(CAST(idf AS DECIMAL(18,6))) AS weight, COUNT(*) AS tokens FROM token GROUP BY stay_id
-- step: candidate_token
-- Grouped, so that no engine joins the tokens of all stays with each other before it knows the pairs.
SELECT c.one, c.other, t.token, MIN(t.idf) AS idf
FROM candidate AS c
JOIN token AS t ON t.stay_id = c.one
GROUP BY c.one, c.other, t.token
-- step: overlap
SELECT a.one, a.other, SUM(CAST(least(a.idf, b.idf) AS DECIMAL(18,6))) AS shared
FROM candidate_token AS a
JOIN token AS b ON b.stay_id = a.other AND b.token = a.token
GROUP BY a.one, a.other
-- step: compared
SELECT o.one, o.other, o.shared, ratio(o.shared, x.weight + y.weight - o.shared) AS likeness
FROM overlap AS o
JOIN weight AS x ON x.stay_id = o.one
JOIN weight AS y ON y.stay_id = o.other
-- step: near_pair
SELECT one, other, shared, likeness FROM compared WHERE likeness >= 0.5
-- step: told_stay
SELECT one AS stay_id FROM near_pair UNION SELECT other AS stay_id FROM near_pair
-- step: sequence
SELECT
  t.stay_id, md5_of(joined(CAST(days_between(s.adm_date, f.svc_date) AS VARCHAR) || ' ' || f.item || ' ' || CAST(f.cnt AS VARCHAR))) AS seq
FROM told_stay AS t
JOIN stay AS s ON s.stay_id = t.stay_id
JOIN stay_enc AS e ON e.stay_id = t.stay_id
JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
WHERE f.in_scope AND f.settled
GROUP BY t.stay_id
-- step: doctor
SELECT s.stay_id, MIN(e.chfpdr_code) AS dr
FROM told_stay AS t
JOIN stay_enc AS s ON s.stay_id = t.stay_id
JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
WHERE s.nth = 1
GROUP BY s.stay_id
-- step: both
SELECT one AS stay_id, other AS twin, shared, likeness FROM near_pair
UNION ALL
SELECT other AS stay_id, one AS twin, shared, likeness FROM near_pair
-- step: matched
SELECT
  b.stay_id, b.twin, b.shared, b.likeness,
  CASE WHEN x.nights = y.nights AND ABS(x.medfee - y.medfee) * 100 <= x.medfee THEN 1 ELSE 0 END AS amount,
  CASE WHEN p.seq = q.seq THEN 1 ELSE 0 END AS rhythm,
  CASE WHEN optional(d.dr) = optional(g.dr) AND ABS(days_between(x.adm_date, y.adm_date)) <= 7 THEN 1 ELSE 0 END AS same_dr
FROM both AS b
JOIN stay AS x ON x.stay_id = b.stay_id
JOIN stay AS y ON y.stay_id = b.twin
JOIN sequence AS p ON p.stay_id = b.stay_id
JOIN sequence AS q ON q.stay_id = b.twin
LEFT JOIN doctor AS d ON d.stay_id = b.stay_id
LEFT JOIN doctor AS g ON g.stay_id = b.twin
-- step: usual_weight
SELECT c.cell, median_of(w.weight) AS middle
FROM weight AS w
JOIN case_cell AS c ON c.stay_id = w.stay_id
GROUP BY c.cell
-- step: copied
SELECT
  m.stay_id, MAX(m.likeness) AS sim,
  -- Half alike are all who have the same grave illness: what they share is the illness.
  MAX(CASE WHEN m.likeness * 3 >= 2 THEN m.shared ELSE 0 END) AS shared,
  MAX(CASE WHEN m.likeness >= 0.8 THEN m.amount ELSE 0 END) AS amount, MAX(CASE WHEN m.likeness >= 0.8 THEN m.rhythm ELSE 0 END) AS rhythm,
  MAX(CASE WHEN m.likeness >= 0.8 THEN m.same_dr ELSE 0 END) AS same_dr, COUNT(CASE WHEN m.likeness >= 0.8 THEN 1 END) AS cluster,
  COUNT(CASE WHEN m.likeness * 3 >= 2 THEN 1 END) AS akin, joined(CASE WHEN m.likeness >= 0.8 THEN m.twin END) AS related, MIN(CASE WHEN m.likeness >= 0.8 THEN m.twin END) AS first_twin
FROM matched AS m
GROUP BY m.stay_id
-- step: told_bill
SELECT
  s.stay_id, s.psn_no, s.fixmedins_code, s.adm_date, s.dscg_date, k.cell, w.tokens, x.flags, c.related,
  coalesce(c.sim, 0) AS sim,
  coalesce(ratio(c.shared, u.middle), 0) AS rare,
  coalesce(c.amount, 0) AS amount,
  coalesce(c.rhythm, 0) AS rhythm,
  coalesce(c.cluster, 0) AS cluster,
  coalesce(c.akin, 0) AS akin,
  coalesce(c.same_dr, 0) AS same_dr
FROM weight AS w
JOIN stay AS s ON s.stay_id = w.stay_id
JOIN case_cell AS k ON k.stay_id = w.stay_id
JOIN usual_weight AS u ON u.cell = k.cell
LEFT JOIN copied AS c ON c.stay_id = w.stay_id
LEFT JOIN flag_stay AS x ON x.stay_id = w.stay_id
LEFT JOIN bundled AS p ON p.stay_id = w.stay_id
WHERE w.tokens >= 12 AND s.in_scope AND NOT s.is_open AND p.stay_id IS NULL
-- step: twin_of_cell
SELECT fixmedins_code, cell, COUNT(*) AS n, COUNT(CASE WHEN sim >= 0.8 THEN 1 END) AS twins
FROM told_bill
GROUP BY fixmedins_code, cell
-- step: rated
SELECT
  t.fixmedins_code, t.cell, t.n, t.twins, SUM(t.n) OVER (PARTITION BY t.cell) - t.n AS others,
  SUM(t.twins) OVER (PARTITION BY t.cell) - t.twins AS other_twins,
  ratio(SUM(t.twins) OVER (PARTITION BY t.cell) - t.twins, SUM(t.n) OVER (PARTITION BY t.cell) - t.n) AS rate
FROM twin_of_cell AS t
-- step: bill
SELECT
  b.stay_id, b.stay_id AS mdtrt_id, b.psn_no, b.fixmedins_code, b.adm_date, b.dscg_date, b.dscg_date AS occurred_on, b.tokens, b.flags,
  b.related, b.sim, CAST(b.sim * 100 AS DECIMAL(9,0)) AS percent, 
  CASE
    WHEN r.others > 0
      THEN '，其他机构同类病例 ' || CAST(r.others AS VARCHAR) || ' 例中有 ' || CAST(r.other_twins AS VARCHAR) || ' 例与他人相似八成以上'
    ELSE '，其他机构没有可比的同类病例'
  END AS beside, b.rare, b.amount, b.rhythm, b.cluster, b.akin,
  b.same_dr, b.cell
FROM told_bill AS b
JOIN rated AS r ON r.fixmedins_code = b.fixmedins_code AND r.cell = b.cell
-- step: expected_of_hospital
SELECT
  fixmedins_code, SUM(CASE WHEN rate IS NOT NULL THEN twins ELSE 0 END) AS twins,
  SUM(CAST(n * greatest(rate, 0.002) AS DECIMAL(18,6))) AS expected_twins
FROM rated
GROUP BY fixmedins_code
-- step: copies_of
SELECT fixmedins_code, MIN(adm_date) AS adm_date, MAX(dscg_date) AS dscg_date, joined(stay_id) AS related FROM bill WHERE sim >= 0.8 GROUP BY fixmedins_code
-- step: hospital
-- Two or three bills that are alike are a coincidence of a year, and as many as expected are none too many.
SELECT
  b.fixmedins_code, MAX(b.occurred_on) AS occurred_on, MAX(c.related) AS related, MAX(c.adm_date) AS adm_date, MAX(c.dscg_date) AS dscg_date,
  COUNT(*) AS stays, COUNT(CASE WHEN b.sim >= 0.8 THEN 1 END) AS twin_n,
  coalesce(MAX(e.twins) >= 5 AND MAX(e.twins) > MAX(e.expected_twins), FALSE) AS many,
  ratio(MAX(e.twins) + 5, MAX(e.expected_twins) + 5) AS twin, CAST(MAX(e.expected_twins) AS DECIMAL(18,1)) AS usual_twins,
  MAX(e.twins) AS twins, MAX(e.expected_twins) AS expected_twins,
  MAX(CASE WHEN b.cluster > 0 THEN b.cluster + 1 ELSE 0 END) AS cluster,
  ratio(COUNT(CASE WHEN b.sim >= 0.8 AND x.low THEN 1 END), COUNT(CASE WHEN b.sim >= 0.8 AND x.low IS NOT NULL THEN 1 END)) AS low
FROM bill AS b
LEFT JOIN expected_of_hospital AS e ON e.fixmedins_code = b.fixmedins_code
LEFT JOIN stay_x AS x ON x.stay_id = b.stay_id
LEFT JOIN copies_of AS c ON c.fixmedins_code = b.fixmedins_code
GROUP BY b.fixmedins_code
-- step: doubted
SELECT stay_id FROM score_hanging_bed_bed_stay WHERE score >= 0.5
-- step: copy_of
SELECT m.stay_id, m.twin
FROM matched AS m
JOIN doubted AS d ON d.stay_id = m.stay_id
JOIN stay AS x ON x.stay_id = m.stay_id
JOIN stay AS y ON y.stay_id = m.twin
WHERE m.likeness >= 0.8 AND (y.adm_date < x.adm_date OR (y.adm_date = x.adm_date AND m.twin < m.stay_id))
-- step: copy_token
SELECT c.stay_id, c.twin, t.token, MIN(t.item) AS item
FROM copy_of AS c
JOIN token AS t ON t.stay_id = c.stay_id
GROUP BY c.stay_id, c.twin, t.token
-- step: copied_item
SELECT DISTINCT a.stay_id, a.item, e.mdtrt_id
FROM copy_token AS a
JOIN token AS b ON b.stay_id = a.twin AND b.token = a.token
JOIN stay_enc AS e ON e.stay_id = a.stay_id
-- step: copied_enc
SELECT DISTINCT mdtrt_id FROM copied_item
-- step: copied_line
SELECT
  c.stay_id, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM copied_item AS c
JOIN fee_net AS f ON f.mdtrt_id = c.mdtrt_id AND f.item = c.item
WHERE f.mdtrt_id IN (SELECT mdtrt_id FROM copied_enc)
  AND f.in_scope AND f.settled AND f.amt > 0 AND f.chrg IN ('03', '04', '05')
