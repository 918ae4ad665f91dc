"""Tables as files: Excel and CSV of everything filtered, as the page shows it, written row by row."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from mingjing.kernel.errors import InvalidError
from mingjing.office.ui.download import Download, LinesDownload
from mingjing.office.ui.tables import Sheet

MOST = 200_000
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def exported(sheet: Sheet, kind: str, title: str) -> HttpResponseBase:
    """Return the file of a sheet. Raises InvalidError for an unknown kind and for more rows than a sheet holds."""
    if kind not in ("xlsx", "csv"):
        raise InvalidError("没有这种导出格式", where="export", do="请选择 Excel 或 CSV")
    if sheet.total > MOST:
        raise InvalidError(
            f"共 {sheet.total:,} 条，超过一次导出的上限 {MOST:,} 条", do="请增加筛选条件，分批导出"
        )
    name = f"{title}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    if kind == "csv":
        return LinesDownload(_lines(sheet), name, "text/csv; charset=utf-8")
    return Download(_workbook(sheet, title), name)


def _objects(sheet: Sheet) -> Iterator[Any]:
    rows = sheet.ordered
    yield from rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(sheet: Sheet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([one.title for one in sheet.columns])
    for row in _objects(sheet):
        yield writer.writerow([_safe(one.exported(row)) for one in sheet.columns])


def _safe(value: Any) -> Any:
    """Keep a spreadsheet from taking a text for a formula."""
    return "'" + value if isinstance(value, str) and value.startswith(_RISKY) else value


def _workbook(sheet: Sheet, title: str) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    page = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1})
    share = book.add_format({"num_format": "0.0%"})
    money, dated = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    for place, one in enumerate(sheet.columns):
        page.set_column(place, place, 16 if one.numeric else 22)
        page.write_string(0, place, one.title, head)
    for line, row in enumerate(_objects(sheet), start=1):
        for place, one in enumerate(sheet.columns):
            value = one.exported(row)
            if isinstance(value, Decimal):
                page.write_number(line, place, float(value), share if one.show == "percent" else money)
            elif isinstance(value, date):
                page.write_datetime(line, place, value, dated)
            elif value is not None:
                page.write(line, place, value)
    book.close()
    file.seek(0)
    return file
