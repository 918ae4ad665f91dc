"""The manual as Markdown: one file per page, links relative, so that it reads on any code host."""

import posixpath
import re
from collections.abc import Mapping

from mingjing.analysis.rules.manual.page import MARK, Block, Bullets, Code, Grid, Heading, Page


def render(pages: Mapping[str, Page]) -> dict[str, str]:
    """Return file path → Markdown text for every page."""
    return {f"{page.id}.md": _page(page) for page in pages.values()}


def _page(page: Page) -> str:
    parts = [f"# {page.title}", *(_block(block, page.id) for block in page.blocks)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, here: str) -> str:
    if isinstance(block, Heading):
        mark = f'<a id="{block.anchor}"></a>\n\n' if block.anchor else ""
        return f"{mark}{'#' * block.level} {_inline(block.text, here)}"
    if isinstance(block, Bullets):
        return "\n".join(f"- {_inline(item, here)}" for item in block.items)
    if isinstance(block, Grid):
        return _grid(block, here)
    if isinstance(block, Code):
        return f"```{block.language}\n{block.text}\n```"
    return _inline(block.text, here)


def _grid(block: Grid, here: str) -> str:
    lines = [block.head, ("---",) * len(block.head)]
    for number, row in enumerate(block.rows):
        mark = f'<a id="{block.anchors[number]}"></a>' if block.anchors else ""
        lines.append((f"{mark}{row[0]}", *row[1:]))
    return "\n".join(
        "| " + " | ".join(_inline(cell, here).replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )


def _inline(text: str, here: str) -> str:
    def replace(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        target = posixpath.relpath(f"{found['page']}.md", posixpath.dirname(here) or ".")
        return f"[{found['words']}]({target}{'#' + found['anchor'] if found['anchor'] else ''})"

    return MARK.sub(replace, text)
