"""Portable SQL: one SELECT in DuckDB dialect, held to the closed profile, written for either engine."""

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mingjing.analysis.engine.check import PARAMETER, check
from mingjing.analysis.engine.guard import guard
from mingjing.analysis.engine.macros import DIALECTS, expand_aliases, expand_native
from mingjing.analysis.engine.translations import kept
from mingjing.kernel.errors import DocumentError

__all__ = ["check", "expand", "parse"]


def parse(sql: str) -> exp.Expr:
    """Return the one query in `sql`. Raises DocumentError with line and column when it is not one SELECT."""
    try:
        statements = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except SqlglotError as error:
        do = "按所指位置修改，括号、引号要成对"
        raise DocumentError("SQL 写法有误", why=_near(error), do=do) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise DocumentError(
            "只允许一条 SELECT 语句",
            why=f"读到：{'、'.join(tree.key.upper() for tree in statements) or '空白'}",
            do="删去其他语句；建表、读写文件、改设置都不允许",
        )
    statements[0].meta["source"] = sql
    return statements[0]


@lru_cache(maxsize=4096)
def expand(sql: str, dialect: str) -> str:
    """Write portable `sql` for "duckdb" or "spark". Raises DocumentError when it is not portable."""
    if dialect not in DIALECTS:
        raise ValueError(dialect)
    return kept(dialect, sql, lambda: _translated(sql, dialect))


def _translated(sql: str, dialect: str) -> str:
    tree = parse(sql)
    problems = check(tree)
    if problems:
        raise DocumentError.from_problems(problems)
    if any(call.name.lower() == PARAMETER for call in tree.find_all(exp.Anonymous)):
        raise DocumentError("param 尚未代入参数值", do="先用规则的参数替换 param(…)，再交给引擎")
    tree = expand_aliases(tree)
    if dialect == "duckdb":
        tree = guard(tree)
    return expand_native(tree, dialect).sql(dialect=dialect, identify=True, comments=False, copy=False)


def _near(error: SqlglotError) -> str:
    first = (getattr(error, "errors", None) or [{}])[0]
    if "line" not in first:
        return str(error)
    before, after = str(first.get("start_context", ""))[-30:], str(first.get("end_context", ""))[:30]
    near = f"{before}⟦{first.get('highlight', '')}⟧{after}".strip()
    return f"第 {first['line']} 行第 {first['col']} 列附近：{near}"
