"""A check is a file; a broken one says what is wrong and where."""

from pathlib import Path

import pytest

from mingjing.analysis.quality import check
from mingjing.analysis.standard.schema import tables
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError

HEADER = "title: t\nseverity: minor\nneeds: []\nadvice: a\n"


def read(folder: Path, header: str, monkeypatch: pytest.MonkeyPatch) -> list[check.Check]:
    (folder / "mine.sql").write_text(f"/*---\n{header}---*/\nSELECT 1 AS bad\n", encoding="utf-8")
    catalog = Catalog("quality check", "mingjing.analysis.quality.checks", ".sql", (folder,))
    monkeypatch.setattr(check, "_CHECKS", catalog)
    return check.checks()


def test_a_check_is_registered_by_being_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {entry.name: entry for entry in read(tmp_path, HEADER, monkeypatch)}
    assert found["mine"].title == "t"
    assert len(found) > 30


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace("title: t\n", ""), "文件头缺少 title"),
        (HEADER + "when: x\n", "未知的键 when"),
        (HEADER.replace("minor", "huge"), "severity 有误"),
        (HEADER + "each: moons\n", "each 不能是 moons"),
    ],
)
def test_a_broken_check_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: str, said: str
) -> None:
    with pytest.raises(DocumentError, match=said) as caught:
        read(tmp_path, header, monkeypatch)
    assert "mine.sql" in str(caught.value)


def test_every_check_speaks_of_tables_and_columns_that_exist() -> None:
    for entry in check.checks():
        for names in entry.each:
            table = tables()[names["table"]]
            assert names.get("column", table.key[0]) in table.columns, entry.name
            for need in (entry.filled(need, names) for need in entry.needs):
                name, _, column = need.partition(".")
                assert not column or column in tables()[name].columns, entry.name
        assert entry.allow < entry.full, entry.name
