"""Leads go down: a task is sent, signed for, passed on, returned, moved, urged."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Part, Task
from mingjing.office.leads.services import acting, drawing
from mingjing.office.leads.services.moving import (
    merge,
    pause,
    reassign,
    remind,
    resume,
    return_part,
    split,
    supervise,
    withdraw,
)
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.parts import (
    DEADLINE,
    batches,
    close_if_done,
    demand_receiver,
    enter_part,
    leads_of,
)

__all__ = [
    "assign",
    "auto_targets",
    "dispatch",
    "merge",
    "pass_on",
    "pause",
    "reassign",
    "remind",
    "resume",
    "return_part",
    "sign",
    "split",
    "supervise",
    "withdraw",
]

Targets = Mapping[int, Sequence[int]]


@transaction.atomic
def dispatch(
    actor: User,
    *,
    title: str,
    instructions: str = "",
    route: str = Task.Route.THREE_LEVEL,
    days: int = 20,
    appeal_days: int = 5,
    recheck_share: Decimal = Decimal("0.1"),
    audit_share: Decimal | None = None,
    targets: Targets,
) -> Task:
    """Send leads down as one task with a part per receiver; `targets` maps organisation to leads (ids).

    The leads must lie with the actor's bureau, in no running part; receivers are bureaus in its division. `audit_share`
    of all that goes down is drawn at random from the rest and goes along.
    """
    demand(actor, Permission.LEADS_DISPATCH)
    name = acting.demand_text(title, "任务名称", 200, "title")
    _demand_terms(route, days, appeal_days, recheck_share)
    receivers = _receivers(actor, targets)
    sent = drawing.sent(actor, targets, audit_share)
    task = Task.objects.create(
        number=uuid.uuid4().hex[:30],
        title=name,
        instructions=instructions.strip(),
        route=route,
        days=days,
        appeal_days=appeal_days,
        recheck_share=recheck_share,
        sender=actor.organisation,
        created_by=actor,
    )
    task.number = f"HC{clocks.today():%Y%m%d}{task.pk:05d}"
    task.save(update_fields=["number"])
    _send_all(actor, task, drawing.merged(targets, sent), receivers)
    drawing.record(actor, task, targets, sent)
    told = {"title": name, "targets": _sizes(targets), "drawn": len(sent.keys), "seed": sent.seed}
    audit.record(actor, "dispatch", "task", task.number, None, told)
    return task


def _send_all(actor: User, task: Task, targets: Targets, receivers: Mapping[int, Organisation]) -> None:
    due = clocks.due_day(clocks.today(), task.days)
    left = _tasks_left(targets)
    for key, leads in targets.items():
        _demand_free(actor, leads)
        _send(actor, task, None, receivers[key], leads, due)
    for former in left:
        close_if_done(former)


def _demand_terms(route: str, days: int, appeal_days: int, recheck_share: Decimal) -> None:
    if route not in Task.Route.values:
        raise InvalidError("请选择核查方式", where="route")
    if not 1 <= days <= 250:
        raise InvalidError("办理期限须在 1 到 250 个工作日之间", where="days")
    if not 1 <= appeal_days <= 60:
        raise InvalidError("申诉期限须在 1 到 60 个工作日之间", where="appeal_days")
    if not 0 <= recheck_share <= 1:
        raise InvalidError("抽查比例须在 0 与 1 之间", where="recheck_share")


def _tasks_left(targets: Targets) -> set[int]:
    """The tasks that these leads were returned or withdrawn from."""
    left: set[int] = set()
    for leads in targets.values():
        for some in batches(leads):
            former = Lead.objects.filter(pk__in=some, part__isnull=False)
            left |= set(former.order_by().values_list("part__task", flat=True).distinct())
    return left


def _sizes(targets: Targets) -> dict[str, int]:
    return {str(key): len(leads) for key, leads in targets.items()}


def _receivers(actor: User, targets: Targets) -> dict[int, Organisation]:
    if not actor.organisation.is_bureau:
        raise ForbiddenError("只有医保部门可以下发线索")
    if not any(targets.values()):
        raise InvalidError("请选择要下发的线索和承办单位", where="targets")
    every = [lead for leads in targets.values() for lead in leads]
    if len(every) != len(set(every)):
        raise InvalidError("同一线索不能下发给两个单位", where="targets")
    found = actor.organisation.bureaus().filter(pk__in=targets.keys(), active=True).in_bulk()
    if missing := set(targets) - set(found):
        raise InvalidError("承办单位须是本单位辖区内在用的医保部门", where=f"targets.{min(missing)}")
    if any(not leads for leads in targets.values()):
        raise InvalidError("每个承办单位至少一条线索", where="targets")
    return found


def _demand_free(actor: User, leads: Sequence[int]) -> None:
    """Raise unless all these leads lie with the actor's bureau and in no running part; locks them."""
    count = 0
    for some in batches(leads):
        acting.lock_leads(some)
        free = policy.visible(actor).filter(pk__in=some, held_by=actor.organisation_id)
        # What a bureau below returned of a part that came from above stays in that task: it is passed on again.
        own = free.filter(Q(part=None) | Q(part__parent=None), state=Lead.State.PUBLISHED)
        count += own.count()
    if count != len(leads):
        raise ConflictError(
            f"{len(leads) - count} 条线索已下发或不在本单位", do="刷新列表，只选择本单位待下发的线索"
        )


def _send(
    actor: User, task: Task, parent: Part | None, receiver: Organisation, leads: Sequence[int], due: date
) -> Part:
    part = Part.objects.create(
        task=task, parent=parent, sender=actor.organisation, receiver=receiver, due_on=due
    )
    clocks.start("part", [part.pk], DEADLINE, task.days, due_on=due)
    _hand(actor, part, leads, "pass_on" if parent else "dispatch", f"{task.number} 发{receiver.name}")
    notify("dispatched", part=part, leads=len(leads))
    return part


def _hand(actor: User, part: Part, leads: Sequence[int], action: str, text: str) -> None:
    """Give leads to a part: its receiver holds them from now on."""
    state = Lead.State.DISPATCHED if part.state == Part.State.SENT else Lead.State.CHECKING
    for some in batches(leads):
        Lead.objects.filter(pk__in=some).update(
            part=part,
            held_by=part.receiver,
            state=state,
            officer=None,
            due_on=part.due_on,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
        acting.tell_leads(actor, some, action, text, {"part": part.pk})


def auto_targets(actor: User, leads: Iterable[Lead], level: str) -> dict[int, list[int]]:
    """Return who would receive these leads: of each one's bureau the body at `level` (city, county), or itself.

    Leads whose bureau lies outside the actor's division are left out.
    """
    levels = Organisation.Level
    if level not in (levels.CITY, levels.COUNTY):
        raise InvalidError("请选择市级或县级", where="level")
    bodies = actor.organisation.bureaus().in_bulk()
    found: dict[int, list[int]] = defaultdict(list)
    rows = [(lead.pk, lead.bureau_id) for lead in leads]
    for key, bureau in rows:
        if bureau not in bodies:
            continue
        above = [int(one) for one in bodies[bureau].path.strip("/").split("/")]
        at_level = next((one for one in above if one in bodies and bodies[one].level == level), bureau)
        found[at_level].append(key)
    return dict(found)


@transaction.atomic
def sign(actor: User, part: Part) -> Part:
    """Sign for a part: checking begins."""
    now = enter_part(actor, part, Permission.LEADS_SIGN_FOR)
    demand_receiver(actor, now, "签收")
    acting.walk_part(now, "sign", signed_by=actor, signed_at=timezone.now())
    leads = leads_of(now)
    for some in batches(leads):
        Lead.objects.filter(pk__in=some).update(
            state=Lead.State.CHECKING, version=F("version") + 1, updated_at=timezone.now()
        )
        acting.tell_leads(actor, some, "sign", now.task.number, {"part": now.pk})
    audit.record(actor, "sign", "part", now.pk, None, {"task": now.task.number, "leads": len(leads)})
    notify("signed", part=now)
    return now


@transaction.atomic
def pass_on(actor: User, part: Part, targets: Targets) -> list[Part]:
    """Send leads of a part that was signed for further down; the deadline stays the part's own."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_receiver(actor, now, "转下级")
    if now.state != Part.State.SIGNED:
        raise ConflictError("签收后才能转下级", where=str(now))
    receivers = _receivers(actor, targets)
    if actor.organisation_id in receivers:
        raise InvalidError("本单位已承办，不必转给自己", where="targets")
    wanted = [lead for leads in targets.values() for lead in leads]
    acting.lock_leads(wanted)
    own = Lead.objects.filter(part=now, state=Lead.State.CHECKING)
    back = Lead.objects.filter(part__parent=now, part__state=Part.State.RETURNED, held_by=now.receiver)
    free = set(own.values_list("pk", flat=True)) | set(back.values_list("pk", flat=True))
    if set(wanted) - free:
        raise ConflictError("部分线索不在本件中，或已转下级", where=str(now), do="刷新页面后重新选择")
    made = [_send(actor, now.task, now, receivers[key], leads, now.due_on) for key, leads in targets.items()]
    audit.record(actor, "pass_on", "part", now.pk, None, {"targets": _sizes(targets)})
    return made


@transaction.atomic
def assign(actor: User, leads: Iterable[Lead], officer: User) -> int:
    """Give leads that the actor's bureau holds to one of its officers; returns how many."""
    demand(actor, Permission.LEADS_DISPATCH)
    keys = {lead.pk for lead in leads}
    mine = officer.organisation_id == actor.organisation_id and officer.is_active
    if not mine or not allowed(officer.roles, Permission.LEADS_CHECK):
        raise InvalidError("经办人须是本单位在用的线索经办人", where="officer")
    acting.lock_leads(keys)
    done = 0
    for some in batches(list(keys)):
        held = policy.visible(actor).filter(pk__in=some, held_by=actor.organisation_id)
        done += held.update(officer=officer, version=F("version") + 1)
    if done != len(keys):
        raise ConflictError("部分线索不由本单位承办", do="刷新页面后重新选择")
    acting.tell_leads(actor, keys, "assign", officer.name)
    audit.record(
        actor,
        "assign",
        "lead",
        min(keys, default=0),
        None,
        {"officer": officer.username, "leads": sorted(keys)},
    )
    return len(keys)
