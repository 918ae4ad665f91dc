"""Entering the holidays of a year: from pasted lines or a workbook, whole or not at all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.db import transaction
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mingjing.kernel.errors import InvalidError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks.models import Holiday

MOST_ROWS, MOST_BYTES = 400, 2 * 1024 * 1024
_FIRST, _LAST = date(2004, 1, 1), date(2099, 12, 31)
_LONGEST = timedelta(days=31)
_WORDS = {
    "休": False,
    "休息": False,
    "放假": False,
    "否": False,
    "班": True,
    "上班": True,
    "调休上班": True,
    "是": True,
}
_GAP, _WORD = r"[\s,，;；]+", r"[^\s,，;；至到~～]+"
_LINE = re.compile(
    rf"(?P<first>{_WORD})(?:\s*[至到~～]\s*(?P<last>{_WORD}))?{_GAP}(?P<word>{_WORD})(?:{_GAP}(?P<note>.*))?"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One day as a bureau rules it."""

    day: date
    working: bool
    note: str = ""


def from_text(text: str) -> list[Entry]:
    """Read lines like `2027-02-05至2027-02-11 休 春节` or `2027-02-20 班 春节调休`; # begins a comment.

    Raises InvalidError that names every line which cannot be read.
    """
    rows = (line.partition("#")[0].strip() for line in text.splitlines())
    return _collect((f"第 {number} 行", _cells(row)) for number, row in enumerate(rows, 1) if row)


def _cells(row: str) -> tuple[Any, ...]:
    found = _LINE.fullmatch(row)
    return found.group("first", "last", "word", "note") if found else (row, None, None, None)


def from_workbook(upload: IO[bytes]) -> list[Entry]:
    """Read the first sheet: a heading, then 起始日期, 截止日期 (may be empty), 休/班, 说明.

    Raises InvalidError for what is no workbook, and with every row that cannot be read.
    """
    upload.seek(0, 2)
    if upload.tell() > MOST_BYTES:
        raise InvalidError("文件不能超过 2 MB", where="file")
    upload.seek(0)
    try:
        sheet = load_workbook(upload, read_only=True, data_only=True).worksheets[0]
        rows = list(sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=4, values_only=True))
    except (
        InvalidFileException,
        BadZipFile,
        ParseError,
        OSError,
        LookupError,
        ValueError,
        EOFError,
    ) as error:
        raise InvalidError("不是可以读取的 XLSX 文件", where="file", do="另存为 XLSX 后重新上传") from error
    filled = (
        (f"第 {number} 行", (*row, None, None, None, None)[:4])
        for number, row in enumerate(rows, 2)
        if any(row)
    )
    return _collect(filled)


def _collect(rows: Iterable[tuple[str, tuple[Any, ...]]]) -> list[Entry]:
    found: dict[date, Entry] = {}
    problems: list[Problem] = []
    for where, cells in rows:
        try:
            for entry in _days(cells):
                if found.setdefault(entry.day, entry).working != entry.working:
                    raise ValueError(f"{entry.day} 出现两次，且休、班不一致")
        except ValueError as error:
            problems.append(Problem(str(error), "rows", why=where))
    if problems:
        shown = [Problem(f"{one.why}：{one.what}", one.where) for one in problems[:20]]
        raise InvalidError.from_problems(shown)
    if not found:
        raise InvalidError("没有可导入的日期", where="rows")
    if len(found) > MOST_ROWS:
        raise InvalidError(f"一次最多导入 {MOST_ROWS} 天", where="rows")
    return [found[day] for day in sorted(found)]


def _days(cells: tuple[Any, ...]) -> Iterator[Entry]:
    first, last, word, note = cells
    working = _WORDS.get(str(word or "").strip())
    if working is None:
        raise ValueError("须写明“休”或“班”")
    begin = _date(first)
    end = _date(last) if last else begin
    if not begin <= end <= begin + _LONGEST:
        raise ValueError("截止日期须不早于起始日期，且一段不超过 31 天")
    for number in range((end - begin).days + 1):
        yield Entry(begin + timedelta(days=number), working, str(note or "").strip()[:100])


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    else:
        parts = re.fullmatch(
            r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?|(\d{4})(\d{2})(\d{2})", str(value or "").strip()
        )
        if parts is None:
            raise ValueError(f"“{value or ''}”不是日期，请写成 2027-01-01")
        day = date(*(int(one) for one in parts.groups() if one))
    if not _FIRST <= day <= _LAST:
        raise ValueError(f"{day} 超出 2004 至 2099 年")
    return day


@transaction.atomic
def enter(actor: User, entries: Iterable[Entry]) -> int:
    """Enter days; a day that is there already is changed. Deadlines already set stay. Returns how many days.

    Raises InvalidError for no day at all, or one out of the calendar's years.
    """
    demand(actor, Permission.CALENDAR)
    entries = list({one.day: one for one in entries}.values())
    if not entries:
        raise InvalidError("没有可登记的日期", where="days")
    if strange := [one.day for one in entries if not _FIRST <= one.day <= _LAST]:
        raise InvalidError(f"{strange[0]} 超出 2004 至 2099 年", where="days")
    rows = [Holiday(day=one.day, working=one.working, note=one.note[:100]) for one in entries]
    Holiday.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["working", "note"]
    )
    days = [[str(one.day), one.working, one.note] for one in rows]
    audit.record(actor, "enter", "calendar", f"{rows[0].day}", None, {"days": days})
    return len(rows)


@transaction.atomic
def remove(actor: User, day: date) -> None:
    """Take an own ruling back: the published calendar holds again. Raises InvalidError without one."""
    demand(actor, Permission.CALENDAR)
    row = Holiday.objects.filter(day=day).first()
    if row is None:
        raise InvalidError(f"{day} 没有本单位的调整", where="day")
    audit.record(actor, "remove", "calendar", f"{day}", {"working": row.working, "note": row.note})
    row.delete()
