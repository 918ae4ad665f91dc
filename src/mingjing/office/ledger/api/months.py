"""Deductions that wait, months, comparisons."""

from typing import Any

from ninja import Router, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy as leads
from mingjing.office.ledger.api.entries import POST, READ, whole
from mingjing.office.ledger.api.schemas import (
    BookOut,
    DeductionBookIn,
    DeductionOut,
    LedgerCheckOut,
    LedgerMonthIn,
    VoucherFull,
)
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Book
from mingjing.office.ledger.services import closing, deductions, reconciling
from mingjing.office.rest.types import PROBLEMS, Key

router = Router(tags=["资金台账"])
_MOST = 500


@router.get("/ledger/deductions", response={200: list[DeductionOut], **PROBLEMS}, auth=READ)
def list_deductions(request: Any) -> list[dict[str, Any]]:
    """登记金额与台账不一致的扣款，最多 500 条。"""
    found = deductions.waiting(request.auth).select_related("lead__institution").order_by("pk")[:_MOST]
    return [
        {
            "suspicion": one.pk, "lead": one.lead.number, "institution": one.lead.institution.code,
            "deducted_on": one.det_on, "registered": yuan(one.owed), "booked": yuan(one.booked),
        }
        for one in found
    ]  # fmt: skip


@router.post("/ledger/deductions/{pk}/book", response={201: VoucherFull, **PROBLEMS}, auth=POST)
@decorate_view(once)
def book(request: Any, pk: Key, body: DeductionBookIn) -> Status[dict[str, Any]]:
    """登记扣款凭证。"""
    one = leads.suspicion(request.auth, pk)
    return Status(201, whole(deductions.book(request.auth, one, body.fund, paid=body.paid).entry))


@router.get("/ledger/months", response={200: list[BookOut], **PROBLEMS}, auth=READ)
def months(request: Any) -> list[dict[str, Any]]:
    """各单位结账情况。"""
    books = Book.objects.filter(organisation__in=request.auth.organisation.bureaus())
    return [
        {"organisation": one.organisation.code, "locked_through": one.locked_through, "entries": one.last}
        for one in books.select_related("organisation").order_by("organisation__path")
    ]


@router.post("/ledger/months/lock", response={200: BookOut, **PROBLEMS}, auth=Needs(Permission.LEDGER_LOCK))
@decorate_view(once)
def lock(request: Any, body: LedgerMonthIn) -> dict[str, Any]:
    """结账。"""
    closing.lock(request.auth, body.period, body.reason)
    return _own(request)


@router.post("/ledger/months/unlock", response={200: BookOut, **PROBLEMS}, auth=Needs(Permission.LEDGER_LOCK))
@decorate_view(once)
def unlock(request: Any, body: LedgerMonthIn) -> dict[str, Any]:
    """反结账，须写明理由。"""
    closing.unlock(request.auth, body.period, body.reason)
    return _own(request)


def _own(request: Any) -> dict[str, Any]:
    one = Book.objects.get(organisation=request.auth.organisation)
    code = request.auth.organisation.code
    return {"organisation": code, "locked_through": one.locked_through, "entries": one.last}


@router.get("/ledger/checks", response={200: list[LedgerCheckOut], **PROBLEMS}, auth=READ)
def checks(request: Any) -> list[dict[str, Any]]:
    """台账与线索、案件、银行流水的核对。"""
    return [
        {
            "title": one.title, "left_title": one.left_title, "right_title": one.right_title, "left": one.left,
            "right": one.right, "holds": one.holds, "note": one.note,
            "differences": [
                {"what": row.what, "left": row.left, "right": row.right, "why": row.why} for row in one.differences
            ],
        }
        for one in reconciling.checks(request.auth)
    ]  # fmt: skip
