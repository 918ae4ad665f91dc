"""What programs do beside the leads: the audit log, the calendar, the rule book, local rules, trials, lakes."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from mingjing.kernel import chain
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.clocks.days import Days
from mingjing.office.screenings.models import Lake, LocalRule, RuleStanding, Trial
from tests.office.province import Province
from tests.office.rest.conftest import Caller

Program = Callable[..., Caller]


@pytest.fixture
def site(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Folders of this test's own; jobs are noted here instead of done."""
    settings.RUNS, settings.LOCAL = tmp_path / "runs", tmp_path / "local"
    noted: list[Any] = []
    monkeypatch.setattr("mingjing.office.screenings.queue.put", lambda *job: noted.append(job))
    return noted


def _send(caller: Caller, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {caller.key}"}
    return Client().generic(
        method, f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def test_the_audit_log_is_read_and_its_export_verifies(program: Program) -> None:
    auditor = program("auditor", "province")
    program("officer")
    seen = auditor.get("/audit?action=token.issued&limit=1").json()
    assert [one["action"] for one in seen["items"]] == ["token.issued"] and seen["next"]
    older = auditor.get(f"/audit?action=token.issued&cursor={seen['next']}").json()["items"]
    assert older[0]["seq"] < seen["items"][0]["seq"]
    export = auditor.get("/audit/export?person=officer-county1")
    assert chain.check(b"".join(export).splitlines(keepends=True))
    assert AuditEntry.objects.filter(action="audit.exported", actor="auditor-province").count() == 1
    assert program("officer").get("/audit").status_code == 403


def test_days_are_entered_read_and_taken_back(program: Program) -> None:
    keeper, day = program("administrator", "province"), date(2026, 3, 4)
    body = {"days": [{"day": str(day), "working": False, "note": "防汛"}]}
    assert keeper.post("/calendar", body).json() == {"days": 1}
    year = keeper.get("/calendar/2026").json()
    assert str(day) in year["off"] and year["own"] == [{**body["days"][0]}]
    assert not Days(day).is_working(day)
    assert _send(keeper, "DELETE", f"/calendar/{day}/ruling").status_code == 204
    assert Days(day).is_working(day)
    assert keeper.post("/calendar", {"days": [{"day": "1999-01-01", "working": True}]}).status_code == 422


def test_outsiders_read_what_a_rule_demands_not_how_well_it_catches(program: Program) -> None:
    RuleStanding.objects.create(rule_code="CHG-001", confirmed=3, rejected=1)
    inner = program("analyst", "province").get("/rules/CHG-001").json()
    assert (inner["rate"], inner["confirmed"]) == ("0.75", 3)
    assert inner["clauses"][0]["text"] and inner["verify"] and inner["parameters"] is not None
    clerk = program("clerk", "H1")
    outer = clerk.get("/rules/CHG-001").json()
    assert (outer["rate"], outer["confirmed"], outer["verify"], outer["defence"]) == (None, 0, "", "")
    assert {one["confirmed"] for one in clerk.get("/rules").json()} == {0}
    assert clerk.get("/rules/CHG-001/sql").status_code == 403


def test_knowledge_and_coverage_are_read_in_portions(program: Program) -> None:
    analyst = program("analyst", "province")
    lists = {one["name"]: one for one in analyst.get("/knowledge").json()}
    rows = analyst.get("/knowledge/national_rule?limit=3").json()
    assert rows["total"] == lists["national_rule"]["rows"] > len(rows["items"]) == rows["next"] == 3
    last = analyst.get(f"/knowledge/national_rule?start={rows['total'] - 1}").json()
    assert len(last["items"]) == 1 and last["next"] is None
    covered = analyst.get("/coverage/national_rule").json()
    assert len(covered["items"]) == rows["total"] and "由规则落实" in covered["summary"]
    assert analyst.get("/coverage/nonsense").status_code == 422


def test_a_local_rule_is_written_checked_and_tried(
    program: Program, province: Province, site: list[Any]
) -> None:
    analyst = program("analyst", "province")
    made = analyst.post("/local-rules", {"code": "loc-801", "copied": "LMT-001"})
    assert made.status_code == 201 and made.json()["state"] == "draft"
    one = f"/local-rules/{made.json()['code']}/1"
    read = analyst.get(f"{one}/text").json()
    wrong = read["text"].replace("behaviour:", "behaviuor:")
    told = analyst.post(f"{one}/check", {"text": wrong}).json()
    assert told["problems"][0]["where"].startswith("LOC-801.sql:") and told["cases"] is None
    saved = _send(analyst, "PUT", f"{one}/text", {"text": read["text"] + "\n", "seen": read["seen"]})
    assert saved.status_code == 200
    stale = _send(analyst, "PUT", f"{one}/text", {"text": "", "seen": read["seen"]})
    assert stale.status_code == 409
    refused = analyst.post(f"{one}/force", {"state": "active"})
    assert refused.status_code == 422 and "【待改】" in refused.json()["errors"][0]["where"]
    lake = Lake.objects.create(name="试算数据", path="/nowhere", organisation=province.bodies["province"])
    trial = analyst.post(f"{one}/trials", {"lake": lake.pk, "one_in": 100})
    assert trial.status_code == 201 and site == [("try_rule", trial.json()["id"])]
    assert program("officer").get(one).status_code == 404, "a draft of the province"
    assert analyst.post(f"{one}/retire").json()["state"] == "retired"
    assert LocalRule.objects.get(code="LOC-801").state == "retired"


def test_a_rule_in_force_is_back_tested(program: Program, province: Province, site: list[Any]) -> None:
    analyst = program("analyst", "province")
    lake = Lake.objects.create(name="回测数据", path="/nowhere", organisation=province.bodies["province"])
    made = analyst.post("/rules/CHG-001/trials", {"lake": lake.pk, "against": "CHG-005"})
    assert (made.status_code, made.json()["kind"]) == (201, "backtest")
    assert analyst.post("/rules/CHG-001/trials", {"lake": lake.pk, "against": "XXX-999"}).status_code == 404
    county = program("analyst", "county1")
    assert county.post("/rules/CHG-001/trials", {"lake": lake.pk}).status_code == 404
    key = made.json()["id"]
    assert county.get(f"/trials/{key}").status_code == 404
    assert [one["id"] for one in analyst.get("/trials?rule=CHG-001").json()["items"]] == [key]
    assert analyst.post(f"/trials/{key}/cancel").json()["state"] == "cancelled"
    Trial.objects.filter(pk=key).update(state="done", result={"new": {"findings": 2}}, finished_at=now())
    assert analyst.get(f"/trials/{key}").json()["result"]["new"]["findings"] == 2


def test_lakes_are_registered_and_the_register_follows(
    program: Program, province: Province, site: list[Any], tmp_path: Path
) -> None:
    keeper = program("administrator", "province")
    body = {"name": "没有的数据", "path": str(tmp_path), "organisation": "B-province"}
    refused = keeper.post("/lakes", body)
    assert refused.status_code == 422 and refused.json()["errors"][0]["where"] == "path"
    lake = Lake.objects.create(name="旧数据", path="/nowhere", organisation=province.bodies["province"])
    states = {one["name"]: one for one in keeper.get("/lakes/status").json()}
    assert states["旧数据"]["trouble"]
    asked = keeper.post(f"/lakes/{lake.pk}/register")
    assert (asked.status_code, asked.json()["register_load"]) == (202, "load.ask")
    assert site[-1][:2] == ("load_register", lake.pk)
