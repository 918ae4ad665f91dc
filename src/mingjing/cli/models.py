"""`mingjing models`: list, show and test the big-data models."""

import tempfile
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import model_trial
from mingjing.analysis.screening.engines import open_engine
from mingjing.cli.console import emit, json_option, local_option
from mingjing.kernel.errors import UsageError

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
    model = _named((code,))[0]
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
    chosen = _named(codes) if codes else list(models().values())
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
        runner = open_engine(engine, folder / "tables")
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


def _named(codes: tuple[str, ...]) -> list[Model]:
    """Return the models of these codes. Raises UsageError for an unknown one."""
    known = models()
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise UsageError(f"没有模型 {'、'.join(unknown)}", do=f"现有：{'、'.join(known)}")
    return [known[code] for code in codes]
