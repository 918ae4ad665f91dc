"""Suspensions and terminations, notices, objections."""

from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit
from mingjing.office.staff import policy
from mingjing.office.staff.api.schemas import (
    EffectDecideIn,
    EffectEndIn,
    EffectOut,
    NoticeOut,
    NoticePage,
    StaffAnswerIn,
    StaffObjectionIn,
    StaffObjectionOut,
    StaffOpinionIn,
)
from mingjing.office.staff.services import effects, notices, objections

router = Router(tags=["人员监管"])
READ, SCORE = Needs(Permission.STAFF_READ), Needs(Permission.STAFF_SCORE)
DECIDE, CONFIRM = Needs(Permission.STAFF_DECIDE), Needs(Permission.STAFF_CONFIRM)


@router.get("/staff-effects", response={200: list[EffectOut], **PROBLEMS}, auth=READ)
def list_effects(request: Any, state: Code = "", member: Code = "") -> list[dict[str, Any]]:
    """暂停和终止医保支付资格，新的在前。"""
    rows = policy.effects(request.auth).select_related("member", "organisation").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if member:
        rows = rows.filter(member__code=member)
    return [EffectOut.of(one) for one in rows[:500]]


@router.get("/staff-effects/{pk}", response={200: EffectOut, **PROBLEMS}, auth=READ)
def get_effect(request: Any, pk: Key) -> dict[str, Any]:
    """一项暂停或者终止。"""
    return EffectOut.of(policy.effect(request.auth, pk))


@router.post("/staff-effects/{pk}/decide", response={200: EffectOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def decide_effect(request: Any, pk: Key, body: EffectDecideIn) -> dict[str, Any]:
    """作出暂停、终止决定，通知人员所在的全部机构。"""
    one = policy.effect(request.auth, pk)
    return EffectOut.of(effects.decide(request.auth, one, body.months, body.since, body.text, body.version))


@router.post("/staff-effects/{pk}/decline", response={200: EffectOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def decline_effect(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """决定不予处理，须说明理由。"""
    one = policy.effect(request.auth, pk)
    return EffectOut.of(effects.decline(request.auth, one, body.text, body.version))


@router.post("/staff-effects/{pk}/lift", response={200: EffectOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def lift_effect(request: Any, pk: Key, body: EffectEndIn) -> dict[str, Any]:
    """提前解除。"""
    one = policy.effect(request.auth, pk)
    return EffectOut.of(effects.lift(request.auth, one, body.on, body.text, body.version))


@router.post("/staff-effects/{pk}/restore", response={200: EffectOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def restore_effect(request: Any, pk: Key, body: EffectEndIn) -> dict[str, Any]:
    """终止期满后重新登记备案。"""
    one = policy.effect(request.auth, pk)
    return EffectOut.of(effects.register_again(request.auth, one, body.on, body.text, body.version))


class NoticeFiltersIn(Schema):
    """Which notices."""

    member: Code | None = None
    open: Literal["true"] | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/staff-notices", response={200: NoticePage, **PROBLEMS}, auth=READ)
def list_notices(request: Any, filters: Query[NoticeFiltersIn]) -> dict[str, Any]:
    """给机构的人员通知，新的在前，按游标翻页。"""
    rows = policy.notices(request.auth).select_related("member", "institution")
    if filters.member:
        rows = rows.filter(member__code=filters.member)
    if filters.open:
        rows = rows.filter(confirmed_on__isnull=True)
    found, following = cursor.page(rows, ("-id",), filters.cursor, filters.limit)
    return {"items": [NoticeOut.of(one) for one in found], "next": following}


@router.get("/staff-notices/{pk}", response={200: NoticeOut, **PROBLEMS}, auth=READ)
def get_notice(request: Any, pk: Key) -> dict[str, Any]:
    """一份人员通知。"""
    return NoticeOut.of(policy.notice(request.auth, pk))


@router.post("/staff-notices/{pk}/confirm", response={200: NoticeOut, **PROBLEMS}, auth=CONFIRM)
@decorate_view(once)
def confirm_notice(request: Any, pk: Key) -> dict[str, Any]:
    """机构确认收到。"""
    return NoticeOut.of(notices.confirm(request.auth, policy.notice(request.auth, pk)))


@router.post("/staff-notices/{pk}/deliver", response={200: NoticeOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def deliver_notice(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """登记线下送达。"""
    return NoticeOut.of(notices.deliver(request.auth, policy.notice(request.auth, pk), body.text))


@router.get("/staff-objections", response={200: list[StaffObjectionOut], **PROBLEMS}, auth=READ)
def list_objections(request: Any, state: Code = "") -> list[dict[str, Any]]:
    """记分异议，新的在前。"""
    rows = policy.objections(request.auth).select_related("member").order_by("-pk")
    return [StaffObjectionOut.of(one) for one in (rows.filter(state=state) if state else rows)[:500]]


@router.get("/staff-objections/{pk}", response={200: StaffObjectionOut, **PROBLEMS}, auth=READ)
def get_objection(request: Any, pk: Key) -> dict[str, Any]:
    """一项异议。"""
    return StaffObjectionOut.of(policy.objection(request.auth, pk))


@router.post("/staff-scores/{pk}/objection", response={201: StaffObjectionOut, **PROBLEMS}, auth=READ)
@decorate_view(once)
def object_to_score(request: Any, pk: Key, body: StaffObjectionIn) -> Status[dict[str, Any]]:
    """对一条记分提出异议：机构代人员提出，或者医保部门登记书面异议。"""
    score = policy.score(request.auth, pk)
    made = objections.file(request.auth, score, None, body.text, body.filed_on)
    return Status(201, StaffObjectionOut.of(made))


@router.post("/staff-effects/{pk}/objection", response={201: StaffObjectionOut, **PROBLEMS}, auth=READ)
@decorate_view(once)
def object_to_effect(request: Any, pk: Key, body: StaffObjectionIn) -> Status[dict[str, Any]]:
    """对暂停、终止提出异议。"""
    effect = policy.effect(request.auth, pk)
    made = objections.file(request.auth, None, effect, body.text, body.filed_on)
    return Status(201, StaffObjectionOut.of(made))


@router.post("/staff-objections/{pk}/advise", response={200: StaffObjectionOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def advise_objection(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """登记核查意见，由没有参与该记分的人员办理。"""
    one = policy.objection(request.auth, pk)
    return StaffObjectionOut.of(objections.advise(request.auth, one, body.text, body.version))


@router.post("/staff-objections/{pk}/decide", response={200: StaffObjectionOut, **PROBLEMS}, auth=DECIDE)
@decorate_view(once)
def decide_objection(request: Any, pk: Key, body: StaffAnswerIn) -> dict[str, Any]:
    """答复；异议成立的同时冲正记分或者解除处理。"""
    one = policy.objection(request.auth, pk)
    return StaffObjectionOut.of(objections.decide(request.auth, one, body.upheld, body.text, body.version))


@router.post("/staff-objections/{pk}/withdraw", response={200: StaffObjectionOut, **PROBLEMS}, auth=READ)
@decorate_view(once)
def withdraw_objection(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """由提出异议的单位撤回。"""
    one = policy.objection(request.auth, pk)
    return StaffObjectionOut.of(objections.withdraw(request.auth, one, body.text, body.version))
