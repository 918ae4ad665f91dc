"""Tiers, thresholds, losses, years: exact to the cent, inside the law, by place and date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mingjing.kernel.errors import DocumentError, InvalidError
from mingjing.office.cases.law import crime, fines, limits, loss
from mingjing.office.cases.law.facts import Purpose
from mingjing.office.cases.law.loss import Item, Payment
from mingjing.office.cases.law.standards import Layer, standard

DAY = date(2026, 5, 6)
yuan = some.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)


@given(yuan)
def test_tiers_never_leave_the_law_and_leave_out_less_than_a_cent(amount: Decimal) -> None:
    least, *_, most = fines.tiers("735-40", amount, standard("discretion", "", DAY)).values()
    whole = fines.by_multiple(amount, Decimal(2), Decimal(5))
    assert least.least == whole.least == amount * 2 and most.most == whole.most == amount * 5
    assert amount * 2 in whole and amount * 5 in whole and amount * 5 + fines.CENT not in whole


def test_a_fine_has_no_range_without_a_base() -> None:
    with pytest.raises(InvalidError):
        fines.by_multiple(Decimal(0), Decimal(1), Decimal(2))


def test_a_province_edits_tiers_by_date_inside_the_law() -> None:
    own = Layer(
        "21",
        date(2026, 7, 1),
        "辽裁量〔2026〕1号",
        {"735-38": {"light": ["1.0", "1.3"], "normal": ["1.3", "1.6"]}},
    )
    before = standard("discretion", "210100", date(2026, 6, 30), [own])
    after = standard("discretion", "210100", date(2026, 7, 1), [own])
    assert before.values["735-38"]["light"] == ["1.0", "1.2"] and before.inference
    assert after.values["735-38"]["light"] == ["1.0", "1.3"] and not after.inference
    assert after.values["735-38"]["heavy"] == ["1.6", "2.0"] and "辽裁量〔2026〕1号" in after.sources
    assert standard("discretion", "420000", date(2026, 7, 1), [own]).values["735-38"]["light"] == [
        "1.0",
        "1.2",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        {"light": ["1.0", "1.2"], "normal": ["1.3", "1.6"], "heavy": ["1.6", "2.0"]},
        {"light": ["0.9", "1.2"], "normal": ["1.2", "1.6"], "heavy": ["1.6", "2.0"]},
        {"light": ["1.0", "1.2"], "normal": ["1.2", "1.6"], "heavy": ["1.6", "2.1"]},
        {"light": ["1.0", "1.2"], "heavy": ["1.2", "2.0"]},
    ],
)
def test_tiers_with_gaps_or_outside_the_law_are_refused(rows: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidError):
        fines.check_tiers("735-38", rows, Decimal(1), Decimal(2))


def test_every_built_in_tier_fits_its_article() -> None:
    values = standard("discretion", "", DAY).values
    ends = {"735-38": (1, 2), "735-39": (10000, 50000), "aid-68": (1, 3)}
    for article, rows in values.items():
        least, most = ends.get(article, (2, 5))
        fines.check_tiers(article, rows, Decimal(least), Decimal(most))


def test_no_standard_holds_before_the_first() -> None:
    with pytest.raises(DocumentError):
        standard("discretion", "", date(2020, 1, 1))


def test_liaoning_overrides_what_it_names_and_nothing_else() -> None:
    nation, liaoning = (
        standard("procedure", "420100", DAY).values,
        standard("procedure", "210100", DAY).values,
    )
    assert (nation["deadlines"]["clue"]["unit"], liaoning["deadlines"]["clue"]["unit"]) == (
        "working",
        "calendar",
    )
    assert (
        liaoning["deadlines"]["hearing_request"]["days"] == 3
        and nation["deadlines"]["hearing_request"]["days"] == 5
    )
    assert liaoning["deadlines"]["decision"] == nation["deadlines"]["decision"]


@pytest.mark.parametrize(
    ("amount", "purpose", "level", "required"),
    [
        ("2999.99", Purpose.YES, None, False),
        ("3000.00", Purpose.YES, "large", True),
        ("29999.99", Purpose.YES, "large", True),
        ("30000.00", Purpose.YES, "huge", True),
        ("500000", Purpose.YES, "special", True),
        ("500000", Purpose.UNDECIDED, "special", False),
        ("500000", Purpose.NO, None, False),
    ],
)
def test_the_criminal_line(amount: str, purpose: Purpose, level: str | None, required: bool) -> None:
    found = crime.suspected(Decimal(amount), purpose, standard("crime", "", DAY))
    assert (found.level if found else None) == level and (found.required if found else False) is required


def test_a_province_fixes_its_criminal_line_inside_the_band() -> None:
    own = Layer("42", date(2026, 1, 1), "鄂高法", {"large": "5000"})
    there = standard("crime", "420101", DAY, [own])
    assert crime.suspected(Decimal(4999), Purpose.YES, there) is None
    crime.check_thresholds({"large": "5000"}, there)
    for wrong in ("2999", "10001"):
        with pytest.raises(InvalidError):
            crime.check_thresholds({"large": wrong}, there)


def test_items_are_added_exactly_and_once_without_what_only_followed() -> None:
    found = loss.by_item([Item("a", Decimal("0.10")), Item("b", Decimal("0.20"), knock_on=Decimal("0.05"))])
    assert found.amount == Decimal("0.25") and not found.estimated
    with pytest.raises(InvalidError, match="重复"):
        loss.by_item([Item("a", Decimal(1)), Item("a", Decimal(1))])
    with pytest.raises(InvalidError, match="连带"):
        loss.by_item([Item("a", Decimal(1), Decimal(2))])


def test_group_differences_are_losses_only_when_too_much_was_paid() -> None:
    assert loss.by_group(Decimal(9000), Decimal(6500)).amount == 2500
    assert loss.by_group(Decimal(6500), Decimal(9000)).amount == 0
    assert loss.by_group_cost(Decimal(6500), Decimal(4000)).amount == 2500


def test_an_estimate_gives_reasons_and_favours_the_party() -> None:
    found = loss.by_proportion(Decimal(1000), Decimal(300), Decimal(100), "病历遗失，无法逐项核对")
    assert found.amount == Decimal("333.33") and found.estimated
    with pytest.raises(InvalidError, match="原因"):
        loss.by_proportion(Decimal(1000), Decimal(300), Decimal(100), " ")
    for sample, wrong in (("0", "0"), ("1001", "1"), ("300", "301")):
        with pytest.raises(InvalidError):
            loss.by_proportion(Decimal(1000), Decimal(sample), Decimal(wrong), "理由")


@given(yuan, some.fractions(0, 1), some.fractions(0, 1))
def test_an_estimate_is_never_more_than_was_paid(paid: Decimal, part: float, share: float) -> None:
    sample = max((paid * Decimal(str(float(part)))).quantize(fines.CENT), fines.CENT)
    wrong = min((sample * Decimal(str(float(share)))).quantize(fines.CENT), sample)
    assert 0 <= loss.by_proportion(paid, min(sample, paid), min(wrong, paid), "理由").amount <= paid


def test_parts_are_one_loss_and_an_estimate_stays_one() -> None:
    parts = [
        loss.by_item([Item("a", Decimal("1.10"))]),
        loss.by_proportion(Decimal(10), Decimal(5), Decimal(1), "因"),
    ]
    found = loss.total(parts)
    assert found.amount == Decimal("3.10") and found.estimated and found.method == "逐项计算、按比例测算"


@pytest.mark.parametrize(
    ("payment", "ref"),
    [(Payment.CLAIM, "xz-36-1"), (Payment.REAL_TIME, "xz-36-2"), (Payment.MANUAL, "xz-36-3")],
)
def test_the_moment_of_loss_follows_the_way_of_payment(payment: Payment, ref: str) -> None:
    paid, accepted = date(2026, 6, 1), date(2026, 5, 1)
    day, cited = loss.lost_on(payment, paid=paid, accepted=accepted)
    assert cited == ref and day == (accepted if payment == Payment.REAL_TIME else paid)
    with pytest.raises(InvalidError):
        loss.lost_on(payment)


@pytest.mark.parametrize(
    ("ended", "years", "last"),
    [
        (date(2024, 2, 29), 2, date(2026, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 3, 1), 2, date(2026, 3, 1)),
        (date(2022, 12, 31), 5, date(2027, 12, 31)),
    ],
)
def test_years_end_on_the_same_day_also_around_leap_years(ended: date, years: int, last: date) -> None:
    assert limits.last_day(ended, years) == last
    assert not limits.is_barred(ended, last, years) and limits.is_barred(
        ended, last + timedelta(days=1), years
    )


@given(yuan, some.integers(0, 1000))
def test_the_additional_fine_grows_three_per_cent_a_day_and_never_passes_the_fine(
    fine: Decimal, days: int
) -> None:
    found = fines.overdue(fine, days, Decimal("0.03"))
    assert 0 <= found <= fine and (days < 34 or found == fine)
