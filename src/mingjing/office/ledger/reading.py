"""Read models of the ledger's pages: where the money stands, what waits for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from mingjing.office.accounts.models import User
from mingjing.office.ledger import policy, words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Book, Posting
from mingjing.office.ledger.services import bank, deductions, pools

SHOWN = (
    "suspected", "verified", "decided", "due", "received", "fund", "treasury", "patients", "refused", "suspense",
    "revoked", "waived", "cleared", "reward_due", "reward_paid",
)  # fmt: skip
"""The accounts of the balance sheet, in the order of the money's way."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account: its balance by kind of money (in words, and by code) and together, on its own side, in yuan."""

    account: str
    title: str
    code: str
    total: Decimal
    kinds: Sequence[tuple[str, Decimal]]
    codes: Sequence[tuple[str, Decimal]] = ()


def balances(rows: QuerySet[Posting]) -> list[Line]:
    """Return the accounts that hold something, in one query."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows.order_by().values("account", "kind").annotate(net=Sum("debit") - Sum("credit")):
        sign = 1 if chart().accounts[row["account"]].side == "debit" else -1
        if row["net"]:
            found.setdefault(row["account"], []).append((row["kind"], sign * row["net"]))
    lines = []
    for name in SHOWN:
        kinds = sorted(found.get(name, []), key=lambda one: chart().kinds[one[0]].order)
        if kinds:
            one = chart().accounts[name]
            said = [(words.kind(kind), yuan(net)) for kind, net in kinds]
            codes = [(kind, yuan(net)) for kind, net in kinds]
            lines.append(Line(name, one.title, one.code, yuan(sum(net for _, net in kinds)), said, codes))
    return lines


def by_fund(rows: QuerySet[Posting]) -> list[tuple[str, Decimal, Decimal, Decimal, Decimal]]:
    """Return for each fund what is due, received, in the 财政专户, refused; in yuan."""
    wanted = ("due", "received", "fund", "refused")
    nets: dict[str, dict[str, int]] = {}
    some = rows.filter(account__in=wanted).exclude(fund="").order_by()
    for row in some.values("fund", "account").annotate(net=Sum("debit") - Sum("credit")):
        nets.setdefault(row["fund"], {})[row["account"]] = row["net"]
    found = []
    for code in sorted(nets):
        due, received, fund, refused = (yuan(nets[code].get(name, 0)) for name in wanted)
        if due or received or fund or refused:
            found.append((words.fund(code), due, received, fund, refused))
    return found


def work(user: User, today: date) -> dict[str, Any]:
    """Return what waits in the person's own bureau: receipts, money to pay on, debts, deductions, months."""
    own = user.organisation
    received = [one for one in pools.of(own, "received") if one.kind != "unallocated"]
    due, held = pools.of(own, "due"), pools.of(own, "suspense")
    book = Book.objects.filter(organisation=own).first()
    waiting = bank.waiting(user)
    return {
        "bank": (len(waiting), yuan(sum(one.amount for one in waiting))),
        "received": (len(received), yuan(sum(one.amount for one in received))),
        "due": (len(due), yuan(sum(one.amount for one in due))),
        "held": (len(held), yuan(sum(one.amount for one in held))),
        "deductions": deductions.waiting(user).filter(lead__held_by=own).count(),
        "locked": book.locked_through if book else "",
        "oldest": min((one.since for one in received), default=None),
    }


def postings_of(user: User, **only: Any) -> QuerySet[Posting]:
    """Return the visible postings of one institution, case or suspicion with what a list shows of them."""
    found = policy.postings(user).filter(**only).order_by("entry__on", "entry_id", "position")
    return found.select_related("entry", "entry__organisation", "institution", "suspicion__lead", "line")
