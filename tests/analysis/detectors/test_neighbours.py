"""Who counts as a neighbour across the border, and who as a patient from afar (MDL-07)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.marts.catalog import marts

DAY = date(2026, 3, 2)
HOSPITAL, SHOPS = "H1", ("D1", "D2", "D3", "D4")


def seen(number: int, psn: str, home: str, place: str, scene: str = "OP") -> dict[str, Any]:
    return {
        "setl_id": f"S{number}", "psn_no": psn, "fixmedins_code": place, "setl_date": DAY + timedelta(days=number % 60),
        "insu_admdvs": home, "scene": scene, "in_scope": True,
    }  # fmt: skip


def everyday() -> Iterator[dict[str, Any]]:
    """Twenty-five people of 430682 go to five places, most to none of them; thirty of 411524 to the hospital alone."""
    for n in range(25):
        yield seen(n, f"N{n}", "430682", (*SHOPS, HOSPITAL)[n % 5])
    for n in range(30):
        yield seen(100 + n, f"B{n}", "411524", HOSPITAL, "IP")
        yield seen(200 + n, f"B{n}", "411524", HOSPITAL)


@pytest.fixture
def listed() -> list[dict[str, str]]:
    """The borders that a bureau has listed: none, unless a test says so."""
    return []


@pytest.fixture
def engine(listed: list[dict[str, str]]) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine("256MB", 1)
    engine.attach_arrow(
        "county_neighbour", lookup.resolve("county_neighbour", [], {"county_neighbour": listed})
    )
    steps = models()["MDL-07"].steps
    tables = {
        "setl_net": list(everyday()),
        "inst": [{"fixmedins_code": one, "city4": "4212", "admdvs": "421202"} for one in (*SHOPS, HOSPITAL)],
        "peer_group": [{"fixmedins_code": one, "level": 1, "peer_key": "K"} for one in (*SHOPS, HOSPITAL)],
        "span": [{"city4": "4212", "first_date": DAY - timedelta(days=100), "last_date": DAY + timedelta(days=90)}],
    }  # fmt: skip
    for name, rows in tables.items():
        full = [dict.fromkeys(marts()[name].sql_types) | row for row in rows]
        engine.attach_arrow(name, pa.Table.from_pylist(full))
    for step in steps.behind(["of_inst"]):
        engine.attach_view(steps.relation(step), steps.written(step))
    yield engine
    engine.close()


def test_a_county_whose_people_come_to_many_places_is_a_neighbour_and_one_that_fills_a_hospital_is_not(
    engine: DuckDBEngine,
) -> None:
    found = engine.fetch("SELECT home, admdvs FROM remote_care__neighbour").to_pylist()
    assert found == [{"home": "430682", "admdvs": "421202"}]


@pytest.mark.parametrize("listed", [[{"county": "421202", "neighbour": "411524"}]])
def test_a_border_that_the_bureau_lists_is_one_even_where_people_come_to_one_place_alone(
    engine: DuckDBEngine,
) -> None:
    found = engine.fetch(
        "SELECT home FROM remote_care__neighbour WHERE admdvs = '421202' ORDER BY home"
    ).to_pylist()
    assert [row["home"] for row in found] == ["411524", "430682"]
    sql = "SELECT SUM(remote_n) AS remote, SUM(far_n) AS far FROM remote_care__of_inst WHERE fixmedins_code = 'H1'"
    assert engine.fetch(sql).to_pylist() == [{"remote": 65, "far": 0}]


def test_neighbours_stay_remote_patients_but_do_not_count_as_travelling(engine: DuckDBEngine) -> None:
    sql = "SELECT SUM(remote_n) AS remote, SUM(far_n) AS far FROM remote_care__of_inst WHERE fixmedins_code = 'H1'"
    assert engine.fetch(sql).to_pylist() == [{"remote": 65, "far": 60}]
