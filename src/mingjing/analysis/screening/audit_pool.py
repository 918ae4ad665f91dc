"""audit_pool.parquet: units that models scored and did not list, drawn so that each kind of unit is represented.

Leads only say what the models see. Whether they miss anything is told by units that nobody flagged: of every kind of
unit MOST are kept here, systematically over the order of score decile, size and county, each with the probability with
which it came in. The office draws from them beside its leads. A person is checked by the latest settlement. Models on
trial, and those that only plan or study (they read what others found), send nobody.
"""

from collections.abc import Sequence
from pathlib import Path

import sqlglot
from sqlglot import exp

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.detectors.kit.run import Outcome, Scored
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file

FILE = "audit_pool.parquet"
MOST = 200
SEED = "audit"
SIZES = 3
COLUMNS = {
    "pool_id": "VARCHAR",
    "rule_code": "VARCHAR",
    "rule_version": "VARCHAR",
    "behaviour": "VARCHAR",
    "subject_type": "VARCHAR",
    "unit": "VARCHAR",
    "fixmedins_code": "VARCHAR",
    "psn_no": "VARCHAR",
    "staff_code": "VARCHAR",
    "mdtrt_id": "VARCHAR",
    "period": "VARCHAR",
    "score": "DOUBLE",
    "decile": "BIGINT",
    "size": "BIGINT",
    "county": "VARCHAR",
    "population": "BIGINT",
    "first_prob": "DOUBLE",
}
# How large an institution is beside the others, and where it stands.
_PLACES = f"""
SELECT fixmedins_code, ntile({SIZES}) OVER (ORDER BY n, fixmedins_code) AS size, county FROM (
  SELECT fixmedins_code, count(*) AS n, max(admdvs) AS county FROM setl_net WHERE in_scope GROUP BY fixmedins_code)
"""
# By which settlement a visit or a person is checked: the latest.
_LATEST = """
SELECT {key} AS of_unit, arg_max(struct_pack(fixmedins_code, psn_no, mdtrt_id), (setl_time, setl_id)) AS last
FROM setl_net WHERE in_scope AND {key} IS NOT NULL GROUP BY {key}
"""


def texts(built: Sequence[str]) -> list[exp.Expr]:
    """Return the SQL that the pool reads marts with, where a run builds them."""
    selects = [_PLACES, *(_LATEST.format(key=key) for key in ("psn_no", "mdtrt_id"))]
    return [sqlglot.parse_one(one, dialect="duckdb") for one in selects] if "setl_net" in built else []


def write(engine: DuckDBEngine, outcomes: Sequence[Outcome], out: Path) -> None:
    """Write the pool of a run; `setl_net` stands in the engine."""
    engine.execute(f"CREATE OR REPLACE TEMP TABLE audit_place AS {_PLACES}")
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    selects = [f"SELECT {empty} WHERE false"]
    selects += [
        f"SELECT * FROM ({_select(outcome.model, one)})"
        for outcome in outcomes
        if not outcome.model.is_late and outcome.model.card.status == "active"
        for one in outcome.units
        if _by(one.unit)
    ]
    with whole_file(out / FILE) as building:
        engine.execute(
            f"COPY (SELECT * FROM ({' UNION ALL '.join(selects)}) ORDER BY rule_code, unit, decile, size, county, pool_id)"
            f" TO '{building}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _by(unit: Unit) -> str:
    """The column that says where a unit is checked; empty for groups and for what has neither place nor person."""
    wanted = ("stay_id", "mdtrt_id", "fixmedins_code", "psn_no") if unit.branch != "p" else ("psn_no",)
    return next((name for name in wanted if name in unit.key), "") if unit.branch != "g" else ""


def _select(model: Model, one: Scored) -> str:
    unit, by = one.unit, _by(one.unit)
    own = ", ".join(unit.entity)
    encounter = by in ("stay_id", "mdtrt_id", "psn_no")
    key = "psn_no" if by == "psn_no" else "mdtrt_id"
    joined = f" JOIN ({_LATEST.format(key=key)}) AS l ON l.of_unit = u.{by}" if encounter else ""
    place = "l.last.fixmedins_code" if encounter else "u.fixmedins_code"
    named = {
        "pool_id": f"left(md5(concat_ws('|', '{SEED}', '{model.code}', '{unit.name}', u.unit_id)), 24)",
        "rule_code": f"'{model.code}'",
        "rule_version": f"'{model.card.version}'",
        "behaviour": f"'{unit.behaviour}'",
        "subject_type": f"'{unit.subject_type}'",
        "unit": f"'{unit.zh}'",
        "fixmedins_code": place,
        "psn_no": "l.last.psn_no" if encounter else "NULL",
        "staff_code": "u.staff_code" if "staff_code" in unit.key else "NULL",
        "mdtrt_id": "l.last.mdtrt_id" if encounter else "NULL",
        "period": "u.period",
        "score": "u.score",
        "decile": "u.decile",
        "size": "p.size",
        "county": "p.county",
    }
    shown = ", ".join(f"CAST({sql} AS {COLUMNS[name]}) AS {name}" for name, sql in named.items())
    return (
        f"WITH best AS (SELECT * FROM read_parquet('{one.file}') WHERE score IS NOT NULL"
        f" QUALIFY row_number() OVER (PARTITION BY {own} ORDER BY score DESC, unit_id) = 1),"
        f" plain AS (SELECT *, ntile(10) OVER (ORDER BY score, unit_id) AS decile FROM best WHERE score < {FINDING}),"
        f" placed AS (SELECT {shown} FROM plain AS u{joined} JOIN audit_place AS p ON p.fixmedins_code = {place}),"
        " numbered AS (SELECT *, row_number() OVER (ORDER BY decile, size, county, pool_id) AS nth, count(*) OVER () AS population"
        f" FROM placed) SELECT * EXCLUDE (nth), least(1.0, {MOST} / population) AS first_prob FROM numbered"
        f" WHERE population <= {MOST} OR nth * {MOST} // population > (nth - 1) * {MOST} // population"
    )
