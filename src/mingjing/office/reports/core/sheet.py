"""Prints a report as Excel: the table as the notice lays it out, what the checks say, what is behind each cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingjing.office.reports.core import checks, layout
from mingjing.office.reports.core.behind import Change, Piece
from mingjing.office.reports.core.behind import said as source_said
from mingjing.office.reports.core.figures import WAN, Table
from mingjing.office.reports.core.layout import STUB
from mingjing.office.reports.core.template import Template

_FONT = {"font_name": "宋体", "font_size": 11, "align": "center", "valign": "vcenter", "text_wrap": True}
_TITLE, _UNDER, _HEADS, _LEVELS = 0, 1, 2, 3
_NUMBERS = _HEADS + _LEVELS
_BODY = _NUMBERS + 1
_MOST_TEXT, _MOST_LINES = 32_000, 200_000
_WIDTHS = {WAN: 8.5, "元": 8.5}


@dataclass(frozen=True, slots=True)
class Under:
    """What stands around the table: who filled it in and signed it, when, what is missing, what was corrected."""

    by: str = ""
    signed: str = ""
    on: str = ""
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    pieces: Iterable[tuple[int, Piece]] = ()


def write(table: Table, under: Under | None = None, whole: bool = True) -> bytes:
    """Return the workbook; not `whole`: the form alone, as it is printed."""
    said = under or Under()
    out = BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        styles = _styles(book)
        sheet = book.add_worksheet("统计表")
        _page(sheet, table.template)
        last = STUB + len(table.template.columns) - 1
        sheet.merge_range(_TITLE, 0, _TITLE, last, table.title, styles["title"])
        unit = f"填报单位：{table.place}　　统计期间：{table.period.said}"
        who = f"填报人：{said.by}　　审签人：{said.signed}　　填报日期：{said.on}"
        sheet.merge_range(_UNDER, 0, _UNDER, last, f"{unit}　　{who}", styles["under"])
        _heads(sheet, table.template, styles)
        _stub(sheet, table.template, styles)
        _body(sheet, table, styles)
        _notes(sheet, table, said.notes, last, styles)
        if whole:
            if said.changes:
                _changes(book.add_worksheet("更正情况"), said.changes, styles)
            _findings(book.add_worksheet("校验与口径"), table, styles)
            _behind(book.add_worksheet("数据来源"), table, said.pieces, styles)
    return out.getvalue()


def _styles(book: xlsxwriter.Workbook) -> Mapping[str, Format]:
    box = _FONT | {"border": 1}
    # A figure that is too wide is printed smaller: Excel would show ####.
    figure = box | {"text_wrap": False, "shrink": True}
    made = {
        "title": _FONT | {"font_size": 20, "bold": True},
        "under": _FONT | {"align": "left"},
        "head": box | {"bold": True},
        "cell": figure | {"num_format": "0"},
        WAN: figure | {"num_format": "0.00####"},
        "元": figure | {"num_format": "0.00"},
        "text": box | {"align": "left", "font_size": 10},
        "plain": {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top"},
        "strong": {"font_name": "宋体", "font_size": 10, "bold": True, "bottom": 1},
    }
    return {name: book.add_format(one) for name, one in made.items()}


def _page(sheet: Worksheet, template: Template) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.center_horizontally()
    for at, width in enumerate((5.5, 5.5, 10)):
        sheet.set_column(at, at, width)
    for column in template.columns:
        width = 26 if column.how == "text" else _WIDTHS.get(column.unit, 5.5)
        sheet.set_column(STUB + column.number - 1, STUB + column.number - 1, width)
    sheet.set_row(_TITLE, 38)
    sheet.set_row(_UNDER, 22)
    for row, height in enumerate((22, 72, 46), _HEADS):
        sheet.set_row(row, height)
    for number in range(len(template.rows) + template.blank_rows):
        sheet.set_row(_BODY + number, 52 if number == 0 else 38)
    sheet.freeze_panes(_BODY, STUB)


def _merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: Any, style: Format) -> None:
    if (top, left) == (bottom, right):
        sheet.write(top, left, text, style)
    else:
        sheet.merge_range(top, left, bottom, right, text, style)


def _heads(sheet: Worksheet, template: Template, styles: Mapping[str, Format]) -> None:
    _merge(sheet, _HEADS, 0, _NUMBERS, STUB - 1, template.stub, styles["head"])
    for box in layout.heads([one.heads for one in template.columns]):
        top, bottom = _HEADS + box.top, _HEADS + box.bottom
        text = box.text.replace("(", "\n(")
        _merge(sheet, top, STUB + box.left, bottom, STUB + box.right, text, styles["head"])
    for column in template.columns:
        sheet.write_number(_NUMBERS, STUB + column.number - 1, column.number, styles["head"])


def _stub(sheet: Worksheet, template: Template, styles: Mapping[str, Format]) -> None:
    for box in layout.stub(template.rows):
        _merge(sheet, _BODY + box.top, box.left, _BODY + box.bottom, box.right, box.text, styles["head"])
    for number in range(template.blank_rows):
        top = _BODY + len(template.rows) + number
        sheet.merge_range(top, 0, top, STUB - 1, "", styles["head"])
        for column in template.columns:
            sheet.write_blank(top, STUB + column.number - 1, None, styles["cell"])


def _body(sheet: Worksheet, table: Table, styles: Mapping[str, Format]) -> None:
    for row in table.template.rows:
        for column in table.template.columns:
            at = (_BODY + row.number - 1, STUB + column.number - 1)
            value = table.cell(row.number, column.number).value
            if column.how == "text":
                sheet.write_string(*at, checks.remark(table, row.number)[:_MOST_TEXT], styles["text"])
            elif column.measure and table.template.told_beside(column.measure, table.options):
                sheet.write_string(*at, checks.printed(table, row.number, column), styles["cell"])
            elif column.unit == WAN:
                sheet.write_number(*at, float(value / 10_000), styles[WAN])
            else:
                sheet.write_number(*at, float(value), styles.get(column.unit, styles["cell"]))


def _notes(
    sheet: Worksheet, table: Table, notes: Sequence[str], last: int, styles: Mapping[str, Format]
) -> None:
    """Say below the form what the reader must know: who is missing, what edition it is."""
    top = _BODY + len(table.template.rows) + table.template.blank_rows
    for number, text in enumerate(notes):
        sheet.merge_range(top + number, 0, top + number, last, text[:_MOST_TEXT], styles["under"])


def _changes(sheet: Worksheet, changes: Sequence[Change], styles: Mapping[str, Format]) -> None:
    _long(sheet)
    heads = ("行", "栏", "项目", "更正前", "更正后", "增减", "增加的机构、依据", "减少的机构、依据")
    for at, (text, width) in enumerate(zip(heads, (5, 5, 44, 14, 14, 14, 40, 40), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, text, styles["strong"])
    for number, one in enumerate(changes, 1):
        said = (
            str(one.row), str(one.column), f"{one.label}　{one.title}", one.before, one.after, one.by,
            _sources(one.joined, one.more), _sources(one.left, one.less),
        )  # fmt: skip
        for at, text in enumerate(said):
            sheet.write_string(number, at, text[:_MOST_TEXT], styles["plain"])


def _sources(institutions: Sequence[str], keys: Sequence[str]) -> str:
    return "、".join((*institutions, *(source_said(key) for key in keys)))


def _long(sheet: Worksheet) -> None:
    """Let a list print as wide as a page, its heading on each."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _findings(sheet: Worksheet, table: Table, styles: Mapping[str, Format]) -> None:
    _long(sheet)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 90)
    lines = [("类别", "位置", "说明")]
    lines += [
        ("须更正" if one.error else "说明", f"第{one.row}行第{one.column}栏" if one.column else "", one.text)
        for one in checks.check(table)
    ]
    if len(lines) == 1:
        lines.append(("校验通过", "", "各行、各栏勾稽关系成立"))
    lines += [
        ("口径", table.template.labels[name], table.template.choice(name, key))
        for name, key in table.options.items()
    ]
    for number, line in enumerate(lines):
        for at, text in enumerate(line):
            sheet.write_string(number, at, text, styles["strong" if number == 0 else "plain"])


def _behind(
    sheet: Worksheet, table: Table, pieces: Iterable[tuple[int, Piece]], styles: Mapping[str, Format]
) -> None:
    """List what each figure is made of; amounts in yuan."""
    _long(sheet)
    heads = ("行", "栏", "项目", "机构编码", "机构名称", "填报单位", "金额（元）、数量", "依据")
    for at, (text, width) in enumerate(zip(heads, (5, 5, 40, 16, 28, 24, 16, 60), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, text, styles["strong"])
    columns = table.template.columns
    for number, (row, one) in enumerate(pieces, 1):
        if number > _MOST_LINES:
            sheet.write_string(number, 0, f"其余略，共{_MOST_LINES}行以上，请在平台查看", styles["plain"])
            break
        sheet.write_number(number, 0, row, styles["plain"])
        sheet.write_number(number, 1, one.column, styles["plain"])
        label = f"{table.template.title_of(table.template.rows[row - 1])}　{columns[one.column - 1].title}"
        for at, text in enumerate((label, one.institution, one.name, one.place), 2):
            sheet.write_string(number, at, text[:_MOST_TEXT], styles["plain"])
        sheet.write_number(number, 6, float(one.amount), styles["plain"])
        sheet.write_string(number, 7, _sources((), one.keys)[:_MOST_TEXT], styles["plain"])
