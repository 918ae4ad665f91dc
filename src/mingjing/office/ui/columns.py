"""Columns of tables: what a cell reads from a row, how it is shown, sorted, summed and exported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.db.models import Aggregate
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from mingjing.office.ui import values
from mingjing.office.ui.badges import badge, badge_of, severity

_SHOWN: dict[str, Callable[[Any], str]] = {
    "text": values.text,
    "code": values.text,
    "yuan": values.yuan,
    "count": values.count,
    "percent": values.percent,
    "day": values.day,
    "moment": values.moment,
    "masked_name": values.masked_name,
    "masked_id": values.masked_id,
}
NUMBERS = ("yuan", "count", "percent")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `key` names it in the address and is the attribute path read (`institution.name`) unless `read` is given.
    `show`: text, code, yuan, count, percent, day, moment, masked_name, masked_id, severity, badge (of the choice
    field `key`), html (`read` returns safe text). `sort` is the database field to order by, empty when it cannot;
    `sum` the field summed in the footer, or the aggregate that stands there; `first` whether it stands there before anybody chose columns.
    """

    key: str
    title: str
    show: str = "text"
    read: Callable[[Any], Any] | None = None
    sort: str = ""
    link: Callable[[Any], str] | None = None
    sum: str | Aggregate = ""
    first: bool = True
    hint: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is set flush right."""
        return self.show in NUMBERS

    @property
    def css(self) -> str:
        """The class of its cells."""
        if self.numeric:
            return "num"
        return {"day": "nowrap", "moment": "nowrap", "badge": "nowrap", "code": "code"}.get(self.show, "")

    def value(self, row: Any) -> Any:
        """Return what it reads from a row; a gap on the path is None."""
        if self.read:
            return self.read(row)
        for step in self.key.split("."):
            row = row.get(step) if isinstance(row, dict) else getattr(row, step, None)
            row = row() if callable(row) else row
        return row

    def cell(self, row: Any) -> str | SafeString:
        """Return what the page shows, as a link when there is one."""
        shown = self._shown(row)
        if self.link and (address := self.link(row)):
            return format_html('<a href="{}">{}</a>', address, shown)
        return shown

    def _shown(self, row: Any) -> str | SafeString:
        if self.show == "badge":
            return badge(self.read(row)) if self.read else badge_of(row, self.key)
        value = self.value(row)
        if self.show == "severity":
            return severity(value)
        if self.show == "html":
            return value if isinstance(value, SafeString) else values.text(value)
        return _SHOWN[self.show](value)

    def total(self, value: Any) -> str:
        """Return a sum of it as the footer shows it."""
        return _SHOWN.get(self.show, values.text)(value)

    def exported(self, row: Any) -> Any:
        """Return the cell of an export: numbers and dates as themselves, masked values masked, choices in words."""
        if self.show == "badge":
            display = None if self.read else getattr(row, f"get_{self.key}_display", None)
            return (
                str(display()) if display else str(getattr(self.value(row), "label", self.value(row)) or "")
            )
        if self.show == "severity":
            return severity_name(self.value(row))
        value = self.value(row)
        if self.show == "html":
            value = unescape(strip_tags(str(value or "")))
        if self.show.startswith("masked"):
            return _SHOWN[self.show](value)
        if isinstance(value, datetime):
            return values.moment(value)
        if value is None or isinstance(value, int | float | Decimal | date):
            return value
        return str(value)


def severity_name(value: Any) -> str:
    """Return a severity in words."""
    return {1: "明确违规", 2: "高度可疑", 3: "轻度可疑"}.get(int(value), str(value))
