"""What a case means in the ledger: decision, service, receipts, measures, the end of execution. Same transaction.

The books are locked before the case (`hold`), because vouchers of the ledger's own pages lock in that order too.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.cases import dues
from mingjing.office.cases.books import standing
from mingjing.office.cases.models import Case, Correction, Measure, Receipt, ReceiptEntry
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Line, Suspicion
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Move, Tags, fen, yuan
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services import verdicts
from mingjing.office.ledger.services.gathering import gather, lock_books, open_day
from mingjing.office.ledger.services.post import Posted, Voucher, follow

PREFIX = "case:"
KINDS = {
    Receipt.Kind.REFUND: "principal",
    Receipt.Kind.FINE: "fine",
    Receipt.Kind.CONFISCATED: "confiscation",
    Receipt.Kind.OVERDUE: "surcharge",
}
"""The kinds of money of receipts as the ledger calls them."""
_ZERO = Decimal(0)


def hold(actor: User, case: Case) -> None:
    """Lock the books that a step of the case may write in; before the case itself is locked."""
    if actor.organisation.is_bureau:
        lock_books(actor.organisation, suspicions(case))


def suspicions(case: Case) -> list[int]:
    """Return the suspicions that the case deals with."""
    return list(case.links.filter(active=True).order_by("suspicion").values_list("suspicion", flat=True))


def key(case: Case, what: str) -> str:
    """Return how a voucher of a case is named for good."""
    return f"{PREFIX}{case.number}:{what}"


def tags(case: Case, fund: str = "") -> Tags:
    """Return the tags of the case and its party."""
    return Tags(case.institution_id, case.party_name, None, None, case.number, fund)


def voucher(case: Case, what: str, on: date, text: str, moves: Sequence[Move] = ()) -> Voucher:
    """Return a voucher of the case, on the day or the first open one after it."""
    return Voucher(key(case, what), open_day(case.organisation, on), moves, text[:500], case.number)


def decided(actor: User, case: Case) -> Posted | None:
    """Book what was decided: the refund from what was confirmed, fine and confiscation on top."""
    on = case.decided_on or clocks.today()
    made = voucher(case, "decide", on, f"处理决定：{case.get_outcome_display()}")
    moves = refund(actor, case, case.refund_amt, made)
    for kind, amount in (("fine", case.fine_amt), ("confiscation", case.confiscated_amt)):
        if amount:
            moves.append(Move("impose", kind, amount, tags(case)))
    return follow(actor, case.organisation, replace(made, moves=moves)) if moves else None


def refund(actor: User, case: Case, amount: Decimal, made: Voucher, way: str = "decide") -> list[Move]:
    """Return the moves of a refund (or, with `refuse`, of a refusal): from the suspicions, the rest found by the case."""
    if not amount:
        return []
    _demand_once(case, amount)
    linked = suspicions(case)
    pieces, lacking = gather(
        actor, case.organisation, [*linked, *(caps := _sharing(linked))],
        lambda one: Tags(case.institution_id, case.party_name, one), fen(amount), made, caps,
    )  # fmt: skip
    funds = _funds(linked)
    moves = [
        Move(way, "principal", yuan(part), replace(one, case=case.number, fund=funds.get(one.suspicion or 0) or usual(case)))
        for one, part in pieces
    ]  # fmt: skip
    if lacking:
        rest = tags(case, fund=usual(case))
        moves.append(Move("declare", "principal", yuan(lacking), rest))
        moves.append(Move(way, "principal", yuan(lacking), rest))
    return moves


def _demand_once(case: Case, amount: Decimal) -> None:
    """Raise ConflictError when more would be taken back than was lost: deductions count, and what the case decided."""
    linked = list(Suspicion.objects.filter(pk__in=suspicions(case)))
    confirmed = sum((verdicts.confirmed(one) for one in linked), _ZERO)
    most = max(confirmed, case.loss_amt)
    ends = Posting.objects.filter(suspicion__in=linked, case_key="", account__in=("refused", "fund"))
    taken = yuan(ends.aggregate(net=Sum("debit") - Sum("credit"))["net"] or 0)
    own = Posting.objects.filter(case_key=case.number, kind="principal", organisation=case.organisation)
    own = own.filter(account__in=("decided", "due", "received", "fund", "refused"))
    taken += yuan(own.aggregate(net=Sum("debit") - Sum("credit"))["net"] or 0)
    if most and taken and amount + taken > most:
        raise ConflictError(
            f"基金损失 {most} 元，已扣款、已决定追回 {taken} 元，不能再追回 {amount} 元", where=case.number,
            do="核对关联疑点已登记的扣款和本案已登记的措施",
        )  # fmt: skip


def _sharing(linked: Sequence[int]) -> dict[int, int]:
    """Return suspicions of the same leads that counted lines for those of the case, with the fen of these lines."""
    serials = Line.objects.filter(suspicion__in=linked, accepted_amt__gt=0)
    leads = Suspicion.objects.filter(pk__in=linked).values("lead")
    rows = Posting.objects.filter(
        account="verified", suspicion__lead__in=leads, line__bkkp_sn__in=serials.values("bkkp_sn"),
        entry__reverses__isnull=True, entry__reversed_by__isnull=True,
    )  # fmt: skip
    found = rows.exclude(suspicion__in=linked).order_by().values_list("suspicion")
    return {one: net for one, net in found.annotate(net=Sum("debit") - Sum("credit")) if net > 0}


def _funds(linked: Sequence[int]) -> dict[int, str]:
    rows = Suspicion.objects.filter(pk__in=linked).values_list("pk", "lead__insutype")
    return {key: chart().fund_of(insutype) for key, insutype in rows}


def usual(case: Case) -> str:
    """Return the fund that most suspicions of the case concern; 其他基金 where there are none."""
    count = Counter(_funds(suspicions(case)).values())
    return max(sorted(count), key=lambda one: count[one]) if count else chart().unknown_fund


def served(actor: User, case: Case, on: date) -> Posted | None:
    """Book what is due from the day of service on."""
    moves = [Move("serve", kind, yuan(net), one) for kind, one, net in standing(case, "decided") if net > 0]
    return follow(actor, case.organisation, voucher(case, "serve", on, "送达", moves)) if moves else None


def received(actor: User, case: Case, receipt: Receipt, *, late: bool = False) -> Entry:
    """Book a receipt that was registered in the case; `late` takes the first open day where its month is closed.

    Raises ConflictError when the month is closed, or when nothing of it is due.
    """
    if receipt.kind == Receipt.Kind.OVERDUE:
        charge(actor, case, clocks.today())
    moves = pay(case, KINDS[Receipt.Kind(receipt.kind)], fen(receipt.amount), "receive")
    on, text = receipt.on, f"收款：{receipt.get_kind_display()}"
    if late and (on := open_day(case.organisation, receipt.on)) != receipt.on:
        text += f"（到账日期 {receipt.on}，所在月份已结账）"
    made = Voucher(key(case, f"receipt:{receipt.pk}"), on, moves, text, receipt.voucher)
    entry = follow(actor, case.organisation, made).entry
    ReceiptEntry.objects.create(receipt=receipt, entry=entry)
    return entry


def pay(case: Case, kind: str, amount: int, way: str) -> list[Move]:
    """Return the moves that take `amount` fen from what is due of one kind, fund by fund. Raises ConflictError."""
    pools: Counter[Tags] = Counter()
    for name, one, net in standing(case, "due"):
        if name == kind:
            pools[replace(one, suspicion=None)] += net
    moves = []
    for one, net in pools.items():
        part = min(net, amount)
        if part > 0:
            moves.append(Move(way, kind, yuan(part), one))
            amount -= part
    if amount:
        raise ConflictError(
            f"台账中该案件的{chart().kinds[kind].title}应收余额不足，还差 {yuan(amount)} 元",
            where=case.number,
        )
    return moves


def charge(actor: User, case: Case, day: date) -> Posted | None:
    """Book the additional fine as it stands on a day; what was booked too much is taken back."""
    rows = Posting.objects.filter(organisation=case.organisation, claim=case.number, kind="surcharge")
    own = rows.filter(account__in=("decided", "due", "received", "treasury")).order_by()
    booked = own.aggregate(net=Sum("debit") - Sum("credit"))["net"] or 0
    total = dues.accrued(case, day)
    lacking = (fen(total) if total else 0) - booked
    number = rows.values("entry").distinct().count()
    if lacking > 0:
        moves = [Move(way, "surcharge", yuan(lacking), tags(case)) for way in ("impose", "serve")]
        made = voucher(case, f"surcharge:{number}", day, f"加处罚款计至 {day}", moves)
    elif lacking < 0:
        open_ = sum(net for kind, _, net in standing(case, "due") if kind == "surcharge")
        part = min(-lacking, open_)
        if part <= 0:
            return None
        text = f"加处罚款按实际缴款日期重新计算至 {day}"
        made = voucher(case, f"surcharge:{number}", day, text, pay(case, "surcharge", part, "reduce"))
    else:
        return None
    return follow(actor, case.organisation, made)


def measured(actor: User, case: Case, measure: Measure) -> Posted | None:
    """Book a measure of agreement handling that has an amount: 追回 and 违约金 fall due, 拒付 is never paid out."""
    amount, kind = measure.amount, measure.kind
    if not amount or kind not in (Measure.Kind.RECOVER, Measure.Kind.REFUSE, Measure.Kind.DAMAGES):
        return None
    made = voucher(case, f"measure:{measure.pk}", clocks.today(), f"协议处理：{measure.get_kind_display()}")
    if kind == Measure.Kind.REFUSE:
        moves = refund(actor, case, amount, made, "refuse")
    elif kind == Measure.Kind.RECOVER:
        moves = refund(actor, case, amount, made)
        moves += [replace(one, movement="serve") for one in moves if one.movement == "decide"]
    else:
        owed = tags(case, fund=usual(case))
        moves = [Move(way, "liquidated", amount, owed) for way in ("impose", "serve")]
    return follow(actor, case.organisation, replace(made, moves=moves))


def returned(actor: User, case: Case, kind: str, amount: Decimal, on: date, reason: str) -> Correction:
    """Book that money went back to the party: first what was not paid on, then out of fund or treasury."""
    name, left, moves = KINDS[Receipt.Kind(kind)], fen(amount), []
    for account, way in (
        ("received", "restore_received"),
        ("fund", "restore_fund"),
        ("treasury", "restore_treasury"),
    ):
        for found, one, net in standing(case, account):
            part = min(net, left) if found == name else 0
            if part > 0:
                moves.append(Move(way, name, yuan(part), replace(one, suspicion=None)))
                left -= part
    if left:
        raise ConflictError(f"台账中该案件已收款项不足，还差 {yuan(left)} 元", where=case.number)
    entry = follow(
        actor, case.organisation, voucher(case, f"return:{case.corrections.count()}", on, reason, moves)
    ).entry
    return Correction.objects.create(
        case=case, what=Correction.What.RETURNED, kind=kind, amount=amount, on=entry.on, reason=reason[:500],
        entry=entry, actor=actor,
    )  # fmt: skip


def lessen(
    actor: User, case: Case, what: str, amounts: Mapping[str, Decimal], reason: str
) -> list[Correction]:
    """Book that debts are smaller than decided, or given up at the end of the execution, and keep it in the case."""
    if Receipt.Kind.OVERDUE in amounts:
        charge(actor, case, clocks.today())
    way = "waive" if what == Correction.What.WAIVED else "reduce"
    moves = [
        move for kind, amount in amounts.items() for move in pay(case, KINDS[Receipt.Kind(kind)], fen(amount), way)
    ]  # fmt: skip
    number = case.corrections.count()
    entry = follow(
        actor, case.organisation, voucher(case, f"{way}:{number}", clocks.today(), reason, moves)
    ).entry
    return [
        Correction.objects.create(
            case=case, what=what, kind=kind, amount=amount, on=entry.on, reason=reason[:500], entry=entry, actor=actor
        )
        for kind, amount in amounts.items()
    ]  # fmt: skip
