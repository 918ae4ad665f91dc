"""`mingjing ingest`: a delivery in, a lake and a quality report out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, TaskID

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.layout import Layout, StandardLayout
from mingjing.analysis.ingest.mapped import MappedLayout
from mingjing.analysis.ingest.mapping_reader import find_mapping
from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.ingest.run import Outcome, Settings, ingest
from mingjing.analysis.quality import save
from mingjing.analysis.quality.summary import joins_text, summary
from mingjing.analysis.screening.plan import evaluability
from mingjing.cli.console import emit, json_option, local_option, progress


class _Bar:
    """Shows an ingest's steps as a progress bar, and the join preflight as text."""

    def __init__(self, bar: Progress, quiet: bool) -> None:
        self._bar = bar
        self._quiet = quiet
        self._task: TaskID | None = None
        self.found: list[Join] = []

    def step(self, doing: str, done: int, total: int) -> None:
        """See Listener."""
        if self._task is None:
            self._task = self._bar.add_task(doing, total=total)
        self._bar.update(self._task, description=doing, completed=done, total=total)

    def joins(self, joins: Sequence[Join]) -> None:
        """See Listener."""
        self.found = list(joins)
        if not self._quiet:
            self._bar.console.print(joins_text(joins), soft_wrap=True, highlight=False)


def _assess(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    save.assess(engine, lake, batch, evaluability(lake))


@click.command(name="ingest")
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path))
@click.option("--lake", type=click.Path(path_type=Path), required=True, help="数据湖文件夹；没有就新建。")
@click.option("--mapping", help="映射：内置映射的名字，或映射文件的路径。来源不是数据标准的格式时使用。")
@click.option("--replaces", multiple=True, metavar="BATCH", help="用本次交付取代这个批次，可多次给出。")
@click.option("--memory", default="4GB", show_default=True, help="内存上限，超出部分落盘。")
@click.option("--threads", type=click.IntRange(1), help="线程数；缺省为本机核数。")
@local_option
@json_option
def command(
    source: Path,
    lake: Path,
    mapping: str | None,
    replaces: tuple[str, ...],
    memory: str,
    threads: int | None,
    as_json: bool,
) -> None:
    """导入一批数据（文件夹或单个文件），核对、入湖，并出具质量报告。"""
    layout: Layout = MappedLayout(find_mapping(mapping)) if mapping else StandardLayout()
    settings = Settings(memory, **({"threads": threads} if threads else {}))
    with progress() as bar:
        listener = _Bar(bar, as_json)
        outcome = ingest(source, lake, layout, listener, _assess, replaces, settings)
    data = _data(outcome, listener.found)
    emit(data, as_json, summary(data))


def _data(outcome: Outcome, joins: Sequence[Join]) -> dict[str, Any]:
    root = outcome.lake.root
    return {
        "lake": root,
        "batch": outcome.batch.id,
        "unchanged": outcome.unchanged,
        "joins": [
            {"table": j.table, "column": j.column, "parent": j.parent, "rows": j.rows, "found": j.found}
            for j in joins
        ],
        "quality": save.read_report(outcome.batch),
        "report": root / "quality.html",
        "refused": root / "refused",
    }
