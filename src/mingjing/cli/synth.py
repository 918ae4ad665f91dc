"""mingjing synth: a synthetic city with planted schemes."""

from pathlib import Path

import click

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.city import City, Order, build
from mingjing.analysis.synth.programme import programme
from mingjing.cli.console import emit, json_option, progress


@click.command("synth")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="输出文件夹（须为空）。"
)
@click.option("--persons", type=int, required=True, help="人数；2 万人约有 75 万条费用明细。")
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子：相同参数得到相同数据。")
@click.option(
    "--schemes", default="all", show_default=True, help="植入哪些手法：all、none 或用逗号分隔的名称。"
)
@click.option("--months", type=int, default=12, show_default=True, help="数据覆盖的月数。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="文件格式。",
)
@click.option(
    "--density",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="机构密度：1 为与人口相称，5 为五倍人口的机构数。",
)
@click.option("--memory", default="4GB", show_default=True, help="内存上限。")
@click.option("--threads", type=int, default=2, show_default=True, help="线程数。")
@json_option
def command(
    out: Path,
    persons: int,
    seed: int,
    schemes: str,
    months: int,
    form: str,
    density: int,
    memory: str,
    threads: int,
    as_json: bool,
) -> None:
    """生成一座合成城市：标准表、植入的违规手法、相似的正常情形和真值表。"""
    order = Order(persons, programme(schemes), seed, months, form, density)
    engine = DuckDBEngine(memory=memory, threads=threads)
    with progress() as bar:
        task = bar.add_task("生成", total=None)
        city = build(engine, out, order, lambda step: bar.update(task, description=step))
    engine.close()
    summary = {
        "out": out,
        "rows": city.rows,
        "plants": city.plants,
        "lookalikes": city.lookalikes,
        "missing": city.missing,
    }
    emit(summary, as_json, _text(city, out))


def _text(city: City, out: Path) -> str:
    lines = [
        f"已生成 {out}：费用明细 {city.rows.get('fee_list_d', 0):,} 条，结算 {city.rows.get('setl_d', 0):,} 笔，"
        f"人员 {city.rows.get('psn_info_b', 0):,} 名，机构 {city.rows.get('fixmedins_b', 0):,} 家。"
    ]
    lines.append(
        f"植入 {sum(city.plants.values())} 处违规（{len(city.plants)} 种手法），{sum(city.lookalikes.values())} 处相似的正常情形，见 README.md 与 truth.parquet。"
    )
    lines += [f"未能植入 {scheme}：没有合适的人（{why}）。" for scheme, why in city.missing.items()]
    return "\n".join(lines)
