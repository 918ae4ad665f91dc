"""Confirmed amounts brought to where they are decided on: from other suspicions of a lead, parties, bureaus' books."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Sum

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.ledger.core.posting import Move, Tags, yuan
from mingjing.office.ledger.models import Book, Posting
from mingjing.office.ledger.services.post import Voucher, follow, lock

HANDED = "handover:"


@dataclass(frozen=True, slots=True)
class Found:
    """A confirmed amount that nobody decided on yet: whose book, which tags, how many fen."""

    organisation: int
    tags: Tags
    amount: int


def confirmed(suspicions: Iterable[int]) -> list[Found]:
    """Return what stands as confirmed of these suspicions, in whichever book, by suspicion and book."""
    rows = Posting.objects.filter(account="verified", kind="principal", suspicion__in=list(suspicions))
    columns = ("organisation_id", "institution_id", "party", "suspicion_id")
    nets: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    tags: dict[tuple[int, str, int], Tags] = {}
    for row in rows.order_by().values(*columns).annotate(net=Sum("debit") - Sum("credit")):
        one = Tags(row["institution_id"], row["party"], row["suspicion_id"])
        key = (row["organisation_id"], one.owner, row["suspicion_id"])
        nets[key] += row["net"]
        tags[key] = one
    found = [Found(key[0], tags[key], net) for key, net in nets.items() if net > 0]
    return sorted(found, key=lambda one: (one.tags.suspicion or 0, one.organisation, one.tags.owner))


def lock_books(organisation: Organisation, suspicions: Iterable[int]) -> None:
    """Lock the books that hold confirmed amounts of these suspicions, and this bureau's own, in one order for all."""
    keys = {one.organisation for one in confirmed(suspicions)} | {organisation.pk}
    for one in Organisation.objects.filter(pk__in=keys).order_by("pk"):
        lock(one)


def gather(
    actor: User, organisation: Organisation, suspicions: Sequence[int], to: Callable[[int], Tags], amount: int,
    voucher: Voucher, caps: Mapping[int, int] | None = None,
) -> tuple[list[tuple[Tags, int]], int]:  # fmt: skip
    """Bring up to `amount` fen to the pools `to(suspicion)` in this bureau's book; return them, and what is lacking.

    `voucher` gives key, day and words of the vouchers that move it; what lies there already is not moved. Of the
    suspicions in `caps` no more than these fen are taken, and only after all others.
    """
    pieces, own, away, lacking = _shares(organisation, suspicions, to, amount, dict(caps or {}))
    key = f"{HANDED}{voucher.key}"[:120]
    for body in Organisation.objects.filter(pk__in=away).order_by("pk"):
        on = open_day(body, voucher.on)
        follow(actor, body, replace(voucher, key=key, on=on, moves=away[body.pk]))
    if own:
        follow(actor, organisation, replace(voucher, key=key, moves=own))
    return sorted(pieces.items(), key=lambda one: one[0].suspicion or 0), lacking


def _shares(
    organisation: Organisation, suspicions: Sequence[int], to: Callable[[int], Tags], amount: int, most: dict[int, int]
) -> tuple[dict[Tags, int], list[Move], dict[int, list[Move]], int]:  # fmt: skip
    """Return what each pool gets, the moves in the own book and in others, and what is lacking."""
    found = confirmed(suspicions)
    found.sort(
        key=lambda one: (
            one.tags.suspicion in most,
            not _there(one, organisation, to),
            one.tags.suspicion or 0,
        )
    )
    pieces: defaultdict[Tags, int] = defaultdict(int)
    moves: list[Move] = []
    away: defaultdict[int, list[Move]] = defaultdict(list)
    for one in found:
        source = one.tags.suspicion or 0
        part = min(one.amount, amount, most.get(source, amount))
        if part <= 0:
            continue
        amount -= part
        if source in most:
            most[source] -= part
        target = to(source)
        pieces[target] += part
        if _there(one, organisation, to):
            continue
        out = Move("hand_out", "principal", yuan(part), one.tags)
        (moves if one.organisation == organisation.pk else away[one.organisation]).append(out)
        moves.append(Move("hand_in", "principal", yuan(part), target))
    return pieces, moves, away, amount


def _there(one: Found, organisation: Organisation, to: Callable[[int], Tags]) -> bool:
    target = to(one.tags.suspicion or 0)
    same = (target.owner, target.suspicion) == (one.tags.owner, one.tags.suspicion)
    return same and one.organisation == organisation.pk


def open_day(organisation: Organisation, wanted: date) -> date:
    """Return the day, or the first day of the first month that is not locked."""
    book = Book.objects.filter(organisation=organisation).first()
    through = book.locked_through if book else ""
    if not through or f"{wanted:%Y-%m}" > through:
        return wanted
    return (date.fromisoformat(f"{through}-28") + timedelta(days=4)).replace(day=1)
