"""One record of a delimited file, read with patience: stray quotes, extra delimiters, lines that belong together."""

import csv
import io
import re
from dataclasses import dataclass, field

_MAX_LINES = 100
_MAX_BYTES = 1 << 20
csv.field_size_limit(2 * _MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Record:
    """`lines` physical lines. Good: `text` in RFC 4180 form. Blank: both empty. Bad: `text` raw and a `reason`."""

    text: bytes
    lines: int
    reason: str = ""


@dataclass(slots=True)
class RecordParser:
    """Reads records of `width` fields out of physical lines."""

    delimiter: str
    quote: str
    width: int
    _strict: re.Pattern[bytes] = field(init=False)
    _lenient: re.Pattern[bytes] = field(init=False)
    _open: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        mark, quote = re.escape(self.delimiter), re.escape(self.quote)
        quoted = f"{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}"
        plain = f"[^{quote}{mark}\n][^{mark}\n]*+"
        strict = f"(?:{quoted}|[^{quote}{mark}\n]*+)"
        lenient = f"(?:{quoted}|{plain}|)"
        self._strict = re.compile(f"{strict}(?:{mark}{strict})*+".encode())
        self._lenient = re.compile(f"{lenient}(?:{mark}{lenient})*+".encode())
        self._open = re.compile(f"(?:{lenient}{mark})*+{quote}(?:[^{quote}]++|{quote}{quote})*+".encode())

    def parse(self, lines: list[bytes], position: int, final: bool) -> Record | None:
        """Return the record that begins at `lines[position]`; None when it may go on after the last line."""
        raw = lines[position]
        text = raw.removesuffix(b"\r")
        if not text.strip():
            return Record(b"", 1)
        if len(text) > _MAX_BYTES:
            return Record(text, 1, "一行超过 1 MB")
        if self.quote.encode() not in text:
            return self._counted(text.replace(b"\r", b" "), 1)
        if self._lenient.fullmatch(text):
            return self._counted(text, 1)
        if not self._open.fullmatch(text):
            return Record(text, 1, "引号不成对，无法分列")
        return self._joined(lines, position, final)

    def _joined(self, lines: list[bytes], position: int, final: bool) -> Record | None:
        """Join following lines until the open quote is closed; a line that is a record by itself ends the try."""
        text, length = lines[position], 1
        for line in lines[position + 1 : position + _MAX_LINES]:
            if len(text) > _MAX_BYTES or self._stands_alone(line):
                return Record(lines[position].removesuffix(b"\r"), 1, "引号没有结束，无法分列")
            text, length = text + b"\n" + line, length + 1
            if self._lenient.fullmatch(text.removesuffix(b"\r")):
                return self._counted(text.removesuffix(b"\r"), length)
        if not final and length < _MAX_LINES and len(text) <= _MAX_BYTES:
            return None
        return Record(lines[position].removesuffix(b"\r"), 1, "引号没有结束，无法分列")

    def _stands_alone(self, line: bytes) -> bool:
        text = line.removesuffix(b"\r")
        return self.width > 1 and bool(self._strict.fullmatch(text)) and not self._counted(text, 1).reason

    def _fields(self, text: bytes) -> list[str]:
        # One list entry, not lines: the reader refuses line breaks outside quotes instead of stopping there.
        return next(csv.reader([text.decode("utf-8")], delimiter=self.delimiter, quotechar=self.quote))

    def _counted(self, text: bytes, lines: int) -> Record:
        if self.quote.encode() not in text:
            count = text.count(self.delimiter.encode()) + 1
            if count == self.width:
                return Record(text, lines)
        try:
            fields = self._fields(text)
        except csv.Error:
            return Record(text, lines, "引号之外有换行符，无法分列")
        while len(fields) > self.width and not fields[-1]:
            fields.pop()
        if len(fields) != self.width:
            return Record(text, lines, f"列数为 {len(fields)}，表头为 {self.width} 列")
        return Record(self._canonical(fields), lines)

    def _canonical(self, fields: list[str]) -> bytes:
        text = io.StringIO(newline="")
        # The writer quotes a field for the line ends it writes itself, hence both and off again.
        writer = csv.writer(text, delimiter=self.delimiter, quotechar=self.quote, lineterminator="\r\n")
        writer.writerow(fields)
        return text.getvalue().removesuffix("\r\n").encode("utf-8")
