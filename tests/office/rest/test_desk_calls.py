"""What programs do at the desk: waiting work, views, drafts, plans, assigning, opinions, lines of a review."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from mingjing.office.leads.models import Lead, Suspicion
from tests.office.province import Province
from tests.office.rest.conftest import Caller

Program = Callable[..., Caller]


def _put(caller: Caller, path: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {caller.key}"}
    return Client().put(f"/api/v1{path}", data=body, content_type="application/json", headers=headers)


def test_what_waits_is_counted_and_listed(program: Program, sent: list[Lead]) -> None:
    officer = program("officer")
    duties = {one["key"]: one["count"] for one in officer.get("/work").json()}
    waiting = officer.get("/work/check?limit=500").json()["items"]
    assert duties["check"] == len(waiting) > 0
    assert {one["state"] for one in waiting} <= {"pending", "answered", "advised"}
    assert officer.get("/work/review").json()["items"] == [], "of another role"


def test_a_view_kept_on_the_page_filters_the_list(program: Program, sent: list[Lead]) -> None:
    officer = program("officer")
    made = officer.post("/views", {"name": "高度可疑", "query": "severity=2&page=7"})
    assert made.json()["query"] == "severity=2"
    listed = officer.get("/leads", **{}).json()["items"]
    narrowed = officer.get(f"/leads?filters={made.json()['query'].replace('=', '%3D')}").json()["items"]
    assert [one["number"] for one in narrowed] == [one["number"] for one in listed if one["sev_deg"] == 2]
    wrong = officer.get("/leads?filters=severity%3D9")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["where"] == "filters.severity"
    headers = {"Authorization": f"Bearer {officer.key}"}
    assert Client().delete(f"/api/v1/views/{made.json()['id']}", headers=headers).status_code == 204
    assert officer.get("/views").json() == []


def test_an_institution_learns_nothing_by_the_filters_of_the_page(program: Program, sent: list[Lead]) -> None:
    program("officer").post("/suspicions/ask", {"suspicions": [sent[0].suspicions.all()[0].pk]})
    clerk = program("clerk", "H1")
    whole = clerk.get("/leads").json()["items"]
    assert [lead["number"] for lead in whole] == [sent[0].number]
    for hidden in ("amount_from%3D999999", "severity%3D3", "verdict%3Dtrue"):
        assert clerk.get(f"/leads?filters={hidden}").json()["items"] == whole


def test_a_draft_is_kept_for_its_author_alone(program: Program, sent: list[Lead]) -> None:
    path = f"/suspicions/{sent[0].suspicions.all()[0].pk}/draft"
    officer = program("officer")
    assert officer.get(path).status_code == 404
    assert _put(officer, path, {"data": {"text": "待核对医嘱"}}).status_code == 200
    assert officer.get(path).json()["data"] == {"text": "待核对医嘱"}
    assert program("reviewer").get(path).status_code == 404
    _put(officer, path, {"data": {}})
    assert officer.get(path).status_code == 404


def test_many_are_asked_at_once_or_none(program: Program, sent: list[Lead]) -> None:
    mine, other = sent[0].suspicions.all()[0], sent[3].suspicions.all()[0]
    officer = program("officer")
    refused = officer.post("/suspicions/ask", {"suspicions": [mine.pk, other.pk], "days": 5})
    # The other one lies in a city whose bureau this officer does not see.
    assert refused.status_code == (404 if sent[3].bureau != sent[0].bureau else 200)
    done = officer.post("/suspicions/ask", {"suspicions": [mine.pk], "days": 5})
    assert done.status_code in (200, 409)
    assert Suspicion.objects.get(pk=mine.pk).state == "asked"


def test_a_plan_divides_by_the_bureau_in_charge_and_can_be_sent(program: Program, leads: list[Lead]) -> None:
    analyst = program("analyst", "province")
    numbers = [lead.number for lead in leads]
    plan = analyst.post("/tasks/plan", {"leads": numbers, "level": "county"}).json()
    assert sorted(number for some in plan["targets"].values() for number in some) == sorted(numbers)
    assert {lead.number: lead.bureau.code for lead in leads} == {
        number: code for code, some in plan["targets"].items() for number in some
    }
    made = analyst.post("/tasks", {"title": "按预案下发", "targets": plan["targets"]})
    assert made.status_code == 201
    parts = analyst.get("/parts?box=sent").json()["items"]
    assert {one["receiver"] for one in parts} == set(plan["targets"])
    figures = analyst.get(f"/parts/{parts[0]['id']}/figures").json()
    assert figures["leads"] == len(plan["targets"][parts[0]["receiver"]])
    assert analyst.get("/tasks/due?days=5").json()["due_on"]


def test_leads_are_assigned_across_parts(program: Program, province: Province, sent: list[Lead]) -> None:
    mine = [lead.number for lead in sent if lead.held_by == province.bodies["county1"]]
    done = program("officer").post("/leads/assign", {"leads": mine, "officer": "officer-county1"})
    assert done.json() == {"leads": len(mine)}
    assert Lead.objects.filter(number__in=mine, officer=province.who("officer")).count() == len(mine)


def test_a_review_overrules_line_by_line_and_everybody_reads_what_is_theirs(
    program: Program, sent: list[Lead]
) -> None:
    one = sent[0].suspicions.get(rule_code="TST-001")
    officer, clerk = program("officer"), program("clerk", "H1")
    officer.post(f"/suspicions/{one.pk}/ask")
    clerk.post(f"/suspicions/{one.pk}/answer", {"kind": "appealed", "amount": "5.00", "reason": "有病历"})
    officer.post(f"/suspicions/{one.pk}/check", {"verdict": "true", "text": "属实"})
    first, *rest = list(one.lines.all())
    lines = [{"line": first.pk, "verdict": "false"}, *({"line": line.pk, "verdict": "true"} for line in rest)]
    said = {"verdict": "partly", "reason_code": "part_recorded", "lines": lines}
    assert program("reviewer").post(f"/suspicions/{one.pk}/review", said).status_code == 200
    one.refresh_from_db()
    assert one.cnfm_amt == sum(line.hit_amt for line in rest)
    steps = [row["step"] for row in officer.get(f"/suspicions/{one.pk}/opinions").json()]
    assert steps == ["answer", "check", "review"]
    assert [row["step"] for row in clerk.get(f"/suspicions/{one.pk}/opinions").json()] == ["answer"]
