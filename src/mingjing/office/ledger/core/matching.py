"""Which debt a receipt pays: a score from 0 to 100 by reference, payer and amount, with its reasons."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_REFERENCE, _NAME, _NEARLY, _EXACT, _PART = 45, 35, 20, 20, 8
_ALIKE, LEAST = 0.8, 25
_NOISE = re.compile(r"[\s（）()\[\]【】〔〕《》·,，.。、\-_—:：#号]+")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came in, in fen."""

    payer: str
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Due:
    """What one party owes for one claim, of one kind and fund, in fen; `order` says what is paid first."""

    key: str
    party: str
    claim: str
    kind: str
    fund: str
    amount: int
    order: int


@dataclass(frozen=True, slots=True)
class Match:
    """A debtor's claim that a receipt may pay."""

    claim: str
    key: str
    score: int
    reasons: tuple[str, ...]


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return a name or reference without widths, brackets, punctuation and case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def match(receipt: Receipt, dues: Sequence[Due]) -> list[Match]:
    """Return the claims worth proposing, the most likely first; equals in the order of their keys."""
    groups: dict[tuple[str, str], list[Due]] = {}
    for due in dues:
        groups.setdefault((due.key, due.claim), []).append(due)
    found = [_score(receipt, some) for some in groups.values()]
    kept = [one for one in found if one.score >= LEAST]
    return sorted(kept, key=lambda one: (-one.score, one.key, one.claim))


def _score(receipt: Receipt, dues: Sequence[Due]) -> Match:
    one, owed = dues[0], sum(due.amount for due in dues)
    score, reasons = 0, list[str]()
    claim = plain(one.claim)
    if len(claim) >= _SHORTEST and claim in plain(receipt.reference):
        score, reasons = score + _REFERENCE, [*reasons, "附言含案件编号"]
    payer, party = plain(receipt.payer), plain(one.party)
    if payer and payer == party:
        score, reasons = score + _NAME, [*reasons, "户名一致"]
    elif payer and party and _alike(payer, party):
        score, reasons = score + _NEARLY, [*reasons, "户名相近"]
    if receipt.amount == owed or any(receipt.amount == due.amount for due in dues):
        score, reasons = score + _EXACT, [*reasons, "金额一致"]
    elif receipt.amount < owed and score:
        score, reasons = score + _PART, [*reasons, "部分缴款"]
    return Match(one.claim, one.key, min(score, 100), tuple(reasons))


def _alike(payer: str, party: str) -> bool:
    if min(len(payer), len(party)) >= _SHORTEST and (payer in party or party in payer):
        return True
    if 2 * len(set(payer) & set(party)) < _ALIKE * max(len(set(payer)), len(set(party))):
        return False
    matcher = SequenceMatcher(None, payer, party, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def allocate(amount: int, dues: Sequence[Due]) -> tuple[list[tuple[Due, int]], int]:
    """Share an amount over debts; return the shares and what is left over.

    A debt of exactly this amount is paid alone; else in their order, the last one in part.
    """
    exact = [due for due in dues if due.amount == amount]
    if exact and sum(due.amount for due in dues) != amount:
        return [(min(exact, key=_order), amount)], 0
    shares, left = [], amount
    for due in sorted(dues, key=_order):
        share = min(left, due.amount)
        if share > 0:
            shares.append((due, share))
            left -= share
    return shares, left


def _order(due: Due) -> tuple[int, str, str, str]:
    return due.order, due.claim, due.fund, due.kind
