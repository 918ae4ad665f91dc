"""Many vouchers of one bureau at once: numbered, balanced, inserted in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.ledger import hooks
from mingjing.office.ledger.core import posting as core
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Leg
from mingjing.office.ledger.models import Book, Entry, Posting
from mingjing.office.ledger.services import balances
from mingjing.office.ledger.services.post import (
    Voucher,
    demand_sound,
    digest_of,
    lock,
    month,
    number_of,
    row_of,
)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """A voucher that could not be booked, and why."""

    voucher: Voucher
    error: MingjingError


@dataclass(frozen=True, slots=True)
class Booked:
    """What was booked, what was not; keys that were there before are neither."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]

    def demand_all(self) -> None:
        """Raise what the first refusal raised."""
        for one in self.refused:
            raise one.error


@transaction.atomic
def book_all(organisation: Organisation, given: Sequence[tuple[User, Voucher]]) -> Booked:
    """Book vouchers that follow from what their actors were allowed to do elsewhere, in their order.

    A voucher that the chart, a balance or a locked month forbids is left out and said so.
    """
    book = lock(organisation)
    keys = [voucher.key for _, voucher in given]
    known = set(Entry.objects.filter(organisation=organisation, key__in=keys).values_list("key", flat=True))
    wanted: list[tuple[User, Voucher, list[Leg]]] = []
    refused: list[Refused] = []
    for actor, voucher in given:
        try:
            if voucher.key not in known:
                wanted.append((actor, voucher, _legs(book, voucher)))
        except MingjingError as error:
            refused.append(Refused(voucher, error))
    pools = balances.of(organisation, [leg for _, _, legs in wanted for leg in legs])
    sound = []
    for actor, voucher, legs in wanted:
        try:
            pools |= core.check(chart(), legs, pools)
            sound.append((actor, voucher, legs))
        except MingjingError as error:
            refused.append(Refused(voucher, error))
    return Booked(tuple(_insert(book, sound)), tuple(refused))


def _legs(book: Book, voucher: Voucher) -> list[Leg]:
    demand_sound(voucher)
    period = month(voucher.on)
    if period <= book.locked_through:
        raise ConflictError(f"{period} 已结账，不能记账", do="改为当前月份的业务日期，或者由负责人反结账")
    return core.legs(chart(), voucher.moves, voucher.text)


def _insert(book: Book, sound: Sequence[tuple[User, Voucher, list[Leg]]]) -> list[Entry]:
    if not sound:
        return []
    made = [
        Entry(
            organisation=book.organisation, number=number_of(month(voucher.on), book.last + n), key=voucher.key,
            digest=digest_of(voucher, legs, None), on=voucher.on, period=month(voucher.on),
            text=voucher.text.strip(), document=voucher.document.strip(), actor=actor,
        )
        for n, (actor, voucher, legs) in enumerate(sound, 1)
    ]  # fmt: skip
    Book.objects.filter(pk=book.pk).update(last=book.last + len(made))
    entries = Entry.objects.bulk_create(made, batch_size=_BATCH)
    rows = [
        row_of(entry, number, leg)
        for entry, (_, _, legs) in zip(entries, sound, strict=True)
        for number, leg in enumerate(legs, 1)
    ]
    Posting.objects.bulk_create(rows, batch_size=_BATCH)
    _tell(sound, entries)
    return entries


def _tell(sound: Sequence[tuple[User, Voucher, list[Leg]]], entries: Sequence[Entry]) -> None:
    """Put them into the audit log, one line for all, and let the listeners hear each."""
    total = core.yuan(sum(leg.debit for _, _, legs in sound for leg in legs))
    after = {
        "number": entries[0].number,
        "last": entries[-1].number,
        "entries": len(entries),
        "amount": total,
        "text": entries[0].text,
    }
    audit.record(sound[0][0], "post", "ledger", entries[0].pk, None, after)
    for entry in entries:
        hooks.tell(entry)
