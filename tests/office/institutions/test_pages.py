"""The register's pages: filters, sums of leads in scope, the water level, what the institution itself sees."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from mingjing.office.institutions import level
from mingjing.office.institutions.models import Agreement, Institution, Measure, Staff
from mingjing.office.institutions.services import measures
from mingjing.office.leads.models import Lead
from tests.office.province import Province

Enter = Callable[..., Client]


def measured(folder: Path, **more: object) -> Path:
    """Write a run's measures.parquet: a month and a quarter of H1, one of them beside its peers."""
    row = {
        "fixmedins_code": "H1", "period": "2026-03", "measure": "IP 药费占比", "value": 0.4215, "level": 1,
        "peer_key": "1|综合|2|4201", "peers": 12, "median": 0.3, "p90": 0.4, "percentile": 91.6667,
    } | more  # fmt: skip
    alone = row | {"period": "2026Q1", "level": None, "peer_key": None, "peers": None, "median": None, "p90": None, "percentile": None}  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist([row, alone, row | {"fixmedins_code": "H99"}]), folder / measures.FILE
    )
    return folder


def test_measures_of_a_newer_run_take_the_place_of_older_ones(province: Province, tmp_path: Path) -> None:
    assert measures.copy("SC-1", measured(tmp_path / "one")) == 2, "H99 is not in the register"
    assert measures.copy("SC-2", measured(tmp_path / "two", value=0.5)) == 2
    one = Measure.objects.get(period="2026-03")
    assert (one.screening_number, one.value, one.title) == ("SC-2", Decimal("0.5"), "住院药费占比")
    assert one.peer_group == "医疗机构、综合、二级，同市（4201）"
    assert measures.copy("SC-3", tmp_path) == 0, "a run without measures leaves them alone"
    assert Measure.objects.count() == 2


def test_the_water_level_shows_what_can_be_compared(province: Province, tmp_path: Path) -> None:
    measures.copy("SC-1", measured(tmp_path))
    shown = level.read(Institution.objects.get(code="H1"), "")
    assert shown is not None
    assert shown.period == "2026-03", "the quarter has no peers"
    assert shown.rows[0]["value"] == "42.1%" or shown.rows[0]["value"] == "42.2%"
    assert shown.rows[0]["high"]
    assert shown.chart.rows[0][-1] == "91.7"
    assert level.read(Institution.objects.get(code="H2"), "") is None


def test_the_profile_shows_agreements_staff_level_and_leads(
    province: Province, leads: list[Lead], signed_in: Enter, tmp_path: Path
) -> None:
    one = Institution.objects.get(code="H1")
    Agreement.objects.create(institution=one, begndate="2020-01-01", enddate="2020-12-31", stas="1")
    Staff.objects.create(institution=one, code="D77", name="孙伟", kind="1", stas="1")
    measures.copy("SC-1", measured(tmp_path))
    page = signed_in("auditor", "province").get("/institutions/H1/").content.decode()
    for said in ("D77", "已到期", "住院药费占比", leads[0].number, "疑点按行为", "办理中"):
        assert said in page, said


def test_the_list_sums_the_leads_that_the_person_sees(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("leader", "county1")
    page = client.get("/institutions/")
    rows = {row.cells[0][1].split(">")[1].split("<")[0]: row for row in page.context["sheet"].rows()}
    assert set(rows) == {"H1", "H2"}
    cells = {column.key: cell for column, cell in rows["H1"].cells}
    assert (cells["leads"], cells["open"]) == ("1", "1")
    assert cells["checkout_amt"] == f"{sent[0].checkout_amt:,.2f}"
    assert "leads" not in {
        column.key for column in signed_in("administrator").get("/institutions/").context["sheet"].columns
    }


@pytest.mark.parametrize(
    ("query", "codes"), [("level=2", 4), ("level=3", 0), ("q=H3", 1), ("region=4202", 1), ("kind=2", 0)]
)
def test_filters_narrow_the_list(province: Province, signed_in: Enter, query: str, codes: int) -> None:
    page = signed_in("analyst", "province").get(f"/institutions/?{query}")
    assert page.context["sheet"].total == codes


def test_an_institution_sees_itself_and_no_inner_amounts(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("clerk", "H1")
    page = client.get("/institutions/H1/").content.decode()
    assert sent[0].number not in page, "not yet asked"
    assert client.get("/institutions/H2/").status_code == 404
