"""The money of a case."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import dues, money, policy
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import execution
from mingjing.office.clocks import services as clocks
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Code, Input, Line

router = Router(tags=["案件资金"])
_READ = Needs(Permission.CASES_READ)


class StandOut(Schema):
    """Where one kind of money stands, in yuan."""

    kind: str
    decided: Decimal
    unserved: Decimal
    due: Decimal
    received: Decimal
    remitted: Decimal
    refused: Decimal
    lessened: Decimal


class OwedOut(Schema):
    """What is unpaid today; `overdue` is the additional fine as it accrued."""

    refund: Decimal
    fine: Decimal
    confiscated: Decimal
    overdue: Decimal
    total: Decimal


class InstalmentOut(Schema):
    """One part of the plan."""

    on: date
    amount: Decimal
    paid: Decimal


class ReceiptOut(Schema):
    """A receipt; `entry` is its voucher in the ledger."""

    on: date
    kind: str
    amount: Decimal
    voucher: str
    entry: int | None
    undone: bool


class MoneyOut(Schema):
    """The money of a case."""

    stand: list[StandOut]
    owed: OwedOut | None
    plan: list[InstalmentOut]
    receipts: list[ReceiptOut]


class ReduceIn(Input):
    """By how much a debt is made smaller, and why."""

    kind: Code
    amount: Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]
    reason: Line


def _shown(case: Case) -> dict[str, Any]:
    owed = dues.outstanding(case, clocks.today()) if case.served_on else None
    names = ("decided", "unserved", "due", "received", "remitted", "refused", "lessened")
    receipts = [
        {
            "on": one.on, "kind": one.kind, "amount": one.amount, "voucher": one.voucher,
            "entry": one.booked.entry_id if hasattr(one, "booked") else None, "undone": hasattr(one, "undone"),
        }
        for one in money.receipts(case)
    ]  # fmt: skip
    return {
        "stand": [
            {"kind": one.kind, **dict(zip(names, one.amounts, strict=True))} for one in money.stand(case)
        ],
        "owed": owed,
        "plan": [{"on": one.on, "amount": one.amount, "paid": one.paid} for one in money.plan(case)],
        "receipts": receipts,
    }


def _answer(case: Case, response: HttpResponse) -> dict[str, Any]:
    etag.tag(response, case.version)
    return _shown(case)


@router.get("/cases/{number}/money", response={200: MoneyOut, **PROBLEMS}, auth=_READ)
def get_money(request: Any, number: Code, response: HttpResponse) -> dict[str, Any]:
    """案件资金：各类款项的去向、今日未缴、分期、到账。"""
    return _answer(policy.one(request.auth, number), response)


@router.post(
    "/cases/{number}/money/charge",
    response={200: MoneyOut, **PROBLEMS},
    auth=Needs(Permission.CASES_INVESTIGATE),
)
@decorate_view(once)
def charge(request: Any, number: Code, response: HttpResponse) -> dict[str, Any]:
    """加处罚款计至今日。"""
    execution.charge(request.auth, policy.one(request.auth, number))
    return _answer(policy.one(request.auth, number), response)


@router.post(
    "/cases/{number}/money/reduce",
    response={200: MoneyOut, **PROBLEMS},
    auth=Needs(Permission.CASES_APPROVE),
)
@decorate_view(once)
def reduce(request: Any, number: Code, body: ReduceIn, response: HttpResponse) -> dict[str, Any]:
    """核减应缴款项（行政复议、行政诉讼、变更决定）。"""
    case = policy.one(request.auth, number)
    execution.reduce(request.auth, case, body.kind, body.amount, body.reason)
    return _answer(policy.one(request.auth, number), response)
