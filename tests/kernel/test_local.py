"""A bureau's own folders add to the catalogs; what nothing would read is named."""

import os
from pathlib import Path

import pytest

from mingjing.kernel import local
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError

RULES = Catalog("rules", "mingjing.analysis.rules.catalog", ".sql", local_kind="rules")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for kind in ("rules", "knowledge"):
        (tmp_path / "bureau" / kind).mkdir(parents=True)
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path / "bureau"))
    return tmp_path / "bureau"


def test_a_file_in_the_kinds_subfolder_is_registered(folder: Path) -> None:
    (folder / "rules" / "LOC-001.sql").write_text("")
    assert RULES.paths()["LOC-001"] == folder / "rules" / "LOC-001.sql"


def test_several_folders_add_up_and_a_missing_subfolder_is_no_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "province"
    (other / "marts").mkdir(parents=True)
    (folder / "rules" / "LOC-001.sql").write_text("")
    monkeypatch.setenv(local.ENVIRONMENT, os.pathsep.join([str(other), str(folder), str(folder)]))
    assert local.folders() == (other, folder)
    assert "LOC-001" in RULES.paths()


def test_a_folder_that_does_not_exist_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path / "nowhere"))
    with pytest.raises(DocumentError, match="没有这个本地文件夹") as refused:
        RULES.paths()
    assert str(tmp_path / "nowhere") in str(refused.value)


def test_a_rule_beside_the_subfolder_is_named_because_nothing_would_read_it(folder: Path) -> None:
    (folder / "LOC-001.sql").write_text("")
    with pytest.raises(DocumentError, match=r"LOC-001\.sql(.|\n)*rules/"):
        local.folders()


def test_a_local_rule_with_a_built_in_code_is_refused_and_both_files_are_named(folder: Path) -> None:
    (folder / "rules" / "CHG-005.sql").write_text("")
    with pytest.raises(DocumentError, match="CHG-005") as refused:
        RULES.paths()
    assert str(folder) in str(refused.value)
    assert str(RULES.built_in) in str(refused.value)


def test_the_hashes_name_every_file_that_can_change_a_result_and_no_other(folder: Path) -> None:
    for name in ("rules/LOC-001.sql", "knowledge/daily_cap.csv", "params.yaml", "notes.txt", "rules/.draft"):
        (folder / name).write_text(name)
    before = local.hashes()
    assert {Path(path).name for path in before} == {"LOC-001.sql", "daily_cap.csv", "params.yaml"}
    (folder / "rules" / "LOC-001.sql").write_text("changed")
    assert local.hashes() != before


def test_the_folder_of_a_file_is_known(folder: Path) -> None:
    assert local.owner(folder / "rules" / "LOC-001.sql") == folder
    assert local.owner(RULES.built_in / "CHG" / "CHG-005.sql") is None


def test_naming_folders_holds_for_this_process_and_its_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(local.ENVIRONMENT, "")
    local.name((folder,))
    assert os.environ[local.ENVIRONMENT] == str(folder)
    assert local.folders() == (folder,)
