"""A report's template: columns with three levels of heads, a tree of rows, checks, options; read from `forms/*.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.errors import DocumentError

FORMS = Path(__file__).parent.parent / "forms"
_HOWS = ("count", "sum", "union", "total", "text")


@dataclass(frozen=True, slots=True)
class Column:
    """One column, numbered from 1. `how` says how it is filled, from `measure` or from `others`."""

    number: int
    heads: tuple[str, ...]
    how: str
    measure: str
    others: tuple[int, ...]
    unit: str


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
class Template:
    """One report."""

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
        return tuple(column.measure for column in self.columns if column.measure) + tuple(
            one.measure for one in self.remarks
        )


@cache
def load(name: str) -> Template:
    """Return a template of `forms`. Raises DocumentError when it contradicts itself."""
    return parse(yaml.safe_load((FORMS / f"{name}.yaml").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Template:
    """Return a template of a document. Raises DocumentError."""
    columns = tuple(_column(number, one) for number, one in enumerate(data["columns"], 1))
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
        {(name, key): said for name, one in options.items() for key, said in one["choices"].items()},
        tuple(Remark(one["measure"], one["text"], one["unit"]) for one in data.get("remarks", ())),
    )  # fmt: skip


def _column(number: int, one: Mapping[str, Any]) -> Column:
    how = next((name for name in _HOWS if name in one), None)
    if how is None:
        raise DocumentError("栏目没有取数方式", where=str(number))
    value = one[how]
    heads: list[str] = []
    for head in one["heads"]:
        heads.append(heads[-1] if head == "^" else head)
    others = tuple(value) if how in ("union", "total") else ()
    return Column(
        number, tuple(heads), how, value if isinstance(value, str) else "", others, one.get("unit", "家")
    )


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
