"""`mingjing audit`: export the audit log; check an export, on any machine, without the office."""

from pathlib import Path

import click

from mingjing.cli.console import emit, json_option
from mingjing.config.startup import data_option, start
from mingjing.kernel import chain
from mingjing.kernel.errors import UsageError


@click.group(name="audit")
def command() -> None:
    """导出、校验审计日志。"""


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--head", help="另行保存的链头哈希；给出时一并核对。")
@json_option
def verify(file: Path, head: str | None, as_json: bool) -> None:
    """校验导出文件：任何一个字节被改、被删、被截断都会指出。不需要数据库。"""
    if not file.is_file():
        raise UsageError("没有这个文件", where=str(file))
    with file.open("rb") as lines:
        found = chain.check(lines)
    if head is not None and head != found.head:
        raise UsageError("与另行保存的链头不符", where=str(file), why="整个文件被重新生成，或不是同一份")
    data = {"entries": found.entries, "shown": found.shown, "head": found.head}
    text = f"完整：共 {found.entries} 条，其中带内容 {found.shown} 条。链头 {found.head}"
    emit(data, as_json, text)


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="导出到此文件。")
@data_option
@json_option
def export(out: Path, as_json: bool) -> None:
    """导出全部审计日志（JSON Lines），打印链头；请把链头另行保存。"""
    start()
    from mingjing.config.upgrade import demand_current  # noqa: PLC0415 - needs Django
    from mingjing.office.accounts import audit  # noqa: PLC0415 - needs Django
    from mingjing.office.accounts.models import AuditEntry  # noqa: PLC0415

    demand_current()
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(audit.export(AuditEntry.objects.all(), "mingjing audit export"))
        with part.open("rb") as lines:
            found = chain.check(lines)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    emit(
        {"file": out, "entries": found.entries, "head": found.head},
        as_json,
        f"已导出 {found.entries} 条到 {out}。链头 {found.head}",
    )
