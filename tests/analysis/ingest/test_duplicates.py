"""Of rows with one key, equal ones are dropped and counted, differing ones refused; the first one stays."""

from decimal import Decimal

from tests.analysis.ingest.desk import LINE, PERSON, Desk, line


def test_an_equal_row_is_dropped_and_counted_in_rows_and_yuan(desk: Desk) -> None:
    outcome = desk.ingest({"fee_list_d.csv": LINE + line("1") + line("1") + line("1") + line("2")})
    assert desk.counts(outcome, "fee_list_d") == (4, 2, 0, 2)
    assert desk.yuan(outcome, "fee_list_d") == (Decimal(8), Decimal(4), Decimal(0), Decimal(4))


def test_a_differing_row_is_refused_and_names_the_line_that_was_kept(desk: Desk) -> None:
    outcome = desk.ingest({"fee_list_d.csv": LINE + line("1") + "\n" + line("1", "3.00") + line("1", "3.00")})
    assert desk.counts(outcome, "fee_list_d") == (3, 1, 2, 0)
    assert [row["line_no"] for row in desk.refused("fee_list_d")] == [4, 5]
    row = desk.refused("fee_list_d")[0]
    assert (row["column"], row["value"]) == ("bkkp_sn", "1")
    assert "“fee_list_d.csv 第 2 行”" in row["reason"]
    assert desk.column("fee_list_d", "det_item_fee_sumamt") == [Decimal("2.00")]


def test_equal_means_equal_in_value_not_in_writing(desk: Desk) -> None:
    text = PERSON + "P1,1,1970-01-01\nP1, 1 ,19700101\nP1,1,1970/1/1\n"
    outcome = desk.ingest({"psn_info_b.csv": text})
    assert desk.counts(outcome, "psn_info_b") == (3, 1, 0, 2)


def test_an_empty_cell_differs_from_a_filled_one(desk: Desk) -> None:
    text = "psn_no,gend,brdy,tel,addr\nP1,1,1970-01-01,1,\nP1,1,1970-01-01,,1\n"
    outcome = desk.ingest({"psn_info_b.csv": text})
    assert desk.counts(outcome, "psn_info_b") == (2, 1, 1, 0)


def test_the_first_row_is_that_of_the_first_file_by_name(desk: Desk) -> None:
    outcome = desk.ingest(
        {
            "psn_info_b/b.csv": PERSON + "P1,2,1970-01-01\n",
            "psn_info_b/a.csv": PERSON + "P9,1,1970-01-01\nP1,1,1970-01-01\n",
        }
    )
    assert desk.counts(outcome, "psn_info_b") == (3, 2, 1, 0)
    assert desk.refused("psn_info_b")[0]["file"] == "psn_info_b/b.csv"
    assert "psn_info_b/a.csv 第 3 行" in desk.refused("psn_info_b")[0]["reason"]


def test_a_bad_row_does_not_stand_in_the_way_of_a_good_one(desk: Desk) -> None:
    outcome = desk.ingest({"fee_list_d.csv": LINE + line("1", "x") + line("1")})
    assert desk.counts(outcome, "fee_list_d") == (2, 1, 1, 0)


def test_a_composite_key_is_one_key(desk: Desk) -> None:
    text = "mdtrt_id,diag_code,diag_name\nM1,I10,a\nM1,E11,b\nM2,I10,c\nM1,I10,a\n"
    outcome = desk.ingest({"setl_list_diag_d.csv": text})
    assert desk.counts(outcome, "setl_list_diag_d") == (4, 3, 0, 1)


def test_rows_already_in_the_lake_count_too(desk: Desk) -> None:
    first = desk.ingest({"fee_list_d.csv": LINE + line("1") + line("2")})
    second = desk.ingest({"fee_list_d.csv": LINE + line("2") + line("1", "9.00") + line("3")})
    assert desk.counts(second, "fee_list_d") == (3, 1, 1, 1)
    assert desk.column("fee_list_d", "bkkp_sn") == ["1", "2", "3"]
    assert f"批次 {first.batch.id} 已入库的行" in desk.refused("fee_list_d")[0]["reason"]


def test_a_table_delivered_again_adds_nothing(desk: Desk) -> None:
    desk.ingest({"fee_list_d.csv": LINE + line("1") + line("2")})
    again = desk.ingest({"fee_list_d.txt": (LINE + line("2") + line("1")).replace(",", "|")})
    assert desk.counts(again, "fee_list_d") == (2, 0, 0, 2)
    assert desk.lake.rows("fee_list_d") == 2
