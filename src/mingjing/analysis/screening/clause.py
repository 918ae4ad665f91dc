"""Law references as an officer reads them: 《…条例》第三十八条第（三）项, and what they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.analysis.knowledge import laws

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Clause:
    """One cited provision: its short name and what it says, both Chinese."""

    ref: str
    label: str
    text: str


def clauses(refs: Iterable[str]) -> tuple[Clause, ...]:
    """Return the cited provisions in the order given, each once. Raises DocumentError for an unknown one."""
    return tuple(_clause(ref) for ref in dict.fromkeys(refs))


def _clause(ref: str) -> Clause:
    found = laws.article(ref)
    code, *numbers = ref.split("-")
    label = f"《{found.law}》{_position(numbers)}"
    if len(numbers) < 2:
        return Clause(ref, label, found.text)
    # An item names the act, its article the liability: an officer needs both.
    whole = laws.article(f"{code}-{numbers[0]}")
    return Clause(ref, label, f"{found.text}{whole.text}")


def _position(numbers: list[str]) -> str:
    """`["38", "3"]` is 第三十八条第（三）项; a reference to a whole document has no position."""
    if not numbers:
        return ""
    article, *item = [numeral(int(number)) for number in numbers]
    return f"第{article}条" + (f"第（{item[0]}）项" if item else "")


def numeral(number: int) -> str:
    """Return 1 to 999 as laws number their articles (38 is 三十八). Raises ValueError for other numbers."""
    if not 0 < number < 1000:
        raise ValueError(f"no article is numbered {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")
