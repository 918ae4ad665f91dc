"""`mingjing rules test`: checks rules and runs their cases; a bureau's own marts are checked and run with them."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.marts.catalog import Mart
from mingjing.analysis.rules import document
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.mart_check import check_local, local_marts
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import trial
from mingjing.analysis.screening.engines import open_engine
from mingjing.analysis.screening.plan import named
from mingjing.cli.console import emit, json_option, local_option
from mingjing.kernel.errors import DocumentError


@click.command("test")
@click.argument("codes", nargs=-1)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="计算引擎。"
)
@local_option
@json_option
def command(codes: tuple[str, ...], engine: str, as_json: bool) -> None:
    """检查规则并运行其案例；不写编码则检验全部。本地中间表的案例一并运行。"""
    rules = named(codes) if codes else list(document.load_all().values())
    with Workbench() as bench, tempfile.TemporaryDirectory(prefix="mingjing-trial-") as folder:
        problems = check_local(bench) + [problem for rule in rules for problem in check(rule, bench)]
        if problems:
            raise DocumentError.from_problems(problems)
        results = _mart_results(engine, bench, Path(folder) / "marts")
        results += _rule_results(engine, rules, bench, Path(folder) / "rules")
    failed = [row for row in results if row["faults"]]
    text = "\n".join(
        f"{'✘' if r['faults'] else '✔'} {r['code']} {r['case']}" + _faults(r["faults"]) for r in results
    )
    emit(results, as_json, f"{text}\n{len(results)} 个案例，{len(failed)} 个不符。")
    if failed:
        raise click.exceptions.Exit(1)


def _mart_results(engine: str, bench: Workbench, folder: Path) -> list[dict[str, Any]]:
    marts = [mart for mart in local_marts() if mart.cases]
    if not marts:
        return []
    runner = open_engine(engine, folder, few_rows=True)
    try:
        found = trial.try_marts(runner, marts, bench, folder)
    finally:
        runner.close()
    return _judged(marts, [case.gives for mart in marts for case in mart.cases], found)


def _rule_results(engine: str, rules: Sequence[Rule], bench: Workbench, folder: Path) -> list[dict[str, Any]]:
    runner = open_engine(engine, folder, few_rows=True)
    try:
        found = trial.try_rules(runner, rules, bench, folder)
    finally:
        runner.close()
    return _judged(rules, [case.finds for rule in rules for case in rule.cases], found)


def _judged(
    owners: Sequence[Rule | Mart],
    expected: Sequence[Sequence[Mapping[str, Any]]],
    found: Mapping[int, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    return [
        {
            "code": scene.owner,
            "case": scene.name,
            "faults": trial.differences(wanted, found[scene.number]),
        }
        for scene, wanted in zip(trial.scenes(owners), expected, strict=True)
    ]


def _faults(faults: list[str]) -> str:
    return "".join(f"\n    {fault}" for fault in faults)
