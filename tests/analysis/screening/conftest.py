"""Shared by the tests of what screening hands out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    opened = DuckDBEngine(memory="1GB", threads=2, allowed=[tmp_path])
    yield opened
    opened.close()
