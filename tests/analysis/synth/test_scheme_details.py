"""What single schemes put into the delivery is what their truth says."""

import csv
from pathlib import Path

from tests.analysis.synth.conftest import Ask


def test_a_failed_ward_check_falls_on_the_days_that_the_truth_counts(planted: Ask) -> None:
    rows = planted(
        "SELECT t.kind, t.note, count(DISTINCT w.crtf_time::DATE) AS days FROM truth AS t JOIN wardcheck_d AS w USING (mdtrt_id)"
        " JOIN fee_list_d AS f ON list_contains(t.bkkp_sns, f.bkkp_sn) AND f.fee_ocur_time::DATE = w.crtf_time::DATE"
        " WHERE t.scheme = 'failed_ward_checks' AND w.crtf_rslt = '0' AND w.sp_dcla_rea IS NULL GROUP BY ALL"
    )
    assert {row["kind"]: row["days"] for row in rows} == {"plant": 2, "lookalike": 1}


def test_nobody_shares_a_bed_outside_the_scheme(planted: Ask) -> None:
    shared = planted(
        "SELECT a.mdtrt_id FROM mdtrt_d AS a JOIN mdtrt_d AS b ON a.fixmedins_code = b.fixmedins_code AND a.adm_bed = b.adm_bed"
        " AND a.adm_dept_codg = b.adm_dept_codg AND a.psn_no <> b.psn_no AND a.begntime < b.endtime AND b.begntime < a.endtime"
        " WHERE a.mdtrt_id NOT IN (SELECT mdtrt_id FROM truth WHERE scheme = 'shared_bed' AND mdtrt_id IS NOT NULL)"
        " AND b.mdtrt_id NOT IN (SELECT mdtrt_id FROM truth WHERE scheme = 'shared_bed' AND mdtrt_id IS NOT NULL)"
    )
    assert shared == []


def test_the_second_settlement_of_one_visit_equals_the_first(planted: Ask) -> None:
    row = planted(
        "SELECT count(DISTINCT s.medfee_sumamt) AS amounts, count(*) AS n FROM truth AS t JOIN mdtrt_d AS m USING (mdtrt_id)"
        " JOIN setl_d AS s ON s.psn_no = t.psn_no AND s.setl_time::DATE = m.begntime::DATE"
        " WHERE t.scheme = 'settled_twice' AND t.kind = 'plant'"
    )[0]
    assert row == {"amounts": 1, "n": 2}


def test_too_many_bed_days_are_worth_the_excess_only(planted: Ask) -> None:
    row = planted(
        "SELECT t.amount, sum(f.cnt) AS days, sum(f.inscp_amt) AS paid FROM truth AS t, unnest(t.bkkp_sns) AS s(sn)"
        " JOIN fee_list_d AS f ON f.bkkp_sn = sn WHERE t.scheme = 'extra_bed_days' AND t.kind = 'plant' GROUP BY ALL"
    )[0]
    assert row["days"] == 10
    assert row["amount"] == round(row["paid"] * 2 / 10, 2)


def test_the_bills_of_the_cashing_shop_are_round(planted: Ask) -> None:
    rows = planted(
        "SELECT t.kind, avg(CASE WHEN s.medfee_sumamt % 50 = 0 THEN 1.0 ELSE 0.0 END) AS share FROM truth AS t"
        " JOIN setl_d AS s USING (fixmedins_code) WHERE t.scheme = 'round_bills' GROUP BY t.kind"
    )
    share = {row["kind"]: row["share"] for row in rows}
    assert share["plant"] == 1.0
    assert share["lookalike"] < 0.1


def test_a_surgeon_never_stands_in_two_rooms_outside_the_scheme(honest: Ask) -> None:
    assert (
        honest(
            "SELECT 1 FROM setl_list_oprn_d AS a JOIN setl_list_oprn_d AS b ON a.oper_dr_code = b.oper_dr_code"
            " AND a.mdtrt_id < b.mdtrt_id AND a.anst_begntime IS NOT NULL AND b.anst_begntime IS NOT NULL"
            " AND a.oprn_oprt_begntime < b.oprn_oprt_endtime AND b.oprn_oprt_begntime < a.oprn_oprt_endtime"
        )
        == []
    )


def test_who_comes_from_afar_is_insured_afar_in_register_and_settlement(planted: Ask) -> None:
    rows = planted(
        "SELECT DISTINCT p.insu_admdvs, s.insu_admdvs AS settled, s.pay_loc FROM truth AS t"
        " JOIN fee_list_d AS f ON list_contains(t.bkkp_sns, f.bkkp_sn) JOIN setl_d AS s USING (setl_id)"
        " JOIN psn_info_b AS p ON p.psn_no = s.psn_no WHERE t.scheme = 'remote_vouchers'"
    )
    assert rows == [{"insu_admdvs": "430682", "settled": "430682", "pay_loc": "4"}]


def test_what_the_bureau_knows_itself_lies_beside_the_tables(planted: Ask, planted_folder: Path) -> None:
    with (planted_folder / "local" / "knowledge" / "item_consumable.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    billed = planted(
        "SELECT DISTINCT f.med_list_codg AS item_code FROM truth AS t"
        " JOIN fee_list_d AS f ON list_contains(t.bkkp_sns, f.bkkp_sn) WHERE t.scheme = 'tubing_beside_dialysis'"
    )
    assert {row["item_code"] for row in known} == {row["item_code"] for row in billed}
    assert {row["admdvs"] for row in known} == {"4212"}


def test_a_box_that_came_back_bears_the_code_of_its_first_sale_and_was_never_bought_again(
    planted: Ask,
) -> None:
    again = (
        "SELECT count(*) AS codes, count(*) FILTER (earlier = 1) AS came_back, count(*) FILTER (bought) AS bought FROM ("
        " SELECT c.drug_trac_codg, count(o.trac_sn) AS earlier, bool_or(p.purc_sn IS NOT NULL) AS bought FROM truth AS t"
        " JOIN drugtrac_d AS c ON list_contains(t.bkkp_sns, c.bkkp_sn)"
        " LEFT JOIN drugtrac_d AS o ON o.drug_trac_codg = c.drug_trac_codg AND o.psn_no <> c.psn_no AND o.sel_retn_time < c.sel_retn_time"
        " LEFT JOIN selinfo_d AS x ON x.sel_sn = 'X' || c.bkkp_sn"
        " LEFT JOIN purcinfo_d AS p ON p.fixmedins_code = x.fixmedins_code AND p.manu_lotnum = x.manu_lotnum"
        " WHERE t.scheme = 'bought_back_packs' AND t.kind = 'plant' AND t.psn_no IS NULL GROUP BY ALL)"
    )
    row = planted(again)[0]
    assert row["codes"] == row["came_back"] > 300
    assert row["bought"] == 0


def test_a_complication_on_paper_brings_a_dearer_group_and_no_care(planted: Ask) -> None:
    rows = planted(
        "SELECT kind, avg(grp_std_amt) AS worth, avg(medfee_sumamt) AS cost FROM (SELECT DISTINCT t.kind, s.* FROM truth AS t"
        " JOIN fee_list_d AS f ON list_contains(t.bkkp_sns, f.bkkp_sn) JOIN setl_d AS s USING (setl_id)"
        " WHERE t.scheme = 'complications_written_in') GROUP BY kind"
    )
    money = {row["kind"]: row for row in rows}
    assert 3 * money["plant"]["cost"] < 2 * money["plant"]["worth"]
    assert money["lookalike"]["cost"] > money["plant"]["cost"]


def test_a_pushed_drug_grows_from_month_to_month(planted: Ask) -> None:
    rows = planted(
        "SELECT date_trunc('month', f.fee_ocur_time) AS month, sum(f.cnt) AS cnt FROM truth AS t"
        " JOIN fee_list_d AS f ON list_contains(t.bkkp_sns, f.bkkp_sn) AND f.medins_list_name = '依达拉奉注射液'"
        " WHERE t.scheme = 'key_drug_pushed' AND t.kind = 'plant' GROUP BY 1 ORDER BY 1"
    )
    assert rows[-1]["cnt"] > 3 * rows[0]["cnt"]
