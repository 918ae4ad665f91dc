/*---
doc: >-
  Pairs who keep appearing together (pair, meeting) beyond chance, at a false discovery rate of 1 % of all pairs
  possible; the contacts that such persons share (at most 30 persons each, no households) bind them further. A group is
  a community of 4 to 200 persons with at least three joint dates. Persons in dialysis, tumour treatment or a home, and
  dates of a crowd, say nothing about company. A member counts as suspect by resale of drugs, by sham stays with more to them than company, or by
  cashing out with more to it than company and a full counter, which are this model's own signals.
python:
  bond: {reads: [edge], columns: {kind: VARCHAR, one: VARCHAR, other: VARCHAR, rare: DOUBLE, n_date: BIGINT, expected: DOUBLE}}
  crew: {reads: [bond, tie], columns: {psn_no: VARCHAR, group_id: VARCHAR}}
---*/
-- step: excused
SELECT psn_no FROM flag_person WHERE has_cls(flags, 'dialysis') OR has_cls(flags, 'tumour') OR has_cls(flags, 'collective')
-- step: possible
SELECT 'visit' AS kind, SUM(int_div(n * (n - 1), 2)) AS tests
FROM (SELECT fixmedins_code, COUNT(DISTINCT psn_no) AS n FROM attend GROUP BY fixmedins_code) AS visitors
UNION ALL
SELECT 'stay', SUM(int_div(n * (n - 1), 2))
FROM (SELECT fixmedins_code, COUNT(DISTINCT psn_no) AS n FROM stay WHERE in_scope GROUP BY fixmedins_code) AS patients
-- step: edge
SELECT p.kind, p.one, p.other, p.rare, p.n_date, p.expected, q.tests
FROM pair AS p
JOIN possible AS q ON q.kind = p.kind
LEFT JOIN excused AS x ON x.psn_no = p.one
LEFT JOIN excused AS y ON y.psn_no = p.other
WHERE NOT p.household AND p.rare > 0 AND x.psn_no IS NULL AND y.psn_no IS NULL
-- step: bound
SELECT one AS psn_no FROM bond UNION SELECT other AS psn_no FROM bond
-- step: insured
SELECT COUNT(*) AS persons FROM psn_info_b
-- step: tie
SELECT a.psn_no AS one, b.psn_no AS other, MAX(least(CAST(10 AS DOUBLE), ln_of(ratio(i.persons, a.n_person)))) AS weight
FROM contact AS a
JOIN bound AS m ON m.psn_no = a.psn_no
JOIN contact AS b ON b.kind = a.kind AND b.mark = a.mark
JOIN bound AS n ON n.psn_no = b.psn_no
CROSS JOIN insured AS i
WHERE a.psn_no < b.psn_no AND a.n_person <= 30 AND NOT a.household
GROUP BY a.psn_no, b.psn_no
-- step: inner_bond
SELECT x.group_id, b.kind, b.one, b.other, b.rare, b.n_date, b.expected
FROM bond AS b
JOIN crew AS x ON x.psn_no = b.one
JOIN crew AS y ON y.psn_no = b.other AND y.group_id = x.group_id
-- step: joint
SELECT b.group_id, b.kind, b.one, b.other, m.svc_date, m.fixmedins_code
FROM inner_bond AS b
JOIN meeting AS m ON m.kind = b.kind AND m.one = b.one AND m.other = b.other
LEFT JOIN flag_day AS d ON d.fixmedins_code = m.fixmedins_code AND d.day = m.svc_date
WHERE d.fixmedins_code IS NULL
-- step: event
SELECT group_id, kind, one AS psn_no, svc_date, fixmedins_code FROM joint
UNION
SELECT group_id, kind, other AS psn_no, svc_date, fixmedins_code FROM joint
-- step: suspect
SELECT m.psn_no
FROM crew AS m
JOIN (
  SELECT psn_no FROM score_drug_resale_person WHERE score >= 0.5
  UNION
  SELECT psn_no FROM score_cash_out_holder WHERE score >= 0.5 AND families >= 3
  UNION
  SELECT psn_no FROM score_sham_stay_patient WHERE score >= 0.5 AND families >= 3
) AS s ON s.psn_no = m.psn_no
-- step: event_visit
SELECT e.group_id, e.psn_no, e.svc_date, e.fixmedins_code, n.mdtrt_id, n.setl_id, n.fund + n.acct AS paid
FROM event AS e
JOIN setl_net AS n ON n.psn_no = e.psn_no AND n.fixmedins_code = e.fixmedins_code AND n.setl_date = e.svc_date
WHERE e.kind = 'visit' AND n.in_scope AND n.scene <> 'IP'
UNION
SELECT e.group_id, e.psn_no, e.svc_date, e.fixmedins_code, n.mdtrt_id, n.setl_id, n.fund + n.acct AS paid
FROM event AS e
JOIN stay AS s ON s.psn_no = e.psn_no AND s.fixmedins_code = e.fixmedins_code AND s.adm_date BETWEEN e.svc_date AND add_days(e.svc_date, 1)
JOIN stay_enc AS c ON c.stay_id = s.stay_id
JOIN setl_net AS n ON n.mdtrt_id = c.mdtrt_id
WHERE e.kind = 'stay' AND n.in_scope
-- step: paid_jointly
SELECT group_id, SUM(paid) AS joint_paid
FROM (SELECT DISTINCT group_id, setl_id, paid FROM event_visit) AS once
GROUP BY group_id
-- step: paid_ever
SELECT m.group_id, SUM(n.fund + n.acct) AS paid
FROM crew AS m
JOIN setl_net AS n ON n.psn_no = m.psn_no
WHERE n.in_scope
GROUP BY m.group_id
-- step: billed
SELECT DISTINCT v.group_id, v.psn_no, v.svc_date, v.fixmedins_code, f.item
FROM event_visit AS v
JOIN fee_net AS f ON f.mdtrt_id = v.mdtrt_id
WHERE f.in_scope
-- step: billed_size
SELECT group_id, psn_no, svc_date, fixmedins_code, COUNT(*) AS items FROM billed GROUP BY group_id, psn_no, svc_date, fixmedins_code
-- step: likeness
SELECT j.group_id, j.one, j.other, j.svc_date, j.fixmedins_code, ratio(COUNT(*), MAX(x.items) + MAX(y.items) - COUNT(*)) AS jaccard
FROM joint AS j
JOIN billed AS a ON a.group_id = j.group_id AND a.psn_no = j.one AND a.svc_date = j.svc_date AND a.fixmedins_code = j.fixmedins_code
JOIN billed AS b
  ON b.group_id = j.group_id AND b.psn_no = j.other AND b.svc_date = j.svc_date AND b.fixmedins_code = j.fixmedins_code AND b.item = a.item
JOIN billed_size AS x ON x.group_id = j.group_id AND x.psn_no = j.one AND x.svc_date = j.svc_date AND x.fixmedins_code = j.fixmedins_code
JOIN billed_size AS y ON y.group_id = j.group_id AND y.psn_no = j.other AND y.svc_date = j.svc_date AND y.fixmedins_code = j.fixmedins_code
GROUP BY j.group_id, j.one, j.other, j.svc_date, j.fixmedins_code
-- step: likeness_of_group
SELECT j.group_id, mean_of(coalesce(l.jaccard, 0)) AS same
FROM joint AS j
LEFT JOIN likeness AS l
  ON l.group_id = j.group_id AND l.one = j.one AND l.other = j.other AND l.svc_date = j.svc_date AND l.fixmedins_code = j.fixmedins_code
GROUP BY j.group_id
-- step: paid_on
SELECT group_id, svc_date, fixmedins_code, SUM(paid) AS joint_paid
FROM (SELECT DISTINCT group_id, svc_date, fixmedins_code, setl_id, paid FROM event_visit) AS once
GROUP BY group_id, svc_date, fixmedins_code
-- step: like_on
SELECT j.group_id, j.svc_date, j.fixmedins_code, COUNT(*) AS pairs, SUM(CAST(coalesce(l.jaccard, 0) AS DECIMAL(18,6))) AS alike
FROM joint AS j
LEFT JOIN likeness AS l
  ON l.group_id = j.group_id AND l.one = j.one AND l.other = j.other AND l.svc_date = j.svc_date AND l.fixmedins_code = j.fixmedins_code
GROUP BY j.group_id, j.svc_date, j.fixmedins_code
-- step: party_part
SELECT
  k.group_id, CAST(k.svc_date AS VARCHAR) || '|' || k.fixmedins_code AS part, k.pairs, k.alike, coalesce(p.joint_paid, 0) AS joint_paid
FROM like_on AS k
LEFT JOIN paid_on AS p ON p.group_id = k.group_id AND p.svc_date = k.svc_date AND p.fixmedins_code = k.fixmedins_code
-- step: other_county
SELECT o.group_id, MAX(o.n) AS n
FROM (
  SELECT e.group_id, p.insu_admdvs, COUNT(DISTINCT e.psn_no) AS n
  FROM event AS e
  JOIN psn_info_b AS p ON p.psn_no = e.psn_no
  JOIN inst AS i ON i.fixmedins_code = e.fixmedins_code
  WHERE p.insu_admdvs <> i.admdvs
  GROUP BY e.group_id, p.insu_admdvs
) AS o
GROUP BY o.group_id
-- step: doctor_there
SELECT fixmedins_code, COUNT(DISTINCT bilg_dr) AS doctors
FROM fee_net
WHERE in_scope AND scene IN ('OP', 'IP') AND bilg_dr IS NOT NULL
GROUP BY fixmedins_code
-- step: doctor_share
SELECT d.group_id, MAX(d.n) AS most, SUM(d.n) AS events
FROM (
  SELECT v.group_id, f.bilg_dr, COUNT(DISTINCT v.mdtrt_id) AS n
  FROM event_visit AS v
  JOIN fee_net AS f ON f.mdtrt_id = v.mdtrt_id
  JOIN doctor_there AS t ON t.fixmedins_code = v.fixmedins_code AND t.doctors >= 5
  WHERE f.in_scope AND f.bilg_dr IS NOT NULL
  GROUP BY v.group_id, f.bilg_dr
) AS d
GROUP BY d.group_id
-- step: agent_share
SELECT a.group_id, MAX(a.n) AS most
FROM (
  SELECT m.group_id, c.mark, COUNT(DISTINCT m.psn_no) AS n
  FROM crew AS m
  JOIN contact AS c ON c.psn_no = m.psn_no AND c.kind = 'agent'
  GROUP BY m.group_id, c.mark
) AS a
GROUP BY a.group_id
-- step: contact_pair
SELECT x.group_id, COUNT(*) AS n
FROM tie AS t
JOIN crew AS x ON x.psn_no = t.one
JOIN crew AS y ON y.psn_no = t.other AND y.group_id = x.group_id
GROUP BY x.group_id
-- step: rhythm
SELECT
  group_id, median_of(rare) AS sync, COUNT(*) AS bonds, median_of(n_date) AS together,
  CAST(greatest(median_of(expected), 0.1) AS DECIMAL(9,1)) AS hoped
FROM inner_bond
GROUP BY group_id
-- step: members
SELECT m.group_id, COUNT(*) AS members, COUNT(h.psn_no) AS suspect, joined(m.psn_no) AS related
FROM crew AS m
LEFT JOIN suspect AS h ON h.psn_no = m.psn_no
GROUP BY m.group_id
-- step: outing
SELECT
  e.group_id, COUNT(DISTINCT e.svc_date) AS dates, COUNT(DISTINCT i.inst_key) AS travel, MAX(e.svc_date) AS occurred_on, COUNT(*) AS events
FROM event AS e
JOIN inst AS i ON i.fixmedins_code = e.fixmedins_code
GROUP BY e.group_id
-- step: venue
SELECT group_id, fixmedins_code, ROW_NUMBER() OVER (PARTITION BY group_id ORDER BY COUNT(*) DESC, fixmedins_code) AS nth
FROM event
GROUP BY group_id, fixmedins_code
-- step: party
SELECT
  m.group_id, v.fixmedins_code, o.occurred_on, m.members, m.related, o.dates, o.events, r.bonds, r.together, r.hoped,
  r.sync, o.travel,
  CASE WHEN s.members_told THEN ratio(2 * coalesce(c.n, 0), m.members * (m.members - 1)) END AS tie,
  ratio(j.joint_paid, w.paid) AS yield, w.paid,
  ratio(m.suspect, m.members) AS harm,
  l.same,
  ratio(coalesce(y.n, 0), m.members) AS remote,
  CASE
    WHEN d.events > 0 THEN greatest(ratio(d.most, d.events), coalesce(ratio(a.most, m.members), 0))
    ELSE coalesce(ratio(a.most, m.members), 0)
  END AS hub
FROM members AS m
JOIN outing AS o ON o.group_id = m.group_id
JOIN venue AS v ON v.group_id = m.group_id AND v.nth = 1
JOIN rhythm AS r ON r.group_id = m.group_id
CROSS JOIN (SELECT COUNT(*) > 0 AS members_told FROM contact) AS s
LEFT JOIN contact_pair AS c ON c.group_id = m.group_id
LEFT JOIN paid_jointly AS j ON j.group_id = m.group_id
LEFT JOIN paid_ever AS w ON w.group_id = m.group_id
LEFT JOIN likeness_of_group AS l ON l.group_id = m.group_id
LEFT JOIN other_county AS y ON y.group_id = m.group_id
LEFT JOIN doctor_share AS d ON d.group_id = m.group_id
LEFT JOIN agent_share AS a ON a.group_id = m.group_id
-- step: party_line
SELECT
  v.group_id, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt
FROM (
  SELECT DISTINCT e.group_id, e.mdtrt_id FROM event_visit AS e JOIN suspect AS h ON h.psn_no = e.psn_no
) AS v
JOIN fee_net AS f ON f.mdtrt_id = v.mdtrt_id
WHERE f.in_scope AND f.settled AND f.amt > 0
