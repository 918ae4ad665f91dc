"""Deductions registered for final suspicions, and what of them was given back, as they stand in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Round

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Move, Tags, fen, yuan
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.services.gathering import gather, lock_books
from mingjing.office.ledger.services.post import Posted, Voucher, follow

DEDUCTED, REVISED = "deduction:", "revise:"
_REFUSED = ("refuse",)
_TAKEN_BACK = ("decide", "serve", "offset")
_ENDS = ("refused", "fund")


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a deduction stands now: whose book, account, fund, fen."""

    organisation: int
    account: str
    fund: str
    amount: int


def standing(suspicion: Suspicion) -> list[Ended]:
    """Return what the ledger holds of a suspicion's deduction, less what was given back.

    It stays in the book of the bureau that made it, also when the lead has gone to another one since.
    """
    rows = Posting.objects.filter(suspicion=suspicion, case_key="", account__in=_ENDS).order_by()
    summed = rows.values("organisation_id", "account", "fund").annotate(net=Sum("debit") - Sum("credit"))
    found = [
        Ended(row["organisation_id"], row["account"], row["fund"], row["net"]) for row in summed if row["net"]
    ]
    return sorted(found, key=lambda one: (one.account, one.fund, one.organisation))


@transaction.atomic
def book(actor: User, suspicion: Suspicion, fund: str, *, paid: bool) -> Posted:
    """Book by hand what the ledger lacks of a deduction, after a reversal: all of it, or what was given back since.

    `paid` says whether the fund had paid: then it is a recovery by set-off, else a refusal. Raises ConflictError when
    nothing is lacking or another bureau holds the lead, InvalidError for an unknown fund.
    """
    demand(actor, Permission.LEDGER_POST)
    now = leads.suspicion(actor, suspicion.pk)
    if now.lead.held_by_id != actor.organisation_id:
        raise ConflictError(f"该线索由{now.lead.held_by.name}承办，由其登记", where=now.lead.number)
    if not now.det_amt or now.det_on is None:
        raise ConflictError("该疑点尚未登记扣款", where=now.lead.number)
    if fund not in chart().funds:
        raise InvalidError("请选择基金类型", where="fund")
    lock_books(actor.organisation, _siblings(now))
    net = sum(one.amount for one in standing(now))
    owed = fen(now.det_amt) - (fen(now.rvis_amt) if now.rvis_amt else 0)
    if net > owed:
        return _give_back(actor, now, net - owed, clocks.today())
    if net == owed:
        raise ConflictError("该疑点的扣款已经登记" if owed else "该疑点扣款已全部补差，无须登记", where=now.lead.number)  # fmt: skip
    if net:
        raise ConflictError("台账已有部分扣款，须先冲正再重新登记", where=now.lead.number)
    return take(actor, now, actor.organisation, yuan(owed), fund, now.det_on, paid=paid)


def take(
    actor: User, now: Suspicion, organisation: Organisation, amount: Decimal, fund: str, on: date, *, paid: bool,
    text: str = "",
) -> Posted:  # fmt: skip
    """Book a deduction from what was confirmed of its suspicion; what another one of the lead counted is moved over.

    Raises ConflictError when the lead has no such confirmed amount left.
    """
    siblings = _siblings(now)
    lock_books(organisation, siblings)
    own, pool = tags_of(now, fund), replace(tags_of(now), fund="")
    key = f"{DEDUCTED}{now.pk}:{_tried(organisation, f'{DEDUCTED}{now.pk}:')}"
    voucher = Voucher(key, on, (), (text or now.det_reason)[:500], now.lead.number)
    _, lacking = gather(actor, organisation, siblings, lambda _: pool, fen(amount), voucher)
    if lacking:
        raise ConflictError(
            f"台账中该单据尚未处理的查实金额不足，还差 {yuan(lacking)} 元", where=now.lead.number,
            why="同一明细已由其他疑点扣款，或者已由案件作出处理", do="核对该单据已登记的扣款和关联的案件",
        )  # fmt: skip
    moves = [Move(way, "principal", amount, own) for way in (_TAKEN_BACK if paid else _REFUSED)]
    return follow(actor, organisation, replace(voucher, moves=moves))


def tags_of(now: Suspicion, fund: str = "") -> Tags:
    """Return the tags of a suspicion; the fund that pays its settlement where none is named."""
    known = fund or chart().fund_of(now.lead.insutype)
    return Tags(now.lead.institution_id, now.lead.institution.name, now.pk, None, "", known)


def give_back(actor: User, now: Suspicion, on: date) -> Posted | None:
    """Book what of a deduction was given back; None when the deduction itself is not booked."""
    if not standing(now) or not now.rvis_amt:
        return None
    return _give_back(actor, now, fen(now.rvis_amt), on)


def _give_back(actor: User, now: Suspicion, amount: int, on: date) -> Posted:
    """Book it where the deduction stands, and return the last voucher."""
    moves: dict[int, list[Move]] = {}
    for one in standing(now):
        part = min(one.amount, amount)
        if part > 0:
            way = "restore_refused" if one.account == "refused" else "restore_fund"
            own = moves.setdefault(one.organisation, [])
            own.append(Move(way, "principal", yuan(part), tags_of(now, one.fund)))
            amount -= part
    name = f"{REVISED}{now.pk}:"
    posted = [
        follow(
            actor,
            body,
            Voucher(f"{name}{_tried(body, name)}", on, moves[body.pk], "扣款补差", now.lead.number),
        )
        for body in Organisation.objects.filter(pk__in=moves).order_by("pk")
    ]
    return posted[-1]


def _siblings(now: Suspicion) -> list[int]:
    return list(now.lead.suspicions.order_by("pk").values_list("pk", flat=True))


def _tried(organisation: Organisation, key: str) -> int:
    return Entry.objects.filter(
        organisation=organisation, key__startswith=key, reversed_by__isnull=False
    ).count()


def compared(found: QuerySet[Suspicion]) -> QuerySet[Any]:
    """Return suspicions with a deduction, with `owed` (registered less given back) and `booked` in fen."""
    ends = Posting.objects.filter(suspicion=OuterRef("pk"), case_key="", account__in=_ENDS).order_by()
    net = ends.values("suspicion").annotate(net=Sum(F("debit") - F("credit"))).values("net")
    value = Cast(
        Round((F("det_amt") - Coalesce(F("rvis_amt"), Decimal(0))) * 100), output_field=BigIntegerField()
    )
    return found.filter(det_amt__isnull=False).annotate(
        owed=value, booked=Coalesce(Subquery(net, output_field=BigIntegerField()), 0)
    )


def waiting(user: User) -> QuerySet[Any]:
    """Return the suspicions that `user` sees whose deduction the ledger does not hold as it is registered."""
    return compared(leads.suspicions(user)).exclude(booked=F("owed"))


def never_booked(keys: Iterable[int], prefix: str) -> set[int]:
    """Return those of these suspicions for which no voucher of this kind was ever booked."""
    wanted = list(keys)
    heads = {f"{prefix}{key}:0": key for key in wanted}
    there = Entry.objects.filter(key__in=heads).values_list("key", flat=True)
    return set(wanted) - {heads[key] for key in there}
