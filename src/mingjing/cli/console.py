"""What every verb shares: JSON for machines, a progress bar and plain Chinese for people."""

import gettext
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from mingjing.kernel import local

_LOCALE = Path(__file__).parent / "locale"


def speak_chinese() -> None:
    """Let click's own words (usage, headings, errors) come from our catalogue, whatever the machine's language.

    Click asks gettext's default domain; call this before commands are declared, some texts are asked for then.
    """
    gettext.bindtextdomain("messages", str(_LOCALE))
    os.environ["LANGUAGE"] = "zh_CN"


local_option = click.option(
    "--local",
    type=click.Path(path_type=Path),
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=lambda ctx, option, paths: local.name(paths) if paths else None,
    help="本地文件夹（规则、中间表、知识、映射、参数、豁免），可多次给出；缺省取环境变量 MINGJING_LOCAL。",
)
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")


def _plain(value: object) -> str:
    if isinstance(value, Decimal | Path | date | datetime):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def emit(data: Any, as_json: bool, text: str) -> None:
    """Print `data` as JSON when `as_json`, else the text written for people."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain) if as_json else text)


progress_option = click.option(
    "--progress", type=click.Path(path_type=Path), help="把进度写进这个文件（JSON），供程序读取。"
)


@contextmanager
def stages(file: Path | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """Yield a reporter of work in named stages: `report(stage, done, total)` moves the stage's own bar.

    `file` is told the same: {"stage", "done", "total", "stages": [[stage, done, total], …]}, always whole.
    """
    with progress() as bar:
        tasks: dict[str, TaskID] = {}
        seen: dict[str, tuple[int, int]] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)
            seen[stage] = (done, total)
            if file is not None:
                _tell(file, stage, seen)

        yield report


def _tell(file: Path, stage: str, seen: Mapping[str, tuple[int, int]]) -> None:
    done, total = seen[stage]
    listed = [[name, *counts] for name, counts in seen.items()]
    draft = file.with_name(file.name + ".tmp")
    draft.write_text(
        json.dumps({"stage": stage, "done": done, "total": total, "stages": listed}, ensure_ascii=False),
        encoding="utf-8",
    )
    draft.replace(file)


def progress() -> Progress:
    """Return a progress bar on standard error; silent when that is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
