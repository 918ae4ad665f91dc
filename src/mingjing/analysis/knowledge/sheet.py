"""A workbook of knowledge rows: one sheet per list, a heading, typed rows; every wrong cell is named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from mingjing.analysis.knowledge.codes import item_columns
from mingjing.analysis.knowledge.document import KnowledgeList, ListColumn, Row, lists
from mingjing.kernel.errors import DataError, Problem

NOTES = "说明"
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_LOCAL_CODES = {"local_code", "rule_code"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet, typed. `cells` gives the address (B7) of every column that the sheet has.

    `faulty` are the columns whose cells could not be read: their values are None.
    """

    found: KnowledgeList
    sheet: str
    number: int
    values: Row
    cells: dict[str, str]
    faulty: frozenset[str] = frozenset()

    def problem(self, column: str, what: str, why: str, do: str) -> Problem:
        """Return a problem with the row's value in a column; a column that is not there is named by its row."""
        address = self.cells.get(column)
        shown = self.values.get(column)
        value = f"“{shown}”：" if shown is not None else ""
        if address is None:
            return Problem(
                f"{_zh(self.found, column)}：{what}", f"工作表“{self.sheet}”第 {self.number} 行", why, do
            )
        return Problem(f"{value}{what}", cell_place(self.sheet, address), why, do)


def cell_place(sheet: str, address: str) -> str:
    """Name a cell as people read it."""
    return f"工作表“{sheet}”单元格 {address}"


def read_workbook(path: Path) -> tuple[list[SheetRow], list[Problem]]:
    """Return the rows of every sheet, and what is wrong with their cells by themselves.

    Raises DataError when the file is no workbook or holds no list at all.
    """
    try:
        book = load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise DataError(
            "无法读取这个工作簿",
            where=str(path),
            why=f"不是 .xlsx 文件，或已损坏、加密（{error}）",
            do="用 Excel 另存为 .xlsx 后再导入",
        ) from error
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for sheet in book.worksheets:
        if sheet.title == NOTES or (
            sheet.max_row == 1 and sheet.max_column == 1 and sheet["A1"].value is None
        ):
            continue
        found = _list_of(sheet.title)
        if found is None or found.name in seen:
            problems.append(_strange(sheet.title, seen.get(found.name) if found else None))
            continue
        seen[found.name] = sheet.title
        problems += _read_sheet(found, sheet, rows)
    if not seen and not problems:
        raise DataError(
            "工作簿里没有知识表", where=str(path), do="用 mingjing knowledge export 表名 得到模板"
        )
    return rows, problems


def _list_of(title: str) -> KnowledgeList | None:
    name = title.strip()
    by_title = {found.title: found for found in lists().values()}
    return lists().get(name) or by_title.get(name)


def _strange(title: str, other: str | None) -> Problem:
    if other:
        return Problem(f"与工作表“{other}”是同一张知识表", f"工作表“{title}”", do="合并成一张工作表")
    names = [*lists(), *(found.title for found in lists().values())]
    near = "、".join(get_close_matches(title, names, 3, 0.4))
    return Problem(
        "没有这张知识表",
        f"工作表“{title}”",
        "工作表名写错" + (f"，相近的有：{near}" if near else ""),
        f"工作表名用知识表的名字或中文名；不导入的内容移到“{NOTES}”工作表",
    )


def _read_sheet(found: KnowledgeList, sheet: Worksheet, rows: list[SheetRow]) -> Iterator[Problem]:
    lines = sheet.iter_rows()
    heading: dict[int, ListColumn] = {}
    yield from _read_heading(found, sheet.title, next(lines, ()), heading)
    if not heading:
        return
    for cells in lines:
        if all(cell.value is None or not str(cell.value).strip() for cell in cells):
            continue
        values: Row = dict.fromkeys(found.accepted)
        faults = dict(_read_cells(found, sheet.title, cells, heading, values))
        number = next(cell.row for cell in cells if cell.value is not None)
        addresses = {column.name: f"{get_column_letter(at + 1)}{number}" for at, column in heading.items()}
        row = SheetRow(found, sheet.title, number, values, addresses)
        for conflict in found.conflicts(values, "") if not faults else ():
            column, _, what = conflict.what.partition("：")
            faults[column] = row.problem(column, what, conflict.why, conflict.do)
        rows.append(replace(row, faulty=frozenset(faults)))
        yield from faults.values()


def _read_heading(
    found: KnowledgeList, sheet: str, cells: Sequence[Any], heading: dict[int, ListColumn]
) -> Iterator[Problem]:
    for at, cell in enumerate(cells):
        text = "" if cell.value is None else str(cell.value).strip()
        if not text:
            continue
        column = column_of(found, text)
        place = cell_place(sheet, cell.coordinate)
        if column is None:
            known = "、".join(f"{c.label}({c.name})" for c in found.accepted.values())
            yield Problem(f"“{text}”：没有这一列", place, "列名写错", f"删去或改成：{known}")
        elif column in heading.values():
            yield Problem(f"“{text}”：这一列出现了两次", place, do="删去一列")
        else:
            heading[at] = column
    absent = [c for c in found.columns.values() if c.required and c not in heading.values()]
    for column in absent:
        yield Problem(
            f"缺少必填列 {column.label}({column.name})", cell_place(sheet, "A1"), do="在表头补上这一列"
        )


def column_of(found: KnowledgeList, text: str) -> ListColumn | None:
    """Return the column that a heading names: by name, by its Chinese words, or by both (as exported)."""
    accepted = found.accepted
    words = text.replace("*", "").split()
    named = accepted.get(text) or (accepted.get(words[-1]) if words else None)
    if named:
        return named
    fitting = [c for c in accepted.values() if text.rstrip("*") in (c.zh, c.label)]
    return fitting[0] if len(fitting) == 1 else None


def _read_cells(
    found: KnowledgeList,
    sheet: str,
    cells: Sequence[Cell | MergedCell],
    heading: dict[int, ListColumn],
    values: Row,
) -> Iterator[tuple[str, Problem]]:
    """Fill `values`; yield (column, problem) for each cell that cannot be read."""
    for at, cell in enumerate(cells):
        column = heading.get(at)
        if column is None:
            if cell.value is not None and str(cell.value).strip():
                place = cell_place(sheet, cell.coordinate)
                yield (
                    cell.coordinate,
                    Problem(f"“{cell.value}”：这一格没有表头", place, do="补上表头，或清空这一格"),
                )
            continue
        try:
            value = column.read(_text(found, column, cell))
            _check_sign(value)
            values[column.name] = value
        except ValueError as error:
            place = cell_place(sheet, cell.coordinate)
            yield column.name, Problem(f"{column.label}：{error}", place, _why(column, cell), _do(column))


def _check_sign(value: Any) -> None:
    if not isinstance(value, str | date) and value is not None and value < 0:
        raise ValueError(f"“{value}”不能是负数")


def _text(found: KnowledgeList, column: ListColumn, cell: Cell | MergedCell) -> str:
    """Return a cell as the text that `ListColumn.read` takes. Raises ValueError with the reason in Chinese."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError("单元格是公式，没有固定的值")
    if cell.data_type == "e":
        raise ValueError(f"“{value}”是错误值")
    if isinstance(value, datetime):
        return value.date().isoformat() if column.type == "date" else str(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and column.name in item_columns(found) | _LOCAL_CODES:
        raise ValueError(f"“{value}”是数字，不是文字：编码的前导零和 15 位以后的数字会丢失")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if column.type == "date" and (day := _DAY.fullmatch(text)):
        year, month, dom = day[1], day[2] or day[4], day[3] or day[5]
        return f"{year}-{int(month):02d}-{int(dom):02d}"
    return text


def _why(column: ListColumn, cell: Cell | MergedCell) -> str:
    if cell.data_type == "f":
        return "公式的结果随表格变化，不能作依据"
    if column.type in ("integer", "decimal"):
        return "数字列里混入了文字、单位或小数"
    return "日期不存在，或不是日期" if column.type == "date" else ""


def _do(column: ListColumn) -> str:
    if column.values:
        return f"改成 {'、'.join(column.values)} 之一"
    examples = {"integer": "只填整数，如 14", "decimal": "只填数值，如 1.5", "date": "填日期，如 2026-07-01"}
    return examples.get(column.type, "把该列设为文本格式，填写完整的内容")


def _zh(found: KnowledgeList, column: str) -> str:
    known = found.accepted.get(column)
    return f"{known.label}({column})" if known else column
