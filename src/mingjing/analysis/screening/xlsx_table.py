"""A long list as an Excel sheet: title, filtered totals, filters, frozen head, print set-up, typed cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

EXCEL_ROWS = 1_048_576
HEAD_ROWS = 3  # title, totals of the filtered rows, headings
TOTALS_ROW = 2  # as Excel counts
BODY_FONT = "等线"
INK, PALE, LINE = "#1B3A57", "#EAF0F6", "#B8C4D0"

_NUMBERS = {
    "number": "0",
    "count": "#,##0",
    "quantity": "#,##0.####",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
}
_NO_NEGATIVE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_title": "金额有误",
    "error_message": "请填写不小于 0 的金额（元）。",
}
_MOST_LINES = 12
_WORDS = ("text", "wrapped")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` in the data ("" = left empty to be filled in), heading, kind, width in characters.

    `kind` is text, wrapped, number, count, quantity, money or date; dates come as Excel day numbers. Columns
    that are not `printed` stand to the right of the others and stay on the screen: paper is narrow.
    """

    name: str
    heading: str
    kind: str = "text"
    width: float = 12
    total: bool = False
    choices: tuple[str, ...] = ()
    printed: bool = True


class Styles:
    """The cell formats of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        plain = {"font_name": BODY_FONT, "font_size": 10, "valign": "top"}
        totals = {**plain, "bold": True, "bg_color": PALE}
        head = {**plain, "bold": True, "font_color": "#FFFFFF", "border": 1, "border_color": LINE}
        head |= {"align": "center", "valign": "vcenter", "text_wrap": True}
        self.title = workbook.add_format({**plain, "font_size": 15, "bold": True, "font_color": INK})
        self.label = workbook.add_format(totals)
        self.sums = {
            kind: workbook.add_format({**totals, "num_format": _NUMBERS[kind]}) for kind in ("money", "count")
        }
        self.head = workbook.add_format({**head, "bg_color": INK})
        self.more_head = workbook.add_format({**head, "bg_color": "#5B6B7B"})
        self.entry_head = workbook.add_format({**head, "bg_color": "#8A5A00"})
        self.kinds: dict[str, Format] = {
            kind: workbook.add_format({**plain, "num_format": shown}) for kind, shown in _NUMBERS.items()
        }
        self.kinds["number"].set_align("center")
        # "@" keeps long codes text when somebody edits the cell: no 1.2E+15.
        self.kinds["text"] = workbook.add_format({**plain, "num_format": "@"})
        self.kinds["wrapped"] = workbook.add_format({**plain, "num_format": "@", "text_wrap": True})
        self.grid = workbook.add_format({"border": 1, "border_color": LINE})
        self.entry = workbook.add_format({"border": 1, "border_color": LINE, "bg_color": "#FFF9E8"})
        edge = {"border": 1, "border_color": LINE}
        self.certain = workbook.add_format(
            {**edge, "font_color": "#A3261A", "bg_color": "#FCEBE8", "bold": True}
        )
        self.strong = workbook.add_format({**edge, "font_color": "#7A4B00", "bg_color": "#FFF3D9"})


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: its name, the title in A1, its columns, its number of rows and the totals over them."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: int
    totals: dict[str, float]


def write_table(
    workbook: xlsxwriter.Workbook, styles: Styles, sheet: TableSheet, batches: Iterable[pa.Table]
) -> None:
    """Write one sheet from Arrow tables that hold `sheet.rows` rows together, in order (constant memory)."""
    page = workbook.add_worksheet(sheet.name)
    _set_up(page, sheet)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, styles.kinds[column.kind])
    _write_head(page, styles, sheet)
    row = HEAD_ROWS
    for batch in batches:
        row = _write_rows(page, styles, sheet.columns, batch, row)
    _assist_entry(page, styles, sheet)


def totals_cell(sheet: TableSheet, name: str) -> str:
    """Return the reference of the cell that holds the filtered total of column `name`."""
    place = [column.name for column in sheet.columns].index(name)
    return f"'{sheet.name}'!{xl_col_to_name(place)}{TOTALS_ROW}"


def _set_up(page: Worksheet, sheet: TableSheet) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    printed = sum(column.printed for column in sheet.columns)
    page.print_area(0, 0, max(HEAD_ROWS + sheet.rows - 1, HEAD_ROWS), printed - 1)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.repeat_rows(HEAD_ROWS - 1)
    page.set_header(f'&L&"{BODY_FONT}"&9{sheet.title}&R&9内部资料 注意保密')
    page.set_footer(
        f'&L&"{BODY_FONT}"&9疑点线索须经核查认定，不得直接作为处理处罚依据&R&9第 &P 页 / 共 &N 页'
    )
    page.freeze_panes(HEAD_ROWS, 2)
    page.set_zoom(90)


def _write_head(page: Worksheet, styles: Styles, sheet: TableSheet) -> None:
    first, last = HEAD_ROWS + 1, max(HEAD_ROWS + sheet.rows, HEAD_ROWS + 1)
    page.set_row(0, 26)
    page.write_string(0, 0, sheet.title, styles.title)
    page.set_row(1, 18)
    for place, column in enumerate(sheet.columns):
        if not column.total:
            page.write_string(1, place, "筛选后合计" if place == 0 else "", styles.label)
            continue
        letter = xl_col_to_name(place)
        formula = f"=SUBTOTAL(109,{letter}{first}:{letter}{last})"
        page.write_formula(1, place, formula, styles.sums[column.kind], sheet.totals[column.name])
    page.set_row(2, 34)
    for place, column in enumerate(sheet.columns):
        shown = styles.entry_head if not column.name else styles.head if column.printed else styles.more_head
        page.write_string(2, place, column.heading, shown)


def _write_rows(page: Worksheet, styles: Styles, columns: Sequence[Column], batch: pa.Table, row: int) -> int:
    """Write a batch below the others; return the next free row. Text goes in as text, never as a formula."""
    filled = [
        (place, column.kind in _WORDS, batch.column(column.name).to_pylist(), styles.kinds[column.kind])
        for place, column in enumerate(columns)
        if column.name
    ]
    tall = [
        (column.width, batch.column(column.name).to_pylist())
        for column in columns
        if column.kind == "wrapped" and column.name
    ]
    for offset in range(batch.num_rows):
        if tall:
            page.set_row(row, _height(max(_lines(values[offset], width) for width, values in tall)))
        for place, words, values, shown in filled:
            value = values[offset]
            if value is None:
                continue
            if words:
                page.write_string(row, place, value, shown)
            else:
                page.write_number(row, place, value, shown)
        row += 1
    return row


def _lines(words: str | None, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is two digits wide."""
    parts = (words or "").split("\n")
    return sum(max(1, ceil(sum(2 if ord(char) > 0x2E7F else 1 for char in part) / width)) for part in parts)


def _height(lines: int) -> float:
    """Row height in points: Excel does not grow rows by itself in every program that opens the file."""
    return min(max(lines, 1), _MOST_LINES) * 14.5 + 5


def _assist_entry(page: Worksheet, styles: Styles, sheet: TableSheet) -> None:
    """Add filters, lines, colours, and drop-downs and limits for what people fill in."""
    last = max(HEAD_ROWS + sheet.rows - 1, HEAD_ROWS)
    page.autofilter(HEAD_ROWS - 1, 0, last, len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        area = (HEAD_ROWS, place, last, place)
        if column.choices and column.name:
            for word, shown in zip(column.choices, (styles.certain, styles.strong), strict=False):
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": shown}
                page.conditional_format(*area, rule)
        elif column.choices:
            page.data_validation(*area, {"validate": "list", "source": list(column.choices)})
        elif not column.name and column.kind == "money":
            page.data_validation(*area, _NO_NEGATIVE)
        # Borders by condition: empty cells need not be written, which keeps long lists small.
        grid = styles.grid if column.name else styles.entry
        page.conditional_format(*area, {"type": "formula", "criteria": "=TRUE", "format": grid})
