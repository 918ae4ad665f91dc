"""The rows behind each kind of picture: DuckDB statements over a run's marts and `pictured`, the findings of its models.

`pictured` has finding_id, code, branch, inst, psn, staff, mdtrt, day, related (list), period and grp (a kind of item);
`run_finding` is every finding of the run. Every statement gives
the columns of COLUMNS; what a kind does not use is NULL. The findings are joined first: no statement walks a mart for
more than its findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjing.analysis.screening.pictures.item_statements import ITEMS, PARTS

COLUMNS: Mapping[str, str] = {
    "finding_id": "VARCHAR",
    "part": "VARCHAR",
    "who": "VARCHAR",
    "place": "VARCHAR",
    "name": "VARCHAR",
    "day": "DATE",
    "until": "DATE",
    "minute": "BIGINT",
    "n": "DOUBLE",
    "amt": "DECIMAL(16,2)",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of picture: which models' findings have it (code, empty for any, and branch), its marts, its SELECT."""

    findings: tuple[tuple[str, str], ...]
    marts: tuple[str, ...]
    sql: str


# Day by day and class of fee; a day elsewhere is a settlement of the same person at another institution.
_MATRIX = """
SELECT p.finding_id, 'fee' AS part, NULL AS who, NULL AS place, f.chrg AS name, f.svc_date AS day, NULL AS until,
  NULL AS minute, COUNT(*) AS n, SUM(f.amt) AS amt
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay_enc AS o ON o.stay_id = e.stay_id
JOIN fee_net AS f ON f.mdtrt_id = o.mdtrt_id
GROUP BY p.finding_id, f.chrg, f.svc_date
UNION ALL
SELECT p.finding_id, 'out', NULL, s.fixmedins_code, s.scene, s.setl_date, NULL, NULL, COUNT(*), SUM(s.medfee)
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay AS t ON t.stay_id = e.stay_id
JOIN setl_net AS s ON s.psn_no = t.psn_no AND s.setl_date > t.adm_date AND s.setl_date < t.dscg_date
WHERE s.fixmedins_code <> t.fixmedins_code
GROUP BY p.finding_id, s.fixmedins_code, s.scene, s.setl_date
UNION ALL
SELECT p.finding_id, CASE WHEN d.leave THEN 'leave'
  WHEN d.n_core = 0 AND NOT d.is_adm AND NOT d.is_dscg THEN 'empty' ELSE 'care' END, NULL, NULL, NULL,
  d.day, NULL, NULL, d.n_core, d.amt
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay_day AS d ON d.stay_id = e.stay_id
UNION ALL
SELECT p.finding_id, 'check', NULL, NULL, NULL, c.day, NULL, NULL, 1, NULL
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay_check AS c ON c.stay_id = e.stay_id
"""

# The stays that a finding on a hospital or a person names.
_WARD = """
SELECT r.finding_id, 'stay' AS part, s.psn_no AS who, s.fixmedins_code AS place, s.diag AS name, s.adm_date AS day,
  s.dscg_date AS until, NULL AS minute, s.nights AS n, s.medfee AS amt
FROM (SELECT finding_id, unnest(related) AS stay_id FROM pictured) AS r JOIN stay AS s ON s.stay_id = r.stay_id
"""

# The stay, those of others in and out together with it, and the person's other stays within 90 days.
_CALENDAR = """
SELECT p.finding_id, CASE WHEN s.psn_no = t.psn_no THEN 'own' ELSE 'beside' END AS part, s.psn_no AS who,
  s.fixmedins_code AS place, s.diag AS name, s.adm_date AS day, s.dscg_date AS until, NULL AS minute, s.nights AS n,
  s.medfee AS amt
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay AS t ON t.stay_id = e.stay_id
JOIN stay AS s ON s.fixmedins_code = t.fixmedins_code AND s.psn_no <> t.psn_no
  AND s.adm_date BETWEEN t.adm_date - 1 AND t.adm_date + 1 AND s.dscg_date BETWEEN t.dscg_date - 1 AND t.dscg_date + 1
UNION ALL
SELECT p.finding_id, CASE WHEN s.stay_id = t.stay_id THEN 'this' ELSE 'own' END, s.psn_no, s.fixmedins_code, s.diag,
  s.adm_date, s.dscg_date, NULL, s.nights, s.medfee
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay AS t ON t.stay_id = e.stay_id
JOIN stay AS s ON s.psn_no = t.psn_no AND s.adm_date BETWEEN t.adm_date - 90 AND t.adm_date + 90
UNION ALL
SELECT p.finding_id, 'out', s.psn_no, s.fixmedins_code, s.scene, s.setl_date, NULL, NULL, COUNT(*), SUM(s.medfee)
FROM pictured AS p JOIN stay_enc AS e ON e.mdtrt_id = p.mdtrt JOIN stay AS t ON t.stay_id = e.stay_id
JOIN setl_net AS s ON s.psn_no = t.psn_no AND s.setl_date > t.adm_date AND s.setl_date < t.dscg_date
WHERE s.fixmedins_code <> t.fixmedins_code
GROUP BY p.finding_id, s.psn_no, s.fixmedins_code, s.scene, s.setl_date
"""

# Stock on hand of each drug before and after every purchase of the year, under the name on the bill.
_STOCK = """
SELECT p.finding_id, 'buy' AS part, NULL AS who, d.fixmedins_code AS place, coalesce(MIN(f.item_name), d.ingredient) AS name,
  d.svc_date AS day, NULL AS until, d.days AS minute, d.stock AS n, d.amt
FROM pictured AS p JOIN person_drug AS d ON d.psn_no = p.psn AND d.svc_date > p.day - 366
LEFT JOIN fee_net AS f ON f.psn_no = d.psn_no AND f.svc_date = d.svc_date AND f.fixmedins_code = d.fixmedins_code
  AND starts_with(f.item, d.unit_equal)
GROUP BY p.finding_id, d.fixmedins_code, d.ingredient, d.unit_equal, d.svc_date, d.days, d.stock, d.amt
"""

# Every code behind the finding with its two sales: at `part` to `who` on `day`, at `place` again on `until`. Hollow and
# carton codes stand for no single box.
_CODES = """
WITH named AS (SELECT finding_id, branch, unnest(related) AS id FROM pictured),
hit AS (
  SELECT n.finding_id, t.code FROM named AS n JOIN trace_net AS t ON t.setl_id = n.id WHERE n.branch = 'i'
  UNION
  SELECT n.finding_id, t.code FROM named AS n JOIN trace_net AS t ON t.fixmedins_code = n.id WHERE n.branch = 'g'
  GROUP BY n.finding_id, t.code HAVING COUNT(DISTINCT t.fixmedins_code) > 1
), sale AS (
  SELECT h.finding_id, h.code, t.fixmedins_code, t.psn_no, t.setl_id, t.med_list_codg, CAST(t.sold_at AS DATE) AS day,
    lag(t.fixmedins_code) OVER w AS from_code, lag(t.psn_no) OVER w AS from_psn, lag(CAST(t.sold_at AS DATE)) OVER w AS from_day
  FROM hit AS h JOIN trace_net AS t ON t.code = h.code
  WHERE NOT t.split AND NOT t.hollow AND NOT t.carton
  WINDOW w AS (PARTITION BY h.finding_id, h.code ORDER BY t.sold_at, t.trac_sn)
)
SELECT s.finding_id, s.from_code AS part, s.from_psn AS who, s.fixmedins_code AS place,
  s.code || '|' || coalesce(MIN(f.item_name), '') AS name, s.from_day AS day, s.day AS until, NULL AS minute, 1 AS n, NULL AS amt
FROM sale AS s LEFT JOIN fee_net AS f ON f.setl_id = s.setl_id AND f.med_list_codg = s.med_list_codg
WHERE s.from_code <> s.fixmedins_code AND s.from_psn <> s.psn_no AND s.day >= s.from_day + 7
GROUP BY s.finding_id, s.from_code, s.from_psn, s.fixmedins_code, s.code, s.from_day, s.day
"""

# What the pool and the accounts paid a pharmacy week by week, as multiples of its median week, beside those of its city.
_WEEKS = """
WITH week AS (
  SELECT i.city4, s.fixmedins_code, date_trunc('week', s.setl_date) AS day, SUM(s.fund + s.acct) AS paid
  FROM setl_net AS s JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  WHERE s.scene = 'PH' AND i.city4 IN (SELECT x.city4 FROM inst AS x JOIN pictured AS p ON p.inst = x.fixmedins_code)
  GROUP BY i.city4, s.fixmedins_code, date_trunc('week', s.setl_date)
), usual AS (
  SELECT fixmedins_code, median(paid) AS paid FROM week GROUP BY fixmedins_code HAVING COUNT(*) >= 26 AND median(paid) > 0
), multiple AS (
  SELECT w.city4, w.fixmedins_code, CAST(w.day AS DATE) AS day, w.paid, CAST(w.paid AS DOUBLE) / CAST(u.paid AS DOUBLE) AS times
  FROM week AS w JOIN usual AS u ON u.fixmedins_code = w.fixmedins_code
)
SELECT p.finding_id, 'own' AS part, NULL AS who, NULL AS place, NULL AS name, m.day, NULL AS until, NULL AS minute,
  m.times AS n, m.paid AS amt
FROM pictured AS p JOIN multiple AS m ON m.fixmedins_code = p.inst
UNION ALL
SELECT b.finding_id, q.part, NULL, NULL, NULL, b.day, NULL, b.shops, CASE q.part WHEN 'median' THEN b.half ELSE b.most END, NULL
FROM (
  SELECT p.finding_id, m.day, COUNT(*) AS shops, median(m.times) AS half, quantile_cont(m.times, 0.9) AS most
  FROM pictured AS p JOIN inst AS i ON i.fixmedins_code = p.inst
  JOIN multiple AS m ON m.city4 = i.city4 AND m.fixmedins_code <> p.inst
  GROUP BY p.finding_id, m.day
) AS b CROSS JOIN (VALUES ('median'), ('p90')) AS q(part)
"""

# Settlements of a person in the year around the finding.
_VISITS = """
SELECT p.finding_id, s.scene AS part, NULL AS who, s.fixmedins_code AS place, NULL AS name, s.setl_date AS day,
  NULL AS until, NULL AS minute, COUNT(*) AS n, SUM(s.fund + s.acct) AS amt
FROM pictured AS p JOIN setl_net AS s ON s.psn_no = p.psn AND s.setl_date BETWEEN p.day - 365 AND p.day + 92
GROUP BY p.finding_id, s.scene, s.fixmedins_code, s.setl_date
"""

# The counter minute by minute on the day, beside the mean of the same hours within 45 days.
_MINUTES = """
SELECT p.finding_id, 'now' AS part, s.psn_no AS who, NULL AS place, NULL AS name, s.setl_date AS day, NULL AS until,
  CAST(date_part('hour', s.setl_time) * 60 + date_part('minute', s.setl_time) AS BIGINT) AS minute, COUNT(*) AS n,
  SUM(s.fund + s.acct) AS amt
FROM pictured AS p JOIN setl_net AS s ON s.fixmedins_code = p.inst AND s.setl_date = p.day AND s.has_time
GROUP BY p.finding_id, s.psn_no, s.setl_date, s.setl_time
UNION ALL
SELECT finding_id, 'usual', NULL, NULL, NULL, NULL, NULL, hour * 60, n / days, NULL
FROM (
  SELECT p.finding_id, CAST(date_part('hour', s.setl_time) AS BIGINT) AS hour, COUNT(*) AS n,
    MAX(COUNT(DISTINCT s.setl_date)) OVER (PARTITION BY p.finding_id) AS days
  FROM pictured AS p JOIN setl_net AS s ON s.fixmedins_code = p.inst AND s.has_time
    AND s.setl_date BETWEEN p.day - 45 AND p.day + 45 AND s.setl_date <> p.day
  GROUP BY p.finding_id, date_part('hour', s.setl_time))
"""

# Settlements per day in the thirteen weeks around the finding.
_HEAT = """
SELECT p.finding_id, 'day' AS part, NULL AS who, NULL AS place, NULL AS name, s.setl_date AS day, NULL AS until,
  NULL AS minute, COUNT(*) AS n, SUM(s.fund + s.acct) AS amt
FROM pictured AS p JOIN setl_net AS s ON s.fixmedins_code = p.inst AND s.setl_date BETWEEN p.day - 77 AND p.day + 13
GROUP BY p.finding_id, s.setl_date
"""

# The members' settlements on days when at least two of them were at one institution, and who prescribed there.
_NETWORK = """
WITH event AS (
  SELECT p.finding_id, s.psn_no, s.fixmedins_code, s.setl_date, s.mdtrt_id, SUM(s.fund + s.acct) AS amt
  FROM pictured AS p JOIN setl_net AS s ON list_contains(p.related, s.psn_no)
    AND s.setl_date BETWEEN p.day - 365 AND p.day + 365
  GROUP BY p.finding_id, s.psn_no, s.fixmedins_code, s.setl_date, s.mdtrt_id
), doctor AS (
  SELECT f.mdtrt_id, MIN(f.bilg_dr) AS dr FROM fee_net AS f
  WHERE f.mdtrt_id IN (SELECT mdtrt_id FROM event) GROUP BY f.mdtrt_id
), joint AS (
  SELECT finding_id, fixmedins_code, setl_date, COUNT(DISTINCT psn_no) AS persons FROM event
  GROUP BY finding_id, fixmedins_code, setl_date HAVING COUNT(DISTINCT psn_no) >= 2
)
SELECT e.finding_id, CASE WHEN j.persons IS NULL THEN 'alone' ELSE 'joint' END AS part, e.psn_no AS who,
  e.fixmedins_code AS place, d.dr AS name, e.setl_date AS day, NULL AS until, NULL AS minute, COUNT(*) AS n,
  SUM(e.amt) AS amt
FROM event AS e LEFT JOIN joint AS j
  ON j.finding_id = e.finding_id AND j.fixmedins_code = e.fixmedins_code AND j.setl_date = e.setl_date
LEFT JOIN doctor AS d ON d.mdtrt_id = e.mdtrt_id
GROUP BY e.finding_id, j.persons, e.psn_no, e.fixmedins_code, d.dr, e.setl_date
"""

# The bill and that of its twin, item by item.
_BILLS = """
SELECT p.finding_id, b.part, t.psn_no AS who, t.fixmedins_code AS place, f.item_name AS name, t.adm_date AS day,
  t.dscg_date AS until, NULL AS minute, SUM(f.cnt) AS n, SUM(f.amt) AS amt
FROM pictured AS p JOIN (
  SELECT q.finding_id, 'this' AS part, e.stay_id FROM pictured AS q JOIN stay_enc AS e ON e.mdtrt_id = q.mdtrt
  UNION ALL SELECT q.finding_id, 'twin', q.related[1] FROM pictured AS q WHERE len(q.related) > 0
) AS b ON b.finding_id = p.finding_id
JOIN stay AS t ON t.stay_id = b.stay_id JOIN stay_enc AS e ON e.stay_id = t.stay_id
JOIN fee_net AS f ON f.mdtrt_id = e.mdtrt_id
GROUP BY p.finding_id, b.part, t.psn_no, t.fixmedins_code, f.item_name, t.adm_date, t.dscg_date
"""

# What was carried out or ordered under one code on the day, by minute; and, of each service that takes one person's whole
# attention and was carried out, its minutes in all (n) and those of one (amt).
_RIBBON = """
SELECT p.finding_id, 'hands' AS part, NULL AS who, NULL AS place, f.item_name AS name, f.svc_date AS day, NULL AS until,
  0 AS minute, SUM(f.cnt * t.std_min) AS n, MAX(t.std_min) AS amt
FROM pictured AS p JOIN fee_net AS f ON f.acord_dr = p.staff AND f.svc_date = p.day AND f.in_scope AND f.scene IN ('IP', 'OP')
JOIN item_time AS t ON t.item = f.item AND t.kreg = f.kreg
WHERE coalesce(p.period, '') = ''
GROUP BY p.finding_id, f.item_name, f.svc_date
UNION ALL
SELECT p.finding_id, 'line' AS part, f.psn_no AS who, f.fixmedins_code AS place, f.item_name AS name, f.svc_date AS day,
  NULL AS until, CAST(date_part('hour', f.fee_ocur_time) * 60 + date_part('minute', f.fee_ocur_time) AS BIGINT) AS minute,
  SUM(f.cnt) AS n, SUM(f.amt) AS amt
FROM pictured AS p JOIN fee_net AS f ON coalesce(f.acord_dr, f.bilg_dr) = p.staff AND f.svc_date = p.day
WHERE coalesce(p.period, '') = ''
GROUP BY p.finding_id, f.psn_no, f.fixmedins_code, f.item_name, f.svc_date, f.fee_ocur_time
"""

# Day by day in the quarter of the finding: minutes of work by hand (n) and visits ordered for (minute) under the code.
_WORK_DAYS = """
SELECT p.finding_id, 'day' AS part, NULL AS who, d.fixmedins_code AS place, NULL AS name, d.day, NULL AS until,
  d.op_encs AS minute, d.minutes AS n, d.inscp AS amt
FROM pictured AS p JOIN staff_day AS d ON d.staff_code = p.staff
  AND date_trunc('quarter', d.day) = date_trunc('quarter', p.day)
"""

# Who came from which city of insurance in the half-year before, and how many of them came to the whole city.
_ARCS = """
WITH near AS (
  SELECT p.finding_id, p.inst, left(s.insu_admdvs, 4) AS origin, s.fixmedins_code, s.psn_no, s.fund
  FROM pictured AS p JOIN inst AS i ON i.fixmedins_code = p.inst JOIN inst AS o ON o.city4 = i.city4
  JOIN setl_net AS s ON s.fixmedins_code = o.fixmedins_code AND s.setl_date BETWEEN p.day - 181 AND p.day
    AND left(s.insu_admdvs, 4) <> i.city4
)
SELECT finding_id, origin AS part, NULL AS who, inst AS place, NULL AS name, NULL AS day, NULL AS until,
  COUNT(DISTINCT psn_no) AS minute, COUNT(DISTINCT CASE WHEN fixmedins_code = inst THEN psn_no END) AS n,
  SUM(CASE WHEN fixmedins_code = inst THEN fund END) AS amt
FROM near GROUP BY finding_id, inst, origin
HAVING COUNT(CASE WHEN fixmedins_code = inst THEN 1 END) > 0
"""

# The stays of patients insured in another city, by county, within half a year either way.
_ARRIVALS = """
SELECT p.finding_id, left(s.insu_admdvs, 6) AS part, s.psn_no AS who, s.fixmedins_code AS place, s.main_diag AS name,
  s.adm_date AS day, s.dscg_date AS until, NULL AS minute, s.nights AS n, s.medfee AS amt
FROM pictured AS p JOIN stay AS s ON s.fixmedins_code = p.inst AND s.adm_date BETWEEN p.day - 181 AND p.day + 91
WHERE left(s.insu_admdvs, 4) <> left(s.admdvs, 4)
"""

POOL_STEP, MOST_POOL, MOST_VISITS = 5, 500, 20
"""Yuan to a bar of the payments, where the last bar begins, and the visits that the last bar of persons stands for."""

# What the pool paid per settlement and on how many days each person came, in the quarter; beside the rest of the city.
_POOL = f"""
WITH drawn AS (
  SELECT p.finding_id, p.inst, s.fixmedins_code, s.psn_no, s.setl_date, s.pool, s.insu_admdvs, s.insutype, s.scene
  FROM pictured AS p JOIN inst AS i ON i.fixmedins_code = p.inst JOIN inst AS o ON o.city4 = i.city4
  JOIN setl_net AS s ON s.fixmedins_code = o.fixmedins_code AND date_trunc('quarter', s.setl_date) = date_trunc('quarter', p.day)
  WHERE s.pool > 0 AND s.scene IN ('OP', 'PH')
), came AS (
  SELECT finding_id, inst = fixmedins_code AS own, psn_no, least(COUNT(DISTINCT setl_date), {MOST_VISITS}) AS days
  FROM drawn GROUP BY finding_id, inst, fixmedins_code, psn_no
)
SELECT finding_id, CASE WHEN inst = fixmedins_code THEN 'paid' ELSE 'paid_peers' END AS part, NULL AS who, NULL AS place,
  NULL AS name, NULL AS day, NULL AS until, least(CAST(floor(pool / {POOL_STEP}) * {POOL_STEP} AS BIGINT), {MOST_POOL}) AS minute, COUNT(*) AS n, SUM(pool) AS amt
FROM drawn GROUP BY finding_id, inst = fixmedins_code, least(CAST(floor(pool / {POOL_STEP}) * {POOL_STEP} AS BIGINT), {MOST_POOL}),
  CASE WHEN inst = fixmedins_code THEN 'paid' ELSE 'paid_peers' END
UNION ALL
SELECT finding_id, CASE WHEN own THEN 'seen' ELSE 'seen_peers' END, NULL, NULL, NULL, NULL, NULL, days, COUNT(*), NULL
FROM came GROUP BY finding_id, own, days
"""

# The sets of three items and more that return most often in the thirteen weeks before, in all outpatient bills.
_SHEETS = """
WITH bill AS (
  SELECT p.finding_id, f.mdtrt_id, MIN(f.psn_no) AS psn_no, MIN(left(e.main_diag, 3)) AS diag3, SUM(f.amt) AS amt,
    string_agg(DISTINCT f.item_name, '、' ORDER BY f.item_name) AS name
  FROM pictured AS p JOIN fee_net AS f ON f.svc_date BETWEEN p.day - 91 AND p.day AND f.scene = 'OP'
    AND CASE p.branch WHEN 's' THEN f.bilg_dr = p.staff AND f.fixmedins_code = p.inst ELSE f.fixmedins_code = p.inst END
  JOIN enc AS e ON e.mdtrt_id = f.mdtrt_id
  GROUP BY p.finding_id, f.mdtrt_id HAVING COUNT(DISTINCT f.item) >= 3
)
SELECT finding_id, 'sheet' AS part, CAST(COUNT(DISTINCT psn_no) AS VARCHAR) AS who, NULL AS place, name, NULL AS day,
  NULL AS until, COUNT(DISTINCT diag3) AS minute, COUNT(*) AS n, SUM(amt) AS amt
FROM bill GROUP BY finding_id, name HAVING COUNT(*) >= 3
QUALIFY row_number() OVER (PARTITION BY finding_id ORDER BY COUNT(*) DESC, name) <= 8
"""

# Hospitals of the level and province: the share of stays with complications (n), and what these cost beside those without
# in the same group (amt, the mean of the groups by cases); of a finding on one group, that group alone.
_CC_COST = """
WITH kind AS (
  SELECT t.fixmedins_code, left(t.grp_code, 3) AS kin, COUNT(*) AS n, COUNT(*) FILTER (right(t.grp_code, 1) IN ('1', '3')) AS cc,
    median(t.medfee) FILTER (right(t.grp_code, 1) IN ('1', '3')) AS cost, median(t.medfee) FILTER (right(t.grp_code, 1) = '5') AS plain
  FROM stay AS t WHERE regexp_full_match(t.grp_code, '[A-Z][A-Z][0-9A-Z][135]') AND t.medfee > 0
  GROUP BY t.fixmedins_code, left(t.grp_code, 3)
), told AS (
  SELECT DISTINCT p.inst, CASE WHEN contains(p.period, '病组') THEN left(p.period, 3) END AS kin FROM pictured AS p
), beside AS (
  SELECT t.inst, t.kin, k.fixmedins_code, SUM(k.n) AS n, SUM(k.cc) AS cc,
    SUM(k.cc * k.cost / k.plain) / SUM(k.cc) FILTER (k.plain > 0 AND k.cost IS NOT NULL) AS ratio
  FROM told AS t JOIN inst AS o ON o.fixmedins_code = t.inst
  JOIN inst AS i ON i.hosp_group IS NOT DISTINCT FROM o.hosp_group AND left(i.city4, 2) = left(o.city4, 2)
  JOIN kind AS k ON k.fixmedins_code = i.fixmedins_code AND (t.kin IS NULL OR k.kin = t.kin)
  GROUP BY t.inst, t.kin, k.fixmedins_code HAVING SUM(k.n) >= 10)
SELECT p.finding_id, CASE WHEN b.fixmedins_code = p.inst THEN 'own' ELSE 'peer' END AS part, NULL AS who,
  b.fixmedins_code AS place, b.kin AS name, NULL AS day, NULL AS until, b.n AS minute, b.cc / b.n AS n, b.ratio AS amt
FROM pictured AS p JOIN beside AS b ON b.inst = p.inst
  AND b.kin IS NOT DISTINCT FROM CASE WHEN contains(p.period, '病组') THEN left(p.period, 3) END
"""

STATEMENTS: Mapping[str, Statement] = {
    "stay_matrix": Statement(
        (("MDL-02", "v"),), ("stay_enc", "stay", "stay_day", "stay_check", "fee_net", "setl_net"), _MATRIX
    ),
    "ward": Statement((("MDL-01", "i"), ("MDL-01", "p"), ("MDL-02", "i"), ("MDL-12", "i")), ("stay",), _WARD),
    "stay_calendar": Statement((("MDL-01", "v"),), ("stay_enc", "stay", "setl_net"), _CALENDAR),
    "stock_saw": Statement((("MDL-03", "p"), ("MDL-09", "p")), ("person_drug", "fee_net"), _STOCK),
    "codes": Statement((("MDL-04", "i"), ("MDL-04", "g")), ("trace_net", "fee_net"), _CODES),
    "weeks": Statement((("MDL-09", "i"),), ("setl_net", "inst"), _WEEKS),
    "visits": Statement((("", "p"),), ("setl_net",), _VISITS),
    "minute_raster": Statement((("MDL-05", "i"),), ("setl_net",), _MINUTES),
    "heat": Statement((("MDL-05", "i"),), ("setl_net",), _HEAT),
    "flow_arcs": Statement((("MDL-07", "i"),), ("setl_net", "inst"), _ARCS),
    "arrivals": Statement((("MDL-07", "i"),), ("stay",), _ARRIVALS),
    "pool": Statement((("MDL-08", "i"),), ("setl_net", "inst"), _POOL),
    "sheets": Statement((("MDL-08", "i"), ("MDL-08", "s")), ("fee_net", "enc"), _SHEETS),
    "network": Statement((("", "g"),), ("setl_net", "fee_net"), _NETWORK),
    "two_bills": Statement((("MDL-12", "v"),), ("stay_enc", "stay", "fee_net"), _BILLS),
    "day_ribbon": Statement((("MDL-14", "s"),), ("fee_net", "item_time"), _RIBBON),
    "key_items": Statement(
        (("MDL-06", "i"), ("MDL-06", "g")), ("inst_item_month", "inst", "drug_dim", "fee_net"), ITEMS
    ),
    "parts": Statement((("MDL-16", "i"),), ("setl_net",), PARTS),
    "work_days": Statement((("MDL-14", "s"),), ("staff_day",), _WORK_DAYS),
    "cc_cost": Statement((("MDL-11", "i"),), ("stay", "inst"), _CC_COST),
}
