"""Every allowed function, operator and macro gives the same values and types on DuckDB and on Spark."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from sqlglot import exp

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.macros import called, macros
from mingjing.analysis.engine.portable import parse
from mingjing.analysis.engine.profile import constructs, functions
from mingjing.analysis.engine.spark import SparkEngine
from tests.engines import nasty


@dataclass(frozen=True)
class Case:
    """One query over the nasty rows; `gives` holds the rows worked out by hand, where there are any."""

    name: str
    sql: str
    gives: list[list[Any]] | None = None
    types: dict[str, str] | None = None


class Loader(yaml.SafeLoader):
    """YAML whose unquoted fractions stay exact: 0.10 is the decimal 0.10."""


Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))

CASES = [
    Case(**entry)
    for file in sorted(Path(__file__).with_name("cases").glob("*.yaml"))
    for entry in yaml.load(file.read_text(encoding="utf-8"), Loader)  # noqa: S506
]


@pytest.fixture(scope="module")
def engines(duckdb_engine: DuckDBEngine, spark_engine: SparkEngine) -> tuple[DuckDBEngine, SparkEngine]:
    duckdb_engine.attach_arrow("nasty", nasty.TABLE)
    spark_engine.attach_arrow("nasty", nasty.TABLE)
    return duckdb_engine, spark_engine


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """The rows as a sorted multiset; repr tells 1.0 from 1.00 and orders empties."""
    return sorted(zip(*(column.to_pylist() for column in table.columns), strict=True), key=repr)


@pytest.mark.spark
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_engines_agree(engines: tuple[DuckDBEngine, SparkEngine], case: Case) -> None:
    ours, theirs = (engine.fetch(case.sql) for engine in engines)
    assert ours.schema.remove_metadata() == theirs.schema.remove_metadata()
    assert rows(ours) == rows(theirs)
    assert engines[0].describe(case.sql) == engines[1].describe(case.sql)
    for column, kind in (case.types or {}).items():
        assert engines[0].describe(case.sql)[column] == kind
    if case.gives is not None:
        found = zip(*(column.to_pylist() for column in ours.columns), strict=True)
        assert sorted(map(repr, map(plain, found))) == sorted(map(repr, map(plain, case.gives)))


def plain(row: Any) -> list[Any]:
    """Numbers as exact decimals without trailing zeros, so that 1.5 in YAML means 1.50 and 1.5."""
    return [
        Decimal(str(value)).normalize() + 0
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        else value
        for value in row
    ]


def used(case: Case) -> set[str]:
    """What a case exercises: macros by name, functions and constructs by class."""
    found = set()
    for node in parse(case.sql).walk():
        macro = called(node)
        found.add(macro.name if macro else type(node).__name__)
    return found


COVERED = set().union(*(used(case) for case in CASES))


@pytest.mark.parametrize("name", [*macros(), *functions(), *constructs()])
def test_everything_allowed_has_a_case(name: str) -> None:
    assert name in COVERED, f"write a case for {name} in tests/engines/cases"


def test_every_cast_target_has_a_case() -> None:
    targets = {
        cast.args["to"].sql(dialect="duckdb").split("(")[0]
        for case in CASES
        for cast in parse(case.sql).find_all(exp.Cast)
    }
    assert targets >= {"TEXT", "BIGINT", "DECIMAL", "DOUBLE", "DATE", "TIMESTAMP"}


def test_the_nasty_rows_hold_what_engines_disagree_on() -> None:
    table = nasty.TABLE.to_pydict()
    assert None in table["g"] and date(2024, 2, 29) in table["d1"] and Decimal("-0.005") in table["p"]
