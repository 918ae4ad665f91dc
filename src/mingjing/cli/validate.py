"""`mingjing validate`: what the models find on synthetic cities whose truth is known."""

from pathlib import Path
from typing import Any

import click

from mingjing.analysis.validation import run
from mingjing.analysis.validation.page import percent
from mingjing.analysis.validation.world import HARD, NORMAL, SHORT
from mingjing.cli.console import emit, json_option, progress
from mingjing.kernel.errors import UsageError


@click.command(name="validate")
@click.option("--models", "codes", default="", help="检验哪些模型，逗号分隔；缺省为全部在用的。")
@click.option("--seeds", default="1,2,3,4,5", show_default=True, help="合成城市的随机种子，逗号分隔。")
@click.option(
    "--plain",
    is_flag=True,
    help="只检验一般手法的城市：不建隐蔽手法的城市，不截短一个月重做，也不再算一遍（约省一半时间）。",
)
@click.option("--people", type=int, default=40_000, show_default=True, help="每座城市的人数。")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/validation.md"),
    show_default=True,
    help="报告文件（Markdown），旁边写同名的 .json。",
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="工作文件夹：城市、数据湖、筛查结果留在其中，再次运行时沿用。",
)
@click.option(
    "--provider",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="公开的机构欺诈数据所在的文件夹；不给出就不检验这一部分。",
)
@click.option("--memory", default="4GB", show_default=True, help="内存上限。")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="线程数。")
@click.option(
    "--parallel",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="同时准备几座城市，每座各用上面的线程和内存。",
)
@json_option
def command(
    codes: str,
    seeds: str,
    plain: bool,
    people: int,
    out: Path,
    work: Path,
    provider: Path | None,
    memory: str,
    threads: int,
    parallel: int,
    as_json: bool,
) -> None:
    """在有真值的合成城市上检验大数据模型：查准、查全、相似情形、校准、稳定，写成报告。"""
    wish = run.Wish(
        _numbers(seeds),
        people,
        work,
        tuple(code.strip() for code in codes.split(",") if code.strip()),
        threads,
        memory,
        provider,
        _line(codes, seeds, plain, people, out, provider),
        (NORMAL,) if plain else (NORMAL, HARD, SHORT),
        parallel,
        not plain,
    )
    with progress() as bar:
        task = bar.add_task("检验", total=None)
        result = run.validate(wish, lambda step: bar.update(task, description=step))
    run.write(result, out)
    emit(result, as_json, _text(result, out))


def _numbers(seeds: str) -> tuple[int, ...]:
    parts = [one.strip() for one in seeds.split(",") if one.strip()]
    if not parts or not all(one.isdigit() for one in parts):
        raise UsageError(f"--seeds 的“{seeds}”看不懂", do="写成 1,2,3")
    return tuple(dict.fromkeys(int(one) for one in parts))


def _line(codes: str, seeds: str, plain: bool, people: int, out: Path, provider: Path | None) -> str:
    """The command that gives the same page again."""
    parts = [
        "mingjing validate",
        f"--models {codes}" if codes else "",
        f"--seeds {seeds}",
        f"--people {people}",
    ]
    parts += [
        "--plain" if plain else "",
        f"--out {out}",
        f"--provider {provider}" if provider else "",
        "--work 工作文件夹",
    ]
    return " ".join(part for part in parts if part)


def _text(result: dict[str, Any], out: Path) -> str:
    lines = []
    for model in result["models"]:
        for unit in model["units"]:
            usual, hard = unit[NORMAL], unit[HARD]
            if usual["planted"]:
                lines.append(
                    f"{model['code']} {unit['zh']}：植入 {usual['planted']}，查准 {percent(usual['precision_at_k'])}，"
                    f"查全 {percent(usual['recall_top'])}，隐蔽 {percent(hard['recall_top'])}"
                )
    return "\n".join([*lines, f"报告：{out}"])
