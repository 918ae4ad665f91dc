"""Registered by existing."""

from pathlib import Path

import pytest

from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError

TABLES = Catalog("standard table", "mingjing.analysis.standard.tables", ".yaml")


def _with(folder: Path) -> Catalog:
    return Catalog(TABLES.kind, TABLES.package, TABLES.suffix, (folder,))


def test_a_file_is_registered_by_being_in_the_folder():
    assert TABLES.paths()["fee_list_d"].name == "fee_list_d.yaml"
    assert list(TABLES.paths()) == sorted(TABLES.paths())


def test_a_folder_of_ones_own_adds_files_and_its_subfolders_count(tmp_path: Path):
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "local_d.yaml").write_text("")
    assert _with(tmp_path).paths()["local_d"] == tmp_path / "county" / "local_d.yaml"


def test_files_of_another_ending_and_hidden_files_are_not_registered(tmp_path: Path):
    for name in ("readme.md", ".local_d.yaml", "_local_d.yaml"):
        (tmp_path / name).write_text("")
    assert _with(tmp_path).paths() == TABLES.paths()


def test_two_files_of_one_name_are_refused_and_both_are_named(tmp_path: Path):
    (tmp_path / "fee_list_d.yaml").write_text("")
    with pytest.raises(DocumentError, match="fee_list_d") as refused:
        _with(tmp_path).paths()
    assert str(tmp_path) in str(refused.value)
    assert str(TABLES.paths()["fee_list_d"]) in str(refused.value)


def test_another_wheel_adds_files_through_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "a_province_pack"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "local_d.yaml").write_text("")
    metadata = tmp_path / "a_province_pack-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: a-province-pack\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[mingjing.catalogs]\nstandard table = a_province_pack\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert TABLES.paths()["local_d"] == package / "local_d.yaml"
