"""Check: holds a parsed SELECT to the profile; every refusal says where, why and what to write instead."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from sqlglot import exp

from mingjing.analysis.engine.macros import Macro, called, macros
from mingjing.analysis.engine.profile import functions, instead, parts
from mingjing.kernel.errors import Problem

PARAMETER = "param"  # param('name', date, region): replaced before any engine sees the SQL
REFERENCE = "docs/reference/functions.md"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CATALOGUE = re.compile(r"(duckdb|pg|sqlite|pragma|information_schema)_", re.IGNORECASE)
# Columns of these names hold dates or times in the standard and in the marts.
_DATED = re.compile(
    r"(^|_)(date|time|ts|begndate|enddate|brdy|k_from|k_to|month_start)$|(date|time)$", re.IGNORECASE
)
_TYPES = {"VARCHAR", "TEXT", "DECIMAL", "DOUBLE", "DATE", "TIMESTAMP", "BIGINT", "BOOLEAN"}
_ORDERED_ONLY = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.FirstValue)
_IN_WINDOW = (*_ORDERED_ONLY, exp.Sum, exp.Count, exp.Min, exp.Max)
_BROAD = "两种引擎的结果可能不同"


def check(tree: exp.Expr) -> list[Problem]:
    """Return what in `tree` is not portable, in the order of the text; an empty list means portable.

    `where` of a problem is line and column in the text that was parsed.
    """
    found: dict[Problem, tuple[int, int]] = {}
    refused: set[int] = set()  # below a refused node everything is beside the point

    def skip(node: exp.Expr) -> bool:
        return id(node) in refused

    for node in tree.walk(prune=skip):
        problem = _refused(node)
        if problem is not None:
            refused.add(id(node))
        else:
            problem = _misused(node)
        if problem is not None:
            found.setdefault(problem, _place(node))
    return sorted(found, key=lambda problem: found[problem])


def _refused(node: exp.Expr) -> Problem | None:
    """Nodes outside the profile, unknown functions, parts that are not allowed."""
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        name = node.name.lower()
        return None if called(node) or name == PARAMETER else _unknown(node, name)
    try:
        allowed = parts(kind)
    except KeyError:
        return _unknown(node, written(node))
    extra = [
        part for part, value in node.args.items() if value and allowed is not None and part not in allowed
    ]
    if not extra:
        return None
    part = extra[0].strip("_").replace("_", " ").upper()
    return _problem(node, f"不允许的写法：{kind.upper()} … {part}", do=_advice(extra[0], ""))


def _unknown(node: exp.Expr, name: str) -> Problem:
    kind = type(node).__name__
    what = f"函数 {name} 不在允许之列" if isinstance(node, exp.Func) else f"不允许的写法：{name}"
    return _problem(node, what, why=_BROAD, do=_advice(kind, name))


def _advice(kind: str, name: str) -> str:
    if kind in instead():
        return f"改用 {instead()[kind]}"
    known = [*macros(), *(entry.write.split("(")[0].lower() for entry in functions().values())]
    near = get_close_matches(name.lower(), known, 1, 0.5) if name else []
    return f"最接近的允许函数是 {near[0]}；全部见 {REFERENCE}" if near else f"允许的写法见 {REFERENCE}"


def _misused(node: exp.Expr) -> Problem | None:
    """Allowed nodes in a place or with arguments where the engines differ."""
    rule = _RULES.get(type(node))
    return rule(node) if rule else None


def _table(node: exp.Expr) -> Problem | None:
    plain = isinstance(node.this, exp.Identifier) and _NAME.fullmatch(node.name)
    if plain and not _CATALOGUE.match(node.name):
        return None
    return _problem(
        node,
        f"不能读取 {written(node)}",
        why="只能读取标准表、知识表和中间表",
        do="写表名，不写文件名或表函数",
    )


def _macro(node: exp.Expr) -> Problem | None:
    macro = called(node)
    if macro is None:
        return None
    arguments = node.expressions
    if len(arguments) != len(macro.params):
        usage = f"{macro.name}({', '.join(macro.params)})"
        return _problem(
            node, f"{macro.name} 要 {len(macro.params)} 个参数，写了 {len(arguments)} 个", do=f"写成 {usage}"
        )
    if macro.kind == "aggregate" and isinstance(node.parent, exp.Window | exp.Filter):
        return _problem(
            node, f"{macro.name} 不能用于窗口或 FILTER", do="先在 WITH 中分组算好再连接，或用 CASE WHEN"
        )
    return _macro_argument(macro, node, arguments)


def _macro_argument(macro: Macro, node: exp.Expr, arguments: list[exp.Expr]) -> Problem | None:
    if "pattern" in macro.params and not _plain_pattern(arguments[1]):
        return _problem(
            node, f"{macro.name} 的模式须是不含断言和反向引用的文字常量", why=_BROAD, do="拆成几个简单的模式"
        )
    if macro.name == "quantile_of" and not _number(arguments[1]):
        return _problem(node, "quantile_of 的第二个参数须是常数", do="写成 quantile_of(x, 0.75)")
    if macro.name in ("k_match", "k_soft") and not all(
        isinstance(a, exp.Column) and not a.table for a in arguments
    ):
        return _problem(node, f"{macro.name} 的参数须是表别名", do=f"写成 {macro.example}")
    return None


def _plain_pattern(node: exp.Expr) -> bool:
    return (
        isinstance(node, exp.Literal)
        and node.is_string
        and not re.search(r"\(\?|\\[0-9bBkpPQGAzZ]", node.name)
    )


def _cast(node: exp.Expr) -> Problem | None:
    target = node.args["to"].sql(dialect="duckdb").split("(")[0].upper()
    if target not in _TYPES:
        do = "写 " + "、".join(sorted(_TYPES - {"TEXT", "BOOLEAN"}))
        return _problem(node, f"不能转换为 {target}", do=do)
    if target in ("VARCHAR", "TEXT") and _double(node.this):
        why = "双精度数的写法不同，如 1e-07 与 1.0E-7"
        return _problem(
            node, f"双精度数不能直接写成文本：{written(node.this)}", why=why, do="先 CAST(x AS DECIMAL(18,4))"
        )
    if target == "BOOLEAN" and not _written_by_sqlglot(node):
        return _problem(node, "不能转换为 BOOLEAN", why=_BROAD, do="写成比较，如 x = '1'")
    return None


def _written_by_sqlglot(cast: exp.Expr) -> bool:
    """True for the casts that sqlglot puts around the argument of bool_or, one each time it writes the query."""
    parent = cast.parent
    while isinstance(parent, exp.Cast):
        parent = parent.parent
    return isinstance(parent, exp.LogicalOr | exp.LogicalAnd)


def _double(node: exp.Expr) -> bool:
    inner = node.unnest()
    macro = called(inner)
    return (macro is not None and macro.type == "DOUBLE") or (
        isinstance(inner, exp.Cast) and inner.is_type("double")
    )


def _sum(node: exp.Expr) -> Problem | None:
    if not any(_dated(side) for side in (node.this, node.expression)):
        return None
    do = "改用 days_between(a, b)" if isinstance(node, exp.Sub) else "改用 add_days(d, n)"
    return _problem(
        node, f"日期不能直接加减：{written(node)}", why="日期相减在一种引擎上是整数，在另一种上是时长", do=do
    )


def _dated(node: exp.Expr) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Cast):
        return node.is_type("date", "timestamp", "timestampntz")
    macro = called(node)
    if macro:
        return macro.type in ("DATE", "TIMESTAMP")
    return isinstance(node, exp.Column) and bool(_DATED.search(node.name))


def _like(node: exp.Expr) -> Problem | None:
    pattern = node.expression
    if isinstance(pattern, exp.Literal) and pattern.is_string and "\\" not in pattern.name:
        return None
    return _problem(
        node,
        "LIKE 的模式须是不含反斜杠的文字常量",
        why="转义规则不同",
        do="改用 contains(x, y) 或 starts_with(x, y)",
    )


def _slice(node: exp.Expr) -> Problem | None:
    bounds = (
        [node.args.get("start"), node.args.get("length")]
        if isinstance(node, exp.Substring)
        else [node.expression]
    )
    least = [1, 0] if isinstance(node, exp.Substring) else [0]
    fine = all(b is None or (_number(b) and int(b.name) >= low) for b, low in zip(bounds, least, strict=True))
    if fine:
        return None
    why = "起点为 0 或为负时，两种引擎取到的字不同"
    return _problem(
        node,
        f"{written(node)} 的位置须是常数，起点不小于 1",
        why=why,
        do="按长度分情况时用 CASE WHEN length(x) …",
    )


def _number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


def _distinct(node: exp.Expr) -> Problem | None:
    if isinstance(node.parent, exp.Select):
        return None
    if (
        isinstance(node.parent, exp.Count)
        and len(node.expressions) == 1
        and not node.find_ancestor(exp.Window)
    ):
        return None
    return _problem(node, "DISTINCT 只用于 SELECT 和单列的 count", why=_BROAD, do="先在 WITH 中去重")


def _order(node: exp.Expr) -> Problem | None:
    if isinstance(node.parent, exp.Select | exp.SetOperation | exp.Window):
        return None
    return _problem(
        node,
        "聚合函数内不能排序",
        why="翻译到另一种引擎时排序会丢失",
        do="改用 joined(x)（已排序）或 row_number()",
    )


def _limit(node: exp.Expr) -> Problem | None:
    if node.parent is not None and node.parent.args.get("order"):
        return None
    return _problem(
        node, "LIMIT 须与 ORDER BY 同用", why="不排序时取到哪几行不确定", do="加上能分出先后的 ORDER BY"
    )


def _window(node: exp.Expr) -> Problem | None:
    if not isinstance(node.this, _IN_WINDOW):
        return _problem(
            node, f"{written(node.this)} 不能用于窗口", why=_BROAD, do="先在 WITH 中分组算好再连接"
        )
    if isinstance(node.this, _ORDERED_ONLY) and not node.args.get("order"):
        return _problem(
            node,
            f"{written(node.this)} 的窗口须有 ORDER BY",
            why="不排序则结果不确定",
            do="按日期再按主键排序",
        )
    return None


def _only_in_window(node: exp.Expr) -> Problem | None:
    if isinstance(node.parent, exp.Window):
        return None
    return _problem(node, f"{written(node)} 须写 OVER (…)", do="写明分组和排序")


def _if(node: exp.Expr) -> Problem | None:
    return None if isinstance(node.parent, exp.Case) else _unknown(node, "if")


def _join(node: exp.Expr) -> Problem | None:
    if node.args.get("kind") in (None, "", "INNER", "CROSS", "OUTER"):
        return None
    return _problem(
        node, f"不允许的连接：{node.args['kind']}", do="改用 JOIN、LEFT JOIN，或 WHERE EXISTS / NOT EXISTS"
    )


def _is(node: exp.Expr) -> Problem | None:
    if isinstance(node.expression, exp.Null | exp.Boolean):
        return None
    return _problem(node, "IS 后只能是 NULL、TRUE、FALSE", do="比较用 = 或 IS NOT DISTINCT FROM")


_RULES: dict[type[exp.Expr], Callable[[exp.Expr], Problem | None]] = {
    exp.Table: _table,
    exp.Anonymous: _macro,
    exp.Cast: _cast,
    exp.Add: _sum,
    exp.Sub: _sum,
    exp.Like: _like,
    exp.Substring: _slice,
    exp.Left: _slice,
    exp.Right: _slice,
    exp.Distinct: _distinct,
    exp.Order: _order,
    exp.Limit: _limit,
    exp.Window: _window,
    exp.If: _if,
    exp.Join: _join,
    exp.Is: _is,
    **dict.fromkeys(_ORDERED_ONLY, _only_in_window),
}


def written(node: exp.Expr) -> str:
    """Return what stands in the text for `node`: the function's name as written, else the start of its SQL."""
    source = str(node.root().meta.get("source", ""))
    if source and "start" in node.meta:
        return source[node.meta["start"] : node.meta["end"] + 1]
    if source and isinstance(node, exp.Func):  # no place of its own: the word before its first argument
        begins = [child.meta["start"] for child in node.walk() if "start" in child.meta]
        name = re.search(r"(\w+)\s*\(\s*$", source[: min(begins)]) if begins else None
        if name:
            return name[1]
    return node.sql(dialect="duckdb")[:60]


def _place(node: exp.Expr) -> tuple[int, int]:
    """Return line and column of the first token under `node` that has a place in the text, else (0, 0)."""
    metas = (child.meta for child in node.walk())
    placed = [(meta["line"], meta["col"] - (meta["end"] - meta["start"])) for meta in metas if "line" in meta]
    return min(placed, default=(0, 0))


def _problem(node: exp.Expr, what: str, *, why: str = "", do: str = "") -> Problem:
    line, column = _place(node)
    return Problem(what, f"第 {line} 行第 {column} 列" if line else "", why, do)
