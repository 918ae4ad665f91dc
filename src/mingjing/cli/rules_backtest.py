"""`mingjing rules backtest`: a new version of a rule over history, against the old one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.rules import archive
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening.backtest import KINDS, Comparison, Period, Side, backtest
from mingjing.analysis.screening.backtest_xlsx import NAMES, version, write_comparison
from mingjing.cli.console import emit, json_option, local_option, progress_option, stages
from mingjing.kernel.errors import UsageError

_DAY = click.DateTime(["%Y-%m-%d"])
_SHOWN, _GIVEN = 5, 20  # examples of each kind: on the screen, in the JSON


@click.command("backtest")
@click.argument("code")
@click.option("--lake", type=click.Path(path_type=Path), required=True, help="数据湖文件夹。")
@click.option(
    "--against",
    help="与什么相比：存档的版本号、旧版文件（.sql）或另一条规则的编码。CODE 为文件时缺省为在册的同编码规则。",
)
@click.option("--since", type=_DAY, help="行为发生日期的起点（含）。")
@click.option("--until", type=_DAY, help="行为发生日期的终点（含）。")
@click.option("--out", type=click.Path(path_type=Path), help="另存为 Excel 文件（.xlsx）。")
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="线程数。")
@click.option("--memory", default="4GB", show_default=True, help="内存上限，超出部分落盘。")
@local_option
@progress_option
@json_option
def command(
    code: str,
    lake: Path,
    against: str | None,
    since: datetime | None,
    until: datetime | None,
    out: Path | None,
    threads: int,
    memory: str,
    progress: Path | None,
    as_json: bool,
) -> None:
    """用历史数据比较规则的新旧两版：新增、消失和变化的疑点。CODE 为规则编码或规则文件。"""
    if out and out.suffix != ".xlsx":
        raise UsageError(f"{out} 不是 .xlsx 文件", do="文件名以 .xlsx 结尾")
    new = archive.from_file_or_catalog(code)
    old = _old(new, code, against)
    days = [day.date() if day else None for day in (since, until)]
    with stages(progress) as report:
        found = backtest(lake, new, old, Period(days[0], days[1], memory, threads), report)
    if out:
        write_comparison(out, found)
    emit(_data(found), as_json, _text(found, out))


def _old(new: Rule, code: str, against: str | None) -> Rule | None:
    if against:
        return archive.former(new.code, against)
    if not code.endswith(".sql"):
        return None
    try:
        return archive.from_file_or_catalog(new.code)
    except UsageError:
        return None


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "new": _side(found.new),
        "old": _side(found.old) if found.old else None,
        "same": found.same,
        **{kind: found.sums[kind] for kind in KINDS},
        "examples": {kind: list(found.listed[kind][:_GIVEN]) for kind in KINDS},
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "code": side.rule.code,
        "version": side.rule.version,
        "path": side.rule.document.path,
        "findings": side.findings,
        "plain_amt": side.plain_amt,
        "estimate_amt": side.estimate_amt,
    }


def _text(found: Comparison, out: Path | None) -> str:
    sides = [("新版", found.new), *([("旧版", found.old)] if found.old else [])]
    lines = [
        f"{label} {version(side)}：疑点 {side.findings:,} 条，{side.plain_amt:,} 元"
        + (f"，另有估算 {side.estimate_amt:,} 元" if side.estimate_amt else "")
        for label, side in sides
    ]
    lines.append(f"不变 {found.same:,} 条。")
    for kind in KINDS:
        sums = found.sums[kind]
        lines.append(f"{NAMES[kind]} {sums['findings']:,} 条，{sums['plain_amt']:+,} 元。")
        lines += _examples(found.listed[kind][:_SHOWN])
    if not found.old:
        lines.append("没有旧版可比，全部算作新增；用 --against 指定旧版。")
    if out:
        lines.append(f"清单：{out}")
    return "\n".join(lines)


def _examples(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"  {row['occurred_on']} 机构 {row['fixmedins_code']} 人员 {row['psn_no'] or '—'} {_money(row)}：{row['message']}"
        for row in rows
    ]


def _money(row: Mapping[str, Any]) -> str:
    old, new = row["old_amt"], row["checkout_amt"]
    if old is not None and new is not None:
        return f"{old:,} 元 → {new:,} 元"
    return f"{old if new is None else new:,} 元" if (old, new) != (None, None) else "未计金额"
