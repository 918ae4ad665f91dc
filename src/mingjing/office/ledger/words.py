"""Accounts, kinds, funds, claims as people read them."""

from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ui.values import masked_name

_LONGEST_NAME = 4


def account(name: str) -> str:
    """Return an account's title; the name itself when it is unknown."""
    found = chart().accounts.get(name)
    return found.title if found else name


def kind(name: str) -> str:
    """Return a kind of money in words."""
    found = chart().kinds.get(name)
    return found.title if found else name


def fund(code: str) -> str:
    """Return a fund in words, empty for none."""
    return chart().funds.get(code, code)


def claim(tags: Tags) -> str:
    """Return what is owed for: the case, else the suspicion."""
    if tags.case:
        return tags.case
    return f"疑点 {tags.suspicion}" if tags.suspicion is not None else ""


def month_title(period: str) -> str:
    """Return 2026-03 as 2026年3月."""
    year, _, month = period.partition("-")
    return f"{year}年{int(month)}月" if month.isdigit() else period


def party(name: str, *, own: bool) -> str:
    """Return a party outside the register: in the books of other bureaus the names of private persons are masked."""
    return masked_name(name) if _private(name) and not own else name


def _private(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME or "·" in name


def reference(text: str, payer: str, *, own: bool) -> str:
    """Return what a payer wrote to the bank: in the books of other bureaus without the private payer's own name."""
    return text.replace(payer, masked_name(payer)) if _private(payer) and not own else text
