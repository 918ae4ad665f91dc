"""Runs: start, watch, cancel, resume, publish, compare two, take their files."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Limit, Line, file_answer
from mingjing.office.screenings import policy
from mingjing.office.screenings.compare import compare
from mingjing.office.screenings.models import Screening
from mingjing.office.screenings.services import publish, results, runs
from mingjing.office.ui.download import Download

router = Router(tags=["筛查"])
_READ, _RUN = Permission.SCREENINGS_READ, Permission.SCREENINGS_RUN


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
    """A run with its summary (as `summary.json`: rules, those on trial under `shadow`), empty until it is done."""

    summary: Any
    failure: list[dict[str, str]]
    files: list[str]

    @staticmethod
    def resolve_files(one: Screening) -> list[str]:
        """Return the files that can be taken."""
        return [name for name, _ in results.files(one)]


class ScreeningPage(Schema):
    """A page of runs."""

    items: list[ScreeningOut]
    next: str


class ScreeningIn(Input):
    """A run to start; without packs and rules every rule in force."""

    title: Line
    lake: Key
    since: Day | None = None
    until: Day | None = None
    region: Code = ""
    packs: list[Code] = []
    rules: list[Code] = []
    mode: Literal["live", "shadow"] = "live"


class RuleDifference(Schema):
    """How the findings of one rule differ between two runs; amounts in yuan."""

    code: str
    version: int
    old: int
    new: int
    gained: int
    lost: int
    changed: int
    old_amt: Decimal
    new_amt: Decimal
    gained_amt: Decimal
    lost_amt: Decimal


class FindingOut(Schema):
    """A finding that only one of two runs has; its text is masked."""

    finding_id: str
    rule_code: str
    fixmedins_code: str | None
    occurred_on: date | None
    sev_deg: int
    checkout_amt: Decimal | None
    message: str


class ComparisonOut(Schema):
    """Two runs side by side: by rule, in all, and the dearest findings that only one of them has."""

    rules: list[RuleDifference]
    totals: dict[str, Decimal]
    gained: list[FindingOut]
    lost: list[FindingOut]


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


@router.get("/screenings/compare", response={200: ComparisonOut, **PROBLEMS}, auth=Needs(_READ))
def compare_screenings(request: Any, old: Code, new: Code) -> Any:
    """比较两次筛查的疑点：按规则的增减，以及金额最大的新增、消失疑点。"""
    before, after = policy.one(request.auth, old), policy.one(request.auth, new)
    return compare(runs.folder(before), runs.folder(after))


@router.get("/screenings/{number}", response={200: ScreeningFull, **PROBLEMS}, auth=Needs(_READ))
def get_screening(request: Any, number: Code, response: HttpResponse) -> Screening:
    """一次筛查的进度和摘要。"""
    runs.settle()
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


@router.get(
    "/screenings/{number}/files/{name}",
    response={200: bytes, **PROBLEMS},
    auth=Needs(_READ),
    openapi_extra=file_answer("*/*"),
)
def download_result(request: Any, number: Code, name: Code) -> Download:
    """下载线索清单（leads.xlsx）或筛查报告（report.html）；记入审计日志。"""
    return results.hand_out(request.auth, policy.one(request.auth, number), name)
