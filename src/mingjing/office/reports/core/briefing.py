"""The words of a briefing with its figures in them, each figure knowing the cell it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mingjing.office.reports.core import checks
from mingjing.office.reports.core.figures import Table
from mingjing.office.reports.core.template import Paragraph

_FIGURE = re.compile(r"\{([a-z0-9_]+(?::[a-z0-9_]+)?)(?:\.(\d+))?\}")
_CLAUSE = re.compile(r"(?<=[，；。])")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; a figure names its cell, others have row 0."""

    text: str
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A heading or a paragraph as it is printed."""

    heading: bool
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Return it without links."""
        return "".join(one.text for one in self.spans)


def paragraphs(table: Table) -> Iterator[Said]:
    """Yield the briefing. Sentences whose figures are all nought say so or are left out, such clauses too."""
    for one in table.template.paragraphs:
        if one.heading:
            yield Said(True, (Span(one.heading),))
        elif one.always or _speaks(table, one.text):
            yield Said(False, tuple(_spans(table, one.text if one.always else _clauses(table, one))))
        elif one.none:
            yield Said(False, (Span(one.none),))


def _clauses(table: Table, one: Paragraph) -> str:
    """Return the sentence without clauses, after the first that speaks, of which every figure is nought."""
    first, *rest = _CLAUSE.split(one.text)
    kept = first + "".join(part for part in rest if not _FIGURE.search(part) or _speaks(table, part))
    return kept.rstrip("，；。、") + "。"


def _speaks(table: Table, text: str) -> bool:
    found = _FIGURE.findall(text)
    return not found or any(_value(table, name, int(row or 1)) for name, row in found)


def _value(table: Table, name: str, row: int) -> Decimal:
    return table.cell(row, table.template.column(name).number).value


def _spans(table: Table, text: str) -> Iterator[Span]:
    at = 0
    for found in _FIGURE.finditer(text):
        if found.start() > at:
            yield Span(text[at : found.start()])
        row, column = int(found[2] or 1), table.template.column(found[1])
        value = checks.shown(table.cell(row, column.number).value, column.unit)
        yield Span(f"{value}{column.unit}", row, column.number)
        at = found.end()
    if at < len(text):
        yield Span(text[at:])
