"""Filters of lists: a form read from the address, what it does to a query, and a chip per filter that is on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from mingjing.office.ui import values
from mingjing.office.ui.inputs import DayInput

ANY = ("", "全部")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, in words, and the query without it."""

    label: str
    value: str
    without: str


class FilterForm(forms.Form):
    """The filters of a list. `lookups` says which database lookup each field is; texts may name several.

    `main` are the fields shown at first, the others wait behind 更多条件. `ranges` are pairs (from, to).
    """

    lookups: ClassVar[dict[str, str | tuple[str, ...]]] = {}
    main: ClassVar[tuple[str, ...]] = ()
    ranges: ClassVar[tuple[tuple[str, str], ...]] = ()

    def clean(self) -> dict[str, Any]:
        """Refuse ranges that are upside down."""
        cleaned = super().clean() or {}
        for low, high in self.ranges:
            one, other = cleaned.get(low), cleaned.get(high)
            if one is not None and other is not None and one > other:
                self.add_error(high, "终值小于起值")
        return cleaned

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Give a choice field what this request may choose from, 全部 before it."""
        cast(forms.ChoiceField, self.fields[name]).choices = [ANY, *choices]


class Filters:
    """The filters of one request."""

    def __init__(self, form: forms.Form, data: QueryDict) -> None:
        self.form, self.data = form, data

    @classmethod
    def of(cls, form: type[forms.Form], data: QueryDict) -> Self:
        """Read the filters of a form class from an address; names that are no filters are left alone."""
        return cls(form(data), data)

    @property
    def on(self) -> dict[str, Any]:
        """The values that are set and right, by name."""
        if not self.form.is_valid():
            return {}
        return {name: one for name, one in self.form.cleaned_data.items() if one not in ("", None, [], False)}

    @property
    def query(self) -> str:
        """The filters alone, as they stand in the address."""
        return self._encoded(set(self.form.fields))

    def chips(self) -> list[Chip]:
        """Return the filters that are on, in words."""
        names = set(self.form.fields)
        return [
            Chip(
                str(self.form.fields[name].label or name),
                self._said(name, value),
                self._encoded(names - {name}),
            )
            for name, value in self.on.items()
        ]

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow `rows`; wrong filters find nothing rather than everything."""
        if not self.form.is_valid():
            return rows.none()
        lookups = getattr(self.form, "lookups", {})
        for name, value in self.on.items():
            asked = lookups.get(name, ())
            fields = (asked,) if isinstance(asked, str) else asked
            if fields:
                either = Q()
                for field in fields:
                    either |= Q(**{f"{field}__in" if isinstance(value, list) else field: value})
                rows = rows.filter(either)
        return rows

    def _said(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        several = value if isinstance(value, list) else [value]
        return "、".join(str(choices.get(one, choices.get(str(one), _plain(one)))) for one in several)

    def _encoded(self, names: set[str]) -> str:
        kept = QueryDict(mutable=True)
        for name in sorted(names & set(self.data)):
            if found := [one.strip() for one in self.data.getlist(name) if one.strip()]:
                kept.setlist(name, found)
        return kept.urlencode()


def _plain(value: Any) -> str:
    if value is True:
        return "是"
    if isinstance(value, date):
        return values.day(value)
    return values.yuan(value) if isinstance(value, Decimal) else str(value)


def day_field(label: str) -> forms.DateField:
    """Return an optional date with the browser's own calendar."""
    return forms.DateField(label=label, required=False, widget=DayInput())


def amount_field(label: str) -> forms.DecimalField:
    """Return an optional amount in yuan."""
    return forms.DecimalField(label=label, required=False, min_value=0, decimal_places=2, max_digits=16)


def text_field(label: str, placeholder: str = "") -> forms.CharField:
    """Return an optional search text."""
    widget = forms.TextInput(attrs={"type": "search", "placeholder": placeholder})
    return forms.CharField(label=label, required=False, max_length=100, widget=widget)


def choice_field(label: str, choices: Any) -> forms.ChoiceField:
    """Return an optional choice; `choices` without the empty one."""
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *(one for one in choices if one[0])])


def several_field(label: str, choices: Any) -> forms.MultipleChoiceField:
    """Return an optional choice of several."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=[*choices], widget=forms.CheckboxSelectMultiple
    )
