"""Reads a bank's list of receipts, CSV (UTF-8 or GBK) or Excel: rows, and what is wrong row by row."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException

from mingjing.kernel.errors import InvalidError
from mingjing.office.ledger.core.posting import fen

MOST_BYTES, MOST_ROWS, _HEADING_WITHIN = 20 * 1024 * 1024, 50_000, 20
_LONGEST = {"payer": 200, "account": 60, "reference": 500, "serial": 100}
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*$")
_SIGNS = str.maketrans("", "", ", ¥￥元")


@dataclass(frozen=True, slots=True)
class Row:
    """One receipt, in fen. `key` is the same wherever the same receipt is listed."""

    row: int
    on: date
    amount: int
    payer: str
    account: str
    reference: str
    serial: str
    key: str


@dataclass(slots=True)
class Read:
    """What a file holds: receipts, rows that cannot be used with the reason, and how many are no receipts."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    ignored: int = 0


@cache
def words() -> Mapping[str, Sequence[str]]:
    """Return the headings and signs that banks use."""
    found: dict[str, list[str]] = yaml.load(
        Path(__file__).with_name("bank.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return found


def read(content: bytes, name: str) -> Read:
    """Return what a file holds. Raises InvalidError when it is no list of receipts at all."""
    if len(content) > MOST_BYTES:
        raise InvalidError(f"文件不能超过 {MOST_BYTES // 1024 // 1024} MB", where="file")
    cells = _excel(content) if content[:4] == b"PK\x03\x04" else _csv(content, name)
    if len(cells) > MOST_ROWS:
        raise InvalidError(f"一个文件最多 {MOST_ROWS} 行", where="file")
    columns, begin = _heading(cells)
    found, seen = Read(), Counter[str]()
    for number, row in enumerate(cells[begin:], begin + 1):
        _take(found, number, {name: row[at] if at < len(row) else "" for name, at in columns.items()}, seen)
    return found


def _csv(content: bytes, name: str) -> list[list[Any]]:
    if name.lower().endswith(".xls"):
        raise InvalidError("不支持 .xls 格式", where="file", do="另存为 .xlsx 或者 CSV 后重新导入")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InvalidError("文件既不是 UTF-8 也不是 GBK 编码，无法读取", where="file")
    head = text[:4000]
    delimiter = max(",\t;|", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter))
    except csv.Error as error:
        why = "有一格过长，或者引号没有成对"
        raise InvalidError("CSV 格式有误", where="file", why=why, do="核对文件后重新上传") from error


def _excel(content: bytes) -> list[list[Any]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [list(row) for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=60, values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise InvalidError(
            "无法读取该 Excel 文件",
            where="file",
            why="文件损坏，或者不是 .xlsx 工作簿",
            do="在 Excel 或 WPS 中打开，另存为 .xlsx 后重新上传",
        ) from error


def _heading(cells: Sequence[Sequence[Any]]) -> tuple[dict[str, int], int]:
    """Return the column of each field, and the row after the heading."""
    for number, row in enumerate(cells[:_HEADING_WITHIN], 1):
        titles = [re.sub(r"[(（].*[)）]", "", _text(one)).strip() for one in row]
        columns = {
            name: titles.index(next(one for one in names if one in titles))
            for name, names in words().items()
            if name in ("on", "amount", "direction", *_LONGEST) and set(names) & set(titles)
        }
        if set(words()["required"]) <= set(columns):
            return columns, number
    raise InvalidError(
        "找不到表头：须有交易日期、收入金额、对方户名三列", where="file", do="核对是否为银行流水文件"
    )


def _take(found: Read, number: int, cells: Mapping[str, Any], seen: Counter[str]) -> None:
    texts = {name: _text(cell) for name, cell in cells.items()}
    if not any(texts.values()):
        return
    direction, amount = texts.get("direction", "").upper(), texts["amount"]
    summing = any(one in words()["sums"] for one in texts.values())
    if summing or direction in words()["outgoing"] or not amount.translate(_SIGNS).strip("0.-"):
        found.ignored += 1
        return
    on, value = _day(cells["on"]), _amount(amount)
    problems = ["日期无法识别"] if on is None else []
    problems += ["金额无法识别"] if value is None else []
    if direction and direction not in words()["incoming"]:
        problems.append(f"收付方向无法识别：{direction}")
    if value is not None and value < 0:
        problems.append("金额为负，请人工核对是否为退汇")
    problems += [
        f"内容过长：{texts[name][:10]}…"
        for name, longest in _LONGEST.items()
        if len(texts.get(name, "")) > longest
    ]
    if problems or on is None or value is None:
        found.wrong.append((number, "；".join(problems)))
        return
    said = {name: texts.get(name, "") for name in _LONGEST}
    found.rows.append(Row(number, on, value, key=_key(on, value, said, seen), **said))


def _key(on: date, amount: int, said: Mapping[str, str], seen: Counter[str]) -> str:
    """Return what names a receipt; equal receipts of one file are told apart by their count."""
    whole = "\x1f".join((str(on), str(amount), *(said[name] for name in _LONGEST)))
    seen[whole] += 1
    return hashlib.sha256(f"{whole}\x1f{seen[whole]}".encode()).hexdigest()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).replace("\0", "").strip().strip("'\"`").strip()


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _TIME.sub("", _text(cell))
    for one in _FORMATS:
        try:
            return datetime.strptime(text, one).date()
        except ValueError:
            continue
    return None


def _amount(text: str) -> int | None:
    """Return fen, negative for money that goes back; None when it is no amount with two places."""
    try:
        value = Decimal(text.translate(_SIGNS))
        return fen(value) if value > 0 else -fen(-value)
    except (InvalidOperation, InvalidError):
        return None


def digest(content: bytes) -> str:
    """Return the name of a file's content."""
    return hashlib.sha256(content).hexdigest()


def total(rows: Iterable[Row]) -> int:
    """Return what came in, in fen."""
    return sum(row.amount for row in rows)
