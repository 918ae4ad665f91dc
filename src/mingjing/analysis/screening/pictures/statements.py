"""The rows behind each kind of picture: DuckDB statements over a run's marts and `pictured`, the findings of its models.

`pictured` has finding_id, code, branch, inst, psn, staff, mdtrt, day, related (list) and period. Every statement gives
the columns of COLUMNS; what a kind does not use is NULL. The findings are joined first: no statement walks a mart for
more than its findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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

# Stock on hand of each drug before and after every purchase of the year.
_STOCK = """
SELECT p.finding_id, 'buy' AS part, NULL AS who, d.fixmedins_code AS place, d.ingredient AS name, d.svc_date AS day,
  NULL AS until, d.days AS minute, d.stock AS n, d.amt
FROM pictured AS p JOIN person_drug AS d ON d.psn_no = p.psn AND d.svc_date > p.day - 366
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

# What was carried out under one code on the day, by minute.
_RIBBON = """
SELECT p.finding_id, 'line' AS part, f.psn_no AS who, f.fixmedins_code AS place, f.item_name AS name, f.svc_date AS day,
  NULL AS until, CAST(date_part('hour', f.fee_ocur_time) * 60 + date_part('minute', f.fee_ocur_time) AS BIGINT) AS minute,
  SUM(f.cnt) AS n, SUM(f.amt) AS amt
FROM pictured AS p JOIN fee_net AS f ON coalesce(f.acord_dr, f.bilg_dr) = p.staff AND f.svc_date = p.day
GROUP BY p.finding_id, f.psn_no, f.fixmedins_code, f.item_name, f.svc_date, f.fee_ocur_time
"""

STATEMENTS: Mapping[str, Statement] = {
    "stay_matrix": Statement(
        (("MDL-02", "v"),), ("stay_enc", "stay", "stay_day", "fee_net", "setl_net"), _MATRIX
    ),
    "stay_calendar": Statement((("MDL-01", "v"),), ("stay_enc", "stay", "setl_net"), _CALENDAR),
    "stock_saw": Statement((("MDL-03", "p"),), ("person_drug",), _STOCK),
    "visits": Statement((("", "p"),), ("setl_net",), _VISITS),
    "minute_raster": Statement((("MDL-05", "i"),), ("setl_net",), _MINUTES),
    "heat": Statement((("MDL-05", "i"),), ("setl_net",), _HEAT),
    "network": Statement((("", "g"),), ("setl_net", "fee_net"), _NETWORK),
    "two_bills": Statement((("MDL-12", "v"),), ("stay_enc", "stay", "fee_net"), _BILLS),
    "day_ribbon": Statement((("MDL-14", "s"),), ("fee_net",), _RIBBON),
}
