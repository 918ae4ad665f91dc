"""The only writer of the ledger: permission, balanced, month open, insert, audit, in one transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date

from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.ledger import hooks, policy
from mingjing.office.ledger.core import posting as core
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Leg, Move, Tags
from mingjing.office.ledger.models import BankLine, Book, Entry, Posting
from mingjing.office.ledger.services import balances

MOST_MOVES = 5000
FINAL = "final:"
"""How the keys of vouchers begin that stand for final verdicts."""
_BATCH = 500
_LONGEST = {"key": 120, "text": 500, "document": 200}


@dataclass(frozen=True, slots=True)
class Voucher:
    """What is to be booked. `key` names it for good: the same voucher twice is booked once."""

    key: str
    on: date
    moves: Sequence[Move]
    text: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry, and whether it had been there before."""

    entry: Entry
    repeated: bool


@transaction.atomic
def post(actor: User, voucher: Voucher, bank_line: BankLine | None = None) -> Posted:
    """Book a voucher in the actor's bureau.

    Raises ForbiddenError, NotVisibleError, InvalidError, and ConflictError for a locked month, a balance that does
    not suffice, or a key that was used for something else.
    """
    demand(actor, Permission.LEDGER_POST)
    _demand_bureau(actor)
    demand_sound(voucher)
    legs = core.legs(chart(), voucher.moves, voucher.text)
    _demand_scope(actor, legs)
    return _book(actor, actor.organisation, voucher, legs, bank_line)


@transaction.atomic
def follow(actor: User, organisation: Organisation, voucher: Voucher) -> Posted:
    """Book what follows from something that the actor was allowed to do elsewhere: a verdict, a decision, a receipt.

    Whoever calls it has asked for that permission and scope. Raises InvalidError, ConflictError as `post` does.
    """
    demand_sound(voucher)
    return _book(actor, organisation, voucher, core.legs(chart(), voucher.moves, voucher.text), None)


def _book(
    actor: User, organisation: Organisation, voucher: Voucher, legs: Sequence[Leg], bank_line: BankLine | None
) -> Posted:
    digest = digest_of(voucher, legs, bank_line)
    book = lock(organisation)
    before = Entry.objects.filter(organisation=organisation, key=voucher.key).first()
    if before is not None:
        if before.digest != digest:
            raise ConflictError(f"凭证键已用于凭证{before.number}，内容不同", where="key")
        return Posted(before, repeated=True)
    return Posted(_insert(actor, book, voucher, legs, digest, bank_line=bank_line), repeated=False)


@transaction.atomic
def reverse(actor: User, entry: Entry, reason: str, on: date | None = None) -> Entry:
    """Undo an entry by one that mirrors it, booked by another person, once.

    Raises ForbiddenError, NotVisibleError, InvalidError, and ConflictError when later entries used the money.
    """
    demand(actor, Permission.LEDGER_REVERSE)
    now = policy.one(actor, entry.pk)
    if now.organisation_id != actor.organisation_id:
        raise ForbiddenError(f"该凭证属于{now.organisation.name}的台账，由其冲正")
    if now.actor_id == actor.pk:
        raise ForbiddenError("冲正须由记账人以外的人员办理", do="请换人办理")
    if not reason.strip():
        raise InvalidError("请填写冲正理由", where="reason")
    if now.key.startswith(FINAL):
        raise ConflictError(
            f"凭证{now.number}由疑点终审产生，不能直接冲正", do="通过抽查重核改变结论，台账随之更正"
        )
    return undo(actor, now, reason.strip(), on)


@transaction.atomic
def undo(actor: User, entry: Entry, reason: str, on: date | None = None) -> Entry:
    """Mirror an entry because what it stands on is gone; whoever calls it has asked for the permission.

    Raises InvalidError, and ConflictError when it was undone before or later entries used the money.
    """
    if entry.reverses_id is not None:
        raise ConflictError("冲正凭证不能再冲正", do="重新登记一张凭证")
    book = lock(entry.organisation)
    if Entry.objects.filter(reverses=entry).exists():
        raise ConflictError(f"凭证{entry.number}已冲正")
    legs = core.reversal(leg_of(row) for row in entry.postings.all())
    voucher = Voucher(f"reverse:{entry.pk}", on or clocks.today(), (), f"冲正{entry.number}：{reason}")
    demand_sound(voucher)
    if voucher.on < entry.on:
        raise InvalidError("冲正日期不能早于原凭证", where="on")
    digest = digest_of(voucher, legs, None)
    return _insert(actor, book, voucher, legs, digest, reverses=entry, bank_line=entry.bank_line)


def lock(organisation: Organisation) -> Book:
    """Return a bureau's book, locked until the transaction ends."""
    Book.objects.get_or_create(organisation=organisation)
    return (
        Book.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(organisation=organisation)
    )


def month(on: date) -> str:
    """Return the month a day is booked in, 2026-03."""
    return f"{on:%Y-%m}"


def leg_of(row: Posting) -> Leg:
    """Return a posting as the core knows it."""
    tags = Tags(row.institution_id, row.party, row.suspicion_id, row.line_id, row.case_key, row.fund)
    return Leg(row.account, row.kind, row.debit, row.credit, tags)


def _demand_bureau(actor: User) -> None:
    if not actor.organisation.is_bureau:
        raise ForbiddenError("资金台账只由医保部门登记")


def demand_sound(voucher: Voucher) -> None:
    """Raise InvalidError for a voucher that cannot be booked whatever it says."""
    for name, longest in _LONGEST.items():
        if len(getattr(voucher, name)) > longest:
            raise InvalidError(f"不能超过 {longest} 字", where=name)
    if not voucher.key.strip():
        raise InvalidError("凭证须有凭证键", where="key")
    if len(voucher.moves) > MOST_MOVES:
        raise InvalidError(f"一张凭证最多 {MOST_MOVES} 笔", where="moves")
    if voucher.on > clocks.today():
        raise InvalidError("业务日期不能晚于今天", where="on")


def _demand_scope(actor: User, legs: Sequence[Leg]) -> None:
    """Raise NotVisibleError unless the actor sees every institution, suspicion and line; they must belong together."""
    places = {leg.tags.institution for leg in legs if leg.tags.institution is not None}
    seen = set(institutions.visible(actor).filter(pk__in=places).values_list("pk", flat=True))
    if places - seen:
        raise NotVisibleError("没有这家机构，或者不在您的管辖范围内")
    owners: dict[int, int] = {}
    keys = sorted({leg.tags.suspicion for leg in legs if leg.tags.suspicion is not None})
    for begin in range(0, len(keys), _BATCH):
        found = leads.suspicions(actor).filter(pk__in=keys[begin : begin + _BATCH])
        owners |= dict(found.values_list("pk", "lead__institution_id"))
    wanted = {(leg.tags.line, leg.tags.suspicion) for leg in legs if leg.tags.line is not None}
    lines: set[tuple[int, int]] = set()
    numbers = sorted({line for line, _ in wanted if line is not None})
    for begin in range(0, len(numbers), _BATCH):
        some = leads.lines(actor).filter(pk__in=numbers[begin : begin + _BATCH])
        lines |= set(some.values_list("pk", "suspicion_id"))
    if set(keys) - set(owners) or wanted - lines:
        raise NotVisibleError("没有这个疑点或者明细，或者不在您的管辖范围内")
    for leg in legs:
        owner = None if leg.tags.suspicion is None else owners[leg.tags.suspicion]
        if owner is not None and leg.tags.institution not in (None, owner):
            raise InvalidError("疑点不属于该机构", where="institution")


def digest_of(voucher: Voucher, legs: Sequence[Leg], bank_line: BankLine | None) -> str:
    """Return what tells one voucher from another."""
    content = [str(voucher.on), voucher.text, voucher.document, bank_line.pk if bank_line else None]
    text = json.dumps([*content, *(astuple(leg) for leg in legs)], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _insert(
    actor: User, book: Book, voucher: Voucher, legs: Sequence[Leg], digest: str,
    reverses: Entry | None = None, bank_line: BankLine | None = None,
) -> Entry:  # fmt: skip
    period = month(voucher.on)
    if period <= book.locked_through:
        raise ConflictError(f"{period} 已结账，不能记账", do="改为当前月份的业务日期，或者由负责人反结账")
    core.check(chart(), legs, balances.of(book.organisation, legs))
    Book.objects.filter(pk=book.pk).update(last=book.last + 1)
    entry = Entry.objects.create(
        organisation=book.organisation, number=number_of(period, book.last + 1), key=voucher.key,
        digest=digest, on=voucher.on, period=period, text=voucher.text.strip(), document=voucher.document.strip(),
        bank_line=bank_line, reverses=reverses, actor=actor,
    )  # fmt: skip
    Posting.objects.bulk_create(
        (row_of(entry, number, leg) for number, leg in enumerate(legs, 1)), batch_size=_BATCH
    )
    total = core.yuan(sum(leg.debit for leg in legs))
    after = {
        "number": entry.number,
        "amount": total,
        "moves": len(legs) // 2,
        "digest": digest,
        "text": entry.text,
    }
    audit.record(actor, "reverse" if reverses else "post", "ledger", entry.pk, None, after)
    hooks.tell(entry)
    return entry


def number_of(period: str, number: int) -> str:
    """Return how a voucher is numbered: JZ202603-000001."""
    return f"JZ{period.replace('-', '')}-{number:06}"


def row_of(entry: Entry, position: int, leg: Leg) -> Posting:
    """Return a leg as it is stored."""
    tags = leg.tags
    return Posting(
        entry=entry, position=position, organisation_id=entry.organisation_id, period=entry.period,
        account=leg.account, kind=leg.kind, debit=leg.debit, credit=leg.credit, institution_id=tags.institution,
        party=tags.party, suspicion_id=tags.suspicion, line_id=tags.line, case_key=tags.case, claim=tags.claim,
        fund=tags.fund,
    )  # fmt: skip
