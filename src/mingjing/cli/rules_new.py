"""`mingjing rules new`: a skeleton of a local rule, with a case that fails until the rule is written."""

from pathlib import Path

import click

from mingjing.analysis.rules.start import start
from mingjing.cli.console import emit, json_option
from mingjing.kernel import local


@click.command("new")
@click.argument("code")
@click.option(
    "--local",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="本地文件夹；没有就新建。",
)
@click.option("--from", "copied", default="", metavar="CODE", help="照抄这条规则再改。")
@json_option
def command(code: str, folder: Path, copied: str, as_json: bool) -> None:
    """新建一条本地规则：写出骨架，附一个尚未通过的案例。"""
    folder.mkdir(parents=True, exist_ok=True)
    local.name((*local.folders(), folder))
    file = start(folder, code, copied)
    following = f"mingjing rules test {code} --local {folder}"
    text = (
        f"已写出 {file}（草稿）。\n"
        f"下一步：编辑文件中标有【待改】的地方，然后运行\n  {following}\n"
        "直到案例全部通过。写法见 docs/how-to/local-rules.zh-CN.md。"
    )
    emit({"file": file, "next": following}, as_json, text)
