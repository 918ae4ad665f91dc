"""`mingjing backup`: the whole site in one file."""

from pathlib import Path

import click

from mingjing.cli.console import emit, json_option
from mingjing.config.startup import data_option, start


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-key", is_flag=True, help="连同站点密钥；这样的备份须与密码同等保管。")
@click.option(
    "--portable", is_flag=True, help="逐表写出，可恢复到另一种数据库（SQLite 与 PostgreSQL 互换）。"
)
@data_option
@json_option
def command(file: Path, with_key: bool, portable: bool, as_json: bool) -> None:
    """把数据库、证据文件、本地规则写成一个文件，不必停机；数据湖可由原始数据重新入湖，不在其中。"""
    start()
    from mingjing.config.backup.write import note, write  # noqa: PLC0415 - needs Django
    from mingjing.config.upgrade import demand_current  # noqa: PLC0415

    demand_current()
    done = write(file.absolute(), with_key=with_key, portable=portable)
    note(done)
    data = {"file": done.file, "files": done.files, "bytes": done.size, "audit_head": done.audit_head}
    text = f"已备份到 {done.file}（{done.files} 个文件，{done.size / 2**20:.1f} MB）。审计 {done.audit_entries} 条，链头 {done.audit_head}"
    emit(data, as_json, text)
