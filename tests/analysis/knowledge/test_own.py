"""A bureau's own rows: read from its folder, placed by its division, named in full when wrong."""

from datetime import date
from pathlib import Path

import pytest

from mingjing.analysis.knowledge.lookup import region_classes, resolve
from mingjing.analysis.knowledge.own import own_rows, stem
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError

HEAD = "item_code,max_days,scope,count_basis,conditional,admdvs,begndate,enddate,source\n"
ROW = "003402000050000,{days},course,distinct_use_days,0,{place},{begin},,{source}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bureau" / "knowledge").mkdir(parents=True)
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path / "bureau"))
    return tmp_path / "bureau" / "knowledge"


def test_a_city_code_stands_for_all_its_counties() -> None:
    assert [stem(code) for code in ("420000", "420100", "420102", "4201", "42", "429900", "420010")] == [
        "42",
        "4201",
        "420102",
        "4201",
        "42",
        "4299",
        "420010",
    ]


def test_rows_of_the_folder_are_typed_and_placed(folder: Path) -> None:
    (folder / "course_limit.csv").write_text(
        HEAD + ROW.format(days=60, place="420100", begin="2026-07-01", source="市文件")
    )
    (row,) = own_rows()["course_limit"]
    assert (row["max_days"], row["admdvs"], row["begndate"]) == (60, "4201", date(2026, 7, 1))


def test_county_over_city_over_nation_and_the_row_that_decided_is_named(folder: Path) -> None:
    (folder / "course_limit.csv").write_text(
        HEAD
        + ROW.format(days=60, place="420100", begin="2026-01-01", source="市文件")
        + ROW.format(days=50, place="420100", begin="2026-07-01", source="市新文件")
        + ROW.format(days=30, place="420102", begin="2026-01-01", source="县文件")
    )
    own = own_rows()
    regions = ["110101", "420102", "420103"]
    classes = {row["admdvs"]: row["kreg"] for row in region_classes(regions, own).to_pylist()}
    found = [
        row
        for row in resolve("course_limit", regions, own).to_pylist()
        if row["item_code"] == "003402000050000"
    ]

    def at(region: str, day: date) -> tuple[int, str]:
        (row,) = [r for r in found if r["kreg"] == classes[region] and r["k_from"] <= day < r["k_to"]]
        return row["max_days"], row["kp_ref"]

    june, july = date(2026, 6, 30), date(2026, 7, 1)
    assert at("110101", july) == (90, "8/3#1")
    assert at("420103", june) == (60, "本地 4201 2026-01-01 起 市文件")
    assert at("420103", july) == (50, "本地 4201 2026-07-01 起 市新文件")
    assert at("420102", july) == (30, "本地 420102 2026-01-01 起 县文件")


def test_a_row_that_no_publication_names_still_says_where_it_stands() -> None:
    rows = resolve("drug_group", ()).to_pylist()
    assert {row["kp_ref"] for row in rows} == {"内置知识表《药品重复用药组》"}


def test_everything_wrong_is_named_by_file_line_and_column(folder: Path) -> None:
    (folder / "course_limit.csv").write_text(
        HEAD
        + ROW.format(days="六十", place="4201", begin="2026-07-01", source="")
        + ROW.format(days=50, place="4201", begin="2026-7-1", source="")
    )
    (folder / "quota.csv").write_text("insutype,money\n310,1\n")
    with pytest.raises(DocumentError) as caught:
        own_rows()
    said = [(Path(p.where).name, p.what.split("：")[0]) for p in caught.value.problems]
    assert ("course_limit.csv:2", "max_days") in said
    assert ("course_limit.csv:3", "begndate") in said
    assert any("money" in p.what for p in caught.value.problems)


def test_two_rows_for_one_fact_place_and_day_are_refused(folder: Path) -> None:
    row = ROW.format(days=60, place="420100", begin="2026-07-01", source="")
    (folder / "course_limit.csv").write_text(HEAD + row + row.replace("420100", "4201"))
    with pytest.raises(DocumentError, match="与第 2 行重复"):
        own_rows()


def test_a_file_that_belongs_to_no_list_is_refused(folder: Path) -> None:
    (folder / "course_limits.csv").write_text(HEAD)
    with pytest.raises(DocumentError, match="course_limits"):
        own_rows()


def test_without_local_folders_there_are_no_own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(local.ENVIRONMENT, raising=False)
    assert own_rows() == {}


def test_overlapping_days_written_by_hand_are_refused(folder: Path) -> None:
    ended = ROW.format(days=60, place="4201", begin="2026-01-01", source="").replace(",,\n", ",2026-12-31,\n")
    (folder / "course_limit.csv").write_text(
        HEAD + ended + ROW.format(days=50, place="4201", begin="2026-07-01", source="")
    )
    with pytest.raises(DocumentError, match="有效期重叠"):
        own_rows()
