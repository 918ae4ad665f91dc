"""The criminal line: from which amount a fraud must be put before the head for transfer to the police."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.facts import Purpose
from mingjing.office.cases.law.standards import Standard

LEVELS = {"special": "数额特别巨大", "huge": "数额巨大", "large": "数额较大"}
REFS = ("cl-266", "310-3", "310-5", "apl-27")


@dataclass(frozen=True, slots=True)
class Crime:
    """A suspicion of 诈骗罪. `required`: the head must decide on transfer in 3 days and send within 24 hours."""

    level: str
    threshold: Decimal
    required: bool
    text: str
    refs: tuple[str, ...] = REFS


def suspected(amount: Decimal | None, purpose: Purpose, standard: Standard) -> Crime | None:
    """Return the suspicion that `amount` of one or several frauds raises; None below the line or without fraud."""
    if purpose == Purpose.NO or amount is None:
        return None
    for level, label in LEVELS.items():
        threshold = Decimal(standard.values[level])
        if amount >= threshold:
            required = purpose == Purpose.YES
            then = "须在 3 日内决定是否移送，批准的 24 小时内移送" if required else "请先认定是否以骗取为目的"
            return Crime(
                level, threshold, required, f"金额 {amount} 元已达诈骗罪{label}（{threshold} 元），{then}"
            )
    return None


def check_thresholds(values: Mapping[str, Any], standard: Standard) -> None:
    """Raise InvalidError when a province's figures lie outside the national bands."""
    for level, (least, most) in standard.values["bands"].items():
        if level in values and not Decimal(least) <= Decimal(values[level]) <= Decimal(most):
            raise InvalidError(f"{LEVELS[level]}的标准须在 {least} 元至 {most} 元之间", where=level)
