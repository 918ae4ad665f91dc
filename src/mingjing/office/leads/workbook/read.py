"""Reads a workbook that came back, whoever saved it: what was filled in, and which cells are wrong."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from mingjing.kernel.errors import InvalidError, Problem
from mingjing.office.leads.workbook import sheets
from mingjing.office.leads.workbook.sheets import Column

MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was filled in: its key, the version it was downloaded with, the entries, and where it stands."""

    id: int
    version: int
    verdict: str
    amount: Decimal | None
    reason: str
    text: str
    accepted_cnt: Decimal | None
    where: str


@dataclass(slots=True)
class Filled:
    """What came back; `wrong` names each cell that cannot be used. Rows with a wrong cell are not in the lists."""

    part: int
    suspicions: dict[int, Row] = field(default_factory=dict)
    lines: dict[int, Row] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)
    wrong_ids: set[tuple[str, int]] = field(default_factory=set)
    untouched: int = 0


def read(path: Path) -> Filled:
    """Read a workbook. Raises InvalidError when it is not one that this office gave out."""
    if path.stat().st_size > MOST_BYTES:
        raise InvalidError("工作簿超过 50 MB", do="只保留需要填写的行，或分次上传")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InvalidError(
            "文件打不开，不是 .xlsx 工作簿",
            why="可能是 .xls 格式、加密文件，或文件不完整",
            do="用 Excel 或 WPS 打开后另存为 .xlsx 再上传",
        ) from error
    try:
        filled = Filled(_mark(book))
        _gather(book, sheets.SUSPICIONS, sheets.SUSPICION, filled.suspicions, filled)
        _gather(book, sheets.LINES, sheets.LINE, filled.lines, filled)
    finally:
        book.close()
    return filled


def _mark(book: Any) -> int:
    """Return the part that the workbook belongs to."""
    if sheets.MARK not in book.sheetnames:
        raise InvalidError(
            "这不是从任务页面下载的工作簿",
            why="缺少任务标记；复制内容到新文件会丢失标记",
            do="重新下载工作簿，把内容填到下载的文件里",
        )
    found = {
        str(row[0]): str(row[1]) for row in book[sheets.MARK].iter_rows(values_only=True) if row and row[0]
    }
    if found.get("format") != str(sheets.FORMAT) or not found.get("part", "").isdigit():
        raise InvalidError("工作簿的版本与系统不一致", do="重新下载工作簿后填写")
    return int(found["part"])


def _gather(book: Any, name: str, columns: tuple[Column, ...], into: dict[int, Row], filled: Filled) -> None:
    if name not in book.sheetnames:
        filled.wrong.append(Problem(f"缺少工作表“{name}”", name, "工作表被删除或改名", "重新下载工作簿"))
        return
    page = book[name]
    places = _places(page, name, columns, filled)
    if places is None:
        return
    for number, values in enumerate(
        page.iter_rows(min_row=sheets.HEAD_ROW + 1, values_only=True), sheets.HEAD_ROW + 1
    ):
        cells = {key: values[place] if place < len(values) else None for key, place in places.items()}
        if all(_blank(cells[column.key]) for column in columns if column.entry):
            filled.untouched += not _blank(cells["id"])
            continue
        _take(name, number, cells, places, into, filled)


def _places(page: Any, name: str, columns: tuple[Column, ...], filled: Filled) -> dict[str, int] | None:
    """Find each column by its heading, wherever it was moved to."""
    heads = next(page.iter_rows(min_row=sheets.HEAD_ROW, max_row=sheets.HEAD_ROW, values_only=True), ())
    at = {str(head).strip(): place for place, head in enumerate(heads) if head is not None}
    needed = [column for column in columns if column.entry or column.hidden]
    gone = [column.heading for column in needed if column.heading not in at]
    if gone:
        what = f"缺少列：{'、'.join(gone)}"
        filled.wrong.append(Problem(what, name, "列被删除，或第 2 行的标题被改动", "重新下载工作簿"))
        return None
    return {column.key: at[column.heading] for column in needed}


def _take(
    name: str,
    number: int,
    cells: dict[str, Any],
    places: dict[str, int],
    into: dict[int, Row],
    filled: Filled,
) -> None:
    problems: list[Problem] = []
    where = f"{name}!第 {number} 行"
    key, version = _whole(cells["id"]), _whole(cells["version"])
    if key is None or version is None:
        filled.wrong.append(
            Problem(
                "这一行没有编号", where, "隐藏的编号列被清空，或是新增的行", "在下载的行上填写，不要新增行"
            )
        )
        return
    if key in into or (name, key) in filled.wrong_ids:
        into.pop(key, None)
        filled.wrong_ids.add((name, key))
        filled.wrong.append(Problem("同一编号出现两次", where, "行被复制", "只保留一行"))
        return
    row = Row(
        id=key,
        version=version,
        verdict=_verdict(cells["verdict"], f"{name}!{_cell(places['verdict'], number)}", problems),
        amount=_decimal(cells["amount"], f"{name}!{_cell(places['amount'], number)}", 2, problems),
        reason=_text(cells["reason"]),
        text=_text(cells.get("text", cells.get("note"))),
        accepted_cnt=_decimal(
            cells.get("accepted_cnt"), f"{name}!{_cell(places.get('accepted_cnt', 0), number)}", 4, problems
        ),
        where=where,
    )
    if problems:
        filled.wrong += problems
        filled.wrong_ids.add((name, key))
    else:
        into[key] = row


def _cell(place: int, number: int) -> str:
    return f"{get_column_letter(place + 1)}{number}"


def _blank(value: Any) -> bool:
    return value is None or str(value).strip() == ""


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _whole(value: Any) -> int | None:
    """Read a key however a program saved it: 12, 12.0, "12"."""
    text = _text(value).removesuffix(".0")
    return int(text) if text.isdigit() else None


def _verdict(value: Any, where: str, problems: list[Problem]) -> str:
    text = _text(value)
    if text and text not in sheets.VERDICTS:
        allowed = "、".join(sheets.VERDICTS)
        problems.append(
            Problem(f"“{text}”不是可用的核查结论", where, "手工输入与下拉项不同", f"填写：{allowed}")
        )
        return ""
    return str(sheets.VERDICTS[text]) if text else ""


def _decimal(value: Any, where: str, places: int, problems: list[Problem]) -> Decimal | None:
    text = _text(value).replace(",", "").replace("，", "").removesuffix("元").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        problems.append(Problem(f"“{text}”不是数字", where, do="只填数字，如 1234.50"))
        return None
    exact = (
        number.quantize(Decimal(1).scaleb(-places)) if number.is_finite() and abs(number) < 10**12 else None
    )
    # A program may save 0.1 + 0.2 as 0.30000000000000004: what is beyond the fen is its noise, not the officer's.
    if exact is None or number < 0 or abs(exact - number) > Decimal("0.000001"):
        problems.append(Problem(f"“{text}”超出范围", where, do=f"填写不小于 0、最多 {places} 位小数的数"))
        return None
    return exact


def rows(filled: Filled) -> Iterator[Row]:
    """Return all rows that can be used."""
    yield from filled.suspicions.values()
    yield from filled.lines.values()
