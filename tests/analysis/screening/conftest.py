"""Shared by the tests of what screening hands out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge import laws


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    opened = DuckDBEngine(memory="1GB", threads=2, allowed=[tmp_path])
    yield opened
    opened.close()


@dataclass(frozen=True)
class _Article:
    law: str
    text: str


@pytest.fixture(autouse=True)
def _statutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        laws, "article", lambda ref: _Article("医疗保障基金使用监督管理条例", f"{ref} 的内容"), raising=False
    )
