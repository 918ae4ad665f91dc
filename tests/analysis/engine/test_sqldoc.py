"""Headers of documents: read once from YAML, then from what was kept, and the same both times."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingjing.analysis.engine import sqldoc, translations
from mingjing.kernel.errors import DocumentError

PATH = Path("rule.sql")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGJING_CACHE", str(tmp_path))
    translations._folder.cache_clear()
    return tmp_path


def header(text: str) -> dict[str, Any]:
    sqldoc.parse.cache_clear()
    return dict(sqldoc.parse(f"/*---\n{text}\n---*/\nSELECT 1", PATH).header)


def kept_files(folder: Path) -> list[Path]:
    return [file for file in (folder / "sql").rglob("*") if file.is_file()]


def test_a_kept_header_says_what_the_yaml_says(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "title: 超限\nfrom: 2026-04-01\ncases:\n- {name: 甲, amt: 1.50, none: null, ok: true}"
    first = header(text)
    assert first == {
        "title": "超限",
        "from": date(2026, 4, 1),
        "cases": [{"name": "甲", "amt": 1.5, "none": None, "ok": True}],
    }
    monkeypatch.setattr(yaml, "load", lambda *given, **named: pytest.fail("read again"))
    assert header(text) == first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at: 2026-04-01 08:00:00", {"at": datetime(2026, 4, 1, 8)}),
        ("1: one", {1: "one"}),
        ("all: !!set {a, b}", {"all": {"a", "b"}}),
    ],
    ids=["a time", "a key that is a number", "a set"],
)
def test_what_json_cannot_say_is_read_from_the_yaml_each_time(text: str, expected: dict[Any, Any]) -> None:
    assert header(text) == expected
    assert header(text) == expected


def test_what_was_kept_and_is_broken_is_not_believed(folder: Path) -> None:
    first = header("title: 超限")
    for file in kept_files(folder):
        file.write_text("{cut", encoding="utf-8")
    assert kept_files(folder) and header("title: 超限") == first


def test_a_wrong_header_is_told_with_its_line_each_time() -> None:
    for _ in range(2):
        with pytest.raises(DocumentError, match="不是合法的 YAML") as refused:
            header("title: 超限\nlimit: {1")
        assert refused.value.problems[0].where.startswith("rule.sql:")


def test_a_document_names_the_relations_it_reads_without_its_own_steps() -> None:
    text = "/*---\nmart: m\n---*/\nWITH own AS (SELECT * FROM fee_net) SELECT * FROM own JOIN enc USING (id)"
    assert sqldoc.parse(text, PATH).reads == ("enc", "fee_net")
