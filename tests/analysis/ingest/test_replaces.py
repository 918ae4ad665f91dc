"""A corrected delivery supersedes an older one; what stood behind the older one is not lost."""

import pytest

from mingjing.kernel.errors import UsageError
from tests.analysis.ingest.desk import LINE, PERSON, Desk, line


def test_a_corrected_delivery_takes_the_place_of_the_older_one(desk: Desk) -> None:
    wrong = desk.ingest({"fee_list_d.csv": LINE + line("1", "3.00") + line("2")})
    right = desk.ingest({"fee_list_d.csv": LINE + line("1", "2.00")}, replaces=[wrong.batch.id])
    assert desk.counts(right, "fee_list_d") == (1, 1, 0, 0)
    assert [str(row["det_item_fee_sumamt"]) for row in desk.rows("fee_list_d")] == ["2.00"]
    assert desk.lake.superseded == {wrong.batch.id: right.batch.id}
    assert wrong.batch.folder.is_dir()


def test_the_start_of_a_batch_id_is_enough(desk: Desk) -> None:
    wrong = desk.ingest({"fee_list_d.csv": LINE + line("1", "3.00")})
    desk.ingest({"fee_list_d.csv": LINE + line("1")}, replaces=[wrong.batch.id[:6]])
    assert desk.lake.rows("fee_list_d") == 1


def test_a_batch_that_is_not_in_force_cannot_be_replaced(desk: Desk) -> None:
    first = desk.ingest({"fee_list_d.csv": LINE + line("1")})
    with pytest.raises(UsageError, match=f"有效批次：{first.batch.id}"):
        desk.ingest({"fee_list_d.csv": LINE + line("2")}, replaces=["nonsense"])
    assert desk.lake.rows("fee_list_d") == 1


def test_a_superseded_delivery_does_not_come_back_by_accident(desk: Desk) -> None:
    wrong = {"fee_list_d.csv": LINE + line("1", "3.00")}
    first = desk.ingest(wrong)
    second = desk.ingest({"fee_list_d.csv": LINE + line("1")}, replaces=[first.batch.id])
    with pytest.raises(UsageError, match=f"已被批次 {second.batch.id} 取代"):
        desk.ingest(wrong)
    third = desk.ingest(wrong, replaces=[second.batch.id])
    assert third.batch.id == f"{first.batch.id}-2"
    assert [str(row["det_item_fee_sumamt"]) for row in desk.rows("fee_list_d")] == ["3.00"]


def test_rows_that_stood_behind_a_replaced_batch_are_taken_up(desk: Desk) -> None:
    january = desk.ingest({"psn_info_b.csv": PERSON + "P1,1,1970-01-01\nP2,1,1970-01-01\n"})
    february = desk.ingest({"psn_info_b.csv": PERSON + "P1,1,1970-01-01\nP2,2,1970-01-01\nP3,1,1970-01-01\n"})
    assert desk.counts(february, "psn_info_b") == (3, 1, 1, 1)
    corrected = desk.ingest({"psn_info_b.csv": PERSON + "P4,1,1970-01-01\n"}, replaces=[january.batch.id])
    assert desk.counts(corrected, "psn_info_b") == (3, 3, 0, 0)
    assert {row["psn_no"]: row["gend"] for row in desk.rows("psn_info_b")} == {
        "P1": "1",
        "P2": "2",
        "P3": "1",
        "P4": "1",
    }
    again = desk.ingest({"psn_info_b.csv": PERSON + "P5,1,1970-01-01\n"}, replaces=[corrected.batch.id])
    assert desk.counts(again, "psn_info_b") == (3, 3, 0, 0)
    assert desk.column("psn_info_b", "psn_no") == ["P1", "P2", "P3", "P5"]


def test_the_corrected_delivery_goes_before_what_stood_behind(desk: Desk) -> None:
    january = desk.ingest({"psn_info_b.csv": PERSON + "P1,1,1970-01-01\n"})
    desk.ingest({"psn_info_b.csv": PERSON + "P1,2,1970-01-01\n"})
    corrected = desk.ingest({"psn_info_b.csv": PERSON + "P1,1,1971-01-01\n"}, replaces=[january.batch.id])
    assert desk.counts(corrected, "psn_info_b") == (2, 1, 1, 0)
    assert [str(row["brdy"]) for row in desk.rows("psn_info_b")] == ["1971-01-01"]
