"""Statements whose named parts are read again and again: what is computed apart, and that it means the same."""

import pyarrow as pa
import pytest

from mingjing.analysis.engine import spark_parts
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.spark import SparkEngine

# Each part reads the one before it twice or more: written out, the last reads the first relation dozens of times.
DOUBLING = """
WITH paid AS (
  SELECT v.person, v.day, v.fen
  FROM part_visit AS v
  JOIN part_visit AS w ON w.person = v.person AND w.day = v.day
  JOIN part_visit AS x ON x.person = v.person AND x.day = v.day
), often AS (
  SELECT person, COUNT(*) AS n FROM paid GROUP BY person
), calm AS (
  SELECT p.person, p.day, p.fen, ROW_NUMBER() OVER (ORDER BY p.person, p.day) AS nth
  FROM paid AS p JOIN often AS o ON o.person = p.person JOIN paid ON paid.person = p.person AND paid.day = p.day
), part_visit AS (
  SELECT c.person, MAX(c.nth) AS top FROM calm AS c JOIN calm AS d ON d.nth = c.nth JOIN part_visit AS v ON v.person = c.person
  GROUP BY c.person
)
SELECT a.person, a.nth, b.top, p.fen
FROM calm AS a
JOIN part_visit AS b ON b.person = a.person
LEFT JOIN calm AS e ON e.nth = a.nth + 1
JOIN paid AS p ON p.person = a.person AND p.day = a.day
WHERE e.nth IS NULL OR e.nth > 0
"""


def test_a_statement_of_few_tables_stays_whole() -> None:
    few = "WITH a AS (SELECT x FROM t) SELECT a.x FROM a JOIN a AS b ON b.x = a.x"
    assert spark_parts.cut(few) == ((), few)
    assert spark_parts.cut("SELECT x FROM t") == ((), "SELECT x FROM t")


def test_what_is_read_again_and_again_becomes_a_relation_and_is_read_from_there() -> None:
    parts, rest = spark_parts.cut(DOUBLING)
    names = [name for name, _ in parts]
    texts = dict(parts)
    assert names == ["part_0_paid", "part_2_calm"]
    assert "FROM part_visit AS v" in texts["part_0_paid"] and "WITH" not in texts["part_0_paid"]
    assert texts["part_2_calm"].startswith("WITH often AS (")
    assert "JOIN part_0_paid AS paid" in texts["part_2_calm"]
    assert "JOIN part_0_paid AS p" in rest and "FROM part_2_calm AS a" in rest


def test_a_part_with_the_name_of_a_relation_reads_that_relation() -> None:
    _, rest = spark_parts.cut(DOUBLING)
    inner = rest[rest.index("part_visit AS (") : rest.index("GROUP BY c.person")]
    assert "JOIN part_visit AS v" in inner and "FROM part_2_calm AS c" in inner


@pytest.mark.spark
def test_a_statement_in_parts_gives_what_it_gives_as_a_whole(
    duckdb_engine: DuckDBEngine, spark_engine: SparkEngine, few_rows_spark: SparkEngine
) -> None:
    visits = pa.table({"person": list("aabbbc"), "day": [1, 2, 1, 2, 3, 1], "fen": [5, 7, 11, 13, 17, 19]})
    found = []
    for engine in (duckdb_engine, spark_engine, few_rows_spark):
        engine.attach_arrow("part_visit", visits)
        found.append(sorted(map(repr, engine.fetch(DOUBLING).to_pylist())))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 6
