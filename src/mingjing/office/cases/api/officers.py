"""Who handles a case, who had to leave it."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from mingjing.kernel.errors import InvalidError, NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy
from mingjing.office.cases.models import Case, CaseOfficer, Recusal
from mingjing.office.cases.services import people
from mingjing.office.rest.types import PROBLEMS, Code, Input, Key, Line

router = Router(tags=["办案人员"])
_READ = Needs(Permission.CASES_READ)


class OfficerOut(Schema):
    """Somebody who handles the case, or did until a day."""

    username: str
    name: str
    cert_no: str
    lead: bool
    since: date
    until: date | None

    @staticmethod
    def resolve_username(one: CaseOfficer) -> str:
        """Return the account."""
        return one.user.username

    @staticmethod
    def resolve_name(one: CaseOfficer) -> str:
        """Return the name."""
        return one.user.name


class RecusalOut(Schema):
    """A request that an officer leave the case; `granted` is null until it is decided."""

    id: int
    username: str
    asked_by: str
    grounds: str
    granted: bool | None
    decision: str
    asked_at: datetime

    @staticmethod
    def resolve_username(one: Recusal) -> str:
        """Return the account."""
        return one.user.username


class OfficersIn(Input):
    """At least two officers by account; `lead` is one of them."""

    users: Annotated[list[Code], Field(max_length=50)]
    lead: Code


class RecusalIn(Input):
    """Who should leave, who asks (self, party, bureau), why; none of it may stay empty."""

    user: Code = ""
    by: Code = ""
    grounds: Line = ""


class DecisionIn(Input):
    """What the head decides, and why."""

    granted: bool
    reason: Line


@router.get("/cases/{number}/officers", response={200: list[OfficerOut], **PROBLEMS}, auth=_READ)
def list_officers(request: Any, number: Code) -> list[CaseOfficer]:
    """案件的办案人员，包括曾经办案的。"""
    return list(policy.one(request.auth, number).officers.select_related("user"))


@router.put("/cases/{number}/officers", response={200: list[OfficerOut], **PROBLEMS}, auth=_READ)
@decorate_view(once)
def assign(request: Any, number: Code, body: OfficersIn) -> list[CaseOfficer]:
    """确定或者调整办案人员；线索核查期间由办案人员登记，立案后由负责人决定。"""
    case = policy.one(request.auth, number)
    chosen = {name: _colleague(case, name) for name in dict.fromkeys([*body.users, body.lead])}
    people.assign(request.auth, case, [chosen[name] for name in dict.fromkeys(body.users)], chosen[body.lead])
    return list(case.officers.select_related("user"))


@router.get("/cases/{number}/recusals", response={200: list[RecusalOut], **PROBLEMS}, auth=_READ)
def list_recusals(request: Any, number: Code) -> list[Recusal]:
    """案件的回避申请和决定。"""
    return list(policy.one(request.auth, number).recusals.select_related("user"))


@router.post(
    "/cases/{number}/recusals",
    response={201: RecusalOut, **PROBLEMS},
    auth=Needs(Permission.CASES_INVESTIGATE),
)
@decorate_view(once)
def ask_recusal(request: Any, number: Code, body: RecusalIn) -> Status[Recusal]:
    """登记回避申请。"""
    case = policy.one(request.auth, number)
    made = people.ask_recusal(request.auth, case, _colleague(case, body.user), body.by, body.grounds)
    return Status(201, made)


@router.post(
    "/cases/{number}/recusals/{pk}/decide",
    response={200: RecusalOut, **PROBLEMS},
    auth=Needs(Permission.CASES_APPROVE),
)
@decorate_view(once)
def decide_recusal(request: Any, number: Code, pk: Key, body: DecisionIn) -> Recusal:
    """对回避申请作出决定。"""
    case = policy.one(request.auth, number)
    found = case.recusals.select_related("user").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这项回避申请，或者不在您的管辖范围内", where=str(pk))
    found.case = case
    return people.decide_recusal(request.auth, found, body.granted, body.reason)


def _colleague(case: Case, username: str) -> User:
    """Return somebody of the bureau that handles the case. Raises InvalidError."""
    found = User.objects.filter(organisation=case.organisation_id, username=username).first()
    if found is None:
        raise InvalidError(f"本单位没有账号 {username}", where="users")
    return found
