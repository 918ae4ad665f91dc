"""The demonstration shows letters in every state, a listed case, a joint case and a meeting, told once; and their pages open."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from mingjing.office.demo import matters as demo
from mingjing.office.liaison.models import Joint, Letter, Listing
from mingjing.office.liaison.services import joints
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = pytest.mark.django_db
LISTS = ("letters", "listings", "joint-cases", "meetings", "resolutions")


@pytest.fixture
def played(province: Province, story: Story) -> Province:
    """The months of the demonstration in the small province."""
    world.department(province, "partner", "police", "city1")
    world.department(province, "health", "health")
    world.letterhead(province, "county1")
    who = province.who
    demo.play(
        demo.Hands(
            story.officer,
            who("leader"),
            who("partner", "health"),
            who("partner", "partner"),
            who("leader", "city1"),
        ),
        story.case,
    )
    return province


def test_every_page_of_it_opens_for_bureaus_and_departments(
    played: Province, signed_in: Callable[..., Client]
) -> None:
    states = set(Letter.objects.values_list("state", flat=True))
    assert states == {"closed", "received", "sent", "submitted"}
    seen: dict[str, set[str]] = {}
    for role, place in (
        ("officer", "county1"),
        ("leader", "county1"),
        ("leader", "city1"),
        ("partner", "health"),
        ("auditor", "county1"),
    ):
        client = signed_in(role, place)
        for name in LISTS:
            page = client.get(f"/{name}/")
            assert page.status_code == 200, (role, name)
            links = set(re.findall(rf'href="(/(?:{"|".join(LISTS)})/\d+/)"', page.content.decode()))
            seen.setdefault(f"{role}@{place}", set()).update(links)
            for link in links:
                assert client.get(link).status_code == 200, (role, link)
    assert len(seen["officer@county1"]) == 8 and len(seen["partner@health"]) < 8


def test_a_listed_case_says_so_everywhere(
    played: Province, story: Story, signed_in: Callable[..., Client]
) -> None:
    listing = Listing.objects.get()
    officer = signed_in("officer")
    for address in (
        f"/cases/{story.case.number}/",
        f"/cases/{story.case.number}/liaison/",
        "/cases/board/",
        "/dashboard/",
    ):
        text = officer.get(address).content.decode()
        assert f"/listings/{listing.pk}/" in text and "挂牌督办" in text, address
    assert "同步上案" in officer.get(f"/cases/{story.case.number}/").content.decode()
    history = officer.get(f"/cases/{story.case.number}/timeline/").content.decode()
    assert "报告督办进展" in history and "listing_" not in history and "joint_" not in history


def test_lists_narrow_and_go_to_excel(played: Province, signed_in: Callable[..., Client]) -> None:
    officer = signed_in("officer")
    closed = officer.get("/letters/?box=out&state=closed").content.decode()
    assert len(set(re.findall(r"/letters/\d+/", closed))) == 1
    assert "没有符合条件" in officer.get("/letters/?late=overdue&kind=urge").content.decode()
    assert officer.get("/letters/?kind=nothing").status_code == 200
    for name in LISTS:
        sheet = officer.get(f"/{name}/?export=xlsx")
        assert sheet.status_code == 200 and "sheet" in sheet["Content-Type"], name


def test_what_a_form_refuses_stands_in_it_and_two_tabs_do_it_once(
    played: Province, signed_in: Callable[..., Client]
) -> None:
    leader, letter = signed_in("leader"), Letter.objects.get(state="submitted")
    wrong = leader.post(f"/letters/{letter.pk}/send-back/", {"text": " ", "version": letter.version})
    assert wrong.status_code == 422 and "没有提交，请修改" in wrong.content.decode()
    assert signed_in("officer").post(f"/letters/{letter.pk}/issue/", {}).status_code == 403
    late = leader.post(f"/letters/{letter.pk}/issue/", {"version": letter.version - 1})
    assert late.status_code == 409 and "已被他人修改" in late.content.decode()
    assert leader.post(f"/letters/{letter.pk}/issue/", {"version": letter.version}).status_code == 302
    assert leader.post(f"/letters/{letter.pk}/issue/", {"version": letter.version}).status_code == 409


def test_new_letters_begin_from_what_they_are_about(
    played: Province, story: Story, signed_in: Callable[..., Client]
) -> None:
    officer = signed_in("officer")
    address = f"/letters/new/?kind=advice&case={story.case.number}"
    assert story.case.number in officer.get(address).content.decode()
    assert officer.get("/letters/new/?case=AJ-none").status_code == 404
    health = played.bodies["health"].pk
    made = officer.post(
        address, {"title": "函", "problem": "问题", "request": "建议", "days": 30, "other": health}
    )
    assert made.status_code == 302
    assert Letter.objects.latest("pk").case == story.case
    refused = officer.post(
        address, {"title": "", "problem": "问题", "request": "建议", "days": 30, "other": health}
    )
    assert refused.status_code == 422
    assert officer.get("/letters/enter/?kind=incoming").status_code == 200
    partner = signed_in("partner", "health")
    assert partner.get("/letters/send/").status_code == 200
    sent = {
        "title": "函",
        "problem": "事",
        "request": "求",
        "days": 5,
        "other": played.bodies["county1"].pk,
        "number": "卫函1号",
        "sent_on": story.case.found_on,
    }
    assert partner.post("/letters/send/?kind=incoming", sent).status_code == 302
    meeting = {
        "kind": "special",
        "title": "会",
        "on": story.case.found_on,
        "topics": "题",
        "invited": [health],
    }
    assert officer.post("/meetings/new/", meeting).status_code == 302
    city = signed_in("leader", "city1")
    assert city.get(f"/listings/new/?case={story.case.number}").status_code == 200
    assert officer.get(f"/joint-cases/new/?case={story.case.number}").status_code == 200


def test_a_department_sees_no_number_of_a_case_in_letters(
    played: Province, story: Story, signed_in: Callable[..., Client]
) -> None:
    letter, health = Letter.objects.filter(state="closed").get(), signed_in("partner", "health")
    assert letter.case == story.case
    for address in (
        f"/letters/{letter.pk}/",
        "/letters/?columns=code,case",
        f"/api/v1/letters/{letter.pk}",
        "/api/v1/letters",
    ):
        assert story.case.number not in health.get(address).content.decode(), address
        assert story.case.number in signed_in("officer").get(address).content.decode(), address


def test_who_declines_is_led_back_to_the_list(played: Province, signed_in: Callable[..., Client]) -> None:
    joint = Joint.objects.get()
    joints.invite(played.who("officer"), joint, [played.bodies["partner"].pk])
    police = signed_in("partner", "partner")
    assert police.get(f"/joint-cases/{joint.pk}/").status_code == 200
    answer = police.post(f"/joint-cases/{joint.pk}/decline/", {"text": "不属于本部门职责"})
    assert answer.status_code == 302 and answer["Location"] == "/joint-cases/"
    assert police.get(f"/joint-cases/{joint.pk}/").status_code == 404


def test_the_search_finds_a_letter_by_its_number(played: Province, signed_in: Callable[..., Client]) -> None:
    letter = Letter.objects.filter(state="closed").latest("pk")
    text = letter.number.replace("〔", "[").replace("〕", "]")
    found = signed_in("officer").get("/search/", {"q": text}, follow=True)
    assert letter.title in found.content.decode()
    assert (
        letter.title
        not in signed_in("officer", "county3").get("/search/", {"q": text}, follow=True).content.decode()
    )
