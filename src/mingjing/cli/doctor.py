"""`mingjing doctor`: what this machine can run, and what stands in the way."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import mingjing
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules import document, lock
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening.engines import open_engine
from mingjing.cli import doctor_site
from mingjing.cli.console import emit, json_option
from mingjing.kernel.errors import MingjingError


@click.command(name="doctor")
@click.option("--spark", is_flag=True, help="同时启动一次 Spark（约 10 秒）。")
@json_option
def command(spark: bool, as_json: bool) -> None:
    """检查本机能运行什么。"""
    results = [
        _run("明镜", lambda: f"{mingjing.__version__}，Python {platform.python_version()}"),
        _run("处理器与内存", _machine),
        _run("临时文件夹", _scratch),
        _run("DuckDB 引擎", _duckdb),
        _run("规则与知识", _rules),
        _run("站点设置", doctor_site.settings),
        _run("站点数据库", doctor_site.database),
        _run("Spark 引擎", _spark if spark else _spark_installed),
    ]
    lines = [f"{'✔' if row['ok'] else '✘'} {row['name']}：{row['found']}" for row in results]
    emit(results, as_json, "\n".join(lines))
    if not all(row["ok"] for row in results if row["name"] != "Spark 引擎"):
        raise click.exceptions.Exit(1)


def _run(name: str, probe: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "found": probe()}
    except MingjingError as error:
        return {"name": name, "ok": False, "found": str(error)}


def _machine() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} 核，{pages / 2**30:.0f} GB"


def _scratch() -> str:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return f"{tempfile.gettempdir()}，可用 {free / 2**30:.0f} GB（筛查 1 亿条明细约需 30 GB）"


def _duckdb() -> str:
    engine = DuckDBEngine("256MB", 1)
    try:
        engine.fetch("SELECT 1 AS one")
    finally:
        engine.close()
    return f"DuckDB {importlib.metadata.version('duckdb')}，可用"


def _rules() -> str:
    rules = document.load_all()
    with Workbench() as bench:
        problems = [problem for rule in rules.values() for problem in check(rule, bench)]
    problems += lock.LOCK.problems(lock.entries(document.load_built_in()))
    if problems:
        raise MingjingError.from_problems(problems)
    return f"{len(rules)} 条规则，全部检查通过"


def _spark_installed() -> str:
    if importlib.util.find_spec("pyspark") is None:
        return '未安装（需要时运行 pip install "mingjing[spark]"）'
    return f"PySpark {importlib.metadata.version('pyspark')} 已安装，加 --spark 可试运行"


def _spark() -> str:
    with tempfile.TemporaryDirectory(prefix="mingjing-doctor-") as folder:
        engine = open_engine("spark", Path(folder), "1g", 1)
        try:
            engine.fetch("SELECT 1 AS one")
        finally:
            engine.close()
    return f"PySpark {importlib.metadata.version('pyspark')}，可用"
