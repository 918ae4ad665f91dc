"""`mingjing manual`: writes the generated reference pages and the rule manual."""

from pathlib import Path

import click

from mingjing.analysis.engine import reference as functions
from mingjing.analysis.rules import document, manual
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.standard import reference
from mingjing.cli.console import emit, json_option


def generated() -> dict[str, str]:
    """Return every generated page: path below `docs/` → text."""
    with Workbench() as bench:
        rules = {
            f"manual/{name}": text for name, text in manual.pages(document.load_all(), bench.schema).items()
        }
    return {
        "reference/standard.md": reference.render(),
        "reference/functions.md": functions.render(),
        **rules,
    }


@click.command(name="manual")
@click.option(
    "--docs", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="文档文件夹。"
)
@json_option
def command(docs: Path, as_json: bool) -> None:
    """生成数据标准、函数参考和规则手册。"""
    pages = generated()
    for stale in (docs / "manual").glob("*.md"):
        if f"manual/{stale.name}" not in pages:
            stale.unlink()
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    emit({"pages": len(pages), "docs": docs}, as_json, f"已写入 {len(pages)} 页：{docs}")
