"""What is known of each finding when it is published: traits.parquet, kept with the suspicion, learnt from later."""

from datetime import date
from pathlib import Path

from mingjing.analysis.detectors.rank.traits import STORED
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening import relations

FILE = "traits.parquet"
COLUMNS = {
    "finding_id": "VARCHAR",
    "rule_code": "VARCHAR",
    "behaviour": "VARCHAR",
    "subject_type": "VARCHAR",
    "unit_key": "VARCHAR",
    **dict.fromkeys(STORED, "DOUBLE"),
}
_KEYS = ("fixmedins_code", "psn_no", "staff_code", "group_id", "mdtrt_id")
_MODEL = "starts_with(f.rule_code, 'MDL-')"


def unit_key(alias: str) -> str:
    """Return native SQL of the digest of what a finding is about: its rule, subject and period."""
    parts = [f"coalesce({alias}.{name}, '')" for name in _KEYS]
    period = f"coalesce(json_extract_string({alias}.evidence, '$.period'), '')"
    return f"md5(concat_ws('|', {alias}.rule_code, {', '.join(parts)}, {period}))"


def _said(path: str) -> str:
    """A number in the evidence of a model's finding."""
    return f"CASE WHEN {_MODEL} THEN CAST(json_extract(f.evidence, '{path}') AS DOUBLE) END"


def write(engine: DuckDBEngine, out: Path, marts: Path, last: str | None) -> None:
    """Write traits.parquet of the findings in `out`; `last` is the last day of the data, ISO."""
    gaps = ", ".join(f"'{file}'" for file in relations.mart_files(marts, "code_gap"))
    values = _values(bool(gaps), last)
    joined = (
        f" LEFT JOIN read_parquet([{gaps}]) AS g ON g.fixmedins_code = f.fixmedins_code"
        " AND g.month = strftime(f.occurred_on, '%Y-%m')"
        if gaps
        else ""
    )
    shown = ", ".join(f"CAST({values[name]} AS DOUBLE) AS {name}" for name in STORED)
    select = (
        f"WITH line AS (SELECT finding_id, rule_code, coalesce('L' || bkkp_sn, 'S' || setl_id) AS unit"
        f" FROM read_parquet('{out}/finding_lines.parquet') WHERE bkkp_sn IS NOT NULL OR setl_id IS NOT NULL),"
        " seen AS (SELECT unit, count(DISTINCT rule_code) FILTER (NOT starts_with(rule_code, 'MDL-')) AS rules,"
        " count(DISTINCT rule_code) FILTER (starts_with(rule_code, 'MDL-')) AS models FROM line GROUP BY unit),"
        " beside AS (SELECT l.finding_id, max(s.rules) AS rules, max(s.models) AS models FROM line AS l"
        " JOIN seen AS s ON s.unit = l.unit GROUP BY l.finding_id)"
        f" SELECT f.finding_id, f.rule_code, f.behaviour, f.subject_type, {unit_key('f')} AS unit_key, {shown}"
        f" FROM read_parquet('{out}/findings.parquet') AS f LEFT JOIN beside AS b ON b.finding_id = f.finding_id"
        f"{joined} ORDER BY f.finding_id"
    )
    with whole_file(out / FILE) as building:
        engine.execute(f"COPY ({select}) TO '{building}' (FORMAT parquet, COMPRESSION zstd)")


def _values(has_gaps: bool, last: str | None) -> dict[str, str]:
    """Native SQL of each trait, over f (finding), b (what else hits its lines), g (code_gap of its month)."""
    end = f"DATE '{date.fromisoformat(last)}'" if last else "NULL"
    kinds = " + ".join(f"CAST(g.{name} AS BIGINT)" for name in ("item_gap", "dept_gap", "diag_gap"))
    leading = "list_max(CAST(json_extract(f.evidence, '$.contributions.*') AS DOUBLE[]))"
    return {
        "severity": "4 - f.sev_deg",
        "score": "f.score",
        "coverage": _said("$.coverage"),
        "stab": _said("$.stab"),
        "null_fdr": _said("$.null_fdr"),
        "families": _said("$.families"),
        "leading": f"CASE WHEN {_MODEL} THEN {leading} END",
        "rules_on_lines": f"coalesce(b.rules - CASE WHEN {_MODEL} THEN 0 ELSE 1 END, 0)",
        "models_on_lines": f"coalesce(b.models - CASE WHEN {_MODEL} THEN 1 ELSE 0 END, 0)",
        "ln_amt": "CASE WHEN f.checkout_amt IS NOT NULL"
        " THEN round(ln(1 + CAST(greatest(f.checkout_amt, 0) AS DOUBLE)), 6) END",
        "age_days": f"date_diff('day', f.occurred_on, {end})",
        "data_gap": f"coalesce({kinds}, 0)" if has_gaps else "NULL",
        "peer_level": _said("$.why[0].level"),
        "flags": f"CASE WHEN {_MODEL} THEN coalesce(json_array_length(f.evidence, '$.flags'), 0) END",
    }
