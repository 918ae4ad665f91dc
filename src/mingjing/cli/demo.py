"""`mingjing demo`: the main job end to end on a synthetic city."""

from pathlib import Path

import click

from mingjing.analysis.synth.delivery import LOCAL
from mingjing.cli import evaluate, ingest, screen, synth
from mingjing.cli.console import emit, json_option
from mingjing.kernel import local

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
@json_option
@click.pass_context
def command(ctx: click.Context, out: Path, persons: int, seed: int, memory: str, as_json: bool) -> None:
    """生成一座模拟城市，入湖、筛查，并与真值表比对。"""
    city = out / f"city-{persons}-{seed}"
    lake, run = out / "lake", out / "run"
    say = (lambda text: None) if as_json else click.echo
    say(f"一、生成 {persons:,} 人的模拟城市")
    if (city / "truth.parquet").exists():
        say(f"已有 {city}，沿用。")
    else:
        ctx.invoke(synth.command, out=city, persons=persons, seed=seed, density=DENSITY, memory=memory)
    say("\n二、入湖并出具质量报告")
    ctx.invoke(ingest.command, source=city, lake=lake, memory=memory)
    say("\n三、筛查")
    local.name((*local.folders(), city / LOCAL))
    ctx.invoke(screen.command, lake=lake, out=run, memory=memory)
    say("\n四、与植入的真值比对")
    ctx.invoke(evaluate.command, findings=run, truth=city / "truth.parquet")
    results = {
        "quality": lake / "quality.html",
        "leads": run / "leads.xlsx",
        "report": run / "report.html",
        "findings": run / "findings.parquet",
    }
    text = "\n完成。用浏览器打开质量报告和筛查报告，用 Excel 或 WPS 打开线索清单：\n"
    emit(results, as_json, text + "\n".join(f"  {path}" for path in results.values()))
