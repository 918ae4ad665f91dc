"""Tasks and parts: sending leads down, signing for them, reporting up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import warning
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas
from mingjing.office.leads.api.numbers import bureau, named, targets
from mingjing.office.leads.models import Lead, Part, Recheck, Task
from mingjing.office.leads.services import dispatch, moving, reading, recheck, report
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Days, Input, Key, Limit

router = Router(tags=["任务"])
_PART = {200: schemas.PartOut, **PROBLEMS}
_DISPATCH, _READ = Permission.LEADS_DISPATCH, Permission.LEADS_READ


class DueOut(Schema):
    """A day, and what is doubtful about it."""

    due_on: date
    warning: str


class PlanIn(Input):
    """Leads to divide by the bureau in charge, at a level."""

    leads: list[Code]
    level: Literal["city", "county"]


class DispatchPlanOut(Schema):
    """Leads by number, per receiving bureau's code; `left_out` have none in the division."""

    targets: dict[str, list[str]]
    left_out: list[str]


class PartFilters(Schema):
    """Which parts."""

    box: Literal["received", "sent", "all"] = "all"
    state: Literal["sent", "signed", "returned", "withdrawn", "reported", "signed_off"] | None = None
    overdue: bool = False
    cursor: Code = ""
    limit: Limit = 50


class PartPage(Schema):
    """A page of parts, the most pressing first."""

    items: list[schemas.PartOut]
    next: str


class FiguresOut(Schema):
    """How far a part is, with what lies in parts below it; `left` are working days, `missing` hinders reporting."""

    leads: int
    suspicions: int
    open: int
    checkout_amt: Decimal
    cnfm_amt: Decimal
    left: int
    overdue: bool
    missing: list[str]


@router.get("/tasks", response={200: list[schemas.TaskOut], **PROBLEMS}, auth=Needs(_READ))
def list_tasks(request: Any, after: Code = "", limit: Limit = 50) -> list[dict[str, Any]]:
    """任务列表，新的在前；after 为上一页最后一个任务的编号。"""
    rows = policy.tasks(request.auth)
    if after:
        rows = rows.filter(pk__lt=policy.task(request.auth, after).pk)
    found, _ = cursor.page(rows, ("-id",), "", limit)
    return [_task(request.auth, one) for one in found]


@router.get("/tasks/due", response={200: DueOut, **PROBLEMS}, auth=Needs(_DISPATCH))
def get_due_day(request: Any, days: Days) -> dict[str, Any]:
    """今天起若干个工作日到哪一天；日历不全的在 warning 中说明。"""
    due = clocks.due_day(clocks.today(), days)
    return {"due_on": due, "warning": warning(clocks.today(), due)}


@router.post("/tasks/plan", response={200: DispatchPlanOut, **PROBLEMS}, auth=Needs(_DISPATCH))
def plan_task(request: Any, body: PlanIn) -> dict[str, Any]:
    """按主管医保部门分送的预案：结果可作为下发、转下级的 targets。"""
    leads = list(Lead.objects.filter(pk__in=named(request.auth, body.leads)).only("pk", "bureau", "number"))
    found = dispatch.auto_targets(request.auth, leads, body.level)
    found.pop(request.auth.organisation_id, None)
    numbers = {lead.pk: lead.number for lead in leads}
    codes = dict(Organisation.objects.filter(pk__in=found).values_list("pk", "code"))
    sent = {codes[key]: [numbers[lead] for lead in some] for key, some in found.items()}
    given = {number for some in sent.values() for number in some}
    return {"targets": sent, "left_out": [number for number in numbers.values() if number not in given]}


@router.get("/tasks/{number}", response={200: schemas.TaskOut, **PROBLEMS}, auth=Needs(_READ))
def get_task(request: Any, number: Code) -> dict[str, Any]:
    """一个任务及本单位可见的分件。"""
    return _task(request.auth, policy.task(request.auth, number))


@router.post("/tasks", response={201: schemas.TaskOut, **PROBLEMS}, auth=Needs(_DISPATCH))
@decorate_view(once)
def create_task(request: Any, body: schemas.TaskIn) -> Status[Any]:
    """下发任务。"""
    fields = body.dict(exclude={"targets"})
    task = dispatch.dispatch(request.auth, **fields, targets=targets(request.auth, body.targets))
    return Status(201, _task(request.auth, task))


@router.post(
    "/tasks/{number}/recheck",
    response={201: schemas.RecheckOut, **PROBLEMS},
    auth=Needs(Permission.LEADS_REVIEW),
)
@decorate_view(once)
def draw_recheck(request: Any, number: Code, body: schemas.RecheckIn) -> Status[Any]:
    """对“不属实”随机抽查；同一种子得到同一名单。"""
    return Status(201, recheck.draw_recheck(request.auth, policy.task(request.auth, number), body.seed))


@router.get(
    "/tasks/{number}/rechecks", response={200: list[schemas.RecheckOut], **PROBLEMS}, auth=Needs(_READ)
)
def list_rechecks(request: Any, number: Code) -> list[Recheck]:
    """本单位及下级单位在该任务中的抽查。"""
    drawn = policy.task(request.auth, number).rechecks.order_by("-drawn_at")
    return list(drawn.filter(organisation__in=request.auth.organisation.bureaus()))


@router.get("/parts", response={200: PartPage, **PROBLEMS}, auth=Needs(_READ))
def list_parts(request: Any, filters: Query[PartFilters]) -> dict[str, Any]:
    """收到的、下发的或辖区全部的任务分件。"""
    own, rows = request.auth.organisation_id, policy.parts(request.auth)
    box = {"received": {"receiver": own}, "sent": {"sender": own}, "all": {}}[filters.box]
    rows = rows.filter(**box).select_related("task", "sender", "receiver")
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.overdue:
        rows = rows.filter(state__in=(Part.State.SENT, Part.State.SIGNED), due_on__lt=clocks.today())
    found, following = cursor.page(rows, ("due_on", "id"), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get("/parts/{pk}/figures", response={200: FiguresOut, **PROBLEMS}, auth=Needs(_READ))
def get_figures(request: Any, pk: Key) -> dict[str, Any]:
    """分件（含其下级分件）办到哪里、还缺什么才能上报。"""
    part = _given(request, pk)
    row = reading.board(request.auth, policy.parts(request.auth).filter(pk=part.pk))[0]
    names = ("leads", "suspicions", "open", "checkout_amt", "cnfm_amt", "left", "overdue")
    return {name: getattr(row, name) for name in names} | {"missing": report.missing_for_report(part)}


@router.get("/parts/{pk}", response=_PART, auth=Needs(_READ))
def get_part(request: Any, pk: Key, response: HttpResponse) -> Part:
    """一个任务分件。"""
    return _shown(request, pk, response)


def _post(path: str, permission: Permission) -> Callable[[Any], Any]:
    """Register an action on a part; the same Idempotency-Key never does it twice."""

    def register(view: Any) -> Any:
        return router.post(f"/parts/{{pk}}/{path}", response=_PART, auth=Needs(permission))(
            decorate_view(once)(view)
        )

    return register


@_post("sign", Permission.LEADS_SIGN_FOR)
def sign(request: Any, pk: Key, response: HttpResponse) -> Part:
    """签收。"""
    dispatch.sign(request.auth, _given(request, pk))
    return _shown(request, pk, response)


@_post("return", _DISPATCH)
def return_part(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """退回并说明理由。"""
    part = _given(request, pk)
    moving.return_part(request.auth, part, body.text)
    return _after(part, response)


@_post("withdraw", _DISPATCH)
def withdraw(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """撤回未签收的分件。"""
    part = _given(request, pk)
    moving.withdraw(request.auth, part, body.text)
    return _after(part, response)


@_post("reassign", _DISPATCH)
def reassign(request: Any, pk: Key, body: schemas.ReassignIn, response: HttpResponse) -> Part:
    """转派给另一单位。"""
    part, receiver = _given(request, pk), bureau(request.auth, body.receiver)
    moving.reassign(request.auth, part, receiver, body.reason)
    return _after(part, response)


@_post("split", _DISPATCH)
def split(request: Any, pk: Key, body: schemas.LeadsIn, response: HttpResponse) -> Part:
    """把部分线索拆成新的分件；返回新分件。"""
    made = moving.split(request.auth, _given(request, pk), named(request.auth, body.leads))
    return _after(made, response)


@_post("merge", _DISPATCH)
def merge(request: Any, pk: Key, body: schemas.MergeIn, response: HttpResponse) -> Part:
    """把同一任务、同一承办单位的分件并入本分件。"""
    parts = [_given(request, key) for key in dict.fromkeys([pk, *body.parts])]
    return _after(moving.merge(request.auth, parts), response)


@_post("pass-on", _DISPATCH)
def pass_on(request: Any, pk: Key, body: schemas.TargetsIn, response: HttpResponse) -> Part:
    """转发给下级单位。"""
    dispatch.pass_on(request.auth, _given(request, pk), targets(request.auth, body.targets))
    return _shown(request, pk, response)


@_post("remind", _DISPATCH)
def remind(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """催办。"""
    moving.remind(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


@_post("supervise", _DISPATCH)
def supervise(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """督办。"""
    moving.supervise(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


@_post("assign", _DISPATCH)
def assign(request: Any, pk: Key, body: schemas.AssignIn, response: HttpResponse) -> Part:
    """指定经办人。"""
    part = _given(request, pk)
    officer = User.objects.filter(username=body.officer, organisation=request.auth.organisation).first()
    if officer is None:
        raise NotVisibleError("本单位没有这个账号", where="officer")
    leads = Lead.objects.filter(pk__in=named(request.auth, body.leads), part=part)
    dispatch.assign(request.auth, leads, officer)
    return _shown(request, pk, response)


@_post("pause", _DISPATCH)
def pause(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """暂停计算办理期限。"""
    moving.pause(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


@_post("resume", _DISPATCH)
def resume(request: Any, pk: Key, response: HttpResponse) -> Part:
    """恢复计算办理期限。"""
    moving.resume(request.auth, _given(request, pk))
    return _shown(request, pk, response)


@_post("report", Permission.LEADS_SIGN_FOR)
def report_part(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """上报办结。"""
    report.report(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


@_post("sign-off", Permission.LEADS_SIGN_OFF)
def sign_off(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """审签下级上报的结果。"""
    report.sign_off(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


@_post("reject", Permission.LEADS_SIGN_OFF)
def reject(request: Any, pk: Key, body: schemas.ReasonIn, response: HttpResponse) -> Part:
    """退回补核。"""
    report.reject(request.auth, _given(request, pk), body.text)
    return _shown(request, pk, response)


def _given(request: Any, pk: int) -> Part:
    return policy.part(request.auth, pk)


def _shown(request: Any, pk: int, response: HttpResponse) -> Part:
    return _after(policy.part(request.auth, pk), response)


def _after(part: Part, response: HttpResponse) -> Part:
    """Return the part as it stands; after a return it may have left the caller's sight, the answer still shows it."""
    found = Part.objects.select_related("task", "sender", "receiver").get(pk=part.pk)
    etag.tag(response, found.version)
    return found


def _task(user: User, task: Task) -> dict[str, Any]:
    parts = policy.parts(user).filter(task=task).select_related("task", "sender", "receiver")
    fields = ("number", "title", "instructions", "route", "days", "appeal_days", "recheck_share", "state")
    return {name: getattr(task, name) for name in fields} | {
        "created_at": task.created_at,
        "parts": list(parts),
    }
