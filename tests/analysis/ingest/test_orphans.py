"""Rows whose parent is unknown are kept, flagged with what is missing, and counted."""

from tests.analysis.ingest.desk import LINE, PERSON, Desk, line

PEOPLE = PERSON + "P1,1,1970-01-01\n"
PLACES = "fixmedins_code,fixmedins_name,fixmedins_type,fix_blng_admdvs\nH1,人民医院,1,330106\n"


def test_an_orphan_is_kept_and_says_what_it_misses(desk: Desk) -> None:
    rows = (
        line("1")
        + line("2", psn="P9")
        + line("3").replace("H1", "H9")
        + line("4", psn="P9").replace("H1", "H9")
    )
    outcome = desk.ingest(
        {"fee_list_d.csv": LINE + rows, "psn_info_b.csv": PEOPLE, "fixmedins_b.csv": PLACES}
    )
    assert desk.counts(outcome, "fee_list_d") == (4, 4, 0, 0)
    flags = {row["bkkp_sn"]: row["orphan"] for row in desk.rows("fee_list_d")}
    assert flags["1"] is None
    assert flags["2"] == "psn_info_b"
    assert flags["3"] == "fixmedins_b"
    assert set(flags["4"].split(",")) == {"psn_info_b", "fixmedins_b"}
    entry = outcome.batch.manifest["tables"]["fee_list_d"]["orphans"]
    assert (entry["rows"], entry["yuan"]) == (3, "6.00")
    assert entry["missing"] == {"psn_info_b": 2, "fixmedins_b": 2}


def test_a_refused_parent_is_no_parent(desk: Desk) -> None:
    desk.ingest({"fee_list_d.csv": LINE + line("1"), "psn_info_b.csv": PERSON + "P1,1,never\n"})
    assert desk.column("fee_list_d", "orphan") == ["psn_info_b"]


def test_a_parent_of_an_earlier_batch_is_a_parent(desk: Desk) -> None:
    desk.ingest({"psn_info_b.csv": PEOPLE})
    desk.ingest({"fee_list_d.csv": LINE + line("1") + line("2", psn="P9")})
    assert desk.column("fee_list_d", "orphan") == [None, "psn_info_b"]


def test_a_parent_table_that_never_came_cannot_be_missed(desk: Desk) -> None:
    desk.ingest({"fee_list_d.csv": LINE + line("1")})
    assert desk.column("fee_list_d", "orphan") == [None]


def test_an_empty_reference_is_no_orphan(desk: Desk) -> None:
    lines = (
        LINE.replace("\n", ",setl_id\n") + line("1").replace("\n", ",\n") + line("2").replace("\n", ",S9\n")
    )
    settlements = "setl_id,mdtrt_id,psn_no,fixmedins_code,setl_time,medfee_sumamt,fund_pay_sumamt\nS1,M1,P1,H1,2025-01-02,2,1\n"
    desk.ingest({"fee_list_d.csv": lines, "setl_d.csv": settlements})
    assert desk.column("fee_list_d", "orphan") == [None, "setl_d"]
