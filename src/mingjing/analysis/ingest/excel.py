"""Excel workbooks into Parquet rows of text, as a person sees the cells."""

import re
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.ingest.delivery import SourceFile
from mingjing.analysis.ingest.encoding import MARK
from mingjing.analysis.ingest.staged import Staged, column_names
from mingjing.kernel.errors import DataError, MingjingError

LOST_DIGITS = "\ufdd1"
"""Stands before a number that has more digits than Excel keeps: the code it was is gone."""

_ROWS = 20_000
_EXACT = 10**15
_ZEROS = re.compile(r"0+")
_UNCOMPUTED = re.compile(rb"<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)")


def stage_workbook(
    file: SourceFile, stem: Path, known: Collection[str], header: int = 1, sheet: str | None = None
) -> list[Staged]:
    """Write the rows of each sheet of `file` that has `known` headings (or of `sheet`) to Parquet beside `stem`.

    Raises DataError when the workbook cannot be read, has no such sheet, or holds formulas without values.
    """
    _demand_computed(file)
    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True)
        try:
            staged = list(_sheets(book, file, stem, known, header, sheet))
        finally:
            book.close()
    except (MingjingError, OSError):
        raise
    except Exception as error:  # openpyxl lets through whatever its XML and zip readers raise
        raise _unreadable(file, error) from error
    if not staged:
        raise DataError(
            f"没有工作表 {sheet}" if sheet else "没有一张工作表的表头含有所需的列名",
            where=file.shown,
            why=f"工作簿中的工作表：{'、'.join(book.sheetnames)}",
            do=f"第 {header} 行应是列名，核对后重新导入",
        )
    return staged


def _unreadable(file: SourceFile, error: Exception) -> DataError:
    return DataError(
        "Excel 工作簿打不开",
        where=file.shown,
        why=f"文件损坏、加密，或不是 .xlsx（{error}）",
        do="用 Excel 或 WPS 打开后另存为 .xlsx",
    )


def _demand_computed(file: SourceFile) -> None:
    """Refuse formulas that no program has computed yet: their values would silently be empty."""
    try:
        with zipfile.ZipFile(file.path) as package:
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
            found = [name for name in sheets if _has_uncomputed(package, name)]
    except zipfile.BadZipFile as error:
        raise _unreadable(file, error) from error
    if found:
        raise DataError(
            "含有没有计算结果的公式",
            where=f"{file.shown}（{Path(found[0]).stem}）",
            why="工作簿由程序生成，从未在 Excel 中打开过",
            do="用 Excel 或 WPS 打开并保存一次，或把公式粘贴为数值",
        )


def _has_uncomputed(package: zipfile.ZipFile, name: str) -> bool:
    rest = b""
    with package.open(name) as stream:
        while block := stream.read(1 << 20):
            if b"<f" in block and _UNCOMPUTED.search(rest + block):
                return True
            rest = block[-1000:]
    return False


def _sheets(
    book: openpyxl.Workbook,
    file: SourceFile,
    stem: Path,
    known: Collection[str],
    header: int,
    wanted: str | None,
) -> Iterator[Staged]:
    names = {name.casefold() for name in known}
    for number, sheet in enumerate(book.worksheets):
        if wanted is not None and sheet.title != wanted:
            continue
        sheet.reset_dimensions()  # some writers state a wrong size, and rows beyond it would be lost
        rows = sheet.iter_rows(min_row=header)
        head = [cell.value for cell in next(rows, ())]
        while head and head[-1] is None:
            head.pop()
        if wanted is None and not any(str(value).strip().casefold() in names for value in head):
            continue
        shown = f"{file.shown}#{sheet.title}"
        path = stem.with_name(f"{stem.name}-{number}.parquet")
        columns = column_names(head, shown)
        count = _write(_texts(rows, len(columns), book.epoch), columns, path)
        yield Staged(
            shown,
            file.name,
            path,
            dict.fromkeys(columns, "VARCHAR"),
            count,
            header + 1,
            marked=True,
            excel=True,
        )


def _write(rows: Iterator[list[str | None]], columns: list[str], path: Path) -> int:
    schema = pa.schema([(name, pa.string()) for name in columns])
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        batch: list[list[str | None]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _ROWS:
                count += _write_batch(writer, schema, batch)
        count += _write_batch(writer, schema, batch)
    return count


def _write_batch(writer: pq.ParquetWriter, schema: pa.Schema, batch: list[list[str | None]]) -> int:
    count = len(batch)
    columns = zip(*batch, strict=True) if batch else ((),) * len(schema)
    writer.write_table(pa.table([pa.array(column, pa.string()) for column in columns], schema=schema))
    batch.clear()
    return count


def _texts(rows: Iterator[tuple[Any, ...]], width: int, epoch: datetime) -> Iterator[list[str | None]]:
    """Yield rows as text. Empty rows between filled ones are rows, those after the last filled one are not."""
    empty = 0
    for cells in rows:
        row = [_text(cell, epoch) for cell in cells[:width]]
        if not any(row):
            empty += 1
            continue
        yield from (_empty(width) for _ in range(empty))
        empty = 0
        yield row + _empty(width - len(row))


def _empty(width: int) -> list[str | None]:
    return [None] * width


def _text(cell: Any, epoch: datetime) -> str | None:
    """Return what the cell shows: codes with their zeros, whole numbers without a point, dates in ISO form."""
    value = cell.value
    if value is None or isinstance(value, str):
        return f"{MARK}{value}" if cell.data_type == "e" else value
    if isinstance(value, timedelta):
        value = epoch + value
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, cell.number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    if abs(value) >= _EXACT:
        return f"{LOST_DIGITS}{value:.0f}"
    if value == int(value):
        zeros = number_format if number_format and _ZEROS.fullmatch(number_format) else ""
        return f"{int(value):0{len(zeros)}d}" if len(zeros) > 1 else str(int(value))
    return repr(value)
