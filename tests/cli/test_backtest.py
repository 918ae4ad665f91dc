"""A new version over history: what it gains, loses and changes against the old one."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.bureau import answer, make_lake, mingjing, write_rule

pytestmark = pytest.mark.xdist_group("local")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Counts 9 to 14 at ten yuan, on the first to the sixth of June, one person each."""
    lines = [
        {"place": "330102", "day": f"2026-06-0{n - 8}", "cnt": n, "psn_no": f"PERSON-{n:04}"}
        for n in range(9, 15)
    ]
    return make_lake(tmp_path_factory.mktemp("bureau"), lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_rule(tmp_path / "local")
    mingjing("rules", "lock", "--local", tmp_path / "local")
    return tmp_path / "local"


def change(folder: Path, version: int, most: int, code: str = "LOC-001") -> Path:
    file = write_rule(folder, code, "draft", version)
    file.write_text(
        file.read_text(encoding="utf-8").replace("default: 10", f"default: {most}"), encoding="utf-8"
    )
    return file


def backtest(lake: Path, folder: Path, *options: object, code: object = "LOC-001") -> Any:
    return answer("rules", "backtest", code, "--lake", lake, "--local", folder, *options)


def figures(found: Any) -> dict[str, tuple[int, Decimal]]:
    return {
        kind: (found[kind]["findings"], Decimal(str(found[kind]["plain_amt"])))
        for kind in ("gained", "lost", "changed")
    }


def test_a_stricter_version_gains_findings_and_changes_amounts(lake: Path, folder: Path) -> None:
    change(folder, 2, 8)
    found = backtest(lake, folder, "--against", "1")
    assert (found["new"]["version"], found["old"]["version"]) == (2, 1)
    assert (found["new"]["findings"], found["old"]["findings"], found["same"]) == (6, 4, 0)
    assert figures(found) == {
        "gained": (2, Decimal(30)),
        "lost": (0, Decimal(0)),
        "changed": (4, Decimal(80)),
    }
    assert {(row["old_amt"], row["checkout_amt"]) for row in found["examples"]["changed"]} == {
        ("10.00", "30.00"), ("20.00", "40.00"), ("30.00", "50.00"), ("40.00", "60.00"),
    }  # fmt: skip


def test_a_milder_version_loses_findings(lake: Path, folder: Path) -> None:
    change(folder, 2, 12)
    found = backtest(lake, folder, "--against", "1")
    assert figures(found) == {
        "gained": (0, Decimal(0)),
        "lost": (2, Decimal(-30)),
        "changed": (2, Decimal(-40)),
    }
    assert [row["old_amt"] for row in found["examples"]["lost"]] == ["20.00", "10.00"]


def test_only_the_dates_asked_for_are_compared(lake: Path, folder: Path) -> None:
    change(folder, 2, 8)
    found = backtest(lake, folder, "--against", "1", "--since", "2026-06-02", "--until", "2026-06-03")
    assert (found["gained"]["findings"], found["changed"]["findings"]) == (1, 1)


def test_the_same_logic_differs_in_nothing_whatever_the_file_is_called(
    lake: Path, folder: Path, tmp_path: Path
) -> None:
    old = tmp_path / "去年的.sql"
    old.write_text((folder / "rules" / "LOC-001.sql").read_text(encoding="utf-8"), encoding="utf-8")
    found = backtest(lake, folder, "--against", old)
    assert found["same"] == 4
    assert figures(found) == {kind: (0, Decimal(0)) for kind in ("gained", "lost", "changed")}


def test_a_file_is_compared_with_the_rule_of_its_code(lake: Path, folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "试改.sql"
    text = (folder / "rules" / "LOC-001.sql").read_text(encoding="utf-8")
    draft.write_text(text.replace("default: 10", "default: 12"), encoding="utf-8")
    found = backtest(lake, folder, code=draft)
    assert found["new"]["path"] == str(draft)
    assert found["lost"]["findings"] == 2


def test_another_rule_may_be_the_old_one(lake: Path, folder: Path) -> None:
    change(folder, 1, 12, "LOC-002")
    found = backtest(lake, folder, "--against", "LOC-001", code="LOC-002")
    assert figures(found) == {
        "gained": (0, Decimal(0)),
        "lost": (2, Decimal(-30)),
        "changed": (2, Decimal(-40)),
    }


def test_without_an_old_version_everything_is_gained(lake: Path, folder: Path) -> None:
    found = backtest(lake, folder)
    assert found["old"] is None
    assert figures(found)["gained"] == (4, Decimal(100))


def test_the_examples_and_the_workbook_show_no_identity(lake: Path, folder: Path, tmp_path: Path) -> None:
    change(folder, 2, 8)
    out = tmp_path / "回测.xlsx"
    said = mingjing(
        "rules", "backtest", "LOC-001", "--lake", lake, "--local", folder, "--against", "1", "--out", out
    )
    assert "新增 2 条，+30.00 元" in said
    assert "变化 4 条，+80.00 元" in said
    assert "PERSON-" not in said
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["汇总", "新增", "消失", "变化"]
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not any("PERSON-" in cell for cell in cells)
    assert [row[:3] for row in book["汇总"].iter_rows(min_row=4, values_only=True)][:2] == [
        ("新版", 6, 210),
        ("旧版", 4, 100),
    ]


def test_changed_logic_under_the_same_version_is_not_archived(folder: Path) -> None:
    change(folder, 1, 8)
    said = mingjing("rules", "lock", "--local", folder, fails=True)
    assert "规则 LOC-001 的逻辑变了，版本号仍是 1" in said


def test_a_version_that_was_never_archived_is_refused(lake: Path, folder: Path) -> None:
    said = mingjing(
        "rules", "backtest", "LOC-001", "--lake", lake, "--local", folder, "--against", "7", fails=True
    )
    assert "没有存档规则 LOC-001 的第 7 版" in said
    assert "--against 旧版.sql" in said
