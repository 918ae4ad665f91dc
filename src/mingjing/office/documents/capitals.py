"""Amounts in Chinese capitals, as documents of money must write them: 壹万贰仟元整."""

from decimal import Decimal

from mingjing.kernel.errors import InvalidError

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_MOST = Decimal(10) ** 16


def capitals(amount: Decimal) -> str:
    """Return an amount of yuan in capitals. Raises InvalidError for parts of a fen and what is beyond 万亿."""
    if amount != amount.quantize(Decimal("0.01")) or abs(amount) >= _MOST:
        raise InvalidError("金额须精确到分，且不超过万亿元", where="amount")
    fen = int(abs(amount) * 100)
    yuan, rest = divmod(fen, 100)
    said = "负" if amount < 0 else ""
    if yuan or not rest:
        said += (_whole(yuan) or "零") + "元"
    return said + _rest(rest, bool(yuan))


def _rest(rest: int, after_yuan: bool) -> str:
    """Return jiao and fen; a gap between yuan and fen is said."""
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    if not fen:
        return f"{_DIGITS[jiao]}角整"
    if not jiao:
        return f"{'零' if after_yuan else ''}{_DIGITS[fen]}分"
    return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"


def _whole(number: int) -> str:
    """Return whole yuan group by group of four digits; one 零 for every gap inside."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += _group(group) + _GROUPS[place]
        gap = False
    return said


def _group(group: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
