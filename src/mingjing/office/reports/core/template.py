"""A report's template: columns with three levels of heads, a tree of rows, checks, options; read from `forms/*.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.standard.schema import behaviours
from mingjing.kernel.errors import DocumentError

FORMS = Path(__file__).parent.parent / "forms"
_HOWS = ("count", "sum", "union", "total", "text")


@dataclass(frozen=True, slots=True)
class Column:
    """One column, numbered from 1. `how` says how it is filled, from `measure` or from `others`; texts call it `name`."""

    number: int
    heads: tuple[str, ...]
    how: str
    measure: str
    others: tuple[int, ...]
    unit: str
    name: str = ""

    @property
    def title(self) -> str:
        """Return its heads as one, without repetition."""
        return " ".join(dict.fromkeys(self.heads))


@dataclass(frozen=True, slots=True)
class RowSpec:
    """One row. `group` is the merged head of the rows from this one down; a leaf says which subjects it holds."""

    number: int
    label: str
    group: str
    depth: int
    match: Mapping[str, frozenset[str]]
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A measure that is said in words in the last column."""

    measure: str
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A column that may not exceed another, and why."""

    column: int
    limit: int
    why: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, or a sentence with figures in it. When all of them are nought, `none` stands instead, or nothing."""

    heading: str = ""
    text: str = ""
    always: bool = False
    none: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One report. `kind` is table or briefing, `period` year, quarter or free."""

    name: str
    title: str
    stub: str
    blank_rows: int
    columns: tuple[Column, ...]
    rows: tuple[RowSpec, ...]
    limits: tuple[Limit, ...]
    options: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    choices: Mapping[tuple[str, str], str]
    remarks: tuple[Remark, ...]
    label: str = ""
    hint: str = ""
    kind: str = "table"
    period: str = "free"
    moves: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    beside: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    paragraphs: tuple[Paragraph, ...] = ()

    def moved(self, measure: str, options: Mapping[str, str]) -> str:
        """Return the measure that the options let this one count as."""
        for chosen in options.items():
            measure = self.moves.get(chosen, {}).get(measure, measure)
        return measure

    def told_beside(self, measure: str, options: Mapping[str, str]) -> str:
        """Return the measure printed in brackets behind this one, empty when the options ask for none."""
        return next(
            (self.beside[one][measure] for one in options.items() if measure in self.beside.get(one, {})), ""
        )

    def column(self, name: str) -> Column:
        """Return the column that texts call by this name. Raises DocumentError."""
        for one in self.columns:
            if one.name == name:
                return one
        raise DocumentError("报表没有这个栏目", where=name)

    def title_of(self, row: RowSpec) -> str:
        """Return a row's label with the group it stands in: 公立医院二级, 定点药店合计."""
        above = next((one for one in self.rows if row.number in one.children), None)
        group = row.group or (above.group if above else "")
        return f"{group}{row.label}"

    def leaves(self, number: int) -> frozenset[int]:
        """Return the leaves of a row, itself when it is one."""
        row = self.rows[number - 1]
        if not row.children:
            return frozenset({number})
        return frozenset[int]().union(*(self.leaves(child) for child in row.children))

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the options with their defaults. Raises DocumentError for a choice that there is not."""
        wrong = [name for name, choice in given.items() if choice not in self.options.get(name, ())]
        if wrong:
            raise DocumentError("没有这种口径", where="、".join(wrong))
        return {name: given.get(name, choices[0]) for name, choices in self.options.items()}

    def choice(self, option: str, key: str) -> str:
        """Return a choice in words."""
        return self.choices[option, key]

    def measures(self) -> tuple[str, ...]:
        """Return every measure the report asks its sources for."""
        moved = (name for moves in self.moves.values() for name in moves)
        named = [column.measure for column in self.columns if column.measure]
        return tuple(dict.fromkeys([*named, *(one.measure for one in self.remarks), *moved]))


@cache
def load(name: str) -> Template:
    """Return a template of `forms`. Raises DocumentError when there is none, or when it contradicts itself."""
    return parse(document(name))


@cache
def document(name: str) -> Mapping[str, Any]:
    """Return the document of a template of `forms`. Raises DocumentError when there is none."""
    if name not in names():
        raise DocumentError("没有这种报表", where=name)
    data: Mapping[str, Any] = yaml.load(
        (FORMS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return data


@cache
def names() -> tuple[str, ...]:
    """Return the reports there are."""
    return tuple(sorted(one.stem for one in FORMS.glob("*.yaml")))


def parse(data: Mapping[str, Any]) -> Template:
    """Return a template of a document. Raises DocumentError."""
    columns = tuple(_column(number, one) for number, one in enumerate(_each(data["columns"]), 1))
    numbers = {column.number for column in columns}
    if any(set(column.others) - numbers or column.number in column.others for column in columns):
        raise DocumentError("报表栏目引用了不存在的栏次", where=data["name"])
    options = data.get("options", {})
    return Template(
        data["name"], data["title"], data["stub"], data.get("blank_rows", 0), columns,
        tuple(sorted(_rows(data["rows"], 0, _numbers()), key=lambda row: row.number)),
        tuple(Limit(one["column"], one["limit"], one["why"]) for one in data.get("at_most", ())),
        {name: tuple(one["choices"]) for name, one in options.items()},
        {name: one["title"] for name, one in options.items()},
        {key: said if isinstance(said, str) else said["text"] for key, said in _choices(options)},
        tuple(Remark(one["measure"], one["text"], one["unit"]) for one in data.get("remarks", ())),
        data.get("label", data["name"]), data.get("hint", ""), data.get("kind", "table"), data.get("period", "free"),
        {key: said["moves"] for key, said in _choices(options) if "moves" in said},
        {key: said["beside"] for key, said in _choices(options) if "beside" in said},
        tuple(_paragraph(one) for one in _each(data.get("paragraphs", ()))),
    )  # fmt: skip


def _choices(options: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    for name, one in options.items():
        for key, said in one["choices"].items():
            yield (name, key), said


def _paragraph(one: Mapping[str, Any]) -> Paragraph:
    return Paragraph(
        one.get("heading", ""), one.get("text", ""), one.get("always", False), one.get("none", "")
    )


def _each(given: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the entries; one that says `each: behaviours` once for every behaviour, {key} and {title} filled in."""
    for one in given:
        if one.get("each") != "behaviours":
            yield one
            continue
        for key, behaviour in behaviours().items():
            yield {name: _filled(value, key, behaviour.zh) for name, value in one.items() if name != "each"}


def _filled(value: Any, key: str, title: str) -> Any:
    if isinstance(value, str):
        return value.replace("{key}", key).replace("{title}", title)
    return [_filled(one, key, title) for one in value] if isinstance(value, list) else value


def _column(number: int, one: Mapping[str, Any]) -> Column:
    how = next((name for name in _HOWS if name in one), None)
    if how is None:
        raise DocumentError("栏目没有取数方式", where=str(number))
    value = one[how]
    heads: list[str] = []
    for head in one["heads"]:
        heads.append(heads[-1] if head == "^" else head)
    others = tuple(value) if how in ("union", "total") else ()
    measure = value if isinstance(value, str) else ""
    return Column(number, tuple(heads), how, measure, others, one.get("unit", "家"), one.get("name", measure))


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _rows(one: Mapping[str, Any], depth: int, numbers: Iterator[int]) -> Sequence[RowSpec]:
    """Return a row and all below it, numbered from top to bottom."""
    number, below, children = next(numbers), list[RowSpec](), list[int]()
    for child in one.get("children", ()):
        made = _rows(child, depth + 1, numbers)
        children.append(made[0].number)
        below += made
    match = {
        name: frozenset([value] if isinstance(value, str) else value)
        for name, value in one.get("match", {}).items()
    }
    if not children and not match:
        raise DocumentError("报表明细行没有归类条件", where=one["label"])
    return [RowSpec(number, one["label"], one.get("group", ""), depth, match, tuple(children)), *below]
