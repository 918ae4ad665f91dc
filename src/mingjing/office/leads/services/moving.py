"""Parts that do not stay as sent: returned, withdrawn, moved, split, merged; urged and supervised; paused."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.models import Lead, Part, Suspicion, Task
from mingjing.office.leads.services import acting
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.parts import (
    DEADLINE,
    demand_receiver,
    demand_sender,
    enter_part,
    leads_of,
)

_S = Part.State


@transaction.atomic
def return_part(actor: User, part: Part, reason: str) -> Part:
    """Give a part back to its sender, before any of it was checked or passed on."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_receiver(actor, now, "退回")
    text = acting.demand_text(reason, "退回理由", 500, "reason")
    if now.children.filter(leads__isnull=False).exists():
        raise ConflictError("已转下级的任务不能退回", do="先收回下级的任务")
    begun = Suspicion.objects.filter(lead__part=now).exclude(state=Suspicion.State.PENDING)
    if begun.exists():
        raise ConflictError("已开始核查的任务不能退回", do="拆分出未核查的线索后退回")
    acting.walk_part(now, "return", note=text)
    _give_back(actor, now, "return", text)
    notify("returned", part=now, reason=text)
    return now


@transaction.atomic
def withdraw(actor: User, part: Part, reason: str) -> Part:
    """Take a part back that nobody signed for."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_sender(actor, now, "撤回")
    text = acting.demand_text(reason, "撤回理由", 500, "reason")
    acting.walk_part(now, "withdraw", note=text)
    _give_back(actor, now, "withdraw", text)
    if now.parent is not None:
        Lead.objects.filter(part=now).update(part=now.parent, state=Lead.State.CHECKING)
    elif not now.task.parts.exclude(state=_S.WITHDRAWN).exists():
        Task.objects.filter(pk=now.task_id).update(state=Task.State.WITHDRAWN)
    return now


def _give_back(actor: User, part: Part, action: str, text: str) -> None:
    """The sender holds the leads again, free to be sent elsewhere."""
    leads = leads_of(part)
    acting.lock_leads(leads)
    Lead.objects.filter(part=part).update(
        held_by=part.sender,
        state=Lead.State.PUBLISHED,
        officer=None,
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    clocks.stop("part", [part.pk])
    acting.tell_leads(actor, leads, action, text, {"part": part.pk})
    audit.record(actor, action, "part", part.pk, None, {"reason": text, "leads": len(leads)})


@transaction.atomic
def reassign(actor: User, part: Part, receiver: Organisation, reason: str) -> Part:
    """Send a part to another bureau of the sender's division; checks that were made stay."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_sender(actor, now, "转派")
    text = acting.demand_text(reason, "转派理由", 500, "reason")
    inside = actor.organisation.bureaus().filter(pk=receiver.pk, active=True).exists()
    if not inside or receiver.pk == now.receiver_id:
        raise InvalidError("请选择本单位辖区内的另一个医保部门", where="receiver")
    if now.children.filter(leads__isnull=False).exists():
        raise ConflictError("已转下级的任务不能转派", do="先收回下级的任务")
    if not (leads := leads_of(now)):
        raise ConflictError("该任务分件中已没有线索", where=str(now))
    before = {"receiver": now.receiver.code, "state": now.state}
    acting.walk_part(now, "reassign", receiver=receiver, note=text, signed_by=None, signed_at=None)
    acting.lock_leads(leads)
    Lead.objects.filter(part=now).update(
        held_by=receiver,
        state=Lead.State.DISPATCHED,
        officer=None,
        due_on=now.due_on,
        version=F("version") + 1,
    )
    clocks.go_on("part", now.pk, DEADLINE)
    acting.tell_leads(actor, leads, "reassign", f"转{receiver.name}：{text}", {"part": now.pk})
    audit.record(actor, "reassign", "part", now.pk, before, {"receiver": receiver.code, "reason": text})
    notify("dispatched", part=now, leads=len(leads))
    return now


@transaction.atomic
def split(actor: User, part: Part, lead_pks: Sequence[int]) -> Part:
    """Move some leads of a part that is under way into a new part of the same receiver."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    _demand_side(actor, now, "拆分")
    if now.state not in (_S.SENT, _S.SIGNED):
        raise ConflictError("只有待签收、办理中的任务可以拆分", where=str(now))
    chosen, all_of_it = set(lead_pks), set(leads_of(now))
    acting.lock_leads(chosen)
    if not chosen or not chosen < all_of_it:
        raise InvalidError("请选择本件中的一部分线索", where="leads")
    new = Part.objects.create(
        task=now.task, parent=now.parent, sender=now.sender, receiver=now.receiver, state=now.state,
        due_on=now.due_on, note=f"自分件 {now.pk} 拆分", signed_by=now.signed_by, signed_at=now.signed_at,
    )  # fmt: skip
    clocks.start("part", [new.pk], DEADLINE, now.task.days, due_on=new.due_on)
    Lead.objects.filter(pk__in=chosen).update(part=new, version=F("version") + 1)
    acting.tell_leads(actor, sorted(chosen), "split", f"自分件 {now.pk} 拆出", {"from": now.pk, "to": new.pk})
    audit.record(actor, "split", "part", now.pk, None, {"new": new.pk, "leads": sorted(chosen)})
    return new


@transaction.atomic
def merge(actor: User, parts: Sequence[Part]) -> Part:
    """Join parts of one task, receiver and state into the first; the others end as withdrawn."""
    if len({part.pk for part in parts}) < 2:
        raise InvalidError("请选择至少两个分件", where="parts")
    found = [enter_part(actor, part, Permission.LEADS_DISPATCH) for part in sorted(parts, key=lambda p: p.pk)]
    first, rest = found[0], found[1:]
    _demand_side(actor, first, "合并")
    same = {(p.task_id, p.parent_id, p.sender_id, p.receiver_id, p.state) for p in found}
    if len(same) > 1 or first.state not in (_S.SENT, _S.SIGNED):
        raise ConflictError("只能合并同一任务、同一承办单位、同一状态的待签收或办理中分件")
    due = min(part.due_on for part in found)
    moved: list[int] = []
    for part in rest:
        leads = leads_of(part)
        acting.lock_leads(leads)
        Lead.objects.filter(part=part).update(part=first, version=F("version") + 1)
        acting.tell_leads(actor, leads, "merge", f"并入分件 {first.pk}", {"from": part.pk, "to": first.pk})
        part.children.update(parent=first)
        Part.objects.filter(pk=part.pk).update(
            state=_S.WITHDRAWN, note=f"并入分件 {first.pk}", version=F("version") + 1
        )
        clocks.stop("part", [part.pk])
        moved += leads
    _set_due(first, due)
    audit.record(actor, "merge", "part", first.pk, None, {"from": [p.pk for p in rest], "leads": len(moved)})
    return first


def _demand_side(actor: User, part: Part, doing: str) -> None:
    if actor.organisation_id not in (part.sender_id, part.receiver_id):
        raise ForbiddenError(f"只有下发单位和承办单位可以{doing}")


def _set_due(part: Part, due: date) -> None:
    Part.objects.filter(pk=part.pk).update(due_on=due, version=F("version") + 1)
    Lead.objects.filter(part=part).update(due_on=due)
    clocks.move("part", part.pk, DEADLINE, due)
    part.refresh_from_db()


@transaction.atomic
def remind(actor: User, part: Part, text: str = "") -> Part:
    """Urge the receiver of a part. Its version stays: what the receiver has open is not made stale by words."""
    now = _running(actor, part, "催办")
    said = text.strip()[:500] or "请按期办理"
    Part.objects.filter(pk=now.pk).update(reminders=F("reminders") + 1)
    return _urged(actor, now, "remind", "reminded", said)


@transaction.atomic
def supervise(actor: User, part: Part, text: str) -> Part:
    """Put a part under supervision 督办 with what is demanded."""
    now = _running(actor, part, "督办")
    said = acting.demand_text(text, "督办要求")
    Part.objects.filter(pk=now.pk).update(
        supervised_at=timezone.now(), supervised_text=said, version=F("version") + 1
    )
    return _urged(actor, now, "supervise", "supervised", said)


def _running(actor: User, part: Part, doing: str) -> Part:
    """A part that is not done, which a bureau above its receiver may urge."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    above = actor.organisation.is_bureau and now.receiver.path.startswith(actor.organisation.path)
    if not above or now.receiver_id == actor.organisation_id:
        raise ForbiddenError(f"只有上级单位可以{doing}")
    if now.state not in (_S.SENT, _S.SIGNED):
        raise ConflictError(f"任务分件处于“{now.get_state_display()}”，不必{doing}", where=str(now))
    return now


def _urged(actor: User, now: Part, action: str, event: str, text: str) -> Part:
    audit.record(actor, action, "part", now.pk, None, {"text": text})
    notify(event, part=now, text=text)
    now.refresh_from_db()
    return now


@transaction.atomic
def pause(actor: User, part: Part, reason: str) -> Part:
    """Let the deadline of a part rest; by its sender."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_sender(actor, now, "中止计时")
    text = acting.demand_text(reason, "中止事由", 200, "reason")
    clocks.pause(_clock(now), text)
    audit.record(actor, "pause", "part", now.pk, None, {"reason": text})
    return now


@transaction.atomic
def resume(actor: User, part: Part) -> Part:
    """Let the deadline of a part go on; what rested is added."""
    now = enter_part(actor, part, Permission.LEADS_DISPATCH)
    demand_sender(actor, now, "恢复计时")
    before = now.due_on
    _set_due(now, clocks.resume(_clock(now)))
    audit.record(actor, "resume", "part", now.pk, {"due_on": before}, {"due_on": now.due_on})
    return now


def _clock(part: Part) -> Clock:
    clock = Clock.objects.filter(noun="part", object_id=part.pk, kind=DEADLINE).first()
    if clock is None:
        raise ConflictError("该任务分件没有计时", where=str(part))
    return clock
