"""Statements: opening, debits, credits and closing per account, by institution, case, fund or month. One query each."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.ledger import policy
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Posting

BY = {
    "institution": "institution_id",
    "case": "claim",
    "fund": "fund",
    "period": "period",
    "suspicion": "suspicion_id",
}
_ALWAYS = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One account of one kind for one key: opening + debit - credit = closing, in yuan, debit side positive."""

    key: Any
    account: str
    kind: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


def statement(user: User, by: str, first: str = "", last: str = "", **only: Any) -> list[Row]:
    """Return what `user` sees, by one of `BY`, for the months from `first` to `last`; `only` filters by names of BY.

    By month each row opens with what the month before closed. Raises InvalidError for another `by` or filter.
    """
    unknown = ({by} | set(only)) - set(BY)
    if unknown or (first and last and first > last):
        raise InvalidError("没有这种对账方式，或者起止月份颠倒", where="by")
    rows = policy.postings(user).filter(**{BY[name]: value for name, value in only.items()}).order_by()
    if last:
        rows = rows.filter(period__lte=last)
    return _by_month(rows, first) if by == "period" else _by(rows, BY[by], first)


def _by(rows: QuerySet[Posting], column: str, first: str) -> list[Row]:
    before, within = (Q(period__lt=first), Q(period__gte=first)) if first else (~_ALWAYS, _ALWAYS)
    found = rows.values(column, "account", "kind").annotate(
        opening_debit=Coalesce(Sum("debit", filter=before), 0),
        opening_credit=Coalesce(Sum("credit", filter=before), 0),
        moved_debit=Coalesce(Sum("debit", filter=within), 0),
        moved_credit=Coalesce(Sum("credit", filter=within), 0),
    )
    made = (
        _row(
            one[column],
            one,
            one["opening_debit"] - one["opening_credit"],
            one["moved_debit"],
            one["moved_credit"],
        )
        for one in found
    )
    return sorted(made, key=lambda one: (str(one.key), one.account, one.kind))


def _by_month(rows: QuerySet[Posting], first: str) -> list[Row]:
    found = rows.values("period", "account", "kind").annotate(
        all_debit=Sum("debit"), all_credit=Sum("credit")
    )
    standing: defaultdict[tuple[str, str], int] = defaultdict(int)
    made = []
    for one in sorted(found, key=lambda one: (one["period"], one["account"], one["kind"])):
        key = (one["account"], one["kind"])
        if one["period"] >= first:
            made.append(_row(one["period"], one, standing[key], one["all_debit"], one["all_credit"]))
        standing[key] += one["all_debit"] - one["all_credit"]
    return made


def _row(key: Any, one: Mapping[str, Any], opening: int, debit: int, credit: int) -> Row:
    closing = opening + debit - credit
    return Row(key, one["account"], one["kind"], yuan(opening), yuan(debit), yuan(credit), yuan(closing))


def trial_balance(user: User, last: str = "") -> dict[tuple[str, str], Decimal]:
    """Return the closing balance of each account and kind that `user` sees; together they are nought."""
    rows = policy.postings(user).order_by()
    if last:
        rows = rows.filter(period__lte=last)
    found = rows.values("account", "kind").annotate(net=Sum("debit") - Sum("credit"))
    return {(one["account"], one["kind"]): yuan(one["net"]) for one in found}
