"""The calendar of working days."""

from datetime import date
from typing import Annotated, Any

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field, StringConstraints

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import holidays
from mingjing.office.clocks.days import Days, is_published, warning
from mingjing.office.clocks.models import Holiday
from mingjing.office.rest.types import PROBLEMS, Day, Input

router = Router(tags=["工作日历"])
_MANAGE = Permission.CALENDAR
Year = Annotated[int, Field(ge=2004, le=2099)]


class DayRulingOut(Schema):
    """A day that the bureau ruled otherwise."""

    day: date
    working: bool
    note: str


class RulingIn(Input):
    """A day, and whether it is worked."""

    day: Day
    working: bool
    note: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = ""


class RulingsIn(Input):
    """Days to enter, all of them or none."""

    days: Annotated[list[RulingIn], Field(min_length=1, max_length=400)]


class YearOut(Schema):
    """A year: whether its holidays are published, the days nobody works, the bureau's own rulings."""

    year: int
    published: bool
    warning: str
    off: list[date]
    own: list[DayRulingOut]


class EnteredOut(Schema):
    """How many days were entered."""

    days: int


@router.get("/calendar/{year}", response={200: YearOut, **PROBLEMS}, auth=Needs(_MANAGE))
def get_calendar(request: Any, year: Year) -> dict[str, Any]:
    """一年的休息日和本单位的调整。"""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = Days(first, last)
    every = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return {
        "year": year,
        "published": is_published(year),
        "warning": warning(first, last),
        "off": [day for day in every if not days.is_working(day)],
        "own": list(Holiday.objects.filter(day__range=(first, last))),
    }


@router.post("/calendar", response={200: EnteredOut, **PROBLEMS}, auth=Needs(_MANAGE))
@decorate_view(once)
def enter_days(request: Any, body: RulingsIn) -> dict[str, Any]:
    """登记休息日、调休上班日；已算出的期限不变。"""
    entries = [holidays.Entry(**one.dict()) for one in body.days]
    return {"days": holidays.enter(request.auth, entries)}


@router.delete("/calendar/{day}/ruling", response={204: None, **PROBLEMS}, auth=Needs(_MANAGE))
def remove_day(request: Any, day: Day) -> Status[Any]:
    """撤销一天的调整。"""
    holidays.remove(request.auth, day)
    return Status(204, None)
