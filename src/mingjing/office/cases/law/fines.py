"""How high a fine may be: the range of the law, and the tiers of discretion inside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.standards import Standard

CENT = Decimal("0.01")
TIERS = {"light": "从轻", "normal": "一般", "heavy": "从重"}


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most` yuan, both included (细则 45). Rounded inwards: never a cent outside the law."""

    least: Decimal
    most: Decimal

    def __contains__(self, amount: Decimal) -> bool:
        return self.least <= amount <= self.most


def by_multiple(base: Decimal, least: Decimal, most: Decimal) -> Range:
    """Return `least` to `most` times `base`. Raises InvalidError when the base is not positive."""
    if base <= 0:
        raise InvalidError("罚款基数须大于 0", where="loss")
    return Range((base * least).quantize(CENT, ROUND_CEILING), (base * most).quantize(CENT, ROUND_FLOOR))


def tiers(article: str, base: Decimal | None, standard: Standard) -> dict[str, Range]:
    """Return the tiers of an article; `base` is None where the law names yuan. Empty when none are entered."""
    rows: Mapping[str, Any] = standard.values.get(article, {})
    return {
        name: Range(Decimal(least), Decimal(most))
        if base is None
        else by_multiple(base, Decimal(least), Decimal(most))
        for name, (least, most) in rows.items()
    }


def check_tiers(article: str, rows: Mapping[str, Any], least: Decimal, most: Decimal) -> None:
    """Raise InvalidError unless the tiers of an article follow each other from `least` to `most` without gaps."""
    if list(rows) != list(TIERS):
        raise InvalidError(f"{article} 须依次填写从轻、一般、从重三档", where=article)
    ends = [Decimal(end) for name in TIERS for end in rows[name]]
    joined = ends[1] == ends[2] and ends[3] == ends[4]
    if not joined or ends != sorted(ends) or ends[0] != least or ends[-1] != most:
        raise InvalidError(
            f"{article} 的档次须从 {least} 连续到 {most}", where=article, why="裁量基准不得突破法定幅度"
        )


def overdue(fine: Decimal, days: int, rate: Decimal) -> Decimal:
    """Return the additional fine after `days` late: `rate` a day, never more than the fine (处罚法 72)."""
    return min(fine, (fine * rate * max(days, 0)).quantize(CENT, ROUND_FLOOR))
