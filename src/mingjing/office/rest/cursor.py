"""Paging by cursor: the next page starts after the last row seen, whatever was added meanwhile."""

import base64
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from mingjing.kernel.errors import InvalidError

MOST = 500
Row = TypeVar("Row", bound=Model)


def page(
    rows: "QuerySet[Row]", order: Sequence[str], cursor: str = "", limit: int = 50
) -> tuple[list[Row], str]:
    """Return up to `limit` rows after `cursor` and the cursor of the next page, "" at the end.

    `order` names columns without nulls, `-` for descending; the last one must be unique. Raises InvalidError
    for a cursor that this list did not give.
    """
    if cursor:
        rows = rows.filter(_after(order, _decode(cursor, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], _encode([getattr(last, name.lstrip("-")) for name in order])


def _after(order: Sequence[str], values: list[Any]) -> Q:
    """Rows behind `values` in `order`: (a > x) or (a = x and b > y) …"""
    found, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        found |= same & Q(**{f"{column}__{step}": value})
        same &= Q(**{column: value})
    return found


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, cls=DjangoJSONEncoder).encode()).decode()


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        values = None
    if (
        not isinstance(values, list)
        or len(values) != length
        or any(isinstance(v, list | dict) for v in values)
    ):
        raise InvalidError("游标无效", where="cursor", do="使用上一页返回的 next，或从头开始")
    return values
