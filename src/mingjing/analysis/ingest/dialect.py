"""How a delimited text file is written: delimiter, quote, line ends, and where its headings stand."""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from mingjing.kernel.errors import DataError

DELIMITERS = (",", "\t", "|", ";", "\x01", "^")
HEAD = 1 << 20
BLANKS = " \t\r\n\u3000\u00a0\ufeff"
_LINES_JUDGED = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """A text file's form. `head_bytes` (of its UTF-8 form) and `head_lines` end with the heading record.

    `cr` says that lines end with a carriage return alone.
    """

    delimiter: str
    quote: str
    headings: tuple[str, ...]
    head_bytes: int
    head_lines: int
    cr: bool


def clean_heading(value: object) -> str:
    """Return a heading as it is compared: without surrounding blanks and byte-order marks."""
    return "" if value is None else str(value).strip(BLANKS)


def sniff(blocks: Iterable[bytes], known: Collection[str], header: int = 1, where: str = "") -> Dialect:
    """Find the dialect from the first blocks of a file (UTF-8).

    `known` are the column names that may occur, in any case; the delimiter that yields most of them wins.
    `header` is the 1-based record that holds the headings. Raises DataError when the file is empty.
    """
    text = _head_text(blocks)
    if not text.strip(BLANKS):
        raise DataError("文件是空的，没有表头", where=where, do="重新导出这个文件，第一行应是列名")
    cr = "\n" not in text and "\r" in text
    lines = [f"{line}\n" for line in (text.replace("\r", "\n") if cr else text).split("\n")]
    quote = _quote(lines[header - 1 : header + _LINES_JUDGED])
    wanted = {name.casefold() for name in known}
    found = (_dialect(lines, delimiter, quote, header, cr) for delimiter in DELIMITERS)
    return max(found, key=lambda dialect: _fit(dialect.headings, wanted))


def _head_text(blocks: Iterable[bytes]) -> str:
    head = b""
    for block in blocks:
        head += block
        if len(head) >= HEAD:
            break
    return head[:HEAD].decode("utf-8", errors="ignore")


def _fit(headings: tuple[str, ...], wanted: set[str]) -> tuple[int, int]:
    return sum(name.casefold() in wanted for name in headings), len(headings)


def _quote(lines: list[str]) -> str:
    """Return `'` when fields are quoted with it, as some exports do, else the usual `"`."""
    filled = [line for line in lines if line.strip(BLANKS)]
    single = sum(line.startswith("'") for line in filled)
    return "'" if single * 2 > len(filled) else '"'


def _dialect(lines: list[str], delimiter: str, quote: str, header: int, cr: bool) -> Dialect:
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    records = list(islice(_readable(reader), header))
    headings = tuple(clean_heading(name) for name in records[-1]) if len(records) == header else ()
    used = lines[: reader.line_num]
    return Dialect(delimiter, quote, headings, sum(len(line.encode()) for line in used), reader.line_num, cr)


def _readable(records: Iterator[list[str]]) -> Iterator[list[str]]:
    while True:
        try:
            record = next(records, None)
        except csv.Error:
            return
        if record is None:
            return
        yield record
