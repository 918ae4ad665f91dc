"""How values read on a page: yuan, counts, dates, masked names. Pure functions, used by tags, tables and exports."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

NOTHING = "—"
_WAN = Decimal(10_000)


def yuan(value: Any) -> str:
    """Return an amount in yuan, `12,345.60`; what is not there as a dash."""
    return NOTHING if value in (None, "") else f"{Decimal(str(value)):,.2f}"


def wan(value: Any) -> str:
    """Return an amount for a headline: under 10,000 yuan as it is, above in 万元 or 亿元 with two places."""
    if value in (None, ""):
        return NOTHING
    amount = Decimal(str(value))
    if abs(amount) < _WAN:
        return f"{amount:,.2f} 元"
    unit, name = (_WAN * _WAN, "亿元") if abs(amount) >= _WAN * _WAN else (_WAN, "万元")
    return f"{(amount / unit).quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f} {name}"


def count(value: Any) -> str:
    """Return a whole number with thousands separators, a fraction without trailing zeros."""
    if value in (None, ""):
        return NOTHING
    number = Decimal(str(value))
    return f"{int(number):,}" if number == number.to_integral_value() else f"{number.normalize():,f}"


def percent(value: Any) -> str:
    """Return a share between 0 and 1 as `12.3%`."""
    return NOTHING if value in (None, "") else f"{Decimal(str(value)) * 100:.1f}%"


def day(value: date | datetime | None) -> str:
    """Return a date as `2026-11-22`, local time."""
    return NOTHING if value is None else _local(value).strftime("%Y-%m-%d")


def moment(value: date | datetime | None) -> str:
    """Return a point in time as `2026-11-22 14:05`, local time."""
    return NOTHING if value is None else _local(value).strftime("%Y-%m-%d %H:%M")


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def masked_name(value: Any) -> str:
    """Return a name with its middle hidden: 张*, 张*明, 欧**娜."""
    text = str(value or "").strip()
    if not text:
        return NOTHING
    if len(text) <= 2:
        return text[0] + "*"
    return f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}"


def masked_id(value: Any) -> str:
    """Return a certificate or card number with its middle hidden: `3301**********1234`."""
    text = str(value or "").strip()
    if not text:
        return NOTHING
    if len(text) <= 8:
        return text[0] + "*" * (len(text) - 1)
    return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}"


def text(value: Any) -> str:
    """Return anything else as text; yes and no in words, what is not there as a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
