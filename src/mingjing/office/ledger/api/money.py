"""What is due, received, held; payments, remittances, what is held paying debts."""

from typing import Any

from ninja import Router, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation
from mingjing.office.ledger.api.entries import POST, READ, deed, whole
from mingjing.office.ledger.api.schemas import (
    FundIn,
    HeldApplyIn,
    HeldBackIn,
    PayIn,
    PoolOut,
    RemitIn,
    VoucherFull,
)
from mingjing.office.ledger.services import paying, pools
from mingjing.office.ledger.services.pools import Pool
from mingjing.office.rest.types import PROBLEMS

router = Router(tags=["资金台账"])
_DONE = {201: VoucherFull, **PROBLEMS}
_LISTED = {200: list[PoolOut], **PROBLEMS}


def _shown(found: list[Pool]) -> list[dict[str, Any]]:
    codes = dict(
        Organisation.objects.filter(pk__in={one.organisation for one in found}).values_list("pk", "code")
    )
    return [
        {
            "key": one.key, "organisation": codes[one.organisation], "institution": one.code, "party": one.name,
            "case": one.tags.case, "suspicion": one.tags.suspicion, "kind": one.kind, "fund": one.tags.fund,
            "amount": one.yuan, "since": one.since,
        }
        for one in found
    ]  # fmt: skip


def _one(request: Any, account: str, key: str) -> Pool:
    return pools.chosen(request.auth, account, [key])[0]


@router.get("/ledger/debts", response=_LISTED, auth=READ)
def debts(request: Any) -> list[dict[str, Any]]:
    """应收款项。"""
    return _shown(pools.seen(request.auth, "due"))


@router.get("/ledger/received", response=_LISTED, auth=READ)
def received(request: Any) -> list[dict[str, Any]]:
    """已收待缴款项。"""
    return _shown([one for one in pools.seen(request.auth, "received") if one.kind != "unallocated"])


@router.get("/ledger/suspense", response=_LISTED, auth=READ)
def suspense(request: Any) -> list[dict[str, Any]]:
    """暂收款。"""
    return _shown(pools.seen(request.auth, "suspense"))


@router.post("/ledger/payments", response=_DONE, auth=POST)
@decorate_view(once)
def pay(request: Any, body: PayIn) -> Status[dict[str, Any]]:
    """登记收款、抵扣应拨费用、机构直接退还参保人。"""
    debt = _one(request, "due", body.debt)
    return Status(201, whole(paying.pay(request.auth, debt, body.way, body.amount, deed(body)).entry))


@router.post("/ledger/funds", response=_DONE, auth=POST)
@decorate_view(once)
def change_fund(request: Any, body: FundIn) -> Status[dict[str, Any]]:
    """更正未缴款项的基金类型。"""
    debt = _one(request, "due", body.debt)
    return Status(
        201, whole(paying.change_fund(request.auth, debt, body.fund, body.amount, deed(body)).entry)
    )


@router.post("/ledger/remittances", response=_DONE, auth=POST)
@decorate_view(once)
def remit(request: Any, body: RemitIn) -> Status[dict[str, Any]]:
    """登记缴入财政专户、国库，退还参保人。"""
    return Status(201, whole(paying.remit(request.auth, body.pick, deed(body)).entry))


@router.post("/ledger/suspense/apply", response=_DONE, auth=POST)
@decorate_view(once)
def apply(request: Any, body: HeldApplyIn) -> Status[dict[str, Any]]:
    """暂收款抵缴应收款项。"""
    held, debt = _one(request, "suspense", body.held), _one(request, "due", body.debt)
    return Status(201, whole(paying.apply(request.auth, held, debt, body.amount, deed(body)).entry))


@router.post("/ledger/suspense/give-back", response=_DONE, auth=POST)
@decorate_view(once)
def give_back(request: Any, body: HeldBackIn) -> Status[dict[str, Any]]:
    """暂收款退还缴款人。"""
    held = _one(request, "suspense", body.held)
    return Status(201, whole(paying.give_back(request.auth, held, body.amount, deed(body)).entry))
