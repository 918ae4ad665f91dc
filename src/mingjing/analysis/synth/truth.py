"""What was planted, with its amount to the fen, as truth.parquet keeps it."""

from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.planting import table_of
from mingjing.analysis.synth.stage import Act

_ACT = {
    "act": "BIGINT",
    "plant_id": "VARCHAR",
    "scheme": "VARCHAR",
    "kind": "VARCHAR",
    "exact": "BOOLEAN",
    "behaviour": "VARCHAR",
    "fixmedins_code": "VARCHAR",
    "psn_no": "VARCHAR",
    "mdtrt_id": "VARCHAR",
    "formula": "VARCHAR",
    "lim": "DECIMAL(16,4)",
    "note": "VARCHAR",
}
_SCOPE = {
    "act": "BIGINT",
    "mdtrt_id": "VARCHAR",
    "bkkp_sn": "VARCHAR",
    "since": "DATE",
    "till": "DATE",
    "classes": "VARCHAR",
}

# Lines net of what was given back; a cancelled settlement leaves nothing.
_NET = """
CREATE OR REPLACE TABLE net_line AS
WITH back AS (SELECT init_feedetl_sn AS bkkp_sn, sum(cnt) AS cnt FROM fee WHERE init_feedetl_sn IS NOT NULL GROUP BY 1)
SELECT f.bkkp_sn, f.mdtrt_id, f.fee_ocur_time::DATE AS svc_date, f.med_chrgitm_type AS chrg, f.pric, f.cnt + coalesce(b.cnt, 0) AS cnt,
    round(f.inscp_amt * (f.cnt + coalesce(b.cnt, 0)) / f.cnt, 2)::DECIMAL(16, 2) AS amt,
    round(f.det_item_fee_sumamt * (f.cnt + coalesce(b.cnt, 0)) / f.cnt, 2)::DECIMAL(16, 2) AS gross
FROM fee AS f LEFT JOIN back AS b USING (bkkp_sn) WHERE f.cnt > 0 AND f.cnt + coalesce(b.cnt, 0) > 0
"""
_AMOUNTS = """
CREATE OR REPLACE TABLE truth AS
WITH member AS (
    SELECT DISTINCT s.act, l.* FROM act_scope AS s JOIN net_line AS l ON l.bkkp_sn = s.bkkp_sn
        OR (s.bkkp_sn IS NULL AND l.mdtrt_id = s.mdtrt_id AND l.svc_date BETWEEN coalesce(s.since, DATE '0001-01-01') AND coalesce(s.till, DATE '9999-12-31')
            AND (s.classes IS NULL OR contains(s.classes, l.chrg)))
), summed AS (
    SELECT act, list(bkkp_sn ORDER BY bkkp_sn) AS bkkp_sns, sum(amt) AS amt, sum(gross) AS gross, sum(cnt) AS cnt FROM member GROUP BY act
), above AS (
    SELECT m.act, sum(least(m.gross, round(greatest(0, m.pric - a.lim) * m.cnt, 2))) AS above FROM member AS m JOIN act AS a USING (act) WHERE a.formula = 'difference' GROUP BY m.act
), settled AS (
    SELECT s.act, sum(t.fund_pay_sumamt + t.acct_pay) AS paid FROM (SELECT DISTINCT act, mdtrt_id FROM act_scope) AS s JOIN setl_d AS t USING (mdtrt_id) GROUP BY s.act
)
SELECT a.plant_id, a.scheme, a.kind, a.exact, a.behaviour, a.fixmedins_code, a.psn_no, a.mdtrt_id, coalesce(s.bkkp_sns, []::VARCHAR[]) AS bkkp_sns,
    CASE a.formula WHEN 'all' THEN coalesce(s.amt, 0) WHEN 'gross' THEN coalesce(s.gross, 0) WHEN 'excess' THEN round(s.amt * (s.cnt - a.lim) / s.cnt, 2)
        WHEN 'difference' THEN b.above WHEN 'paid' THEN p.paid WHEN 'value' THEN a.lim END::DECIMAL(16, 2) AS amount, a.note
FROM act AS a LEFT JOIN summed AS s USING (act) LEFT JOIN above AS b USING (act) LEFT JOIN settled AS p USING (act) ORDER BY a.act
"""


def tell(engine: DuckDBEngine, acts: list[Act]) -> None:
    """Create `truth` from the acts and the planted fees and settlements (tables `fee`, `setl_d`)."""
    table_of(engine, "act", _ACT, [_row(number, act) for number, act in enumerate(acts)])
    table_of(
        engine, "act_scope", _SCOPE, [row for number, act in enumerate(acts) for row in _scope(number, act)]
    )
    engine.execute(_NET)
    engine.execute(_AMOUNTS)


def _row(number: int, act: Act) -> dict[str, Any]:
    first = act.encounters[0] if act.encounters else None
    # An act of an institution as a whole names no single person and no single encounter.
    inst = act.inst or (first.inst if first else None)
    first = None if act.inst else first
    person = act.person or (first.person if first else None)
    return {
        "act": number,
        "plant_id": f"{act.scheme}-{number + 1:05d}",
        "scheme": act.scheme,
        "kind": act.kind,
        "exact": act.exact,
        "behaviour": act.behaviour,
        "fixmedins_code": inst.fixmedins_code if inst else None,
        "psn_no": person.psn_no if person else None,
        "mdtrt_id": first.mdtrt_id if first else None,
        "formula": act.formula,
        "lim": act.limit,
        "note": act.note,
    }


def _scope(number: int, act: Act) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"act": number, "mdtrt_id": line.encounter.mdtrt_id, "bkkp_sn": line.bkkp_sn} for line in act.lines
    ]
    if act.whole or act.since or act.classes:
        span = {"since": act.since, "till": act.till, "classes": "|".join(act.classes) or None}
        rows += [{"act": number, "mdtrt_id": one.mdtrt_id, **span} for one in act.encounters]
    elif not rows:
        rows = [{"act": number, "mdtrt_id": one.mdtrt_id, "bkkp_sn": ""} for one in act.encounters]
    return rows
