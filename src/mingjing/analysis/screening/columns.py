"""Which columns of its marts a run needs: a column that no text mentions is neither computed nor written."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlglot import exp

from mingjing.analysis.engine import portable
from mingjing.analysis.engine.base import Pieces
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.compile import HIT_COLUMNS, LINE_COLUMNS, PLACEHOLDER, deciding_columns, parse
from mingjing.analysis.rules.document import Rule

# Pricing, leads, the summary and the shared pass read these by themselves: the marts whole, or what is named.
WHOLE = ("inst", "stay_enc")
PRICED = {
    "fee_net": {*LINE_COLUMNS, "cls", "overlmt", "med_list_codg", "kreg"},
    "item_dim": {"item", "cls"},
    "setl_net": {
        *("setl_id", "mdtrt_id", "psn_no", "fixmedins_code", "setl_time"),
        *("medfee", "inscp", "fund", "acct", "clr_way", "grp_code"),
    },
    "enc": {"fixmedins_code", "scene", "adm_date", "dscg_date"},
    "code_gap": {"fixmedins_code", "month", "item_gap", "dept_gap", "diag_gap"},
}

# The parts of a text in which a mart or one of its columns can be named.
_KINDS = (exp.Table, exp.CTE, exp.Subquery, exp.Column, exp.Join, exp.Anonymous, exp.Star)
# What the aliases of portable SQL stand for, by the position of the line among their arguments.
_BEHIND = {"k_match": {"item", "kreg", "svc_date"}, "k_soft": {"svc_date"}}


@dataclass(frozen=True, slots=True)
class Build:
    """A mart as a run builds it: column -> DuckDB type, the SELECT that gives these columns, see Mart.pieces."""

    columns: dict[str, str]
    sql: str
    pieces: Pieces | None


@dataclass(frozen=True)
class Text:
    """One SELECT that reads marts; `shown` are the columns of its result that something else reads."""

    tree: exp.Expr
    shown: frozenset[str] = frozenset()

    @cached_property
    def _parts(self) -> dict[type[exp.Expr], list[Any]]:
        """The tree's parts of each kind that we look for, found in one walk."""
        found: dict[type[exp.Expr], list[Any]] = {kind: [] for kind in _KINDS}
        for part in self.tree.walk():
            if type(part) in found:
                found[type(part)].append(part)
        return found

    def relations(self) -> set[str]:
        """Return the names of everything it reads, its own CTEs among them."""
        return {table.name for table in self._parts[exp.Table]}

    def mentions(self, mart: str) -> set[str]:
        """Return the names by which it may mean a column of `mart`: never too few, also behind a star."""
        parts = self._parts
        named: dict[str, set[str]] = {}
        for table in parts[exp.Table]:
            named.setdefault(table.alias_or_name, set()).add(table.name)
        mine = {alias for alias, names in named.items() if mart in names}
        steps = {cte.alias for cte in parts[exp.CTE]}
        flows = {alias for alias, names in named.items() if names & steps}
        flows |= {inner.alias for inner in parts[exp.Subquery]}
        starred = self._starred(mart, mine)
        owners = mine | ({"", *flows} if starred else set())
        words = {column.name for column in parts[exp.Column] if column.table in owners}
        if not starred:
            words |= {c.name for c in parts[exp.Column] if not c.table and _in_scope(c, mart)}
        words |= {name.name for join in parts[exp.Join] for name in join.args.get("using") or ()}
        for call in parts[exp.Anonymous]:
            if any(isinstance(a, exp.Column) and a.name in owners for a in call.expressions):
                words |= _BEHIND.get(call.name.lower(), set())
        return words | (self.shown if starred else set())

    def _starred(self, mart: str, mine: set[str]) -> bool:
        for star in self._parts[exp.Star]:
            above = star.parent
            if isinstance(above, exp.Column) and above.table in mine:
                return True
            if isinstance(above, exp.Select):
                sources = [above.args.get("from_"), *(above.args.get("joins") or ())]
                if any(isinstance(s.this, exp.Table) and s.this.name == mart for s in sources if s):
                    return True
        return False


def _in_scope(column: exp.Column, mart: str) -> bool:
    """Whether a SELECT around the column, its own or an outer one, reads the mart."""
    around = column.find_ancestor(exp.Select)
    while around is not None:
        sources = [around.args.get("from_"), *(around.args.get("joins") or ())]
        if any(isinstance(s.this, exp.Table) and s.this.name == mart for s in sources if s):
            return True
        around = around.find_ancestor(exp.Select)
    return False


def whole(names: Sequence[str]) -> dict[str, Build]:
    """Return the marts `names`, in that order, with all their columns."""
    found = {name: marts.marts()[name] for name in names}
    return {name: Build(mart.sql_types, mart.sql, mart.pieces) for name, mart in found.items()}


def needed(names: Sequence[str], rules: Sequence[Rule], others: Sequence[exp.Expr] = ()) -> dict[str, Build]:
    """Return the marts `names`, in that order, with the columns that `rules`, `others` and the marts themselves need.

    `names` must be as `marts.order` gives them: what reads a mart comes after it.
    """
    full = whole(names)
    words = {name: {*marts.marts()[name].grain, *PRICED.get(name, ())} for name in names}
    for text in [*map(_rule_text, rules), *map(Text, others)]:
        _count(text, words)
    builds = {}
    for name in reversed(names):
        kept = {c: k for c, k in full[name].columns.items() if name in WHOLE or c in words[name]}
        tree = _narrowed(portable.parse(full[name].sql), kept.keys())
        _count(Text(tree), words)
        builds[name] = Build(kept, tree.sql(dialect="duckdb"), full[name].pieces)
    return {name: builds[name] for name in names}


def _count(text: Text, words: Mapping[str, set[str]]) -> None:
    for mart in text.relations() & words.keys():
        words[mart] |= text.mentions(mart)


def _narrowed(tree: exp.Expr, kept: Set[str]) -> exp.Expr:
    """Drop the columns of the result that are not kept, so that what only they read is not read."""
    if isinstance(tree, exp.Select):
        tree.set("expressions", [part for part in tree.expressions if part.alias_or_name in kept])
    if not tree.find(exp.Star):
        for cte in reversed(list(tree.find_all(exp.CTE))):
            _narrow_step(tree, cte)
    return tree


def _narrow_step(tree: exp.Expr, cte: exp.CTE) -> None:
    """Drop the columns of a CTE that nothing after it mentions."""
    step = cte.this
    if not isinstance(step, exp.Select) or step.args.get("distinct"):
        return
    named = {column.name for column in tree.find_all(exp.Column) if column.find_ancestor(exp.CTE) is not cte}
    named |= {name.name for join in tree.find_all(exp.Join) for name in join.args.get("using") or ()}
    for clause in ("group", "having", "qualify", "order"):
        if step.args.get(clause) is not None:
            named |= {column.name for column in step.args[clause].find_all(exp.Column)}
    step.set(
        "expressions",
        [part for part in step.expressions if part.alias_or_name in named] or step.expressions[:1],
    )


def _rule_text(rule: Rule) -> Text:
    return Text(
        parse(rule),
        frozenset({*HIT_COLUMNS, *rule.grain, *rule.evidence, *PLACEHOLDER.findall(rule.message)})
        | deciding_columns(rule),
    )
