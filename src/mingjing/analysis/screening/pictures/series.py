"""pictures.parquet: the rows behind the pictures of a run's model findings, taken while its marts stand."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlglot
from sqlglot import exp

from mingjing.analysis.detectors.kit.needs import ModelPlan
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.screening import relations
from mingjing.analysis.screening.hits import ASSEMBLY_MARTS
from mingjing.analysis.screening.pictures.statements import COLUMNS, STATEMENTS, Statement

FILE = "pictures.parquet"
# Marks of one picture; how many findings of one model and kind of unit have pictures, the gravest and surest first.
MOST_MARKS, MOST_FINDINGS = 600, 3000

_PICTURED = f"""
CREATE OR REPLACE TEMP TABLE model_finding AS
SELECT finding_id, rule_code AS code, json_extract_string(evidence, '$.branch[0]') AS branch, fixmedins_code AS inst,
  psn_no AS psn, staff_code AS staff, mdtrt_id AS mdtrt, occurred_on AS day, related_ids AS related,
  json_extract_string(evidence, '$.period') AS period, json_extract_string(evidence, '$.own.grp') AS grp
FROM read_parquet('{{file}}') WHERE starts_with(rule_code, 'MDL-') AND evidence IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY code, branch ORDER BY sev_deg, score DESC, finding_id) <= {MOST_FINDINGS}
"""
_EVERY = """
CREATE OR REPLACE TEMP VIEW run_finding AS
SELECT rule_code, behaviour, json_extract_string(evidence, '$.branch[0]') AS branch, fixmedins_code, psn_no, related_ids, occurred_on, sev_deg,
  checkout_amt
FROM read_parquet('{file}')
"""


def texts(plans: Iterable[ModelPlan], built: Sequence[str]) -> list[exp.Expr]:
    """Return the SQL that pictures of these models read marts with; of marts that a run builds anyway."""
    codes = {plan.model.code for plan in plans if plan.evaluable}
    return [
        sqlglot.parse_one(one.sql, dialect="duckdb") for one in _wanted(codes) if set(one.marts) <= set(built)
    ]


def _wanted(codes: set[str]) -> list[Statement]:
    return [
        one
        for one in STATEMENTS.values()
        if any(code in codes or (not code and codes) for code, _ in one.findings)
    ]


def write(engine: DuckDBEngine, folder: Path, out: Path) -> None:
    """Write `out/pictures.parquet`: finding_id, kind, nth, marks (how many there are in all), and COLUMNS.

    A kind whose marts the run did not build has no rows. At most MOST_MARKS of a picture are kept, the earliest.
    """
    engine.execute(_PICTURED.format(file=out / "findings.parquet"))
    engine.execute(_EVERY.format(file=out / "findings.parquet"))
    selects = [_select(kind, one) for kind, one in STATEMENTS.items() if _attach(engine, folder, one)]
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    selects.append(
        f"SELECT {empty}, CAST(NULL AS VARCHAR) AS kind, CAST(0 AS BIGINT) AS nth, CAST(0 AS BIGINT) AS marks WHERE false"
    )
    with whole_file(out / FILE) as building:
        engine.execute(
            f"COPY (SELECT * FROM ({' UNION ALL '.join(selects)}) ORDER BY finding_id, kind, nth)"
            f" TO '{building}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)"
        )


def _attach(engine: DuckDBEngine, folder: Path, one: Statement) -> bool:
    """Attach the marts of a statement; whether all of them stand."""
    for name in one.marts:
        files = list(relations.mart_files(folder, name))
        if not files:
            return False
        if name not in ASSEMBLY_MARTS:  # attached already, for pricing
            engine.attach_parquet(name, files, marts.marts()[name].sql_types)
    return True


def _select(kind: str, one: Statement) -> str:
    whose = " OR ".join(
        f"(branch = '{branch}'" + (f" AND code = '{code}')" if code else ")") for code, branch in one.findings
    )
    typed = ", ".join(f"CAST({name} AS {sql}) AS {name}" for name, sql in COLUMNS.items())
    order = "day, minute, part, who, place, name, until, n, amt"
    return (
        f"SELECT * FROM (WITH pictured AS MATERIALIZED (SELECT * FROM model_finding WHERE {whose})"
        f" SELECT {typed}, '{kind}' AS kind, row_number() OVER (PARTITION BY finding_id ORDER BY {order}) AS nth,"
        f" count(*) OVER (PARTITION BY finding_id) AS marks FROM ({one.sql})"
        f" QUALIFY nth <= {MOST_MARKS})"
    )
