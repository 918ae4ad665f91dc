"""联席会议: called, held with minutes and resolutions, called off; each resolution followed until it is carried out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import scope
from mingjing.office.liaison.models import Attendee, Meeting, Resolution
from mingjing.office.liaison.services import traces

NOUN = "resolution"
_S, _R, _P = Meeting.State, Resolution.State, Permission


@dataclass(frozen=True, slots=True)
class Call:
    """When, where, about what, who is invited: bodies of the platform, and others by name."""

    kind: str
    title: str
    on: date
    topics: str
    place: str = ""
    chair: str = ""
    invited: Sequence[int] = field(default_factory=tuple)
    others: Sequence[str] = field(default_factory=tuple)


def _fields(call: Call) -> dict[str, Any]:
    if call.kind not in Meeting.Kind.values:
        raise InvalidError("请选择会议类型", where="kind")
    return {
        "kind": call.kind, "on": call.on, "title": traces.said(call.title, "会议名称", "title", 200),
        "topics": traces.said(call.topics, "议题", "topics", 20_000),
        "place": traces.said(call.place, "地点", "place", 200, required=False),
        "chair": traces.said(call.chair, "主持人", "chair", 100, required=False),
    }  # fmt: skip


def bodies(user: User) -> list[Organisation]:
    """Return whom a bureau may invite: the departments that it works with, and the bureaus above and below it."""
    own = user.organisation
    near = (
        Organisation.objects.filter(kind=Organisation.Kind.BUREAU, active=True)
        .exclude(pk=own.pk)
        .order_by("path")
    )
    around = [one for one in near if one.path.startswith(own.path) or own.path.startswith(one.path)]
    return [*scope.departments(user), *around]


@transaction.atomic
def call(actor: User, given: Call) -> Meeting:
    """Call a meeting, or put one on file that was held."""
    demand(actor, _P.LIAISON_HANDLE)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("联席会议由医保部门召集和登记")
    made = traces.named(
        Meeting.objects.create(
            code=traces.fresh_code(), host=actor.organisation, created_by=actor, **_fields(given)
        )
    )
    _invite(actor, made, given)
    traces.tell(actor, made, "call", "通知会议", made.topics[:2000])
    return made  # type: ignore[no-any-return]


def _invite(actor: User, meeting: Meeting, given: Call) -> None:
    found = scope.known(bodies(actor), given.invited)
    if len(found) != len(set(given.invited)):
        raise InvalidError("请选择可以邀请的单位", where="invited")
    named = {one.name: one for one in found}
    others = {clean for one in given.others if (clean := one.strip())} - set(named)
    if any(len(one) > 255 for one in others):
        raise InvalidError("单位名称不能超过 255 字", where="others")
    rows = [Attendee(meeting=meeting, organisation=one, name=name) for name, one in named.items()]
    rows += [Attendee(meeting=meeting, name=one) for one in sorted(others)]
    if not rows:
        raise InvalidError("请选择参会单位", where="invited")
    Attendee.objects.bulk_create(rows)


def _hosting(actor: User, meeting: Meeting, *states: str, version: int | None = None) -> Meeting:
    found: Meeting = traces.enter(actor, meeting, *states, version=version)
    scope.demand_of(actor, found.host, _P.LIAISON_HANDLE)
    return found


@transaction.atomic
def change(actor: User, meeting: Meeting, given: Call, version: int | None = None) -> Meeting:
    """Change a meeting that was not held yet, whom it invites as well."""
    found = _hosting(actor, meeting, _S.PLANNED, version=version)
    found.attendees.all().delete()
    _invite(actor, found, given)
    traces.write(found, **_fields(given))
    traces.tell(actor, found, "change", "变更会议安排", f"{found.on} {found.place}")
    return found


@traces.atomic
def hold(
    actor: User, meeting: Meeting, minutes: str, came: dict[int, str], document: str = "",
    files: Sequence[UploadedFile] = (), version: int | None = None, *, kept: list[Any],
) -> Meeting:  # fmt: skip
    """Put the minutes on file, and who came (`came`: persons by attendee; the others stayed away)."""
    found = _hosting(actor, meeting, _S.PLANNED, version=version)
    if found.on > clocks.today():
        raise ConflictError(f"会议定于 {found.on}，尚未召开", where=found.code)
    if not any(one.strip() for one in came.values()):
        raise InvalidError("请填写到会单位的参会人员", where="came")
    for one in found.attendees.all():
        who = came.get(one.pk, "").strip()
        if len(who) > 200:
            raise InvalidError("参会人员不能超过 200 字", where="came")
        Attendee.objects.filter(pk=one.pk).update(person=who, attended=bool(who))
    number = traces.said(document, "纪要文号", "document", 100, required=False)
    _demand_new_number(found, number)
    traces.keep_files(actor, found, files, kept, "minutes")
    said = traces.said(minutes, "会议纪要", "minutes", 20_000)
    traces.write(found, state=_S.HELD, minutes=said, document=number)
    traces.tell(actor, found, "hold", "会议召开", said[:2000])
    return found


def _demand_new_number(meeting: Meeting, number: str) -> None:
    same = Meeting.objects.filter(host=meeting.host_id, document=number).exclude(pk=meeting.pk)
    if number and same.exists():
        raise ConflictError(f"纪要文号 {number} 已用于另一次会议", where="document")


@transaction.atomic
def cancel(actor: User, meeting: Meeting, text: str) -> Meeting:
    """Call a meeting off, with the reason."""
    found = _hosting(actor, meeting, _S.PLANNED)
    reason = traces.said(text, "取消的原因", most=500)
    traces.write(found, state=_S.CANCELLED, reason=reason)
    traces.tell(actor, found, "cancel", "取消会议", reason)
    return found


@transaction.atomic
def resolve(
    actor: User, meeting: Meeting, text: str, due_on: date, organisation: int | None = None, department: str = "",
    case: str = "",
) -> Resolution:  # fmt: skip
    """Put one resolution on file: what, who answers for it, until when."""
    found = _hosting(actor, meeting, _S.HELD)
    body = _body(actor, found, organisation)
    about: Case | None = cases.one(actor, case) if case else None
    last = found.resolutions.aggregate(most=Max("number"))["most"] or 0
    made = Resolution.objects.create(
        meeting=found, number=last + 1, text=traces.said(text, "议定事项", most=1000), organisation=body, case=about,
        department=body.name if body else traces.said(department, "责任单位", "department", 255),
        due_on=traces.not_past(due_on),
    )  # fmt: skip
    clocks.start(NOUN, [made.pk], "due", max((due_on - clocks.today()).days, 0), "calendar", due_on=due_on)
    traces.write(found)
    traces.tell(
        actor, found, "resolve", f"议定事项 {made.number}：{made.department}（{due_on} 前）", made.text
    )
    return made


def _body(actor: User, meeting: Meeting, key: int | None) -> Organisation | None:
    if key is None:
        return None
    invited = [
        one.organisation for one in meeting.attendees.select_related("organisation") if one.organisation
    ]
    found = scope.known([*invited, meeting.host], [key])
    if not found:
        raise InvalidError("责任单位须为召集单位或者参会单位", where="organisation")
    return found[0]


def _enter(actor: User, meeting: Meeting, key: int, *states: str) -> tuple[Meeting, Resolution]:
    found: Meeting = traces.enter(actor, meeting, _S.HELD)
    rows = Resolution.objects.select_for_update().filter(meeting=found, pk=key)
    one = rows.filter(pk__in=scope.resolutions(actor).values("pk")).first()
    if one is None:
        raise NotVisibleError("没有这项议定事项", where=str(key))
    if one.state not in states:
        raise ConflictError(f"该事项{one.get_state_display()}，不能办理此事项", where=found.code)
    return found, one


def answering(resolution: Resolution) -> Organisation:
    """Return the body that reports on a resolution here: who answers for it, or for one outside the platform the host."""
    body = resolution.organisation
    return resolution.meeting.host if body is None or scope.unattended(body) else body


def _move(resolution: Resolution, **changes: Any) -> None:
    rows = Resolution.objects.filter(pk=resolution.pk, version=resolution.version)
    if not rows.update(**changes, version=F("version") + 1):
        raise ConflictError("该事项已被他人修改", do="刷新页面后重新提交")
    resolution.refresh_from_db()


@transaction.atomic
def report(actor: User, meeting: Meeting, key: int, text: str) -> Resolution:
    """Report how a resolution was carried out."""
    found, one = _enter(actor, meeting, key, _R.OPEN)
    scope.demand_of(actor, answering(one), _P.LIAISON_HANDLE)
    said = traces.said(text, "落实情况")
    _move(one, state=_R.REPORTED, outcome=said, reported_on=clocks.today())
    clocks.stop(NOUN, [one.pk])
    traces.tell(actor, found, "report", f"{one.department}反馈议定事项 {one.number}", said)
    return one


@transaction.atomic
def conclude(actor: User, meeting: Meeting, key: int, carried_out: bool, text: str) -> Resolution:
    """Say, as host, that a reported resolution is carried out, or that it is not yet and runs on."""
    found, one = _enter(actor, meeting, key, _R.REPORTED)
    scope.demand_of(actor, found.host, _P.LIAISON_HANDLE)
    said = traces.said(text, "意见", most=1000, required=not carried_out)
    if carried_out:
        _move(one, state=_R.DONE, done_on=clocks.today())
    else:
        _move(one, state=_R.OPEN, reported_on=None)
        clocks.go_on(NOUN, one.pk, "due")
    title = f"议定事项 {one.number} {'已落实' if carried_out else '退回继续落实'}"
    traces.tell(actor, found, "conclude" if carried_out else "again", title, said)
    return one


@transaction.atomic
def drop(actor: User, meeting: Meeting, key: int, text: str) -> Resolution:
    """Give a resolution up, with the reason, by the head of the host."""
    found, one = _enter(actor, meeting, key, _R.OPEN, _R.REPORTED)
    scope.demand_of(actor, found.host, _P.LIAISON_APPROVE)
    said = traces.said(text, "不再执行的理由", most=1000)
    _move(one, state=_R.DROPPED, outcome=said)
    clocks.stop(NOUN, [one.pk])
    traces.tell(actor, found, "drop", f"议定事项 {one.number} 不再执行", said)
    return one
