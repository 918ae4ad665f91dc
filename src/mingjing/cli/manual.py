"""`mingjing manual`: writes the generated reference pages and the manual, as Markdown or as a site."""

from pathlib import Path

import click

from mingjing.analysis.detectors import card_page
from mingjing.analysis.engine import reference as functions
from mingjing.analysis.rules import document
from mingjing.analysis.rules.manual import build, markdown, site
from mingjing.analysis.rules.manual.page import Page
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.standard import reference
from mingjing.cli.console import emit, json_option, local_option


def manual_pages() -> dict[str, Page]:
    """Return every page of the manual by id."""
    with Workbench() as bench:
        return build.pages(document.load_all(), bench.schema, card_page.pages())


def generated() -> dict[str, str]:
    """Return every generated Markdown page: path below `docs/` → text."""
    return {
        "reference/standard.md": reference.render(),
        "reference/functions.md": functions.render(),
        **{f"manual/{name}": text for name, text in markdown.render(manual_pages()).items()},
    }


@click.command(name="manual")
@click.option(
    "--docs", type=click.Path(path_type=Path), default=Path("docs"), show_default=True, help="文档文件夹。"
)
@click.option(
    "--html", "folder", type=click.Path(path_type=Path), help="改为在此文件夹生成可离线搜索的网页手册。"
)
@local_option
@json_option
def command(docs: Path, folder: Path | None, as_json: bool) -> None:
    """生成数据标准、函数参考和规则手册；--html 生成网页手册。"""
    if folder:
        count = site.write(manual_pages(), folder)
        emit(
            {"pages": count, "html": folder}, as_json, f"已生成 {count} 页，用浏览器打开 {folder}/index.html"
        )
        return
    pages = generated()
    for stale in (docs / "manual").rglob("*.md"):
        if f"manual/{stale.relative_to(docs / 'manual').as_posix()}" not in pages:
            stale.unlink()
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    emit({"pages": len(pages), "docs": docs}, as_json, f"已写入 {len(pages)} 页：{docs}")
