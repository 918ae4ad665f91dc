"""`mingjing models`: list, show and test the big-data models."""

import tempfile
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.detectors.kit import lock
from mingjing.analysis.detectors.kit.model import Model, models, named
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import compare_models, model_trial
from mingjing.analysis.screening import drift as drifting
from mingjing.analysis.screening.engines import open_engine
from mingjing.analysis.screening.run import Settings
from mingjing.cli.console import emit, json_option, local_option
from mingjing.cli.rules import register

_STATUS = {"draft": "草稿", "shadow": "试运行", "active": "在用", "retired": "停用"}


@click.group(name="models")
def command() -> None:
    """查看、检验大数据模型。"""


@command.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """列出全部模型。"""
    rows = [_row(model) for model in models().values()]
    text = "\n".join(f"{r['code']}  {_STATUS[r['status']]}  {r['title']}：{r['question']}" for r in rows)
    emit(rows, as_json, f"{text}\n共 {len(rows)} 个模型。")


def _row(model: Model) -> dict[str, Any]:
    card = model.card
    return {
        "code": card.code,
        "name": card.name,
        "version": card.version,
        "title": card.title,
        "status": card.status,
        "behaviour": card.behaviour,
        "question": card.texts["question"],
        "units": {unit.name: [feature.name for feature in unit.features] for unit in card.units},
    }


@command.command()
@click.argument("code")
@json_option
def show(code: str, as_json: bool) -> None:
    """显示一个模型的模型卡。"""
    model = named((code,))[0]
    data = _row(model) | {"card": model.card.texts, "cases": [case.name for case in model.cases]}
    emit(data, as_json, model.card.path.read_text(encoding="utf-8"))


@command.command("test")
@click.argument("codes", nargs=-1)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="计算引擎。"
)
@local_option
@json_option
def test_models(codes: tuple[str, ...], engine: str, as_json: bool) -> None:
    """运行模型的案例；不写编码则检验全部。"""
    chosen = named(codes) if codes else list(models().values())
    results = _results(chosen, engine)
    failed = [row for row in results if row["faults"]]
    text = "\n".join(
        f"{'✘' if r['faults'] else '✔'} {r['code']} {r['case']}"
        + "".join(f"\n    {one}" for one in r["faults"])
        for r in results
    )
    emit(results, as_json, f"{text}\n{len(results)} 个案例，{len(failed)} 个不符。")
    if failed:
        raise click.exceptions.Exit(1)


def _results(chosen: list[Model], engine: str) -> list[dict[str, Any]]:
    with Workbench() as bench, tempfile.TemporaryDirectory(prefix="mingjing-trial-") as name:
        folder = Path(name)
        runner = open_engine(engine, folder / "tables", few_rows=True)
        try:
            told = model_trial.try_tables(runner, chosen, bench, folder / "tables")
        finally:
            runner.close()
        results = []
        for model in chosen:
            for number, case in enumerate(model.cases):
                rows = (
                    told[model.code, case.name]
                    if case.given
                    else model_trial.try_rows(model, case, bench, folder / f"{model.code}-{number}")
                )
                faults = model_trial.differences(case, rows)
                results.append({"code": model.code, "case": case.name, "faults": faults})
    return results


@command.command("lock")
@click.option("--check", "only_check", is_flag=True, help="只核对，不改写。")
@json_option
def lock_models(only_check: bool, as_json: bool) -> None:
    """登记每个模型的版本与指纹（models.lock）；逻辑变了而版本号没变的会被指出。"""
    register(lock.LOCK, lock.entries(models()), only_check)
    emit(
        {"models": len(models()), "lock": lock.LOCK.path},
        as_json,
        f"models.lock 与 {len(models())} 个模型一致。",
    )


@command.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="与之比较的筛查结果文件夹；不写只查无效特征。",
)
@json_option
def drift(run: Path, against: Path | None, as_json: bool) -> None:
    """检查一次筛查中各模型的数据有无漂移、有无无效特征。"""
    told = drifting.check(run, against, {}, kept=False)
    lines = [f"{one['code']} {one['title']}：{text}" for one in told["warned"] for text in one["told"]]
    lines += [f"{one['code']} {one['title']} 无效特征：{'、'.join(one['features'])}" for one in told["dead"]]
    frozen = f"应冻结校准：{'、'.join(told['frozen'])}" if told["frozen"] else "没有需要冻结的模型。"
    emit(told, as_json, "\n".join([*(lines or ["没有发现漂移和无效特征。"]), frozen]))


@command.command()
@click.argument("code")
@click.option("--against", required=True, help="挑战版：模型卡 card.yaml 的路径，或版本号（同时用 --runs）。")
@click.option("--lake", type=click.Path(path_type=Path), required=True, help="数据湖文件夹。")
@click.option(
    "--runs", type=click.Path(path_type=Path, exists=True, file_okay=False), help="历次筛查所在的文件夹。"
)
@click.option("--memory", default="4GB", show_default=True, help="内存上限，超出部分落盘。")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="线程数。")
@local_option
@json_option
def compare(
    code: str, against: str, lake: Path, runs: Path | None, memory: str, threads: int, as_json: bool
) -> None:
    """切换前在同一数据上比较模型的现行版与挑战版，用已有的核查结论评判。"""
    champion = named((code,))[0]
    with tempfile.TemporaryDirectory(prefix="mingjing-card-") as name:
        other = compare_models.challenger(champion, against, Path(name), runs)
        settings = Settings(memory=memory, threads=threads)
        found = compare_models.compare(lake, champion, other, settings)
    emit(found.shown, as_json, _compared(found))


def _compared(found: compare_models.Comparison) -> str:
    lines = []
    for name, side in (("现行版", found.champion), ("挑战版", found.challenger)):
        between = f"（95% 区间 {side.interval[0]:.1%} 至 {side.interval[1]:.1%}）" if side.interval else ""
        lines.append(
            f"{name}第 {side.version} 版：疑点 {side.findings} 条；已核查 {side.checked} 条，查实 {side.true} 条{between}"
        )
    lines.append(
        f"两版都有 {found.both} 条，挑战版新增 {found.new} 条（未经核查），不再查出 {found.lost} 条。"
    )
    if found.precision and found.money:
        lines += [
            f"得分最高的五分之一：查实比例 {found.precision.old:.1%} → {found.precision.new:.1%}"
            f"（差异的 95% 区间 {found.precision.low:.1%} 至 {found.precision.high:.1%}），",
            f"查实金额 {found.money.old:,.2f} → {found.money.new:,.2f} 元"
            f"（{found.money.low:,.2f} 至 {found.money.high:,.2f}）。",
        ]
    return "\n".join([*lines, f"结论：{found.advice}。"])
