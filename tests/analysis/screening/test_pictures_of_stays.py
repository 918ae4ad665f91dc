"""Pictures of stays: who was in bed together, and on which days nobody was met."""

from datetime import date
from decimal import Decimal
from typing import Any

from mingjing.analysis.screening.pictures import stays, wards
from mingjing.analysis.screening.pictures.reading import Marks
from mingjing.analysis.screening.pictures.svg import COLOURS


def mark(part: str, day: int, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("who", "place", "name", "until", "minute", "n", "amt"))
    return {**empty, "part": part, "day": date(2026, 3, day), **more}


def stay(who: str, day: int, until: int) -> dict[str, Any]:
    amt, last = Decimal("1200.00"), date(2026, 3, until)
    return mark("stay", day, who=who, place="H1", until=last, n=float(until - day), amt=amt)


def test_stays_in_and_out_on_the_same_days_share_a_colour_and_say_so() -> None:
    rows = [stay("P3", 5, 9), stay("P1", 2, 9), stay("P2", 2, 9)]
    drawn = wards.ward(Marks(rows, 3), {"H1": "甲医院"})
    assert drawn is not None
    assert [row[-1] for row in drawn.rows] == ["2 人", "2 人", "—"]
    assert drawn.svg.count(COLOURS[0]) == 2


def test_without_stays_there_is_no_ward() -> None:
    assert wards.ward(Marks([mark("stay", 2)], 1), {}) is None


def test_a_day_on_which_the_ward_check_found_nobody_says_so() -> None:
    rows = [
        mark("fee", 2, name="01", n=1.0, amt=Decimal("40.00")),
        mark("fee", 3, name="01", n=1.0, amt=Decimal("40.00")),
        mark("empty", 3),
        mark("check", 3),
    ]
    drawn = stays.matrix(Marks(rows, 4), {})
    assert drawn is not None
    assert [row[-1] for row in drawn.rows] == ["—", "查床未在位"]
    assert drawn.svg.count("2026-03-03 查床未在位") == 1
