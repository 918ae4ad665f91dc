"""A delivery is a folder or a file; what is not a table is named, what is two tables at once is refused."""

import pytest

from mingjing.kernel.errors import DataError, UsageError
from tests.analysis.ingest.desk import PERSON, Desk, parquet

ROW = "P1,1,1970-01-01\n"


def test_a_missing_source_is_wrong_use(desk: Desk) -> None:
    with pytest.raises(UsageError, match="找不到要导入的文件"):
        desk.ingest()
    assert not desk.lake_folder.exists()


def test_an_empty_folder_holds_no_tables_and_makes_no_lake(desk: Desk) -> None:
    desk.source.mkdir()
    with pytest.raises(DataError, match="没有可以导入的表"):
        desk.ingest()
    assert not desk.lake_folder.exists()


def test_an_empty_file_has_no_headings(desk: Desk) -> None:
    with pytest.raises(DataError, match="没有表头"):
        desk.ingest({"psn_info_b.csv": ""})


def test_a_file_with_headings_only_delivers_a_table_without_rows(desk: Desk) -> None:
    outcome = desk.ingest({"psn_info_b.csv": PERSON})
    assert desk.counts(outcome, "psn_info_b") == (0, 0, 0, 0)
    assert desk.lake.delivered("psn_info_b") == {"psn_no": 0, "gend": 0, "brdy": 0}
    assert desk.lake.files("psn_info_b") == []


def test_one_file_is_a_delivery_too(desk: Desk) -> None:
    folder = desk.deliver({"psn_info_b.csv": PERSON + ROW, "mdtrt_d.csv": "no,table\n"})
    desk.ingest(source=folder / "psn_info_b.csv")
    assert desk.lake.tables == ["psn_info_b"]


def test_parts_of_a_table_lie_in_its_folder(desk: Desk) -> None:
    parts = {f"psn_info_b/2025/part-{n}.csv": PERSON + f"P{n},1,1970-01-01\n" for n in range(3)}
    outcome = desk.ingest(parts)
    assert desk.counts(outcome, "psn_info_b") == (3, 3, 0, 0)


def test_other_files_are_named_and_left_alone(desk: Desk) -> None:
    outcome = desk.ingest(
        {
            "psn_info_b.csv": PERSON + ROW,
            "读我.docx": "x",
            "truth.parquet": "x",
            ".hidden": "x",
            "more/a.csv": "x",
        }
    )
    assert sorted(outcome.batch.manifest["ignored"]) == ["more/", "truth.parquet", "读我.docx"]


def test_two_sources_of_one_table_are_refused(desk: Desk) -> None:
    with pytest.raises(DataError, match=r"表 psn_info_b 有多个来源：psn_info_b\.csv、psn_info_b\.txt"):
        desk.ingest({"psn_info_b.csv": PERSON + ROW, "psn_info_b.txt": PERSON + ROW})


def test_every_unreadable_file_is_reported_at_once(desk: Desk) -> None:
    files = {"psn_info_b.xlsx": "no workbook", "mdtrt_d.parquet": "no parquet", "setl_d.csv": "a,a\n1,2\n"}
    with pytest.raises(DataError) as caught:
        desk.ingest(files)
    assert [problem.where for problem in caught.value.problems] == [
        "mdtrt_d.parquet",
        "psn_info_b.xlsx",
        "setl_d.csv",
    ]
    assert desk.lake.batches == ()


def test_a_parquet_file_that_was_cut_short_is_refused(desk: Desk) -> None:
    whole = parquet([{"psn_no": "P1", "gend": "1", "brdy": "1970-01-01"}])
    with pytest.raises(DataError, match="Parquet 文件打不开"):
        desk.ingest({"psn_info_b.parquet": whole[:-20]})


def test_a_table_that_is_missing_is_simply_not_there(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PERSON + ROW})
    assert desk.lake.tables == ["psn_info_b"]
    assert desk.lake.files("fee_list_d") == []
    assert desk.lake.delivered("fee_list_d") == {}
    assert desk.lake.rows("fee_list_d") == 0
