"""Knowledge lists as a workbook to fill in: Chinese headings, closed values to pick from, the rows there are."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingjing.analysis.knowledge.document import COMMON, KnowledgeList, ListColumn, Row
from mingjing.analysis.knowledge.own import fact
from mingjing.analysis.knowledge.sheet import NOTES

ROOM = 20_000  # rows that the pick lists and number checks reach
_RULES = (
    "每张工作表是一张知识表，工作表名和表头不要改动；列可以增减，带 * 的列必填。",
    "编码列是文本格式，前导零要保留；从别处粘贴时选“只粘贴文本”。",
    "本地行必须填适用区划前缀和来源（文件名、文号）。区划可填 6 位代码：420102 只管该县，420100 管全市，420000 管全省。",
    "规定有变时不要改原来的行，另起一行填新的起始日期，新行自该日起取代旧行；规定停止的，在原行填终止日期。",
    "同一事项县一级优先于市，市优先于省，省优先于全国；同一地区起始日期晚的优先。",
    "内置的全国行可以留在表里，不会重复导入，也不能改动。",
    "先运行 mingjing knowledge diff 查看会变什么，再运行 mingjing knowledge import 导入；有一格不对就什么都不导入。",
)


def export(
    found: Sequence[KnowledgeList], own: Mapping[str, Sequence[Row]], out: Path, with_built_in: bool
) -> int:
    """Write one sheet per list with its rows, and a sheet that explains them; return the number of rows.

    `own` are a bureau's rows by list; the built-in rows come first unless `with_built_in` is false.
    """
    written = 0
    draft = out.with_name(f".{out.name}.tmp")
    with xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "integer": book.add_format({"num_format": "0"}),
            "decimal": book.add_format({"num_format": "0.####"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        _write_notes(book.add_worksheet(NOTES), found, formats)
        for one in found:
            built_in = one.rows if with_built_in else ()
            stated = {fact(one, row) for row in built_in}
            rows = [*built_in, *(row for row in own.get(one.name, ()) if fact(one, row) not in stated)]
            _write_list(book.add_worksheet(sheet_name(one)), one, rows, formats)
            written += len(rows)
    draft.replace(out)
    return written


def sheet_name(found: KnowledgeList) -> str:
    """Return the sheet's name: the list's title where Excel allows it as one, else its name."""
    usable = len(found.title) <= 31 and not set(found.title) & set("[]:*?/\\'") and found.title != NOTES
    return found.title if usable else found.name


def columns_of(found: KnowledgeList) -> list[ListColumn]:
    """Return the columns of a list's sheet: its own, then those that every list has and this one can use."""
    unused = set() if found.prefix else {"match"}
    unused |= set() if found.regional else {"admdvs"}
    return [*found.columns.values(), *(column for column in COMMON if column.name not in unused)]


def _write_list(
    sheet: Worksheet, found: KnowledgeList, rows: Sequence[Row], formats: Mapping[str, Format]
) -> None:
    columns = columns_of(found)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _width(found, column), formats[column.type])
        star = "*" if column.required else ""
        sheet.write_string(0, at, f"{column.label}{star}\n{column.name}", formats["head"])
        sheet.write_comment(0, at, column.zh)
        rule = _validation(column)
        if rule:
            sheet.data_validation(1, at, ROOM, at, rule)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            _write_cell(sheet, number, at, row[column.name], formats[column.type])
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _width(found: KnowledgeList, column: ListColumn) -> int:
    if column.name in found.codes:
        return 26
    return 30 if column.name in ("name", "source") else 14


def _validation(column: ListColumn) -> dict[str, Any]:
    error = {"error_title": column.label[:32], "ignore_blank": True}
    if column.values and len(",".join(column.values)) <= 255:
        return error | {
            "validate": "list",
            "source": list(column.values),
            "error_message": "请从列表中选择。",
        }
    if column.type in ("integer", "decimal"):
        kind = {"validate": column.type, "criteria": ">=", "value": 0}
        return error | kind | {"error_message": "只填数字，不带单位。"}
    if column.type == "date":
        kind = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
        return error | kind | {"error_message": "只填日期，如 2026-07-01。"}
    return {}


def _write_cell(sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, at, value, style)
    else:
        sheet.write_string(row, at, value, style)


def _write_notes(sheet: Worksheet, found: Sequence[KnowledgeList], formats: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, "填写说明", formats["title"])
    line = 1
    for text in _RULES:
        sheet.merge_range(line, 0, line, 2, text, formats["wrap"])
        line += 1
    for one in found:
        line += 1
        sheet.write_string(line, 0, f"{one.title}（{one.name}）", formats["title"])
        key = "、".join(one.accepted[name].label for name in one.key)
        for head, text in (("含义", one.doc), ("来源", one.source), ("同一事项由这些列确定", key)):
            line += 1
            sheet.write_string(line, 0, head, formats["wrap"])
            sheet.write_string(line, 2, text, formats["wrap"])
        for column in columns_of(one):
            line += 1
            values = f"　可填：{'、'.join(column.values)}" if column.values else ""
            sheet.write_string(line, 0, f"{column.label}{'*' if column.required else ''}", formats["wrap"])
            sheet.write_string(line, 1, column.name, formats["wrap"])
            sheet.write_string(line, 2, column.zh + values, formats["wrap"])
        line += 1
