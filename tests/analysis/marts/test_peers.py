"""Institutions are compared with the others of their kind, themselves left out, in the nearest large group."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog

Row = dict[str, Any]


@pytest.fixture(name="engine")
def _engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(memory="500MB", threads=1)
    yield engine
    engine.close()


def _compared(engine: DuckDBEngine, values: dict[str, float], groups: dict[str, list[str]]) -> dict[str, Row]:
    """Compare one measure; `groups` are an institution's peer keys, the nearest first."""
    names = list(values)
    engine.attach_arrow(
        "inst_measure",
        pa.table(
            {
                "fixmedins_code": names,
                "period": ["2026-03"] * len(names),
                "period_no": pa.array([24315] * len(names), pa.int64()),
                "measure": ["药费占比"] * len(names),
                "n": pa.array([100] * len(names), pa.int64()),
                "value": pa.array(list(values.values()), pa.float64()),
            }
        ),
    )
    keyed = [(name, level, key) for name in names for level, key in enumerate(groups[name], start=1)]
    engine.attach_arrow(
        "peer_group",
        pa.table(
            {
                "fixmedins_code": [name for name, _, _ in keyed],
                "level": pa.array([level for _, level, _ in keyed], pa.int64()),
                "peer_key": [key for _, _, key in keyed],
            }
        ),
    )
    rows = engine.fetch(f"SELECT * FROM ({catalog.marts()['peer_stat'].sql}) AS m").to_pylist()
    return {row["fixmedins_code"]: row for row in rows}


def _quantile(values: list[float], p: float) -> float:
    spot = (len(values) - 1) * p
    low = int(spot)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (spot - low)


@pytest.mark.parametrize("members", [9, 10, 11, 12, 13, 30])
def test_the_quartiles_are_those_of_the_others(engine: DuckDBEngine, members: int) -> None:
    values = {f"H{i:02d}": (i * 37 + members) % 19 / 19 for i in range(members)}
    compared = _compared(engine, values, {name: ["city"] for name in values})
    assert len(compared) == members
    for name, row in compared.items():
        others = sorted(value for other, value in values.items() if other != name)
        for column, p in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
            assert row[column] == pytest.approx(_quantile(others, p)), (name, column)
        assert row["peers"] == members - 1
        assert row["place"] == 1 + sum(value > row["value"] for value in values.values())
        assert row["is_high"] == (row["value"] > row["q3"] + 1.5 * (row["q3"] - row["q1"]))


def test_one_far_above_is_high_one_far_below_is_low(engine: DuckDBEngine) -> None:
    values = {f"H{i}": 0.30 + i / 100 for i in range(8)} | {"TOP": 0.9, "LOW": 0.01}
    compared = _compared(engine, values, {name: ["city"] for name in values})
    assert {name for name, row in compared.items() if row["is_high"]} == {"TOP"}
    assert {name for name, row in compared.items() if row["is_low"]} == {"LOW"}


def test_seven_others_in_the_city_are_too_few_then_the_province_is_the_group(engine: DuckDBEngine) -> None:
    values = {f"H{i}": 0.3 for i in range(8)} | {"FAR": 0.3}
    groups = {name: ["far" if name == "FAR" else "city", "province"] for name in values}
    compared = _compared(engine, values, groups)
    assert {(row["level"], row["peers"]) for row in compared.values()} == {(2, 8)}


def test_without_eight_others_anywhere_nothing_is_compared(engine: DuckDBEngine) -> None:
    values = {f"H{i}": 0.3 for i in range(8)}
    assert _compared(engine, values, {name: ["city", "all"] for name in values}) == {}
