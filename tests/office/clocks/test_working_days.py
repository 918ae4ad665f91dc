"""Working days: by the published calendar, a bureau's rulings, and where neither knows, weekends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel import workday
from mingjing.office.clocks.days import Days, add_working_days, unknown_years, warning, working_days_left
from mingjing.office.clocks.models import Holiday

DAYS = st.dates(date(2005, 1, 1), date(2060, 12, 31))


def weekday(day: date) -> bool:
    return day.weekday() < 5


@given(DAYS, st.integers(0, 300))
def test_a_due_day_is_always_a_working_day_and_counting_to_it_gives_the_days_back(
    start: date, days: int
) -> None:
    due = workday.add(start, days, weekday)
    assert weekday(due) and due >= start
    assert workday.count(start, due, weekday) == days or (days == 0 and not weekday(start))


@given(DAYS, st.integers(1, 100), st.integers(1, 100))
def test_days_add_up_in_one_step_or_in_two(start: date, one: int, two: int) -> None:
    assert workday.add(workday.add(start, one, weekday), two, weekday) == workday.add(
        start, one + two, weekday
    )


@given(DAYS, DAYS)
def test_counting_back_is_the_negative_of_counting_forth(one: date, two: date) -> None:
    assert workday.count(one, two, weekday) == -workday.count(two, one, weekday)


@given(DAYS, st.integers(0, 60), st.sets(st.integers(1, 90), max_size=20))
def test_a_further_day_off_never_makes_a_deadline_earlier(start: date, days: int, off: set[int]) -> None:
    closed = {start + timedelta(days=number) for number in off}
    due = workday.add(start, days, lambda day: weekday(day) and day not in closed)
    assert due >= workday.add(start, days, weekday) and due not in closed


def test_negative_days_and_a_calendar_without_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        workday.add(date(2026, 1, 1), -1, weekday)
    with pytest.raises(ValueError, match="no working day"):
        workday.add(date(2026, 1, 1), 1, lambda day: False)


@pytest.mark.django_db
def test_the_national_day_and_its_working_saturday_are_known() -> None:
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert Days(date(2026, 10, 10)).is_working(date(2026, 10, 10)), "a Saturday worked in exchange"


@pytest.mark.django_db
def test_a_bureaus_ruling_goes_before_the_published_calendar() -> None:
    Holiday.objects.create(day=date(2026, 10, 8), working=False, note="当地放假")
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 9)


@pytest.mark.django_db
def test_a_year_nobody_knows_counts_weekends_and_says_so_until_it_is_entered() -> None:
    assert add_working_days(date(2030, 9, 30), 1) == date(2030, 10, 1)
    assert unknown_years(date(2026, 1, 1), date(2030, 1, 1)) == [2027, 2028, 2029, 2030]
    assert "2030" in warning(date(2030, 1, 1), date(2030, 2, 1))
    Holiday.objects.create(day=date(2030, 10, 1), working=False)
    assert add_working_days(date(2030, 9, 30), 1) == date(2030, 10, 2)
    assert not warning(date(2030, 1, 1), date(2030, 2, 1))
    assert working_days_left(date(2030, 10, 7), date(2030, 9, 30)) == -4
