"""Shows a Word file as a page: the very file, its paragraphs, tables and alignment, all texts escaped."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from docx import Document
from docx.document import Document as Book
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from mingjing.office.documents.fill import BLANK

_ALIGN = {WD_ALIGN_PARAGRAPH.CENTER: "mid", WD_ALIGN_PARAGRAPH.RIGHT: "end"}
_TITLE = 18
_TEXTS = re.compile(r"/word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")


def page(content: bytes) -> SafeString:
    """Return a Word file as HTML: `p` and `table`, classes for alignment, indent and titles."""
    book = Document(BytesIO(content))
    return mark_safe("".join(_body(book)))  # noqa: S308 - every text is escaped below


def text(content: bytes) -> str:
    """Return all texts of a Word file, a line per paragraph: tables, boxes, headers, footers and notes as well."""
    found = []
    for part in Document(BytesIO(content)).part.package.iter_parts():
        if _TEXTS.match(str(part.partname)):
            root = getattr(part, "element", None)
            tree = root if root is not None else parse_xml(part.blob)
            found += ["".join(_said(one)) for one in tree.iter(qn("w:p"))]
    return "\n".join(found)


def _said(paragraph: Any) -> Iterator[str]:
    """Yield the texts of a paragraph in order; breaks as they are read."""
    for one in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield (one.text or "") if one.tag == qn("w:t") else (" " if one.tag == qn("w:tab") else "\n")


def _body(book: Book) -> Iterator[str]:
    for one in book.iter_inner_content():
        yield _table(one) if isinstance(one, Table) else _paragraph(one)


def _paragraph(paragraph: Paragraph) -> str:
    classes = [_ALIGN[paragraph.alignment]] if paragraph.alignment in _ALIGN else []
    indent = paragraph._p.find(f".//{qn('w:ind')}")
    if indent is not None and indent.get(qn("w:firstLineChars")):
        classes.append("indent")
    if any(run.font.size and run.font.size.pt > _TITLE for run in paragraph.runs):
        classes.append("title")
    if any(_font(run) == "黑体" for run in paragraph.runs):
        classes.append("head")
    return format_html('<p class="{}">{}</p>', " ".join(classes), _runs(paragraph))


def _font(run: object) -> str:
    fonts = run._r.find(f".//{qn('w:rFonts')}")  # type: ignore[attr-defined]
    return str(fonts.get(qn("w:eastAsia")) or "") if fonts is not None else ""


def _runs(paragraph: Paragraph) -> SafeString:
    parts = [
        format_html("<b>{}</b>", _marked(run.text)) if run.bold else _marked(run.text)
        for run in paragraph.runs
    ]
    return mark_safe("".join(parts) or "&nbsp;")  # noqa: S308 - made of escaped parts


def _marked(words: str) -> SafeString:
    """Escape a text; blanks stand out."""
    shown = escape(words).replace("\n", "<br>")
    if BLANK in shown:
        shown = shown.replace(BLANK, f"<mark>{BLANK}").replace("】", "】</mark>")
    return mark_safe(shown)  # noqa: S308 - escaped above


def _table(table: Table) -> SafeString:
    rows = format_html_join("", "<tr>{}</tr>", ((_cells(row._tr.tc_lst, table),) for row in table.rows))
    return format_html("<table>{}</table>", rows)


def _cells(found: list[object], table: Table) -> SafeString:
    cells = [_Cell(one, table) for one in found]  # type: ignore[arg-type]
    return format_html_join(
        "",
        '<td colspan="{}">{}</td>',
        (
            (cell._tc.grid_span, mark_safe("".join(_paragraph(one) for one in cell.paragraphs)))  # noqa: S308
            for cell in cells
        ),
    )
