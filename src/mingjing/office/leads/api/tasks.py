"""Tasks and parts: sending leads down, signing for them, reporting up."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from ninja import Router, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas
from mingjing.office.leads.models import Lead, Part, Task
from mingjing.office.leads.services import dispatch, moving, recheck, report
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit

router = Router(tags=["任务"])
_PART = {200: schemas.PartOut, **PROBLEMS}
_DISPATCH, _READ = Permission.LEADS_DISPATCH, Permission.LEADS_READ


@router.get("/tasks", response={200: list[schemas.TaskOut], **PROBLEMS}, auth=Needs(_READ))
def list_tasks(request: Any, after: Code = "", limit: Limit = 50) -> list[dict[str, Any]]:
    """任务列表，新的在前；after 为上一页最后一个任务的编号。"""
    rows = policy.tasks(request.auth)
    if after:
        rows = rows.filter(pk__lt=policy.task(request.auth, after).pk)
    found, _ = cursor.page(rows, ("-id",), "", limit)
    return [_task(request.auth, one) for one in found]


@router.get("/tasks/{number}", response={200: schemas.TaskOut, **PROBLEMS}, auth=Needs(_READ))
def get_task(request: Any, number: Code) -> dict[str, Any]:
    """一个任务及本单位可见的分件。"""
    return _task(request.auth, policy.task(request.auth, number))


@router.post("/tasks", response={201: schemas.TaskOut, **PROBLEMS}, auth=Needs(_DISPATCH))
@decorate_view(once)
def create_task(request: Any, body: schemas.TaskIn) -> Status[Any]:
    """下发任务。"""
    fields = body.dict(exclude={"targets"})
    task = dispatch.dispatch(request.auth, **fields, targets=_targets(request.auth, body.targets))
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
    part, receiver = _given(request, pk), _bureau(request.auth, body.receiver)
    moving.reassign(request.auth, part, receiver, body.reason)
    return _after(part, response)


@_post("split", _DISPATCH)
def split(request: Any, pk: Key, body: schemas.LeadsIn, response: HttpResponse) -> Part:
    """把部分线索拆成新的分件；返回新分件。"""
    made = moving.split(request.auth, _given(request, pk), _leads(request.auth, body.leads))
    return _after(made, response)


@_post("merge", _DISPATCH)
def merge(request: Any, pk: Key, body: schemas.MergeIn, response: HttpResponse) -> Part:
    """把同一任务、同一承办单位的分件并入本分件。"""
    parts = [_given(request, key) for key in dict.fromkeys([pk, *body.parts])]
    return _after(moving.merge(request.auth, parts), response)


@_post("pass-on", _DISPATCH)
def pass_on(request: Any, pk: Key, body: schemas.TargetsIn, response: HttpResponse) -> Part:
    """转发给下级单位。"""
    dispatch.pass_on(request.auth, _given(request, pk), _targets(request.auth, body.targets))
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
    leads = Lead.objects.filter(pk__in=_leads(request.auth, body.leads), part=part)
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


def _bureau(user: User, code: str) -> Organisation:
    found = user.organisation.bureaus().filter(code=code, active=True).first()
    if found is None:
        raise NotVisibleError("辖区内没有这个医保部门", where=code)
    return found


def _leads(user: User, numbers: Sequence[str]) -> list[int]:
    """Return the ids of leads by number. Raises NotVisibleError naming those that are not there."""
    found = dict(policy.visible(user).filter(number__in=numbers).values_list("number", "pk"))
    gone = [number for number in numbers if number not in found]
    if gone:
        problems = [Problem("没有这条线索，或者不在您的管辖范围内", number) for number in gone[:20]]
        raise NotVisibleError.from_problems(problems)
    return [found[number] for number in numbers]


def _targets(user: User, given: dict[str, list[str]]) -> dict[int, list[int]]:
    return {_bureau(user, code).pk: _leads(user, numbers) for code, numbers in given.items()}
