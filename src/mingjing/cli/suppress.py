"""`mingjing suppress`: take a finding or a subject out of the totals for a time, with a reason that is kept."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from mingjing.analysis.screening import suppression
from mingjing.analysis.screening.suppression import Suppression
from mingjing.cli.console import emit, json_option
from mingjing.kernel import local
from mingjing.kernel.errors import UsageError

_folder = click.option(
    "--local",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="本地文件夹，豁免登记在其中的 suppressions.csv。",
)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(name="suppress")
def command() -> None:
    """登记、查看、撤销疑点豁免。到期自动恢复。"""


@command.command("add")
@_folder
@click.option("--finding", default="", help="疑点编号（finding_id）。")
@click.option("--rule", default="", help="规则编码；* 为全部规则。")
@click.option("--person", default="", help="人员编号（psn_no）。")
@click.option("--institution", default="", help="机构编号（fixmedins_code）。")
@click.option("--encounter", default="", help="就诊编号（mdtrt_id）。")
@click.option("--reason", required=True, help="理由，如核查结论和文号。")
@click.option("--author", required=True, help="经办人。")
@click.option("--until", type=_DAY, required=True, help="到期日期（含），之后恢复计入。")
@json_option
def add(
    folder: Path,
    finding: str,
    rule: str,
    person: str,
    institution: str,
    encounter: str,
    reason: str,
    author: str,
    until: datetime,
    as_json: bool,
) -> None:
    """登记一条豁免：一个疑点，或一条规则对一个人员、机构、就诊的疑点。"""
    _check(folder)
    wanted = Suppression(
        finding, rule, person, institution, encounter, reason, author, date.today(), until.date()
    )
    row = suppression.add(folder, wanted)
    emit(_shown(row), as_json, f"已登记豁免 {row.key}，到期日 {row.expires_on}。下次筛查起生效。")


@command.command("list")
@_folder
@json_option
def list_rows(folder: Path, as_json: bool) -> None:
    """列出豁免；已到期的也列出。"""
    _check(folder)
    rows = [_shown(row) for row in suppression.read([folder / local.SUPPRESSIONS])]
    lines = [
        f"{row['key']}  {'已到期' if row['expired'] else '有效  '}  至 {row['expires_on']}  {row['rule_code']} "
        f"{'，'.join(f'{name}={value}' for name, value in row['subject'].items())}  {row['reason']}（{row['author']}）"
        for row in rows
    ]
    emit(rows, as_json, "\n".join([*lines, f"共 {len(rows)} 条豁免。"]))


@command.command("remove")
@click.argument("key")
@_folder
@json_option
def remove(key: str, folder: Path, as_json: bool) -> None:
    """撤销一条豁免（编号见 list）；相应疑点在下次筛查时恢复计入。"""
    _check(folder)
    row = suppression.remove(folder, key)
    emit(_shown(row), as_json, f"已撤销豁免 {row.key}（{row.reason}）。下次筛查起恢复计入。")


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError("没有这个本地文件夹", where=str(folder), do="先建立该文件夹，或核对 --local")
    local.name((*local.folders(), folder))


def _shown(row: Suppression) -> dict[str, Any]:
    return {
        "key": row.key,
        "rule_code": row.rule_code,
        "subject": row.subject,
        "reason": row.reason,
        "author": row.author,
        "added_on": row.added_on,
        "expires_on": row.expires_on,
        "expired": row.expires_on < date.today(),
    }
