"""People and their years; the tab of a case."""

from typing import Annotated, Any, Literal

from django.http import QueryDict
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.clocks import services as clocks
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Limit
from mingjing.office.staff import policy
from mingjing.office.staff.api.schemas import (
    MemberFull,
    MemberIn,
    MemberOut,
    MemberPage,
    RestrictionOut,
    StaffOwedOut,
    StaffProposalOut,
    whole,
)
from mingjing.office.staff.filters import MemberFilters
from mingjing.office.staff.models import Member, Proposal
from mingjing.office.staff.services import owed, register, standing

router = Router(tags=["人员监管"])
READ = Needs(Permission.STAFF_READ)
Year = Annotated[int | None, Field(ge=2025, le=2100)]


class MemberFiltersIn(Schema):
    """Which people; every filter given must hold."""

    q: Code | None = None
    institution: Code | None = None
    points: Literal["1", "6", "9", "12"] | None = None
    status: Literal["usual", "suspended", "terminated"] | None = None
    kind: Code | None = None
    year: Year = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/staff", response={200: MemberPage, **PROBLEMS}, auth=READ)
def list_staff(request: Any, filters: Query[MemberFiltersIn]) -> dict[str, Any]:
    """相关人员及其年度累计分、医保支付资格，按编码，按游标翻页。"""
    given = QueryDict(mutable=True)
    wanted = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    given.update({name: str(value) for name, value in wanted.items()})
    asked = MemberFilters(given)
    rows = standing.with_status(
        standing.with_points(policy.visible(request.auth), asked.year), clocks.today()
    )
    found, following = cursor.page(asked.apply(rows), ("code",), filters.cursor, filters.limit)
    return {"items": [MemberOut.of(one) for one in found], "next": following}


@router.post("/staff", response={201: MemberFull, **PROBLEMS}, auth=Needs(Permission.STAFF_SCORE))
@decorate_view(once)
def add_staff(request: Any, body: MemberIn) -> Status[dict[str, Any]]:
    """登记人员库没有的人员，或者已有人员的另一任职机构。"""
    made = register.add(request.auth, **body.dict())
    return Status(201, _whole(request.auth, made, clocks.today().year))


@router.get("/staff/{code}", response={200: MemberFull, **PROBLEMS}, auth=READ)
def get_staff(request: Any, code: Code, year: Year = None) -> dict[str, Any]:
    """一名人员：任职机构、年度记分、暂停和终止。"""
    return _whole(request.auth, policy.member(request.auth, code), year or clocks.today().year)


def _whole(user: Any, member: Member, year: int) -> dict[str, Any]:
    rows = standing.with_points(Member.objects.filter(pk=member.pk), year)
    one = standing.with_status(rows, clocks.today()).get()
    scores = member.scores.filter(year=year).select_related(
        "proposal__case", "institution", "organisation", "member"
    )
    effects = (
        policy.effects(user).filter(member=member).select_related("organisation", "member").order_by("pk")
    )
    return whole(user, one, year, register.places(member), scores, effects)


@router.get("/staff-owed", response={200: list[StaffOwedOut], **PROBLEMS}, auth=READ)
def list_owed(request: Any) -> list[dict[str, Any]]:
    """处理决定载明、尚未记分也没有说明理由的责任人员。"""
    rows = owed.unscored(request.auth).select_related("case__institution", "step").order_by("pk")
    return [_owed(one) for one in rows[:500]]


def _owed(one: Any) -> dict[str, Any]:
    place = one.case.institution
    return {
        "id": one.pk, "name": one.name, "code": one.code, "duty": one.duty, "case": one.case.number,
        "institution": place.code if place else "", "on": one.step.on,
    }  # fmt: skip


class CaseStaffOut(Schema):
    """Who is named in a case, what was proposed, measures against persons."""

    named: list[StaffOwedOut]
    proposals: list[StaffProposalOut]
    restrictions: list[RestrictionOut]


@router.get(
    "/cases/{number}/staff", response={200: CaseStaffOut, **PROBLEMS}, auth=Needs(Permission.CASES_READ)
)
def case_staff(request: Any, number: Code) -> dict[str, Any]:
    """案件的责任人员、记分和个人限制措施。"""
    case = cases.one(request.auth, number)
    named = case.named.select_related("case__institution", "step").order_by("pk")
    rows = Proposal.objects.filter(case=case).select_related(
        "member", "institution", "case", "lead", "author", "approver"
    )
    return {
        "named": [_owed(one) for one in named],
        "proposals": [StaffProposalOut.of(one) for one in rows.order_by("pk")],
        "restrictions": [
            RestrictionOut.of(one)
            for one in case.restrictions.select_related("institution", "case").order_by("pk")
        ],
    }
