"""Money taken back for final suspicions, and corrected afterwards."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import booking
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.services import acting, totals, verdicts


@transaction.atomic
def deduct(
    actor: User, suspicion: Suspicion, amount: Decimal, reason: str, on: date, *, paid: bool = True
) -> Suspicion:
    """Register the deduction for a final suspicion, once; together never more than the lead's confirmed amount.

    `paid` says whether the fund had paid already (then it is set off against later payments) or refuses to pay. Raises
    ConflictError when the month is closed in the ledger, or other suspicions took the same lines back already.
    """
    now = _final(actor, suspicion)
    if now.det_amt is not None:
        raise ConflictError("该疑点已登记扣款，需更正时请登记补差", where=now.lead.number)
    most = now.cnfm_amt or verdicts.ZERO
    value = verdicts.yuan(amount, "amount", most)
    if not value:
        raise InvalidError("扣款金额须大于 0", where="amount")
    text = acting.demand_text(reason, "扣款原因", 500, "reason")
    if on > clocks.today():
        raise InvalidError("扣款日期不能晚于今天", where="on")
    taken = now.lead.suspicions.aggregate(total=Sum("det_amt"))["total"] or verdicts.ZERO
    if taken + value > now.lead.cnfm_amt:
        raise InvalidError(
            f"同一明细只能扣款一次：该单据确认 {now.lead.cnfm_amt} 元，已扣 {taken} 元", where="amount"
        )
    _update(now, "det_amt", det_amt=value, det_on=on, det_reason=text)
    booking.deducted(actor, now, paid=paid)
    acting.tell(actor, now, "deduct", text, None, {"det_amt": value, "det_on": on, "paid": paid})
    return now


@transaction.atomic
def revise(actor: User, suspicion: Suspicion, amount: Decimal, reason: str) -> Suspicion:
    """Register what of a deduction is given back 补差, once; never more than was taken."""
    now = _final(actor, suspicion)
    if now.det_amt is None:
        raise ConflictError("该疑点尚未登记扣款", where=now.lead.number)
    if now.rvis_amt is not None:
        raise ConflictError("该疑点已登记补差", where=now.lead.number)
    value = verdicts.yuan(amount, "amount", now.det_amt)
    if not value:
        raise InvalidError("补差金额须大于 0", where="amount")
    text = acting.demand_text(reason, "补差原因", 500, "reason")
    _update(now, "rvis_amt", rvis_amt=value)
    booking.revised(actor, now)
    acting.tell(actor, now, "revise", text, {"det_amt": now.det_amt}, {"rvis_amt": value})
    return now


def _final(actor: User, suspicion: Suspicion) -> Suspicion:
    """Return a final suspicion of a lead that the actor's bureau holds."""
    now = acting.enter(actor, suspicion, "finalise", Permission.LEADS_DEDUCT)
    if now.lead.held_by_id != actor.organisation_id:
        raise ConflictError(f"该线索由{now.lead.held_by.name}承办，由其登记")
    if now.state != Suspicion.State.FINAL:
        raise ConflictError("终审后才能登记扣款、补差", where=now.lead.number)
    return now


def _update(now: Suspicion, once: str, **changes: object) -> None:
    still = Suspicion.objects.filter(pk=now.pk, version=now.version, **{f"{once}__isnull": True})
    if not still.update(**changes, version=F("version") + 1):
        raise ConflictError("该疑点已被他人修改", where=now.lead.number, do="刷新页面查看最新内容")
    now.refresh_from_db()
    totals.refresh([now.lead_id])
