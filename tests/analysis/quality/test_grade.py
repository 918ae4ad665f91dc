"""Grades follow from severity and share, and only get worse as the share grows."""

from hypothesis import given
from hypothesis import strategies as st

from mingjing.analysis.quality.grade import letter, overall, penalty, score

SEVERITY = st.sampled_from(["critical", "major", "minor"])


def test_what_a_check_allows_costs_nothing_and_full_share_costs_most() -> None:
    assert penalty("major", 1, 100, allow=0.01, full=0.2) == 0
    assert penalty("major", 20, 100, allow=0.01, full=0.2) == 25
    assert penalty("critical", 100, 100, allow=0, full=0.1) == 60
    assert penalty("minor", 0, 0, allow=0, full=1) == 0


@given(SEVERITY, st.integers(0, 1000), st.integers(0, 1000))
def test_more_bad_rows_never_cost_less(severity: str, one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert penalty(severity, few, 1000, 0.001, 0.2) <= penalty(severity, many, 1000, 0.001, 0.2)


def test_of_one_check_over_several_columns_only_the_dearest_counts() -> None:
    assert score([("codes", 8.0), ("codes", 5.0), ("refused", 12.0)]) == 80.0
    assert score([("refused", 60.0), ("orphans", 60.0)]) == 0.0


def test_letters_from_a_to_f() -> None:
    assert [letter(points) for points in (100, 95, 94.9, 85, 70, 50, 30, 29.9, 0)] == list("AABBCDEFF")


def test_a_delivery_is_worth_what_its_weakest_core_table_is() -> None:
    assert overall({"fee_list_d": 90.0, "setl_d": 60.0, "hilist_b": 10.0}) == 60.0
    assert overall({"hilist_b": 70.0, "leave_d": 40.0}) == 40.0
    assert overall({}) == 0.0
