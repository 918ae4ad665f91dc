"""Measures against persons, the standard, and the lists that screening reads."""

from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit
from mingjing.office.staff import policy
from mingjing.office.staff.api.schemas import (
    EffectEndIn,
    RestrictionIn,
    RestrictionOut,
    RestrictionPage,
    StaffOpinionIn,
    StaffStandardIn,
    StaffStandardOut,
)
from mingjing.office.staff.services import restrictions, standards, standing
from mingjing.office.staff.services.commands import Limit as Measure

router = Router(tags=["人员监管"])
READ, SCORE = Needs(Permission.STAFF_READ), Needs(Permission.STAFF_SCORE)
APPROVE, DECIDE = Needs(Permission.STAFF_APPROVE), Needs(Permission.STAFF_DECIDE)


class RestrictionFiltersIn(Schema):
    """Which measures."""

    kind: Literal["pause", "ban"] | None = None
    state: Literal["proposed", "active", "refused", "lifted"] | None = None
    psn_no: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/restrictions", response={200: RestrictionPage, **PROBLEMS}, auth=READ)
def list_restrictions(request: Any, filters: Query[RestrictionFiltersIn]) -> dict[str, Any]:
    """个人限制措施（暂停联网结算、禁止从业），新的在前，按游标翻页。"""
    wanted = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    rows = policy.restrictions(request.auth).filter(**wanted).select_related("institution", "case")
    found, following = cursor.page(rows, ("-id",), filters.cursor, filters.limit)
    return {"items": [RestrictionOut.of(one) for one in found], "next": following}


@router.post("/restrictions", response={201: RestrictionOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def add_restriction(request: Any, body: RestrictionIn) -> Status[dict[str, Any]]:
    """登记限制措施，或者案件措施所涉的人员；由另一人员批准后生效。"""
    return Status(201, RestrictionOut.of(restrictions.propose(request.auth, Measure(**body.dict()))))


@router.get("/restrictions/{pk}", response={200: RestrictionOut, **PROBLEMS}, auth=READ)
def get_restriction(request: Any, pk: Key) -> dict[str, Any]:
    """一项限制措施。"""
    return RestrictionOut.of(policy.restriction(request.auth, pk))


@router.post("/restrictions/{pk}/approve", response={200: RestrictionOut, **PROBLEMS}, auth=APPROVE)
@decorate_view(once)
def approve_restriction(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """批准；登记人不能批准。"""
    one = policy.restriction(request.auth, pk)
    return RestrictionOut.of(restrictions.approve(request.auth, one, body.version))


@router.post("/restrictions/{pk}/refuse", response={200: RestrictionOut, **PROBLEMS}, auth=APPROVE)
@decorate_view(once)
def refuse_restriction(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """不批准，须说明理由。"""
    one = policy.restriction(request.auth, pk)
    return RestrictionOut.of(restrictions.refuse(request.auth, one, body.text, body.version))


@router.post("/restrictions/{pk}/lift", response={200: RestrictionOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def lift_restriction(request: Any, pk: Key, body: EffectEndIn) -> dict[str, Any]:
    """解除。"""
    one = policy.restriction(request.auth, pk)
    return RestrictionOut.of(restrictions.lift(request.auth, one, body.on, body.text, body.version))


@router.get("/staff-standards", response={200: StaffStandardOut, **PROBLEMS}, auth=READ)
def get_standard(request: Any) -> dict[str, Any]:
    """本地今天适用的记分标准。"""
    found = standing.in_force(request.auth.organisation.admdvs, clocks.today())
    return {"sources": list(found.sources), "inference": found.inference, "values": found.values}


@router.post(
    "/staff-standards", response={201: StaffStandardOut, **PROBLEMS}, auth=Needs(Permission.STAFF_STANDARDS)
)
@decorate_view(once)
def add_standard(request: Any, body: StaffStandardIn) -> Status[dict[str, Any]]:
    """登记本省记分标准，自施行日期起取代国家标准中的相应数字。"""
    standards.register(request.auth, body.begndate, body.source, body.values)
    return Status(201, get_standard(request))
