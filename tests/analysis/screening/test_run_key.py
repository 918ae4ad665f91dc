"""A killed run goes on only with the same data, rules and local files."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mingjing.analysis.screening.manifest import run_key
from mingjing.kernel import local

LAKE: Any = SimpleNamespace(fingerprint="data")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "knowledge").mkdir()
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", ["knowledge/daily_cap.csv", "params.yaml", "suppressions.csv"])
def test_a_changed_local_file_starts_the_run_anew(folder: Path, name: str) -> None:
    keys = {run_key(LAKE, [])}
    for text in ("one", "two"):
        (folder / name).write_text(text)
        keys.add(run_key(LAKE, []))
    assert len(keys) == 3


def test_a_note_beside_the_files_that_are_read_changes_nothing(folder: Path) -> None:
    before = run_key(LAKE, [])
    (folder / "说明.txt").write_text("备忘")
    assert run_key(LAKE, []) == before


def test_the_folders_name_does_not_matter_only_what_is_in_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "params.yaml").write_text("one")
    before = run_key(LAKE, [])
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    moved.mkdir()
    (moved / "params.yaml").write_text("one")
    monkeypatch.setenv(local.ENVIRONMENT, str(moved))
    assert run_key(LAKE, []) == before
