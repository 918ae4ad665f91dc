"""Vouchers of the ledger's own pages that concern a case: receipts confirmed from the bank, receipts undone."""

from collections import defaultdict
from decimal import Decimal

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import dues
from mingjing.office.cases.models import Case, Correction, Receipt, ReceiptEntry
from mingjing.office.cases.services import acting
from mingjing.office.cases.services.booking import KINDS, PREFIX
from mingjing.office.clocks import services as clocks
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Entry, Posting

_PARTS_OF_CASE = frozenset({"decided", "revoked", "waived"})
_RECEIPTS = {name: kind for kind, name in KINDS.items()}


def heard(entry: Entry) -> None:
    """Let the case follow. Raises ConflictError for what only the case's own steps may book."""
    if entry.key.startswith(PREFIX):
        return
    rows = list(entry.postings.exclude(case_key=""))
    numbers = sorted({row.case_key for row in rows})
    if not numbers:
        return
    cases = {
        one.number: one for one in Case.objects.select_for_update().filter(number__in=numbers).order_by("pk")
    }
    for number, case in cases.items():
        own = [row for row in rows if row.case_key == number]
        if entry.reverses_id is not None:
            _undo(entry, case)
        else:
            _follow(entry, case, own)


def _follow(entry: Entry, case: Case, rows: list[Posting]) -> None:
    if any(row.account in _PARTS_OF_CASE for row in rows):
        raise ConflictError(
            f"案件{case.number}的决定、送达、核减由案件办理登记，不能在台账直接登记", do="在案件的“可办事项”“资金”中办理"
        )  # fmt: skip
    paid: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row.account == "due":
            paid[row.kind] += row.credit - row.debit
    for kind, amount in paid.items():
        if kind in _RECEIPTS and amount > 0:
            _receipt(entry, case, _RECEIPTS[kind], yuan(amount))


def _receipt(entry: Entry, case: Case, kind: str, amount: Decimal) -> None:
    """Put a payment in the case; of the principal what the decision did not order pays the agreement handling."""
    owed = dues.outstanding(case, clocks.today()).of(kind)
    share = min(amount, owed) if kind == Receipt.Kind.REFUND else amount
    if share <= 0:
        return
    if share > owed:
        label = Receipt.Kind(kind).label
        raise InvalidError(f"案件{case.number}应缴{label} {owed} 元，不能登记 {share} 元", where="amount")
    if case.decided_on is None or entry.on < case.decided_on:
        raise ConflictError(
            f"到账日期早于案件{case.number}的处理决定", do="先确认为暂收款，送达后再用暂收款抵缴"
        )
    made = Receipt.objects.create(
        case=case, kind=kind, amount=share, on=entry.on, voucher=entry.number, actor=entry.actor
    )
    ReceiptEntry.objects.create(receipt=made, entry=entry)
    acting.write(case)
    kept = {"kind": kind, "amount": share, "on": entry.on, "voucher": entry.number}
    acting.tell(entry.actor, case, "bank_receipt", entry.document or entry.number, kept)


def _undo(entry: Entry, case: Case) -> None:
    origin = entry.reverses
    if origin is None:
        return
    receipts = list(Receipt.objects.filter(booked__entry=origin, case=case))
    if origin.key.startswith(PREFIX) and not receipts:
        raise ConflictError(
            f"凭证{origin.number}由案件{case.number}的办理产生，不能直接冲正", do="变更决定的，由负责人在案件的“资金”中办理核减"
        )  # fmt: skip
    for one in receipts:
        Correction.objects.create(
            case=case, what=Correction.What.REVERSED, kind=one.kind, amount=one.amount, on=entry.on,
            reason=entry.text[:500], receipt=one, entry=entry, actor=entry.actor,
        )  # fmt: skip
        kept = {"kind": one.kind, "amount": one.amount, "voucher": one.voucher}
        acting.tell(entry.actor, case, "undo_receipt", entry.text, kept)
    if receipts:
        acting.write(case)
