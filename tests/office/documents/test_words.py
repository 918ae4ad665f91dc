"""Amounts in capitals, provisions and dates as documents write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel.errors import InvalidError
from mingjing.office.documents.capitals import capitals
from mingjing.office.documents.wording import citations, day, numeral, read_day, sentence

_DIGITS = {one: place for place, one in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> Decimal:
    """Read an amount in capitals back, the way a bank clerk does."""
    whole, _, rest = text.partition("元") if "元" in text else ("", "", text)
    total, group, digit = 0, 0, 0
    for one in whole:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one in _PLACES:
            group, digit = group + digit * _PLACES[one], 0
        elif one == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        else:
            total, group, digit = (total + group + digit) * 10**8, 0, 0
    fen = 0
    for mark, worth in (("角", 10), ("分", 1)):
        if mark in rest:
            fen += _DIGITS[rest[rest.index(mark) - 1]] * worth
    return Decimal(total + group + digit) + Decimal(fen) / 100


@given(st.integers(0, 10**14 - 1))
def test_an_amount_in_capitals_reads_back_as_itself(fen: int) -> None:
    amount = Decimal(fen) / 100
    assert read(capitals(amount)) == amount


@given(st.integers(0, 10**14))
def test_capitals_never_say_nought_twice_or_at_the_end(fen: int) -> None:
    said = capitals(Decimal(fen) / 100)
    assert "零零" not in said
    assert "零万" not in said
    assert said == "零元整" or "零元" not in said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("1005.06", "壹仟零伍元零陆分"), ("15.20", "壹拾伍元贰角整"),
        ("100500", "壹拾万零伍佰元整"), ("20030405.67", "贰仟零叁万零肆佰零伍元陆角柒分"),
        ("100000005", "壹亿零伍元整"), ("-8", "负捌元整"),
    ],
)  # fmt: skip
def test_amounts_are_written_as_banks_write_them(amount: str, said: str) -> None:
    assert capitals(Decimal(amount)) == said


def test_parts_of_a_fen_are_refused() -> None:
    with pytest.raises(InvalidError):
        capitals(Decimal("1.001"))


def test_provisions_of_one_law_stand_together_by_number_only() -> None:
    said = citations(["735-38-3", "735-38-6", "apl-28", "735-38-3", "agreement"])
    assert said == (
        "《医疗保障基金使用监督管理条例》第三十八条第（三）项、第三十八条第（六）项，"
        "《中华人民共和国行政处罚法》第二十八条，定点医药机构医疗保障服务协议"
    )


def test_numbers_of_articles_are_counted_in_chinese() -> None:
    assert [numeral(one) for one in (3, 10, 15, 38, 103, 110, 115, 266)] == [
        "三", "十", "十五", "三十八", "一百零三", "一百一十", "一百一十五", "二百六十六",
    ]  # fmt: skip


def test_dates_and_sentences_end_as_official_texts_do() -> None:
    assert day(date(2026, 3, 1)) == "2026年3月1日"
    assert (read_day("2026-03-01"), read_day("三月初")) == ("2026年3月1日", "三月初")
    assert (sentence("从轻"), sentence("从轻。"), sentence("")) == ("从轻。", "从轻。", "")
