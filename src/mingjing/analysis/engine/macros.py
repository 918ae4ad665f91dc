"""Macros: the functions of ours that mean the same on both engines, read from `macros.yaml`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import sqlglot
import yaml
from sqlglot import exp

DIALECTS = ("duckdb", "spark")
_WHOLE = {"duckdb": "HUGEINT", "spark": "DECIMAL(38,0)"}

# DuckDB trims every Unicode blank, Spark only U+0020; these are the blanks seen in exports.
_BLANKS = "' \t\r\n\u00a0\u3000'"
_TRIM = {"duckdb": f"trim({{x}}, {_BLANKS})", "spark": f"TRIM(BOTH {_BLANKS} FROM {{x}})"}


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
    let: Mapping[str, str] = field(default_factory=dict)

    def text(self, dialect: str, arguments: Sequence[str]) -> str:
        """Return the native SQL for `arguments`, each already written in `dialect`."""
        words = {"whole": _WHOLE[dialect], **dict(zip(self.params, arguments, strict=True))}
        for name, template in self.let.items():
            words[name] = template.format(**words)
        template = self.duckdb if dialect == "duckdb" else self.spark
        return "(" + template.format(**words) + ")"

    def tree(self, arguments: Sequence[exp.Expr]) -> exp.Expr:
        """Return a `kind: alias` macro as portable SQL over `arguments`."""
        written = [argument.sql(dialect="duckdb", comments=False) for argument in arguments]
        text = self.sql.format(**dict(zip(self.params, written, strict=True)))
        return exp.paren(sqlglot.parse_one(text, read="duckdb"), copy=False)


@cache
def macros() -> dict[str, Macro]:
    """Return name -> Macro, in the order of the file (which is the order of the reference page)."""
    text = files(__package__).joinpath("macros.yaml").read_text(encoding="utf-8")
    return {
        name: Macro(name=name, **{**entry, "params": tuple(entry["params"])})
        for name, entry in yaml.load(text, Loader=yaml.CSafeLoader).items()
    }


def called(node: exp.Expr) -> Macro | None:
    """Return the macro that `node` calls, or None."""
    return macros().get(node.name.lower()) if isinstance(node, exp.Anonymous) else None


def expand_aliases(tree: exp.Expr) -> exp.Expr:
    """Replace money, k_match, k_soft and optional by the portable SQL they stand for."""

    def build(node: exp.Expr) -> exp.Expr | None:
        macro = called(node)
        return macro.tree(node.expressions) if macro and macro.kind == "alias" else None

    return _replace(tree, exp.Anonymous, build)


def expand_native(tree: exp.Expr, dialect: str) -> exp.Expr:
    """Replace every other macro, and what the engines cast, trim or multiply differently, by native text.

    The text is carried verbatim (as a bare variable), so that no later translation can change it.
    """

    def build(node: exp.Expr) -> exp.Expr | None:
        macro = called(node)
        if macro:
            written = [_native(argument, dialect) for argument in node.expressions]
            return exp.Var(this=macro.text(dialect, written))
        if isinstance(node, exp.Mul):
            return _wide_product(node, dialect)
        template = _TRIM[dialect] if isinstance(node, exp.Trim) else _cast_template(node, dialect)
        return exp.Var(this=template.format(x=_native(node.this, dialect))) if template else None

    return _replace(tree, (exp.Anonymous, exp.Cast, exp.Trim, exp.Mul), build)


def _native(node: exp.Expr, dialect: str) -> str:
    return node.sql(dialect=dialect, identify=True, comments=False)


def _wide_product(node: exp.Mul, dialect: str) -> exp.Expr | None:
    """A product in 38 digits; one with a whole constant needs no more room than its other side.

    DuckDB multiplies DECIMAL(16,6) by DECIMAL(16,6) in 18 digits: a price of a million times a factor overflows.
    """
    sides = (node.this, node.expression)
    if any(isinstance(side, exp.Literal) and side.is_int for side in sides):
        return None
    left, right = (_native(side, dialect) for side in sides)
    return exp.Var(this=f"((({left}) + CAST(0 AS DECIMAL(38,0))) * ({right}))")


def _cast_template(node: exp.Expr, dialect: str) -> str | None:
    """Casts to whole and decimal numbers round half-up, doubles as their shortest decimal reads.

    DuckDB rounds x * 10^scale in binary (0.145 becomes 0.14) and doubles to even; Spark truncates to BIGINT.
    `typeof` is folded when the query is planned and costs nothing per row.
    """
    if not isinstance(node, exp.Cast) or isinstance(node.this, exp.Null):
        return None
    kind = node.args["to"].sql(dialect="duckdb").replace(" ", "")
    if kind.startswith("DECIMAL"):
        finer = f"DECIMAL(38,{min(int(node.args['to'].expressions[1].name) + 4, 12)})"
        exact = f"CAST({{x}} AS {kind})"
    elif kind == "BIGINT":
        finer = "DECIMAL(38,6)"
        exact = "CAST({x} AS BIGINT)" if dialect == "duckdb" else "CAST(CAST({x} AS DECIMAL(38,0)) AS BIGINT)"
    else:
        return None
    rounded = exact.replace("{x}", f"CAST({{x}} AS {finer})")
    doubles = "('DOUBLE', 'FLOAT')" if dialect == "duckdb" else "('double', 'float')"
    return f"(CASE WHEN typeof({{x}}) IN {doubles} THEN {rounded} ELSE {exact} END)"


def _replace(
    tree: exp.Expr,
    kinds: type[exp.Expr] | tuple[type[exp.Expr], ...],
    build: Callable[[exp.Expr], exp.Expr | None],
) -> exp.Expr:
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    for node in reversed(list(tree.find_all(*kinds))):  # breadth first, reversed: inner before outer
        new = build(node)
        if new is None:
            continue
        if node is tree:
            tree = new
        else:
            node.replace(new)
    return tree
