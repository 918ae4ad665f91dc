"""Steps of cases by the API: offered, taken, refused with the clause; inbox, law, standards."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingjing.office.clocks import services as clocks
from tests.office.cases.story import Story
from tests.office.province import Province
from tests.office.rest.conftest import Caller

pytestmark = pytest.mark.django_db
Program = Callable[..., Caller]


@pytest.fixture
def story(province: Province, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A case of county1 in its clue check."""

    def set_day(day: date) -> None:
        monkeypatch.setattr(clocks, "today", lambda: day)

    return Story(province, set_day).open()


def act(caller: Caller, story: Story, name: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return caller.post(f"/cases/{story.case.number}/actions/{name}", body or {}, **headers)


def test_a_case_goes_from_clue_to_decision_by_program(story: Story, program: Program) -> None:
    officer, leader, reviewer = (program(one) for one in ("officer", "leader", "reviewer"))
    offered = officer.get(f"/cases/{story.case.number}/actions").json()
    names = {one["name"]: one["state"] for one in offered}
    assert names["propose-filing"] == "open" and names["decline"] == "others"
    assert act(officer, story, "propose-filing", {"text": "核查"}).status_code == 200
    waiting = leader.get("/cases/inbox").json()
    assert [(one["kind"], one["action"], one["number"]) for one in waiting] == [
        ("filing", "approve-filing", story.case.number)
    ]
    assert act(leader, story, "approve-filing", {"text": "同意"}).json()["stage"] == "investigating"
    story.prepare()
    choice = {"outcome": "penalty", "refund": "2000.00", "fine": "2000.00", "reason": "首次违法"}
    early = act(officer, story, "report", {"text": "终结", **choice, "fine": "9000.00"})
    assert early.status_code == 422 and "法定最高额" in early.json()["errors"][0]["what"]
    assert early.json()["errors"][0]["where"] == "fine"
    assert act(officer, story, "report", {"text": "终结", **choice}).status_code == 200
    act(officer, story, "submit-review")
    act(reviewer, story, "pass-review", {"text": "同意"})
    fields = leader.get(f"/cases/{story.case.number}/actions/notify").json()["fields"]
    assert {"outcome", "fine", "on", "reason"} <= {one["name"] for one in fields}
    act(leader, story, "notify", {**choice, "on": str(story.now)})
    act(officer, story, "waive-pleading", {"text": "书面放弃"})
    act(officer, story, "conclude-pleading", {"text": "无异议"})
    person = {"name": "李四", "code": "D1", "duty": "main"}
    decided = act(leader, story, "decide", {**choice, "named": [person]})
    assert decided.json()["fine_amt"] == "2000.00", decided.json()
    law = officer.get(f"/cases/{story.case.number}/law").json()
    assert [one["kind"] for one in law["measures"]] == ["recover", "fine"]
    assert law["acts"][0]["proposals"][0]["fine"] == {"least": "2000.00", "most": "4000.00"}


def test_a_guard_answers_with_its_clause_and_nobody_else_acts(story: Story, program: Program) -> None:
    officer, leader = program("officer"), program("leader")
    wrong = act(officer, story, "approve-filing", {"text": "同意"})
    assert wrong.status_code == 403
    assert act(leader, story, "nothing").status_code == 404
    late = act(leader, story, "approve-filing", {"text": "同意"})
    assert late.status_code == 409 and "线索核查" in late.json()["detail"]
    assert program("officer", "county3").get(f"/cases/{story.case.number}/actions").status_code == 404
    read_only = program("officer", "county1", ["case.read"])
    assert act(read_only, story, "propose-filing", {"text": "核查"}).status_code == 403
    stale = act(officer, story, "propose-filing", {"text": "核查"}, If_Match='"1"')
    assert stale.status_code == 409
    story.set_day(story.now)
    assert leader.get(f"/cases/{story.case.number}/actions/decide").status_code == 409


def test_members_hosts_and_plans_are_given_by_name_and_row(story: Story, program: Program) -> None:
    story.to("executing")
    leader = program("leader")
    fields = leader.get(f"/cases/{story.case.number}/actions/defer").json()["fields"]
    assert [one["name"] for one in fields] == ["reason", "plan"]
    plan = [{"on": "2026-06-01", "amount": "1000.00"}, {"on": "2026-07-01", "amount": "3000.00"}]
    answer = act(leader, story, "defer", {"reason": "经济困难", "plan": plan})
    assert answer.status_code == 200 and answer.json()["pay_by"] == "2026-07-01"
    unknown = act(leader, story, "defer", {"reason": "经济困难", "plan": plan[:1]})
    assert unknown.status_code == 422


def test_standards_are_read_and_registered(story: Story, program: Program) -> None:
    province = program("leader", "province")
    body = {"name": "crime", "begndate": "2026-05-01", "source": "测试省高院〔2026〕1号", "large": "5000"}
    made = province.post("/cases/standards", body)
    assert made.status_code == 201, made.json()
    found = program("officer").get("/cases/standards?on=2026-05-01").json()
    crime = next(one for one in found if one["name"] == "crime")
    assert crime["values"]["large"] == "5000" and crime["layers"][-1]["holds"]
    assert program("leader").post("/cases/standards", body).status_code == 403
    tiers = {"light": ["1", "1.3"], "normal": ["1.3", "1.7"], "heavy": ["1.7", "2"]}
    given = {"name": "discretion", "begndate": "2026-05-01", "source": "省", "discretion": {"735-38": tiers}}
    assert province.post("/cases/standards", given).status_code == 201
    assert program("officer").get("/cases/standards?on=1990-01-01").status_code == 422
