"""Counting working days, given which days are working days."""

from collections.abc import Callable
from datetime import date, timedelta

IsWorking = Callable[[date], bool]
_DAY = timedelta(days=1)
# A calendar in which no day of two years works is wrong, not long.
_LONGEST = 731


def add(start: date, days: int, is_working: IsWorking) -> date:
    """Return the `days`-th working day after `start`; the day itself never counts. `days` >= 0.

    With 0 days, `start` itself if it works, else the next day that does.
    Raises ValueError for negative days or a calendar without working days.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day = start if days else start - _DAY
    for _ in range(max(days, 1)):
        day = _next(day, is_working)
    return day


def count(start: date, end: date, is_working: IsWorking) -> int:
    """Return how many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -count(end, start, is_working)
    return sum(is_working(start + _DAY * n) for n in range(1, (end - start).days + 1))


def _next(day: date, is_working: IsWorking) -> date:
    for _ in range(_LONGEST):
        day += _DAY
        if is_working(day):
            return day
    raise ValueError("the calendar has no working day")
