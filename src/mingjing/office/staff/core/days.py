"""Days of suspensions: both ends count."""

from calendar import monthrange
from datetime import date, timedelta

ONE = timedelta(days=1)


def last_day(since: date, months: int) -> date:
    """Return the last day of `months` that begin with `since`: of 1 month from 31 January it is the last of February."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    if since.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, since.day) - ONE
