"""Calendar periods: days, months, quarters, years as people write them."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date

from mingjing.kernel.errors import UsageError

_FORMS = re.compile(r"(?P<year>\d{4})(?:[Qq](?P<quarter>[1-4])|-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")


def month_of(day: date) -> str:
    """Return the month of `day` as `2024-05`, the name of the lake's partitions."""
    return f"{day:%Y-%m}"


def months(first: date, last: date) -> list[str]:
    """Return every month touched from `first` to `last`, both included; none when `last` is earlier."""
    start, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month
    if last < first:
        return []
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, stop)]


def bounds(text: str) -> tuple[date, date]:
    """Return the first and last day of `2024`, `2024Q2`, `2024-05` or `2024-05-17`.

    Raises UsageError for anything else, dates that do not exist included.
    """
    match = _FORMS.fullmatch(text.strip())
    if match:
        quarter, month, day = (int(part) if part else None for part in match.group("quarter", "month", "day"))
        with suppress(ValueError):
            return _bounds(int(match["year"]), quarter, month, day)
    raise UsageError(
        f"看不懂的时间 {text!r}", do="请写成 2024、2024Q2、2024-05 或 2024-05-17 的形式，且日期真实存在"
    )


def _bounds(year: int, quarter: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    if day is not None and month is not None:
        return date(year, month, day), date(year, month, day)
    first, last = (month, month) if month is not None else (1, 12)
    if quarter is not None:
        first, last = 3 * quarter - 2, 3 * quarter
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
