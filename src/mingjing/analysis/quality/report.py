"""The quality report as data: what was delivered, what it is worth, what it cannot show."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.quality.account import TableAccount, accounts
from mingjing.analysis.quality.check import SEVERITIES
from mingjing.analysis.quality.grade import letter, overall, score
from mingjing.analysis.quality.results import Result, run_checks
from mingjing.analysis.standard.schema import tables


class RuleState(Protocol):
    """Whether a rule can be evaluated on a lake, and what it misses."""

    @property
    def code(self) -> str:
        """The rule's code."""

    @property
    def title(self) -> str:
        """The rule's Chinese name."""

    @property
    def evaluable(self) -> bool:
        """Whether all it needs was delivered."""

    @property
    def missing(self) -> Sequence[str]:
        """Tables, `table.column`s, knowledge lists."""


def build_report(
    engine: DuckDBEngine, lake: Lake, batches: Sequence[Batch], rules: Sequence[RuleState], day: date
) -> dict[str, Any]:
    """Return the report on `batches` (one delivery, or all in force) within `lake`, as JSON types.

    `day` is the day of delivery; `rules` are the states of the library's rules on `lake`.
    """
    found = accounts(batches)
    results = run_checks(engine, lake, batches, found, day)
    points = {name: score((r.check.name, r.cost) for r in results if r.table == name) for name in found}
    total = overall(points)
    sources = [source for batch in batches for source in batch.manifest["sources"]]
    return {
        "batches": [batch.id for batch in batches],
        "created_at": batches[-1].manifest["created_at"],
        "software": batches[-1].manifest["software"],
        "mapping": batches[-1].manifest["mapping"],
        "grade": letter(total),
        "score": total,
        "tables": [_table(engine, account, points[name]) for name, account in found.items()],
        "findings": [_finding(result) for result in sorted(results, key=_weight) if result.bad],
        "checks_run": len(results),
        "checks_passed": sum(not result.bad for result in results),
        "sources": sources,
        "ignored": [name for batch in batches for name in batch.manifest["ignored"]],
        "unused_columns": _unused(batches),
        "cannot_show": _cannot_show(lake, rules),
    }


def _unused(batches: Sequence[Batch]) -> dict[str, list[str]]:
    """Return delivered columns that went nowhere, by table or mapping source."""
    unused: dict[str, list[str]] = {}
    for batch in batches:
        for name, columns in batch.manifest["unused_columns"].items():
            unused[name] = list(dict.fromkeys((*unused.get(name, ()), *columns)))
    return unused


def _weight(result: Result) -> tuple[int, float, float, str, str, str]:
    rank = list(SEVERITIES).index(result.check.severity)
    return rank, -result.cost, -result.share, result.check.name, result.table, result.column or ""


def _table(engine: DuckDBEngine, account: TableAccount, points: float) -> dict[str, Any]:
    table = account.table
    return {
        "table": table.name,
        "zh": table.zh,
        "grade": letter(points),
        "score": points,
        **{
            kind: {"rows": account.rows[kind], "yuan": str(account.yuan[kind]) if table.yuan else None}
            for kind in account.rows
        },
        "first": account.first,
        "last": account.last,
        "months": _months(engine, account),
        "reasons": list(account.reasons),
        "hints": list(account.hints),
        "missing_columns": [
            {"column": name, "zh": column.zh}
            for name, column in table.columns.items()
            if name not in account.delivered
        ],
    }


def _months(engine: DuckDBEngine, account: TableAccount) -> dict[str, int]:
    """Return rows by month of the event."""
    if account.table.event is None or not account.files:
        return {}
    month = f"strftime({quote(account.table.event)}, '%Y-%m')"
    rows = engine.native(
        f"SELECT {month} AS month, count(*) AS n FROM {account.table.name} GROUP BY 1 ORDER BY 1"
    )
    return dict(zip(rows["month"].to_pylist(), rows["n"].to_pylist(), strict=True))


def _finding(result: Result) -> dict[str, Any]:
    column = tables()[result.table].columns.get(result.column or "")
    return {
        "check": result.check.name,
        "title": result.check.title,
        "severity": result.check.severity,
        "table": result.table,
        "table_zh": tables()[result.table].zh,
        "column": result.column,
        "column_zh": column.zh if column else None,
        "bad": result.bad,
        "total": result.total,
        "share": round(result.share, 6),
        "yuan": None if result.yuan is None else str(result.yuan),
        "example": result.example,
        "cost": result.cost,
        "advice": result.check.advice,
    }


def _cannot_show(lake: Lake, rules: Sequence[RuleState]) -> dict[str, Any]:
    """Return what was never delivered, and which rules cannot be evaluated for want of what."""
    present = lake.tables
    return {
        "tables": [
            {"table": name, "zh": table.zh} for name, table in tables().items() if name not in present
        ],
        "rules": [
            {"code": rule.code, "title": rule.title, "missing": list(rule.missing)}
            for rule in rules
            if not rule.evaluable
        ],
        "rules_total": len(rules),
        "rules_evaluable": sum(rule.evaluable for rule in rules),
    }
