"""Runs the checks over accepted rows and says what each found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.quality.account import TableAccount
from mingjing.analysis.quality.check import Check, checks
from mingjing.analysis.quality.grade import penalty
from mingjing.analysis.standard.codelist import code_list, code_lists
from mingjing.analysis.standard.schema import tables
from mingjing.kernel.errors import DocumentError, EngineError


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found in one table (and column): `bad` of `total` rows, their yuan, one example, its cost."""

    check: Check
    table: str
    column: str | None
    bad: int
    total: int
    yuan: Decimal | None
    example: str | None
    cost: float

    @property
    def share(self) -> float:
        """Bad rows as a share of all looked at."""
        return self.bad / self.total


def run_checks(
    engine: DuckDBEngine,
    lake: Lake,
    batches: Sequence[Batch],
    accounts: Mapping[str, TableAccount],
    day: date,
) -> list[Result]:
    """Return the results over the rows of `batches`, their parents looked up in all of `lake`.

    `day` is the day of delivery. A check whose tables or columns were not delivered gives no result. Raises
    DocumentError when a check's SQL does not run.
    """
    _attach(engine, lake, batches, accounts)
    found = []
    for check in checks():
        for names in check.each:
            if _delivered(check, names, lake, accounts):
                result = _run(engine, check, {**names, "day": day.isoformat()})
                found += [result] if result.total else []
    return found


def _attach(
    engine: DuckDBEngine, lake: Lake, batches: Sequence[Batch], accounts: Mapping[str, TableAccount]
) -> None:
    for name in lake.tables:
        _attach_table(engine, f"all_{name}", lake.files(name), name)
    for name, account in accounts.items():
        _attach_table(engine, name, account.files, name)
    engine.attach_arrow("delivery", _delivery(accounts))
    engine.attach_arrow("delivery_file", _files(batches))
    values = [(name, code.code, code.group) for name in code_lists() for code in code_list(name).values()]
    columns = [pa.array(column, pa.string()) for column in zip(*values, strict=True)]
    engine.attach_arrow("code_value", pa.table(columns, names=["list", "code", "class"]))


def _attach_table(engine: DuckDBEngine, name: str, files: Sequence[Path], table: str) -> None:
    engine.attach_parquet(name, files, {**tables()[table].sql_types, "orphan": "VARCHAR"})


def _delivery(accounts: Mapping[str, TableAccount]) -> pa.Table:
    rows: list[dict[str, Any]] = [
        {
            "table_name": name,
            **{f"{kind}_rows": n for kind, n in account.rows.items()},
            **{f"{kind}_yuan": yuan for kind, yuan in account.yuan.items() if account.table.yuan},
            "reason": account.reasons[0]["reason"] if account.reasons else None,
        }
        for name, account in accounts.items()
    ]
    kinds = accounts[next(iter(accounts))].rows if accounts else ()
    fields = [pa.field("table_name", pa.string()), pa.field("reason", pa.string())]
    fields += [pa.field(f"{kind}_rows", pa.int64()) for kind in kinds]
    fields += [pa.field(f"{kind}_yuan", pa.decimal128(38, 2)) for kind in kinds]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _files(batches: Sequence[Batch]) -> pa.Table:
    rows = [
        {"table_name": source["table"], "path": source["path"], "damage": source["damage"]}
        for batch in batches
        for source in batch.manifest["sources"]
    ]
    names = ("table_name", "path", "damage")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _delivered(
    check: Check, names: Mapping[str, str], lake: Lake, accounts: Mapping[str, TableAccount]
) -> bool:
    """Tell whether the table looked at is in scope, and what else the check needs is in the lake."""
    if names.get("table", "") not in accounts:
        return False
    if "parent" in names and names["parent"] not in lake.tables:
        return False
    for need in check.needs:
        table, _, column = check.filled(need, names).partition(".")
        delivered = accounts[table].delivered if table in accounts else lake.delivered(table)
        if not delivered or (column and not delivered.get(column)):
            return False
    return True


def _run(engine: DuckDBEngine, check: Check, names: Mapping[str, str]) -> Result:
    try:
        row = engine.native(check.filled(check.sql, names)).to_pylist()[0]
    except EngineError as error:
        problem = error.problems[0]
        raise DocumentError(
            f"检查 {check.name} 无法运行", where=check.where, why=problem.why, do=problem.do
        ) from error
    return Result(
        check=check,
        table=names["table"],
        column=names.get("column"),
        bad=int(row["bad"]),
        total=int(row["total"]),
        yuan=None if row["yuan"] is None else Decimal(row["yuan"]),
        example=row["example"],
        cost=penalty(check.severity, int(row["bad"]), int(row["total"]), check.allow, check.full),
    )
