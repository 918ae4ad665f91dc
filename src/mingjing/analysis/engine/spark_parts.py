"""A statement whose named parts are read again and again, cut so that Spark plans and computes each such part once.

Spark writes a common table expression out wherever it is named. Parts that name each other twice over double at every step:
a rule of 58 tables becomes a plan of 500, and over few rows planning is all that costs.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlglot import exp

from mingjing.analysis.engine.portable import parse

MOST = 24
"""Tables that a statement may read, all parts written out, before it is cut."""
WORTH = 4
"""Tables that computing one part apart must save."""

Cut = tuple[tuple[tuple[str, str], ...], str]


@lru_cache(maxsize=4096)
def cut(select: str) -> Cut:
    """Return the parts to compute first, as (relation, SELECT) in order, and what is left to ask of them."""
    tree = parse(select) if "with" in select.lower() else None
    found = list(tree.find_all(exp.With)) if tree is not None else []
    if tree is None or len(found) != 1 or not _plain(found[0]):
        return (), select
    named: list[exp.CTE] = found[0].expressions
    if _written_out(tree, found[0]) <= MOST:
        return (), select
    chosen = _chosen(named, _read(tree, found[0]))
    _renamed(tree, found[0], chosen)
    texts = {cte.alias: cte.this.sql(dialect="duckdb") for cte in named}
    parts = tuple((chosen[name], _whole(name, texts, chosen)) for name in texts if name in chosen)
    kept = [cte for cte in named if cte.alias not in chosen]
    found[0].set("expressions", kept)
    if not kept:
        found[0].pop()
    return parts, tree.sql(dialect="duckdb")


def _plain(found: exp.With) -> bool:
    return not found.recursive and all(not cte.alias_column_names for cte in found.expressions)


def _tables(node: exp.Expr) -> list[exp.Table]:
    return [table for table in node.find_all(exp.Table) if not table.db]


def _body(tree: exp.Expr, found: exp.With) -> list[exp.Table]:
    inside = {id(table) for cte in found.expressions for table in cte.find_all(exp.Table)}
    return [table for table in _tables(tree) if id(table) not in inside]


def _written_out(tree: exp.Expr, found: exp.With) -> int:
    sizes: dict[str, int] = {}
    for cte in found.expressions:
        sizes[cte.alias] = sum(sizes.get(table.name, 1) for table in _tables(cte))
    return sum(sizes.get(table.name, 1) for table in _body(tree, found))


def _read(tree: exp.Expr, found: exp.With) -> Counter[str]:
    """How often each part is named, by those after it and by what is asked in the end."""
    read = Counter(table.name for table in _body(tree, found))
    known: set[str] = set()
    for cte in found.expressions:
        read.update(table.name for table in _tables(cte) if table.name in known)
        known.add(cte.alias)
    return read


def _chosen(named: Collection[exp.CTE], read: Mapping[str, int]) -> dict[str, str]:
    """The parts that are worth it, with the relation that each becomes."""
    sizes: dict[str, int] = {}
    chosen: dict[str, str] = {}
    for number, cte in enumerate(named):
        size = sum(sizes.get(table.name, 1) for table in _tables(cte))
        if (size - 1) * (read[cte.alias] - 1) >= WORTH:
            chosen[cte.alias] = f"part_{number}_{cte.alias}"
            size = 1
        sizes[cte.alias] = size
    return chosen


def _renamed(tree: exp.Expr, found: exp.With, chosen: Mapping[str, str]) -> None:
    """Point at the relations; a part that has the name of a relation which it reads itself is not meant by that name."""
    body = _body(tree, found)
    known: set[str] = set()
    for cte in found.expressions:
        _point(_tables(cte), {name: chosen[name] for name in known if name in chosen})
        known.add(cte.alias)
    _point(body, chosen)


def _point(tables: Collection[exp.Table], relations: Mapping[str, str]) -> None:
    for table in tables:
        if table.name in relations:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(relations[table.name]))


def _whole(name: str, texts: Mapping[str, str], chosen: Mapping[str, str]) -> str:
    """The SELECT of a part with those before it that stay within the statement."""
    before = list(texts)[: list(texts).index(name)]
    kept = [f"{other} AS ({texts[other]})" for other in before if other not in chosen]
    return f"WITH {', '.join(kept)} {texts[name]}" if kept else texts[name]
