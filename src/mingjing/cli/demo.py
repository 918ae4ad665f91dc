"""`mingjing demo`: the main job end to end on a synthetic city, then the office at work on it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjing.analysis.synth.delivery import LOCAL
from mingjing.cli import evaluate, ingest, screen, serve, synth
from mingjing.cli.console import emit, json_option
from mingjing.config.startup import start
from mingjing.kernel import local

if TYPE_CHECKING:
    from mingjing.office.demo.build import Built

NO_SERVE = "MINGJING_NO_SERVE"
DENSITY = 5
"""Institutions of a city five times as large: the demonstration needs some 200."""


@click.command(name="demo")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="结果文件夹。"
)
@click.option(
    "--persons", type=click.IntRange(500), default=20_000, show_default=True, help="模拟城市的人数。"
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子。")
@click.option("--memory", default="4GB", show_default=True, help="内存上限。")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="网页端口。")
@json_option
@click.pass_context
def command(
    ctx: click.Context, out: Path, persons: int, seed: int, memory: str, port: int, as_json: bool
) -> None:
    """生成一座模拟城市，入湖、筛查、比对，再建成演示省份并打开网页；设 MINGJING_NO_SERVE=1 则不打开。"""
    city = out / f"city-{persons}-{seed}"
    lake, run = out / "lake", out / "run"
    say = (lambda text: None) if as_json else click.echo
    say(f"一、生成 {persons:,} 人的模拟城市")
    if (city / "truth.parquet").exists():
        say(f"已有 {city}，沿用。")
    else:
        ctx.invoke(synth.command, out=city, persons=persons, seed=seed, density=DENSITY, memory=memory)
    if (city / LOCAL).is_dir():
        local.name((*local.folders(), city / LOCAL))
    say("\n二、入湖并出具质量报告")
    ctx.invoke(ingest.command, source=city, lake=lake, memory=memory)
    say("\n三、筛查")
    ctx.invoke(screen.command, lake=lake, out=run, memory=memory)
    say("\n四、与植入的真值比对")
    ctx.invoke(evaluate.command, findings=run, truth=city / "truth.parquet")
    say("\n五、建立演示省份：发布线索，各级各角色办理")
    built = _office(out, lake, run, say)
    results: dict[str, object] = {
        "quality": lake / "quality.html",
        "leads": run / "leads.xlsx",
        "report": run / "report.html",
        "findings": run / "findings.parquet",
        "office": out / "office",
    }
    text = "\n完成。用浏览器打开质量报告和筛查报告，用 Excel 或 WPS 打开线索清单：\n"
    emit(results, as_json, text + "\n".join(f"  {path}" for path in results.values()) + _signins(built))
    if not as_json and os.environ.get(NO_SERVE) != "1":
        ctx.invoke(serve.command, host="127.0.0.1", port=port, processes=1)


def _office(out: Path, lake: Path, run: Path, say: Callable[[str], None]) -> "Built":
    """Build the demonstration province in `out`/office. Raises MingjingError."""
    os.environ["MINGJING_DATA"] = str((out / "office").absolute())
    start()
    from mingjing.config import upgrade  # noqa: PLC0415 - needs Django
    from mingjing.office.demo.build import build  # noqa: PLC0415

    if upgrade.pending():
        upgrade.upgrade()
    return build(lake, run, lambda step: say(f"  {step}"))


def _signins(built: "Built") -> str:
    from mingjing.office.demo import PASSWORD  # noqa: PLC0415

    states = "，".join(f"{state} {count}" for state, count in built.by_state.items())
    rows = "\n".join(f"  {account:<18}{who}（{roles}）" for account, who, roles in built.signins)
    return (
        f"\n\n演示省份：机构 {built.institutions} 家，线索 {built.leads} 条（{states}），疑点 {built.suspicions} 条。"
        f"\n演示账号（密码均为 {PASSWORD}，仅供演示）：\n{rows}"
    )
