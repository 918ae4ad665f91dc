"""A city screened on Spark gives what it gives on DuckDB, to the fen and to the id."""

from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.spark import SparkEngine
from tests.verbs import done

# A finding of every subject that the marts of most rules can give: what another engine could get wrong.
# (Each rule on each engine: test_rules.py; the models of a whole city on both: benchmarks/model_engines.py.)
RULES = "CHG-001,CHG-003,FRQ-001,IDN-005,INS-004,PHA-001"


def test_spark_finds_the_same(spark_engine: SparkEngine, tmp_path: Path) -> None:
    assert (
        spark_engine.name == "spark"
    )  # the verb shares what runs already; by itself it starts one of its own
    done("synth", "--out", tmp_path / "city", "--persons", 900, "--seed", 7, "--threads", 2)
    done("ingest", tmp_path / "city", "--lake", tmp_path / "lake")
    found = {}
    for engine in ("duckdb", "spark"):
        out = tmp_path / engine
        done(
            "screen",
            "--lake",
            tmp_path / "lake",
            "--out",
            out,
            "--engine",
            engine,
            "--threads",
            2,
            "--rules",
            RULES,
        )
        found[engine] = pq.read_table(out / "findings.parquet").to_pylist()
    assert {one["rule_code"] for one in found["duckdb"]} == set(RULES.split(","))
    assert found["spark"] == found["duckdb"]
