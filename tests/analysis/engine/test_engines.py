"""What both engines do alike: attach, compute, write, describe, refuse."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.base import Engine
from mingjing.kernel.errors import DocumentError, EngineError

COLUMNS = {"bkkp_sn": "VARCHAR", "amt": "DECIMAL(16,2)", "svc_date": "DATE"}


def part(folder: Path, name: str, **columns: list[object]) -> Path:
    file = folder / f"{name}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), file)
    return file


def test_parquet_files_are_read_in_the_types_of_the_standard(engine: Engine, tmp_path: Path) -> None:
    file = part(tmp_path, "a", bkkp_sn=[7], amt=["1.005"], svc_date=["2024-02-29"])
    engine.attach_parquet("typed", [file], COLUMNS)
    assert engine.fetch("SELECT * FROM typed").to_pylist() == [
        {"bkkp_sn": "7", "amt": Decimal("1.01"), "svc_date": date(2024, 2, 29)}
    ]


def test_a_column_that_no_file_has_is_empty_and_others_are_left_out(engine: Engine, tmp_path: Path) -> None:
    file = part(tmp_path, "a", bkkp_sn=["L1"], surplus=[1])
    engine.attach_parquet("sparse", [file], COLUMNS)
    assert engine.fetch("SELECT * FROM sparse").to_pylist() == [
        {"bkkp_sn": "L1", "amt": None, "svc_date": None}
    ]


def test_files_of_different_deliveries_may_have_different_columns_and_types(
    engine: Engine, tmp_path: Path
) -> None:
    old = part(tmp_path, "old", bkkp_sn=["L1"], amt=[Decimal("1.10")])
    new = part(tmp_path, "new", svc_date=[date(2025, 1, 1)], amt=[2], bkkp_sn=["L2"])
    engine.attach_parquet("mixed", [old, new], COLUMNS)
    found = engine.fetch("SELECT * FROM mixed ORDER BY bkkp_sn").to_pylist()
    assert [(row["bkkp_sn"], row["amt"], row["svc_date"]) for row in found] == [
        ("L1", Decimal("1.10"), None),
        ("L2", Decimal("2.00"), date(2025, 1, 1)),
    ]


def test_a_month_folder_is_not_taken_for_a_column(engine: Engine, tmp_path: Path) -> None:
    file = part(tmp_path / "month=2025-01", "a", bkkp_sn=["L1"], month=["own"])
    engine.attach_parquet("monthly", [file], {"month": "VARCHAR"})
    assert engine.fetch("SELECT * FROM monthly").to_pylist() == [{"month": "own"}]


def test_folders_may_have_any_name(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "结算 [2025]{a,b}*?'%20"
    engine.attach_parquet("odd", [part(folder, "甲", n=[1])], {"n": "BIGINT"})
    assert engine.materialise("odd_mart", "SELECT n FROM odd", folder) == 1
    assert engine.write("SELECT n FROM odd_mart", folder / "结果.parquet") == 1
    assert pq.read_table(folder / "结果.parquet").to_pylist() == [{"n": 1}]


def test_no_files_are_an_empty_relation(engine: Engine) -> None:
    engine.attach_parquet("nothing", [], COLUMNS)
    assert engine.fetch("SELECT * FROM nothing").num_rows == 0
    assert engine.describe("SELECT * FROM nothing") == {
        "bkkp_sn": "VARCHAR",
        "amt": "DECIMAL(38,2)",
        "svc_date": "DATE",
    }


def test_a_small_relation_keeps_its_types(engine: Engine) -> None:
    table = pa.table(
        {
            "n": pa.array([1, None], pa.int32()),
            "at": pa.array([datetime(2025, 1, 1, 8), None], pa.timestamp("ns")),
            "name": pa.array(["甲", None]).dictionary_encode(),
            "price": pa.array([Decimal("0.000001"), None], pa.decimal128(16, 6)),
            "flag": pa.array([True, None]),
            "list": pa.array([["a", "b"], None]),
        }
    )
    engine.attach_arrow("small", table)
    assert engine.describe("SELECT * FROM small") == {
        "n": "BIGINT",
        "at": "TIMESTAMP",
        "name": "VARCHAR",
        "price": "DECIMAL(38,6)",
        "flag": "BOOLEAN",
        "list": "VARCHAR[]",
    }
    assert engine.fetch("SELECT * FROM small ORDER BY n").to_pylist()[0] == {
        "n": 1,
        "at": datetime(2025, 1, 1, 8),
        "name": "甲",
        "price": Decimal("0.000001"),
        "flag": True,
        "list": ["a", "b"],
    }


def test_an_empty_small_relation_keeps_its_types(engine: Engine) -> None:
    engine.attach_arrow("hollow", pa.table({"n": pa.array([], pa.int64()), "s": pa.array([], pa.string())}))
    assert engine.describe("SELECT * FROM hollow") == {"n": "BIGINT", "s": "VARCHAR"}


def test_a_relation_can_be_attached_anew_in_another_form(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("again", pa.table({"n": [1]}))
    engine.attach_view("again_view", "SELECT n + 1 AS n FROM again")
    engine.attach_parquet("again", [part(tmp_path, "a", n=[5])], {"n": "BIGINT"})
    engine.attach_view("again_view", "SELECT n + 2 AS n FROM again")
    engine.attach_arrow("again", pa.table({"n": [7]}))
    assert engine.fetch("SELECT n FROM again").to_pylist() == [{"n": 7}]
    assert engine.fetch("SELECT max(n) AS n FROM again_view").to_pylist() in ([{"n": 7}], [{"n": 9}])


def test_a_computed_relation_is_written_cast_and_attached(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"k": ["a", "a", "b"], "n": [1, 2, 3]}))
    rows = engine.materialise(
        "totals",
        "SELECT k, sum(n) AS total, count(*) AS surplus FROM source GROUP BY k",
        tmp_path,
        {"total": "DECIMAL(16,2)", "k": "VARCHAR"},
    )
    assert rows == 2
    assert engine.fetch("SELECT * FROM totals ORDER BY k").to_pylist() == [
        {"total": Decimal("3.00"), "k": "a"},
        {"total": Decimal("3.00"), "k": "b"},
    ]
    schema = pq.read_schema(next((tmp_path / "totals").glob("*.parquet")))
    assert schema.field("total").type == pa.decimal128(16, 2)
    assert {file.suffix for file in (tmp_path / "totals").iterdir()} == {".parquet"}


def test_computing_a_relation_again_replaces_it(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"n": [1, 2, 3]}))
    engine.materialise("kept", "SELECT n FROM source", tmp_path)
    assert engine.materialise("kept", "SELECT n FROM source WHERE n > 2", tmp_path) == 1
    assert engine.fetch("SELECT n FROM kept").to_pylist() == [{"n": 3}]


def test_an_empty_result_is_a_relation_too(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"n": [1]}))
    assert engine.materialise("none", "SELECT n, n * 2 AS m FROM source WHERE n > 9", tmp_path) == 0
    assert engine.describe("SELECT * FROM none") == {"n": "BIGINT", "m": "BIGINT"}
    assert engine.write("SELECT n FROM none", tmp_path / "none.parquet") == 0
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0


def test_a_failed_computation_leaves_the_old_one_standing(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"s": ["1", "x"]}))
    engine.materialise("standing", "SELECT s FROM source", tmp_path)
    with pytest.raises(EngineError):
        engine.materialise("standing", "SELECT CAST(s AS BIGINT) AS n FROM source", tmp_path)
    assert sorted(row["s"] for row in engine.fetch("SELECT s FROM standing").to_pylist()) == ["1", "x"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["standing"]


def test_a_result_is_one_file(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"n": list(range(1000))}))
    assert engine.write("SELECT n FROM source WHERE n < 10", tmp_path / "deep" / "part.parquet") == 10
    assert pq.read_table(tmp_path / "deep" / "part.parquet").num_rows == 10
    assert [entry.name for entry in (tmp_path / "deep").iterdir()] == ["part.parquet"]


def test_a_missing_declared_column_is_named(engine: Engine, tmp_path: Path) -> None:
    engine.attach_arrow("source", pa.table({"n": [1]}))
    with pytest.raises(EngineError, match="查询结果缺少列 amt"):
        engine.materialise(
            "lacking", "SELECT n FROM source", tmp_path, {"n": "BIGINT", "amt": "DECIMAL(16,2)"}
        )


def test_two_columns_of_one_name_are_refused(engine: Engine) -> None:
    engine.attach_arrow("source", pa.table({"n": [1]}))
    with pytest.raises(EngineError, match="两个同名的列 n"):
        engine.fetch("SELECT a.n, b.n FROM source AS a CROSS JOIN source AS b")


def test_an_unknown_column_is_named(engine: Engine) -> None:
    engine.attach_arrow("source", pa.table({"n": [1]}))
    with pytest.raises(EngineError, match=r"SQL 不成立(.|\n)*nope"):
        engine.describe("SELECT nope FROM source")


def test_an_unknown_relation_is_named(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"SQL 不成立(.|\n)*no_such_table"):
        engine.describe("SELECT 1 AS n FROM no_such_table")


def test_sql_outside_the_profile_never_reaches_the_engine(engine: Engine) -> None:
    with pytest.raises(DocumentError, match="read_csv"):
        engine.fetch("SELECT * FROM read_csv('/etc/passwd')")


def test_a_text_is_never_taken_for_a_variable(engine: Engine) -> None:
    engine.attach_arrow("source", pa.table({"n": [1]}))
    assert engine.fetch("SELECT '${env:HOME} {n}' AS s FROM source").to_pylist() == [{"s": "${env:HOME} {n}"}]


def test_a_name_that_is_not_a_plain_word_is_refused(engine: Engine) -> None:
    with pytest.raises(EngineError, match="不可用"):
        engine.attach_view('x"; DROP TABLE y; --', "SELECT 1 AS n")


def test_overflow_is_an_error_and_not_a_wrong_number(engine: Engine) -> None:
    engine.attach_arrow("source", pa.table({"n": [9223372036854775807]}))
    with pytest.raises(EngineError, match="计算失败"):
        engine.fetch("SELECT n + 1 AS m FROM source")


def test_a_share_beyond_its_width_is_an_error_and_does_not_wrap_around(engine: Engine) -> None:
    engine.attach_arrow(
        "source", pa.table({"m": pa.array([Decimal("99999999999999.99")], pa.decimal128(16, 2))})
    )
    with pytest.raises(EngineError, match="计算失败"):
        engine.fetch("SELECT prorate(m, 922337.203685, 0.000001) AS m FROM source")


def test_money_beyond_its_width_is_an_error_and_not_empty(engine: Engine) -> None:
    engine.attach_arrow(
        "source", pa.table({"m": pa.array([Decimal("99999999999999.99")], pa.decimal128(16, 2))})
    )
    with pytest.raises(EngineError, match="计算失败"):
        engine.fetch("SELECT money(m * 10) AS m FROM source")
