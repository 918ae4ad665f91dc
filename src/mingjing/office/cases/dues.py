"""What is still owed in a case on a day, the additional fine included."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from mingjing.office.cases import deadlines
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Receipt

_ZERO = Decimal(0)


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


def outstanding(case: Case, day: date) -> Due:
    """Return what is owed on a day."""
    receipts = list(case.receipts.filter(on__lte=day).order_by("on", "pk"))
    paid = {
        kind: sum((one.amount for one in receipts if one.kind == kind), _ZERO) for kind in Receipt.Kind.values
    }
    fines = [(one.on, one.amount) for one in receipts if one.kind == Receipt.Kind.FINE]
    rate = Decimal(deadlines.figures(case)["overdue_rate"])
    late = additional(case.fine_amt, case.pay_by, fines, day, rate)
    return Due(
        case.refund_amt - paid["refund"],
        case.fine_amt - paid["fine"],
        case.confiscated_amt - paid["confiscated"],
        max(late - paid["overdue"], _ZERO),
    )


def additional(
    fine: Decimal, pay_by: date | None, paid: list[tuple[date, Decimal]], day: date, rate: Decimal
) -> Decimal:
    """Return the additional fine up to a day: `rate` a day of what was then unpaid, at most the fine itself."""
    if pay_by is None:
        return _ZERO
    total, left, since = _ZERO, fine, pay_by
    for on, amount in paid:
        if on > since:
            total += left * rate * (on - since).days
            since = on
        left -= amount
    total += left * rate * max((day - since).days, 0)
    return min(total.quantize(CENT, ROUND_FLOOR), fine)
