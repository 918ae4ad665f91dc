"""Who sees which entries: a bureau those of its own book and of the bureaus below it. Others see none."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.ledger.models import BankFile, BankLine, Closing, Entry, Posting

_M = TypeVar("_M", bound=Model)


def _within(user: User, model: type[_M]) -> QuerySet[_M]:
    reads = user.is_active and allowed(user.roles, Permission.LEDGER_READ)
    if not reads or not user.organisation.is_bureau:
        return model._default_manager.none()
    return model._default_manager.filter(organisation__in=user.organisation.bureaus())


def visible(user: User) -> QuerySet[Entry]:
    """Return the entries `user` sees."""
    return _within(user, Entry)


def postings(user: User) -> QuerySet[Posting]:
    """Return the postings of the entries `user` sees."""
    return _within(user, Posting)


def bank_files(user: User) -> QuerySet[BankFile]:
    """Return the bank files `user` sees."""
    return _within(user, BankFile)


def bank_lines(user: User) -> QuerySet[BankLine]:
    """Return the receipts `user` sees."""
    return _within(user, BankLine)


def closings(user: User) -> QuerySet[Closing]:
    """Return the months locked and unlocked."""
    return _within(user, Closing)


def one(user: User, key: int) -> Entry:
    """Return one entry. Raises NotVisibleError."""
    return _one(visible(user).select_related("organisation", "actor"), "凭证", key)


def bank_file(user: User, key: int) -> BankFile:
    """Return one bank file. Raises NotVisibleError."""
    return _one(bank_files(user), "银行流水文件", key)


def bank_line(user: User, key: int) -> BankLine:
    """Return one receipt. Raises NotVisibleError."""
    return _one(bank_lines(user), "到账记录", key)


def _one(found: QuerySet[_M], what: str, key: int) -> _M:
    row = found.filter(pk=key).first()
    if row is None:
        raise NotVisibleError(f"没有这个{what}，或者不在您的管辖范围内", where=str(key))
    return row
