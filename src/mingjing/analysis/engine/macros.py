"""Macros: the functions of ours that mean the same on both engines, read from `macros.yaml`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import sqlglot
import yaml
from sqlglot import exp

DIALECTS = ("duckdb", "spark")


@dataclass(frozen=True, slots=True)
class Macro:
    """One function of ours: parameters, result type, Chinese meaning, an example and its text per dialect."""

    name: str
    params: tuple[str, ...]
    type: str
    zh: str
    example: str
    kind: str = "scalar"
    duckdb: str = ""
    spark: str = ""
    sql: str = ""

    def text(self, dialect: str, arguments: Sequence[str]) -> str:
        """Return the native SQL for `arguments`, each already written in `dialect`."""
        template = self.duckdb if dialect == "duckdb" else self.spark
        return "(" + template.format(**dict(zip(self.params, arguments, strict=True))) + ")"

    def tree(self, arguments: Sequence[exp.Expr]) -> exp.Expr:
        """Return a `kind: alias` macro as portable SQL over `arguments`."""
        written = [argument.sql(dialect="duckdb") for argument in arguments]
        text = self.sql.format(**dict(zip(self.params, written, strict=True)))
        return exp.paren(sqlglot.parse_one(text, read="duckdb"), copy=False)


@cache
def macros() -> dict[str, Macro]:
    """Return name -> Macro, in the order of the file (which is the order of the reference page)."""
    text = files(__package__).joinpath("macros.yaml").read_text(encoding="utf-8")
    return {
        name: Macro(name=name, **{**entry, "params": tuple(entry["params"])})
        for name, entry in yaml.safe_load(text).items()
    }


def called(node: exp.Expr) -> Macro | None:
    """Return the macro that `node` calls, or None."""
    return macros().get(node.name.lower()) if isinstance(node, exp.Anonymous) else None


def expand_aliases(tree: exp.Expr) -> exp.Expr:
    """Replace k_match, k_soft and optional by the portable SQL they stand for."""
    return _replace(tree, _is_alias, lambda macro, node: macro.tree(node.expressions))


def expand_native(tree: exp.Expr, dialect: str) -> exp.Expr:
    """Replace every other macro by its native text, inner calls first.

    The text is carried verbatim (as a bare variable), so that no later translation can change it.
    """

    def native(macro: Macro, node: exp.Anonymous) -> exp.Expr:
        arguments = [argument.sql(dialect=dialect, identify=True) for argument in node.expressions]
        return exp.Var(this=macro.text(dialect, arguments))

    return _replace(tree, lambda macro: not _is_alias(macro), native)


def _is_alias(macro: Macro) -> bool:
    return macro.kind == "alias"


def _replace(
    tree: exp.Expr,
    wanted: Callable[[Macro], bool],
    build: Callable[[Macro, exp.Anonymous], exp.Expr],
) -> exp.Expr:
    for node in reversed(list(tree.find_all(exp.Anonymous))):  # breadth first, reversed: inner before outer
        macro = called(node)
        if macro is None or not wanted(macro):
            continue
        new = build(macro, node)
        if node is tree:
            return new
        node.replace(new)
    return tree
