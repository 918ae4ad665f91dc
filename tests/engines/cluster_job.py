"""Runs queries on a standalone cluster, in a process of its own (one process has one Spark).

Usage: python -m tests.engines.cluster_job MASTER WORK, with the queries as a JSON list in WORK/queries.json.
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.spark import SparkEngine
from tests.engines import nasty


def main(master: str, work: Path) -> None:
    """Write each query's rows to WORK/<n>.parquet, and what was computed and written to WORK/marts."""
    engine = SparkEngine(master=master, memory="500MB", work=work / "spark")
    engine.attach_arrow("nasty", nasty.TABLE)
    for number, sql in enumerate(json.loads((work / "queries.json").read_text(encoding="utf-8"))):
        pq.write_table(engine.fetch(sql), work / f"{number}.parquet")
    engine.lock()
    engine.materialise(
        "per_group",
        "SELECT g, sum(m) AS total FROM nasty GROUP BY g",
        work / "marts",
        {"total": "DECIMAL(38,2)", "g": "VARCHAR"},
    )
    engine.write("SELECT g FROM per_group WHERE g IS NOT NULL", work / "groups.parquet")
    executors = engine._session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    (work / "executors").write_text(str(executors))
    engine.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
