"""What stands in front of an engine: of the knowledge lists those that a text mentions, or all of them."""

from collections.abc import Iterator

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.screening import relations
from mingjing.analysis.standard import schema
from mingjing.kernel.errors import EngineError


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(memory="1GB", threads=1)
    for name, table in schema.tables().items():
        made.attach_parquet(name, [], table.sql_types)
    yield made
    made.close()


def test_only_mentioned_lists_are_attached_however_a_text_spells_them(engine: DuckDBEngine) -> None:
    relations.attach_knowledge(engine, texts=["SELECT f.* FROM fee_net AS f JOIN Gender_LIMIT AS k ON TRUE"])
    assert "gend_allowed" in engine.describe("SELECT * FROM gender_limit")
    with pytest.raises(EngineError, match="price_list"):
        engine.describe("SELECT * FROM price_list")


def test_without_texts_every_list_is_attached(engine: DuckDBEngine) -> None:
    relations.attach_knowledge(engine)
    for name in lists():
        assert engine.describe(f"SELECT * FROM {name}")
