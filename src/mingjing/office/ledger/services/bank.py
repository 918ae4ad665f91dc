"""Bank files in, proposals which debt each receipt pays, and what a person confirmed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ledger import policy
from mingjing.office.ledger.core import bankfile, matching
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.matching import Due, Match, Receipt
from mingjing.office.ledger.core.posting import Move, Tags, yuan
from mingjing.office.ledger.models import BankFile, BankLine, Entry
from mingjing.office.ledger.services import pools
from mingjing.office.ledger.services.post import Posted, Voucher, lock, post

_BATCH = 500
_MOST_PROPOSALS = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """The file, and whether the same bytes had been handed in before."""

    file: BankFile
    repeated: bool


@dataclass(frozen=True, slots=True)
class Debt:
    """What a party owes, and the tags that a payment of it carries."""

    due: Due
    tags: Tags


@dataclass(frozen=True, slots=True)
class Proposal:
    """A receipt that nobody confirmed yet, with the claims it may pay, the likeliest first."""

    line: BankLine
    matches: Sequence[Match]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a receipt pays one debt; `amount` in yuan."""

    debt: Debt
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would add: receipts, which of them are known, rows that cannot be used, rows that are no receipts."""

    rows: Sequence[bankfile.Row]
    known: frozenset[str]
    wrong: Sequence[tuple[int, str]]
    ignored: int
    before: BankFile | None

    @property
    def fresh(self) -> list[bankfile.Row]:
        """Return the receipts that are new."""
        return [row for row in self.rows if row.key not in self.known]

    @property
    def total(self) -> Decimal:
        """Return what the new receipts add up to, in yuan."""
        return yuan(bankfile.total(self.fresh))


def preview(actor: User, name: str, content: bytes) -> Preview:
    """Return what a file holds; nothing is kept. Raises as `take_in` does."""
    demand(actor, Permission.LEDGER_POST)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("资金台账只由医保部门登记")
    read = bankfile.read(content, name)
    before = BankFile.objects.filter(organisation=actor.organisation, digest=bankfile.digest(content)).first()
    known = frozenset(_known(actor.organisation, [row.key for row in read.rows]))
    return Preview(read.rows, known, read.wrong, read.ignored, before)


@transaction.atomic
def take_in(actor: User, name: str, content: bytes) -> Imported:
    """Take in a bank's file. The same file twice, or rows of a file that overlaps, change nothing.

    Raises ForbiddenError, InvalidError when it is no list of receipts.
    """
    demand(actor, Permission.LEDGER_POST)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("资金台账只由医保部门登记")
    lock(actor.organisation)
    digest = bankfile.digest(content)
    before = BankFile.objects.filter(organisation=actor.organisation, digest=digest).first()
    if before is not None:
        return Imported(before, repeated=True)
    read = bankfile.read(content, name)
    known = _known(actor.organisation, [row.key for row in read.rows])
    fresh = [row for row in read.rows if row.key not in known]
    file = BankFile.objects.create(
        organisation=actor.organisation, name=name[:255], digest=digest, rows=len(fresh),
        repeated=len(read.rows) - len(fresh), wrong=[list(one) for one in read.wrong], actor=actor,
    )  # fmt: skip
    made = (
        BankLine(
            organisation=actor.organisation, file=file, row=row.row, on=row.on, amount=row.amount, payer=row.payer,
            account=row.account, reference=row.reference, serial=row.serial, key=row.key,
        )
        for row in fresh
    )  # fmt: skip
    BankLine.objects.bulk_create(made, batch_size=_BATCH)
    after = {"name": file.name, "rows": file.rows, "repeated": file.repeated, "wrong": len(read.wrong)}
    audit.record(actor, "take_in", "bank_file", file.pk, None, after)
    return Imported(file, repeated=False)


def _known(organisation: Organisation, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for begin in range(0, len(keys), _BATCH):
        some = BankLine.objects.filter(organisation=organisation, key__in=keys[begin : begin + _BATCH])
        found |= set(some.values_list("key", flat=True))
    return found


def debts(organisation: Organisation) -> list[Debt]:
    """Return what is due to a bureau, each debt with its balance, in one query."""
    return [
        Debt(Due(one.tags.owner, one.name, one.tags.claim, one.kind, one.tags.fund, one.amount, chart().kinds[one.kind].order), one.tags)
        for one in pools.of(organisation, "due")
    ]  # fmt: skip


def waiting(user: User) -> list[BankLine]:
    """Return the receipts of the user's own bureau that no entry stands for, in two queries."""
    own = policy.bank_lines(user).filter(organisation=user.organisation)
    booked = Entry.objects.filter(
        bank_line__isnull=False, organisation=user.organisation, reverses__isnull=True
    )
    standing = booked.filter(reversed_by__isnull=True).values("bank_line")
    return list(own.exclude(pk__in=standing))


def matches(line: BankLine, known: Sequence[Debt]) -> Sequence[Match]:
    """Return the claims among these debts that a receipt may pay, the likeliest first."""
    receipt = Receipt(line.payer, line.reference, line.amount)
    return matching.match(receipt, [one.due for one in known])[:_MOST_PROPOSALS]


def name_of(debt: Debt) -> str:
    """Return what names a debt in a form."""
    due = debt.due
    return hashlib.sha256(repr((due.key, due.claim, due.kind, due.fund)).encode()).hexdigest()[:24]


def divide(amount: int, some: Sequence[Debt]) -> dict[str, Decimal]:
    """Return how an amount in fen would pay these debts: yuan by the name of each."""
    by_due = {one.due: one for one in some}
    parts, _ = matching.allocate(amount, list(by_due))
    return {name_of(by_due[due]): yuan(part) for due, part in parts}


def proposals(user: User, begin: int = 0, most: int = 100) -> list[Proposal]:
    """Return one page of the waiting receipts with what they may pay; nothing is booked before a person confirms."""
    demand(user, Permission.LEDGER_POST)
    known = debts(user.organisation)
    return [Proposal(line, matches(line, known)) for line in waiting(user)[begin : begin + most]]


def shares(user: User, line: BankLine, match: Match) -> tuple[list[Share], Decimal]:
    """Return how a receipt would pay the debts of a claim, and what would be left over, in yuan. Raises ForbiddenError."""
    demand(user, Permission.LEDGER_POST)
    some = {
        one.due: one
        for one in debts(user.organisation)
        if (one.due.key, one.due.claim) == (match.key, match.claim)
    }
    parts, left = matching.allocate(line.amount, list(some))
    return [Share(some[due], yuan(amount)) for due, amount in parts], yuan(left)


@transaction.atomic
def confirm(actor: User, line: BankLine, given: Sequence[Share]) -> Posted:
    """Book a receipt: these shares pay their debts, what is left stands as 暂收款 of the payer.

    Raises ForbiddenError, NotVisibleError, InvalidError when the shares exceed the receipt, ConflictError when it is
    booked already or a debt is smaller than its share.
    """
    demand(actor, Permission.LEDGER_POST)
    now = policy.bank_line(actor, line.pk)
    if now.organisation_id != actor.organisation_id:
        raise ForbiddenError(f"该笔到账由{now.organisation.name}确认")
    lock(actor.organisation)
    tried = Entry.objects.filter(bank_line=now).aggregate(all=Count("pk"), undone=Count("reverses"))
    if tried["all"] > 2 * tried["undone"]:
        raise ConflictError("该笔到账已确认入账", where=str(now.row))
    moves = [Move("receive", one.debt.due.kind, one.amount, one.debt.tags) for one in given]
    left = yuan(now.amount) - sum((one.amount for one in given), Decimal(0))
    if left < 0:
        raise InvalidError("分配金额大于到账金额", where="amount")
    if left:
        moves.append(Move("overpay", "unallocated", left, _payer(now, given)))
    key = f"bank:{now.pk}:{tried['undone']}"
    document = f"银行流水 {now.serial or now.file.name + ' 第 ' + str(now.row) + ' 行'}"[:200]
    return post(actor, Voucher(key, now.on, moves, now.reference, document), bank_line=now)


def _payer(line: BankLine, given: Sequence[Share]) -> Tags:
    """Return whose the surplus is: the debtor's when the receipt paid one claim, else the payer's as the bank names it."""
    owners = {(one.debt.tags.institution, one.debt.tags.party, one.debt.tags.case) for one in given}
    if len(owners) == 1:
        institution, party, case = owners.pop()
        return Tags(institution, party, case=case)
    return Tags(party=line.payer or f"未知付款人（{line.file.name}第 {line.row} 行）")
