"""Every check: nothing found in a sound delivery, exactly the planted fault in a faulty one."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.quality.account import accounts
from mingjing.analysis.quality.check import checks
from mingjing.analysis.quality.results import Result, run_checks
from tests.analysis.ingest.desk import Desk
from tests.analysis.quality.world import Rows, files, row, sound

DAY = date(2025, 4, 1)


def results(desk: Desk, rows: Rows) -> list[Result]:
    outcome = desk.ingest(files(rows))
    engine = DuckDBEngine("1GB", 2)
    try:
        return run_checks(engine, outcome.lake, [outcome.batch], accounts([outcome.batch]), DAY)
    finally:
        engine.close()


def faulty() -> Rows:
    """Return a delivery with one or two rows for every fault that a check looks for."""
    rows = sound()
    rows["fixmedins_b"].append(row(rows, "fixmedins_b", 0, fixmedins_code="H3", hosp_lv="三甲", uscc=""))
    rows["psn_info_b"] += [
        row(rows, "psn_info_b", 0, psn_no="P3", gend="9", brdy="1900-01-01", certno=""),
        row(rows, "psn_info_b", 0, psn_no="P4", gend="2"),
        row(rows, "psn_info_b", 0, psn_no="P5", brdy="2031-01-01", certno=""),
        row(rows, "psn_info_b", 0),
        row(rows, "psn_info_b", 0, tel="1"),
    ]
    rows["mdtrt_d"] += [
        row(rows, "mdtrt_d", 1, mdtrt_id="I2", endtime="2025-02-01", dscg_way="", dscg_maindiag_code="BB"),
        row(rows, "mdtrt_d", 0, mdtrt_id="E9", psn_no="P9", begntime="1999-01-01 01:00:00", med_type="zz"),
        row(rows, "mdtrt_d", 0, mdtrt_id="E5", psn_no="P5", begntime="2025-06-10", endtime=""),
    ]
    rows["setl_d"] += [
        row(
            rows,
            "setl_d",
            0,
            setl_id="S8",
            mdtrt_id="I2",
            psn_no="P1",
            medfee_sumamt="10",
            fund_pay_sumamt="70",
        ),
        row(
            rows,
            "setl_d",
            0,
            setl_id="S9",
            medfee_sumamt="-33",
            fund_pay_sumamt="-3",
            hifp_pay="",
            setl_time="2025-01-11",
        ),
        row(
            rows,
            "setl_d",
            2,
            setl_id="S4",
            refd_setl_flag="1",
            mdtrt_id="E1",
            medfee_sumamt="7",
            fund_pay_sumamt="1",
        ),
    ]
    rows["fee_list_d"] += [
        row(rows, "fee_list_d", 0, bkkp_sn="G1", pric="26", setl_id="S4", med_list_codg="本地001"),
        row(rows, "fee_list_d", 0, bkkp_sn="G2", preselfpay_amt="11.00", setl_id="", mdtrt_id="E5"),
        row(
            rows,
            "fee_list_d",
            2,
            bkkp_sn="G3",
            init_feedetl_sn="none",
            mdtrt_id="E3",
            med_list_codg="XA0000000000",
            setl_id="",
        ),
        row(rows, "fee_list_d", 2, bkkp_sn="G4", det_item_fee_sumamt="10", setl_id=""),
        row(rows, "fee_list_d", 0, bkkp_sn="G5", fixmedins_code="H3", fee_ocur_time="2025-01-10", setl_id=""),
    ]
    rows["setl_list_diag_d"] += [
        row(rows, "setl_list_diag_d", 0, diag_code="感冒"),
        row(rows, "setl_list_diag_d", 0, diag_code="BNW", diag_type="2"),
    ]
    rows["setl_list_oprn_d"].append(
        row(rows, "setl_list_oprn_d", 0, oprn_oprt_code="阑尾", oprn_oprt_endtime="2025-02-11 08:00:00")
    )
    return rows


FAULTS = {
    ("refused", "psn_info_b", None): 1,
    ("duplicates", "psn_info_b", None): 1,
    ("orphans", "mdtrt_d", "psn_no"): 1,
    ("codes", "fixmedins_b", "hosp_lv"): 1,
    ("codes", "mdtrt_d", "med_type"): 1,
    ("completeness", "fixmedins_b", "uscc"): 1,
    ("completeness", "fee_list_d", "setl_id"): 4,
    ("inpatient_completeness", "mdtrt_d", "dscg_way"): 1,
    ("future_date", "psn_info_b", "brdy"): 1,
    ("future_date", "mdtrt_d", "begntime"): 1,
    ("ancient_date", "mdtrt_d", "begntime"): 1,
    ("end_before_begin", "mdtrt_d", "endtime"): 1,
    ("end_before_begin", "setl_list_oprn_d", "oprn_oprt_endtime"): 1,
    ("before_birth", "mdtrt_d", "begntime"): 1,
    ("unknown_person", "psn_info_b", "brdy"): 1,
    ("certificate", "psn_info_b", "certno"): 1,
    ("price_quantity", "fee_list_d", "det_item_fee_sumamt"): 2,
    ("line_parts", "fee_list_d", "inscp_amt"): 2,
    ("sign", "fee_list_d", "cnt"): 1,
    ("header_lines", "setl_d", "medfee_sumamt"): 1,
    ("settlement_without_lines", "setl_d", "setl_id"): 1,
    ("unsettled_lines", "fee_list_d", "mdtrt_id"): 1,
    ("fund_split", "setl_d", "fund_pay_sumamt"): 1,
    ("fund_over_fee", "setl_d", "fund_pay_sumamt"): 1,
    ("refund_lines", "fee_list_d", "init_feedetl_sn"): 1,
    ("refund_settlements", "setl_d", "init_setl_id"): 1,
    ("refund_flag", "setl_d", "refd_setl_flag"): 1,
    ("other_person", "setl_d", "psn_no"): 1,
    ("other_person", "fee_list_d", "psn_no"): 2,
    ("other_person", "fee_list_d", "fixmedins_code"): 1,
    ("icd_shape", "mdtrt_d", "dscg_maindiag_code"): 1,
    ("icd_shape", "setl_list_diag_d", "diag_code"): 1,
    ("operation_shape", "setl_list_oprn_d", "oprn_oprt_code"): 1,
    ("item_shape", "fee_list_d", "med_list_codg"): 1,
    ("clock", "fee_list_d", "fee_ocur_time"): 1,
    ("clock", "setl_d", "setl_time"): 1,
    ("month_gaps", "fee_list_d", "fee_ocur_time"): 0,
}
"""Rows that each check must find in the faulty delivery, by check, table, column."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str | None], Result]:
    desk = Desk(tmp_path_factory.mktemp("faulty"))
    return {(r.check.name, r.table, r.column): r for r in results(desk, faulty())}


def test_a_sound_delivery_has_no_faults(tmp_path: Path) -> None:
    found = results(Desk(tmp_path), sound())
    assert [(r.check.name, r.table, r.column) for r in found if r.bad] == []
    assert len({r.check.name for r in found}) > 25


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(str(part) for part in fault))
def test_a_planted_fault_is_found_and_nothing_else(
    found: dict[tuple[str, str, str | None], Result], fault: tuple[str, str, str | None]
) -> None:
    assert found[fault].bad == FAULTS[fault], found[fault]


def test_every_check_has_a_planted_fault() -> None:
    elsewhere = {"damaged_file", "thin_months"}
    assert {check.name for check in checks()} == {name for name, _, _ in FAULTS} | elsewhere


def test_a_month_without_rows_is_named(tmp_path: Path) -> None:
    rows = sound()
    for table in ("mdtrt_d", "setl_d", "fee_list_d"):
        rows[table] = [entry for entry in rows[table] if "I1" not in entry.values()]
    found = {(r.check.name, r.table): r for r in results(Desk(tmp_path), rows)}
    gap = found["month_gaps", "fee_list_d"]
    assert (gap.bad, gap.total, gap.example) == (1, 3, "2025-02")


def test_a_month_with_far_fewer_rows_than_the_others_is_named(tmp_path: Path) -> None:
    rows = sound()
    rows["mdtrt_d"] = [
        row(rows, "mdtrt_d", 0, mdtrt_id=f"{month}-{n}", begntime=f"{month}-10 09:00:00", endtime="")
        for month in ("2024-12", "2025-01", "2025-02", "2025-03")
        for n in range(1 if month == "2025-02" else 9)
    ]
    found = {(r.check.name, r.table): r for r in results(Desk(tmp_path), {"mdtrt_d": rows["mdtrt_d"]})}
    thin = found["thin_months", "mdtrt_d"]
    assert (thin.bad, thin.example) == (1, "2025-02")


def test_a_file_that_could_not_be_read_to_its_end_is_a_critical_fault(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = files(sound())["psn_info_b.csv"] + "".join(f"X{n},1,1970-01-01,,310\n" for n in range(5000))
    outcome = desk.ingest({"psn_info_b.csv.gz": gzip.compress(text.encode())[:-500]})
    engine = DuckDBEngine("1GB", 2)
    found = {
        r.check.name: r
        for r in run_checks(engine, outcome.lake, [outcome.batch], accounts([outcome.batch]), DAY)
    }
    engine.close()
    assert found["damaged_file"].bad == 1
    assert "不完整" in (found["damaged_file"].example or "")
    assert found["damaged_file"].cost == 60
