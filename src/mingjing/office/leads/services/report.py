"""Results come back: a part is reported when all of it is final, and counts above once it is signed off there."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Part, Suspicion
from mingjing.office.leads.services import acting
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.parts import (
    DEADLINE,
    close_if_done,
    demand_receiver,
    demand_sender,
    enter_part,
    leads_of,
)

_S = Part.State


@transaction.atomic
def report(actor: User, part: Part, text: str = "") -> Part:
    """Report a part upward: every suspicion final, every part below signed off."""
    now = enter_part(actor, part, Permission.LEADS_SIGN_FOR)
    demand_receiver(actor, now, "上报")
    leads = leads_of(now)
    acting.lock_leads(leads)
    if missing := missing_for_report(now):
        raise ConflictError("还不能上报：" + "；".join(missing), where=str(now))
    acting.walk_part(now, "report", reported_by=actor, reported_at=timezone.now(), note=text.strip()[:500])
    counted = max(min(acting.level(now.receiver), acting.level(now.sender) - 1), 0)
    _mark([now.pk], Lead.State.CHECKING, state=Lead.State.REPORTED, signed=counted)
    clocks.stop("part", [now.pk])
    acting.tell_leads(actor, _all(now), "report", text, {"part": now.pk})
    audit.record(actor, "report", "part", now.pk, None, {"leads": len(leads), "text": text})
    notify("reported", part=now)
    return now


def missing_for_report(part: Part) -> list[str]:
    """Return what has to be done before a part can be reported; empty when nothing."""
    missing = []
    open_ = Suspicion.objects.filter(lead__part=part).exclude(state=Suspicion.State.FINAL).count()
    if open_:
        missing.append(f"{open_} 条疑点未终审")
    below = part.children.exclude(state__in=(_S.SIGNED_OFF, _S.WITHDRAWN, _S.RETURNED)).count()
    if below:
        missing.append(f"{below} 个下级分件未审签")
    back = Lead.objects.filter(part__parent=part, part__state=_S.RETURNED).count()
    if back:
        missing.append(f"{back} 条下级退回的线索未重新安排")
    return missing


def below(part: Part) -> list[int]:
    """Return the part and every part under it."""
    found, layer = [part.pk], [part.pk]
    while layer:
        layer = list(Part.objects.filter(parent__in=layer).values_list("pk", flat=True))
        found += layer
    return found


def _all(part: Part) -> list[int]:
    """Return the leads of a part and of the parts under it: what is said of the part is part of their history."""
    return list(Lead.objects.filter(part__in=below(part)).order_by("pk").values_list("pk", flat=True))


def _mark(parts: Sequence[int], source: str, **changes: object) -> None:
    """Change the leads of parts that are in one state; what was closed before and not reopened stays closed."""
    found = Lead.objects.filter(part__in=parts, state=source)
    found.update(**changes, version=F("version") + 1, updated_at=timezone.now())


@transaction.atomic
def sign_off(actor: User, part: Part, text: str = "") -> Part:
    """Accept what a part reported: from now on it counts here. Not by the person who reported it."""
    now = enter_part(actor, part, Permission.LEADS_SIGN_OFF)
    demand_sender(actor, now, "审签")
    acting.demand_other(actor, now.reported_by, "审签")
    acting.walk_part(now, "sign_off", signed_off_by=actor, signed_off_at=timezone.now())
    leads = leads_of(now)
    is_top = now.parent is None
    state = Lead.State.CLOSED if is_top else Lead.State.REPORTED
    _mark(below(now), Lead.State.REPORTED, state=state, signed=acting.level(now.sender))
    acting.tell_leads(actor, _all(now), "sign_off", text, {"part": now.pk})
    audit.record(actor, "sign_off", "part", now.pk, None, {"leads": len(leads), "text": text})
    if is_top:
        close_if_done(now.task_id)
    notify("signed_off", part=now)
    return now


@transaction.atomic
def reject(actor: User, part: Part, reason: str) -> Part:
    """Send a report back to be completed; what was signed off below stays signed off there."""
    now = enter_part(actor, part, Permission.LEADS_SIGN_OFF)
    demand_sender(actor, now, "退回补核")
    text = acting.demand_text(reason, "退回理由", 500, "reason")
    if now.state == _S.SIGNED_OFF and (now.parent is None or now.parent.state != _S.SIGNED):
        raise ConflictError("已审签的任务分件不能退回补核", do="需要更正时由复审人重核具体疑点")
    acting.walk_part(now, "reject", note=text)
    leads = leads_of(now)
    acting.lock_leads(leads)
    _mark([now.pk], Lead.State.REPORTED, state=Lead.State.CHECKING, signed=0)
    clocks.go_on("part", now.pk, DEADLINE)
    acting.tell_leads(actor, _all(now), "reject", text, {"part": now.pk})
    audit.record(actor, "reject", "part", now.pk, None, {"reason": text, "leads": len(leads)})
    notify("returned", part=now, reason=text)
    return now
