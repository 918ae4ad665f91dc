"""Tables: sorting, column choice, paging, sums and selection, all in the address."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, QueryDict
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from mingjing.office.ui.columns import Column

PAGE = 50
# From this many rows on the total is counted by a second call, after the page stands.
LARGE = 5_000
_OWN = ("page", "sort", "columns", "part", "export")

Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands there when there is nothing: what is missing and what to do about it."""

    title: str = "没有符合条件的记录"
    text: str = "可以放宽或清除筛选条件后再试。"
    address: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the page shows it."""

    key: str
    cells: list[tuple[Column, str]]
    address: str
    css: str

    @property
    def html(self) -> SafeString:
        """The cells as HTML; a page has hundreds, and a template takes its time with each."""
        return mark_safe("".join(_td(column, cell) for column, cell in self.cells))  # noqa: S308 - escaped there


@dataclass(frozen=True, slots=True)
class Head:
    """One heading: where a click on it leads and how it is sorted now."""

    column: Column
    query: str
    order: str


@dataclass(frozen=True)
class Table:
    """What a list consists of. `sort` is the order at first; `pick` gives rows a box to select them."""

    name: str
    columns: tuple[Column, ...]
    sort: str = ""
    size: int = PAGE
    unit: str = "条"
    pick: bool = False
    export: bool = True
    empty: Empty = field(default_factory=Empty)
    css: Callable[[Any], str] | None = None

    def read(self, request: HttpRequest, rows: Rows) -> "Sheet":
        """Return the page of `rows` that the address asks for."""
        return Sheet(self, rows, request.GET, request.path)


class Sheet:
    """A table read for one address."""

    def __init__(self, table: Table, rows: Rows, data: QueryDict, path: str) -> None:
        self.table, self.data, self.path = table, data, path
        self.source = rows
        self.columns = self._chosen()
        self.sort = self._sort()

    def _chosen(self) -> tuple[Column, ...]:
        wanted = {name for text in self.data.getlist("columns") for name in text.split(",")}
        known = [one for one in self.table.columns if one.key in wanted]
        if not known:
            return tuple(one for one in self.table.columns if one.first)
        first = self.table.columns[0]
        return tuple(known if first in known else [first, *known])

    def _sort(self) -> str:
        wanted = self.data.get("sort", "")
        sortable = {one.sort for one in self.table.columns if one.sort}
        return wanted if wanted.lstrip("-") in sortable else self.table.sort

    def query(self, **changes: str | None) -> str:
        """Return the address's query with some values changed; None and empty take one away."""
        kept = QueryDict(mutable=True)
        for name in self.data:
            found = [one for one in self.data.getlist(name) if one]
            if found and name not in ("part", "export"):
                kept.setlist(name, found)
        for name, value in changes.items():
            if value:
                kept[name] = value
            else:
                kept.pop(name, None)
        return "?" + kept.urlencode()

    @property
    def own(self) -> list[tuple[str, str]]:
        """The table's own values in the address, for the filter form to carry along."""
        return [(name, one) for name in ("sort", "columns") for one in self.data.getlist(name) if one]

    @property
    def filters(self) -> str:
        """The query without the table's own values: what a selection of all rows is remembered by."""
        kept = self.data.copy()
        for name in _OWN:
            kept.pop(name, None)
        return kept.urlencode()

    @cached_property
    def ordered(self) -> Rows:
        """All rows in order; the key last, so that pages never overlap."""
        if not self.sort:
            return self.source
        if isinstance(self.source, QuerySet):
            return self.source.order_by(self.sort, "-pk" if self.sort.startswith("-") else "pk")
        column = next(one for one in self.table.columns if one.sort == self.sort.lstrip("-"))
        there = sorted((row for row in self.source if column.value(row) is not None), key=column.value)
        gone = [row for row in self.source if column.value(row) is None]
        return [*(reversed(there) if self.sort.startswith("-") else there), *gone]

    @cached_property
    def bound(self) -> int:
        """How many rows there are, counted no further than one beyond LARGE."""
        if isinstance(self.source, QuerySet):
            return self.source.order_by().values("pk")[: LARGE + 1].count()
        return len(self.source)

    @property
    def many(self) -> bool:
        """Whether the total has to be asked for apart."""
        return isinstance(self.source, QuerySet) and self.bound > LARGE

    @cached_property
    def totals(self) -> dict[str, Any]:
        """The exact number of rows, `_rows`, and the sums of the columns that have one, by key."""
        summed = [one for one in self.table.columns if one.sum]
        if isinstance(self.source, QuerySet):
            sums = {
                f"sum_{number}": Sum(one.sum) if isinstance(one.sum, str) else one.sum
                for number, one in enumerate(summed)
            }
            found = self.source.order_by().aggregate(_rows=Count("pk"), **sums)
            return {
                "_rows": found["_rows"],
                **{one.key: found[f"sum_{n}"] or 0 for n, one in enumerate(summed)},
            }
        rows = self.source
        return {
            "_rows": len(rows),
            **{one.key: sum(one.value(row) or 0 for row in rows) for one in summed},
        }

    @property
    def total(self) -> int:
        """The exact number of rows."""
        return int(self.totals["_rows"])

    @property
    def footer(self) -> list[tuple[Column, str]]:
        """The cells of the sum row; empty when no column shown is summed."""
        if not any(one.sum for one in self.columns):
            return []
        return [(one, one.total(self.totals[one.key]) if one.sum else "") for one in self.columns]

    @property
    def summed(self) -> bool:
        """Whether there is a sum row."""
        return any(one.sum for one in self.columns)

    @cached_property
    def page(self) -> int:
        """The page shown, from 1; beyond the last one the last."""
        asked = self.data.get("page", "1")
        number = max(int(asked) if asked.isdecimal() and len(asked) < 9 else 1, 1)
        return number if self.many else min(number, self.pages)

    @property
    def pages(self) -> int:
        """How many pages there are; only exact when there are not too many to count at once."""
        rows = self.bound if not self.many else self.total
        return max(-(-rows // self.table.size), 1)

    @cached_property
    def objects(self) -> list[Any]:
        """The rows of this page. The keys are looked up first: skipping rows must not join their relations."""
        start = (self.page - 1) * self.table.size
        piece = slice(start, start + self.table.size)
        if not isinstance(self.ordered, QuerySet):
            return list(self.ordered[piece])
        keys = list(self.ordered.values_list("pk", flat=True)[piece])
        found = {row.pk: row for row in self.ordered.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def rows(self) -> Iterator[Row]:
        """Yield the rows of this page as they are shown."""
        for thing in self.objects:
            cells = [(column, column.cell(thing)) for column in self.columns]
            address = next((one.link(thing) for one in self.columns if one.link), "")
            css = self.table.css(thing) if self.table.css else ""
            yield Row(str(getattr(thing, "pk", "")), cells, address, css)

    def heads(self) -> Iterator[Head]:
        """Yield the headings; a second click turns the order round, numbers begin with the largest."""
        for one in self.columns:
            now = {one.sort: "ascending", f"-{one.sort}": "descending"}.get(self.sort, "") if one.sort else ""
            start = f"-{one.sort}" if one.numeric or one.show in ("day", "moment") else one.sort
            turn = one.sort if self.sort == f"-{one.sort}" else f"-{one.sort}"
            yield Head(one, self.query(sort=turn if now else start, page=None) if one.sort else "", now)

    @property
    def shown(self) -> tuple[int, int]:
        """The numbers of the first and last row shown."""
        start = (self.page - 1) * self.table.size
        return start + 1, start + len(self.objects)

    @property
    def steps(self) -> dict[str, str]:
        """The addresses of the first, previous, next and last page, empty where there is none."""
        more = len(self.objects) == self.table.size and (self.many or self.page < self.pages)
        last = "" if self.many or self.page >= self.pages else self.query(page=str(self.pages))
        return {
            "first": self.query(page=None) if self.page > 1 else "",
            "previous": self.query(page=str(self.page - 1)) if self.page > 1 else "",
            "next": self.query(page=str(self.page + 1)) if more else "",
            "last": last,
        }

    @property
    def usual(self) -> str:
        """The address with the columns of before anybody chose."""
        return self.query(columns=None)

    @property
    def part(self) -> str:
        """The address of the totals alone."""
        return self.query(part="totals")

    @property
    def exports(self) -> Mapping[str, str]:
        """The addresses of the exports of everything filtered."""
        base = self.query(page=None)
        return {kind: f"{base}{'&' if len(base) > 1 else ''}export={kind}" for kind in ("xlsx", "csv")}


def _td(column: Column, cell: str) -> str:
    kind = f' class="{column.css}"' if column.css else ""
    return f"<td{kind}>{conditional_escape(cell)}</td>"


def picked(
    post: QueryDict, rows: QuerySet[Any], narrow: Callable[[QueryDict], QuerySet[Any]]
) -> QuerySet[Any]:
    """Return the rows a form selected: those ticked among `rows`, or all of the filter it was posted with.

    `narrow` applies a filter query to the rows the person may see.
    """
    if post.get("all") == "1":
        return narrow(QueryDict(post.get("filters", "")))
    keys = [one for one in post.getlist("pick") if one.isdecimal()]
    return rows.filter(pk__in=keys)
