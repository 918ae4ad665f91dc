"""A filled report as a page shows it: boxes of heads and stub, cells with where they lead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from mingjing.office.reports.core import layout
from mingjing.office.reports.core.layout import Box
from mingjing.office.reports.core.template import RowSpec
from mingjing.office.reports.models import Edition

_NOTHING = ("", "0")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the page; `tone` marks one that the checks name."""

    text: str
    address: str
    title: str
    css: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page."""

    stub: Sequence[Box]
    cells: Sequence[Shown]
    strong: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole table."""

    heads: Sequence[Sequence[Box]]
    depth: int
    numbers: Sequence[int]
    lines: Sequence[Line]
    blank: Sequence[int]
    stub: str
    wide: bool


def of(edition: Edition, figures: dict[str, Any]) -> Grid:
    """Return the table of an edition."""
    columns = figures["columns"]
    heads = [one["heads"] for one in columns]
    levels = layout.levels(heads)
    boxes = list(layout.heads(heads))
    rows = [
        RowSpec(one["number"], one["label"], one["group"], one["depth"], {}, tuple(one["children"]))
        for one in figures["rows"]
    ]
    stub = list(layout.stub(rows))
    wrong = {(one["row"], one["column"]) for one in figures["findings"] if one["error"]}
    lines = [
        Line(
            [box for box in stub if box.top == one["number"] - 1],
            list(_cells(edition, one, columns, wrong)),
            bool(one["children"]),
        )
        for one in figures["rows"]
    ]
    by_level = [[box for box in boxes if box.top == level] for level in range(levels)]
    return Grid(
        by_level, levels + 1, [one["number"] for one in columns], lines, range(figures["blank_rows"]),
        figures["stub"], len(columns) > 24,
    )  # fmt: skip


def _cells(
    edition: Edition, row: dict[str, Any], columns: Sequence[dict[str, Any]], wrong: set[tuple[int, int]]
) -> Iterator[Shown]:
    for column, cell in zip(columns, row["cells"], strict=True):
        address = ""
        if cell["shown"] not in _NOTHING:
            place = [edition.report_id, edition.number, row["number"], column["number"]]
            address = reverse("reports:cell", args=place)
        name = f"{row['title']}　{' '.join(dict.fromkeys(column['heads']))}"
        css = "text" if column["text"] else "num"
        if (row["number"], column["number"]) in wrong:
            css += " wrong"
        yield Shown(cell["shown"], address, name, css)
