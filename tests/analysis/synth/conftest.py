"""Two small cities, built once: an honest one and one with every scheme."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.city import City, Order, build
from mingjing.analysis.synth.programme import programme

Ask = Callable[[str], list[dict[str, Any]]]


def build_city(out: Path, order: Order, threads: int = 2) -> City:
    """Build a city with an engine of its own."""
    engine = DuckDBEngine(memory="1GB", threads=threads)
    try:
        return build(engine, out, order)
    finally:
        engine.close()


def _asking(folder: Path) -> Iterator[Ask]:
    engine = DuckDBEngine(memory="1GB", threads=2)
    for file in folder.glob("*.parquet"):
        engine.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM read_parquet('{file}')")
    yield lambda select: engine.native(select).to_pylist()
    engine.close()


@pytest.fixture(scope="session")
def honest_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("honest") / "city"
    build_city(out, Order(3000, (), seed=11))
    return out


@pytest.fixture(scope="session")
def planted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planted") / "city"
    build_city(out, Order(3000, programme("all"), seed=11))
    return out


@pytest.fixture(scope="session")
def honest(honest_folder: Path) -> Iterator[Ask]:
    yield from _asking(honest_folder)


@pytest.fixture(scope="session")
def planted(planted_folder: Path) -> Iterator[Ask]:
    yield from _asking(planted_folder)
