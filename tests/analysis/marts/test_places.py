"""Marts whose rows belong to places, not to cases: data spans of cities, item codes of regions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog


@pytest.fixture(name="engine")
def _engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(memory="500MB", threads=1)
    yield engine
    engine.close()


def _give(engine: DuckDBEngine, name: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    kinds = {"text": pa.string(), "date": pa.date32(), "whole": pa.int64()}
    named = [column.split(":") for column in columns.split()]
    values = list(zip(*rows, strict=True)) or [[] for _ in named]
    engine.attach_arrow(
        name, pa.table({n: pa.array(v, kinds[k]) for (n, k), v in zip(named, values, strict=True)})
    )


def _rows(engine: DuckDBEngine, mart: str, order: str) -> list[dict[str, Any]]:
    return engine.fetch(f"SELECT * FROM ({catalog.marts()[mart].sql}) AS m ORDER BY {order}").to_pylist()


def _settled(engine: DuckDBEngine, rows: list[tuple[str | None, date]]) -> dict[str, tuple[date, date]]:
    _give(engine, "setl_net", "admdvs:text setl_date:date", rows)
    return {row["city4"]: (row["first_date"], row["last_date"]) for row in _rows(engine, "span", "city4")}


def test_the_data_of_each_city_span_its_own_settlements(engine: DuckDBEngine) -> None:
    spans = _settled(
        engine,
        [
            ("510104", date(2025, 1, 3)),
            ("510107", date(2025, 3, 1)),
            ("510300", date(2024, 6, 1)),
            (None, date(2020, 1, 1)),
        ],
    )

    assert spans == {
        "5101": (date(2025, 1, 3), date(2025, 3, 1)),
        "5103": (date(2024, 6, 1), date(2024, 6, 1)),
    }


@pytest.mark.parametrize(("usual", "counts"), [(100, True), (101, False)])
def test_a_stray_month_below_one_per_cent_of_the_busiest_does_not_count(
    usual: int, counts: bool, engine: DuckDBEngine
) -> None:
    rows: list[tuple[str | None, date]] = [
        ("510104", date(2025, 5, 1) + timedelta(days=n % 28)) for n in range(usual)
    ]
    stray = date(2015, 5, 1)

    first, last = _settled(engine, [*rows, ("510104", stray)])["5101"]

    assert first == (stray if counts else date(2025, 5, 1))
    assert last == date(2025, 5, 28)


def test_codes_are_mapped_and_classed_region_by_region(engine: DuckDBEngine) -> None:
    _give(engine, "inst", "fixmedins_code:text kreg:whole", [("H1", 0), ("H2", 1)])
    _give(
        engine,
        "fee_list_d",
        "fixmedins_code:text med_list_codg:text",
        [("H1", "L1"), ("H2", "L1"), ("H2", "L1")],
    )
    _give(
        engine, "purcinfo_d", "fixmedins_code:text med_list_codg:text", [("LOST", "XA02BCA001A001010100001")]
    )
    _give(engine, "selinfo_d", "fixmedins_code:text med_list_codg:text", [])
    _give(engine, "invinfo_d", "fixmedins_code:text med_list_codg:text", [("H1", None)])
    _give(
        engine,
        "item_map",
        "local_code:text nat_code:text kreg:whole k_from:date",
        [("L1", "001101000010000", 1, date(2020, 1, 1)), ("L1", "001109000010000", 1, date(2024, 1, 1))],
    )
    _give(
        engine,
        "item_class",
        "item_code:text cls:text member:whole kreg:whole",
        [("001109000010000", "BED", 1, 1), ("L1", "ICU", 1, 1), ("L1", "NURS", 0, 1), ("L1", "LAB", 1, 0)],
    )

    assert _rows(engine, "item_dim", "med_list_codg, kreg") == [
        {"med_list_codg": "L1", "kreg": 0, "item": "L1", "kind": None, "cls": "|LAB|"},
        {"med_list_codg": "L1", "kreg": 1, "item": "001109000010000", "kind": "service", "cls": "|BED|ICU|"},
        {
            "med_list_codg": "XA02BCA001A001010100001",
            "kreg": 0,
            "item": "XA02BCA001A001010100001",
            "kind": "drug",
            "cls": None,
        },
    ]
