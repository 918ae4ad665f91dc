"""Text becomes dates, times and numbers only when it plainly is one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.cell import as_text, cleaned, typed
from mingjing.analysis.standard.schema import table

COLUMN = {
    "time": table("fee_list_d").columns["fee_ocur_time"],
    "date": table("psn_info_b").columns["brdy"],
    "money": table("fee_list_d").columns["det_item_fee_sumamt"],
    "price": table("fee_list_d").columns["pric"],
    "integer": table("fixmedins_b").columns["aprv_bed_cnt"],
    "decimal": table("fixmedins_b").columns["lat"],
    "text": table("fee_list_d").columns["spec"],
}


def read(engine: DuckDBEngine, kind: str, written: str, excel: bool = False) -> Any:
    """Return what a text cell becomes in a column of this kind."""
    raw = cleaned("raw", "VARCHAR", COLUMN[kind])
    sql = f"SELECT {typed('cell', 'VARCHAR', COLUMN[kind], excel)} AS v FROM (SELECT {raw} AS cell FROM written_cell)"
    engine.execute("CREATE OR REPLACE TEMP TABLE written_cell AS SELECT ? AS raw", [written])
    return engine.native(sql)["v"][0].as_py()


@pytest.mark.parametrize(
    "written",
    ["2025-01-02", "2025/1/2", "20250102", "2025.01.02", "2025年1月2日", " 2025-1-2 ", "2025-01-02 00:00:00"],
)
def test_a_date_is_read_in_every_common_form(duckdb_engine: DuckDBEngine, written: str) -> None:
    assert read(duckdb_engine, "date", written) == date(2025, 1, 2)
    assert read(duckdb_engine, "time", written) == datetime(2025, 1, 2)


@pytest.mark.parametrize(
    "written",
    [
        *("2025-01-02 03:04:05", "2025/1/2 03:04:05", "20250102030405", "2025-01-02T03:04:05"),
        *(
            "2025-01-02 03:04:05.0",
            "2025-01-02 03:04:05.1234567",
            "2025.1.2 03:04:05",
            "2025年1月2日 03:04:05",
        ),
    ],
)
def test_a_time_is_read_in_every_common_form(duckdb_engine: DuckDBEngine, written: str) -> None:
    assert read(duckdb_engine, "time", written) == datetime(2025, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2025-02-29",
            "2025-13-01",
            "20251302",
            "2025-01-02 03:04 PM",
            "2025-01-02 03:04:05+00",
            "1/2/2025",
        ),
        *(
            "25-01-02",
            "-025-01-02",
            "infinity",
            "epoch",
            "45658",
            "2025",
            "2025-01",
            "昨天",
            "2025-01-02 (BC)",
        ),
    ],
)
def test_what_is_no_date_or_could_mean_two_is_not_read(duckdb_engine: DuckDBEngine, written: str) -> None:
    assert read(duckdb_engine, "time", written) is None
    assert read(duckdb_engine, "date", written) is None


def test_a_serial_number_is_a_date_only_in_a_workbook(duckdb_engine: DuckDBEngine) -> None:
    assert read(duckdb_engine, "date", "45659", excel=True) == date(2025, 1, 2)
    assert read(duckdb_engine, "time", "45659.25", excel=True) == datetime(2025, 1, 2, 6)
    assert read(duckdb_engine, "date", "2025", excel=True) is None


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        *(
            ("12.3", "12.30"),
            ("-0.5", "-0.50"),
            ("+7", "7.00"),
            ("1,234,567.8", "1234567.80"),
            (".5", "0.50"),
        ),
        *(("12.345", "12.35"), ("-12.345", "-12.35"), ("24.640000000000001", "24.64"), ("1e3", "1000.00")),
    ],
)
def test_an_amount_is_exact_and_rounded_half_up(
    duckdb_engine: DuckDBEngine, written: str, amount: str
) -> None:
    assert read(duckdb_engine, "money", written) == Decimal(amount)


@pytest.mark.parametrize(
    "written",
    ["12元", "１２", "1,23", "1_000", "0x10", "NaN", "inf", "- 5", "12.3.4", "一百", "1234567890123456.00"],
)
def test_what_is_no_amount_is_not_read(duckdb_engine: DuckDBEngine, written: str) -> None:
    assert read(duckdb_engine, "money", written) is None


def test_a_whole_number_may_carry_an_empty_fraction_but_no_other(duckdb_engine: DuckDBEngine) -> None:
    assert read(duckdb_engine, "integer", "12.0") == 12
    assert read(duckdb_engine, "integer", "12.5") is None
    assert read(duckdb_engine, "decimal", "30.27") == 30.27


@pytest.mark.parametrize("written", ["", "  ", "\u3000", "NULL", "null", "\\N"])
def test_empty_cells_say_nothing(duckdb_engine: DuckDBEngine, written: str) -> None:
    assert read(duckdb_engine, "text", written) is None


def test_zeros_at_the_ends_of_a_text_are_kept(duckdb_engine: DuckDBEngine) -> None:
    assert read(duckdb_engine, "text", " 00120 ") == "00120"


def test_a_date_of_zeros_says_nothing_in_a_date_column_only(duckdb_engine: DuckDBEngine) -> None:
    assert read(duckdb_engine, "date", "0000-00-00") is None
    assert read(duckdb_engine, "text", "00000000") == "00000000"


def test_whole_floating_point_numbers_become_codes_without_a_point(duckdb_engine: DuckDBEngine) -> None:
    sql = f"SELECT {as_text('x', 'DOUBLE')} AS v FROM (VALUES (12.0::DOUBLE), (0.5), ('nan')) AS t(x)"
    assert duckdb_engine.native(sql)["v"].to_pylist() == ["12", "0.5", None]


def test_a_time_with_a_zone_becomes_beijing_time(duckdb_engine: DuckDBEngine) -> None:
    sql = f"SELECT {as_text('x', 'TIMESTAMP WITH TIME ZONE')} AS v FROM (SELECT TIMESTAMPTZ '2025-01-01 20:00:00+00' AS x)"
    assert duckdb_engine.native(sql)["v"][0].as_py() == "2025-01-02 04:00:00"
