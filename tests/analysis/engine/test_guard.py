"""The guard keeps dimensions from being joined to each other before the fee lines."""

from pathlib import Path

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.portable import expand

JOINS = "FROM guard_f AS f JOIN guard_p AS p ON p.psn = f.psn JOIN guard_l AS l ON l.item = f.item"


@pytest.fixture(scope="module")
def dimensions(duckdb_engine: DuckDBEngine, tmp_path_factory: pytest.TempPathFactory) -> DuckDBEngine:
    """Two million lines, few persons, very few limits: the shape that tempts the optimiser."""
    folder = tmp_path_factory.mktemp("guard")
    for name, select in {
        "guard_f": "SELECT range AS id, hash(range) % 2000 AS psn, hash(range * 7) % 3000 AS item FROM range(2000000)",
        "guard_p": "SELECT range::UBIGINT AS psn, (range % 2)::VARCHAR AS gend FROM range(2000)",
        "guard_l": "SELECT (range * 10)::UBIGINT AS item, (range % 2)::VARCHAR AS gend FROM range(30)",
    }.items():
        file = folder / f"{name}.parquet"
        duckdb_engine.execute(f"COPY ({select}) TO '{file}'")
        duckdb_engine.execute(f"CREATE VIEW {name} AS SELECT * FROM '{file}'")
    return duckdb_engine


def plan(engine: DuckDBEngine, native: str) -> str:
    return str(engine.native(f"EXPLAIN {native}").column(1)[0])


@pytest.mark.parametrize(
    "predicate",
    [
        "p.gend <> l.gend",
        "NOT (p.gend = l.gend)",
        "p.gend IS DISTINCT FROM l.gend",
        "p.gend > l.gend",
        "p.gend BETWEEN l.gend AND '9'",
    ],
)
def test_a_comparison_of_two_dimensions_joins_neither_to_the_other(
    dimensions: DuckDBEngine, predicate: str
) -> None:
    sql = f"SELECT f.id {JOINS} WHERE {predicate} AND f.id >= 0"
    unguarded, guarded = plan(dimensions, sql), plan(dimensions, expand(sql, "duckdb"))
    assert any(join in unguarded for join in ("Nested Loop", "Piecewise", "IE Join")), unguarded
    assert not any(join in guarded for join in ("Nested Loop", "Piecewise", "IE Join", "Cross")), guarded
    assert dimensions.native(f"SELECT count(*) FROM ({sql})") == dimensions.native(
        f"SELECT count(*) FROM ({expand(sql, 'duckdb')})"
    )


def guarded(sql: str) -> bool:
    return "CASE WHEN" in expand(sql, "duckdb")


def test_a_comparison_in_the_on_of_an_inner_join_is_guarded() -> None:
    assert guarded(f"SELECT f.id {JOINS} AND p.gend <> l.gend")


def test_a_comparison_in_a_step_of_a_query_is_guarded() -> None:
    assert guarded(f"WITH a AS (SELECT f.id {JOINS} WHERE p.gend <> l.gend) SELECT count(*) FROM a")


def test_spark_text_is_left_as_it_is() -> None:
    assert "CASE" not in expand(f"SELECT f.id {JOINS} WHERE p.gend <> l.gend", "spark")


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT f.id {JOINS} WHERE f.day >= l.begndate",  # joined directly: a residual of that hash join
        f"SELECT f.id {JOINS} WHERE p.gend = l.gend",  # an equality is a hash join
        "SELECT a.id FROM guard_f AS a JOIN guard_p AS p ON p.gend <> a.id",  # only two relations
        "SELECT f.id FROM guard_f AS f JOIN guard_p AS p ON p.psn = f.psn CROSS JOIN guard_l AS l WHERE p.gend > l.gend",
        "SELECT f.id FROM guard_f AS f JOIN guard_p AS p ON p.psn = f.psn"
        " LEFT JOIN guard_l AS l ON l.item = f.item AND p.gend <> l.gend",  # an outer join's condition is not a filter
        f"SELECT f.id {JOINS} WHERE gend <> item",  # unqualified: cannot be told
        f"SELECT f.id {JOINS} WHERE p.gend = '1' OR l.gend = '2'",  # no comparison of the two
        # the range is the only join of stay and calendar; the lines are outer to both
        "SELECT s.id FROM stay AS s JOIN calendar AS c ON c.date BETWEEN s.adm_date AND s.dscg_date"
        " LEFT JOIN lines AS l ON l.stay_id = s.stay_id AND l.svc_date = c.date",
    ],
)
def test_other_comparisons_are_left_as_they_are(sql: str) -> None:
    assert not guarded(sql)


def test_the_comparison_means_the_same_with_empties(duckdb_engine: DuckDBEngine, tmp_path: Path) -> None:
    native = (
        "CREATE OR REPLACE TABLE guard_n AS SELECT * FROM (VALUES (1, 'a'), (2, NULL), (3, 'b')) AS t(id, v)"
    )
    duckdb_engine.execute(native)
    sql = (
        "SELECT a.id AS i, c.id AS j FROM guard_n AS a JOIN guard_n AS b ON b.id = a.id JOIN guard_n AS c ON c.id >= b.id"
        " AND c.id = b.id WHERE a.v IS DISTINCT FROM c.v"
    )
    assert duckdb_engine.fetch(sql).num_rows == duckdb_engine.native(sql).num_rows
