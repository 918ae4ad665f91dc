"""Time limits that are counted in years: until when an act can be punished (处罚法 36)."""

from calendar import monthrange
from datetime import date


def last_day(ended: date, years: int) -> date:
    """Return the last day on which an act that ended on `ended` may be discovered to be punished.

    29 February ends on 28 February of a year without it.
    """
    year = ended.year + years
    return date(year, ended.month, min(ended.day, monthrange(year, ended.month)[1]))


def is_barred(ended: date, found: date, years: int) -> bool:
    """Return whether it was found too late."""
    return found > last_day(ended, years)
