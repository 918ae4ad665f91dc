"""What became of a table: rows and yuan that must add up, filled cells, orphans, the time it covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.standard.schema import Table
from mingjing.kernel.errors import EngineError


@dataclass(frozen=True, slots=True)
class Total:
    """Rows and yuan (two decimals; 0 for a table without money)."""

    rows: int = 0
    yuan: Decimal = Decimal("0.00")

    def __add__(self, other: "Total") -> "Total":
        return Total(self.rows + other.rows, self.yuan + other.yuan)

    def as_json(self) -> dict[str, Any]:
        """Rows as a number, yuan as exact text."""
        return {"rows": self.rows, "yuan": str(self.yuan)}


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the rows of a delivery went."""

    read: Total
    accepted: Total
    refused: Total
    duplicate: Total

    def demand(self, where: str) -> None:
        """Raise EngineError when anything was lost or doubled."""
        kept = self.accepted + self.refused + self.duplicate
        if kept != self.read:
            raise EngineError(
                f"读入 {self.read.rows:,} 行 {self.read.yuan:,} 元，去向合计 {kept.rows:,} 行 {kept.yuan:,} 元，对不上",
                where=where,
                why="程序有误：行不得丢失或重复",
                do="数据湖未作改动。请保留这批文件并报告给维护者",
            )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the accepted rows hold: `filled` cells by column, `orphans` (rows) by missing parent, first and last event."""

    filled: dict[str, int]
    orphan: Total
    orphans: dict[str, int]
    first: str | None
    last: str | None


def total_select(table: Table, relation: str) -> str:
    """Return the SELECT (one row: rows, yuan) of a relation with the table's columns."""
    yuan = f"coalesce(sum({quote(table.yuan)}), 0)" if table.yuan else "0"
    return f"SELECT count(*) AS rows, CAST({yuan} AS DECIMAL(38,2)) AS yuan FROM {relation}"


def facts_select(table: Table, relation: str, parents: Iterable[str]) -> str:
    """Return the SELECT (one row) that `facts_of` reads."""
    event = f"CAST(min({quote(table.event)}) AS VARCHAR)" if table.event else "NULL"
    last = f"CAST(max({quote(table.event)}) AS VARCHAR)" if table.event else "NULL"
    orphans = "".join(
        f", count(*) FILTER (WHERE list_contains(string_split(orphan, ','), {text(parent)})) AS {quote(f'no {parent}')}"
        for parent in parents
    )
    filled = "".join(f", count({quote(name)}) AS {quote(f'filled {name}')}" for name in table.columns)
    return f"SELECT {event} AS first, {last} AS last{orphans}{filled} FROM {relation}"


def facts_of(table: Table, row: dict[str, Any], orphan: Total, parents: Iterable[str]) -> Facts:
    """Return the facts in the `row` of `facts_select`."""
    return Facts(
        filled={name: row[f"filled {name}"] for name in table.columns},
        orphan=orphan,
        orphans={parent: row[f"no {parent}"] for parent in parents},
        first=row["first"],
        last=row["last"],
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """How many rows were refused first of all for this."""

    column: str | None
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """One table of a delivery after loading: `delivered` columns, and the Parquet `files` of its accepted rows."""

    table: Table
    balance: Balance
    facts: Facts
    reasons: tuple[Reason, ...]
    delivered: frozenset[str]
    files: tuple[Path, ...]
