"""The figures of a report: facts about subjects, dealt to the leaves of the row tree, added up the tree.

Amounts stay exact yuan; units are a matter of printing. Every cell keeps the keys of what is behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from mingjing.kernel.errors import InvalidError
from mingjing.office.reports.core.template import Column, RowSpec, Template

NOUGHT = Decimal(0)
_ROOT, _HUNDREDTH = 1, Decimal(100)
WAN = "万元"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def said(self) -> str:
        """Return it in words."""
        first, last = (f"{one.year}年{one.month}月{one.day}日" for one in (self.first, self.last))
        return f"{first}至{last}"


@dataclass(frozen=True, slots=True)
class Subject:
    """An institution as the row tree asks for it; values as in the register."""

    key: str
    kind: str
    ownership: str = ""
    level: str = ""
    chain: str = ""

    def get(self, name: str) -> str:
        """Return one attribute by the name that templates use."""
        return {"kind": self.kind, "ownership": self.ownership, "level": self.level, "chain": self.chain}[
            name
        ]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about a subject, or about nobody in the rows (`subject` None): an amount in yuan, or a number."""

    measure: str
    subject: Subject | None
    amount: Decimal = Decimal(1)
    keys: tuple[str, ...] = ()


class Source(Protocol):
    """Whatever knows some of the measures."""

    def facts(self, measures: Sequence[str], period: Period) -> Iterable[Fact]:
        """Return the facts of those of the measures it knows."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a number (yuan for amounts), who is counted, and what is behind it."""

    value: Decimal = NOUGHT
    subjects: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.value + other.value, self.subjects | other.subjects, self.keys | other.keys)


EMPTY = Cell()


@dataclass(slots=True)
class Table:
    """A filled report. `cells` by row and column number; `said` are measures told in words, by row; `lost` found no row."""

    template: Template
    period: Period
    place: str
    options: dict[str, str]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    said: dict[tuple[int, str], Cell] = field(default_factory=dict)
    extra: dict[int, Decimal] = field(default_factory=dict)
    lost: dict[str, Cell] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the heading with its year, quarter and place."""
        last = self.period.last
        return self.template.title.format(
            year=last.year, quarter="一二三四"[(last.month - 1) // 3], place=self.place
        )

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, empty where nothing is."""
        return self.cells.get((row, column), EMPTY)


def fill(
    template: Template,
    period: Period,
    place: str,
    sources: Iterable[Source],
    options: Mapping[str, str] | None = None,
) -> Table:
    """Return the report of these sources. Raises DocumentError for options that there are not."""
    table = Table(template, period, place, template.chosen(options or {}))
    dealt = _Dealt(template, table.options)
    asked = template.measures()
    for source in sources:
        for fact in source.facts(asked, period):
            dealt.deal(fact)
    for key, facts in dealt.groups.items():
        table.cells[key] = _cell(template.columns[key[1] - 1], facts, table.options)
    for number, facts in dealt.alone.items():
        _total_row(table, template.columns[number - 1], facts)
    table.said.update({key: _of(facts) for key, facts in dealt.said.items()})
    table.lost.update({measure: _of(facts) for measure, facts in dealt.lost.items()})
    _tell(table)
    _finish(table)
    return table


class _Dealt:
    """Facts sorted by where they belong: a leaf, the words, the total row alone, or among the lost.

    Where a measure counts and which row holds a kind of subject is found once each: a large bureau has 100,000 facts.
    """

    def __init__(self, template: Template, options: Mapping[str, str]) -> None:
        counted = {column.measure: column for column in template.columns if column.measure}
        self.columns = {name: counted.get(template.moved(name, options)) for name in template.measures()}
        self.remarked = {one.measure for one in template.remarks}
        self.leaves = [row for row in template.rows if not row.children]
        self.rows: dict[tuple[str, str, str, str], int | None] = {}
        self.groups: defaultdict[tuple[int, int], list[Fact]] = defaultdict(list)
        self.said: defaultdict[tuple[int, str], list[Fact]] = defaultdict(list)
        self.alone: defaultdict[int, list[Fact]] = defaultdict(list)
        self.lost: defaultdict[str, list[Fact]] = defaultdict(list)

    def deal(self, fact: Fact) -> None:
        """Put one fact where it belongs."""
        column, row = self.columns.get(fact.measure), self._row(fact.subject)
        if fact.measure in self.remarked:
            self.said[row or _ROOT, fact.measure].append(fact)
        if column is None:
            return
        if row is not None:
            self.groups[row, column.number].append(fact)
        elif fact.subject is None and column.how == "sum":
            self.alone[column.number].append(fact)
        else:
            self.lost[fact.measure].append(fact)

    def _row(self, subject: Subject | None) -> int | None:
        if subject is None:
            return None
        kind = (subject.kind, subject.ownership, subject.level, subject.chain)
        if kind not in self.rows:
            self.rows[kind] = leaf(self.leaves, subject)
        return self.rows[kind]


def _total_row(table: Table, column: Column, facts: Sequence[Fact]) -> None:
    """Add what concerns no institution, as rewards of tips about persons: it stands in the total row alone."""
    amount = sum((_printed(column, fact.amount, table.options) for fact in facts), NOUGHT)
    keys = frozenset(key for fact in facts for key in fact.keys)
    table.extra[column.number] = amount
    table.cells[_ROOT, column.number] = table.cell(_ROOT, column.number) + Cell(amount, keys=keys)


def leaf(leaves: Sequence[RowSpec], subject: Subject) -> int | None:
    """Return the row that holds a subject, None when none does."""
    return next(
        (row.number for row in leaves if all(subject.get(k) in v for k, v in row.match.items())), None
    )


def _of(facts: Sequence[Fact]) -> Cell:
    subjects = frozenset(fact.subject.key for fact in facts if fact.subject)
    return Cell(
        sum((fact.amount for fact in facts), NOUGHT),
        subjects,
        frozenset(key for fact in facts for key in fact.keys),
    )


def _cell(column: Column, facts: Sequence[Fact], options: Mapping[str, str]) -> Cell:
    found = _of(facts)
    if column.how == "count":
        return Cell(Decimal(len(found.subjects)), found.subjects, found.keys)
    return Cell(_printed(column, found.value, options), found.subjects, found.keys)


def _printed(column: Column, value: Decimal, options: Mapping[str, str]) -> Decimal:
    """Return an amount as it is printed, rounded to 0.01 万元 where two places are wanted."""
    if column.unit != WAN or options.get("places") != "two":
        return value
    return (value / _HUNDREDTH).quantize(Decimal(1), ROUND_HALF_UP) * _HUNDREDTH


def _finish(table: Table) -> None:
    """Fill what follows from other columns and from rows below, leaves first."""
    alone = {key: cell for key, cell in table.cells.items() if key[0] == _ROOT}
    derived = [column for column in table.template.columns if column.others]
    for row in sorted(table.template.rows, key=lambda row: -row.depth):
        for column in table.template.columns:
            if row.children and not column.others and column.how != "text":
                whole = sum((table.cell(child, column.number) for child in row.children), EMPTY)
                _put(table, row.number, column.number, whole + alone.get((row.number, column.number), EMPTY))
        for column in derived:
            _put(table, row.number, column.number, _derived(table, row.number, column))


def _tell(table: Table) -> None:
    """Add up what is told in words, leaves first."""
    for row in sorted(table.template.rows, key=lambda row: -row.depth):
        for remark in table.template.remarks:
            said = (table.said.get((child, remark.measure), EMPTY) for child in row.children)
            whole = sum(said, table.said.get((row.number, remark.measure), EMPTY))
            if whole != EMPTY:
                table.said[row.number, remark.measure] = whole


def _derived(table: Table, row: int, column: Column) -> Cell:
    whole = sum((table.cell(row, other) for other in column.others), EMPTY)
    if column.how == "total" or table.options.get("handled") == "sum":
        return whole
    return Cell(Decimal(len(whole.subjects)), whole.subjects, whole.keys)


def _put(table: Table, row: int, column: int, cell: Cell) -> None:
    if cell != EMPTY:
        table.cells[row, column] = cell


def add(tables: Sequence[Table], place: str) -> Table:
    """Return the table of a larger place from those of its parts and of its own bureau, leaf by leaf.

    An institution that two bureaus handled counts once. Raises InvalidError when the tables differ in template,
    period or options, or two registers hold one institution.
    """
    if not tables:
        raise InvalidError("没有可汇总的报表")
    first = tables[0]
    if any(
        (one.template, one.period, one.options) != (first.template, first.period, first.options)
        for one in tables
    ):
        raise InvalidError("报表的样式、期间、口径不同，不能汇总", do="统一口径后重新生成")
    whole = Table(first.template, first.period, place, dict(first.options))
    _demand_apart(tables)
    gathered: defaultdict[tuple[int, int], list[Cell]] = defaultdict(list)
    for one in tables:
        _gather(gathered, one)
        for place_said, cell in one.said.items():
            whole.said[place_said] = whole.said.get(place_said, EMPTY) + cell
        for measure, cell in one.lost.items():
            whole.lost[measure] = whole.lost.get(measure, EMPTY) + cell
        for number, amount in one.extra.items():
            whole.extra[number] = whole.extra.get(number, NOUGHT) + amount
    for (row, number), cells in gathered.items():
        found = together(cells)
        counted = Cell(Decimal(len(found.subjects)), found.subjects, found.keys)
        whole.cells[row, number] = counted if first.template.columns[number - 1].how == "count" else found
    _finish(whole)
    return whole


def together(cells: Sequence[Cell]) -> Cell:
    """Return many cells as one, amounts added."""
    return Cell(
        sum((one.value for one in cells), NOUGHT),
        frozenset[str]().union(*(one.subjects for one in cells)),
        frozenset[str]().union(*(one.keys for one in cells)),
    )


def _gather(gathered: defaultdict[tuple[int, int], list[Cell]], one: Table) -> None:
    """Gather the leaves of a table, and what stands in its total row alone."""
    rows = {row.number: row for row in one.template.rows}
    for (row, number), cell in one.cells.items():
        if not rows[row].children and not one.template.columns[number - 1].others:
            gathered[row, number].append(cell)
    for number, amount in one.extra.items():
        gathered[_ROOT, number].append(Cell(amount, keys=one.cell(_ROOT, number).keys))


def _demand_apart(tables: Sequence[Table]) -> None:
    """Raise InvalidError when two of the tables have one institution in their registers."""
    rows = [row.number for row in tables[0].template.rows if not row.children]
    for number in {limit.limit for limit in tables[0].template.limits}:
        seen = set[str]()
        for one in tables:
            now = frozenset[str]().union(*(one.cell(row, number).subjects for row in rows))
            if twice := seen & now:
                some = "、".join(sorted(twice)[:5])
                raise InvalidError(f"第{number}栏有机构在多张下级报表中重复：{some}", where=one.place)
            seen |= now
