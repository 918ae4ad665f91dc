"""What every service does: ask for the permission, look in scope, lock, step, and leave a trace."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Event, Lead, Opinion, Part, Suspicion
from mingjing.office.leads.workflow import PART, SUSPICION, Step

_BATCH = 1000


def enter(actor: User, given: Suspicion, step: str, permission: Permission | None = None) -> Suspicion:
    """Return the suspicion as it is now, its lead locked until the transaction ends.

    Raises ForbiddenError, NotVisibleError.
    """
    demand(actor, permission or _permission(SUSPICION[step]))
    lock_leads([policy.lead_of(actor, given.pk)])
    return policy.suspicion(actor, given.pk)


def _permission(step: Step) -> Permission:
    if step.permission is None:
        raise ForbiddenError(f"“{step.label}”由系统执行")
    return step.permission


def lock_leads(keys: Iterable[int]) -> list[int]:
    """Lock these leads in the order of their ids, so that two who lock several never wait for each other."""
    wanted, found = sorted(set(keys)), []
    for begin in range(0, len(wanted), _BATCH):
        some = Lead.objects.select_for_update().filter(pk__in=wanted[begin : begin + _BATCH])
        found += list(some.order_by("pk").values_list("pk", flat=True))
    return found


def demand_holder(actor: User, lead: Lead) -> None:
    """Raise unless the actor's bureau is checking the lead now."""
    if lead.held_by_id != actor.organisation_id:
        raise ForbiddenError(f"该线索现由{lead.held_by.name}承办，只能由该单位办理")
    if lead.state != Lead.State.CHECKING:
        raise ConflictError(
            f"线索{lead.number}处于“{lead.get_state_display()}”，不能办理", do="签收任务后再办理"
        )


def demand_other(actor: User, first: User | None, doing: str) -> None:
    """Raise ForbiddenError when `actor` already did the first check: two persons, always."""
    if first is not None and first.pk == actor.pk:
        raise ForbiddenError(f"{doing}须由初审人以外的人员办理", why="同一疑点须两人办理", do="请换人办理")


def demand_text(text: str, what: str, longest: int = 500, where: str = "text") -> str:
    """Return the text stripped. Raises InvalidError when it is empty or too long."""
    clean = text.strip()
    if not clean:
        raise InvalidError(f"请填写{what}", where=where)
    if len(clean) > longest:
        raise InvalidError(f"{what}不能超过 {longest} 字（现 {len(clean)} 字）", where=where)
    return clean


def walk(suspicion: Suspicion, name: str, version: int | None = None, **changes: Any) -> Suspicion:
    """Take one step of the transition table by a conditional UPDATE.

    Raises ConflictError when somebody changed the suspicion since `version`, or its state forbids the step.
    """
    step = SUSPICION[name]
    if version is not None and version != suspicion.version:
        raise _changed(suspicion)
    if suspicion.state not in step.sources:
        raise ConflictError(
            f"疑点处于“{suspicion.get_state_display()}”，不能{step.label}",
            where=suspicion.lead.number,
            do="刷新页面查看最新状态",
        )
    now = Suspicion.objects.filter(pk=suspicion.pk, version=suspicion.version, state__in=step.sources)
    changes |= {"state": step.target, "version": F("version") + 1, "updated_at": timezone.now()}
    if not now.update(**changes):
        raise _changed(suspicion)
    suspicion.refresh_from_db(fields=["state", "version", *(key for key in changes if key != "version")])
    return suspicion


def _changed(suspicion: Suspicion) -> ConflictError:
    return ConflictError(
        "该疑点已被他人修改", where=suspicion.lead.number, do="刷新页面，核对最新内容后重新提交"
    )


def walk_part(part: Part, name: str, **changes: Any) -> Part:
    """Take one step of a part. Raises ConflictError when its state forbids it or it changed meanwhile."""
    step = PART[name]
    changes |= {"state": step.target, "version": F("version") + 1}
    now = Part.objects.filter(pk=part.pk, version=part.version, state__in=step.sources)
    if part.state not in step.sources or not now.update(**changes):
        raise ConflictError(
            f"任务分件处于“{part.get_state_display()}”，不能{step.label}", do="刷新页面查看最新状态"
        )
    part.refresh_from_db()
    return part


def say(actor: User | None, suspicion: Suspicion, step: Opinion.Step, **fields: Any) -> Opinion:
    """Write down what was said at a step."""
    return Opinion.objects.create(
        suspicion=suspicion,
        step=step,
        actor=actor,
        organisation=actor.organisation if actor else None,
        **fields,
    )


def tell(
    actor: User | None,
    suspicion: Suspicion,
    action: str,
    text: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one step of a suspicion to the lead's history and to the audit log."""
    Event.objects.create(
        lead_id=suspicion.lead_id,
        suspicion=suspicion,
        action=action,
        actor=actor,
        organisation=actor.organisation if actor else None,
        text=text[:500],
        data=audit.plain(after) or {},
    )
    audit.record(actor, action, "suspicion", suspicion.pk, before, after)


def tell_leads(
    actor: User | None, leads: Iterable[int], action: str, text: str = "", data: dict[str, Any] | None = None
) -> None:
    """Add one event to the history of each lead; the caller writes the one audit entry."""
    organisation = actor.organisation if actor else None
    rows = (
        Event(lead_id=key, action=action, actor=actor, organisation=organisation, text=text[:500], data=data or {})
        for key in leads
    )  # fmt: skip
    Event.objects.bulk_create(rows, batch_size=_BATCH)


def level(organisation: Organisation) -> int:
    """Return 1 for a county, 2 for a city, 3 for a province: how far `Lead.signed` goes with it."""
    levels = Organisation.Level
    return {levels.COUNTY: 1, levels.CITY: 2, levels.PROVINCE: 3}.get(levels(organisation.level), 0)
