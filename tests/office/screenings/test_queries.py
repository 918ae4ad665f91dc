"""How many queries the pages of runs, rules and institutions take: more rows must not mean more of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingjing.office.institutions.models import Agreement, Staff
from mingjing.office.leads.models import Lead
from mingjing.office.screenings.models import Screening
from tests.office.province import Province

PAGES = {
    "/institutions/": 9,
    "/institutions/H1/": 25,
    "/screenings/": 8,
    "/screenings/SC-TEST-1/": 9,
    "/rules/": 7,
    "/rules/CHG-001/": 9,
    "/knowledge/": 5,
    "/local-rules/": 7,
}


@pytest.fixture
def client(province: Province, signed_in: Callable[..., Client], site: Path) -> Client:
    return signed_in("auditor", "province")


@pytest.mark.parametrize(("path", "most"), PAGES.items())
def test_a_page_takes_its_golden_number_of_queries(
    client: Client, province: Province, leads: list[Lead], path: str, most: int
) -> None:
    counts = []
    _grow(province, 9)
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path).status_code == 200
        counts.append(len(seen))
        _grow(province, number)
    assert counts[0] <= most, [one["sql"] for one in seen.captured_queries]
    assert counts[1] <= counts[0], "more rows, more queries"


def _grow(province: Province, number: int) -> None:
    run = province.screening
    for place in range(3):
        Screening.objects.create(
            number=f"SC-{number}{place}", title="x", lake=run.lake, organisation=run.organisation, state="done",
            summary=None, created_by=run.created_by,
        )  # fmt: skip
    one = province.institutions["H1"]
    Agreement.objects.create(institution=one, begndate=f"20{10 + number}-01-01")
    Staff.objects.create(institution=one, code=f"D{number}", kind="1")
