"""Codes: a table computed with them is the table computed without."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine import coded
from mingjing.analysis.engine.base import Pieces
from mingjing.analysis.engine.duckdb import DuckDBEngine

ROWS = 12_000
SELECT = (
    "SELECT l.id, l.kind, d.kind AS other, COALESCE(d.kind, l.kind) AS either, l.word, d.name,"
    " CASE WHEN starts_with(l.kind, 'a') THEN 'x' ELSE l.kind END AS cased, l.kind > 'b' AS later"
    " FROM line AS l LEFT JOIN dim AS d ON d.word = l.word"
)
COLUMNS = {
    **dict.fromkeys(("id", "kind", "other", "either", "word", "name", "cased"), "VARCHAR"),
    "later": "BOOLEAN",
}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DuckDBEngine:
    monkeypatch.setattr(coded, "LARGE", 2 * ROWS)
    engine = DuckDBEngine(memory="400MB", threads=1, spill=tmp_path / "spill", allowed=[tmp_path])
    kinds = ["a'b", "", None, "b", "乙", "c|d"]
    for part in range(2):
        table = pa.table(
            {
                "id": pa.array([f"{part}-{n}" for n in range(ROWS)]),
                "kind": pa.array([kinds[n % 6] if part or n % 6 else "only here" for n in range(ROWS)]),
                "word": pa.array([f"w{n % 700}" for n in range(ROWS)]),
            }
        )
        pq.write_table(table, tmp_path / f"line{part}.parquet")
    dim = pa.table(
        {
            "word": [f"w{n}" for n in range(600)],
            "kind": pa.array([kinds[n % 5] for n in range(600)]),
            "name": pa.array([f"name {n}" if n % 3 else None for n in range(600)]),
        }
    )
    pq.write_table(dim, tmp_path / "dim.parquet")
    engine.attach_parquet(
        "line",
        sorted(tmp_path.glob("line*.parquet")),
        dict.fromkeys(("id", "kind", "word", "gone"), "VARCHAR"),
    )
    engine.attach_parquet(
        "dim", [tmp_path / "dim.parquet"], dict.fromkeys(("word", "kind", "name"), "VARCHAR")
    )
    return engine


def test_a_table_of_codes_reads_as_the_texts_it_was_made_of(engine: DuckDBEngine, tmp_path: Path) -> None:
    engine.lock()
    engine.materialise("plain", SELECT, tmp_path, COLUMNS)
    engine.materialise("made", SELECT, tmp_path, COLUMNS, pieces=Pieces("line"))
    both = [engine.fetch(f"SELECT * FROM {name} ORDER BY id") for name in ("plain", "made")]
    assert both[0].equals(both[1])
    assert both[0].num_rows == 2 * ROWS
    assert engine.describe("SELECT * FROM line")["kind"] == "VARCHAR"


def test_only_texts_of_few_values_become_codes(engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coded, "SMALL", 1000)
    with engine._coded(SELECT):
        described = engine._run("DESCRIBE SELECT l.id, l.kind, l.word, d.name FROM line AS l, dim AS d")
    natives = {str(row[0]): str(row[1]) for row in described}
    assert natives["id"] == natives["word"] == "VARCHAR"  # 24,000 and 700 values in a large table
    assert natives["kind"].startswith("ENUM") and natives["name"].startswith("ENUM")


def test_a_statement_over_few_rows_is_not_worth_codes(
    engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coded, "LARGE", 2 * ROWS + 1)
    with engine._coded(SELECT):
        assert engine.describe("SELECT l.kind FROM line AS l") == {"kind": "VARCHAR"}


def test_columns_that_stand_in_for_each_other_share_their_codes(engine: DuckDBEngine) -> None:
    select = SELECT.replace("COALESCE(d.kind, l.kind)", "COALESCE(l.kind, d.name)")
    with engine._coded(select):
        described = engine._run(
            "DESCRIBE SELECT l.kind, d.kind, d.name, COALESCE(l.kind, d.name) AS one FROM line AS l, dim AS d"
        )
    natives = [str(row[1]) for row in described]
    assert natives[3].startswith("ENUM") and len(set(natives)) == 1
