"""Calendar periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel.errors import UsageError
from mingjing.kernel.period import bounds, month_of, months

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2024q4", "2024-10-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-2", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        (" 2024-05-17 ", "2024-05-17", "2024-05-17"),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, first: str, last: str):
    assert bounds(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "24-05", "2024Q5", "2024-13", "2024-0", "2024-02-30", "2024-05-00", "0000", "2024/05", "五月"],
)
def test_what_is_not_a_period_is_refused_with_the_forms_that_are(text: str):
    with pytest.raises(UsageError, match="2024Q2"):
        bounds(text)


@given(days)
def test_a_day_lies_in_its_month_and_its_year(day: date):
    for text in (month_of(day), f"{day:%Y}", f"{day:%Y}Q{(day.month + 2) // 3}", day.isoformat()):
        first, last = bounds(text)
        assert first <= day <= last


@given(days, st.integers(0, 2000))
def test_the_months_between_two_days_are_those_of_every_day_between(first: date, length: int):
    last = first + timedelta(days=length)
    each = {month_of(first + timedelta(days=n)) for n in range(length + 1)}
    assert months(first, last) == sorted(each)


def test_no_month_lies_between_a_day_and_an_earlier_one():
    assert months(date(2024, 5, 2), date(2024, 5, 1)) == []
