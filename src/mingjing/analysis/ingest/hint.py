"""Columns that seem to hold each other's values: why a whole column may be refused."""

from collections.abc import Sequence
from itertools import combinations

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote
from mingjing.analysis.ingest.cell import typed
from mingjing.analysis.ingest.conform import Feed, bad_cells
from mingjing.analysis.standard.schema import Table

_MOSTLY = 0.5
_NEARLY_ALL = 0.9
_SAMPLE = 1000


def swapped_columns(engine: DuckDBEngine, table: Table, feeds: Sequence[Feed], bad: str) -> list[str]:
    """Return one sentence for each pair of columns, by file, whose values would fit if they changed places."""
    found: list[str] = []
    if not engine.native(f"SELECT 1 FROM {bad} LIMIT 1").num_rows:
        return found
    for feed in feeds:
        suspects = _mostly_bad(engine, table, feed, bad)
        for one, other in combinations(suspects, 2):
            if _fits(engine, table, feed, one, other) and _fits(engine, table, feed, other, one):
                label = "、".join(f"{table.columns[name].zh}（{name}）" for name in (one, other))
                shown = "、".join(staged.shown for staged in feed.parts.values())
                found.append(f"{shown}：{label}两列的内容像是对调了")
    return found


def _mostly_bad(engine: DuckDBEngine, table: Table, feed: Feed, bad: str) -> list[str]:
    counts = engine.native(bad_cells(feed, table, bad)).to_pylist()[0]
    counts.pop("_rows")
    return [name for name, cells in counts.items() if cells > _MOSTLY * max(feed.rows, 1)]


def _fits(engine: DuckDBEngine, table: Table, feed: Feed, values_of: str, type_of: str) -> bool:
    """Tell whether what stands in column `values_of` is nearly always of the type of column `type_of`."""
    cell = f"trim(CAST({quote(values_of)} AS VARCHAR))"
    value = typed("cell", "VARCHAR", table.columns[type_of], feed.excel)
    sample = (
        f"SELECT {cell} AS cell FROM ({feed.select}) WHERE {quote(values_of)} IS NOT NULL LIMIT {_SAMPLE}"
    )
    row = engine.native(f"SELECT count(*) AS n, count({value}) AS fit FROM ({sample})").to_pylist()[0]
    return bool(row["n"]) and row["fit"] >= _NEARLY_ALL * row["n"]
