"""A city screened on Spark gives what it gives on DuckDB, to the fen and to the id."""

from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.spark import SparkEngine
from tests.analysis.screening.test_run import SOME
from tests.verbs import done


def test_spark_finds_the_same(spark_engine: SparkEngine, tmp_path: Path) -> None:
    assert spark_engine.name == "spark"
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
            SOME,
        )
        found[engine] = pq.read_table(out / "findings.parquet").to_pylist()
    assert {one["rule_code"] for one in found["duckdb"]} == set(SOME.split(","))
    assert found["spark"] == found["duckdb"]
