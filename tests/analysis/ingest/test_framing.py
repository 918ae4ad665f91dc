"""Records begin and end where RFC 4180 says; what is no record is set aside whole, with its line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.analysis.ingest import encoding
from mingjing.analysis.ingest.dialect import Dialect, sniff
from mingjing.analysis.ingest.encoding import TextSource
from mingjing.analysis.ingest.framing import Framer, NeedsCopyError, Numbers


class Log:
    def __init__(self) -> None:
        self.bad: list[tuple[int, str, str]] = []
        self.line_of: dict[int, int] = {}

    def malformed(self, line: int, raw: bytes, reason: str) -> None:
        self.bad.append((line, raw.decode(), reason))

    def breaks(self, records: Numbers, lines: Numbers) -> None:
        self.line_of.update(zip(records.tolist(), lines.tolist(), strict=True))

    def line(self, record: int) -> int:
        start = max(known for known in self.line_of if known <= record)
        return self.line_of[start] + record - start


def frame(path: Path, content: bytes, copy: bool = True) -> tuple[list[list[str]], Log, Framer]:
    path.write_bytes(content)
    dialect = sniff([content], ("a", "b"))
    clean, log = io.BytesIO(), Log()
    framer = Framer(dialect, len(dialect.headings), log, clean if copy else None)  # type: ignore[arg-type]
    framer.run(TextSource(path, "utf-8"))
    text = io.StringIO(clean.getvalue().decode(), newline="")
    return (
        list(csv.reader(text, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)),
        log,
        framer,
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\x01"])
def test_the_delimiter_is_the_one_that_yields_known_headings(delimiter: str) -> None:
    head = delimiter.join(("psn_no", "gend", "note,with;many|marks")) + "\n"
    dialect = sniff([head.encode()], ("PSN_NO", "gend"))
    assert dialect.delimiter == delimiter


def test_single_quotes_are_recognised_as_quotes(tmp_path: Path) -> None:
    rows, _, _ = frame(tmp_path / "a", b"'a','b'\n'1','2'\n'x,y','it''s'\n")
    assert rows == [["1", "2"], ["x,y", "it's"]]


def test_a_regular_file_needs_no_copy(tmp_path: Path) -> None:
    _, log, framer = frame(tmp_path / "a", b'a,b\r\n1,2\r\n"x\r\ny","say ""hi"""\r\n5,6', copy=False)
    assert framer.records == 3
    assert [log.line(n) for n in range(3)] == [2, 3, 5]


@pytest.mark.parametrize(
    "body", [b"1\n", b"1,2\n\n3,4\n", b"1,2\r\n3,4\n", b'5" tube,2\n', b'"open,2\n', b"1,\xff\n", b"1\r,2\n"]
)
def test_anything_irregular_asks_for_a_copy(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(NeedsCopyError):
        frame(tmp_path / "a", b"a,b\n" + body, copy=False)


def test_lines_with_too_few_or_too_many_fields_are_set_aside(tmp_path: Path) -> None:
    rows, log, _ = frame(tmp_path / "a", b"a,b\n1,2\n3\n4,5,6\n\n7,8\n")
    assert rows == [["1", "2"], ["7", "8"]]
    assert [(line, raw) for line, raw, _ in log.bad] == [(3, "3"), (4, "4,5,6")]
    assert log.line(1) == 6


def test_empty_fields_after_the_last_column_are_cut_off(tmp_path: Path) -> None:
    rows, log, _ = frame(tmp_path / "a", b"a,b\n1,2,\n3,4,,,\n")
    assert rows == [["1", "2"], ["3", "4"]]
    assert not log.bad


def test_a_quote_in_the_middle_of_a_field_is_an_inch_sign(tmp_path: Path) -> None:
    rows, log, _ = frame(
        tmp_path / "a", '导管 5" 长,b\n导管 5" 长,2\n'.replace('导管 5" 长,b', "a,b", 1).encode()
    )
    assert rows == [['导管 5" 长', "2"]]
    assert not log.bad


def test_a_quote_that_never_closes_costs_one_line_only(tmp_path: Path) -> None:
    content = b'a,b\n1,2\n"open,3\n4,5\n"two\nlines",6\n"a"b,7\n8,9\n'
    rows, log, _ = frame(tmp_path / "a", content)
    assert rows == [["1", "2"], ["4", "5"], ["two\nlines", "6"], ["8", "9"]]
    assert [(line, raw) for line, raw, _ in log.bad] == [(3, '"open,3'), (7, '"a"b,7')]
    assert [log.line(n) for n in range(4)] == [2, 4, 5, 8]


def test_a_lone_return_within_a_line_is_a_blank(tmp_path: Path) -> None:
    rows, log, _ = frame(tmp_path / "a", b'a,b\n1\r1,2\n3,4\n"x",5\r5\n')
    assert rows == [["1 1", "2"], ["3", "4"]]
    assert [line for line, _, _ in log.bad] == [4]


def test_headings_may_hold_line_breaks_and_stand_below_other_lines() -> None:
    dialect = sniff([b'Bureau export\n"a","b\nc"\n1,2\n'], ("a",), header=2)
    assert (dialect.headings, dialect.head_lines, dialect.head_bytes) == (("a", "b\nc"), 3, 24)


field = st.text(st.sampled_from(list("ab1,;\"\n\r' 药")), max_size=6)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(field, field, field), max_size=12), block=st.integers(3, 40))
def test_what_a_csv_writer_wrote_comes_back_whatever_the_block_size(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], block: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b", "c"), *rows])
    path = tmp_path_factory.mktemp("framing") / "a.csv"
    path.write_bytes(text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "BLOCK", block)
        clean, log = io.BytesIO(), Log()
        framer = Framer(Dialect(",", '"', ("a", "b", "c"), 7, 1, cr=False), 3, log, clean)
        framer.run(TextSource(path, "utf-8"))
    found = list(csv.reader(io.StringIO(clean.getvalue().decode(), newline=""), strict=True))
    assert found == [list(row) for row in rows]
    assert not log.bad
    assert framer.records == len(rows)
