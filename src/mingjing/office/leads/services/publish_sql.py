"""From a run folder to documents, suspicions and lines: DuckDB statements that run in this order.

In:  found_in, line_in, lead_in (findings, finding_lines, leads of the run), rate and region (confirmation rates),
     the lake's mdtrt_d, setl_d, psn_info_b, fixmedins_b.
Out: found (a finding with its document's number `doc` and its batch), doc, line; everything ordered by `doc`,
     which depends on the run alone: the same run gives the same numbers again.
"""

# A finding belongs to the encounter that it names, or that all its lines share; else to its institution.
# Leads of a run are groups by institution and behaviour: what capacity cut there is not published.
PLACED = """
WITH seen AS (
  SELECT finding_id, min(mdtrt_id) AS first, max(mdtrt_id) AS last, arg_max(fixmedins_code, hit_amt) AS inst
  FROM line_in GROUP BY finding_id)
SELECT f.*, coalesce(f.mdtrt_id, if(s.first = s.last, s.first, NULL)) AS encounter,
  coalesce(f.fixmedins_code, s.inst) AS inst, g.cut
FROM found_in AS f LEFT JOIN seen AS s ON s.finding_id = f.finding_id
JOIN lead_in AS g ON g.lead_id = left(md5(coalesce(f.fixmedins_code, '') || '|' || f.behaviour), 16)
"""

DOC_KEY = """
SELECT inst, encounter, row_number() OVER (ORDER BY inst, encounter NULLS FIRST) AS doc
FROM placed WHERE NOT cut AND inst IS NOT NULL GROUP BY inst, encounter
"""

# What counts once is the fee line, else the settlement; the most severe finding takes its amount first.
COUNTED = """
SELECT finding_id, sum(amt) AS counted_amt FROM (
  SELECT l.finding_id, greatest(0, l.hit_amt - coalesce(max(l.hit_amt) OVER earlier, 0)) AS amt
  FROM line_in AS l JOIN placed AS p ON p.finding_id = l.finding_id
  WHERE p.amount_basis = 'lines' AND NOT p.cut
  WINDOW earlier AS (
    PARTITION BY coalesce('L' || l.bkkp_sn, 'S' || l.setl_id, 'F' || l.finding_id)
    ORDER BY p.sev_deg, l.hit_amt DESC, l.finding_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
GROUP BY finding_id
"""

FOUND = """
SELECT k.doc, p.* EXCLUDE (bkkp_sns, cut), left(md5(coalesce(p.fixmedins_code, '') || '|' || p.behaviour), 16) AS grp,
  CAST(coalesce(own.rate, usual.rate, 0.2) AS DECIMAL(5,4)) AS prior,
  CAST(coalesce(c.counted_amt, 0) AS DECIMAL(16,2)) AS counted_amt, coalesce(n.lines, 0) AS lines
FROM placed AS p JOIN doc_key AS k ON k.inst = p.inst AND k.encounter IS NOT DISTINCT FROM p.encounter
LEFT JOIN counted AS c ON c.finding_id = p.finding_id
LEFT JOIN (SELECT finding_id, count(*) AS lines FROM line_in GROUP BY finding_id) AS n ON n.finding_id = p.finding_id
LEFT JOIN (SELECT fixmedins_code, any_value(fix_blng_admdvs) AS admdvs FROM fixmedins_b GROUP BY 1) AS i
  ON i.fixmedins_code = p.inst
LEFT JOIN region AS g ON g.admdvs = i.admdvs
LEFT JOIN rate AS own ON own.rule = p.rule_code AND own.degree = p.sev_deg AND own.kreg = coalesce(g.kreg, 0)
LEFT JOIN rate AS usual ON usual.rule IS NULL AND usual.degree = p.sev_deg AND usual.kreg = coalesce(g.kreg, 0)
WHERE NOT p.cut
"""

ENCOUNTER = """
SELECT m.* FROM mdtrt_d AS m SEMI JOIN doc_key AS k ON k.encounter = m.mdtrt_id
QUALIFY row_number() OVER (PARTITION BY m.mdtrt_id ORDER BY m.begntime) = 1
"""

# Refunds are settlements of their own with negative amounts: sums over an encounter are what was really paid.
SETTLED = """
SELECT s.mdtrt_id, max(s.setl_id) AS setl_id, max(s.setl_time) AS setl_time,
  CAST(sum(s.medfee_sumamt) AS DECIMAL(16,2)) AS medfee, CAST(sum(s.fund_pay_sumamt) AS DECIMAL(16,2)) AS fund
FROM setl_d AS s SEMI JOIN doc_key AS k ON k.encounter = s.mdtrt_id
WHERE coalesce(s.vali_flag, '1') <> '0' GROUP BY s.mdtrt_id
"""

# The behaviour of a document is that of its most severe, then dearest finding.
DOC = """
SELECT k.doc, k.inst, k.encounter, h.*  EXCLUDE (doc), s.setl_id, s.setl_time, s.medfee, s.fund,
  m.med_type, m.insutype, m.begntime, m.endtime, m.dscg_maindiag_code, m.dscg_maindiag_name,
  coalesce(m.dscg_dept_codg, m.adm_dept_codg) AS dept, m.chfpdr_code, coalesce(m.psn_no, h.psn) AS psn_no
FROM doc_key AS k JOIN (
  SELECT doc, min(sev_deg) AS sev_deg, min(occurred_on) AS occurred_on, min(psn_no) AS psn, sum(lines) AS lines,
    arg_min(behaviour, (sev_deg, -coalesce(checkout_amt, 0), finding_id)) AS behaviour
  FROM found GROUP BY doc) AS h ON h.doc = k.doc
LEFT JOIN encounter AS m ON m.mdtrt_id = k.encounter LEFT JOIN settled AS s ON s.mdtrt_id = k.encounter
"""

# Batches of about 20,000 rows: one transaction each, and what memory has to hold.
SIZED = """
SELECT *, CAST(floor(sum(1 + lines) OVER (ORDER BY doc ROWS UNBOUNDED PRECEDING) / 20000) AS BIGINT) AS batch FROM doc
"""

LINE = """
SELECT f.doc, l.finding_id, coalesce(l.bkkp_sn, 'S' || l.setl_id, 'F' || l.finding_id) AS bkkp_sn, l.mdtrt_id,
  l.svc_date, l.item, l.item_name, l.cnt, l.pric, l.gross, l.hit_amt, l.hit_fund
FROM line_in AS l JOIN found AS f ON f.finding_id = l.finding_id
"""

PERSON = """
SELECT p.psn_no, p.psn_name, p.certno, p.gend, p.brdy, p.tel, p.insu_admdvs
FROM psn_info_b AS p SEMI JOIN doc AS d ON d.psn_no = p.psn_no
QUALIFY row_number() OVER (PARTITION BY p.psn_no ORDER BY p.psn_insu_date DESC NULLS LAST) = 1
"""

INSTITUTION = """
SELECT b.fixmedins_code, b.fixmedins_name, b.fixmedins_type, b.hosp_lv, b.fix_blng_admdvs
FROM fixmedins_b AS b SEMI JOIN doc_key AS k ON k.inst = b.fixmedins_code
QUALIFY row_number() OVER (PARTITION BY b.fixmedins_code ORDER BY b.begntime DESC NULLS LAST) = 1
"""

STEPS = {
    "placed": PLACED,
    "doc_key": DOC_KEY,
    "counted": COUNTED,
    "found": FOUND,
    "encounter": ENCOUNTER,
    "settled": SETTLED,
    "doc": DOC,
    "sized": SIZED,
    "line": LINE,
    "person": PERSON,
    "institution": INSTITUTION,
}
