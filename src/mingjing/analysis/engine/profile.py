"""Profile: the closed list of what portable SQL may contain, and what to write instead."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """One allowed function or construct: how it is written, what it means, an example."""

    write: str
    zh: str
    example: str


@cache
def functions() -> dict[str, Entry]:
    """Return syntax-tree class -> Entry for the plain functions allowed."""
    return {key: Entry(**entry) for key, entry in _document()["functions"].items()}


@cache
def constructs() -> dict[str, Entry]:
    """Return syntax-tree class -> Entry for operators and clauses."""
    return {key: Entry(**entry) for key, entry in _document()["constructs"].items()}


# Which parts each node may have: a part that is not named here (QUALIFY, SAMPLE, ROLLUP …) is refused.
PARTS: dict[str, set[str]] = {
    "Select": {
        "with_",
        "expressions",
        "from_",
        "joins",
        "where",
        "group",
        "having",
        "order",
        "limit",
        "distinct",
    },
    "From": {"this"},
    "Where": {"this"},
    "Having": {"this"},
    "Group": {"expressions"},
    "Order": {"expressions"},
    "Ordered": {"this", "desc", "nulls_first"},
    "Limit": {"expression"},
    "With": {"expressions"},
    "CTE": {"this", "alias"},
    "Subquery": {"this", "alias", "with_"},
    "Union": {"this", "expression", "distinct", "order", "limit", "with_"},
    "Distinct": {"expressions"},
    "Join": {"this", "on", "using", "side", "kind"},
    "Table": {"this", "alias"},
    "TableAlias": {"this", "columns"},
    "Alias": {"this", "alias"},
    "Column": {"this", "table"},
    "Identifier": {"this", "quoted"},
    "Literal": {"this", "is_string"},
    "Star": set(),
    "Null": set(),
    "Boolean": {"this"},
    "Paren": {"this"},
    "Tuple": {"expressions"},
    "Case": {"this", "ifs", "default"},
    "If": {"this", "true"},
    "In": {"this", "expressions", "query"},
    "Cast": {"this", "to"},
    "DataType": {"this", "expressions"},
    "DataTypeParam": {"this"},
    "Window": {"this", "partition_by", "order", "spec", "over"},
    "WindowSpec": {"kind", "start", "start_side", "end", "end_side"},
    "Filter": {"this", "expression"},
    "Anonymous": {"this", "expressions"},
    "Trim": {"this"},
    "Like": {"this", "expression", "negate"},
}


@cache
def parts(kind: str) -> set[str] | None:
    """Return the parts a node of class `kind` may have; None when any part is fine. KeyError: refused."""
    if kind in PARTS:
        return PARTS[kind]
    if kind in functions() or kind in constructs():
        return None
    raise KeyError(kind)


@cache
def instead() -> dict[str, str]:
    """Return what to write instead, by syntax-tree class."""
    return dict(_document()["instead"])


@cache
def _document() -> dict[str, dict[str, Any]]:
    text = files(__package__).joinpath("profile.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))
