"""A refused row is kept whole, with file, line, column, value and every reason."""

import gzip
from decimal import Decimal

import pytest

from tests.analysis.ingest.desk import LINE, PERSON, Desk, line, parquet


def test_a_bad_row_is_refused_whole_and_the_good_ones_are_not(desk: Desk) -> None:
    outcome = desk.ingest({"fee_list_d.csv": LINE + line("1") + line("2", amount="two") + line("3")})
    assert desk.counts(outcome, "fee_list_d") == (3, 2, 1, 0)
    assert desk.column("fee_list_d", "bkkp_sn") == ["1", "3"]
    [row] = desk.refused("fee_list_d")
    assert (row["file"], row["line_no"], row["column"], row["value"]) == (
        "fee_list_d.csv",
        3,
        "det_item_fee_sumamt",
        "two",
    )
    assert (row["bkkp_sn"], row["pric"], row["raw"]) == ("2", "2", None)


def test_every_reason_is_listed_in_one_row(desk: Desk) -> None:
    desk.ingest({"fee_list_d.csv": LINE + line("", amount="two", day="2025-02-30")})
    [row] = desk.refused("fee_list_d")
    assert row["column"] == "bkkp_sn"
    for said in ("bkkp_sn）为空", "“2025-02-30”不是有效时间", "“two”不是金额"):
        assert said in row["reason"]


def test_a_missing_required_column_refuses_every_row_by_its_name(desk: Desk) -> None:
    outcome = desk.ingest({"psn_info_b.csv": "psn_no,gend\nP1,1\nP2,2\n"})
    assert desk.counts(outcome, "psn_info_b") == (2, 0, 2, 0)
    assert "缺少必填列出生日期（brdy）" in desk.refused("psn_info_b")[0]["reason"]
    assert desk.lake.rows("psn_info_b") == 0


def test_a_line_that_is_no_record_is_kept_as_it_stands(desk: Desk) -> None:
    outcome = desk.ingest(
        {"psn_info_b.csv": PERSON + 'P1,1,1970-01-01\nP2,1\n"P3,1,1970-01-01\nP4,2,1970-01-01\n'}
    )
    assert desk.counts(outcome, "psn_info_b") == (4, 2, 2, 0)
    assert [(row["line_no"], row["raw"]) for row in desk.refused("psn_info_b")] == [
        (3, "P2,1"),
        (4, '"P3,1,1970-01-01'),
    ]


def test_line_numbers_count_lines_of_the_file_not_records(desk: Desk) -> None:
    text = 'psn_no,gend,brdy,addr\nP1,1,1970-01-01,"two\nlines"\n\nP2,1,never,\n'
    desk.ingest({"psn_info_b.csv": text})
    assert [row["line_no"] for row in desk.refused("psn_info_b")] == [5]


def test_bytes_that_are_no_text_refuse_their_row_and_are_shown(desk: Desk) -> None:
    outcome = desk.ingest(
        {
            "psn_info_b.csv": b"psn_no,gend,brdy,psn_name\nP1,1,1970-01-01,\xe5\xbc\xa0\nP2,1,1970-01-01,\xff\xfex\n"
        }
    )
    assert desk.counts(outcome, "psn_info_b") == (2, 1, 1, 0)
    [row] = desk.refused("psn_info_b")
    assert (row["column"], row["value"]) == ("psn_name", "\\xff\\xfex")
    assert row["psn_name"] == "\\xff\\xfex"


def test_unknown_columns_are_left_out_of_the_lake_and_kept_in_refused_rows(desk: Desk) -> None:
    outcome = desk.ingest(
        {"psn_info_b.csv": "psn_no,gend,brdy,extra,reason\nP1,1,1970-01-01,a,b\nP2,1,x,c,d\n"}
    )
    assert outcome.batch.manifest["unused_columns"] == {"psn_info_b": ["extra", "reason"]}
    assert "extra" not in desk.rows("psn_info_b")[0]
    [row] = desk.refused("psn_info_b")
    assert (row["extra"], row["reason（原列）"]) == ("c", "d")


def test_headings_match_in_any_case_with_blanks_and_a_byte_order_mark(desk: Desk) -> None:
    outcome = desk.ingest({"PSN_INFO_B.CSV": "\ufeffPSN_NO, Gend ,BRDY\nP1,1,1970-01-01\n"})
    assert desk.counts(outcome, "psn_info_b") == (1, 1, 0, 0)


def test_the_yuan_of_refused_rows_is_known_where_it_can_be_read(desk: Desk) -> None:
    outcome = desk.ingest(
        {"fee_list_d.csv": LINE + line("1", "5.00") + line("2", "7.00", cnt="x") + line("3", "y")}
    )
    assert desk.yuan(outcome, "fee_list_d") == (
        Decimal("12.00"),
        Decimal("5.00"),
        Decimal("7.00"),
        Decimal(0),
    )


def test_swapped_columns_are_refused_with_a_hint(desk: Desk) -> None:
    swapped = LINE.replace("fee_ocur_time", "?").replace("cnt", "fee_ocur_time").replace("?", "cnt")
    rows = "".join(line(str(n)) for n in range(20))
    outcome = desk.ingest({"fee_list_d.csv": swapped + rows})
    entry = outcome.batch.manifest["tables"]["fee_list_d"]
    assert entry["refused"]["rows"] == 20
    [hint] = entry["hints"]
    assert "数量（cnt）、费用发生时间（fee_ocur_time）两列的内容像是对调了" in hint


def test_typed_parquet_passes_through_and_untyped_parquet_is_read_like_text(desk: Desk) -> None:
    rows = [{"psn_no": 1.0, "gend": 1, "brdy": "1970/1/1"}, {"psn_no": None, "gend": 2, "brdy": "1970/1/1"}]
    outcome = desk.ingest(
        {"psn_info_b/one.parquet": parquet(rows[:1]), "psn_info_b/two.parquet": parquet(rows)}
    )
    assert desk.counts(outcome, "psn_info_b") == (3, 1, 1, 1)
    assert desk.column("psn_info_b", "psn_no") == ["1"]


def test_a_truncated_gzip_keeps_what_could_be_read_and_refuses_the_torn_line(desk: Desk) -> None:
    text = PERSON + "".join(f"P{n * 7919 % 100_003},1,1970-01-01\n" for n in range(20_000))
    outcome = desk.ingest({"psn_info_b.csv.gz": gzip.compress(text.encode())[:-4000]})
    read, accepted, refused, _ = desk.counts(outcome, "psn_info_b")
    assert read == accepted + refused
    assert accepted > 5_000
    assert "不完整" in outcome.batch.manifest["sources"][0]["damage"]
    assert desk.refused("psn_info_b")[-1]["reason"] == "文件在这一行中断"


def test_a_million_bad_rows_are_all_kept_with_their_reasons(desk: Desk) -> None:
    good, bad = "P1,1,1970-01-01\n", "".join(f"P{n},1,never\n" for n in range(2, 500_002))
    outcome = desk.ingest({"psn_info_b.csv": PERSON + good + bad + "torn\n" * 500_000})
    assert desk.counts(outcome, "psn_info_b") == (1_000_001, 1, 1_000_000, 0)
    reasons = outcome.batch.manifest["tables"]["psn_info_b"]["reasons"]
    assert reasons == [{"column": "brdy", "reason": "出生日期（brdy）不是有效日期", "rows": 500_000}]


@pytest.mark.parametrize("written_as", ["gb18030", "utf-16"])
def test_an_encoding_that_is_not_utf8_changes_nothing_but_the_manifest(desk: Desk, written_as: str) -> None:
    text = "psn_no,gend,brdy,psn_name\nP1,1,1970-01-01,龘𠮷\nP2,1,1970-01-01\n"
    outcome = desk.ingest({"psn_info_b.csv": text.encode(written_as)})
    assert desk.counts(outcome, "psn_info_b") == (2, 1, 1, 0)
    assert desk.column("psn_info_b", "psn_name") == ["龘𠮷"]
    assert outcome.batch.manifest["sources"][0]["encoding"].startswith(written_as[:6])
