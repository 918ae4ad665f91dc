"""A real standalone cluster (a master and two workers on loopback) gives what local Spark gives."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.java import find_java
from mingjing.analysis.engine.spark import SparkEngine
from tests.engines import nasty
from tests.engines.test_conformance import CASES, rows

SECONDS_TO_START = 300
SECONDS_TO_RUN = 900
# Every third query that moves rows between executors.
QUERIES = [case.sql for case in CASES if any(word in case.sql for word in ("JOIN", "OVER", "GROUP BY"))][::3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def daemon(log: Path, role: str, *arguments: str) -> Iterator[None]:
    """Run a master or worker until the block ends, with its whole process group."""
    spark_class = files("pyspark") / "bin" / "spark-class"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(spark_class), f"org.apache.spark.deploy.{role}", "--host", "127.0.0.1", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"},
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=120)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The master's URL, once both workers have registered."""
    find_java()
    folder = tmp_path_factory.mktemp("cluster")
    port, page = free_port(), free_port()
    url = f"spark://127.0.0.1:{port}"
    worker = ("--cores", "1", "--memory", "600m", "--webui-port", "0")
    with (
        daemon(folder / "master.log", "master.Master", "--port", str(port), "--webui-port", str(page)),
        daemon(folder / "a.log", "worker.Worker", *worker, "--work-dir", str(folder / "a"), url),
        daemon(folder / "b.log", "worker.Worker", *worker, "--work-dir", str(folder / "b"), url),
    ):
        wait_for_workers(f"http://127.0.0.1:{page}/json/", folder)
        yield url


def wait_for_workers(page: str, folder: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urlopen(page, timeout=5) as answer:  # noqa: S310
                if json.load(answer)["aliveworkers"] == 2:
                    return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in folder.glob("*.log"))
    pytest.fail(f"the workers did not register within {SECONDS_TO_START} s:\n{logs}")


@pytest.mark.spark
def test_a_standalone_cluster_gives_what_local_spark_gives(
    cluster: str, spark_engine: SparkEngine, tmp_path: Path
) -> None:
    (tmp_path / "queries.json").write_text(json.dumps(QUERIES, ensure_ascii=False), encoding="utf-8")
    job = [sys.executable, "-m", "tests.engines.cluster_job", cluster, str(tmp_path)]
    done = subprocess.run(job, capture_output=True, text=True, timeout=SECONDS_TO_RUN, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert (tmp_path / "executors").read_text() == "2"
    spark_engine.attach_arrow("nasty", nasty.TABLE)
    for number, sql in enumerate(QUERIES):
        here, there = spark_engine.fetch(sql), pq.read_table(tmp_path / f"{number}.parquet")
        assert rows(there) == rows(here), sql
        assert there.schema.remove_metadata() == here.schema.remove_metadata(), sql
    computed = pq.read_table(tmp_path / "marts" / "per_group")
    assert rows(computed) == rows(spark_engine.fetch("SELECT sum(m) AS total, g FROM nasty GROUP BY g"))
    assert sorted(pq.read_table(tmp_path / "groups.parquet")["g"].to_pylist()) == ["a", "b", "c"]
