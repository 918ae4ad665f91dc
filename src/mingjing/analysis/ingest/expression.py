"""SQL expressions in a mapping: one closed set, nothing that reads files, fails on a value, or leaves the row."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mingjing.kernel.errors import DocumentError

_OPERATORS = {
    *("Column", "Identifier", "Literal", "Null", "Boolean", "Paren", "Star", "Distinct", "IgnoreNulls"),
    *("EQ", "NEQ", "GT", "GTE", "LT", "LTE", "And", "Or", "Not", "Is", "In", "Between", "Like", "ILike"),
    *("NullSafeEQ", "NullSafeNEQ", "Add", "Sub", "Mul", "Div", "IntDiv", "Mod", "Neg", "DPipe", "Case", "If"),
    *("Cast", "TryCast", "DataType", "DataTypeParam", "Interval", "Var", "Filter", "Where"),
}
FUNCTIONS = {
    "Abs": "abs(x)",
    "Ceil": "ceil(x)",
    "Coalesce": "coalesce(a, b)",
    "Concat": "concat(a, b)",
    "ConcatWs": "concat_ws('-', a, b)",
    "Contains": "contains(x, 'y')",
    "Day": "day(d)",
    "Floor": "floor(x)",
    "Greatest": "greatest(a, b)",
    "Least": "least(a, b)",
    "Left": "left(x, 2)",
    "Length": "length(x)",
    "Lower": "lower(x)",
    "MD5": "md5(x)",
    "Month": "month(d)",
    "Nullif": "nullif(a, b)",
    "Pad": "lpad(x, 2, '0')",
    "RegexpExtract": "regexp_extract(x, '(\\d+)', 1)",
    "RegexpLike": "regexp_matches(x, '^A')",
    "RegexpReplace": "regexp_replace(x, 'a', 'b', 'g')",
    "Replace": "replace(x, 'a', 'b')",
    "Right": "right(x, 2)",
    "Round": "round(x, 2)",
    "SplitPart": "split_part(x, '-', 1)",
    "StartsWith": "starts_with(x, 'y')",
    "StrToTime": "strptime(x, '%Y%m%d')",
    "Substring": "substr(x, 1, 3)",
    "TimeToStr": "strftime(d, '%Y-%m')",
    "Translate": "translate(x, 'ab', 'cd')",
    "Trim": "trim(x)",
    "Upper": "upper(x)",
    "Year": "year(d)",
}
"""Functions by their class in the syntax tree, each with an example."""

AGGREGATES = {"Count": "count(*)", "Max": "max(x)", "Min": "min(x)", "Sum": "sum(x)"}
"""Allowed besides, where a block groups its rows."""

_NAMED = ("to_years", "to_months", "to_days")


def compile_expression(sql: str, where: str, aggregates: bool = False) -> str:
    """Return `sql` as DuckDB runs it: a cast or date that cannot be made gives NULL.

    Raises DocumentError, at `where`, for anything outside the closed set.
    """
    try:
        tree = sqlglot.parse_one(f"SELECT {sql}", read="duckdb")
    except SqlglotError as error:
        raise DocumentError("SQL 写法有误", where=where, why=str(error), do="括号、引号要成对") from error
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or _clauses(tree):
        raise DocumentError("只能写一个表达式", where=where, why=sql, do="不要写 FROM、WHERE 等子句")
    allowed = _OPERATORS | set(FUNCTIONS) | (set(AGGREGATES) if aggregates else set())
    for node in tree.expressions[0].walk():
        kind = type(node).__name__
        named = isinstance(node, exp.Anonymous) and node.name.lower() in _NAMED
        if kind not in allowed and not named and kind != "ToDays":
            raise DocumentError(
                f"不允许的写法：{node.sql(dialect='duckdb')[:80]}",
                where=where,
                why="映射里的 SQL 只能用一个封闭的函数表"
                + ("" if aggregates else "；聚合函数只能用在有 group 的块里"),
                do=f"可用的函数：{'、'.join(sorted((*FUNCTIONS.values(), *AGGREGATES.values())))}",
            )
    return str(tree.expressions[0].transform(_harmless).sql(dialect="duckdb"))


def columns_in(sql: str) -> set[str]:
    """Return the column names that a compiled expression reads."""
    return {column.name for column in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Column)}


def _clauses(tree: exp.Select) -> bool:
    return any(value for name, value in tree.args.items() if name not in ("expressions", "kind", "hint"))


def _harmless(node: exp.Expression) -> exp.Expression:
    if type(node) is exp.Cast:
        return exp.TryCast(this=node.this, to=node.args["to"])
    if isinstance(node, exp.StrToTime):
        return exp.Anonymous(this="try_strptime", expressions=[node.this, node.args["format"]])
    return node
