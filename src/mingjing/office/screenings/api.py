"""The screenings' part of the API: runs and the rule book."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.analysis.rules.document import Rule
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Day, Key, Limit, Line
from mingjing.office.screenings import policy, rulebook
from mingjing.office.screenings.models import Lake, RuleStanding, Screening
from mingjing.office.screenings.services import publish, runs

router = Router(tags=["筛查与规则"])
_READ, _RUN = Permission.SCREENINGS_READ, Permission.SCREENINGS_RUN


class LakeOut(Schema):
    """A lake that runs may read."""

    id: int
    name: str


class ScreeningOut(Schema):
    """A run and how far it is."""

    number: str
    title: str
    lake: int
    since: date | None
    until: date | None
    region: str
    packs: list[str]
    rules: list[str]
    mode: str
    state: str
    progress: Any
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    published_at: datetime | None

    @staticmethod
    def resolve_lake(one: Screening) -> int:
        """Return the lake's key."""
        return one.lake_id


class ScreeningFull(ScreeningOut):
    """A run with its summary (as `summary.json`), empty until it is done."""

    summary: Any


class ScreeningPage(Schema):
    """A page of runs."""

    items: list[ScreeningOut]
    next: str


class ScreeningIn(Schema):
    """A run to start; without packs and rules every rule in force."""

    title: Line
    lake: Key
    since: Day | None = None
    until: Day | None = None
    region: Code = ""
    packs: list[Code] = []
    rules: list[Code] = []
    mode: Literal["live", "shadow"] = "live"


class RuleOut(Schema):
    """A rule of the book, and what checks said of it."""

    code: str
    version: int
    title: str
    behaviour: str
    sev: int
    status: str
    confirmed: int
    partly: int
    rejected: int
    other: int


@router.get("/lakes", response={200: list[LakeOut], **PROBLEMS}, auth=Needs(_READ))
def list_lakes(request: Any) -> list[Lake]:
    """可用于筛查的数据。"""
    return list(policy.lakes(request.auth))


@router.get("/screenings", response={200: ScreeningPage, **PROBLEMS}, auth=Needs(_READ))
def list_screenings(request: Any, after: Code = "", limit: Limit = 50) -> dict[str, Any]:
    """筛查列表，新的在前。"""
    found, following = cursor.page(policy.visible(request.auth), ("-id",), after, limit)
    return {"items": found, "next": following}


@router.post("/screenings", response={201: ScreeningOut, **PROBLEMS}, auth=Needs(_RUN))
@decorate_view(once)
def start_screening(request: Any, body: ScreeningIn) -> Status[Any]:
    """发起筛查。"""
    lake = policy.lake(request.auth, body.lake)
    return Status(201, runs.start(request.auth, runs.Wanted(**{**body.dict(), "lake": lake})))


@router.get("/screenings/{number}", response={200: ScreeningFull, **PROBLEMS}, auth=Needs(_READ))
def get_screening(request: Any, number: Code, response: HttpResponse) -> Screening:
    """一次筛查的进度和摘要。"""
    return policy.one(request.auth, number)


@router.post("/screenings/{number}/cancel", response={200: ScreeningOut, **PROBLEMS}, auth=Needs(_RUN))
@decorate_view(once)
def cancel_screening(request: Any, number: Code) -> Screening:
    """取消排队或运行中的筛查；已完成的部分保留。"""
    runs.cancel(request.auth, policy.one(request.auth, number))
    return policy.one(request.auth, number)


@router.post("/screenings/{number}/resume", response={200: ScreeningOut, **PROBLEMS}, auth=Needs(_RUN))
@decorate_view(once)
def resume_screening(request: Any, number: Code) -> Screening:
    """从已完成的部分继续。"""
    runs.resume(request.auth, policy.one(request.auth, number))
    return policy.one(request.auth, number)


@router.post("/screenings/{number}/publish", response={202: ScreeningOut, **PROBLEMS}, auth=Needs(_RUN))
@decorate_view(once)
def publish_screening(request: Any, number: Code) -> Status[Any]:
    """发布线索；在后台进行，已发布过的疑点不重复。"""
    publish.publish(request.auth, policy.one(request.auth, number))
    return Status(202, policy.one(request.auth, number))


@router.get("/rules", response={200: list[RuleOut], **PROBLEMS}, auth=Needs(Permission.RULES_READ))
def list_rules(request: Any) -> list[dict[str, Any]]:
    """规则库及核查确认情况。"""
    standings = {one.rule_code: one for one in RuleStanding.objects.all()}
    return [_rule(rule, standings.get(rule.code)) for rule in rulebook.rules().values()]


@router.get("/rules/{code}", response={200: RuleOut, **PROBLEMS}, auth=Needs(Permission.RULES_READ))
def get_rule(request: Any, code: Code) -> dict[str, Any]:
    """一条规则。"""
    rule = rulebook.rule(code)
    return _rule(rule, RuleStanding.objects.filter(rule_code=code).first())


def _rule(rule: Rule, standing: RuleStanding | None) -> dict[str, Any]:
    said = standing or RuleStanding(rule_code=rule.code)
    counts = {name: getattr(said, name) for name in ("confirmed", "partly", "rejected", "other")}
    fields = ("code", "version", "title", "behaviour")
    return (
        {name: getattr(rule, name) for name in fields}
        | {
            "sev": rule.severity,
            "status": rule.status,
        }
        | counts
    )
