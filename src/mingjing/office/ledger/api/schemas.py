"""What goes in and out of the ledger's operations. Amounts are yuan with two places."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.ledger import words
from mingjing.office.ledger.models import Entry, Posting
from mingjing.office.ledger.tables import amount_of
from mingjing.office.rest.types import Code, Day, Input, Key, Line

Month = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
Paid = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
Kind = Literal[
    "principal", "patient", "liquidated", "confiscation", "fine", "surcharge", "reward", "unallocated"
]


class BalanceOut(Schema):
    """What stands in one account, of one kind of money, on the account's own side."""

    account: str
    title: str
    kind: str
    amount: Decimal


class PostingOut(Schema):
    """One leg of a voucher, with what it leads back to."""

    account: str
    kind: str
    debit: Decimal
    credit: Decimal
    institution: str
    party: str
    suspicion: int | None
    lead: str
    line: str
    case: str
    fund: str

    @staticmethod
    def of(row: Posting, own: bool) -> dict[str, Any]:
        """Return one posting; `own`: of the reader's own bureau."""
        return {
            "account": row.account, "kind": row.kind, "debit": row.amount if row.debit else Decimal(0),
            "credit": row.amount if row.credit else Decimal(0),
            "institution": row.institution.code if row.institution else "", "party": row.party if row.institution else words.party(row.party, own=own),
            "suspicion": row.suspicion_id, "lead": row.suspicion.lead.number if row.suspicion else "",
            "line": row.line.bkkp_sn if row.line else "", "case": row.case_key, "fund": row.fund,
        }  # fmt: skip


class VoucherOut(Schema):
    """A voucher."""

    id: int
    number: str
    on: date
    period: str
    amount: Decimal
    text: str
    document: str
    organisation: str
    actor: str
    at: datetime
    reverses: int | None
    reversed_by: int | None
    bank_line: int | None

    @staticmethod
    def of(one: Entry) -> dict[str, Any]:
        """Return one voucher; its postings should be fetched with it."""
        undone = getattr(one, "reversed_by", None) if hasattr(one, "reversed_by") else None
        return {
            "id": one.pk, "number": one.number, "on": one.on, "period": one.period, "amount": amount_of(one),
            "text": one.text, "document": one.document, "organisation": one.organisation.code,
            "actor": one.actor.name, "at": one.at, "reverses": one.reverses_id,
            "reversed_by": undone.pk if undone else None, "bank_line": one.bank_line_id,
        }  # fmt: skip


class VoucherFull(VoucherOut):
    """A voucher with its postings."""

    postings: list[PostingOut]


class VoucherPage(Schema):
    """A page of vouchers, the newest first."""

    items: list[VoucherOut]
    next: str


class DeedIn(Input):
    """`key` names the request for good: the same key with the same content is the same voucher."""

    key: Name
    on: Day
    text: Line = ""
    document: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class VoucherIn(DeedIn):
    """A voucher written by hand: one business."""

    movement: Code
    kind: Kind
    amount: Paid
    institution: Code = ""
    party: Line = ""
    suspicion: Key | None = None
    case: Annotated[str, StringConstraints(max_length=70, pattern=r"^[^\x00]*$")] = ""
    fund: Code = ""


class VoucherReverseIn(Input):
    """Why a voucher is undone."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    on: Day | None = None


class LedgerStatementOut(Schema):
    """Opening + debit - credit = closing; `key` is an institution's code, a claim, a fund, a month, a suspicion."""

    key: str
    account: str
    kind: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


class PoolOut(Schema):
    """What one party's claim has in an account; `key` names it in the operations that move it."""

    key: str
    organisation: str
    institution: str
    party: str
    case: str
    suspicion: int | None
    kind: str
    fund: str
    amount: Decimal
    since: date


class PayIn(DeedIn):
    """A payment of a debt."""

    debt: Code
    way: Literal["receive", "offset", "return_directly"]
    amount: Paid


class FundIn(DeedIn):
    """Another fund for an unpaid debt."""

    debt: Code
    fund: Code
    amount: Paid


class RemitIn(DeedIn):
    """Sums received that are paid on, each whole."""

    pick: Annotated[list[Code], Field(min_length=1, max_length=1000)]


class HeldApplyIn(DeedIn):
    """What is held pays a debt."""

    held: Code
    debt: Code
    amount: Paid


class HeldBackIn(DeedIn):
    """What is held is given back."""

    held: Code
    amount: Paid


class BankFileOut(Schema):
    """A bank's file; `wrong` are row numbers with what is wrong."""

    id: int
    name: str
    rows: int
    repeated: int
    wrong: list[list[Any]]
    at: datetime


class BankPreviewOut(Schema):
    """What a file would add; nothing is kept."""

    fresh: int
    total: Decimal
    known: int
    ignored: int
    wrong: list[tuple[int, str]]


class BankTakenOut(Schema):
    """A file taken in or handed in before, or with `preview` what it would add."""

    file: BankFileOut | None = None
    repeated: bool = False
    preview: BankPreviewOut | None = None


class BankLineOut(Schema):
    """A receipt of the bank."""

    id: int
    on: date
    amount: Decimal
    payer: str
    account: str
    reference: str
    serial: str
    booked: bool


class BankLinePage(Schema):
    """A page of receipts, the oldest first."""

    items: list[BankLineOut]
    next: str


class BankMatchOut(Schema):
    """A claim that a receipt may pay, with its debts and how the receipt would pay them."""

    party: str
    case: str
    suspicion: int | None
    score: int
    reasons: list[str]
    shares: list["BankShareOut"]


class BankShareOut(Schema):
    """One debt: what is owed, and what the receipt would pay of it."""

    debt: str
    kind: str
    fund: str
    owed: Decimal
    amount: Decimal


class BankLineFull(BankLineOut):
    """A receipt with what it may pay and the vouchers that stood for it."""

    matches: list[BankMatchOut]
    entries: list[int]


class BankShareIn(Input):
    """How much of a receipt pays one debt; `debt` as the proposals name it."""

    debt: Code
    amount: Paid


class BankConfirmIn(Input):
    """How a receipt is divided; what is left is held."""

    shares: Annotated[list[BankShareIn], Field(max_length=200)] = []


class DeductionOut(Schema):
    """A deduction that the ledger does not hold as it is registered."""

    suspicion: int
    lead: str
    institution: str
    deducted_on: date | None
    registered: Decimal
    booked: Decimal


class DeductionBookIn(Input):
    """Which fund, and whether it had paid."""

    fund: Code
    paid: bool = True


class LedgerMonthIn(Input):
    """A month, and why."""

    period: Month
    reason: Line = ""


class BookOut(Schema):
    """How far a bureau's book is locked."""

    organisation: str
    locked_through: str
    entries: int


class DifferenceOut(Schema):
    """One thing that is not the same on both sides."""

    what: str
    left: Decimal
    right: Decimal
    why: str


class LedgerCheckOut(Schema):
    """One comparison."""

    title: str
    left_title: str
    right_title: str
    left: Decimal
    right: Decimal
    holds: bool
    note: str
    differences: list[DifferenceOut]
