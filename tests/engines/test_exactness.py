"""Money is exact: against Python's fractions on any numbers, and the same on both engines on thousands of rows."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.spark import SparkEngine

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("amount", pa.decimal128(16, 2)),
        ("num", pa.decimal128(16, 4)),
        ("den", pa.decimal128(16, 6)),
    ]
)


def half_up(value: Fraction, digits: int = 2) -> Decimal:
    """Rounded half away from zero."""
    scaled = abs(value) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return Decimal(-whole if value < 0 else whole).scaleb(-digits)


def relation(rows: list[tuple[Decimal, Decimal, Decimal]]) -> pa.Table:
    columns = [list(range(len(rows))), *(list(column) for column in zip(*rows, strict=True))]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


def shares(engine: Engine, rows: list[tuple[Decimal, Decimal, Decimal]]) -> list[dict[str, Any]]:
    engine.attach_arrow("exact", relation(rows))
    sql = (
        "SELECT id, prorate(amount, num, den) AS share, money(num) AS rounded, money(product(amount, num)) AS times,"
        " CAST(num AS BIGINT) AS whole FROM exact ORDER BY id"
    )
    found: list[dict[str, Any]] = engine.fetch(sql).to_pylist()
    return found


def expected(rows: list[tuple[Decimal, Decimal, Decimal]]) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "share": half_up(Fraction(amount) * Fraction(num) / Fraction(den)) if den else None,
            "rounded": half_up(Fraction(num)),
            "times": half_up(Fraction(amount) * Fraction(num)),
            "whole": int(half_up(Fraction(num), 0)),
        }
        for number, (amount, num, den) in enumerate(rows)
    ]


def decimals(limit: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(f"-{limit}", limit, places=places, allow_nan=False, allow_infinity=False)


# A share must fit its type: 10^8 yuan × 10^3 ÷ at least a thousandth is below 10^14.
ROW = st.tuples(
    decimals("99999999", 2),
    decimals("1000", 4),
    st.one_of(
        st.just(Decimal(0)), st.decimals("0.001", "1000", places=6), st.decimals("-1000", "-0.001", places=6)
    ),
)
TIES = st.tuples(
    st.integers(-999, 999).map(lambda fen: Decimal(fen) / 100),
    st.just(Decimal("0.5")),
    st.sampled_from([Decimal(1), Decimal(-1), Decimal(2)]),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.one_of(ROW, TIES), min_size=1, max_size=40))
def test_shares_of_money_are_those_of_exact_fractions(duckdb_engine: DuckDBEngine, rows: list[Any]) -> None:
    assert shares(duckdb_engine, rows) == expected(rows)


def random_rows(count: int) -> list[tuple[Decimal, Decimal, Decimal]]:
    chance = random.Random(7)  # noqa: S311
    return [
        (
            Decimal(chance.randint(-(10**9), 10**9)).scaleb(-2),
            Decimal(chance.choice([chance.randint(-(10**7), 10**7), 5000, 25, -5])).scaleb(-4),
            Decimal(
                chance.choice([0, 3_000_000, chance.randint(1, 10**9), -chance.randint(1, 10**9)])
            ).scaleb(-6),
        )
        for _ in range(count)
    ]


@pytest.mark.spark
def test_thousands_of_shares_are_exact_on_spark_too(spark_engine: SparkEngine) -> None:
    rows = [(a, n, d) for a, n, d in random_rows(4000) if d == 0 or abs(a * n / d) < 10**13]
    assert len(rows) > 3000
    assert shares(spark_engine, rows) == expected(rows)


@pytest.mark.spark
def test_statistics_of_thousands_of_rows_are_equal_to_the_last_bit(
    duckdb_engine: DuckDBEngine, spark_engine: SparkEngine
) -> None:
    chance = random.Random(11)  # noqa: S311
    days = [date(1920, 2, 29) + timedelta(days=chance.randint(0, 40000)) for _ in range(4000)]
    table = pa.table(
        {
            "g": [chance.choice("abcdefghij") for _ in days],
            "m": pa.array([Decimal(chance.randint(0, 10**8)).scaleb(-2) for _ in days], pa.decimal128(16, 2)),
            "x": [chance.uniform(-3, 3) for _ in days],
            "lat": [chance.uniform(18, 53) for _ in days],
            "lnt": [chance.uniform(74, 135) for _ in days],
            "birth": days,
            "day": days[1:] + days[:1],
        }
    )
    queries = (
        "SELECT g, median_of(m) AS a, quantile_of(x, 0.25) AS b, quantile_of(m, 0.75) AS c, mean_of(m) AS d, mean_of(x) AS e,"
        " quantile_of(x, 0.95) AS f, median_of(ratio(m, x)) AS h FROM many GROUP BY g",
        "SELECT haversine_km(lat, lnt, 39.9, 116.4) AS a, ratio(m, x) AS b, money(x) AS c, CAST(x AS DECIMAL(18,4)) AS d,"
        " completed_years(birth, day) AS e, days_between(birth, day) AS f, floor_int(x) AS h, CAST(x AS BIGINT) AS i FROM many",
    )
    found = []
    for engine in (duckdb_engine, spark_engine):
        engine.attach_arrow("many", table)
        found.append([sorted(map(repr, engine.fetch(sql).to_pylist())) for sql in queries])
    assert found[0] == found[1]


def test_ages_are_those_of_the_calendar(duckdb_engine: DuckDBEngine) -> None:
    chance = random.Random(3)  # noqa: S311
    births = [date(1900, 1, 1) + timedelta(days=chance.randint(0, 45000)) for _ in range(3000)]
    days = [birth + timedelta(days=chance.randint(0, 36525)) for birth in births]
    duckdb_engine.attach_arrow("ages", pa.table({"birth": births, "day": days}))
    found = duckdb_engine.fetch("SELECT birth, day, completed_years(birth, day) AS age FROM ages").to_pylist()
    assert len(found) == 3000
    for row in found:
        birth, day = row["birth"], row["day"]
        assert row["age"] == day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
