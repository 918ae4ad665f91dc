"""From verdicts on lines to the amount of a suspicion: pure arithmetic, exact to the fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.leads.models import Line, Suspicion, Verdict
from mingjing.office.leads.reasons import demand_reason
from mingjing.office.leads.services.commands import LineVerdict

FEN, UNIT, ZERO = Decimal("0.01"), Decimal("0.0001"), Decimal(0)
WITH_MONEY = frozenset({Verdict.TRUE, Verdict.PARTLY})


@dataclass(frozen=True, slots=True)
class Decided:
    """The verdict as the amounts make it (属实 with reduced lines is 部分属实), and its amount."""

    verdict: Verdict
    amount: Decimal


def known(verdict: str, where: str = "verdict") -> Verdict:
    """Return the verdict. Raises InvalidError when there is none of that name."""
    if not verdict or verdict not in Verdict.values:
        raise InvalidError("请选择结论", where=where)
    return Verdict(verdict)


def yuan(value: Decimal | None, where: str, most: Decimal) -> Decimal:
    """Return an amount that lies between 0 and `most` with two decimals. Raises InvalidError."""
    if value is None:
        raise InvalidError("请填写金额", where=where)
    if not value.is_finite() or value != value.quantize(FEN):
        raise InvalidError("金额最多两位小数", where=where)
    if not ZERO <= value <= most:
        raise InvalidError(f"金额须在 0 与 {most} 元之间", where=where)
    return value.quantize(FEN)


def decide(
    suspicion: Suspicion,
    lines: Sequence[Line],
    verdict: str,
    reason_code: str,
    given: Sequence[LineVerdict],
    amount: Decimal | None = None,
) -> Decided:
    """Set verdict, quantity and amount on `lines` (not saved) and return what they make together.

    Where the finding names no amount, a verdict on the whole settles the facts alone: money is what a person accepts line
    by line. Raises InvalidError for contradictions, ConflictError for a line that changed since its version was read.
    """
    wanted = known(verdict)
    demand_reason(wanted, reason_code)
    if not lines:
        return _without_lines(suspicion, wanted, amount)
    named = {one.line: one for one in given}
    if strange := set(named) - {line.pk for line in lines}:
        raise InvalidError("明细不属于该疑点", where=f"lines.{min(strange)}")
    priced = suspicion.amount_basis != Suspicion.NO_AMOUNT
    for line in lines:
        one = named.get(line.pk)
        if one is not None:
            _set(line, one, reason_code, priced)
        else:
            _follow(line, wanted, reason_code, priced)
    return _together(lines, wanted, priced)


def _without_lines(suspicion: Suspicion, wanted: Verdict, amount: Decimal | None) -> Decided:
    most = suspicion.checkout_amt
    if wanted not in WITH_MONEY:
        if amount:
            raise InvalidError(f"结论为“{wanted.label}”时金额须为 0", where="amount")
        return Decided(wanted, ZERO)
    if wanted == Verdict.TRUE and amount is None:
        return Decided(wanted, most)
    value = yuan(amount, "amount", most)
    if most and not value:
        raise InvalidError("金额为 0 时结论不能是属实或部分属实", where="amount")
    return Decided(Verdict.TRUE if value == most and wanted == Verdict.TRUE else Verdict.PARTLY, value)


def _follow(line: Line, wanted: Verdict, reason_code: str, priced: bool) -> None:
    """A line that nobody named follows the verdict on the whole; 部分属实 needs a verdict of its own."""
    if wanted == Verdict.PARTLY:
        if not line.verdict or line.accepted_amt is None:
            raise InvalidError(
                "部分属实须逐条给出结论", where=f"lines.{line.pk}.verdict", why=f"“{line.name}”没有结论"
            )
        return
    full = wanted == Verdict.TRUE
    line.verdict, line.reason_code = wanted, reason_code
    line.accepted_cnt, line.accepted_amt = (line.cnt, line.hit_amt) if full and priced else (ZERO, ZERO)


def _set(line: Line, one: LineVerdict, reason_code: str, priced: bool) -> None:
    where = f"lines.{line.pk}"
    if one.version is not None and one.version != line.version:
        raise ConflictError("明细已被他人修改", where=line.name, do="刷新页面，核对最新内容后重新提交")
    wanted = known(one.verdict, f"{where}.verdict")
    if one.reason_code:
        demand_reason(wanted, one.reason_code, f"{where}.reason_code")
    if len(one.note) > 500:
        raise InvalidError("说明不能超过 500 字", where=f"{where}.note")
    if wanted in WITH_MONEY:
        cnt, amt = _accepted(line, one, wanted, where)
        wanted = _by_amount(line, wanted, amt, where) if priced else wanted
    elif one.accepted_amt or one.accepted_cnt:
        raise InvalidError(f"结论为“{wanted.label}”时认定数量、金额须为 0", where=f"{where}.accepted_amt")
    else:
        cnt = amt = ZERO
    line.verdict, line.accepted_cnt, line.accepted_amt = wanted, cnt, amt
    line.reason_code = one.reason_code or (reason_code if wanted == one.verdict else "")
    line.note = one.note


def _accepted(line: Line, one: LineVerdict, wanted: Verdict, where: str) -> tuple[Decimal, Decimal]:
    """Quantity and amount; what is missing follows from the other."""
    cnt, amt = one.accepted_cnt, one.accepted_amt
    if cnt is None and amt is None:
        if wanted == Verdict.PARTLY:
            raise InvalidError("部分属实须填写认定数量或金额", where=f"{where}.accepted_amt")
        return line.cnt, line.hit_amt
    low, high = min(ZERO, line.cnt), max(ZERO, line.cnt)
    if cnt is not None and not (cnt.is_finite() and low <= cnt <= high and cnt == cnt.quantize(UNIT)):
        raise InvalidError(f"认定数量须在 0 与 {line.cnt.normalize():f} 之间", where=f"{where}.accepted_cnt")
    if amt is None:
        share = cnt / line.cnt if cnt is not None and line.cnt else ZERO
        amt = (line.hit_amt * share).quantize(FEN, ROUND_HALF_UP)
    amt = yuan(amt, f"{where}.accepted_amt", line.hit_amt)
    if cnt is None:
        cnt = (line.cnt * amt / line.hit_amt).quantize(UNIT, ROUND_HALF_UP) if line.hit_amt else line.cnt
    if amt and line.cnt and not cnt:
        raise InvalidError("认定数量为 0 时认定金额须为 0", where=f"{where}.accepted_cnt")
    return cnt, amt


def _by_amount(line: Line, wanted: Verdict, amt: Decimal, where: str) -> Verdict:
    if not line.hit_amt:
        return wanted
    if not amt:
        raise InvalidError("认定金额为 0 时结论不能是属实或部分属实", where=f"{where}.accepted_amt")
    if amt == line.hit_amt:
        if wanted == Verdict.PARTLY:
            raise InvalidError("认定金额等于检出金额时结论应为属实", where=f"{where}.verdict")
        return Verdict.TRUE
    return Verdict.PARTLY


def _together(lines: Sequence[Line], wanted: Verdict, priced: bool) -> Decided:
    full = sum((line.hit_amt for line in lines), ZERO)
    total = sum((line.accepted_amt or ZERO for line in lines), ZERO)
    if wanted not in WITH_MONEY:
        if any(line.verdict in WITH_MONEY for line in lines):
            raise InvalidError(f"有明细属实时，疑点结论不能是“{wanted.label}”", where="verdict")
        return Decided(wanted, ZERO)
    if not priced:
        return Decided(wanted, total)
    if full and not total:
        raise InvalidError("没有一条明细属实，疑点结论不能是属实或部分属实", where="verdict")
    if full and total == full:
        if wanted == Verdict.PARTLY:
            raise InvalidError("明细全部属实，疑点结论应为属实", where="verdict")
        return Decided(Verdict.TRUE, total)
    return Decided(Verdict.PARTLY if full else wanted, total)


def spread(amount: Decimal, hits: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Divide `amount` over lines in proportion to what was found on each, to the fen; no line gets more than that.

    `amount` must not exceed the sum of `hits`. What rounding leaves goes to the largest remainders.
    """
    full = sum(hits.values(), ZERO)
    if not full:
        return dict.fromkeys(hits, ZERO)
    exact = {key: hit * amount / full for key, hit in hits.items()}
    shares = {key: value.quantize(FEN, ROUND_DOWN) for key, value in exact.items()}
    left = int((amount - sum(shares.values(), ZERO)) / FEN)
    order = sorted(hits, key=lambda key: (shares[key] - exact[key], key))
    for key in order:
        if not left:
            break
        if shares[key] < hits[key]:
            shares[key] += FEN
            left -= 1
    return shares
