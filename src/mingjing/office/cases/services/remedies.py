"""Reconsideration and suit against a decision: registered, answered, ended; what they change of the money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, dues
from mingjing.office.cases.guards.people import by_a_handler, decided_by_another
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Correction, Receipt, Remedy, Stage
from mingjing.office.cases.services import acting, booking
from mingjing.office.clocks import services as clocks

STAGES = (Stage.SERVED, Stage.EXECUTING, Stage.EXECUTED, Stage.CLOSED, Stage.ARCHIVED)
_REPLY = {Remedy.Kind.REVIEW: "review_reply", Remedy.Kind.SUIT: "suit_reply"}
_OF_EXECUTION = ("pay", "urge")
_STOPPED = "停止执行"
_O = Remedy.Outcome


@dataclass(frozen=True, slots=True)
class Ending:
    """How a remedy ended; the amounts are what is left of the decision, needed where it was changed."""

    outcome: str
    on: date
    result: str
    text: str
    refund: Decimal | None = None
    fine: Decimal | None = None
    confiscated: Decimal | None = None


@transaction.atomic
def register(
    actor: User, given: Case, kind: str, body: str, on: date, document: str = "", suspended: bool = False
) -> Remedy:
    """Put a reconsideration or a suit on file; from its day on the additional fine rests (处罚法 73).

    With `suspended` the execution stops as well. Raises ConflictError for a second one pending, InvalidError.
    """
    booking.hold(actor, given)
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *STAGES)
    acting.ask(actor, case, "register_remedy", by_a_handler)
    if kind not in Remedy.Kind.values:
        raise InvalidError("请选择行政复议或者行政诉讼", where="kind")
    if case.served_on is None or not case.served_on <= on <= clocks.today():
        raise InvalidError("受理日期须在决定送达之后、今天以前", where="on")
    try:
        with transaction.atomic():
            made = Remedy.objects.create(
                case=case, kind=kind, since=on, suspended=suspended, actor=actor, document=document.strip()[:100],
                body=acting.demand_text(body, "复议机关、受理法院", "body", 255),
            )  # fmt: skip
    except IntegrityError:
        raise ConflictError("已有尚未结束的同类行政复议、行政诉讼", where=case.number) from None
    deadlines.start(case, _REPLY[Remedy.Kind(kind)], on)
    if suspended:
        _rest(case)
    _recount(actor, case)
    acting.write(case)
    kept = {"kind": kind, "on": on, "department": made.body, "suspended": suspended}
    acting.tell(actor, case, "register_remedy", made.document, kept)
    return made


@transaction.atomic
def reply(actor: User, given: Case, kind: str, on: date, text: str) -> Remedy:
    """Put on file that the bureau has answered; its days to do so stop."""
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *STAGES)
    acting.ask(actor, case, "reply_remedy", by_a_handler)
    found = pending(case, kind)
    if not found.since <= on <= clocks.today():
        raise InvalidError("答复日期须在受理之后、今天以前", where="on")
    deadlines.stop(case, _REPLY[Remedy.Kind(found.kind)])
    acting.write(case)
    acting.tell(
        actor, case, "reply_remedy", acting.demand_text(text, "答复、答辩情况"), {"kind": kind, "on": on}
    )
    return found


@transaction.atomic
def end(actor: User, given: Case, kind: str, ending: Ending) -> Remedy:
    """Put on file how it ended, by the head. What the decision lost is taken off what is unpaid; the rest is given back.

    Raises ConflictError where none is pending, InvalidError for days and amounts that can't be.
    """
    booking.hold(actor, given)
    case = acting.enter_open(actor, given, Permission.CASES_APPROVE, *STAGES)
    acting.ask(actor, case, "end_remedy", decided_by_another)
    found = pending(case, kind)
    text = acting.demand_text(ending.text, "结果和理由")
    left = _left(case, ending)
    if not found.since <= ending.on <= clocks.today():
        raise InvalidError("结束日期须在受理之后、今天以前", where="on")
    before = dues.decided(case)
    result = acting.demand_text(ending.result, "复议决定、裁判文书号", "document", 100)
    found.outcome, found.until, found.result = ending.outcome, ending.on, result
    for name, amount in left.items():
        setattr(found, name, amount)
    found.save(update_fields=["outcome", "until", "result", *left])
    deadlines.stop(case, _REPLY[Remedy.Kind(found.kind)])
    if found.suspended:
        _go_on(case)
    _lessen(actor, case, before, left, f"{found.get_kind_display()}{found.get_outcome_display()}：{result}")
    _recount(actor, case)
    acting.write(case)
    kept = {"kind": kind, "outcome": ending.outcome, "on": ending.on, **left}
    acting.tell(actor, case, "end_remedy", f"{result} {text}", kept)
    return found


def pending(case: Case, kind: str) -> Remedy:
    """Return what is pending of this kind. Raises ConflictError for nothing."""
    found = case.remedies.filter(kind=kind, until__isnull=True).first()
    if found is None:
        raise ConflictError("没有尚未结束的该类行政复议、行政诉讼", where=case.number)
    return found


def _left(case: Case, ending: Ending) -> dict[str, Decimal]:
    """Return what is left of each amount; nothing where the decision stands. Raises InvalidError."""
    if ending.outcome not in _O.values or not ending.outcome:
        raise InvalidError("请选择结果", where="outcome")
    if ending.outcome not in (_O.CHANGED, _O.REVOKED):
        return {}
    found, standing = {}, dues.decided(case)
    for kind, name in dues.AMOUNTS.items():
        given = Decimal(0) if ending.outcome == _O.REVOKED else getattr(ending, name)
        if given is None or given < 0 or given != given.quantize(CENT) or given > standing[kind]:
            raise InvalidError(
                f"请填写变更后的金额：0 至 {standing[kind]} 元，精确到分",
                where=name,
                why="行政复议、行政诉讼不加重处罚",
            )
        found[name] = given
    if ending.outcome == _O.CHANGED and all(
        found[name] == standing[kind] for kind, name in dues.AMOUNTS.items()
    ):
        raise InvalidError("变更后的金额与原决定相同", where="fine", do="金额不变的选择维持")
    return found


def _lessen(
    actor: User, case: Case, before: dict[str, Decimal], left: dict[str, Decimal], reason: str
) -> None:
    """Take what the decision lost off what is unpaid of it."""
    owed = dues.outstanding(case, clocks.today())
    amounts = {
        str(kind): cut
        for kind, name in dues.AMOUNTS.items()
        if name in left and (cut := min(before[kind] - left[name], owed.of(kind))) > 0
    }
    if amounts:
        booking.lessen(actor, case, Correction.What.REDUCED, amounts, reason)


def _recount(actor: User, case: Case) -> None:
    """Count the additional fine anew where one was booked: days of a remedy do not count."""
    if case.pay_by:
        booking.charge(actor, case, clocks.today())


def _rest(case: Case) -> None:
    for kind in _OF_EXECUTION:
        clock = deadlines.clock(case, kind)
        if clock and not clock.stopped_on and not clock.pauses.filter(until__isnull=True).exists():
            clocks.pause(clock, _STOPPED)


def _go_on(case: Case) -> None:
    if case.remedies.filter(until__isnull=True, suspended=True).exists():
        return
    for kind in _OF_EXECUTION:
        clock = deadlines.clock(case, kind)
        if clock and clock.pauses.filter(until__isnull=True, reason=_STOPPED).exists():
            clocks.resume(clock)


@transaction.atomic
def give_back(actor: User, given: Case, kind: str, amount: Decimal, on: date, voucher: str) -> Correction:
    """Put on file that money which the decision no longer covers went back to the party.

    Raises InvalidError beyond what has to go back.
    """
    booking.hold(actor, given)
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *STAGES)
    acting.ask(actor, case, "give_back", by_a_handler)
    if kind not in Receipt.Kind.values:
        raise InvalidError("请选择款项", where="kind")
    most = dues.to_return(case, clocks.today())[kind]
    if amount <= 0 or amount != amount.quantize(CENT) or amount > most:
        raise InvalidError(f"金额须大于 0、不超过应退还 {most} 元，精确到分", where="amount")
    if case.decided_on is None or not case.decided_on <= on <= clocks.today():
        raise InvalidError("退还日期须在决定之后、今天以前", where="on")
    paper = acting.demand_text(voucher, "退还凭证号", "voucher", 60)
    made = booking.returned(actor, case, kind, amount, on, f"退还已缴款项，凭证 {paper}")
    acting.write(case)
    acting.tell(actor, case, "give_back", paper, {"kind": kind, "amount": amount, "on": on})
    return made
