"""The steps from findings to ranked leads, as named DuckDB statements that run in this order.

In:  lead_rule, lead_institution, lead_behaviour, lead_rate, lead_region, lead_capacity (small, attached by lead.py),
     lead_finding_in and lead_line_in (views over findings.parquet and finding_lines.parquet);
     lead_rank, lead_tally, lead_time, lead_order (what verdicts taught, attached by ranking.py).
Out: lead_list (one row per lead), lead_finding (finding to lead), lead_line and lead_counted (what each line
     and each finding adds to the net total).
"""

# A finding belongs to one lead: its institution and its behaviour. Rules that are on trial (shadow) stay out.
# `prior` is the share of it that is expected to be confirmed: as learnt; else the rule's own rate where there is one, or
# that of its severity, moved by the verdicts on its behaviour and on itself, each against as much as four verdicts.
FINDING = """
SELECT left(md5(coalesce(f.fixmedins_code, '') || '|' || f.behaviour), 16) AS lead_id, f.finding_id,
  f.rule_code, f.behaviour, f.sev_deg, coalesce(f.fixmedins_code, '') AS fixmedins_code, f.psn_no, f.mdtrt_id,
  f.occurred_on, f.amount_basis, f.checkout_amt, f.fund_amt,
  f.subject_type, CAST(coalesce(k.rate, CASE WHEN b.n IS NULL AND a.n IS NULL THEN coalesce(own.rate, usual.rate) ELSE
    (4 * (4 * coalesce(own.rate, usual.rate) + coalesce(b.money, 0)) / (4 + coalesce(b.n, 0)) + coalesce(a.money, 0))
    / (4 + coalesce(a.n, 0)) END) AS DECIMAL(5,4)) AS prior
FROM lead_finding_in AS f JOIN lead_rule AS r ON r.rule_code = f.rule_code AND NOT r.shadow
LEFT JOIN lead_institution AS i ON i.fixmedins_code = f.fixmedins_code
LEFT JOIN lead_region AS g ON g.admdvs = i.admdvs
LEFT JOIN lead_rate AS own ON own.rule = f.rule_code AND own.degree = f.sev_deg AND own.kreg = coalesce(g.kreg, 0)
JOIN lead_rate AS usual ON usual.rule IS NULL AND usual.degree = f.sev_deg AND usual.kreg = coalesce(g.kreg, 0)
LEFT JOIN lead_rank AS k ON k.finding_id = f.finding_id
LEFT JOIN lead_tally AS a ON a.kind = 'rule' AND a.key = f.rule_code
LEFT JOIN lead_tally AS b ON b.kind = 'family' AND b.key = f.behaviour
"""

# Only amounts that consist of lines enter totals; what counts once is the fee line, else the settlement.
HIT = """
SELECT f.lead_id, l.finding_id, f.sev_deg, f.prior, l.mdtrt_id,
  coalesce('L' || l.bkkp_sn, 'S' || l.setl_id, 'F' || l.finding_id) AS unit, l.hit_amt, l.hit_fund
FROM lead_line_in AS l JOIN lead_finding AS f ON f.finding_id = l.finding_id
WHERE f.amount_basis = 'lines'
"""

# Inside a lead a line counts once, with the largest of the amounts that its findings give it.
MONEY = """
SELECT lead_id, count(*) AS lines, sum(amt) AS net_amt, sum(fund) AS net_fund,
  round(sum(expected), 2) AS expected_amt
FROM (
  SELECT h.lead_id, h.unit, max(h.hit_amt) AS amt, max(h.hit_fund) AS fund,
    max(h.hit_amt * h.prior) AS expected
  FROM lead_hit AS h
  GROUP BY h.lead_id, h.unit)
GROUP BY lead_id
"""

HEAD = """
SELECT lead_id, min(fixmedins_code) AS fixmedins_code, min(behaviour) AS behaviour, count(*) AS findings,
  count(*) FILTER (sev_deg = 1) AS sev1, count(*) FILTER (sev_deg = 2) AS sev2,
  count(*) FILTER (sev_deg = 3) AS sev3,
  count(DISTINCT psn_no) AS persons, sum(checkout_amt) FILTER (amount_basis = 'lines') AS plain_amt,
  sum(fund_amt) FILTER (amount_basis = 'lines') AS plain_fund,
  sum(checkout_amt) FILTER (amount_basis = 'estimate') AS estimate_amt,
  min(occurred_on) AS first_date, max(occurred_on) AS last_date, min(sev_deg) AS sev_deg
FROM lead_finding GROUP BY lead_id
"""

DOCUMENT = """
SELECT lead_id, count(*) AS documents FROM (
  SELECT lead_id, mdtrt_id FROM lead_finding WHERE mdtrt_id IS NOT NULL
  UNION SELECT lead_id, mdtrt_id FROM lead_hit WHERE mdtrt_id IS NOT NULL)
GROUP BY lead_id
"""

# Hours that checking takes: by document that of its longest kind of finding, and a little for each further one.
HOURS = """
SELECT lead_id, sum(hours) AS hours FROM (
  SELECT f.lead_id, max(coalesce(t.hours, 1)) + 0.1 * (count(*) - 1) AS hours
  FROM lead_finding AS f LEFT JOIN lead_time AS t ON t.subject_type = f.subject_type
  GROUP BY f.lead_id, coalesce(f.mdtrt_id, f.finding_id))
GROUP BY lead_id
"""

# The rules of a lead, the most severe and then the dearest first: their order is that of every text below.
RULE = """
SELECT lead_id, rule_code, row_number() OVER (
    PARTITION BY lead_id ORDER BY min(sev_deg), coalesce(sum(checkout_amt), 0) DESC, rule_code) AS place
FROM lead_finding GROUP BY lead_id, rule_code
"""

TEXT = """
SELECT h.lead_id, string_agg(h.rule_code || ' ' || r.title, '、' ORDER BY h.place) AS rules,
  string_agg(if(n.rules > 1, '【' || r.title || '】', '') || r.verify, chr(10) ORDER BY h.place) AS verify,
  string_agg(if(n.rules > 1, '【' || r.title || '】', '') || r.defence, chr(10) ORDER BY h.place) AS defence,
  array_to_string(list_distinct(flatten(list(r.clauses ORDER BY h.place))), chr(10)) AS clause
FROM lead_rule_hit AS h JOIN lead_rule AS r ON r.rule_code = h.rule_code
JOIN (SELECT lead_id, count(*) AS rules FROM lead_rule_hit GROUP BY lead_id) AS n ON n.lead_id = h.lead_id
GROUP BY h.lead_id
"""

WHY = """
SELECT t.lead_id, string_agg(f.message, chr(10) ORDER BY t.place) AS why
FROM (
  SELECT lead_id, finding_id, row_number() OVER (
      PARTITION BY lead_id ORDER BY sev_deg, coalesce(checkout_amt, 0) DESC, finding_id) AS place
  FROM lead_finding QUALIFY place <= 3) AS t
JOIN lead_finding_in AS f ON f.finding_id = t.finding_id
GROUP BY t.lead_id
"""

# A bureau is the longest capacity prefix that fits the institution's division; no capacity, no cut.
BUREAU = """
SELECT h.lead_id, arg_max(c.prefix, length(c.prefix)) AS bureau,
  arg_max(c.capacity, length(c.prefix)) AS capacity
FROM lead_head AS h LEFT JOIN lead_institution AS i ON i.fixmedins_code = h.fixmedins_code
JOIN lead_capacity AS c ON starts_with(coalesce(i.admdvs, ''), c.prefix)
GROUP BY h.lead_id
"""

_MONEY = "CAST(coalesce({0}, 0) AS DECIMAL(18,2)) AS {1}"

# A tenth of a bureau's capacity is drawn at random from what would be cut; the seed is published.
AUDIT_SHARE, AUDIT_SEED = 0.10, "mingjing-audit"

LEAD = f"""
WITH whole AS (
  SELECT h.lead_id, h.fixmedins_code, i.name, i.admdvs, i.level, h.behaviour, b.zh AS behaviour_zh, b.kinds,
    h.findings, h.sev1, h.sev2, h.sev3, coalesce(d.documents, 0) AS documents, h.persons,
    coalesce(m.lines, 0) AS lines,
    {_MONEY.format("h.plain_amt", "plain_amt")}, {_MONEY.format("m.net_amt", "net_amt")},
    CAST(h.plain_fund AS DECIMAL(18,2)) AS plain_fund, CAST(m.net_fund AS DECIMAL(18,2)) AS net_fund,
    {_MONEY.format("m.expected_amt", "expected_amt")}, CAST(h.estimate_amt AS DECIMAL(18,2)) AS estimate_amt,
    h.first_date, h.last_date, h.sev1 > 0 AS certain, h.sev_deg, t.rules, w.why, t.verify, t.defence, t.clause,
    u.bureau, u.capacity, CAST(round(t2.hours, 2) AS DOUBLE) AS hours,
    CAST(CASE WHEN o.learnt THEN round(coalesce(m.expected_amt, 0) / t2.hours, 2) ELSE coalesce(m.expected_amt, 0) END
      AS DECIMAL(18,2)) AS rank_value
  FROM lead_head AS h LEFT JOIN lead_institution AS i ON i.fixmedins_code = h.fixmedins_code
  JOIN lead_behaviour AS b ON b.behaviour = h.behaviour
  JOIN lead_text AS t ON t.lead_id = h.lead_id JOIN lead_why AS w ON w.lead_id = h.lead_id
  JOIN lead_hours AS t2 ON t2.lead_id = h.lead_id CROSS JOIN lead_order AS o
  LEFT JOIN lead_money AS m ON m.lead_id = h.lead_id LEFT JOIN lead_document AS d ON d.lead_id = h.lead_id
  LEFT JOIN lead_bureau AS u ON u.lead_id = h.lead_id),
placed AS (
  SELECT *, CAST(floor(capacity * {AUDIT_SHARE}) AS BIGINT) AS slots, row_number() OVER (
      PARTITION BY bureau
      ORDER BY certain DESC, rank_value DESC, net_amt DESC, estimate_amt DESC NULLS LAST, lead_id) AS place
  FROM whole),
pooled AS (
  SELECT *, NOT certain AND coalesce(place > capacity - slots, false) AS spare FROM placed),
drawn AS (
  SELECT *, row_number() OVER (PARTITION BY bureau, spare ORDER BY md5('{AUDIT_SEED}|' || lead_id), lead_id) AS nth,
    count(*) OVER (PARTITION BY bureau, spare) AS others
  FROM pooled),
sized AS (
  SELECT *, spare AND nth > slots AS cut, spare AND nth <= slots AS audit,
    CASE WHEN spare THEN least(1, slots / others) ELSE 1 END AS sel_prob
  FROM drawn)
SELECT row_number() OVER (ORDER BY cut, rank_value DESC, certain DESC, net_amt DESC,
    estimate_amt DESC NULLS LAST, lead_id) AS rank, * EXCLUDE (capacity, slots, place, spare, nth, others)
FROM sized
"""

# Over the whole list a line counts once as well: the most severe finding takes its amount first, others only
# what they add. So every breakdown (severity, behaviour, institution, rule, month) adds up to the net total.
# Leads that capacity cuts come last, so that the list that is handed out is complete in itself.
LINE = """
WITH overlap AS (SELECT unit FROM lead_hit GROUP BY unit HAVING count(*) > 1)
SELECT finding_id, unit, hit_amt AS counted_amt, hit_fund AS counted_fund
FROM lead_hit WHERE unit NOT IN (SELECT unit FROM overlap)
UNION ALL
SELECT h.finding_id, h.unit, greatest(0, h.hit_amt - coalesce(max(h.hit_amt) OVER earlier, 0)),
  if(h.hit_fund IS NULL, NULL, greatest(0, h.hit_fund - coalesce(max(h.hit_fund) OVER earlier, 0)))
FROM lead_hit AS h JOIN lead AS d ON d.lead_id = h.lead_id
WHERE h.unit IN (SELECT unit FROM overlap)
WINDOW earlier AS (PARTITION BY h.unit ORDER BY d.cut, h.sev_deg, h.hit_amt DESC, h.finding_id
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""

# What each finding, and so each lead, adds to the net total.
COUNTED = """
SELECT f.lead_id, f.finding_id, CAST(coalesce(sum(l.counted_amt), 0) AS DECIMAL(18,2)) AS counted_amt,
  CAST(sum(l.counted_fund) AS DECIMAL(18,2)) AS counted_fund
FROM lead_finding AS f LEFT JOIN lead_line AS l ON l.finding_id = f.finding_id
GROUP BY f.lead_id, f.finding_id
"""

LIST = """
SELECT d.*, c.counted_amt, c.counted_fund FROM lead AS d JOIN (
  SELECT lead_id, CAST(sum(counted_amt) AS DECIMAL(18,2)) AS counted_amt,
    CAST(sum(counted_fund) AS DECIMAL(18,2)) AS counted_fund
  FROM lead_counted GROUP BY lead_id) AS c ON c.lead_id = d.lead_id
"""

STEPS = {
    "lead_finding": FINDING,
    "lead_hit": HIT,
    "lead_money": MONEY,
    "lead_head": HEAD,
    "lead_document": DOCUMENT,
    "lead_hours": HOURS,
    "lead_rule_hit": RULE,
    "lead_text": TEXT,
    "lead_why": WHY,
    "lead_bureau": BUREAU,
    "lead": LEAD,
    "lead_line": LINE,
    "lead_counted": COUNTED,
    "lead_list": LIST,
}
