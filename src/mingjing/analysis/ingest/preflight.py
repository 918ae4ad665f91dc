"""Before loading: how many rows of each table will find their parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote
from mingjing.analysis.ingest.cell import cleaned
from mingjing.analysis.ingest.conform import Feed
from mingjing.analysis.standard.schema import Table, tables


@dataclass(frozen=True, slots=True)
class Join:
    """Of `rows` rows of `table` with `column` filled, `found` have their parent in `parent` (`table.column`)."""

    table: str
    column: str
    parent: str
    rows: int
    found: int


def joins(
    engine: DuckDBEngine, feeds: Mapping[str, Sequence[Feed]], prior: Mapping[str, str | None]
) -> list[Join]:
    """Return every join from a delivered column to a parent that is delivered or in the lake.

    `prior` holds, by table, the SELECT of the rows in force.
    """
    found = []
    for name, delivered in feeds.items():
        for column, parent in tables()[name].parents.items():
            above, key = parent.split(".")
            keys = [*_values(tables()[above], feeds.get(above, ()), key)]
            if rows := prior.get(above):
                keys.append(f"SELECT {quote(key)} AS k FROM {rows}")
            children = _values(tables()[name], delivered, column)
            if keys and children:
                found.append(_join(engine, name, column, parent, children, keys))
    return found


def _values(table: Table, feeds: Sequence[Feed], column: str) -> list[str]:
    return [
        f"SELECT {cleaned(quote(column), feed.types[column], table.columns[column])} AS k FROM ({feed.select})"
        for feed in feeds
        if column in feed.types
    ]


def _join(
    engine: DuckDBEngine, table: str, column: str, parent: str, children: list[str], keys: list[str]
) -> Join:
    child, above = " UNION ALL ".join(children), " UNION ALL ".join(keys)
    select = f"SELECT count(k) AS n, count(*) FILTER (WHERE k IN (SELECT k FROM ({above}))) AS found FROM ({child})"
    row = engine.native(select).to_pylist()[0]
    return Join(table, column, parent, row["n"], row["found"])
