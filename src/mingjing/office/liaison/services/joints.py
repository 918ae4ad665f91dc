"""联合办案、同步上案: proposed, approved, joined; tasks, shared material, the result of each department; ended."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import acting as case_history
from mingjing.office.cases.services import tracks
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import scope
from mingjing.office.liaison.models import Joint, JointTask, Member
from mingjing.office.liaison.services import traces

JOIN_DAYS = 5
MEMBER, TASK = "joint_member", "joint_task"
_S, _M, _T, _P = Joint.State, Member.State, JointTask.State, Permission


@transaction.atomic
def propose(
    actor: User, case: Case, mode: str, reason: str, summary: str, departments: Sequence[int]
) -> Joint:
    """Propose to work on a case of one's own bureau with other departments."""
    demand(actor, _P.LIAISON_HANDLE)
    seen = cases.one(actor, case.pk)
    cases.demand_own(actor, seen)
    Case.objects.select_for_update().get(pk=seen.pk)
    if seen.stage in ("declined", "archived"):
        raise ConflictError("案件已经终了，不能联合办案", where=seen.number)
    if mode not in Joint.Mode.values:
        raise InvalidError("请选择方式", where="mode")
    invited = _departments(actor, departments)
    try:
        with transaction.atomic():
            made = Joint.objects.create(
                code=traces.fresh_code(), case=seen, host=actor.organisation, mode=mode, proposed_by=actor,
                title=f"{seen.number} {Joint.Mode(mode).label}", reason=traces.said(reason, "理由", "reason"),
                summary=traces.said(summary, "向参与部门通报的案情", "summary", 20_000),
            )  # fmt: skip
    except IntegrityError as error:
        raise ConflictError("该案件已在联合办案中", where=seen.number) from error
    traces.named(made)
    Member.objects.bulk_create([Member(joint=made, organisation=one) for one in invited])
    traces.tell(actor, made, "propose", f"提出{made.get_mode_display()}", made.reason, inner=True)
    return made


def _departments(actor: User, keys: Sequence[int]) -> list[Organisation]:
    found = scope.known(scope.departments(actor), keys)
    if not found or len(found) != len(set(keys)):
        raise InvalidError("请选择参与的协同部门", where="departments")
    return found


def _hosting(
    actor: User, joint: Joint, *states: str, by: Permission = _P.LIAISON_HANDLE, version: int | None = None
) -> Joint:
    found: Joint = traces.enter(actor, joint, *states, version=version)
    scope.demand_of(actor, found.host, by)
    return found


def _tell(actor: User, joint: Joint, name: str, title: str, text: str = "") -> None:
    """Put it on file, in the history of the case as well."""
    traces.tell(actor, joint, name, title, text)
    case_history.tell(
        actor, joint.case, f"joint_{name}", f"{title}：{text}".rstrip("："), {"joint": joint.code}
    )


@transaction.atomic
def approve(actor: User, joint: Joint, version: int | None = None) -> Joint:
    """Approve, by the head, who did not propose it; the departments are invited."""
    found = _hosting(actor, joint, _S.PROPOSED, by=_P.LIAISON_APPROVE, version=version)
    if actor.pk == found.proposed_by_id:
        raise ForbiddenError("提出人不得批准", do="由其他负责人批准")
    traces.write(found, state=_S.RUNNING, approved_by=actor, since=clocks.today())
    clocks.start(MEMBER, found.members.values_list("pk", flat=True), "join", JOIN_DAYS)
    names = "、".join(found.members.values_list("organisation__name", flat=True))
    _tell(actor, found, "approve", f"批准{found.get_mode_display()}，邀请{names}")
    return found


@transaction.atomic
def reject(actor: User, joint: Joint, text: str) -> Joint:
    """Refuse it with the reason."""
    found = _hosting(actor, joint, _S.PROPOSED, by=_P.LIAISON_APPROVE)
    reason = traces.said(text, "不予批准的理由", most=2000)
    traces.write(found, state=_S.CANCELLED, conclusion=reason)
    traces.tell(actor, found, "reject", "不予批准", reason, inner=True)
    return found


@transaction.atomic
def invite(actor: User, joint: Joint, departments: Sequence[int]) -> Joint:
    """Invite further departments."""
    found = _hosting(actor, joint, _S.RUNNING)
    there = set(found.members.values_list("organisation_id", flat=True))
    fresh = [one for one in _departments(actor, departments) if one.pk not in there]
    if not fresh:
        raise ConflictError("所选部门已经参加或者已受邀请", where=found.code)
    made = [Member.objects.create(joint=found, organisation=one) for one in fresh]
    clocks.start(MEMBER, [one.pk for one in made], "join", JOIN_DAYS)
    traces.write(found)
    _tell(actor, found, "invite", f"邀请{'、'.join(one.name for one in fresh)}")
    return found


def member(actor: User, joint: Joint, key: int | None = None) -> Member:
    """Return the membership that somebody acts for: their own body's, or by the host that of one outside the platform.

    Raises NotVisibleError, ForbiddenError.
    """
    rows = Member.objects.select_for_update().filter(joint=joint)
    if actor.organisation_id == joint.host_id:
        demand(actor, _P.LIAISON_HANDLE)
        found = rows.filter(pk=key or 0).first()
        if found is None:
            raise NotVisibleError("没有这个参与部门", where=str(key))
        if not scope.unattended(found.organisation):
            raise ForbiddenError(f"{found.organisation.name}在本平台上办理，由该部门登记")
        return found
    demand(actor, _P.PARTNER_ANSWER)
    own = rows.filter(organisation=actor.organisation_id).first()
    if own is None:
        raise NotVisibleError("本单位没有参与", where=joint.code)
    return own


@transaction.atomic
def join(actor: User, joint: Joint, contact: str, key: int | None = None) -> Joint:
    """Take part."""
    found: Joint = traces.enter(actor, joint, _S.RUNNING)
    own = _standing(member(actor, found, key), _M.INVITED)
    own.contact = traces.said(contact, "联系人和电话", "contact", 100)
    own.state, own.joined_on, own.by_hand = (
        _M.JOINED,
        clocks.today(),
        own.organisation_id != actor.organisation_id,
    )
    own.save()
    clocks.stop(MEMBER, [own.pk])
    traces.write(found)
    _tell(actor, found, "join", f"{own.organisation.name}参加", own.contact)
    return found


@transaction.atomic
def decline(actor: User, joint: Joint, text: str, key: int | None = None) -> Joint:
    """Not take part, or leave, with the reason."""
    found: Joint = traces.enter(actor, joint, _S.RUNNING)
    own = _standing(member(actor, found, key), _M.INVITED, _M.JOINED)
    own.reason = traces.said(text, "理由", most=500)
    if found.tasks.filter(organisation=own.organisation_id, state=_T.OPEN).exists():
        raise ConflictError("本单位还有未完成的分工事项", do="先反馈完成情况，或者由牵头单位取消")
    left = own.state == _M.JOINED
    own.state, own.left_on = (_M.LEFT, clocks.today()) if left else (_M.DECLINED, None)
    own.save()
    clocks.stop(MEMBER, [own.pk])
    _tell(actor, found, "decline", f"{own.organisation.name}{'退出' if left else '不参加'}", own.reason)
    traces.write(found)
    return found


def _standing(own: Member, *states: str) -> Member:
    if own.state not in states:
        raise ConflictError(f"{own.organisation.name}处于“{own.get_state_display()}”，不能办理此事项")
    return own


@transaction.atomic
def assign(actor: User, joint: Joint, text: str, organisation: int, due_on: date) -> JointTask:
    """Agree on a task of the host or of a department that takes part."""
    found = _hosting(actor, joint, _S.RUNNING)
    joined = found.members.filter(state=_M.JOINED).values_list("organisation_id", flat=True)
    if organisation not in {*joined, found.host_id}:
        raise InvalidError("责任单位须为牵头单位或者已参加的部门", where="organisation")
    made = JointTask.objects.create(
        joint=found, text=traces.said(text, "分工事项", most=500), organisation_id=organisation,
        due_on=traces.not_past(due_on), actor=actor,
    )  # fmt: skip
    clocks.start(TASK, [made.pk], "due", max((due_on - clocks.today()).days, 0), "calendar", due_on=due_on)
    traces.write(found)
    _tell(actor, found, "assign", f"分工：{made.organisation.name}（{due_on} 前）", made.text)
    return made


def _task(joint: Joint, key: int) -> JointTask:
    found = (
        JointTask.objects.select_for_update()
        .select_related("organisation")
        .filter(joint=joint, pk=key)
        .first()
    )
    if found is None:
        raise NotVisibleError("没有这项分工", where=str(key))
    if found.state != _T.OPEN:
        raise ConflictError(f"该分工{found.get_state_display()}", where=joint.code)
    return found


@transaction.atomic
def finish_task(actor: User, joint: Joint, key: int, text: str) -> JointTask:
    """Report a task done: by the body that answers for it, or by the host for one outside the platform."""
    found: Joint = traces.enter(actor, joint, _S.RUNNING)
    task = _task(found, key)
    body = found.host if scope.unattended(task.organisation) else task.organisation
    scope.demand_of(actor, body, _P.LIAISON_HANDLE)
    task.outcome, task.state, task.done_on = traces.said(text, "完成情况"), _T.DONE, clocks.today()
    task.save()
    clocks.stop(TASK, [task.pk])
    traces.write(found)
    _tell(actor, found, "done", f"{task.organisation.name}完成分工：{task.text[:80]}", task.outcome)
    return task


@transaction.atomic
def drop_task(actor: User, joint: Joint, key: int, text: str) -> JointTask:
    """Drop a task with the reason, by the host."""
    found = _hosting(actor, joint, _S.RUNNING)
    task = _task(found, key)
    task.outcome, task.state = traces.said(text, "取消的理由"), _T.DROPPED
    task.save()
    clocks.stop(TASK, [task.pk])
    traces.write(found)
    _tell(actor, found, "drop", f"取消分工：{task.text[:80]}", task.outcome)
    return task


@traces.atomic
def share(actor: User, joint: Joint, text: str, files: Sequence[UploadedFile], *, kept: list[Any]) -> Joint:
    """Share material with those who take part, saying what it is for; each look at it is recorded."""
    found: Joint = traces.enter(actor, joint, _S.RUNNING)
    if actor.organisation_id == found.host_id:
        demand(actor, _P.LIAISON_HANDLE)
    else:
        demand(actor, _P.PARTNER_ANSWER)
        _standing(member(actor, found), _M.JOINED)
    if not files:
        raise InvalidError("请选择要共享的文件", where="attachments")
    why = traces.said(text, "材料说明和使用目的", most=1000)
    papers = traces.keep_files(actor, found, files, kept, "share")
    traces.write(found)
    _tell(actor, found, "share", f"共享材料：{'、'.join(one.name for one in papers)}", why)
    return found


@transaction.atomic
def give_result(
    actor: User, joint: Joint, result: str, on: date, document: str = "", amount: Decimal | None = None,
    key: int | None = None,
) -> Joint:  # fmt: skip
    """Say what a department did about the case; the host keeps it with the case."""
    found: Joint = traces.enter(actor, joint, _S.RUNNING)
    own = _standing(member(actor, found, key), _M.JOINED)
    if own.kept_id is not None:
        raise ConflictError("该部门的处理结果已经归入案件", where=found.code)
    if amount is not None and not 0 <= amount < Decimal(10) ** 14:
        raise InvalidError("金额超出范围", where="amount")
    own.result = traces.said(result, "处理结果", "result", 500)
    own.document = traces.said(document, "文书号", "document", 100, required=False)
    own.amount, own.result_on = amount, traces.not_later(on)
    own.save()
    traces.write(found)
    _tell(actor, found, "result", f"{own.organisation.name}反馈处理结果", own.result)
    return found


@transaction.atomic
def keep_result(actor: User, joint: Joint, key: int) -> Joint:
    """Keep the result of a department with the case (一案多处), by an officer of the case, once."""
    found = _hosting(actor, joint, _S.RUNNING)
    own = (
        Member.objects.select_for_update().select_related("organisation").filter(joint=found, pk=key).first()
    )
    if own is None:
        raise NotVisibleError("没有这个参与部门", where=str(key))
    if own.kept_id is not None or own.result_on is None:
        raise ConflictError("该部门还没有反馈结果，或者结果已经归入案件", where=found.code)
    own.kept = tracks.add_partner_result(
        actor, found.case, department=own.organisation.name[:100], result=own.result, on=own.result_on,
        document=own.document, amount=own.amount, organisation=own.organisation,
    )  # fmt: skip
    own.save()
    traces.write(found)
    traces.tell(actor, found, "keep", f"{own.organisation.name}的处理结果归入案件")
    return found


@transaction.atomic
def close(actor: User, joint: Joint, text: str, version: int | None = None) -> Joint:
    """End the joint work, by the head, when every task is done and every department's result is kept, or why not."""
    found = _hosting(actor, joint, _S.RUNNING, by=_P.LIAISON_APPROVE, version=version)
    if found.tasks.filter(state=_T.OPEN).exists():
        raise ConflictError("还有未完成的分工事项", where=found.code, do="完成或者取消后再结束")
    if found.members.filter(state=_M.JOINED, result_on__isnull=False, kept=None).exists():
        raise ConflictError("还有部门的处理结果没有归入案件", where=found.code)
    said = traces.said(text, "结束说明")
    clocks.stop(MEMBER, found.members.values_list("pk", flat=True))
    traces.write(found, state=_S.CLOSED, until=clocks.today(), conclusion=said)
    _tell(actor, found, "close", f"结束{found.get_mode_display()}", said)
    return found
