"""The institution's side: accept, appeal, ask for the panel; silence past the deadline accepts."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Pause
from mingjing.office.leads.models import Event, Opinion, Suspicion
from mingjing.office.leads.services import acting, verdicts
from mingjing.office.leads.services.check import APPEAL
from mingjing.office.leads.services.commands import Answer
from mingjing.office.leads.services.notify import notify

_BATCH = 500
_A = Suspicion.Answer


@transaction.atomic
def answer(actor: User, suspicion: Suspicion, command: Answer) -> Suspicion:
    """Record what the institution says, before the deadline. An appeal states the disputed amount and why."""
    now = acting.enter(actor, suspicion, "answer")
    if command.kind not in (_A.ACCEPTED, _A.APPEALED):
        raise InvalidError("请选择认可或申诉", where="kind")
    if now.state == Suspicion.State.ASKED and now.appl_ddln and clocks.today() > now.appl_ddln:
        raise ConflictError(f"答复期限 {now.appl_ddln} 已过，视同认可", where=now.lead.number)
    amount, reason = None, command.reason.strip()[:1000]
    if command.kind == _A.APPEALED:
        reason = acting.demand_text(command.reason, "申诉理由", 1000, "reason")
        if now.checkout_amt:
            amount = verdicts.yuan(command.amount, "amount", now.checkout_amt)
            if not amount:
                raise InvalidError("申诉金额须大于 0", where="amount")
    acting.walk(now, "answer", command.version, answer=command.kind, appl_amt=amount, appl_rea=reason)
    clocks.stop("suspicion", [now.pk], APPEAL)
    said = {"kind": command.kind, "amount": amount, "reason": reason}
    acting.say(actor, now, Opinion.Step.ANSWER, amount=amount, text=reason, data={"kind": command.kind})
    acting.tell(actor, now, "answer", now.get_answer_display(), None, said)
    now.drafts.filter(user=actor).delete()
    notify("answered", lead=now.lead, suspicion=now.pk, answer=command.kind)
    return now


def lapse_overdue(today: date) -> int:
    """Count silence past the deadline as acceptance; returns how many. Resting clocks wait. Safe to run again."""
    resting = Pause.objects.filter(until__isnull=True, clock__noun="suspicion", clock__kind=APPEAL).values(
        "clock__object_id"
    )
    late = Suspicion.objects.filter(state=Suspicion.State.ASKED, appl_ddln__lt=today).exclude(pk__in=resting)
    done = 0
    while keys := list(late.order_by("lead_id", "pk").values_list("pk", flat=True)[:_BATCH]):
        done += _lapse(keys, today)
    return done


@transaction.atomic
def _lapse(keys: list[int], today: date) -> int:
    acting.lock_leads(set(Suspicion.objects.filter(pk__in=keys).values_list("lead_id", flat=True)))
    still = Suspicion.objects.filter(pk__in=keys, state=Suspicion.State.ASKED, appl_ddln__lt=today)
    found = list(still.select_related("lead__held_by", "lead__institution"))
    mine = [one.pk for one in found]
    Suspicion.objects.filter(pk__in=mine).update(
        state=Suspicion.State.ANSWERED, answer=_A.SILENT, version=F("version") + 1, updated_at=timezone.now()
    )
    clocks.stop("suspicion", mine, APPEAL)
    text = _A.SILENT.label
    Opinion.objects.bulk_create(
        [
            Opinion(suspicion=one, step=Opinion.Step.ANSWER, text=text, data={"kind": "silent"})
            for one in found
        ]
    )
    Event.objects.bulk_create(
        [Event(lead_id=one.lead_id, suspicion=one, action="lapse", text=text) for one in found]
    )
    if mine:
        audit.record(None, "lapse", "suspicion", mine[0], None, {"suspicions": mine, "on": today})
    for lead in {one.lead_id: one.lead for one in found}.values():
        notify("answered", lead=lead, answer=_A.SILENT.value)
    return len(found)


@transaction.atomic
def request_panel(actor: User, suspicion: Suspicion, reason: str) -> Suspicion:
    """Ask that a panel judges a review 合议; once (once more after a re-check), before the final decision."""
    now = acting.enter(actor, suspicion, "request_panel")
    text = acting.demand_text(reason, "申请合议的理由", 2000, "reason")
    judged = now.opinions.filter(step__in=(Opinion.Step.PANEL, Opinion.Step.RECHECK)).last()
    if judged is not None and judged.step == Opinion.Step.PANEL:
        raise ConflictError("该疑点已经合议，不能再次申请", where=now.lead.number)
    acting.walk(now, "request_panel")
    acting.say(actor, now, Opinion.Step.PANEL_REQUEST, text=text)
    acting.tell(actor, now, "request_panel", text)
    return now
