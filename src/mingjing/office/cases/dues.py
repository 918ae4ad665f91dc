"""What is still owed in a case on a day, the additional fine included."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ContextDecorator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Self

from mingjing.office.cases import deadlines
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Correction, Receipt, Remedy

AMOUNTS = {Receipt.Kind.REFUND: "refund", Receipt.Kind.FINE: "fine", Receipt.Kind.CONFISCATED: "confiscated"}
"""What a decision imposes, by the kind of its receipts."""
WAS_DUE = "was_due"
"""Under what name a deferral keeps the last day of payment that it moved."""
_ZERO = Decimal(0)
_LESS = (Correction.What.REDUCED, Correction.What.WAIVED)
Spans = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Due:
    """What is unpaid, by kind, in yuan."""

    refund: Decimal
    fine: Decimal
    confiscated: Decimal
    overdue: Decimal

    @property
    def total(self) -> Decimal:
        """Return the sum."""
        return self.refund + self.fine + self.confiscated + self.overdue

    def of(self, kind: str) -> Decimal:
        """Return what is unpaid of one kind of receipt."""
        return Decimal(getattr(self, kind))


@dataclass
class Books:
    """What the money of one case is counted from, each read once."""

    case: Case

    @cached_property
    def receipts(self) -> list[Receipt]:
        """Return the receipts that were not undone, the oldest first."""
        return list(self.case.receipts.filter(undone__isnull=True).order_by("on", "pk"))

    @cached_property
    def corrections(self) -> list[Correction]:
        """Return what was undone, made smaller, given back."""
        return list(self.case.corrections.all())

    @cached_property
    def remedies(self) -> list[Remedy]:
        """Return the reconsiderations and suits."""
        return list(self.case.remedies.all())

    @cached_property
    def deferrals(self) -> Spans:
        """Return from when to when the fine was overdue before a later day was granted."""
        kept = self.case.steps.filter(name="defer").order_by("pk").values_list("on", "data")
        moved = [(date.fromisoformat(was), on) for on, data in kept if (was := data.get(WAS_DUE))]
        return [(was, on) for was, on in moved if was < on]

    def corrected(self, *what: str) -> dict[str, Decimal]:
        """Return the corrections of these kinds by the kind of money."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one in self.corrections:
            if one.what in what:
                found[one.kind] += one.amount
        return found

    def paid(self, day: date) -> dict[str, Decimal]:
        """Return what was paid up to a day by kind."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one in self.receipts:
            if one.on <= day:
                found[one.kind] += one.amount
        return found


_reading: ContextVar[dict[int, Books] | None] = ContextVar("dues", default=None)


class Reading(ContextDecorator):
    """Within it nothing is written, so that the books of a case are read once however often they are asked for."""

    def __enter__(self) -> Self:
        self._outer = _reading.get()
        if self._outer is None:
            _reading.set({})
        return self

    def __exit__(self, *error: object) -> None:
        if self._outer is None:
            _reading.set(None)

    def _recreate_cm(self) -> "Reading":
        return Reading()


def books(case: Case) -> Books:
    """Return the books of a case, those read before while a page is only shown."""
    known = _reading.get()
    return Books(case) if known is None else known.setdefault(case.pk, Books(case))


def standing(case: Case, day: date) -> list[Receipt]:
    """Return the receipts up to a day that were not undone, the oldest first."""
    return [one for one in books(case).receipts if one.on <= day]


def outstanding(case: Case, day: date) -> Due:
    """Return what is owed on a day."""
    known = books(case)
    less, paid = known.corrected(*_LESS), known.paid(day)
    late = _late(known, day)
    return Due(
        case.refund_amt - less["refund"] - paid["refund"],
        case.fine_amt - less["fine"] - paid["fine"],
        case.confiscated_amt - less["confiscated"] - paid["confiscated"],
        max(late - less["overdue"] - paid["overdue"], _ZERO),
    )


def decided(case: Case) -> dict[str, Decimal]:
    """Return what stands of the decision by kind: what it imposed, or what the last remedy left of it."""
    return _standing_amounts(books(case))


def _standing_amounts(known: Books) -> dict[str, Decimal]:
    changed = [one for one in known.remedies if one.until and one.fine is not None]
    last = max(changed, key=lambda one: (one.until, one.pk), default=None)
    return {
        str(kind): getattr(last, name) if last else getattr(known.case, f"{name}_amt")
        for kind, name in AMOUNTS.items()
    }


def to_return(case: Case, day: date) -> dict[str, Decimal]:
    """Return what was paid beyond what stands of the decision and has not gone back."""
    known = books(case)
    if not any(one.fine is not None for one in known.remedies):
        return dict.fromkeys(Receipt.Kind.values, _ZERO)
    back, paid = known.corrected(Correction.What.RETURNED), known.paid(day)
    most = {**_standing_amounts(known), str(Receipt.Kind.OVERDUE): _accrued(known, day)}
    return {kind: max(paid[kind] - back[kind] - amount, _ZERO) for kind, amount in most.items()}


def rests(found: Sequence[Remedy], day: date) -> Spans:
    """Return the days on which no additional fine is counted: those of remedies, the first and the last included."""
    return sorted((one.since, one.until or max(day, one.since)) for one in found)


def accrued(case: Case, day: date) -> Decimal:
    """Return the additional fine that accrued up to a day, paid or not, less what was waived of it."""
    return _accrued(books(case), day)


def _accrued(known: Books, day: date) -> Decimal:
    return max(_late(known, day) - known.corrected(*_LESS)["overdue"], _ZERO)


def _late(known: Books, day: date) -> Decimal:
    case = known.case
    if case.pay_by is None:
        return _ZERO
    fines = [
        (one.on, one.amount) for one in known.receipts if one.on <= day and one.kind == Receipt.Kind.FINE
    ]
    rate = Decimal(deadlines.figures(case)["overdue_rate"])
    fine = min(case.fine_amt - known.corrected(*_LESS)["fine"], _standing_amounts(known)[Receipt.Kind.FINE])
    return additional(fine, case.pay_by, fines, day, rate, known.deferrals, rests(known.remedies, day))


def additional(
    fine: Decimal, pay_by: date | None, paid: Sequence[tuple[date, Decimal]], day: date, rate: Decimal, before: Spans = (),
    rests: Spans = (),
) -> Decimal:  # fmt: skip
    """Return the additional fine up to a day: `rate` a day of what was then unpaid, at most the fine itself.

    It grows after `pay_by`, and grew in the spans `before`; on the days of `rests`, first and last included, it does not.
    """
    if pay_by is None:
        return _ZERO
    total = sum(
        (_grown(fine, paid, since, until, rate) for since, until in _awake((*before, (pay_by, day)), rests)),
        _ZERO,
    )
    return min(total.quantize(CENT, ROUND_FLOOR), fine)


def _awake(spans: Spans, rests: Spans) -> Spans:
    """Return the spans without the days of rest; a span counts the days after its first up to its last."""
    for first, last in rests:
        eve = first - timedelta(days=1)
        spans = [
            piece
            for since, until in spans
            for piece in ((since, min(until, eve)), (max(since, last), until))
            if piece[0] < piece[1]
        ]
    return spans


def _grown(
    left: Decimal, paid: Sequence[tuple[date, Decimal]], since: date, until: date, rate: Decimal
) -> Decimal:
    total = _ZERO
    for on, amount in paid:
        if on > until:
            break
        if on > since:
            total += left * rate * (on - since).days
            since = on
        left = max(left - amount, _ZERO)
    return total + left * rate * max((until - since).days, 0)
