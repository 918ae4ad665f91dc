"""The dashboard: each figure is the sum of the leads that its address shows, and counts where it was signed off."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.db.models import F
from django.http import QueryDict
from django.test import Client

from mingjing.office.leads import policy
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.models import Lead
from mingjing.office.leads.services import funnel
from tests.office.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(province: Province, sent: list[Lead]) -> list[Lead]:
    """Four sent leads: signed by nobody, county, city and province; all checked, confirmed and partly deducted."""
    cache.clear()
    for level, lead in enumerate(sent):
        Lead.objects.filter(pk=lead.pk).update(
            signed=level,
            open_count=0,
            cnfm_amt=F("counted_amt"),
            det_amt=Decimal("20.00"),
            rvis_amt=Decimal("5.00"),
        )
    return list(Lead.objects.filter(pk__in=[lead.pk for lead in sent]))


def board(province: Province, place: str, query: str = "") -> funnel.Board:
    user = province.who("leader", place)
    filters = LeadFilters(QueryDict(query), user)
    return funnel.board(user, filters.apply(policy.visible(user)), filters.query)


def test_the_province_counts_what_it_signed_off_and_tells_what_waits(
    province: Province, counted: list[Lead]
) -> None:
    made = board(province, "province")
    assert {key: one.count for key, one in made.total.items()} == {
        "found": 4, "sent": 4, "checked": 1, "confirmed": 1, "recovered": 1,
    }  # fmt: skip
    assert made.waiting.count == 3
    user, data = province.who("leader", "province"), QueryDict(mutable=True)
    data.update(made.waiting_filters)
    assert LeadFilters(data, user).apply(policy.visible(user)).count() == 3
    assert made.total["recovered"].yuan == Decimal("15.00")


def test_every_figure_is_the_sum_of_the_leads_its_filters_show(
    province: Province, counted: list[Lead]
) -> None:
    for place in ("province", "city1", "county1"):
        user = province.who("leader", place)
        made = board(province, place)
        amounts = {"confirmed": F("cnfm_amt"), "recovered": F("det_amt") - F("rvis_amt")}
        for stage in made.stages:
            for group in (funnel.Group("", {}, made.total), *made.places, *made.behaviours, *made.months):
                data = QueryDict(mutable=True)
                data.update({**stage.filters, **group.filters})
                shown = LeadFilters(data, user).apply(policy.visible(user))
                sums = [
                    row["amount"]
                    for row in shown.annotate(amount=amounts.get(stage.key, F("counted_amt"))).values(
                        "amount"
                    )
                ]
                assert group.figures[stage.key] == funnel.Figure(len(sums), sum(sums, Decimal("0.00")))


def test_a_city_is_split_into_its_counties_and_a_province_into_its_cities(
    province: Province, counted: list[Lead]
) -> None:
    assert {one.title for one in board(province, "province").places} == {"甲市医疗保障局", "乙市医疗保障局"}
    assert {one.title for one in board(province, "city1").places} == {"甲一县医疗保障局", "甲二县医疗保障局"}


def test_a_county_is_split_into_its_institutions(province: Province, counted: list[Lead]) -> None:
    assert {one.title for one in board(province, "county1").places} == {"H1医院", "H2医院"}


def test_a_board_is_counted_anew_after_a_change(
    province: Province, counted: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(funnel, "FRESH", 0)
    first = board(province, "province")
    assert board(province, "province") == first
    counted[0].events.create(action="note")
    assert board(province, "province").at > first.at


def test_the_page_leads_from_each_figure_to_its_leads(
    counted: list[Lead], signed_in: Callable[..., Client]
) -> None:
    client = signed_in("leader", "province")
    page = client.get("/dashboard/?behaviour=over_treatment")
    assert page.status_code == 200
    text = unescape(page.content.decode())
    assert "/leads/?behaviour=over_treatment&confirmed=1&signed=3" in text
    assert 'id="chart-place-table"' in text
    assert "未经本级审签" in text


def test_htmx_gets_the_figures_alone(counted: list[Lead], signed_in: Callable[..., Client]) -> None:
    page = signed_in("leader", "city1").get(
        "/dashboard/", headers={"HX-Request": "true", "HX-Target": "div#board"}
    )
    assert page.content.decode().strip().startswith('<div id="board">')
    assert "HX-Target" in page.headers["Vary"]


def test_a_hospital_has_no_dashboard(signed_in: Callable[..., Client]) -> None:
    assert signed_in("clerk", "H1").get("/dashboard/").status_code == 403
