"""A briefing as Word: every figure is a link to the page of what is behind it, and stands in a list at the end."""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from mingjing.office.reports.core import briefing, checks
from mingjing.office.reports.core.figures import Table

_WIDTHS = (1.3, 7.5, 3.2, 1.8, 1.8)
_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"


def write(table: Table, notes: list[str], address: str, by: str, at: datetime) -> bytes:
    """Return the document. `address` has {row} and {column} for the page of a figure."""
    document = Document()
    _page(document)
    _line(document, table.title, _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, f"（{table.period.said}）", _BODY, 16, WD_ALIGN_PARAGRAPH.CENTER)
    used: dict[tuple[int, int], None] = {}
    for said in briefing.paragraphs(table):
        line = document.add_paragraph()
        _indent(line)
        for span in said.spans:
            if span.row:
                used[span.row, span.column] = None
                _link(line, span.text, address.format(row=span.row, column=span.column))
            else:
                _run(line, span.text, _HEAD if said.heading else _BODY, 16)
    for text in notes:
        line = document.add_paragraph()
        _indent(line)
        _run(line, text, _BODY, 14)
    _line(document, table.place, _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, f"{at.year}年{at.month}月{at.day}日", _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    _sources(document, table, list(used), address, by)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)


def _line(document: Any, text: str, font: str, size: int, align: Any) -> None:
    line = document.add_paragraph()
    line.alignment = align
    _run(line, text, font, size)


def _indent(line: Paragraph) -> None:
    line.paragraph_format.first_line_indent = Pt(32)
    line.paragraph_format.line_spacing = Pt(28)
    line.paragraph_format.space_after = Pt(0)


def _run(line: Paragraph, text: str, font: str, size: int) -> Any:
    run = line.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _link(line: Paragraph, text: str, address: str, size: int = 16) -> None:
    """Add a figure that leads to its page; it looks like the text around it, for the printed letter."""
    key = line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = _run(line, text, _BODY, size)
    link.append(run.element)
    line._p.append(link)


def _sources(document: Any, table: Table, used: list[tuple[int, int]], address: str, by: str) -> None:
    document.add_page_break()
    _line(document, "附：文中数据来源", _HEAD, 16, WD_ALIGN_PARAGRAPH.LEFT)
    grid = document.add_table(rows=1, cols=5)
    grid.style = "Table Grid"
    for cell, text in zip(
        grid.rows[0].cells, ("序号", "指标", "数据", "机构（家）", "依据（条）"), strict=True
    ):
        _run(cell.paragraphs[0], text, _HEAD, 10)
    rows = {row.number: row for row in table.template.rows}
    for number, (row, at) in enumerate(used, 1):
        column, cell = table.template.columns[at - 1], table.cell(row, at)
        name = column.title if row == 1 else f"{column.title}（{rows[row].label}）"
        cells = grid.add_row().cells
        for place, text in (
            (0, str(number)),
            (1, name),
            (3, str(len(cell.subjects))),
            (4, str(len(cell.keys))),
        ):
            _run(cells[place].paragraphs[0], text, _BODY, 10)
        value = f"{checks.shown(cell.value, column.unit)}{column.unit}"
        _link(cells[2].paragraphs[0], value, address.format(row=row, column=at), 10)
    for cells in (row.cells for row in grid.rows):
        for cell, width in zip(cells, _WIDTHS, strict=True):
            cell.width = Cm(width)
    said = "；".join(table.template.choice(name, key) for name, key in table.options.items())
    line = document.add_paragraph()
    _run(line, f"口径：{said}。编制人：{by}。点击数据可在平台查看其背后的机构、案件和凭证。", _BODY, 10)
