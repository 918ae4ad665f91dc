"""Guard: keeps DuckDB from joining two dimensions before the fact table they both belong to.

A comparison between two dimensions (`p.gend <> k.gend`) looks to DuckDB's join-order optimiser like a way to
join them to each other: persons × limits by nested loop, 28 s and 12 GB instead of 1.4 s and 0.3 GB on 100 M
lines. Inside CASE it is only a filter.
"""

from collections.abc import Iterator

from sqlglot import exp


def guard(tree: exp.Expr) -> exp.Expr:
    """Wrap comparisons of relations that are joined only through a third one; change `tree` and return it."""
    for select in tree.find_all(exp.Select):
        relations = {join.this.alias_or_name for join in _sources(select)}
        if len(relations) < 3:
            continue
        conjuncts = list(_conjuncts(select))
        edges = _edges(select, conjuncts, relations)
        for conjunct in conjuncts:
            if _crosses(conjunct, relations, edges):
                case = exp.Case().when(conjunct.copy(), exp.true()).else_(exp.false())
                conjunct.replace(exp.paren(case, copy=False))
    return tree


def _sources(select: exp.Select) -> list[exp.Expr]:
    source = select.args.get("from_")
    return [*([source] if source is not None else []), *(select.args.get("joins") or ())]


def _conjuncts(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield the conditions that every joined row meets, also those of LEFT JOINs (which give edges only)."""
    roots = [join.args.get("on") for join in select.args.get("joins") or ()]
    where = select.args.get("where")
    for root in (*roots, where.this if where is not None else None):
        if root is not None:
            yield from _split(root)


def _split(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Paren):
        yield from _split(node.this)
    elif isinstance(node, exp.And):
        yield from _split(node.this)
        yield from _split(node.expression)
    else:
        yield node


def _relations(node: exp.Expr, relations: set[str]) -> set[str] | None:
    """Return the relations `node` reads; None when that cannot be told from the text."""
    if node.find(exp.Query):
        return None
    tables = {column.table for column in node.find_all(exp.Column)}
    return tables if tables <= relations else None


def _edges(select: exp.Select, conjuncts: list[exp.Expr], relations: set[str]) -> set[frozenset[str]]:
    """Return the pairs of relations that an equality joins directly."""
    edges = set()
    for conjunct in conjuncts:
        if isinstance(conjunct, exp.EQ):
            sides = [_relations(side, relations) for side in (conjunct.this, conjunct.expression)]
            if all(side is not None and len(side) == 1 for side in sides):
                edges.add(frozenset().union(*(side or () for side in sides)))
    for join in select.args.get("joins") or ():
        if join.args.get("using"):
            edges |= {frozenset((join.this.alias_or_name, other)) for other in relations}
    return {edge for edge in edges if len(edge) == 2}


def _crosses(conjunct: exp.Expr, relations: set[str], edges: set[frozenset[str]]) -> bool:
    outer = conjunct.find_ancestor(exp.Join)
    if isinstance(conjunct, exp.EQ) or (outer is not None and outer.side):
        return False
    compared = _relations(conjunct, relations)
    if compared is None or len(compared) != 2 or frozenset(compared) in edges:
        return False
    one, other = compared
    return other in _reached(one, edges)


def _reached(start: str, edges: set[frozenset[str]]) -> set[str]:
    reached, added = {start}, {start}
    while added:
        added = {name for edge in edges if edge & added for name in edge} - reached
        reached |= added
    return reached
