"""`mingjing bench`: generate, ingest, screen; seconds, memory, and ratios measured in the same run."""

import os
import platform
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import bench
from mingjing.analysis.screening.plan import choose
from mingjing.cli.console import emit, json_option, local_option

LINES_PER_PERSON = 35


@click.command(name="bench")
@click.option(
    "--rows", type=click.IntRange(100_000), default=10_000_000, show_default=True, help="费用明细条数（约）。"
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("bench"), show_default=True, help="工作文件夹。"
)
@click.option("--memory", default="8GB", show_default=True, help="内存上限。")
@click.option("--threads", type=click.IntRange(1), help="线程数；缺省为本机核数。")
@click.option("--one-by-one", is_flag=True, help="再逐条运行一遍规则，得出合并扫描的倍数。")
@click.option("--spark", is_flag=True, help="再用 Spark 运行一遍，得出两个引擎的倍数。")
@click.option("--no-ingest", is_flag=True, help="不测入湖：把生成的数据直接作为数据湖。")
@click.option("--keep", is_flag=True, help="保留生成的数据。")
@local_option
@json_option
def command(
    rows: int,
    out: Path,
    memory: str,
    threads: int | None,
    one_by_one: bool,
    spark: bool,
    no_ingest: bool,
    keep: bool,
    as_json: bool,
) -> None:
    """生成数据并筛查，给出用时、内存和倍数。"""
    cores = threads or os.cpu_count() or 2
    size = ["--memory", memory, "--threads", str(cores)]
    found: dict[str, Any] = {"machine": _machine(cores), "memory": memory}
    opened = _data(out, rows, size, no_ingest, found)
    found["lines"] = opened.rows("fee_list_d")
    with Workbench() as workbench:
        columns = bench.needed_columns(workbench, choose(), opened)
    scan = bench.bare_scan(opened, columns, memory, cores)
    screened = _screen(out, "run", size)
    found["bare scan"] = {"seconds": scan}
    found["screen"] = _figures(screened) | {"lines per second": round(found["lines"] / screened.seconds)}
    found["profile"] = screened.answer["stages"] | {"rules": bench.rule_seconds(screened.answer)}
    found["ratio to bare scan"] = round(screened.seconds / scan, 1)
    if one_by_one:
        single = bench.rule_seconds(_screen(out, "single", [*size, "--one-by-one"]).answer)
        found["one by one ÷ fused, rules only"] = round(single / bench.rule_seconds(screened.answer), 1)
    if spark:
        other = _screen(out, "spark", [*size, "--engine", "spark"])
        found["spark"] = _figures(other)
        found["spark ÷ duckdb"] = round(other.seconds / screened.seconds, 1)
    if not keep:
        shutil.rmtree(out)
    emit(found, as_json, "\n".join(f"{name}：{value}" for name, value in found.items()))


def _data(out: Path, rows: int, size: Sequence[str], no_ingest: bool, found: dict[str, Any]) -> Lake:
    """Return the lake to screen, generated where it is not there yet; `found` gets what that cost."""
    city, lake = out / "city", out / "lake"
    if not (city / "truth.parquet").exists():
        shutil.rmtree(city, ignore_errors=True)
        persons = str(max(500, rows // LINES_PER_PERSON))
        found["synth"] = _figures(bench.measure(["synth", "--out", str(city), "--persons", persons, *size]))
    if no_ingest:
        return Lake.open(lake) if lake.exists() else bench.generated_lake(city, lake)
    found["ingest"] = _figures(bench.measure(["ingest", str(city), "--lake", str(lake), *size]))
    return Lake.open(lake)


def _screen(out: Path, run: str, options: Sequence[str]) -> bench.Measured:
    return bench.measure(["screen", "--lake", str(out / "lake"), "--out", str(out / run), *options])


def _machine(cores: int) -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{platform.machine()}，{os.cpu_count()} 核（用 {cores}），{pages / 2**30:.0f} GB，Python {platform.python_version()}"


def _figures(run: bench.Measured) -> dict[str, Any]:
    return {"seconds": run.seconds, "peak MB": run.peak_mb}
