"""What the fund lost (细则 35) and when it lost it (细则 36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.fines import CENT

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what the fund paid for it, and how much of that only followed from a changed deductible or segment."""

    key: str
    fund_amt: Decimal
    knock_on: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Loss:
    """An amount, how it was found, and the provision; `estimated` when it was not added up exactly."""

    amount: Decimal
    method: str
    ref: str
    estimated: bool = False


class Payment(StrEnum):
    """How the fund paid, which decides when it lost."""

    CLAIM = "claim"
    REAL_TIME = "real_time"
    MANUAL = "manual"


_MOMENTS = {Payment.CLAIM: "xz-36-1", Payment.REAL_TIME: "xz-36-2", Payment.MANUAL: "xz-36-3"}


def by_item(items: Iterable[Item]) -> Loss:
    """Return the exact sum of exact items, knock-on payments left out.

    Raises InvalidError when an item is named twice or its knock-on part exceeds it.
    """
    total, seen = _ZERO, set[str]()
    for item in items:
        if item.key in seen:
            raise InvalidError(f"明细 {item.key} 重复计算", where="items", do="每条明细只计一次")
        if not _ZERO <= item.knock_on <= item.fund_amt:
            raise InvalidError(f"明细 {item.key} 的连带部分超过基金支付", where="items")
        seen.add(item.key)
        total += item.fund_amt - item.knock_on
    return Loss(total.quantize(CENT), "逐项计算", "xz-35")


def by_group(actual: Decimal, correct: Decimal) -> Loss:
    """Return the standard of the group that was paid less that of the correct one; nothing when it was lower."""
    return Loss(max(actual - correct, _ZERO).quantize(CENT), "病组支付标准差额", "xz-35-1")


def by_group_cost(correct: Decimal, items: Decimal) -> Loss:
    """Return the standard of the correct group less the cost by items; nothing when that was higher."""
    return Loss(max(correct - items, _ZERO).quantize(CENT), "应入病组标准与按项目费用差额", "xz-35-2")


def by_proportion(paid: Decimal, sample: Decimal, wrong: Decimal, why: str) -> Loss:
    """Return the share that is wrong in a sample, applied to all that was paid; the cent goes to the party.

    Raises InvalidError without a reason why an exact sum is impossible, or for a sample that can't be one.
    """
    if not why.strip():
        raise InvalidError("按比例测算须说明不能逐项计算的原因", where="why", why="能够确定的应据实相加")
    if not (_ZERO < sample <= paid and _ZERO <= wrong <= sample):
        raise InvalidError("样本金额须大于 0、不超过总额，违规金额不超过样本金额", where="sample")
    return Loss((paid * wrong / sample).quantize(CENT, ROUND_FLOOR), "按比例测算", "xz-35", estimated=True)


def total(parts: Iterable[Loss]) -> Loss:
    """Return several parts as one loss; estimated as soon as one of them is."""
    found = list(parts)
    methods = list(dict.fromkeys(part.method for part in found))
    amount = sum((part.amount for part in found), _ZERO).quantize(CENT)
    return Loss(amount, "、".join(methods), "xz-35", any(part.estimated for part in found))


def lost_on(payment: Payment, *, paid: date | None = None, accepted: date | None = None) -> tuple[date, str]:
    """Return the day of the loss and its provision. Raises InvalidError when the day that counts is missing."""
    day = accepted if payment == Payment.REAL_TIME else paid
    if day is None:
        which = "结算结果被接受的日期" if payment == Payment.REAL_TIME else "基金支付的日期"
        raise InvalidError(f"请填写{which}", where="accepted" if payment == Payment.REAL_TIME else "paid")
    return day, _MOMENTS[payment]
