"""Posting rules: whatever is posted balances, no account goes where it must not, a replay gives the same balances."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.kernel.errors import ConflictError, DocumentError, InvalidError
from mingjing.office.ledger.core import chart as charts
from mingjing.office.ledger.core import posting as core
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Leg, Move, Pool, Tags

FEN = st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)
TAGS = st.builds(
    Tags,
    institution=st.sampled_from([1, 2]),
    suspicion=st.sampled_from([7, 8]),
    case=st.sampled_from(["", "案1"]),
    fund=st.sampled_from(["310100", "390100"]),
)
MOVES = st.builds(
    Move,
    movement=st.sampled_from(sorted(chart().movements)),
    kind=st.sampled_from(sorted(chart().kinds)),
    amount=st.integers(1, 5).map(Decimal),
    tags=TAGS,
)


def tags_for(kind: str, tags: Tags) -> Tags:
    fund = tags.fund if kind in chart().fund_bound else ""
    return Tags(tags.institution, tags.party, tags.suspicion, None, tags.case, fund)


def play(vouchers: list[list[Move]]) -> tuple[list[list[Leg]], dict[Pool, int]]:
    """Post what can be posted; return it with the pools."""
    kept, pools = [], dict[Pool, int]()
    for moves in vouchers:
        fitting = [Move(m.movement, m.kind, m.amount, tags_for(m.kind, m.tags)) for m in moves]
        try:
            legs = core.legs(chart(), fitting, "理由")
            pools |= core.check(chart(), legs, pools)
        except (InvalidError, ConflictError):
            continue
        kept.append(legs)
    return kept, pools


def route(kind: str) -> list[str]:
    return (
        ["find", "verify", "decide", "serve", "receive"]
        if kind == "principal"
        else ["impose", "serve", "receive"]
    )


@settings(max_examples=150)
@given(st.lists(st.lists(MOVES, min_size=1, max_size=4), max_size=25))
def test_whatever_is_posted_balances_and_no_account_stands_on_the_wrong_side(
    vouchers: list[list[Move]],
) -> None:
    kept, pools = play(vouchers)
    net: defaultdict[str, int] = defaultdict(int)
    for leg in (leg for legs in kept for leg in legs):
        net[leg.kind] += leg.net
    assert not any(net.values())
    for (account, _, _), balance in pools.items():
        assert balance >= 0 if chart().accounts[account].side == "debit" else balance <= 0


@settings(max_examples=80)
@given(st.lists(st.lists(MOVES, min_size=1, max_size=3), max_size=20))
def test_a_replay_gives_the_same_balances_and_undoing_backwards_gives_nought(
    vouchers: list[list[Move]],
) -> None:
    kept, pools = play(vouchers)
    again: dict[Pool, int] = {}
    for legs in kept:
        again |= core.check(chart(), legs, again)
    assert again == pools
    for legs in reversed(kept):
        again |= core.check(chart(), core.reversal(legs), again)
    assert not any(again.values())


@given(st.sampled_from(["principal", "fine", "liquidated", "confiscation", "surcharge"]), FEN, FEN)
def test_money_goes_to_the_fund_or_the_treasury_as_the_law_says(
    kind: str, amount: Decimal, more: Decimal
) -> None:
    tags = Tags(1, "", 7, None, "案1", "310100" if kind in chart().fund_bound else "")
    pools: dict[Pool, int] = {}
    for name in route(kind):
        pools |= core.check(chart(), core.legs(chart(), [Move(name, kind, amount, tags)]), pools)
    right, wrong = (
        ("remit_fund", "remit_treasury") if kind in chart().fund_bound else ("remit_treasury", "remit_fund")
    )
    with pytest.raises(InvalidError, match="不适用于"):
        core.legs(chart(), [Move(wrong, kind, amount, tags)])
    with pytest.raises(ConflictError, match="余额不足"):
        core.check(chart(), core.legs(chart(), [Move(right, kind, amount + more, tags)]), pools)
    after = core.check(chart(), core.legs(chart(), [Move(right, kind, amount, tags)]), pools)
    assert sorted(after.values()) == [0, core.fen(amount)]


def test_money_of_one_fund_never_pays_a_debt_of_another() -> None:
    pools: dict[Pool, int] = {}
    for name in ("find", "verify", "decide", "serve"):
        moves = [Move(name, "principal", Decimal(100), Tags(1, "", 7, None, "案1", "310100"))]
        pools |= core.check(chart(), core.legs(chart(), moves), pools)
    other = core.legs(
        chart(), [Move("receive", "principal", Decimal(1), Tags(1, "", 7, None, "案1", "390100"))]
    )
    with pytest.raises(ConflictError):
        core.check(chart(), other, pools)


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1e20"])
def test_amounts_that_are_no_yuan_are_refused(amount: str) -> None:
    with pytest.raises(InvalidError):
        core.legs(chart(), [Move("find", "principal", Decimal(amount), Tags(1, "", 7))])


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Move("find", "principal", Decimal(1), Tags(1)), "缺少疑点"),
        (Move("find", "principal", Decimal(1), Tags(None, "", 7)), "缺少机构"),
        (Move("impose", "fine", Decimal(1), Tags(1, "", 7)), "缺少案件"),
        (Move("refuse", "principal", Decimal(1), Tags(1, "", 7)), "缺少基金类型"),
        (Move("decide", "principal", Decimal(1), Tags(1, "", 7)), "缺少基金类型"),
        (Move("decide", "principal", Decimal(1), Tags(1, "", 7, None, "", "1")), "没有这种基金"),
        (Move("impose", "fine", Decimal(1), Tags(1, "", 7, None, "案", "310100")), "不属于任何"),
        (Move("waive", "fine", Decimal(1), Tags(1, "", 7, None, "案")), "须说明理由"),
        (Move("impose", "fine", Decimal(1), Tags(1, "", None, None, "案" * 71)), "过长"),
        (Move("steal", "fine", Decimal(1), Tags(1)), "没有这种业务"),
    ],
)  # fmt: skip
def test_a_move_says_what_it_lacks(move: Move, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        core.legs(chart(), [move])


def test_legs_that_do_not_balance_are_refused() -> None:
    with pytest.raises(InvalidError, match="不平衡"):
        core.check(chart(), [Leg("due", "fine", 5, 0, Tags(1)), Leg("origin", "fine", 0, 4, Tags(1))], {})
    with pytest.raises(InvalidError, match="借方或者贷方"):
        core.check(chart(), [Leg("due", "fine", 5, 5, Tags(1))], {})
    with pytest.raises(InvalidError, match="没有分录"):
        core.legs(chart(), [])


def test_a_chart_that_contradicts_itself_is_refused() -> None:
    account = {"code": "1", "title": "甲", "side": "debit"}
    data = {
        "accounts": {"a": account, "b": account},
        "kinds": {},
        "movements": {},
        "fund_bound": [],
        "funds": {},
    }
    with pytest.raises(DocumentError):
        charts.parse(data)
