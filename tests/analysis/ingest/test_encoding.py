"""Bytes of a delivered file become UTF-8, and what is no text is marked, never guessed."""

import gzip
from pathlib import Path

import pytest

from mingjing.analysis.ingest import encoding
from mingjing.analysis.ingest.encoding import MARK, ByteSource, TextSource, detect

TEXT = "psn_no,psn_name\n1,龘䶮𠮷张三\n2,李四\n"


def read(path: Path) -> tuple[str, TextSource]:
    source = TextSource(path, detect(path))
    return b"".join(source).decode("utf-8"), source


@pytest.mark.parametrize("written_as", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_reads_the_same_in_every_encoding_bureaus_use(tmp_path: Path, written_as: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(written_as))
    text, source = read(path)
    assert text == TEXT
    assert not source.marked


def test_characters_cut_by_a_block_border_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK", 7)
    path = tmp_path / "a.csv"
    for written_as in ("utf-8", "gb18030", "utf-16"):
        path.write_bytes((TEXT * 3).encode(written_as))
        assert read(path)[0] == TEXT * 3


def test_chinese_that_begins_after_megabytes_of_ascii_is_still_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n" * 2_000_000 + "三,四\n".encode("gb18030"))
    assert detect(path) == "gb18030"


def test_a_few_bad_bytes_do_not_turn_utf8_into_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("药品,2\n".encode() * 3 + "坏,4\n".encode("gb18030") + b"x\0y\n")
    text, source = read(path)
    assert source.encoding == "utf-8"
    assert text == f"药品,2\n药品,2\n药品,2\n{MARK}bb{MARK}b5,4\nx{MARK}00y\n"
    assert source.marked


def test_gzip_is_recognised_by_its_content_and_may_have_several_members(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"1\n") + gzip.compress(b"2\n"))
    source = ByteSource(path)
    assert b"".join(source) == b"1\n2\n"
    assert source.damage == ""


def test_a_truncated_gzip_gives_what_there_is_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    whole = b"".join(b"%d\n" % n for n in range(50_000))
    path.write_bytes(gzip.compress(whole)[:-5000])
    source = ByteSource(path)
    found = b"".join(source)
    assert whole.startswith(found)
    assert len(found) > len(whole) // 2
    assert "不完整" in source.damage


def test_a_gzip_damaged_in_the_middle_gives_what_stands_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    whole = b"".join(b"%d\n" % (n * n) for n in range(50_000))
    packed = bytearray(gzip.compress(whole))
    packed[len(packed) // 2 : len(packed) // 2 + 20] = b"\xff" * 20
    path.write_bytes(packed)
    source = ByteSource(path)
    found = b"".join(source)
    assert len(found) > len(whole) // 3
    assert found[: len(whole) // 3] == whole[: len(whole) // 3]
    assert "损坏" in source.damage
