"""Programs do what people do with letters, listings, joint cases and meetings."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from mingjing.office.liaison.models import Letter
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison import letters_world as world
from tests.office.province import Province
from tests.office.rest.conftest import program

__all__ = ["program", "set_day", "story"]
pytestmark = pytest.mark.django_db
Program = Callable[..., Client]


def post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: Any) -> Any:
    return client.post(f"/api/v1{path}", body or {}, content_type="application/json", **headers)


def test_a_letter_goes_out_and_comes_back_by_programs(
    province: Province, signed_in: Callable[..., Client]
) -> None:
    world.department(province, "partner", "police", "city1")
    world.letterhead(province, "county1")
    officer, leader, partner = signed_in("officer"), signed_in("leader"), signed_in("partner", "partner")
    body = {"kind": "advice", "title": "函", "problem": "问题", "request": "建议", "other": "B-partner"}
    assert post(officer, "/letters", body | {"other": "B-none"}).status_code == 422
    made = post(officer, "/letters", body)
    assert made.status_code == 201, made.content
    at = f"/letters/{made.json()['id']}"
    assert [one["name"] for one in officer.get(f"/api/v1{at}/actions").json()] == [
        "submit",
        "change",
        "discard",
    ]
    assert partner.get(f"/api/v1{at}").status_code == 404
    assert post(officer, f"{at}/actions/submit", headers={"If-Match": '"9"'}).status_code == 409
    assert post(officer, f"{at}/actions/submit").json()["state"] == "submitted"
    assert post(officer, f"{at}/actions/issue").status_code == 403
    assert post(leader, f"{at}/actions/issue").json()["state"] == "sent"
    assert post(partner, f"{at}/actions/receive").json()["state"] == "received"
    assert post(partner, f"{at}/actions/reply", {"text": " "}).status_code == 422
    upload = {"text": "已经整改", "file": world.upload()}
    answered = partner.post(f"/api/v1{at}/actions/reply/files", upload)
    assert answered.status_code == 200, answered.content
    whole = officer.get(f"/api/v1{at}").json()
    assert whole["replies"][0]["text"] == "已经整改" and whole["letter"]["state"] == "replied"
    paper = whole["files"][0]["id"]
    assert officer.get(f"/api/v1/liaison-files/{paper}").status_code == 200
    assert officer.get(f"/api/v1{at}/file").status_code == 200
    assert signed_in("officer", "county3").get(f"/api/v1/liaison-files/{paper}").status_code == 404
    assert post(officer, f"{at}/actions/accept", {"text": "落实"}).json()["state"] == "closed"
    assert post(officer, f"{at}/actions/nothing").status_code == 404
    listed = officer.get("/api/v1/letters?state=closed").json()
    assert [one["receiver"] for one in listed["items"]] == ["B-partner"]


def test_a_reply_on_paper_is_entered_with_its_day_and_scan(
    province: Province, signed_in: Callable[..., Client]
) -> None:
    world.letterhead(province, "county1")
    officer, leader = signed_in("officer"), signed_in("leader")
    body = {
        "kind": "advice",
        "title": "函",
        "problem": "问题",
        "request": "建议",
        "other_name": "某县市场监督管理局",
    }
    at = f"/letters/{post(officer, '/letters', body).json()['id']}"
    post(officer, f"{at}/actions/submit")
    assert post(leader, f"{at}/actions/issue").json()["state"] == "sent"
    today = date.today().isoformat()
    assert post(officer, f"{at}/actions/receive", {"on": today}).json()["state"] == "received"
    scan = {"text": "已经整改", "number": "市监函〔2026〕1号", "on": today, "file": world.upload()}
    entered = officer.post(f"/api/v1{at}/actions/reply/files", scan)
    assert entered.status_code == 200, entered.content
    reply = officer.get(f"/api/v1{at}").json()["replies"][0]
    assert (reply["number"], reply["on"]) == ("市监函〔2026〕1号", today)


def test_papers_come_in_by_programs(province: Province, signed_in: Callable[..., Client]) -> None:
    world.department(province, "partner", "prosecutor", "city1")
    today = date.today().isoformat()
    body = {
        "kind": "procuratorial",
        "title": "检察建议书",
        "problem": "漏洞",
        "request": "完善",
        "number": "检建〔2026〕1号",
        "sent_on": today,
    }
    entered = post(
        signed_in("officer"), "/letters/enter", body | {"other_name": "某县人民检察院", "received_on": today}
    )
    assert entered.status_code == 201 and entered.json()["state"] == "received"
    sent = post(signed_in("partner", "partner"), "/letters/send", body | {"other": "B-county1"})
    assert sent.status_code == 201, sent.content
    assert post(signed_in("officer"), "/letters/send", body).status_code == 403
    assert Letter.objects.count() == 2


def test_the_rest_is_read_and_made_by_programs(
    province: Province, story: Story, signed_in: Callable[..., Client]
) -> None:
    world.department(province, "partner", "police", "city1")
    officer, city = signed_in("officer"), signed_in("leader", "city1")
    order = {
        "title": "督办",
        "level": "city",
        "reason": "理由",
        "requirement": "要求",
        "due_on": "2099-01-01",
        "case": story.case.number,
    }
    listing = post(city, "/listings", order)
    assert listing.status_code == 201, listing.content
    at = f"/listings/{listing.json()['id']}"
    assert post(officer, f"{at}/actions/sign").status_code == 200
    assert post(officer, f"{at}/actions/report", {"text": "进展", "asks": False}).status_code == 200
    assert officer.get(f"/api/v1{at}").json()["reports"][0]["text"] == "进展"
    joint = post(
        officer,
        "/joint-cases",
        {
            "case": story.case.number,
            "mode": "joint",
            "reason": "理由",
            "summary": "案情",
            "departments": ["B-partner"],
        },
    )
    assert joint.status_code == 201, joint.content
    at = f"/joint-cases/{joint.json()['id']}"
    assert post(signed_in("leader"), f"{at}/actions/approve").status_code == 200
    assert post(signed_in("partner", "partner"), f"{at}/actions/join", {"contact": "王某"}).status_code == 200
    task = {"text": "核查", "organisation": "B-partner", "due_on": "2099-01-01"}
    assert post(officer, f"{at}/actions/assign", task).status_code == 200
    whole = officer.get(f"/api/v1{at}").json()
    assert (
        [one["body"] for one in whole["members"]] == [one["body"] for one in whole["tasks"]] == ["B-partner"]
    )
    day = story.case.found_on.isoformat()
    meeting = post(
        officer,
        "/meetings",
        {"kind": "regular", "title": "会", "on": day, "topics": "议题", "invited": ["B-partner"]},
    )
    assert meeting.status_code == 201, meeting.content
    at = f"/meetings/{meeting.json()['id']}"
    row = officer.get(f"/api/v1{at}").json()["attendees"][0]["id"]
    held = post(officer, f"{at}/actions/hold", {"minutes": "纪要", "came": {str(row): "王某"}})
    assert held.status_code == 200, held.content
    made = post(
        officer,
        f"{at}/actions/resolve",
        {"text": "事项", "organisation": "B-partner", "due_on": "2099-01-01"},
    )
    assert made.status_code == 200, made.content
    found = signed_in("partner", "partner").get("/api/v1/resolutions").json()["items"]
    assert [one["body"] for one in found] == ["B-partner"]
