"""Yuan, exact to the fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel.money import format_yuan, to_fen


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1e3", "1000.00")],
)
def test_half_a_fen_rounds_away_from_zero(amount: str, rounded: str):
    assert to_fen(Decimal(amount)) == Decimal(rounded)


@given(st.decimals(-(10**13), 10**13, places=6))
def test_rounding_moves_an_amount_by_half_a_fen_at_most_and_only_once(amount: Decimal):
    assert abs(to_fen(amount) - amount) <= Decimal("0.005")
    assert to_fen(to_fen(amount)) == to_fen(amount)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(Decimal("1234567.5"), "1,234,567.50"), (Decimal("-0.1"), "-0.10"), (0, "0.00"), (None, "—")],
)
def test_yuan_are_shown_with_two_decimals_and_separators(amount: Decimal | int | None, shown: str):
    assert format_yuan(amount) == shown
