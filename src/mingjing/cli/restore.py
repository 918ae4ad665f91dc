"""`mingjing restore`: a site from its backup."""

from pathlib import Path

import click

from mingjing.cli.console import emit, json_option
from mingjing.config.startup import data_option, start
from mingjing.kernel.errors import UsageError


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--force", is_flag=True, help="本站点已有数据时也恢复；原有文件移到数据文件夹的 replaced-… 中。"
)
@data_option
@json_option
def command(file: Path, force: bool, as_json: bool) -> None:
    """从备份恢复站点：先核对全部哈希，恢复后校验审计链；较旧版本的备份自动升级。"""
    if not file.is_file():
        raise UsageError("没有这个文件", where=str(file))
    start()
    from mingjing.config.backup.restore import restore  # noqa: PLC0415 - needs Django
    from mingjing.config.lock import alone  # noqa: PLC0415

    with alone():
        done = restore(file.absolute(), force=force)
    aside = f"\n原有文件在 {done.aside}，确认无误后可删除。" if done.aside else ""
    text = (
        f"已恢复 {done.made_at}（版本 {done.version}）的备份，{done.files} 个文件。\n"
        f"审计链完整：{done.audit_entries} 条，链头 {done.audit_head}{aside}"
    )
    data = {"made_at": done.made_at, "audit_entries": done.audit_entries, "audit_head": done.audit_head}
    emit({**data, "aside": done.aside}, as_json, text)
