"""The manual as a site of static pages: no server, no network; one index, searched in the browser."""

import json
import posixpath
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.rules.manual import item_index
from mingjing.analysis.rules.manual.page import MARK, Block, Bullets, Code, Grid, Heading, Page

_ASSETS = Path(__file__).parent / "assets"
_STATIC = ("site.css", "search.js")
_INDEX = "search-index.js"
_START = "window.MANUAL = "
_PLAIN = re.compile(r"\s+")


def write(pages: Mapping[str, Page], folder: Path) -> int:
    """Write the site into `folder`; pages of an earlier one that are gone are removed. Return the number of pages."""
    for name in _listed(folder) - {f"{page}.html" for page in pages}:
        (folder / name).unlink(missing_ok=True)
    environment = Environment(
        loader=FileSystemLoader(_ASSETS), autoescape=select_autoescape(["html.j2"]), trim_blocks=True
    )
    template = environment.get_template("page.html.j2")
    for page in pages.values():
        file = folder / f"{page.id}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * page.id.count("/")
        body = Markup("\n").join(_block(block, page.id) for block in page.blocks)
        contents = [(_anchor(b), b.text) for b in page.blocks if isinstance(b, Heading) and b.level == 2]
        file.write_text(
            template.render(page=page, body=body, up=up, contents=contents),
            encoding="utf-8",
        )
    for name in _STATIC:
        shutil.copyfile(_ASSETS / name, folder / name)
    (folder / _INDEX).write_text(_index(pages), encoding="utf-8")
    told = {name: found for name, found in lists().items() if f"lists/{name}" in pages}
    (folder / "items.js").write_text(item_index.script(told), encoding="utf-8")
    return len(pages)


def _listed(folder: Path) -> set[str]:
    """The pages that the index of an earlier manual in the folder names."""
    if not (folder / _INDEX).exists():
        return set()
    text = (folder / _INDEX).read_text(encoding="utf-8")
    return {unquote(row["u"]) for row in json.loads(text.removeprefix(_START).rstrip(";\n"))}


def _index(pages: Mapping[str, Page]) -> str:
    """What the search reads: title, kind, address and text of every page but the first."""
    rows = [
        {
            "t": page.title,
            "k": page.kind,
            "u": quote(f"{page.id}.html"),
            "x": _PLAIN.sub(" ", " ".join(_words(text) for text in list(page.texts())[1:])),
        }
        for page in pages.values()
        if page.id != "index"
    ]
    return f"{_START}{json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"


def _words(text: str) -> str:
    return MARK.sub(lambda found: found["code"] or found["words"], text)


def _block(block: Block, here: str) -> Markup:
    if isinstance(block, Heading):
        return Markup("<h{0} id='{1}'>{2}</h{0}>").format(
            block.level, _anchor(block), _inline(block.text, here)
        )
    if isinstance(block, Bullets):
        items = Markup("").join(Markup("<li>{}</li>").format(_inline(item, here)) for item in block.items)
        return Markup("<ul>{}</ul>").format(items)
    if isinstance(block, Grid):
        return _grid(block, here)
    if isinstance(block, Code):
        return Markup("<pre tabindex='0'><code>{}</code></pre>").format(block.text)
    return Markup("<p>{}</p>").format(_inline(block.text, here))


def _anchor(block: Heading) -> str:
    return block.anchor or f"s-{block.text}".replace(" ", "-")


def _grid(block: Grid, here: str) -> Markup:
    head = Markup("").join(
        Markup("<th scope='col'>{}</th>").format(_inline(cell, here)) for cell in block.head
    )
    rows = []
    for number, row in enumerate(block.rows):
        mark = Markup(" id='{}'").format(block.anchors[number]) if block.anchors else Markup("")
        cells = Markup("").join(Markup("<td>{}</td>").format(_inline(cell, here)) for cell in row)
        rows.append(Markup("<tr{}>{}</tr>").format(mark, cells))
    return Markup(
        "<div class='scroll' tabindex='0'><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(head, Markup("").join(rows))


def _inline(text: str, here: str) -> Markup:
    parts: list[Markup] = []
    last = 0
    for found in MARK.finditer(text):
        parts.append(escape(text[last : found.start()]))
        if found["code"]:
            parts.append(Markup("<code>{}</code>").format(found["code"]))
        else:
            target = quote(posixpath.relpath(f"{found['page']}.html", posixpath.dirname(here) or "."))
            anchor = f"#{quote(found['anchor'])}" if found["anchor"] else ""
            parts.append(Markup('<a href="{}">{}</a>').format(target + anchor, found["words"]))
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])
