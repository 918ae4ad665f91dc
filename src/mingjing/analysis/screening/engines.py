"""Opens the engine that was asked for."""

from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine


def open_engine(
    name: str,
    work: Path,
    memory: str = "2GB",
    threads: int = 2,
    master: str = "",
    allowed: Sequence[Path] = (),
    few_rows: bool = False,
) -> Engine:
    """Return an engine with its scratch space under `work`; `master` is Spark's, default this machine.

    `few_rows` is for worlds of cases.
    """
    if name == "spark":
        from mingjing.analysis.engine.spark import SparkEngine  # noqa: PLC0415 - an optional driver

        return SparkEngine(master or f"local[{threads}]", memory, work / "spill", few_rows)
    return DuckDBEngine(memory, threads, work / "spill", [work, *allowed])
