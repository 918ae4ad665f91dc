"""Where the records of a delimited file begin and end; what is no record is set aside whole."""

from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from mingjing.analysis.ingest.dialect import Dialect
from mingjing.analysis.ingest.encoding import TextSource
from mingjing.analysis.ingest.record import Record, RecordParser
from mingjing.kernel.errors import DataError

_NEWLINE, _RETURN = 0x0A, 0x0D
_LONGEST = 1 << 20
_ENDLESS = 1 << 26
Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


class FrameLog(Protocol):
    """Takes what is worth knowing about a file's records."""

    def malformed(self, line: int, raw: bytes, reason: str) -> None:
        """Keep `raw`, which begins on physical line `line` and is no record, for `reason`."""

    def breaks(self, records: Numbers, lines: Numbers) -> None:
        """Note that each of `records` (0-based) begins on the line of `lines`, those after it on the next ones."""


class NeedsCopyError(Exception):
    """The file must be cleaned before an engine can read it, and there is no copy to clean it into."""


@dataclass(slots=True)
class Framer:
    """Splits a text file into records of `width` fields.

    Without `copy` the first irregularity raises NeedsCopyError. With it, every good record is written
    there, lines ended by a bare newline, and everything else goes to `log`. `records` counts the good ones.
    """

    dialect: Dialect
    width: int
    log: FrameLog
    copy: BinaryIO | None = None
    records: int = 0
    _line: int = field(init=False)
    _to_skip: int = field(init=False)
    _parser: RecordParser = field(init=False)
    _rest: bytes = b""
    _offset: int | None = None
    _crlf: bool | None = None

    def __post_init__(self) -> None:
        self._line = self.dialect.head_lines + 1
        self._to_skip = self.dialect.head_bytes
        self._parser = RecordParser(self.dialect.delimiter, self.dialect.quote, self.width)

    def run(self, source: TextSource) -> None:
        """Split all of `source`. Where the file was cut off, so was its last line: it is set aside."""
        for block in source:
            if source.marked and self.copy is None:
                raise NeedsCopyError
            text = block.replace(b"\r", b"\n") if self.dialect.cr else block
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            self._take(self._rest + text[skipped:])
            if len(self._rest) > _ENDLESS:
                raise DataError("不是文本表格：一行超过 64 MB", do="核对文件内容；文本表格每行一条记录")
        if source.damage and self.copy is None:
            raise NeedsCopyError
        if self._rest and not source.damage:
            self._take(self._rest + (b"\r\n" if self._crlf else b"\n"))
        if self._rest:
            self._carefully(self._rest, final=True)
        if self._rest:
            self.log.malformed(self._line, self._rest, "文件在这一行中断")

    def _take(self, data: bytes) -> None:
        if not self._at_once(data):
            self._carefully(data, final=False)

    def _at_once(self, data: bytes) -> bool:
        """Take the whole records of `data` when all are regular; else take nothing and return False."""
        characters = np.frombuffer(data, np.uint8)
        delimiters = np.flatnonzero(characters == ord(self.dialect.delimiter))
        newlines = np.flatnonzero(characters == _NEWLINE)
        returns = np.flatnonzero(characters == _RETURN) if b"\r" in data else newlines[:0]
        ends = newlines + 1
        if self.dialect.quote.encode() in data:
            quotes = _quotes(characters, self.dialect)
            if quotes is None:
                return False
            delimiters, ends = _outside(delimiters, quotes), _outside(newlines, quotes) + 1
            returns = _outside(returns, quotes)
        if not len(ends):
            self._rest = data
            return len(data) < _LONGEST
        fields = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
        if not ((fields == self.width).all() and self._regular(characters, returns, ends)):
            return False
        self._note_lines(newlines, ends)
        self._write(characters, ends)
        self._rest = data[ends[-1] :]
        return True

    def _regular(self, characters: Bytes, returns: Numbers, ends: Numbers) -> bool:
        """Tell whether no line is blank or endless, no return stands alone and, without a copy, all lines end alike."""
        lengths = np.diff(ends, prepend=0)
        crlf = (characters[ends - 2] == _RETURN) & (lengths > 1)
        if (lengths - crlf <= 1).any() or lengths.max() > _LONGEST:
            return False
        if np.searchsorted(returns, ends[-1]) != np.count_nonzero(crlf):
            return False
        if self._crlf is None:
            self._crlf = bool(crlf[0])
        return self.copy is not None or bool((crlf == self._crlf).all())

    def _note_lines(self, newlines: Numbers, ends: Numbers) -> None:
        before = np.searchsorted(newlines, ends[:-1])
        lines = self._line + np.concatenate((np.zeros(1, np.int64), before))
        self._log_breaks(self.records + np.arange(len(ends)), lines)
        self.records += len(ends)
        self._line += int(np.searchsorted(newlines, ends[-1]))

    def _log_breaks(self, records: Numbers, lines: Numbers) -> None:
        offsets = lines - records
        before = np.concatenate(([offsets[0] - 1 if self._offset is None else self._offset], offsets[:-1]))
        changed = offsets != before
        if changed.any():
            self.log.breaks(records[changed], lines[changed])
        self._offset = int(offsets[-1])

    def _write(self, characters: Bytes, ends: Numbers) -> None:
        if self.copy is not None:
            keep = np.ones(ends[-1], np.bool_)
            before_end = ends[ends > 1] - 2
            keep[before_end[characters[before_end] == _RETURN]] = False
            self.copy.write(characters[: ends[-1]][keep].tobytes())

    def _carefully(self, data: bytes, final: bool) -> None:
        """Take the records of `data` one by one; an unfinished one waits for more unless `final`."""
        if self.copy is None:
            raise NeedsCopyError
        lines = data.split(b"\n")
        unfinished = lines.pop()
        good: list[bytes] = []
        numbers: list[int] = []
        position = 0
        while position < len(lines):
            record = self._parser.parse(lines, position, final)
            if record is None:
                break
            self._sort(record, good, numbers)
            position += record.lines
        self._rest = b"\n".join((*lines[position:], unfinished))
        if good:
            self._log_breaks(self.records + np.arange(len(good)), np.asarray(numbers, np.int64))
            self.records += len(good)
            self.copy.write(b"\n".join(good) + b"\n")

    def _sort(self, record: Record, good: list[bytes], numbers: list[int]) -> None:
        if record.reason:
            self.log.malformed(self._line, record.text, record.reason)
        elif record.text:
            good.append(record.text)
            numbers.append(self._line)
        self._line += record.lines


def _quotes(characters: Bytes, dialect: Dialect) -> Numbers | None:
    """Return where quotes stand, or None when one stands where RFC 4180 has none.

    A quote opens only after a delimiter or line end, closes only before one, and is doubled inside.
    """
    border = np.zeros(256, np.bool_)
    border[[ord(dialect.quote), ord(dialect.delimiter), _NEWLINE, _RETURN]] = True
    places = np.flatnonzero(characters == ord(dialect.quote))
    opening, closing = places[::2], places[1::2]
    before, after = opening[opening > 0] - 1, closing[closing < len(characters) - 1] + 1
    if border[characters[before]].all() and border[characters[after]].all():
        return places
    return None


def _outside(places: Numbers, quotes: Numbers) -> Numbers:
    """Return those of `places` that do not stand between an opening and a closing quote."""
    pairs = len(quotes) // 2
    untouched = (
        np.searchsorted(places, quotes[: 2 * pairs : 2]) == np.searchsorted(places, quotes[1::2])
    ).all()
    if untouched and len(quotes) % 2 == 0:
        return places
    outside: Numbers = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside
