"""Money in, instalments, urging, the court, closing, the archive."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, dues
from mingjing.office.cases.guards.people import by_a_handler, decided_by_another
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Correction, Receipt, Stage
from mingjing.office.cases.services import acting, booking
from mingjing.office.cases.services.register import take_number
from mingjing.office.clocks import services as clocks

_PAYING = (Stage.SERVED, Stage.EXECUTING)


@transaction.atomic
def receive(actor: User, given: Case, kind: str, amount: Decimal, on: date, voucher: str) -> Receipt:
    """Register money that came in, once per voucher, never more than is owed of its kind.

    Raises ConflictError for a known voucher, InvalidError for a wrong amount or day.
    """
    booking.hold(actor, given)
    case = acting.take(actor, given, "receive", voucher, keep={"kind": kind, "amount": amount, "on": on})
    if kind not in Receipt.Kind.values:
        raise InvalidError("请选择款项", where="kind")
    if case.decided_on is None or not case.decided_on <= on <= clocks.today():
        raise InvalidError("到账日期须在决定之后、今天以前", where="on")
    owed = dues.outstanding(case, clocks.today()).of(kind)
    if amount <= 0 or amount != amount.quantize(CENT) or amount > owed:
        raise InvalidError(f"金额须大于 0、不超过应缴 {owed} 元，精确到分", where="amount")
    try:
        with transaction.atomic():
            made = Receipt.objects.create(
                case=case, kind=kind, amount=amount, on=on, actor=actor,
                voucher=acting.demand_text(voucher, "凭证号", "voucher", 60),
            )  # fmt: skip
    except IntegrityError:
        raise ConflictError(
            f"凭证 {voucher} 已经登记", where="voucher", do="原登记已冲正、重新登记的，在凭证号后注明“更正”"
        ) from None
    booking.received(actor, case, made)
    return made


@transaction.atomic
def defer(actor: User, given: Case, plan: Sequence[tuple[date, Decimal]], reason: str) -> Case:
    """Grant a later day or instalments on application.

    The additional fine goes on after the last day only; what it had come to before stays, and is part of the plan.
    """
    text = acting.demand_text(reason, "批准延期、分期的理由", "reason")
    was_due = acting.enter(actor, given, Permission.CASES_APPROVE).pay_by
    kept = {"plan": [{"on": on, "amount": amount} for on, amount in plan], dues.WAS_DUE: was_due}
    last = max((on for on, _ in plan), default=None)
    case = acting.take(actor, given, "defer", text, data={"plan": list(plan)}, keep=kept, pay_by=last)
    if last:
        clocks.move(deadlines.NOUN, case.pk, "pay", last)
    return case


@transaction.atomic
def urge(actor: User, case: Case, text: str) -> Case:
    """Urge the party to pay 催告; the additional fine of until now goes into the ledger."""
    return _charged(actor, case, "urge", acting.demand_text(text, "催告内容"))


def urging_received(case: Case, on: date) -> None:
    """Count the days of urging from the service of the written one when that is later than the step.

    Must run in the transaction of the service, with the case locked.
    """
    running, spec = deadlines.clock(case, "urge"), deadlines.figures(case)["deadlines"]["urge"]
    if running and running.stopped_on is None and deadlines.due_day(spec, on) > running.due_on:
        deadlines.start(case, "urge", on)


@transaction.atomic
def apply_court(actor: User, case: Case, text: str) -> Case:
    """Ask the court to enforce the decision, with the additional fine of until now."""
    return _charged(actor, case, "apply_court", acting.demand_text(text, "申请强制执行的情况"))


def _charged(actor: User, given: Case, name: str, text: str) -> Case:
    booking.hold(actor, given)
    case = acting.take(actor, given, name, text)
    booking.charge(actor, case, clocks.today())
    return case


@transaction.atomic
def charge(actor: User, given: Case) -> Case:
    """Book the additional fine of until now, so that receipts can be matched with it. Raises ConflictError for none."""
    booking.hold(actor, given)
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_PAYING)
    acting.ask(actor, case, "charge", by_a_handler)
    if booking.charge(actor, case, clocks.today()) is None:
        raise ConflictError("没有需要计收、调整的加处罚款", where=case.number)
    acting.tell(actor, case, "charge", "", {"amount": dues.accrued(case, clocks.today())})
    return case


@transaction.atomic
def reduce(actor: User, given: Case, kind: str, amount: Decimal, reason: str) -> Correction:
    """Make a debt smaller: what a reconsideration, a court or a new decision of the bureau changed."""
    text = acting.demand_text(reason, "核减的理由和依据文书", "reason")
    booking.hold(actor, given)
    case = acting.enter_open(actor, given, Permission.CASES_APPROVE, *_PAYING, Stage.EXECUTED)
    acting.ask(actor, case, "reduce", decided_by_another)
    if kind not in Receipt.Kind.values:
        raise InvalidError("请选择款项", where="kind")
    owed = dues.outstanding(case, clocks.today()).of(kind)
    if amount <= 0 or amount != amount.quantize(CENT) or amount > owed:
        raise InvalidError(f"金额须大于 0、不超过应缴 {owed} 元，精确到分", where="amount")
    (made,) = booking.lessen(actor, case, Correction.What.REDUCED, {kind: amount}, text)
    acting.write(case)
    acting.tell(actor, case, "reduce", text, {"kind": kind, "amount": amount})
    return made


@transaction.atomic
def finish(actor: User, case: Case, text: str, excuse: str = "") -> Case:
    """End the execution: all paid, or left to the court (`court`), or ended by it (`terminated`)."""
    said = acting.demand_text(text, "执行情况")
    booking.hold(actor, case)
    made = acting.take(actor, case, "finish", said, data={"excuse": excuse}, keep={"excuse": excuse})
    owed = dues.outstanding(made, clocks.today())
    if excuse == "terminated" and owed.total:
        left = {kind: owed.of(kind) for kind in Receipt.Kind.values if owed.of(kind)}
        booking.lessen(actor, made, Correction.What.WAIVED, left, said)
    return made


@transaction.atomic
def close(actor: User, given: Case, text: str) -> Case:
    """Close the case by the head's signature."""
    said = acting.demand_text(text, "结案意见")
    case = acting.take(actor, given, "close", said, closed_on=clocks.today())
    deadlines.stop(case)
    return case


@transaction.atomic
def archive(actor: User, given: Case, text: str = "") -> Case:
    """Put the case on the shelf under a number of its own: one case, one file, nothing changes afterwards."""
    case = acting.take(actor, given, "archive", text.strip()[:2000])
    acting.write(case, archive_no=take_number(case.organisation, "DA"))
    return case
