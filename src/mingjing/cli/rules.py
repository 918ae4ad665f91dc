"""`mingjing rules`: list, show, test, lock, back-test and start rules."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from mingjing.analysis.rules import archive, coverage, document, lock, pack
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.needs import waiting
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening.plan import named
from mingjing.cli import rules_backtest, rules_new, rules_test
from mingjing.cli.console import emit, json_option, local_option
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError
from mingjing.kernel.lock import Entry, Lock


@click.group(name="rules")
def command() -> None:
    """查看、检验、登记规则。"""


@command.command("list")
@local_option
@json_option
def list_rules(as_json: bool) -> None:
    """列出全部规则。"""
    rules = document.load_all()
    rows = [_row(rule) for rule in rules.values()]
    text = "\n".join(
        f"{r['code']}  {r['status']:<7} 严重程度{r['severity']}  {r['title']}"
        + ("" if r["from"] == "built_in" else f"（{r['from']}）")
        for r in rows
    )
    emit(rows, as_json, f"{text}\n共 {len(rows)} 条规则。")


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "version": rule.version,
        "title": rule.title,
        "status": rule.status,
        "from": document.origin(rule),
        "severity": rule.severity,
        "behaviour": rule.behaviour,
        "national_code": list(rule.national_code),
        "scenes": list(rule.scenes),
        "law": list(rule.law),
    }


@command.command()
@click.argument("code")
@local_option
@json_option
def show(code: str, as_json: bool) -> None:
    """显示一条规则的全文。"""
    rule = named((code,))[0]
    data = _row(rule) | {
        "message": rule.message,
        "verify": rule.verify,
        "defence": rule.defence,
        "known_gaps": rule.known_gaps,
        "params": {
            p.name: {"default": p.default, "unit": p.unit, "source": p.source} for p in rule.params.values()
        },
        "cases": [case.name for case in rule.cases],
        "sql": rule.sql,
        "path": rule.document.path,
    }
    emit(data, as_json, rule.document.path.read_text(encoding="utf-8"))


@command.command("lock")
@click.option("--check", "only_check", is_flag=True, help="只核对，不改写。")
@local_option
@json_option
def lock_rules(only_check: bool, as_json: bool) -> None:
    """登记每条规则的版本与指纹（rules.lock）；有本地文件夹时，改为存档本地规则。逻辑变了而版本号没变的会被指出。"""
    if local.folders():
        data, text = _archive(only_check)
    else:
        data, text = _lock(only_check)
    emit(data, as_json, text)


def _lock(only_check: bool) -> tuple[dict[str, Any], str]:
    rules = document.load_built_in()
    register(lock.LOCK, lock.entries(rules), only_check)
    return {"rules": len(rules), "lock": lock.LOCK.path}, f"rules.lock 与 {len(rules)} 条规则一致。"


def register(held: Lock, entries: Mapping[str, Entry], only_check: bool) -> None:
    """Write a lock file, or only compare it. Raises DocumentError that names what changed without a new version."""
    faults = held.problems(entries) if only_check else held.unnumbered(entries)
    if faults:
        raise DocumentError.from_problems(faults)
    if not only_check:
        held.write(entries)


def _archive(only_check: bool) -> tuple[dict[str, Any], str]:
    rules = archive.local_rules()
    problems = archive.problems(rules)
    if problems:
        raise DocumentError.from_problems(problems)
    kept = [] if only_check else archive.keep(rules)
    text = f"本地规则 {len(rules)} 条，与存档一致；本次存档 {len(kept)} 条。"
    return {"local": len(rules), "archived": kept}, text


@command.command("coverage")
@click.option("--gaps", is_flag=True, help="只列没有落实的。")
@local_option
@json_option
def show_coverage(gaps: bool, as_json: bool) -> None:
    """显示国家规则、文件点名的行为、问题清单各由什么落实；有没有落实的以 1 退出。"""
    rules = document.load_all()
    with Workbench() as bench:
        tables = coverage.coverage(rules, waiting(rules, bench.schema))
    shown = {name: [one for one in rows if one.gaps or not gaps] for name, rows in tables.items()}
    totals = {name: coverage.summary(name, rows) for name, rows in tables.items()}
    lines = [line for name, rows in shown.items() for line in ("", totals[name], *map(_answer, rows))]
    data = {
        name: {"summary": totals[name], "answers": [asdict(one) for one in rows]}
        for name, rows in shown.items()
    }
    emit(data, as_json, "\n".join(lines[1:]))
    if any(one.gaps for rows in tables.values() for one in rows):
        raise click.exceptions.Exit(1)


def _answer(one: coverage.Answer) -> str:
    rows = "、".join(f"{name} {count} 行" for name, count in one.rows.items())
    parts = [" ".join(one.rules), rows, "须装入本地行" if one.waits else "", one.reason]
    how = "；".join(part for part in parts if part) or coverage.STATES[one.state]
    fault = f"\n      没有落实：{'、'.join(one.gaps)}" if one.gaps else ""
    return f"{'✘' if one.gaps else '✔'} {one.number:>5} {one.title}：{how}{fault}"


@command.command("packs")
@local_option
@json_option
def list_packs(as_json: bool) -> None:
    """列出规则包：用途、规则和收窄的范围。"""
    found = list(pack.packs().values())
    text = "\n".join(f"{one.title}（{one.name}）：{one.doc}\n    {'、'.join(one.codes)}" for one in found)
    rows = [asdict(one) | {"codes": one.codes, "sha256": one.sha256} for one in found]
    emit(rows, as_json, f"{text}\n共 {len(found)} 个规则包，用 mingjing screen --pack 名称 运行。")


command.add_command(rules_backtest.command)
command.add_command(rules_new.command)
command.add_command(rules_test.command)
