"""Relations between rows and scores: tables of DuckDB, gone when the unit is judged; nothing reads them later."""

from collections.abc import Iterable

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.portable import expand


def keep(duck: DuckDBEngine, name: str, select: str) -> str:
    """Compute a portable SELECT once, under this name; DuckDB spills what does not fit its memory."""
    duck.execute(f'CREATE OR REPLACE TABLE "{name}" AS {expand(select, "duckdb")}')
    return name


def drop(duck: DuckDBEngine, names: Iterable[str]) -> None:
    """Give the memory of these back."""
    for name in names:
        duck.execute(f'DROP TABLE IF EXISTS "{name}"')
