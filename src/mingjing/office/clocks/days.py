"""Which days are working days: a bureau's own rows before the published calendar of Chinese public holidays."""

from datetime import date, timedelta

import chinese_calendar

from mingjing.kernel import workday
from mingjing.office.clocks.models import Holiday

_SATURDAY = 5
# Own rows of a day's surroundings, read in one query; a deadline never lies further ahead.
_HORIZON = timedelta(days=800)


class Days:
    """The working days around `first`; reads the bureau's rows once, so that many deadlines cost one query."""

    def __init__(self, first: date, last: date | None = None) -> None:
        until = (last or first) + _HORIZON
        rows = Holiday.objects.filter(day__range=(first - _HORIZON, until)).values_list("day", "working")
        self._own = dict(rows)

    def is_working(self, day: date) -> bool:
        """Return whether `day` is worked: own row, else the published calendar, else Monday to Friday."""
        if day in self._own:
            return self._own[day]
        if is_published(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY

    def add(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`."""
        return workday.add(start, days, self.is_working)

    def count(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`."""
        return workday.count(start, end, self.is_working)


def is_published(year: int) -> bool:
    """Return whether the library knows the State Council's holidays of `year`."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def add_working_days(start: date, days: int) -> date:
    """Return the `days`-th working day after `start`."""
    return Days(start).add(start, days)


def working_days_left(today: date, due: date) -> int:
    """Return how many working days remain until `due`; negative when it is past."""
    return Days(min(today, due), max(today, due)).count(today, due)


def unknown_years(first: date, last: date) -> list[int]:
    """Return the years between two days for which only weekends are known: neither published nor entered."""
    years = range(first.year, last.year + 1)
    entered = {day.year for day in Holiday.objects.dates("day", "year")}
    return [year for year in years if not is_published(year) and year not in entered]


def warning(first: date, last: date) -> str:
    """Return the sentence a page shows where deadlines rest on weekends alone; empty when all is known."""
    years = unknown_years(first, last)
    if not years:
        return ""
    named = "、".join(str(year) for year in years)
    return f"{named} 年的节假日安排尚未录入，期限暂按周一至周五推算，请系统管理员在“工作日历”中导入。"
