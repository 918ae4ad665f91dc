"""Posting rules: moves become legs that balance, and no account goes where it must not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mingjing.kernel.errors import ConflictError, InvalidError, Problem
from mingjing.office.ledger.core.chart import Chart, Movement

_MOST_FEN = 10**15
_MISSING = {
    "party": "机构或者当事人",
    "suspicion": "疑点",
    "claim": "案件或者疑点",
    "case": "案件",
    "fund": "基金类型",
}
_LONGEST = {"party": 255, "case": 70, "fund": 10}
# From here on money of a fund must say of which one.
_BEFORE_FUND = frozenset({"suspected", "verified", "cleared", "origin", "transit"})


@dataclass(frozen=True, slots=True)
class Tags:
    """What an amount belongs to. `institution` is its id; `party` the name of whoever owes."""

    institution: int | None = None
    party: str = ""
    suspicion: int | None = None
    line: int | None = None
    case: str = ""
    fund: str = ""

    @property
    def owner(self) -> str:
        """Return who owes, as one key."""
        return f"I{self.institution}" if self.institution is not None else self.party

    @property
    def claim(self) -> str:
        """Return what is owed for: the case, else the suspicion."""
        return self.case or (f"S{self.suspicion}" if self.suspicion is not None else "")

    def tag(self, name: str) -> str:
        """Return one tag of the chart as text, empty when it is not set."""
        if name == "suspicion":
            return "" if self.suspicion is None else str(self.suspicion)
        return {"party": self.owner, "claim": self.claim, "case": self.case, "fund": self.fund}[name]


@dataclass(frozen=True, slots=True)
class Move:
    """An amount in yuan that goes one allowed way."""

    movement: str
    kind: str
    amount: Decimal
    tags: Tags


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a move, in fen; exactly one of `debit` and `credit` is above nought."""

    account: str
    kind: str
    debit: int
    credit: int
    tags: Tags

    @property
    def net(self) -> int:
        """Return debit less credit."""
        return self.debit - self.credit


Pool = tuple[str, str, tuple[str, ...]]
"""Account, kind, and the tags that delimit the balance."""


def fen(amount: Decimal) -> int:
    """Return an amount in fen. Raises InvalidError unless it is above nought, with two places, and finite."""
    if not amount.is_finite() or amount <= 0:
        raise InvalidError("金额须大于 0", where="amount")
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise InvalidError(f"金额最多两位小数：{amount}", where="amount")
    if scaled > _MOST_FEN:
        raise InvalidError("金额超出范围", where="amount")
    return int(scaled)


def yuan(value: int) -> Decimal:
    """Return fen as yuan with two places."""
    return Decimal(value).scaleb(-2).quantize(Decimal("0.01"))


def legs(chart: Chart, moves: Sequence[Move], text: str = "") -> list[Leg]:
    """Return two legs for each move. Raises InvalidError for a move that the chart does not allow."""
    if not moves:
        raise InvalidError("凭证没有分录", where="moves")
    wrong, found = [], []
    for number, move in enumerate(moves, 1):
        movement = chart.movements.get(move.movement)
        problem = "没有这种业务" if movement is None else _problem(chart, movement, move, text)
        if problem:
            title = movement.title if movement else move.movement
            wrong.append(Problem(f"第 {number} 笔“{title}”：{problem}", where="moves"))
        if movement is None or problem:
            continue
        value = fen(move.amount)
        found.append(Leg(movement.source, move.kind, 0, value, move.tags))
        found.append(Leg(movement.target, move.kind, value, 0, move.tags))
    if wrong:
        raise InvalidError.from_problems(wrong)
    return found


def _problem(chart: Chart, movement: Movement, move: Move, text: str) -> str:
    if move.kind not in movement.kinds:
        kind = chart.kinds.get(move.kind)
        return f"不适用于{kind.title if kind else move.kind}"
    missing = [_MISSING[name] for name in movement.needs if not move.tags.tag(name)]
    if move.kind in chart.fund_bound and movement.target not in _BEFORE_FUND and not move.tags.fund:
        missing.append(_MISSING["fund"])
    long = [name for name, most in _LONGEST.items() if len(getattr(move.tags, name)) > most]
    if long:
        return "当事人名称或者案件编号过长"
    if missing:
        return f"缺少{'、'.join(dict.fromkeys(missing))}"
    if move.tags.fund and move.tags.fund not in chart.funds:
        return f"没有这种基金：{move.tags.fund}"
    if move.kind not in chart.fund_bound and move.tags.fund:
        return "该类款项不属于任何一种基金"
    return "须说明理由" if movement.reason and not text.strip() else ""


def reversal(given: Iterable[Leg]) -> list[Leg]:
    """Return the legs that undo these: the same, each on the other side."""
    return [replace(leg, debit=leg.credit, credit=leg.debit) for leg in given]


def pool(chart: Chart, leg: Leg) -> Pool | None:
    """Return the pool of a leg, None where nothing is limited."""
    tags = chart.accounts[leg.account].pool
    return None if tags is None else (leg.account, leg.kind, tuple(leg.tags.tag(name) for name in tags))


def changes(chart: Chart, given: Iterable[Leg]) -> dict[Pool, int]:
    """Return by how much these legs change each limited pool."""
    found: defaultdict[Pool, int] = defaultdict(int)
    for leg in given:
        key = pool(chart, leg)
        if key is not None:
            found[key] += leg.net
    return dict(found)


def check(chart: Chart, given: Sequence[Leg], balances: Mapping[Pool, int]) -> dict[Pool, int]:
    """Return the pools after these legs, `balances` being the pools before.

    Raises InvalidError when the legs do not balance kind by kind, ConflictError when a pool would go the wrong way.
    """
    by_kind: defaultdict[str, int] = defaultdict(int)
    for leg in given:
        if min(leg.debit, leg.credit) != 0 or max(leg.debit, leg.credit) <= 0:
            raise InvalidError("每条分录只能有借方或者贷方金额")
        by_kind[leg.kind] += leg.net
    if any(by_kind.values()):
        raise InvalidError("借贷不平衡，不能记账")
    after = {key: balances.get(key, 0) + change for key, change in changes(chart, given).items()}
    for (account, kind, _), balance in after.items():
        one = chart.accounts[account]
        over = -balance if one.side == "debit" else balance
        if over > 0:
            raise ConflictError(
                f"“{one.title}”（{chart.kinds[kind].title}）余额不足，还差 {yuan(over)} 元",
                do="核对金额、案件、基金类型；已缴出的款项先冲正缴款再冲正收款",
            )
    return after
