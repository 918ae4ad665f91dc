"""DuckDB behind the engine: bounded, locked, and clear about what went wrong."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.base import Pieces
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.kernel.errors import EngineError


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def locked(work: Path) -> Iterator[DuckDBEngine]:
    """A locked engine that may use `work` only; `lines` was attached before the lock."""
    engine = DuckDBEngine(memory="200MB", threads=1, spill=work / "spill", allowed=[work])
    engine.execute(f"COPY (SELECT range AS n FROM range(1000)) TO '{work}/lines.parquet'")
    engine.attach_parquet("lines", [work / "lines.parquet"], {"n": "BIGINT"})
    engine.lock()
    yield engine
    engine.close()


def test_a_locked_engine_still_reads_computes_and_writes_in_its_folders(
    locked: DuckDBEngine, work: Path
) -> None:
    assert locked.materialise("even", "SELECT n FROM lines WHERE int_mod(n, 2) = 0", work) == 500
    assert locked.write("SELECT n FROM even WHERE n < 10", work / "out" / "few.parquet") == 5
    locked.attach_parquet("few", [work / "out" / "few.parquet"], {"n": "BIGINT"})
    locked.attach_arrow("three", pa.table({"n": [1, 2, 3]}))
    assert locked.fetch("SELECT count(*) AS c FROM few JOIN even USING (n)").to_pylist() == [{"c": 5}]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM glob('{outside}/*')",
        "COPY (SELECT 1) TO '{outside}/leak.parquet'",
        "ATTACH '{outside}/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 4",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET memory_limit",
    ],
)
def test_a_locked_engine_reaches_nothing_else(locked: DuckDBEngine, tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(EngineError):
        locked.execute(statement.format(outside=tmp_path))
    assert {entry.name for entry in tmp_path.iterdir()} == {"secret.csv", "work"}


def test_variables_of_the_program_are_no_tables(locked: DuckDBEngine) -> None:
    hidden = pa.table({"n": [1]})
    with pytest.raises(EngineError, match="hidden"):
        locked.native("SELECT * FROM hidden")
    assert hidden.num_rows == 1


def test_work_beyond_memory_spills_into_the_given_folder(work: Path) -> None:
    engine = DuckDBEngine(memory="100MB", threads=2, spill=work / "spill", allowed=[work])
    engine.lock()
    engine.execute("CREATE TABLE wide AS SELECT range AS n, md5(range::VARCHAR) AS s FROM range(3000000)")
    assert list((work / "spill").iterdir())
    rows = engine.materialise(
        "sorted", "SELECT n, row_number() OVER (ORDER BY s, n) AS place FROM wide", work
    )
    assert rows == 3_000_000
    engine.close()
    assert not list((work / "spill").iterdir())


def test_too_little_memory_says_which_option_to_raise(work: Path) -> None:
    engine = DuckDBEngine(memory="30MB", threads=2, spill=work / "spill", allowed=[work])
    engine.execute("SET max_temp_directory_size = '1MB'")
    with pytest.raises(EngineError, match=r"内存上限 30MB 不够用(.|\n)*(--memory|磁盘)"):
        engine.execute("CREATE TABLE wide AS SELECT range AS n, md5(range::VARCHAR) AS s FROM range(3000000)")
    engine.close()


def test_a_full_disk_is_called_a_full_disk(work: Path) -> None:
    engine = DuckDBEngine(memory="200MB", threads=1, allowed=[work])
    with pytest.raises(EngineError, match="磁盘已满"):
        engine.execute("COPY (SELECT range AS n FROM range(1000000)) TO '/dev/full' (FORMAT csv)")
    engine.close()


def test_a_damaged_file_is_named(work: Path) -> None:
    (work / "bad.parquet").write_bytes(b"PAR1 this is not parquet")
    engine = DuckDBEngine(memory="200MB", threads=1, allowed=[work])
    with pytest.raises(EngineError, match=r"fees(.|\n)*bad\.parquet"):
        engine.attach_parquet("fees", [work / "bad.parquet"], {"n": "BIGINT"})
    engine.close()


def test_an_error_names_what_was_running_and_where_in_the_text(locked: DuckDBEngine, work: Path) -> None:
    with pytest.raises(EngineError) as raised:
        locked.materialise("fee_net", "SELECT n, amount FROM lines", work)
    message = str(raised.value)
    assert message.startswith("fee_net: SQL 不成立")
    assert '"amount"' in message and "^" in message


def test_a_relation_call_after_an_unfinished_one_works(locked: DuckDBEngine) -> None:
    locked.execute("SELECT * FROM range(100000)")
    locked.describe("SELECT n FROM lines")
    assert locked.native("SELECT count(*) AS c FROM lines").to_pylist() == [{"c": 1000}]
    locked.execute("SELECT ?", [1])
    assert locked.native("CREATE TABLE t (n INTEGER)").num_rows == 0


def test_sessions_run_in_utc(locked: DuckDBEngine) -> None:
    assert locked.native("SELECT current_setting('TimeZone') AS zone").to_pylist() == [{"zone": "UTC"}]


def test_its_own_spill_folder_goes_when_it_closes() -> None:
    engine = DuckDBEngine(memory="100MB", threads=1)
    [spill] = engine.native("SELECT current_setting('temp_directory') AS d").to_pydict()["d"]
    assert Path(spill).is_dir()
    engine.close()
    assert not Path(spill).exists()


def test_sums_of_whole_numbers_are_stored_as_whole_numbers(locked: DuckDBEngine, work: Path) -> None:
    locked.materialise(
        "total", "SELECT sum(n) AS n FROM lines", work
    )  # DuckDB would store a HUGEINT as a double
    assert locked.fetch("SELECT n FROM total").schema.field("n").type == pa.int64()


def test_a_relation_is_built_from_a_few_files_at_a_time(work: Path) -> None:
    engine = DuckDBEngine(memory="10MB", threads=1, allowed=[work])
    for number in range(4):
        pq.write_table(pa.table({"n": pa.array([number] * 6000, pa.int64())}), work / f"{number}.parquet")
    engine.attach_parquet("source", sorted(work.glob("*.parquet")), {"n": "BIGINT"})
    assert engine.materialise("copied", "SELECT n FROM source", work, pieces=Pieces("source")) == 24000
    assert len({file.name.split("_")[1] for file in (work / "copied").iterdir()}) == 4
    assert engine.fetch("SELECT SUM(n) AS s FROM copied").to_pylist() == [{"s": 6000 * (1 + 2 + 3)}]
    assert engine.fetch("SELECT COUNT(*) AS n FROM source").to_pylist() == [{"n": 24000}]
    engine.close()
