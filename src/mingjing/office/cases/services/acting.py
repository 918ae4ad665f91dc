"""What every service does: ask for the permission, look in scope, lock, pass the guards, step, leave a trace."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, hooks, policy
from mingjing.office.cases.guards.kit import Guard
from mingjing.office.cases.guards.people import by_a_handler
from mingjing.office.cases.models import Case, Stage, Step, Track
from mingjing.office.cases.move import Move
from mingjing.office.cases.workflow import CASE, OUTSIDE, TRACKS
from mingjing.office.cases.workflow import Step as Transition
from mingjing.office.clocks import services as clocks


def enter(actor: User, given: Case, permission: Permission) -> Case:
    """Return the case as it is now, locked until the transaction ends.

    Raises ForbiddenError without the permission or of another bureau, NotVisibleError out of scope.
    """
    demand(actor, permission)
    seen = policy.key_of(actor, given.pk)
    Case.objects.select_for_update().values_list("pk", flat=True).get(pk=seen)
    case = policy.one(actor, seen)
    policy.demand_own(actor, case)
    return case


def enter_open(actor: User, given: Case, permission: Permission, *stages: str) -> Case:
    """Return the case locked as `enter` does. Raises ConflictError unless it is in one of these stages."""
    case = enter(actor, given, permission)
    if case.stage not in stages:
        raise ConflictError(
            f"案件处于“{case.get_stage_display()}”，不能办理此事项",
            where=case.number,
            do="刷新页面查看最新状态",
        )
    return case


def ask(actor: User, case: Case, name: str, *checks: Guard, data: dict[str, Any] | None = None) -> None:
    """Ask guards about what is no transition of its own. Raises as they do."""
    move = Move(actor, case, name, clocks.today(), deadlines.figures(case), data or {})
    for check in checks:
        check(move)


def take(
    actor: User,
    given: Case,
    name: str,
    text: str = "",
    *,
    version: int | None = None,
    data: dict[str, Any] | None = None,
    keep: dict[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Take one step of the procedure and return the case; must run in a transaction.

    `data` is what the guards look at, `keep` what the history keeps of it, `changes` what changes in the case.
    Raises ForbiddenError, NotVisibleError, ConflictError, InvalidError.
    """
    step = CASE[name]
    case = enter(actor, given, step.permission)
    if version is not None and version != case.version:
        raise changed(case)
    if case.stage not in step.sources:
        raise ConflictError(
            f"案件处于“{case.get_stage_display()}”，不能{step.label}",
            where=case.number,
            do="刷新页面查看最新状态",
        )
    move = Move(actor, case, name, clocks.today(), deadlines.figures(case), data or {})
    for check in step.guards:
        check(move)
    before = case.stage
    write(case, stage=step.target or before, **changes)
    if step.stops:
        deadlines.stop(case, *step.stops)
    for kind in step.starts:
        deadlines.start(case, kind)
    tell(actor, case, name, text, keep, before=before)
    return case


def take_track(
    actor: User, given: Track, name: str, text: str = "", *, data: dict[str, Any] | None = None,
    keep: dict[str, Any] | None = None, **changes: Any,
) -> Track:  # fmt: skip
    """Take one step of a track and return it; must run in a transaction. Raises as `take` does."""
    seen = policy.track(actor, given.pk)
    case = enter(actor, seen.case, _step(seen, name).permission)
    return _walk(
        actor, case, policy.track(actor, given.pk), name, text, data=data, keep=keep, changes=changes
    )


def take_track_outside(
    actor: User, given: Track, name: str, text: str = "", *, data: dict[str, Any] | None = None,
    keep: dict[str, Any] | None = None, **changes: Any,
) -> Track:  # fmt: skip
    """Take one step of a track as the department that the case was sent to: it answers for itself, sees nothing else.

    All guards but that of the case's own officers are asked. Raises as `take` does.
    """
    demand(actor, Permission.PARTNER_ANSWER)
    rows = Track.objects.select_related("case__organisation").filter(recipient=actor.organisation_id)
    seen = rows.filter(pk=given.pk).first()
    if seen is None:
        raise NotVisibleError("没有这项移送", where=str(given.pk))
    if name not in OUTSIDE:
        raise ForbiddenError(f"{_step(seen, name).label}由医疗保障部门办理")
    case = Case.objects.select_for_update(of=("self",)).get(pk=seen.case_id)
    track = rows.get(pk=given.pk)
    track.case = case
    return _walk(
        actor, case, track, name, text, data=data, keep=keep, changes=changes, without=(by_a_handler,)
    )


def enter_outside(actor: User, given: Case, *stages: str) -> Case:
    """Return a case locked for a department that puts its own result on file; whoever calls knows that it was sent it.

    Raises ForbiddenError without the permission, ConflictError unless it is in one of these stages.
    """
    demand(actor, Permission.PARTNER_ANSWER)
    case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=given.pk)
    if case.stage not in stages:
        raise ConflictError(f"案件处于“{case.get_stage_display()}”，不能登记处理结果")
    return case


def _step(track: Track, name: str) -> Transition:
    found = TRACKS[Track.Kind(track.kind)].get(name)
    if found is None:
        raise ConflictError(f"{track.get_kind_display()}没有这个环节")
    return found


def _walk(
    actor: User, case: Case, track: Track, name: str, text: str, *, data: dict[str, Any] | None,
    keep: dict[str, Any] | None, changes: dict[str, Any], without: tuple[Guard, ...] = (),
) -> Track:  # fmt: skip
    """Take one step of a track whose case is locked, for whoever may."""
    step = _step(track, name)
    if not track.active or track.state not in step.sources:
        raise ConflictError(
            f"{track.get_kind_display()}处于“{track.get_state_display()}”，不能{step.label}",
            where=case.number,
        )
    move = Move(actor, case, name, clocks.today(), deadlines.figures(case), data or {}, track)
    for check in step.guards:
        if check not in without:
            check(move)
    changes |= {"state": step.target or track.state, "version": F("version") + 1}
    if not Track.objects.filter(pk=track.pk, version=track.version, active=True).update(**changes):
        raise changed(case)
    if step.stops:
        deadlines.stop(case, *step.stops)
    for kind in step.starts:
        deadlines.start(case, kind)
    was = track.state
    track.refresh_from_db()
    done = tell(actor, case, name, text, (keep or {}) | {"from": was, "to": track.state}, track=track)
    hooks.walked(actor, track, done)
    return track


def write(case: Case, **changes: Any) -> None:
    """Change a locked case. Raises ConflictError when somebody changed it since it was read."""
    fields = changes | {"version": F("version") + 1, "updated_at": timezone.now()}
    if not Case.objects.filter(pk=case.pk, version=case.version, stage=case.stage).update(**fields):
        raise changed(case)
    case.refresh_from_db()


def changed(case: Case) -> ConflictError:
    """Return what is raised when two people change a case at once."""
    return ConflictError("该案件已被他人修改", where=case.number, do="刷新页面，核对最新内容后重新提交")


def tell(
    actor: User | None,
    case: Case,
    name: str,
    text: str = "",
    data: dict[str, Any] | None = None,
    *,
    before: str = "",
    track: Track | None = None,
) -> Step:
    """Add one step to the history of a case and to the audit log. `before` names the stage that it left."""
    step = Step.objects.create(
        case=case,
        track=track,
        name=name,
        before=before,
        after=case.stage if before else "",
        actor=actor,
        organisation=actor.organisation if actor else None,
        text=text,
        data=audit.plain(data) or {},
        on=clocks.today(),
    )
    audit.record(
        actor, f"case_{name}", "case", case.number, {"stage": before} if before else None,
        {"stage": case.stage, "text": text[:500], **(data or {})},
    )  # fmt: skip
    return step


def replay(case: Case) -> str:
    """Return the stage that the history alone leads to."""
    stage: str = Stage.CLUE
    for step in case.steps.exclude(before="").order_by("pk"):
        if step.before != stage:
            raise ConflictError(f"案件 {case.number} 的办案记录不连续", where=str(step.pk))
        stage = step.after
    return stage


def demand_text(text: str, what: str, where: str = "text", longest: int = 2000) -> str:
    """Return the text stripped. Raises InvalidError when it is empty or too long."""
    clean = text.strip()
    if not clean:
        raise InvalidError(f"请填写{what}", where=where)
    if len(clean) > longest:
        raise InvalidError(f"{what}不能超过 {longest} 字（现 {len(clean)} 字）", where=where)
    return clean
