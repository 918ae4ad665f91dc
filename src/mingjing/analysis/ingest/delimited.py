"""Delimited text files (CSV, TSV, .txt, gzip of them) into Parquet rows of text."""

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.ingest.delivery import SourceFile
from mingjing.analysis.ingest.dialect import Dialect, sniff
from mingjing.analysis.ingest.encoding import ByteSource, TextSource, detect
from mingjing.analysis.ingest.framing import Framer, NeedsCopyError, Numbers
from mingjing.analysis.ingest.staged import Staged, column_names
from mingjing.kernel.errors import DataError, EngineError

_BREAKS = pa.schema([("row", pa.int64()), ("line", pa.int64())])
_MALFORMED = pa.schema([("line_no", pa.int64()), ("raw", pa.string()), ("reason", pa.string())])
_PENDING_ROWS, _PENDING_BYTES = 50_000, 1 << 24


@dataclass(slots=True)
class _Log:
    """Keeps line breaks and malformed lines in Parquet while a file is split (see FrameLog)."""

    stem: Path
    count: int = 0
    _open: ExitStack = field(default_factory=ExitStack)
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _pending: list[tuple[int, str, str]] = field(default_factory=list)
    _bytes: int = 0

    def malformed(self, line: int, raw: bytes, reason: str) -> None:
        """See FrameLog."""
        self.count += 1
        self._bytes += len(raw)
        self._pending.append((line, raw.decode("utf-8"), reason))
        if len(self._pending) >= _PENDING_ROWS or self._bytes >= _PENDING_BYTES:
            self._flush()

    def breaks(self, records: Numbers, lines: Numbers) -> None:
        """See FrameLog."""
        self._write("breaks", pa.table([pa.array(records), pa.array(lines)], schema=_BREAKS))

    def path(self, kind: str) -> Path | None:
        """Return the file of `kind` (breaks, malformed); None when nothing was kept."""
        return self._file(kind) if kind in self._writers else None

    def close(self) -> None:
        """Write what is pending and close the files."""
        if self._pending:
            self._flush()
        self._open.close()

    def _file(self, kind: str) -> Path:
        return self.stem.with_suffix(f".{kind}.parquet")

    def _flush(self) -> None:
        columns = [pa.array(column) for column in zip(*self._pending, strict=True)]
        self._write("malformed", pa.table(columns, schema=_MALFORMED))
        self._pending.clear()
        self._bytes = 0

    def _write(self, kind: str, table: pa.Table) -> None:
        if kind not in self._writers:
            writer = pq.ParquetWriter(self._file(kind), table.schema)
            self._writers[kind] = self._open.enter_context(writer)
        self._writers[kind].write_table(table)


def stage_text(
    engine: DuckDBEngine, file: SourceFile, stem: Path, known: Collection[str], header: int = 1
) -> Staged:
    """Write the rows of a delimited `file` to `stem`.parquet.

    A regular UTF-8 file is read where it lies; any other is first cleaned into a copy beside `stem`. The
    heading record is the `header`-th; `known` names help to tell the delimiter. Raises DataError when there
    is no heading, EngineError when the engine sees other records than we do.
    """
    encoding = detect(file.path)
    dialect = _dialect(file, encoding, known, header)
    names = column_names(dialect.headings, file.shown)
    framed = _split(file.path, stem, encoding, dialect)
    parquet = stem.with_suffix(".parquet")
    engine.execute(
        f"COPY ({_scan(framed, dialect, names)}) TO {text(parquet)} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows = pq.read_metadata(parquet).num_rows
    _demand_every_record(file, rows, framed.records)
    if framed.copy:
        framed.copy.unlink()
    log, source = framed.log, framed.source
    return Staged(
        shown=file.shown,
        name=file.name,
        path=parquet,
        columns=dict.fromkeys(names, "VARCHAR"),
        rows=rows,
        first_line=dialect.head_lines + 1,
        breaks=log.path("breaks"),
        malformed=log.path("malformed"),
        malformed_rows=log.count,
        marked=source.marked,
        damage=source.damage,
        encoding=encoding,
    )


def _demand_every_record(file: SourceFile, rows: int, records: int) -> None:
    if rows != records:
        raise EngineError(
            f"读出 {rows:,} 行，应为 {records:,} 行",
            where=file.shown,
            why="文件中有本程序未能识别的写法",
            do="把文件另存为标准 CSV（UTF-8、逗号、双引号）后重新导入，并把此文件报告给维护者",
        )


def _dialect(file: SourceFile, encoding: str, known: Collection[str], header: int) -> Dialect:
    source = TextSource(file.path, encoding)
    try:
        return sniff(source, known, header, file.shown)
    except DataError as error:
        if not source.damage:
            raise
        raise DataError(source.damage, where=file.shown, do="重新压缩并交付这个文件") from error


@dataclass(frozen=True, slots=True)
class _Framed:
    """A file whose records are known: read `path`, or the cleaned `copy`."""

    path: Path
    source: TextSource
    log: _Log
    records: int
    copy: Path | None


def _split(path: Path, stem: Path, encoding: str, dialect: Dialect) -> _Framed:
    if encoding == "utf-8" and dialect.head_lines == 1 and not dialect.cr:
        try:
            return _frame(path, stem, encoding, dialect, None)
        except NeedsCopyError:
            pass
    copy = stem.with_suffix(".clean.csv")
    with copy.open("wb") as stream:
        return _frame(path, stem, encoding, dialect, stream)


def _frame(path: Path, stem: Path, encoding: str, dialect: Dialect, copy: BinaryIO | None) -> _Framed:
    source, log = TextSource(path, encoding), _Log(stem)
    framer = Framer(dialect, len(dialect.headings), log, copy)
    try:
        framer.run(source)
    finally:
        log.close()
    return _Framed(path, source, log, framer.records, Path(copy.name) if copy else None)


def _scan(framed: _Framed, dialect: Dialect, names: list[str]) -> str:
    """Return the SELECT that reads exactly the records that were framed, every field as text."""
    packed = not framed.copy and ByteSource(framed.path).compressed
    options = {
        "auto_detect": "false",
        "header": "false",
        "skip": "0" if framed.copy else "1",
        "delim": text(dialect.delimiter),
        "quote": text(dialect.quote),
        "escape": text(dialect.quote),
        "nullstr": "''",
        "comment": "''",
        "strict_mode": "true",
        "compression": "'gzip'" if packed else "'none'",
        "columns": "{" + ", ".join(f"{text(name)}: 'VARCHAR'" for name in names) + "}",
    }
    listed = ", ".join(f"{name} = {value}" for name, value in options.items())
    return f"SELECT * FROM read_csv({text(framed.copy or framed.path)}, {listed})"
