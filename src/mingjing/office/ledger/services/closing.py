"""Months are locked in order, and unlocked one by one from the last, with a reason."""

import re
from datetime import date, timedelta

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.ledger.models import Book, Closing
from mingjing.office.ledger.services.post import lock as lock_book
from mingjing.office.ledger.services.post import month

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


@transaction.atomic
def lock(actor: User, period: str, text: str = "") -> Closing:
    """Lock a month that is over, and with it all months before. Raises InvalidError, ConflictError."""
    demand(actor, Permission.LEDGER_LOCK)
    _demand_month(period)
    if period >= month(clocks.today()):
        raise InvalidError(f"{period} 尚未结束，不能结账", where="period")
    book = lock_book(actor.organisation)
    if period <= book.locked_through:
        raise ConflictError(f"已结账至 {book.locked_through}")
    return _note(actor, book, period, True, text, period)


@transaction.atomic
def unlock(actor: User, period: str, reason: str) -> Closing:
    """Unlock the last locked month. Raises InvalidError without a reason, ConflictError for any other month."""
    demand(actor, Permission.LEDGER_LOCK)
    _demand_month(period)
    if not reason.strip():
        raise InvalidError("请填写反结账理由", where="reason")
    book = lock_book(actor.organisation)
    if period != book.locked_through:
        last = book.locked_through or "无"
        raise ConflictError(f"只能从最后结账的月份起逐月反结账（现已结账至：{last}）")
    before = date.fromisoformat(f"{period}-01") - timedelta(days=1)
    return _note(actor, book, period, False, reason, month(before))


def _demand_month(period: str) -> None:
    if not _MONTH.fullmatch(period):
        raise InvalidError("月份格式为 2026-03", where="period")


def _note(actor: User, book: Book, period: str, locked: bool, reason: str, through: str) -> Closing:
    if len(reason) > 500:
        raise InvalidError("理由不能超过 500 字", where="reason")
    Book.objects.filter(pk=book.pk).update(locked_through=through)
    row = Closing.objects.create(
        organisation=actor.organisation, period=period, locked=locked, reason=reason.strip(), actor=actor
    )
    before, after = {"locked_through": book.locked_through}, {"locked_through": through, "reason": row.reason}
    audit.record(actor, "lock" if locked else "unlock", "ledger_month", period, before, after)
    return row
