"""Spark behind the engine: how it starts, and what it says when it cannot."""

import os
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

from mingjing.analysis.engine import java, spark
from mingjing.analysis.engine.spark import SparkEngine
from mingjing.kernel.errors import EngineError


def test_without_pyspark_the_error_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r'pip install "mingjing\[spark\]"'):
        SparkEngine(work=tmp_path)


def test_without_java_the_error_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java, "find_spec", lambda name: None)
    monkeypatch.setattr(java.shutil, "which", lambda name: None)
    with pytest.raises(EngineError, match="没有 Java 运行环境"):
        java.find_java()


def test_java_on_the_path_is_used_when_the_package_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java, "find_spec", lambda name: None)
    monkeypatch.setattr(java.shutil, "which", lambda name: "/usr/bin/java")
    java.find_java()
    assert "JAVA_HOME" not in os.environ


def test_a_java_home_that_is_set_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/opt/jdk")
    java.find_java()
    assert os.environ["JAVA_HOME"] == "/opt/jdk"


def test_the_java_of_the_package_starts_without_the_module_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    java.find_java()
    command = [f"{os.environ['JAVA_HOME']}/bin/java", "--add-modules=jdk.incubator.vector", "-version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert 'version "21' in said


@pytest.mark.spark
def test_a_second_engine_shares_the_running_spark_but_not_its_relations(
    spark_engine: SparkEngine, tmp_path: Path
) -> None:
    spark_engine.attach_arrow("mine", pa.table({"n": [1]}))
    second = SparkEngine(master="local[2]", work=tmp_path)
    second.attach_arrow("mine", pa.table({"n": [2]}))
    assert second.fetch("SELECT n FROM mine").to_pylist() == [{"n": 2}]
    second.close()
    assert spark_engine.fetch("SELECT n FROM mine").to_pylist() == [{"n": 1}]


@pytest.mark.spark
def test_a_second_engine_for_another_cluster_is_refused(spark_engine: SparkEngine, tmp_path: Path) -> None:
    assert spark_engine.name == "spark"
    with pytest.raises(EngineError, match=r"已连接 local\[2\]"):
        SparkEngine(master="spark://127.0.0.1:7077", work=tmp_path)


@pytest.mark.spark
def test_files_are_no_tables(spark_engine: SparkEngine) -> None:
    spark_engine.lock()
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException):
        spark_engine._session.sql("SELECT * FROM text.`/etc/passwd`")


def test_memory_may_be_written_as_for_duckdb(tmp_path: Path) -> None:
    sizes = [
        spark._resources("local[2]", size, tmp_path)["spark.driver.memory"]
        for size in ("8GB", "512 MiB", "1.5g")
    ]
    assert sizes == ["8192m", "524288k", "1536m"]


def test_spark_on_a_remote_cluster_keeps_its_own_network_settings(tmp_path: Path) -> None:
    settings = spark._resources("spark://10.0.0.8:7077", "4g", tmp_path)
    assert "spark.driver.host" not in settings and "spark.sql.shuffle.partitions" not in settings
