"""What is still owed in a case on a day, the additional fine included."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from mingjing.office.cases import deadlines
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Correction, Receipt, Remedy

AMOUNTS = {Receipt.Kind.REFUND: "refund", Receipt.Kind.FINE: "fine", Receipt.Kind.CONFISCATED: "confiscated"}
"""What a decision imposes, by the kind of its receipts."""
WAS_DUE = "was_due"
"""Under what name a deferral keeps the last day of payment that it moved."""
_ZERO = Decimal(0)
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


def standing(case: Case, day: date) -> list[Receipt]:
    """Return the receipts up to a day that were not undone, the oldest first."""
    return list(case.receipts.filter(on__lte=day, undone__isnull=True).order_by("on", "pk"))


def lessened(case: Case) -> dict[str, Decimal]:
    """Return by how much each kind of debt was made smaller since the decision."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    rows = case.corrections.exclude(what=Correction.What.REVERSED)
    for kind, amount in rows.values_list("kind", "amount"):
        found[kind] += amount
    return found


def outstanding(case: Case, day: date) -> Due:
    """Return what is owed on a day."""
    receipts, less = standing(case, day), lessened(case)
    paid = {
        kind: sum((one.amount for one in receipts if one.kind == kind), _ZERO) for kind in Receipt.Kind.values
    }
    for kind, amount in returned(case).items():
        paid[kind] -= amount
    late = _late(case, day, receipts, less)
    return Due(
        case.refund_amt - less["refund"] - paid["refund"],
        case.fine_amt - less["fine"] - paid["fine"],
        case.confiscated_amt - less["confiscated"] - paid["confiscated"],
        max(late - less["overdue"] - paid["overdue"], _ZERO),
    )


def returned(case: Case) -> dict[str, Decimal]:
    """Return what went back to the party of each kind."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    rows = case.corrections.filter(what=Correction.What.RETURNED)
    for kind, amount in rows.values_list("kind", "amount"):
        found[kind] += amount
    return found


def decided(case: Case) -> dict[str, Decimal]:
    """Return what stands of the decision by kind: what it imposed, or what the last remedy left of it."""
    return _standing_amounts(case, list(case.remedies.all()))


def _standing_amounts(case: Case, found: Sequence[Remedy]) -> dict[str, Decimal]:
    changed = [one for one in found if one.until and one.fine is not None]
    last = max(changed, key=lambda one: (one.until, one.pk), default=None)
    return {
        str(kind): getattr(last, name) if last else getattr(case, f"{name}_amt")
        for kind, name in AMOUNTS.items()
    }


def to_return(case: Case, day: date) -> dict[str, Decimal]:
    """Return what was paid beyond what stands of the decision and has not gone back."""
    back, stand = returned(case), decided(case)
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in standing(case, day):
        paid[one.kind] += one.amount
    changed = case.remedies.filter(fine__isnull=False).exists()
    most = {**stand, str(Receipt.Kind.OVERDUE): accrued(case, day)}
    return {
        kind: max(paid[kind] - back[kind] - amount, _ZERO) if changed else _ZERO
        for kind, amount in most.items()
    }


def rests(found: Sequence[Remedy], day: date) -> Spans:
    """Return the days on which no additional fine is counted: those of remedies, the first and the last included."""
    return sorted((one.since, one.until or max(day, one.since)) for one in found)


def accrued(case: Case, day: date) -> Decimal:
    """Return the additional fine that accrued up to a day, paid or not, less what was waived of it."""
    less = lessened(case)
    return max(_late(case, day, standing(case, day), less) - less["overdue"], _ZERO)


def _late(case: Case, day: date, receipts: list[Receipt], less: dict[str, Decimal]) -> Decimal:
    fines = [(one.on, one.amount) for one in receipts if one.kind == Receipt.Kind.FINE]
    rate = Decimal(deadlines.figures(case)["overdue_rate"])
    remedies = list(case.remedies.all())
    fine = min(case.fine_amt - less["fine"], _standing_amounts(case, remedies)[Receipt.Kind.FINE])
    return additional(fine, case.pay_by, fines, day, rate, _before_deferrals(case), rests(remedies, day))


def _before_deferrals(case: Case) -> Spans:
    """Return from when to when the fine was overdue before a later day was granted."""
    kept = case.steps.filter(name="defer").order_by("pk").values_list("on", "data")
    moved = [(date.fromisoformat(was), on) for on, data in kept if (was := data.get(WAS_DUE))]
    return [(was, on) for was, on in moved if was < on]


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
