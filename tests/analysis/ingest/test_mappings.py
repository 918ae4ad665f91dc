"""The built-in mappings: on a few hand-made rows of each source's layout, and on the real files where they are."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.mapped import MappedLayout
from mingjing.analysis.ingest.mapping_reader import find_mapping, mapping_names
from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.ingest.run import Settings, ingest
from mingjing.analysis.screening import run as screening

DATA = Path(__file__).parents[3].parent / "shared" / "data"
REAL = {
    "cn_pharmacy_chaoyang2018": DATA / "cn_pharmacy_chaoyang2018" / "raw",
    "tuva_demo_claims": DATA / "tuva_demo_claims",
    "br_sus_aih": DATA / "br_sus_aih",
    "kaggle_provider_fraud": DATA / "kaggle_provider_fraud",
}

READ = {
    "cn_pharmacy_chaoyang2018": ("fee_list_d", 6_578),
    "tuva_demo_claims": ("fee_list_d", 1_575 + 4_870 + 12_019),
    "br_sus_aih": ("setl_d", 4_165 + 17_791),
    "kaggle_provider_fraud": ("setl_d", 40_474),
}
"""The table that every row of a source (of tuva: every professional claim line and fill) goes to, and its rows."""

Row = dict[str, Any]


class Quiet:
    """Hears of an ingest's steps and keeps nothing."""

    def step(self, doing: str, done: int, total: int) -> None:
        """See Listener."""

    def joins(self, joins: Sequence[Join]) -> None:
        """See Listener."""


def no_report(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    """Stand in for the quality report, which has tests of its own."""


def mapped(source: Path, root: Path, name: str) -> Lake:
    """Ingest `source` by a built-in mapping."""
    layout = MappedLayout(find_mapping(name))
    return ingest(source, root, layout, Quiet(), no_report, settings=Settings("1GB", 2)).lake


def lake_of(folder: Path, name: str, files: Mapping[str, Sequence[Row]]) -> Lake:
    """Write `files` (file name -> rows) as Parquet and ingest them."""
    source = folder / "source"
    source.mkdir()
    for file, rows in files.items():
        pq.write_table(pa.Table.from_pylist(list(rows)), source / file)
    return mapped(source, folder / "lake", name)


def rows_of(lake: Lake, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return the accepted rows of a table, sorted by the columns asked for."""
    found = [row for file in lake.files(table) for row in pq.ParquetFile(file).read().to_pylist()]
    return sorted((tuple(row[column] for column in columns) for row in found), key=str)


def sale(**values: str | None) -> Row:
    usual = {"购药时间": "2018-01-02 星期二", "社保卡号": "1616528", "商品编码": "236701", "商品名称": "感康"}
    return usual | {"销售数量": "3", "应收金额": "60", "实收金额": "54"} | values


def admission(**values: str | int | float) -> Row:
    usual: Row = {
        **{"N_AIH": "1223100000001", "IDENT": "1", "CNES": "2000001", "person_key": "aa", "SEXO": "3"},
        **{"COD_IDADE": "4", "IDADE": 30, "DT_INTER": "20230110", "DT_SAIDA": "20230114", "DIAS_PERM": 4},
        **{"ESPEC": "03", "CAR_INT": "02", "DIAG_PRINC": "J189", "DIAGSEC1": "", "PROC_REA": "0303140151"},
        **{"COBRANCA": "12", "MORTE": 0, "VAL_TOT": 582.42},
    }
    return usual | values


def inpatient(**values: str | int | date | None) -> Row:
    usual: Row = {
        **{"BeneID": "BENE1", "ClaimID": "CLM1", "Provider": "PRV1", "InscClaimAmtReimbursed": 4000},
        **{"DeductibleAmtPaid": 1068, "AdmissionDt": date(2009, 4, 12), "DischargeDt": date(2009, 4, 18)},
        **{"ClaimEndDt": date(2009, 4, 18), "AttendingPhysician": "PHY1", "DiagnosisGroupCode": "201"},
        "ClmDiagnosisCode_1": "V5789",
    }
    return usual | values


def claim(person: str, drg: str, diagnoses: int, **values: Any) -> Row:
    usual: Row = {
        **{"claim_id": "1", "claim_line_number": 1.0, "claim_type": "professional", person: "10"},
        **{"claim_start_date": date(2018, 3, 1), "claim_end_date": date(2018, 3, 1)},
        **{"claim_line_start_date": date(2018, 3, 1), "admit_type_code": None},
        **{
            "discharge_disposition_code": None,
            "place_of_service_code": "11",
            "bill_type_code": None,
            drg: None,
        },
        **{"service_unit_quantity": 2.0, "hcpcs_code": "J1885", "hcpcs_modifier_1": "59"},
        **{"hcpcs_modifier_2": None, "hcpcs_modifier_3": None, "rendering_npi": "900", "billing_npi": None},
        **{"facility_npi": None, "paid_amount": 8.0, "allowed_amount": 10.0, "charge_amount": 10.0},
        **{f"diagnosis_code_{n}": None for n in range(1, diagnoses + 1)},
    }
    return usual | {"diagnosis_code_1": "M8100"} | values


def tuva(seed: Sequence[Row], cclf: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the four files, the two of medical claims with these rows and one that is always there."""
    fill = {
        **{
            "claim_id": "R1",
            "claim_line_number": 1.0,
            "person_id": "10",
            "dispensing_date": date(2018, 5, 2),
        },
        **{"ndc_code": "00023585801", "quantity": 30.0, "paid_date": date(2018, 5, 2), "paid_amount": 4.5},
        **{"allowed_amount": 6.0, "data_source": "x"},
    }
    span = {
        "person_id": "10",
        "gender": "female",
        "birth_date": date(1950, 6, 1),
        "death_date": date(2018, 4, 2),
    }
    known = [
        {column: row[column] for column in row} for row in (span, span | {"death_date": date(2018, 4, 2)})
    ]
    return {
        "medical_claim_seed_2017.parquet": [claim("person_id", "drg_code", 17, claim_id="0"), *seed],
        "medical_claim_cclf_2018.parquet": [claim("patient_id", "ms_drg_code", 24, claim_id="0"), *cclf],
        "pharmacy_claim.parquet": [fill],
        "eligibility.parquet": known,
    }


@pytest.mark.parametrize("name", mapping_names())
def test_every_built_in_mapping_reads_without_a_problem(name: str) -> None:
    mapping = find_mapping(name)
    assert mapping.title
    assert mapping.blocks


def test_every_built_in_mapping_has_a_trial_on_real_files() -> None:
    assert set(mapping_names()) == set(REAL)


def test_sales_of_a_card_are_one_encounter_with_a_settlement_each_day(tmp_path: Path) -> None:
    back = sale(购药时间="2018-01-05 星期五", 销售数量="-1", 实收金额="-18")
    lake = lake_of(tmp_path, "cn_pharmacy_chaoyang2018", {"sales.parquet": [sale(), back]})
    assert len(rows_of(lake, "mdtrt_d", "mdtrt_id")) == 1
    settled = rows_of(lake, "setl_d", "medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    assert settled == [(Decimal("-18.00"), 0, Decimal("-18.00")), (Decimal("54.00"), 0, Decimal("54.00"))]
    lines = rows_of(lake, "fee_list_d", "cnt", "pric", "med_list_codg")
    assert lines == [(-1, 18, "236701-感康"), (3, 18, "236701-感康")]


def test_sales_that_cannot_be_a_line_are_refused(tmp_path: Path) -> None:
    bad = [
        sale(购药时间="2018-02-29 星期四"),
        sale(购药时间=None),
        sale(销售数量="0"),
        dict.fromkeys(sale()),
    ]
    lake = lake_of(tmp_path, "cn_pharmacy_chaoyang2018", {"sales.parquet": [sale(), *bad]})
    entry = lake.batches[0].table("fee_list_d")
    assert entry is not None
    assert (entry["accepted"]["rows"], entry["refused"]["rows"]) == (1, 4)


def test_an_admission_becomes_an_encounter_and_a_settlement(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "br_sus_aih", {"RDAC2301.parquet": [admission()]})
    assert rows_of(lake, "psn_info_b", "psn_no", "gend", "brdy") == [("Paa", "2", date(1993, 1, 10))]
    assert rows_of(lake, "fixmedins_b", "fixmedins_code", "fix_blng_admdvs") == [("CNES2000001", "991200")]
    paid = Decimal("582.42")
    columns = ("mdtrt_id", "medfee_sumamt", "inscp_amt", "fund_pay_sumamt", "mid_setl_flag")
    assert rows_of(lake, "setl_d", *columns) == [("M1223100000001", paid, paid, paid, "0")]
    stay = rows_of(lake, "mdtrt_d", "ipt_type", "dscg_way", "dscg_maindiag_code", "days_rinp_flag_31")
    assert stay == [("2", "1", "J18.9", "1")]
    assert lake.tables == [
        "ext_death_d",
        "fixmedins_b",
        "mdtrt_d",
        "psn_info_b",
        "setl_d",
        "setl_list_diag_d",
    ]


def test_monthly_bills_of_one_admission_are_settlements_of_one_encounter(tmp_path: Path) -> None:
    first = admission(DT_SAIDA="20230131", DIAS_PERM=21, COBRANCA="21", DIAG_PRINC="F29")
    second = admission(IDENT="5", DT_SAIDA="20230210", DIAS_PERM=10, DIAG_PRINC="F29", PROC_REA="0303170093")
    lake = lake_of(tmp_path, "br_sus_aih", {"RDAC2301.parquet": [first, second]})
    stay = rows_of(lake, "mdtrt_d", "begntime", "endtime")
    assert [(a.date(), b.date()) for a, b in stay] == [(date(2023, 1, 10), date(2023, 2, 10))]
    assert rows_of(lake, "setl_d", "mid_setl_flag", "clr_way") == [("0", "3"), ("1", "9")]
    assert rows_of(lake, "setl_list_diag_d", "diag_code") == [("F29",)]


def test_who_stays_on_after_a_bill_is_not_discharged(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "br_sus_aih", {"RDAC2301.parquet": [admission(COBRANCA="26")]})
    assert rows_of(lake, "mdtrt_d", "endtime", "dscg_way") == [(None, "9")]


def test_infants_of_one_key_are_not_taken_for_one_person(tmp_path: Path) -> None:
    twin: Row = {"COD_IDADE": "2", "IDADE": 3, "DIAG_PRINC": "P599"}
    rows = [admission(**twin), admission(**twin | {"N_AIH": "1223100000002", "MORTE": 1, "COBRANCA": "41"})]
    lake = lake_of(tmp_path, "br_sus_aih", {"RDAC2301.parquet": rows})
    born = date(2023, 1, 7)
    persons = [("N1223100000001", born), ("N1223100000002", born)]
    assert rows_of(lake, "psn_info_b", "psn_no", "brdy") == persons
    assert rows_of(lake, "ext_death_d", "psn_no", "die_date") == [("N1223100000002", date(2023, 1, 14))]


def test_treatment_in_cycles_and_old_codes_are_put_in_todays_words(tmp_path: Path) -> None:
    rows = [
        admission(DIAG_PRINC="C509", PROC_REA="0304080020"),
        admission(N_AIH="1223100000002", DIAG_PRINC="N180", DIAGSEC1="I10"),
    ]
    lake = lake_of(tmp_path, "br_sus_aih", {"RDAC2301.parquet": rows})
    assert rows_of(lake, "setl_list_diag_d", "diag_code") == [("C50.9",), ("I10",), ("N18.5",), ("Z51.1",)]
    flags = rows_of(lake, "mdtrt_d", "dscg_maindiag_code", "days_rinp_flag_31")
    assert flags == [("C50.9", "2"), ("N18.5", "1")]


def test_a_file_may_lack_columns_that_another_of_its_source_has(tmp_path: Path) -> None:
    wide = admission(N_AIH="5323100000001", DIAGSEC1="E119", **{f"DIAGSEC{n}": "" for n in (3, 4, 5)})
    files = {"RDAC2301.parquet": [admission()], "RDDF2302.parquet": [wide | {"DIAGSEC2": "I10"}]}
    lake = lake_of(tmp_path, "br_sus_aih", files)
    assert rows_of(lake, "setl_list_diag_d", "diag_code") == [("E11.9",), ("I10",), ("J18.9",), ("J18.9",)]


def test_an_inpatient_claim_keeps_foreign_codes_out_of_the_diagnosis(tmp_path: Path) -> None:
    person = {"BeneID": "BENE1", "DOB": date(1943, 1, 1), "DOD": date(2009, 6, 1), "Gender": 2}
    files = {"train_inpatient.parquet": [inpatient()], "train_beneficiary.parquet": [person]}
    lake = lake_of(tmp_path, "kaggle_provider_fraud", files)
    assert rows_of(lake, "mdtrt_d", "dscg_maindiag_code", "dscg_maindiag_name") == [(None, "ICD-9-CM V5789")]
    paid = rows_of(lake, "setl_d", "medfee_sumamt", "inscp_amt", "fund_pay_sumamt", "grp_code")
    assert paid == [(Decimal("5068.00"), Decimal("5068.00"), Decimal("4000.00"), "201")]
    assert rows_of(lake, "psn_info_b", "gend", "brdy") == [("2", date(1943, 1, 1))]
    assert rows_of(lake, "ext_death_d", "die_date") == [(date(2009, 6, 30),)]


def test_a_claim_in_both_deliveries_counts_once(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "tuva_demo_claims", tuva([], []))
    assert rows_of(lake, "mdtrt_d", "mdtrt_id", "med_type") == [("M0", "11"), ("RR1", "41")]
    lines = rows_of(lake, "fee_list_d", "bkkp_sn", "med_list_codg", "list_type", "cnt", "pric", "inscp_amt")
    assert lines == [
        ("0-1", "HCPCS-J1885", "101", 2, 5, 10),
        ("R1-1", "NDC-00023585801", "101", 30, Decimal("0.2"), 6),
    ]
    assert rows_of(lake, "setl_list_diag_d", "mdtrt_id", "diag_code") == [("M0", "M81")]
    assert rows_of(lake, "ext_death_d", "psn_no", "die_date") == [("10", date(2018, 4, 2))]


def test_a_hospital_bill_becomes_one_settlement_without_lines(tmp_path: Path) -> None:
    bill = {
        **{"claim_type": "institutional", "claim_id": "7", "facility_npi": "700", "bill_type_code": "111"},
        **{"claim_end_date": date(2018, 3, 5), "discharge_disposition_code": "02", "admit_type_code": "1"},
        **{"charge_amount": 500.0, "allowed_amount": None, "diagnosis_code_1": "I5023"},
    }
    rows = [
        claim("patient_id", "ms_drg_code", 24, **bill, ms_drg_code="291", claim_line_number=n)
        for n in (1.0, 2.0)
    ]
    lake = lake_of(tmp_path, "tuva_demo_claims", tuva([], rows))
    stay = [
        row
        for row in rows_of(lake, "mdtrt_d", "mdtrt_id", "med_type", "dscg_way", "ipt_type")
        if row[1] == "21"
    ]
    assert stay == [("M7", "21", "2", "2")]
    paid = rows_of(lake, "setl_d", "setl_id", "medfee_sumamt", "fund_pay_sumamt", "inscp_amt", "grp_code")
    assert ("S7", Decimal("500.00"), Decimal("8.00"), None, "291") in paid
    assert len(rows_of(lake, "fee_list_d", "bkkp_sn")) == 2


def test_lines_without_a_quantity_or_within_a_stay_are_refused(tmp_path: Path) -> None:
    rows = [
        claim("person_id", "drg_code", 17, claim_id="2", service_unit_quantity=None),
        claim("person_id", "drg_code", 17, claim_id="3", place_of_service_code="21"),
    ]
    lake = lake_of(tmp_path, "tuva_demo_claims", tuva(rows, []))
    entry = lake.batches[0].table("fee_list_d")
    assert entry is not None
    assert entry["refused"]["rows"] == 2
    assert [row[0] for row in rows_of(lake, "mdtrt_d", "mdtrt_id")] == ["M0", "M2", "RR1"]


@pytest.mark.parametrize("name", REAL)
def test_the_real_files_ingest_and_screen(name: str, tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"没有真实数据文件夹 {DATA}")
    lake = mapped(REAL[name], tmp_path / "lake", name)
    for table in lake.tables:
        entry = lake.batches[0].table(table)
        assert entry is not None
        parts = sum(entry[part]["rows"] for part in ("accepted", "refused", "duplicate"))
        assert parts == entry["read"]["rows"], table
    table, rows = READ[name]
    entry = lake.batches[0].table(table)
    assert entry is not None
    assert entry["read"]["rows"] == rows
    found = screening.screen(tmp_path / "lake", tmp_path / "out", screening.Settings(threads=2, memory="2GB"))
    assert found["totals"]["findings"] > 0
