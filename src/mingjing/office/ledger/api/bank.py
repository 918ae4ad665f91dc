"""Bank files and receipts."""

from typing import Any, Literal

from ninja import File, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.ledger import policy, words
from mingjing.office.ledger.api.entries import POST, READ, whole
from mingjing.office.ledger.api.schemas import (
    BankConfirmIn,
    BankFileOut,
    BankLineFull,
    BankLinePage,
    BankTakenOut,
    VoucherFull,
)
from mingjing.office.ledger.core.bankfile import MOST_BYTES
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import BankFile, BankLine
from mingjing.office.ledger.services import bank
from mingjing.office.ledger.views.bank import listed
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit
from mingjing.office.ui.values import masked_id

router = Router(tags=["银行到账"])


class BankFiltersIn(Schema):
    """Which receipts."""

    state: Literal["waiting", "confirmed"] | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/ledger/bank/files", response={200: list[BankFileOut], **PROBLEMS}, auth=READ)
def list_files(request: Any) -> list[BankFile]:
    """最近导入的 100 个银行流水文件。"""
    return list(policy.bank_files(request.auth)[:100])


@router.post("/ledger/bank/files", response={201: BankTakenOut, **PROBLEMS}, auth=POST)
@decorate_view(once)
def take_in(request: Any, file: File[UploadedFile], preview: bool = False) -> Status[dict[str, Any]]:
    """导入银行流水；preview 为真时只返回将导入的内容，不登记。"""
    if (file.size or 0) > MOST_BYTES:
        raise InvalidError(f"文件不能超过 {MOST_BYTES // 1024 // 1024} MB", where="file")
    name, content = str(file.name), b"".join(file.chunks())
    if preview:
        found = bank.preview(request.auth, name, content)
        shown = {
            "fresh": len(found.fresh), "total": found.total, "known": len(found.known), "ignored": found.ignored,
            "wrong": list(found.wrong),
        }  # fmt: skip
        return Status(201, {"preview": shown, "repeated": found.before is not None})
    made = bank.take_in(request.auth, name, content)
    return Status(201, {"file": made.file, "repeated": made.repeated})


@router.get("/ledger/bank/files/{pk}", response={200: BankFileOut, **PROBLEMS}, auth=READ)
def get_file(request: Any, pk: Key) -> BankFile:
    """一个银行流水文件。"""
    return policy.bank_file(request.auth, pk)


@router.get("/ledger/bank/lines", response={200: BankLinePage, **PROBLEMS}, auth=READ)
def list_lines(request: Any, filters: Query[BankFiltersIn]) -> dict[str, Any]:
    """到账记录，按游标翻页。"""
    rows = listed(policy.bank_lines(request.auth))
    if filters.state:
        rows = rows.filter(booked=filters.state == "confirmed")
    found, following = cursor.page(rows, ("on", "id"), filters.cursor, filters.limit)
    return {"items": [_line(request.auth, one) for one in found], "next": following}


@router.get("/ledger/bank/lines/{pk}", response={200: BankLineFull, **PROBLEMS}, auth=READ)
def get_line(request: Any, pk: Key) -> dict[str, Any]:
    """一笔到账，及其可能缴纳的款项。"""
    policy.bank_line(request.auth, pk)
    one = listed(policy.bank_lines(request.auth)).get(pk=pk)
    own = one.organisation_id == request.auth.organisation_id and not one.booked
    matches = _matches(request.auth, one) if own else []
    return _line(request.auth, one) | {
        "matches": matches,
        "entries": list(one.entries.values_list("pk", flat=True)),
    }


def _line(user: User, one: Any) -> dict[str, Any]:
    own = one.organisation_id == user.organisation_id
    return {
        "id": one.pk, "on": one.on, "amount": yuan(one.amount), "payer": words.party(one.payer, own=own),
        "account": one.account if own or not one.account else masked_id(one.account),
        "reference": words.reference(one.reference, one.payer, own=own), "serial": one.serial, "booked": one.booked,
    }  # fmt: skip


def _matches(user: User, line: BankLine) -> list[dict[str, Any]]:
    debts, found = bank.debts(user.organisation), []
    for match in bank.matches(line, debts):
        some = [one for one in debts if (one.due.key, one.due.claim) == (match.key, match.claim)]
        given = bank.divide(line.amount, some)
        shares = [
            {
                "debt": bank.name_of(one), "kind": one.due.kind, "fund": one.due.fund, "owed": yuan(one.due.amount),
                "amount": given.get(bank.name_of(one), yuan(0)),
            }
            for one in some
        ]  # fmt: skip
        tags = some[0].tags
        found.append(
            {
                "party": some[0].due.party, "case": tags.case, "suspicion": tags.suspicion, "score": match.score,
                "reasons": list(match.reasons), "shares": shares,
            }
        )  # fmt: skip
    return found


@router.post("/ledger/bank/lines/{pk}/confirm", response={201: VoucherFull, **PROBLEMS}, auth=POST)
@decorate_view(once)
def confirm(request: Any, pk: Key, body: BankConfirmIn) -> Status[dict[str, Any]]:
    """确认一笔到账；未分配的部分作为暂收款。"""
    line = policy.bank_line(request.auth, pk)
    known = {bank.name_of(one): one for one in bank.debts(request.auth.organisation)}
    gone = [one.debt for one in body.shares if one.debt not in known]
    if gone:
        raise ConflictError("没有这笔应收款项，或者已经缴清", where=gone[0])
    shares = [bank.Share(known[one.debt], one.amount) for one in body.shares]
    return Status(201, whole(bank.confirm(request.auth, line, shares).entry))
