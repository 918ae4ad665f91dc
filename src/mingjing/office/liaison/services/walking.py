"""What every service of handovers does: ask for the permission, look in scope, lock, step, leave a trace, run clocks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.models import Case, Step
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock
from mingjing.office.liaison import materials, policy
from mingjing.office.liaison.models import Handover, HandoverEvent

NOUN = "handover"


def bureau(
    actor: User, given: Handover, permission: Permission, *states: str, version: int | None = None
) -> Handover:
    """Return a handover as its bureau works on it, locked until the transaction ends.

    Raises ForbiddenError without the permission or of another bureau, NotVisibleError out of scope, ConflictError unless
    it is in one of `states`, or was changed since `version` was read.
    """
    demand(actor, permission)
    found = _locked(actor, given)
    policy.demand_own(actor, found)
    return _fitting(found, states, version)


def partner(actor: User, given: Handover, *states: str, version: int | None = None) -> Handover:
    """Return a handover as the department it was sent to, or that sends it, works on it, locked. Raises as `bureau`."""
    demand(actor, Permission.PARTNER_ANSWER)
    found = _locked(actor, given)
    if found.partner_id != actor.organisation_id:
        raise NotVisibleError("没有这件移送，或者不由本部门办理", where=given.number)
    return _fitting(found, states, version)


def either(actor: User, given: Handover, *states: str, version: int | None = None) -> Handover:
    """Return a handover as whoever puts the department's answer on file works on it: itself, or the bureau for it."""
    if actor.organisation.is_bureau:
        return bureau(actor, given, Permission.LIAISON_HANDLE, *states, version=version)
    return partner(actor, given, *states, version=version)


def looked_at(actor: User, given: Handover, version: int | None = None) -> Handover:
    """Return a visible handover locked, for who only comments on it. Raises NotVisibleError, ConflictError."""
    return _fitting(_locked(actor, given), (), version)


def _locked(actor: User, given: Handover) -> Handover:
    """Lock the case first, as its own steps do, then the handover."""
    seen = policy.one(actor, given.number)
    if seen.case_id:
        Case.objects.select_for_update().filter(pk=seen.case_id).first()
    # Without its state: what is read from another table cannot be locked.
    QuerySet(Handover).select_for_update().get(pk=seen.pk)
    return policy.one(actor, given.number)


def _fitting(found: Handover, states: Sequence[str], version: int | None) -> Handover:
    if version is not None and version != found.version:
        raise changed(found)
    if states and found.state not in states:
        raise ConflictError(
            f"移送处于“{found.get_state_display()}”，不能办理此事项",
            where=found.number,
            do="刷新页面查看最新状态",
        )
    return found


def changed(handover: Handover) -> ConflictError:
    """Return what is raised when two people change a handover at once."""
    return ConflictError("该移送已被他人修改", where=handover.number, do="刷新页面，核对最新内容后重新提交")


def write(handover: Handover, **changes: Any) -> Handover:
    """Change a locked handover and return it as it is now. Raises ConflictError when somebody changed it meanwhile."""
    fields = changes | {"version": F("version") + 1, "updated_at": timezone.now()}
    if not Handover.objects.filter(pk=handover.pk, version=handover.version).update(**fields):
        raise changed(handover)
    return fresh(handover)


def fresh(handover: Handover) -> Handover:
    """Return a handover as it is now, whoever looks."""
    return Handover.objects.select_related("bureau", "partner", "overseer", "case", "track").get(
        pk=handover.pk
    )


def tell(
    actor: User | None, handover: Handover, name: str, text: str = "", data: dict[str, Any] | None = None, *,
    on: date | None = None, internal: bool = False, step: Step | None = None,
) -> HandoverEvent:  # fmt: skip
    """Add one event to the history of a handover and to the audit log."""
    event = HandoverEvent.objects.create(
        handover=handover, name=name, text=text, data=audit.plain(data) or {}, internal=internal, step=step, actor=actor,
        organisation=actor.organisation if actor else None, on=on or clocks.today(),
    )  # fmt: skip
    said = {"state": fresh(handover).state, "text": text[:500], **(data or {})}
    audit.record(actor, f"handover_{name}", "handover", handover.number, None, said)
    return event


def said(text: str, what: str, where: str = "text", longest: int = 2000, *, required: bool = True) -> str:
    """Return the text stripped. Raises InvalidError when it is too long, or empty and required."""
    clean = text.strip()
    if required and not clean:
        raise InvalidError(f"请填写{what}", where=where)
    if len(clean) > longest:
        raise InvalidError(f"{what}不能超过 {longest} 字（现 {len(clean)} 字）", where=where)
    return clean


def day_between(on: date, since: date | None, what: str) -> date:
    """Return a day that is not in the future and not before `since`. Raises InvalidError."""
    if on > clocks.today() or (since is not None and on < since):
        raise InvalidError(f"{what}须在移送之后、今天以前", where="on")
    return on


def start(handover: Handover, kind: str, begins: date | None = None) -> date:
    """Let the days of something begin, and return their end; calendar days never end on a day off."""
    spec = materials.limit(kind, handover.department)
    due = clocks.due_day(begins or clocks.today(), spec.days, spec.unit)
    due = Days(due).add(due, 0) if spec.unit == Clock.Unit.CALENDAR else due
    return clocks.start(NOUN, [handover.pk], kind, spec.days, spec.unit, due)


def stop(handover: Handover, *kinds: str) -> None:
    """Stop these days if they run; without any named, all."""
    for kind in kinds or ("",):
        clocks.stop(NOUN, [handover.pk], kind)
