"""What is behind a cell: the facts that fall into it, and how it differs from the same cell of another edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mingjing.office.reports.core import checks
from mingjing.office.reports.core.content import Content
from mingjing.office.reports.core.figures import EMPTY, Table, leaf
from mingjing.office.reports.core.template import Column, Template


@dataclass(frozen=True, slots=True)
class Piece:
    """One fact in a cell: of which bureau, about which institution (empty: none), counted in which column."""

    organisation: str
    place: str
    institution: str
    name: str
    column: int
    measure: str
    amount: Decimal
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs: as printed before and after, the institutions and sources that came and went."""

    row: int
    label: str
    column: int
    title: str
    before: str
    after: str
    by: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    more: tuple[str, ...]
    less: tuple[str, ...]


def pieces(content: Content, row: int, number: int) -> Iterator[Piece]:
    """Yield the facts behind one cell, those of the last column being what its words say."""
    form = content.template
    wanted = _measures(form, form.columns[number - 1])
    leaves = form.leaves(row)
    rows = [one for one in form.rows if not one.children]
    for part in content.parts:
        for fact in part.facts:
            found = wanted.get(form.moved(fact.measure, content.options))
            if found is None:
                continue
            # What concerns no institution stands in the total row alone; counts of nobody are lost.
            inside = row == 1 if fact.subject is None else leaf(rows, fact.subject) in leaves
            if not inside or (fact.subject is None and form.columns[found - 1].how == "count"):
                continue
            key = fact.subject.key if fact.subject else ""
            yield Piece(
                part.organisation, part.place, key, part.names.get(key, ""), found, fact.measure, fact.amount, fact.keys
            )  # fmt: skip


def _measures(form: Template, column: Column) -> dict[str, int]:
    if column.how == "text":
        return {one.measure: column.number for one in form.remarks}
    if column.others:
        return {k: v for other in column.others for k, v in _measures(form, form.columns[other - 1]).items()}
    found = {column.measure: column.number}
    return found


def measures(form: Template, options: Mapping[str, str], number: int) -> frozenset[str]:
    """Return the measures that a column is made of."""
    wanted = _measures(form, form.columns[number - 1])
    return frozenset(one for one in form.measures() if form.moved(one, options) in wanted)


def listed(content: Content) -> Iterator[tuple[int, Piece]]:
    """Yield every fact that stands in a column of its own, with its leaf; row 1 for those about no institution."""
    form = content.template
    numbers = {one.measure: one for one in form.columns if one.measure}
    rows = [one for one in form.rows if not one.children]
    for part in content.parts:
        for fact in part.facts:
            column = numbers.get(form.moved(fact.measure, content.options))
            row = 1 if fact.subject is None else leaf(rows, fact.subject)
            if column is None or row is None:
                continue
            key = fact.subject.key if fact.subject else ""
            yield row, Piece(
                part.organisation, part.place, key, part.names.get(key, ""), column.number, fact.measure, fact.amount,
                fact.keys,
            )  # fmt: skip


_SAID = {
    "institution": "登记簿", "entry": "凭证", "case": "案件", "measure": "措施", "partner": "部门处理", "lead": "线索",
    "activity": "登记",
}  # fmt: skip


def said(key: str) -> str:
    """Return a key in words: its kind and number."""
    kind, _, rest = key.partition(":")
    return f"{_SAID.get(kind, '')}{rest.rpartition(':')[2]}"


def changes(before: Table, after: Table) -> list[Change]:
    """Return the cells in which two editions of a report differ, row by row."""
    found = []
    for row in after.template.rows:
        for column in after.template.columns:
            said = [checks.printed(one, row.number, column) for one in (before, after)]
            then, now = (one.cells.get((row.number, column.number), EMPTY) for one in (before, after))
            if said[0] == said[1] and then.subjects == now.subjects and then.keys == now.keys:
                continue
            by = "" if column.how == "text" else checks.shown(now.value - then.value, column.unit)
            found.append(
                Change(
                    row.number, after.template.title_of(row), column.number, column.title, said[0], said[1], by,
                    tuple(sorted(now.subjects - then.subjects)), tuple(sorted(then.subjects - now.subjects)),
                    tuple(sorted(now.keys - then.keys)), tuple(sorted(then.keys - now.keys)),
                )
            )  # fmt: skip
    return found
