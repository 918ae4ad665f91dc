"""Standards on the page: what holds on a day, what a province registers, what it may not."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from mingjing.office.accounts.models import Organisation
from mingjing.office.cases import deadlines
from mingjing.office.cases.models import LocalStandard
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db


def client(story: Story, role: str = "leader", place: str = "province") -> Client:
    found = Client()
    found.force_login(story.who(role, place))
    return found


def register(story: Story, name: str, **fields: object) -> object:
    given = {"begndate": "2026-05-01", "source": "测试省医保规〔2026〕1号", **fields}
    return client(story).post(f"/cases/standards/{name}/new/", given)


def test_a_province_registers_tiers_and_its_cases_follow_from_that_day(story: Story) -> None:
    page = client(story).get("/cases/standards/discretion/new/")
    assert page.status_code == 200 and "第三十八条" in page.content.decode()
    answer = register(story, "discretion", **{"735_38_normal": "1.3", "735_38_heavy": "1.7"})
    assert answer.status_code == 302
    tiers = deadlines.in_force("discretion", story.case, date(2026, 5, 1)).values["735-38"]
    assert tiers == {"light": ["1", "1.3"], "normal": ["1.3", "1.7"], "heavy": ["1.7", "2"]}
    assert deadlines.in_force("discretion", story.case, date(2026, 4, 30)).inference
    shown = client(story, place="county1").get("/cases/standards/?on=2026-05-01").content.decode()
    assert "测试省医保规〔2026〕1号" in shown and "1.3 至 1.7 倍" in shown
    before = client(story, place="county1").get("/cases/standards/?on=2026-04-30").content.decode()
    assert "1.3 至 1.7 倍" not in before


def test_a_province_registers_its_criminal_line_and_its_procedure(story: Story) -> None:
    assert register(story, "crime", large="5000").status_code == 302
    fields = {
        "days_statement": "3",
        "unit_statement": "working",
        "hearing_organisation": "50000",
        "least_panel": "5",
    }
    assert register(story, "procedure", **fields).status_code == 302
    story.on(date(2026, 5, 6))
    figures = deadlines.figures(story.case)
    assert figures["deadlines"]["statement"]["days"] == 3 and figures["least_panel"] == 5
    assert Decimal(figures["hearing"]["organisation"]) == 50000


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("crime", {"large": "20000"}, "须在 3000 元至 10000 元之间"),
        ("crime", {}, "没有填写内容"),
        ("discretion", {"735_38_normal": "0.9", "735_38_heavy": "1.5"}, "连续到"),
        ("discretion", {"735_38_normal": "1.5"}, "两个起点须一并填写"),
        ("procedure", {"least_panel": "2"}, "不能少于国家规定"),
        ("procedure", {"days_statement": "400"}, "365"),
        ("procedure", {"hearing_person": "0"}, "金额须大于 0"),
    ],
)
def test_what_leaves_the_law_is_refused(story: Story, name: str, fields: dict[str, str], said: str) -> None:
    answer = register(story, name, **fields)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not LocalStandard.objects.exists()


def test_a_registered_day_cannot_be_rewritten_and_counties_register_nothing(story: Story) -> None:
    register(story, "crime", large="5000")
    again = register(story, "crime", large="6000")
    assert again.status_code == 409 and "不得改写" in again.content.decode()
    county = client(story, place="county1")
    assert "由省级医保部门登记" in county.get("/cases/standards/crime/new/").content.decode()
    given = {"begndate": "2026-06-01", "source": "县", "large": "5000"}
    assert county.post("/cases/standards/crime/new/", given).status_code == 403
    assert client(story, "officer").get("/cases/standards/crime/new/").status_code == 403
    assert client(story).get("/cases/standards/nothing/new/").status_code == 404


def test_liaoning_and_the_days_before_the_first_standard(story: Story) -> None:
    Organisation.objects.filter(code="B-county1").update(admdvs="210102")
    page = client(story, place="county1").get("/cases/standards/").content.decode()
    assert "辽医保发〔2020〕5号" in page
    old = client(story, place="county1").get("/cases/standards/?on=2001-01-01")
    assert old.status_code == 200 and "还没有可适用的" in old.content.decode()
    assert client(story).get("/cases/standards/?on=x").status_code == 422


def test_other_places_and_the_nation_can_be_looked_at(story: Story) -> None:
    county = client(story, place="county1")
    liaoning = county.get("/cases/standards/?place=210000").content.decode()
    assert "辽医保发〔2020〕5号" in liaoning and "15 个自然日" in liaoning
    assert "辽医保发〔2020〕5号" not in county.get("/cases/standards/").content.decode()
    register(story, "crime", large="5000")
    nation = county.get("/cases/standards/?place=nation&on=2026-05-01").content.decode()
    assert "3,000 元" in nation and "5,000 元" not in nation
    assert county.get("/cases/standards/?place=999999").status_code == 422
