"""Plans of inspections for programs: what the pages can do."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field as Bounded

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.inspections import policy, shown
from mingjing.office.inspections.models import Plan, Target
from mingjing.office.inspections.services import plans
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Input, Limit, Line, Text

router = Router(tags=["检查计划"])
_READ, _MAKE = Permission.SCREENINGS_READ, Permission.LEADS_DISPATCH
Visits = Annotated[int, Bounded(ge=1, le=plans.MOST_VISITS)]


class InspectionPlanIn(Input):
    """A plan to make: so many visits, drawn with this seed."""

    title: Line
    visits: Visits
    seed: Code


class PlanWithdrawalIn(Input):
    """Why a plan is withdrawn."""

    reason: Text


class InspectionPlanOut(Schema):
    """A plan; `withdrawn_at` when it no longer holds."""

    number: str
    title: str
    organisation: str
    screening: str
    visits: int
    seed: str
    candidates: int
    left_out: int
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str


class InspectionTargetOut(Schema):
    """An institution to visit; `how` is value or lot, intensity null for one that was not scored."""

    code: str
    name: str
    how: str
    stratum: str
    intensity: float | None
    stake: Decimal
    priority: Decimal
    rank: int | None
    rank_by_stake: int | None
    conflict: str
    inspected_on: str


class InspectionPlanFull(InspectionPlanOut):
    """A plan with its institutions and what was inspected since."""

    targets: list[InspectionTargetOut]


class InspectionPlanPage(Schema):
    """A page of plans."""

    items: list[InspectionPlanOut]
    next: str


@router.get("/inspection-plans", response={200: InspectionPlanPage, **PROBLEMS}, auth=Needs(_READ))
def list_inspection_plans(request: Any, cursor_at: Code = "", limit: Limit = 50) -> dict[str, Any]:
    """检查计划，按编号排序。"""
    rows = policy.visible(request.auth).select_related("organisation")
    found, following = cursor.page(rows, ("number",), cursor_at, limit)
    return {"items": [_plan(one) for one in found], "next": following}


@router.post("/inspection-plans", response={201: InspectionPlanFull, **PROBLEMS}, auth=Needs(_MAKE))
@decorate_view(once)
def make_inspection_plan(request: Any, body: InspectionPlanIn) -> Any:
    """按机构风险评分和公布的种子编制检查计划。"""
    made = plans.make(request.auth, plans.Wanted(body.title, body.visits, body.seed))
    return Status(201, _whole(made))


@router.get("/inspection-plans/{number}", response={200: InspectionPlanFull, **PROBLEMS}, auth=Needs(_READ))
def get_inspection_plan(request: Any, number: Code) -> dict[str, Any]:
    """一个检查计划及其检查对象。"""
    return _whole(policy.one(request.auth, number))


@router.post(
    "/inspection-plans/{number}/withdraw", response={200: InspectionPlanFull, **PROBLEMS}, auth=Needs(_MAKE)
)
@decorate_view(once)
def withdraw_inspection_plan(request: Any, number: Code, body: PlanWithdrawalIn) -> dict[str, Any]:
    """撤销检查计划。"""
    return _whole(plans.withdraw(request.auth, policy.one(request.auth, number), body.reason))


def _plan(one: Plan) -> dict[str, Any]:
    names = ("number", "title", "visits", "seed", "candidates", "left_out", "created_at", "withdrawn_at")
    return {name: getattr(one, name) for name in (*names, "withdrawn_reason")} | {
        "organisation": one.organisation.name,
        "screening": one.screening_number,
    }


def _whole(one: Plan) -> dict[str, Any]:
    targets = list(one.targets.select_related("institution"))
    inspected = shown.inspected(one, targets)
    return _plan(one) | {"targets": [_target(each, inspected.get(each.institution_id)) for each in targets]}


def _target(one: Target, on: Any) -> dict[str, Any]:
    names = ("how", "stratum", "intensity", "stake", "priority", "rank", "rank_by_stake", "conflict")
    return {name: getattr(one, name) for name in names} | {
        "code": one.institution.code,
        "name": one.institution.name,
        "inspected_on": f"{on}" if on else "",
    }
