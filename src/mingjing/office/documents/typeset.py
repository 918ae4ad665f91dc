"""Typesets the standard templates from their sources, in the layout of official documents (GB/T 9704).

A source is plain text, one paragraph per line; the first line names the layout. What a line begins with:

    机关 / 题 / 号    the bureau's name, the title, the number        落款    bureau, seal, date
    #  heading       !  without indent       >  flush right          =  centred       %  a Jinja statement
    |a|b|  a row of a form: labels and contents in turn; `|^40|a|b|` at least 40 mm high; `¶` parts paragraphs
    |* x in list |head:width:content|…   a table with one row per element

The Word file is made when it is first needed: the source is the only truth, a bureau edits the file it downloads.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from mingjing.office.documents.kinds import Kind

_SOURCES = Path(__file__).with_name("sources")
_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
TITLE, BODY, HEAD, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"


@dataclass(frozen=True, slots=True)
class Layout:
    """Margins in mm (top, bottom, left, right), size of the letters and distance of the lines in points."""

    margins: tuple[int, int, int, int]
    size: float
    line: float
    title: float
    landscape: bool = False


LAYOUTS = {
    "公文": Layout((37, 35, 28, 26), 16, 28, 22),
    "笔录": Layout((30, 25, 26, 24), 14, 25, 20),
    "表单": Layout((25, 20, 23, 22), 12, 20, 20),
    "封面": Layout((30, 25, 26, 24), 16, 30, 26),
}


def typeset(source: str) -> bytes:
    """Return the Word file of a source."""
    lines = source.strip("\n").split("\n")
    layout = LAYOUTS[lines[0].strip()]
    book = Document()
    book._body.clear_content()
    _page(book, layout)
    _speak_chinese(book)
    writer = _Writer(book, layout)
    for kind, block in _blocks(lines[1:]):
        writer.write(kind, block)
    book.core_properties.author = "明镜"
    book.core_properties.created = book.core_properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield runs of form rows together and every other line alone."""
    rows: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("|") and not line.startswith("|*"):
            rows.append(line)
            continue
        if rows:
            yield "form", rows
            rows = []
        if line.startswith("|*"):
            yield "list", [line]
        elif line:
            yield "line", [line]
        else:
            yield "gap", []


class _Writer:
    """Writes blocks one after the other."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.book, self.layout = book, layout
        self.width = Mm((297 if layout.landscape else 210) - layout.margins[2] - layout.margins[3])
        self.after_table = False

    def write(self, kind: str, block: list[str]) -> None:
        """Write one block; empty lines of a source only part it for the eye."""
        if kind == "form":
            self._form(block)
        elif kind == "list":
            self._list(block[0])
        elif kind == "line":
            self._line(block[0])

    def _line(self, line: str) -> None:
        size = self.layout.size
        first, rest = line[0], line[1:].strip()
        special: dict[str, Callable[[], None]] = {
            "落款": self._signed,
            "分页": self._new_page,
            "空行": self._gap,
        }
        if line.strip() in special:
            special[line.strip()]()
        elif line.startswith("机关"):
            self._text("{{ 单位.名称 }}", TITLE, self.layout.title, _CENTRE)
        elif line.startswith("题"):
            self._text(line[1:].strip(), TITLE, self.layout.title, _CENTRE, after=10)
        elif line.startswith("号"):
            self._text(line[1:].strip() or "{{ 文书.字号 }}", BODY, size, _RIGHT, after=10)
        elif first == "#":
            self._text(rest, HEAD, size, _LEFT, indent=2).paragraph_format.keep_with_next = True
        elif first == "%":
            self._text("{%p " + rest + " %}", BODY, size, _LEFT)
        elif first in "!>=":
            self._text(rest, BODY, size, {"!": _LEFT, ">": _RIGHT, "=": _CENTRE}[first])
        else:
            self._text(line.strip(), BODY, size, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=2)

    def _text(
        self, text: str, font: str, size: float, align: Any, indent: int = 0, after: float = 0
    ) -> Paragraph:
        paragraph: Paragraph = self.book.add_paragraph()
        _fill(paragraph, text, font, size, align, self.layout.line * max(size / self.layout.size, 1), indent)
        paragraph.paragraph_format.space_after = Pt(after)
        if self.after_table:
            paragraph.paragraph_format.space_before = Pt(6)
        self.after_table = False
        return paragraph

    def _gap(self) -> None:
        self._text("", BODY, self.layout.size, _LEFT)

    def _new_page(self) -> None:
        self.book.add_page_break()

    def _signed(self) -> None:
        """The bureau over the date, the seal across both; kept on one page with what it signs."""
        before = self.book.paragraphs[-1] if self.book.paragraphs else None
        for text in ("", "{{ 单位.名称 }}（印章）", "{{ 文书.日期 }}"):
            made = self._text(text, BODY, self.layout.size, _RIGHT)
            made.paragraph_format.right_indent = Pt(self.layout.size * 2)
            made.paragraph_format.keep_together = True
            if before is not None:
                before.paragraph_format.keep_with_next = True
            before = made

    def _form(self, rows: list[str]) -> None:
        """Rows of a form on a grid of four columns; two cells: the second takes three columns; one: all four."""
        table = _table(self.book, [self.width * share for share in (0.16, 0.34, 0.16, 0.34)])
        for row in rows:
            height = re.match(r"\|\^(\d+)\|", row)
            cells = (row[height.end() - 1 :] if height else row).strip().strip("|").split("|")
            line = _row(table)
            line.height = Mm(int(height[1])) if height else Mm(9)
            line.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            self._row(list(line.cells), [one.strip() for one in cells])
        _unbroken(table)
        self.after_table = True

    def _row(self, grid: list[_Cell], cells: list[str]) -> None:
        if len(cells) == 1:
            places = [grid[0].merge(grid[3])]
        elif len(cells) == 2:
            places = [grid[0], grid[1].merge(grid[3])]
        else:
            places = grid
        for number, (cell, text) in enumerate(zip(places, cells, strict=True)):
            label = number % 2 == 0 and len(cells) > 1
            self._cell(cell, text, _CENTRE if label else _LEFT, PLAIN if label else BODY)

    def _cell(self, cell: _Cell, text: str, align: Any, font: str) -> None:
        cell.vertical_alignment = 1  # type: ignore[assignment]
        for number, part in enumerate(text.split("¶")):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            clean = part.strip()
            turned = _RIGHT if clean.startswith(">") else align
            _fill(paragraph, clean.lstrip(">").strip(), font, 12, turned, 19)

    def _list(self, line: str) -> None:
        """A heading row that repeats on each page, and one row per element."""
        loop, *columns = line[2:].strip().strip("|").split("|")
        if self.book.paragraphs:
            self.book.paragraphs[-1].paragraph_format.space_after = Pt(6)
        specs = [one.strip().split(":", 2) for one in columns]
        whole = sum(float(one[1]) for one in specs)
        table = _table(self.book, [self.width * (float(one[1]) / whole) for one in specs])
        head = _row(table)
        for cell, (title, *_) in zip(head.cells, specs, strict=True):
            self._cell(cell, title, _CENTRE, HEAD)
        _repeat(head)
        _row(table).cells[0].text = "{%tr for " + loop.strip() + " %}"
        row = _row(table)
        for cell, (_, _, content) in zip(row.cells, specs, strict=True):
            self._cell(cell, content, _LEFT, BODY)
        _row(table).cells[0].text = "{%tr endfor %}"
        _unbroken(table)
        self.after_table = True


def _fill(
    paragraph: Paragraph, text: str, font: str, size: float, align: Any, line: float, indent: int = 0
) -> None:
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    if indent:
        spaces = paragraph._p.get_or_add_pPr().get_or_add_ind()
        spaces.set(qn("w:firstLineChars"), str(indent * 100))
        spaces.set(qn("w:firstLine"), str(int(size * indent * 20)))
    for part, bold in _bold(text):
        run = paragraph.add_run(part)
        run.bold = bold or None
        run.font.size = Pt(size)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for name in ("w:ascii", "w:hAnsi"):
            fonts.set(qn(name), "Times New Roman")
        fonts.set(qn("w:eastAsia"), font)


def _bold(text: str) -> Iterator[tuple[str, bool]]:
    for number, part in enumerate(text.split("**")):
        if part:
            yield part, number % 2 == 1


def _table(book: Any, widths: list[float]) -> Table:
    table: Table = book.add_table(rows=0, cols=len(widths))
    table.style = book.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(width)
    return table


def _row(table: Table) -> Any:
    return table.add_row()  # type: ignore[no-untyped-call]


def _unbroken(table: Table) -> None:
    """Keep every row on one page."""
    for row in table.rows:
        mark = OxmlElement("w:cantSplit")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().insert(0, mark)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _speak_chinese(book: Any) -> None:
    """Say that the text is Chinese, so that no other script's shapes stand in for missing fonts."""
    for run in book.styles.element.iter(qn("w:lang")):
        run.set(qn("w:eastAsia"), "zh-CN")


def _page(book: Any, layout: Layout) -> None:
    """Set paper, margins, the mark of drafts above and the number of the page below."""
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if layout.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    top, bottom, left, right = layout.margins
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(15), Mm(max(bottom - 18, 8))
    _fill(section.header.paragraphs[0], "{{ 文书.草稿标记 }}", HEAD, 10.5, _RIGHT, 14)
    footer = section.footer.paragraphs[0]
    _fill(footer, "— ", PLAIN, 14, _CENTRE, 18)
    _page_number(footer)
    _fill(footer, " —", PLAIN, 14, _CENTRE, 18)


def _page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


@cache
def standard(kind: Kind) -> bytes:
    """Return the standard template of a kind."""
    source = kind.source or _SOURCES / f"{kind.key}.txt"
    return typeset(source.read_text(encoding="utf-8"))
