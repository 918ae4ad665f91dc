"""How documents write dates, amounts, numbers and provisions."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from mingjing.analysis.knowledge.laws import articles

_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number from 0 to 999 as provisions count: 三十八, 一百零三."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return "十" + (_DIGITS[number % 10] if number % 10 else "")
    if number < 100:
        return _DIGITS[number // 10] + "十" + (_DIGITS[number % 10] if number % 10 else "")
    hundreds, rest = divmod(number, 100)
    tail = (
        ("零" + _DIGITS[rest] if rest < 10 else ("一" if rest < 20 else "") + numeral(rest)) if rest else ""
    )
    return _DIGITS[hundreds] + "百" + tail


def day(value: date | datetime | None) -> str:
    """Return a date as official documents write it, 2026年3月1日; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.year}年{value.month}月{value.day}日"


def read_day(text: str) -> str:
    """Return the date of an ISO text as documents write it; other texts as they are."""
    try:
        return day(date.fromisoformat(text[:10])) if text else ""
    except ValueError:
        return text


def yuan(value: Decimal | None) -> str:
    """Return an amount with two places and thousands separators; nothing for none."""
    return "" if value is None else f"{value:,.2f}"


def sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    clean = text.strip()
    return clean if not clean or clean[-1] in "。！？；：…" else clean.rstrip("，、") + "。"


def cite(ref: str) -> tuple[str, str]:
    """Return the law in book marks and the place in it, 第三十八条第（三）项; the place of a whole document is empty.

    Only numbers are cited: the wording kept with a provision is a summary and never printed as the law's.
    """
    found = articles().get(ref)
    law = found.law if found else ref
    title = law if law.endswith("协议") else f"《{law}》"
    numbers = [int(one) for one in ref.split("-")[1:] if one.isdecimal()]
    place = f"第{numeral(numbers[0])}条" if numbers else ""
    return title, place + (f"第（{numeral(numbers[1])}）项" if len(numbers) > 1 else "")


def citations(refs: Iterable[str]) -> str:
    """Return provisions in one phrase, those of one law together: 《甲法》第一条、第三条，《乙条例》第二条."""
    laws: dict[str, list[str]] = {}
    for ref in dict.fromkeys(refs):
        law, place = cite(ref)
        laws.setdefault(law, [])
        if place:
            laws[law].append(place)
    return "，".join(law + "、".join(places) for law, places in laws.items())
