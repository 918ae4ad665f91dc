"""Money in without a bank file, money paid on, money held: each a voucher under a key that the form gave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.services import pools
from mingjing.office.ledger.services.pools import Pool
from mingjing.office.ledger.services.post import Posted, Voucher, lock, post

MANUAL = "manual:"
WAYS = {"receive": "收款（转账、现金）", "offset": "抵扣应拨费用", "return_directly": "机构直接退还参保人"}
_ONWARD = {
    "principal": "remit_fund", "liquidated": "remit_fund", "fine": "remit_treasury", "surcharge": "remit_treasury",
    "confiscation": "remit_treasury", "patient": "pay_patients",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """When, under which key (the same twice is booked once), with which words and paper."""

    key: str
    on: date
    text: str = ""
    document: str = ""

    def voucher(self, moves: Sequence[Move], text: str = "") -> Voucher:
        """Return the voucher of these moves. Raises InvalidError without a key."""
        if not self.key.strip():
            raise InvalidError("请求缺少凭证键", where="key", do="刷新页面后重试")
        return Voucher(f"{MANUAL}{self.key}", self.on, moves, self.text or text, self.document)


def ways(pool: Pool) -> dict[str, str]:
    """Return how a debt of this kind may be paid."""
    return {way: label for way, label in WAYS.items() if pool.kind in chart().movements[way].kinds}


@transaction.atomic
def pay(actor: User, debt: Pool, way: str, amount: Decimal, deed: Deed) -> Posted:
    """Register that a debt was paid, in whole or in part. A case hears of it in the same transaction."""
    demand(actor, Permission.LEDGER_POST)
    if way not in ways(debt):
        raise InvalidError("请选择缴款方式", where="way")
    return post(actor, deed.voucher([Move(way, debt.kind, amount, debt.tags)], WAYS[way]))


@transaction.atomic
def remit(actor: User, keys: Sequence[str], deed: Deed) -> Posted:
    """Pay on what was received, each kind to where the law sends it: 财政专户 of its fund, 国库, patients.

    `keys` name pools of 已收待缴; each is paid on whole.
    """
    demand(actor, Permission.LEDGER_POST)
    lock(actor.organisation)
    found = [one for one in pools.chosen(actor, "received", keys) if one.kind in _ONWARD]
    if not found:
        raise InvalidError("请选择要缴出的款项", where="pick")
    if not deed.document.strip():
        raise InvalidError("请填写缴款凭证号", where="document")
    moves = [Move(_ONWARD[one.kind], one.kind, one.yuan, one.tags) for one in found]
    return post(actor, deed.voucher(moves, "缴入财政专户、国库"))


def destination(kind: str) -> str:
    """Return where money of a kind goes, in words."""
    way = chart().movements.get(_ONWARD.get(kind, ""))
    return way.title if way else ""


@transaction.atomic
def apply(actor: User, held: Pool, debt: Pool, amount: Decimal, deed: Deed) -> Posted:
    """Pay a debt from what is held. Raises InvalidError when it is another party's without words why."""
    demand(actor, Permission.LEDGER_POST)
    if held.tags.owner != debt.tags.owner and not deed.text.strip():
        raise InvalidError("暂收款的缴款人与当事人不一致，请说明理由", where="text")
    moves = [
        Move("apply", "unallocated", amount, held.tags),
        Move("receive", debt.kind, amount, debt.tags),
    ]
    return post(actor, deed.voucher(moves, "暂收款抵缴"))


@transaction.atomic
def give_back(actor: User, held: Pool, amount: Decimal, deed: Deed) -> Posted:
    """Give back what was paid too much, with the reason."""
    demand(actor, Permission.LEDGER_POST)
    if not deed.text.strip():
        raise InvalidError("请填写退还理由", where="text")
    return post(actor, deed.voucher([Move("give_back", "unallocated", amount, held.tags)]))


@transaction.atomic
def change_fund(actor: User, debt: Pool, fund: str, amount: Decimal, deed: Deed) -> Posted:
    """Say that a debt concerns another fund, with the reason, while it is unpaid."""
    demand(actor, Permission.LEDGER_POST)
    if fund not in chart().funds or fund == debt.tags.fund:
        raise InvalidError("请选择另一种基金", where="fund")
    if debt.kind not in chart().fund_bound:
        raise InvalidError("该类款项不属于任何一种基金", where="fund")
    if not deed.text.strip():
        raise InvalidError("请填写更正理由", where="text")
    moves = [
        Move("fund_out", debt.kind, amount, debt.tags),
        Move("fund_in", debt.kind, amount, replace(debt.tags, fund=fund)),
    ]
    return post(actor, deed.voucher(moves))


MOVEMENTS = (
    "declare", "overturn", "decide", "serve", "refuse", "annul", "reduce", "waive", "grant_reward", "pay_reward",
    "cancel_reward", "restore_refused", "restore_fund", "hand_in",
)  # fmt: skip
"""What may be booked by hand; all the rest has a page of its own or follows from leads and cases."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a voucher written by hand."""

    movement: str
    kind: str
    amount: Decimal
    tags: Tags


@transaction.atomic
def by_hand(actor: User, rows: Sequence[Wanted], deed: Deed) -> Posted:
    """Book what no other page books, with words why. Raises InvalidError for what another page is for."""
    demand(actor, Permission.LEDGER_POST)
    if any(one.movement not in MOVEMENTS for one in rows):
        raise InvalidError("该业务不能手工登记，请在相应的页面办理", where="movement")
    if not deed.text.strip():
        raise InvalidError("请填写摘要，说明依据", where="text")
    return post(actor, deed.voucher([Move(one.movement, one.kind, one.amount, one.tags) for one in rows]))
