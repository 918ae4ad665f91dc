"""The demonstration has reports in every state, told once."""

import pytest

from mingjing.office.demo import reports as demo
from mingjing.office.reports.models import Edition, Report
from mingjing.office.reports.services import drawing
from tests.office.province import Province
from tests.office.reports import world

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_a_table_on_its_way_up(province: Province) -> None:
    world.city(province)
    for _ in range(2):
        demo.tell()
    assert Report.objects.count() == 6
    states = {edition.report.organisation.name: edition.state for edition in Edition.objects.all()}
    assert states == {
        "甲一县医疗保障局": "accepted", "甲二县医疗保障局": "signed", "乙一县医疗保障局": "signed", "甲市医疗保障局": "draft"
    }  # fmt: skip
    city = Edition.objects.get(report__organisation=province.bodies["city1"])
    assert [one["place"] for one in drawing.shown(city)["missing"]] == [
        "甲二县医疗保障局"
    ] and not city.errors
