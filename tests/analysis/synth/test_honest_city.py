"""The honest city holds what an inspector would check first."""

from pathlib import Path

import pytest

from mingjing.analysis.standard.schema import tables
from tests.analysis.synth.conftest import Ask

STAYS = "(SELECT * FROM mdtrt_d WHERE adm_dept_codg IS NOT NULL)"


def test_every_table_and_column_is_one_of_the_standard(honest: Ask, honest_folder: Path) -> None:
    for file in honest_folder.glob("*.parquet"):
        if file.stem in ("truth", "honest"):
            continue
        for column in honest(f"DESCRIBE {file.stem}"):
            assert tables()[file.stem].columns[column["column_name"]].sql_type == column["column_type"]


@pytest.mark.parametrize(
    "table",
    [
        "fee_list_d",
        "mdtrt_d",
        "setl_d",
        "psn_info_b",
        "staff_b",
        "drugtrac_d",
        "selinfo_d",
        "purcinfo_d",
        "invinfo_d",
    ],
)
def test_keys_are_unique_and_required_columns_filled(honest: Ask, table: str) -> None:
    standard = tables()[table]
    key = ", ".join(standard.key)
    assert honest(f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1") == []
    for column in standard.columns.values():
        if column.required:
            assert honest(f"SELECT 1 FROM {table} WHERE {column.name} IS NULL LIMIT 1") == []


def test_every_line_finds_its_person_encounter_settlement_and_institution(honest: Ask) -> None:
    for table, column in (
        ("psn_info_b", "psn_no"),
        ("mdtrt_d", "mdtrt_id"),
        ("setl_d", "setl_id"),
        ("fixmedins_b", "fixmedins_code"),
        ("hilist_b", "hilist_code"),
    ):
        line = "med_list_codg" if column == "hilist_code" else column
        assert (
            honest(f"SELECT 1 FROM fee_list_d AS f ANTI JOIN {table} AS p ON p.{column} = f.{line} LIMIT 1")
            == []
        )


def test_the_parts_of_a_line_add_up_to_price_times_count(honest: Ask) -> None:
    assert (
        honest(
            "SELECT 1 FROM fee_list_d WHERE det_item_fee_sumamt <> inscp_amt + fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt"
        )
        == []
    )
    assert honest("SELECT 1 FROM fee_list_d WHERE abs(pric * cnt - det_item_fee_sumamt) > 0.005") == []


def test_a_settlement_is_the_sum_of_its_lines(honest: Ask) -> None:
    assert (
        honest(
            "SELECT setl_id FROM setl_d LEFT JOIN (SELECT setl_id, sum(det_item_fee_sumamt) AS fee, sum(inscp_amt) AS scope, sum(preselfpay_amt) AS first"
            " FROM fee_list_d GROUP BY setl_id) USING (setl_id) WHERE fee IS DISTINCT FROM medfee_sumamt OR scope <> inscp_amt OR first <> preselfpay_amt"
        )
        == []
    )


def test_fund_account_and_cash_make_up_the_bill(honest: Ask) -> None:
    assert (
        honest(
            "SELECT 1 FROM setl_d WHERE fund_pay_sumamt <> hifp_pay + hifmi_pay + hifob_pay + maf_pay + cvlserv_pay + othfund_pay"
            " OR medfee_sumamt <> fund_pay_sumamt + acct_pay + cash_payamt OR abs(fund_pay_sumamt) > abs(inscp_amt)"
        )
        == []
    )


def test_nobody_lies_in_two_beds_or_sees_a_doctor_elsewhere_during_a_stay(honest: Ask) -> None:
    overlap = f"SELECT 1 FROM {STAYS} AS a JOIN {STAYS} AS b ON a.psn_no = b.psn_no AND a.mdtrt_id < b.mdtrt_id AND a.begntime < b.endtime AND b.begntime < a.endtime"
    outside = f"SELECT 1 FROM {STAYS} AS s JOIN mdtrt_d AS v ON v.psn_no = s.psn_no AND v.adm_dept_codg IS NULL AND v.begntime::DATE BETWEEN s.begntime::DATE AND s.endtime::DATE"
    assert honest(overlap) == []
    assert honest(outside) == []


def test_beds_are_charged_by_the_night_and_once_a_day(honest: Ask) -> None:
    assert (
        honest(
            f"SELECT mdtrt_id FROM {STAYS} JOIN (SELECT mdtrt_id, sum(cnt) AS beds, max(day) AS most FROM (SELECT mdtrt_id, cnt,"
            " sum(cnt) OVER (PARTITION BY mdtrt_id, fee_ocur_time::DATE) AS day FROM fee_list_d WHERE med_chrgitm_type = '01') GROUP BY 1) USING (mdtrt_id)"
            " WHERE beds <> endtime::DATE - begntime::DATE OR most > 1"
        )
        == []
    )


def test_inpatient_lines_lie_between_admission_and_discharge(honest: Ask) -> None:
    assert (
        honest(
            f"SELECT 1 FROM fee_list_d JOIN {STAYS} USING (mdtrt_id) WHERE fee_ocur_time NOT BETWEEN begntime AND endtime"
        )
        == []
    )


def test_services_cost_no_more_than_the_ceiling_of_the_level(honest: Ask) -> None:
    assert honest("SELECT 1 FROM fee_list_d WHERE list_type = '201' AND pric > pric_uplmt_amt") == []


def test_sex_and_age_fit_what_is_given(honest: Ask) -> None:
    given = "fee_list_d JOIN psn_info_b USING (psn_no)"
    assert honest(f"SELECT 1 FROM {given} WHERE medins_list_name LIKE '%经阴道%' AND gend = '1'") == []
    assert honest(f"SELECT 1 FROM {given} WHERE medins_list_name LIKE '%男性%' AND gend = '2'") == []
    assert (
        honest(
            f"SELECT 1 FROM {given} WHERE medins_list_name LIKE '小儿%' AND date_sub('year', brdy, fee_ocur_time::DATE) > 13"
        )
        == []
    )


def test_the_dead_and_the_suspended_are_not_settled_for(honest: Ask) -> None:
    assert (
        honest(
            "SELECT 1 FROM fee_list_d JOIN psn_info_b USING (psn_no) WHERE fee_ocur_time::DATE > least(die_date, paus_insu_date)"
        )
        == []
    )


def test_orders_come_from_doctors_who_work_there(honest: Ask) -> None:
    assert (
        honest(
            "SELECT 1 FROM fee_list_d ANTI JOIN staff_b ON prac_psn_code = bilg_dr_code AND staff_b.fixmedins_code = fee_list_d.fixmedins_code WHERE bilg_dr_code IS NOT NULL LIMIT 1"
        )
        == []
    )


def test_what_was_bought_and_counted_balances_what_went_out(honest: Ask) -> None:
    unbalanced = """
    WITH gone AS (SELECT fixmedins_code, med_list_codg, sum(cnt) AS out FROM (
        SELECT fixmedins_code, med_list_codg, sel_retn_cnt AS cnt FROM selinfo_d
        UNION ALL SELECT fixmedins_code, med_list_codg, cnt FROM fee_list_d WHERE list_type <> '201' AND left(fixmedins_code, 1) = 'H') GROUP BY ALL),
    bought AS (SELECT fixmedins_code, med_list_codg, sum(purc_retn_cnt) AS "in" FROM purcinfo_d GROUP BY ALL),
    counted AS (SELECT fixmedins_code, med_list_codg, arg_min(inv_cnt, invdate) AS first, arg_max(inv_cnt, invdate) AS last, min(inv_cnt) AS least FROM invinfo_d GROUP BY ALL)
    SELECT * FROM counted JOIN gone USING (fixmedins_code, med_list_codg) LEFT JOIN bought USING (fixmedins_code, med_list_codg)
    WHERE first + coalesce("in", 0) - out <> last OR least < 0"""
    assert honest(unbalanced) == []


def test_a_trace_code_leaves_the_shelf_once_unless_it_came_back(honest: Ask) -> None:
    assert honest("SELECT drug_trac_codg FROM drugtrac_d GROUP BY 1 HAVING sum(sel_retn_cnt) > 1") == []


def test_reversals_mirror_their_settlement_and_net_to_nothing(honest: Ask) -> None:
    assert len(honest("SELECT 1 FROM setl_d WHERE init_setl_id IS NOT NULL")) > 10
    assert (
        honest(
            "SELECT 1 FROM setl_d AS r JOIN setl_d AS o ON o.setl_id = r.init_setl_id WHERE r.medfee_sumamt <> -o.medfee_sumamt OR r.fund_pay_sumamt <> -o.fund_pay_sumamt OR r.setl_time <= o.setl_time"
        )
        == []
    )


def test_the_city_has_everything_an_inspector_looks_for(honest: Ask) -> None:
    assert {row["hosp_lv"] for row in honest("SELECT DISTINCT hosp_lv FROM fixmedins_b")} >= {
        "2",
        "5",
        "9",
        "11",
        "14",
    }
    # Wards for psychiatry and rehabilitation need a larger city than this to have a patient for certain.
    assert {row["med_type"] for row in honest("SELECT DISTINCT med_type FROM mdtrt_d")} >= {
        "11",
        "13",
        "14",
        "21",
        "41",
        "51",
        "52",
        "9901",
    }
    for table in ("setl_list_oprn_d", "icuinfo_d", "wardcheck_d", "ext_bill_d", "ext_death_d", "leave_d"):
        assert honest(f"SELECT 1 FROM {table} LIMIT 1")
    dialysis = honest("SELECT psn_no, count(*) AS n FROM mdtrt_d WHERE dise_no = 'M07800' GROUP BY 1")
    assert all(row["n"] <= 157 for row in dialysis)
