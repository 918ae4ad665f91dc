"""A lake is batches that never change and one file that says which are in force."""

import fcntl
import hashlib
import json

import pyarrow.parquet as pq
import pytest

from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.standard.schema import table
from mingjing.kernel.errors import LakeError
from tests.analysis.ingest.desk import LINE, PERSON, Desk, line

PEOPLE = PERSON + "P1,1,1970-01-01\n"


def test_the_same_delivery_twice_changes_nothing(desk: Desk) -> None:
    first = desk.ingest({"psn_info_b.csv": PEOPLE})
    before = desk.contents()
    second = desk.ingest()
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.batch.id == first.batch.id
    assert desk.contents() == before


def test_the_same_content_from_elsewhere_is_the_same_delivery(desk: Desk) -> None:
    first = desk.ingest({"psn_info_b.csv": PEOPLE})
    moved = desk.folder / "moved"
    desk.source.rename(moved)
    moved.rename(desk.source)
    assert desk.ingest().batch.id == first.batch.id


def test_the_lake_holds_every_column_of_the_standard_and_the_flag(desk: Desk) -> None:
    desk.ingest({"fee_list_d.csv": LINE + line("1")})
    [file] = desk.lake.files("fee_list_d")
    assert pq.read_schema(file).names == [*table("fee_list_d").columns, "orphan"]


def test_rows_lie_in_the_month_of_their_event_and_odd_ones_apart(desk: Desk) -> None:
    days = ("2025-01-31 23:59:59", "2025-02-01", "1925-03-01", "2099-01-01")
    desk.ingest({"fee_list_d.csv": LINE + "".join(line(str(n), day=day) for n, day in enumerate(days))})
    found = {file.parent.name: pq.read_metadata(file).num_rows for file in desk.lake.files("fee_list_d")}
    assert found == {"month=2025-01": 1, "month=2025-02": 1, "month=other": 2}


def test_the_manifest_knows_every_file_by_its_hash(desk: Desk) -> None:
    outcome = desk.ingest({"fee_list_d.csv": LINE + line("1") + line("2", day="2025-02-01")})
    manifest = outcome.batch.manifest
    [source] = manifest["sources"]
    assert source["sha256"] == hashlib.sha256((desk.source / "fee_list_d.csv").read_bytes()).hexdigest()
    entry = manifest["tables"]["fee_list_d"]
    for file in entry["files"]:
        content = (outcome.batch.folder / file["path"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    assert (entry["first"], entry["last"]) == ("2025-01-02 00:00:00", "2025-02-01 00:00:00")
    assert entry["columns"]["cnt"] == {"delivered": True, "filled": 2}
    assert entry["columns"]["spec"] == {"delivered": False, "filled": 0}


def test_delivered_columns_and_rows_add_up_over_batches(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    desk.ingest({"psn_info_b.csv": "psn_no,gend,brdy,tel\nP2,1,1970-01-01,123\nP3,1,1970-01-01,\n"})
    assert desk.lake.delivered("psn_info_b") == {"psn_no": 3, "gend": 3, "brdy": 3, "tel": 1}
    assert desk.lake.rows("psn_info_b") == 3
    assert len(desk.lake.files("psn_info_b")) == 2


def test_the_fingerprint_stands_for_what_is_in_force(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    first = desk.lake.fingerprint
    assert desk.lake.fingerprint == first
    desk.ingest({"psn_info_b.csv": PERSON + "P2,1,1970-01-01\n"})
    assert desk.lake.fingerprint != first


def test_an_open_lake_does_not_see_later_deliveries(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    opened = desk.lake
    desk.ingest({"psn_info_b.csv": PERSON + "P2,1,1970-01-01\n"})
    assert opened.rows("psn_info_b") == 1


@pytest.mark.parametrize("file", ["mingjing-lake.json", "current.json"])
def test_a_lake_of_a_newer_version_is_left_alone(desk: Desk, file: str) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    path = desk.lake_folder / file
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    before = desk.contents()
    for attempt in (lambda: Lake.open(desk.lake_folder), lambda: desk.ingest({"psn_info_b.csv": PERSON})):
        with pytest.raises(LakeError, match="第 2 版，本程序只认识到第 1 版"):
            attempt()
    assert desk.contents() == before


def test_a_damaged_lake_says_which_file(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    (desk.lake_folder / "current.json").write_text("{")
    with pytest.raises(LakeError, match=r"current\.json"):
        desk.ingest({"psn_info_b.csv": PERSON})


def test_a_folder_with_other_things_does_not_become_a_lake(desk: Desk) -> None:
    desk.lake_folder.mkdir()
    (desk.lake_folder / "thesis.docx").write_text("x")
    with pytest.raises(LakeError, match="文件夹不是空的"):
        desk.ingest({"psn_info_b.csv": PEOPLE})
    with pytest.raises(LakeError, match="这里没有数据湖"):
        Lake.open(desk.lake_folder)


def test_two_writers_take_turns(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    with (desk.lake_folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(LakeError, match="另一个导入正在写"):
            desk.ingest({"psn_info_b.csv": PERSON})


def test_what_a_killed_run_left_behind_is_removed(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    (desk.lake_folder / "batches" / "half" / "tables").mkdir(parents=True)
    (desk.lake_folder / ".work" / "batch").mkdir(parents=True)
    assert desk.ingest().unchanged
    assert [path.name for path in (desk.lake_folder / "batches").iterdir()] == [desk.lake.batches[0].id]
    assert not (desk.lake_folder / ".work").exists()


def test_the_view_shows_the_refused_rows_of_all_batches_in_force(desk: Desk) -> None:
    one = desk.ingest({"psn_info_b.csv": PERSON + "P1,1,never\n"})
    two = desk.ingest({"psn_info_b.csv": PERSON + "P2,1,soon\n"})
    assert {row["batch"]: row["value"] for row in desk.refused("psn_info_b")} == {
        one.batch.id: "never",
        two.batch.id: "soon",
    }
    desk.ingest({"psn_info_b.csv": PEOPLE}, replaces=[one.batch.id])
    assert [row["value"] for row in desk.refused("psn_info_b")] == ["soon"]
