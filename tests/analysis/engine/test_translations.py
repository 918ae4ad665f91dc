"""Kept translations: found again, never believed across versions or from another's hand, never in the way."""

from pathlib import Path

import pytest

from mingjing.analysis.engine import translations


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGJING_CACHE", str(tmp_path))
    return tmp_path


def _ask(sql: str, answer: str = "translated", dialect: str = "duckdb") -> tuple[str, bool]:
    asked = []

    def translate() -> str:
        asked.append(sql)
        return answer

    return translations.kept(dialect, sql, translate), bool(asked)


@pytest.fixture(autouse=True)
def fresh() -> None:
    _start_again()


def _start_again() -> None:
    translations._folder.cache_clear()


def test_a_text_is_translated_once_per_dialect(folder: Path) -> None:
    assert _ask("SELECT '医'", "一") == ("一", True)
    assert _ask("SELECT '医'", "二") == ("一", False)
    assert _ask("SELECT '医'", "三", "spark") == ("三", True)


def test_another_version_starts_anew_and_removes_what_was_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask("SELECT 1")
    monkeypatch.setattr(translations, "_version", lambda: "another")
    _start_again()
    assert _ask("SELECT 1")[1]
    assert [part.name for part in (folder / "sql").iterdir()] == ["another"]


def test_what_fails_is_not_kept(folder: Path) -> None:
    def fails() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        translations.kept("duckdb", "SELECT 2", fails)
    assert _ask("SELECT 2") == ("translated", True)


def test_a_folder_that_others_can_write_to_is_not_believed(folder: Path) -> None:
    _ask("SELECT 3")
    (folder / "sql" / translations._version()).chmod(0o777)
    _start_again()
    assert _ask("SELECT 3")[1]


def test_a_folder_that_cannot_be_made_or_vanishes_is_no_hindrance(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask("SELECT 4")
    for file in (folder / "sql" / translations._version()).iterdir():
        file.unlink()
    (folder / "sql" / translations._version()).rmdir()
    assert _ask("SELECT 4")[1]
    (folder / "file").touch()
    monkeypatch.setenv("MINGJING_CACHE", str(folder / "file"))
    assert _ask("SELECT 4")[1]
    monkeypatch.setenv("MINGJING_CACHE", "")
    assert _ask("SELECT 4")[1]


def test_a_full_folder_starts_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "MOST", 2)
    for number in range(4):
        _ask(f"SELECT {number}")
    _start_again()
    assert _ask("SELECT 0")[1]
