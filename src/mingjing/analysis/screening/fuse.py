"""One pass over the fee lines for many rules: each rule then reads only the lines that can matter to it.

From a rule's own text we take what it demands of a single fee line: conditions on the line alone, conditions
on its item alone (its code, its classes), and that its item stands in a knowledge list (joined by k_match, or
`item IN (SELECT … FROM lists)`). What concerns the item is decided once per item. One scan of fee_net then
tests the demands of all rules and keeps the lines that meet any, with a flag per demand. The rule's SELECT
itself stays as it is, so the findings are those of a run without fusing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote
from mingjing.analysis.engine.portable import expand, parse
from mingjing.analysis.rules.compile import HIT_COLUMNS
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench

LINES, FUSED, ITEMS, MEMBERS = "fee_net", "fused_lines", "fused_items", "fused_members"
OF_ITEM = {"item", "cls"}  # columns of fee_net that come from item_dim as they are
WORTH = 0.01  # a demand that more than this share of the lines meets is read from fee_net directly
FEW = 400_000  # lines below which preparing the pass costs more than it saves
JUDGED = 1000  # a smaller sample says nothing about shares, and so few lines cost nothing: all is fused


OfItem = tuple[tuple[str, ...], tuple[str, ...]]
"""What is demanded of an item: conditions on its code and classes, SELECTs that name it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one occurrence of fee_net in one rule demands of a line: conditions on the line, conditions on its
    item, SELECTs that name its item; the columns of the line that the first two read."""

    tests: tuple[str, ...]
    classes: tuple[str, ...]
    lists: tuple[str, ...]
    columns: frozenset[str]

    @property
    def of_item(self) -> OfItem:
        """What it demands of the item."""
        return self.classes, self.lists

    def sql(self, flags: Mapping[OfItem, str]) -> str:
        """The demand as portable SQL over `f` (fee_net) and `i`, whose `flags` answer what concerns the item."""
        whole = " AND ".join(f"({test})" for test in self.tests)
        if self.of_item not in flags:
            return f"COALESCE({whole}, FALSE)"
        if not whole:
            return f"COALESCE(i.{flags[self.of_item]}, FALSE)"
        # CASE, not AND: the line is only looked at when its item is one of those demanded.
        return f"CASE WHEN i.{flags[self.of_item]} THEN COALESCE({whole}, FALSE) ELSE FALSE END"

    def kept(self, flags: Mapping[OfItem, str]) -> str:
        """The demand as a condition of a WHERE: there each part is only tested on the lines that the last one left."""
        parts = [f"i.{flags[self.of_item]}"] if self.of_item in flags else []
        return f"({' AND '.join([*parts, *(f'({test})' for test in self.tests)])})"


@dataclass(slots=True)
class _Occurrence:
    code: str
    table: exp.Table
    demand: Demand


@dataclass(slots=True)
class _Text:
    """A rule's tree and the places in it that read fee_net."""

    tree: exp.Expr
    occurrences: list[_Occurrence] = field(default_factory=list)


def pays(engine: DuckDBEngine) -> bool:
    """Whether there are enough fee lines for one pass to cost less than each rule's own."""
    return int(engine.fetch(f"SELECT COUNT(*) AS n FROM {LINES}").column("n")[0].as_py()) >= FEW


def fuse(
    engine: DuckDBEngine, rules: Sequence[Rule], sqls: Mapping[str, str], bench: Workbench, folder: Path
) -> dict[str, str]:
    """Return the rules' SQL, rewritten to read `fused_lines` where that pays; builds that table in `folder`."""
    texts = {rule.code: _Text(parse(sqls[rule.code])) for rule in rules}
    for code, text in texts.items():
        text.occurrences = _occurrences(code, text.tree, bench.lists)
    demands = list(dict.fromkeys(o.demand for text in texts.values() for o in text.occurrences))
    if not demands:
        return dict(sqls)
    wanted = sorted({demand.of_item for demand in demands if any(demand.of_item)})
    answered = {of_item: f"i{number}" for number, of_item in enumerate(wanted)}
    _item_table(engine, answered)
    conditions = {demand: demand.sql(answered) for demand in demands}
    worth = _selective(engine, conditions)
    if not worth:
        return dict(sqls)
    flags = {demand: f"d{number}" for number, demand in enumerate(worth)}
    lines = engine.describe(f"SELECT * FROM {LINES}")
    columns = _columns(rules, texts, flags.keys(), lines)
    tested = [f"{conditions[demand]} AS {flag}" for demand, flag in flags.items()]
    _one_pass(engine, tested, [demand.kept(answered) for demand in worth], columns, folder)
    return {code: _rewritten(text, flags, columns, lines) for code, text in texts.items()}


def _occurrences(code: str, tree: exp.Expr, lists: Collection[str]) -> list[_Occurrence]:
    found = []
    for select in tree.find_all(exp.Select):
        joins = list(select.args.get("joins") or ())
        source = select.args.get("from_")
        tables = [source.this] if source is not None else []
        tables += [join.this for join in joins if not join.side]
        conditions = _conjuncts(select, joins)
        for table in tables:
            if isinstance(table, exp.Table) and table.name == LINES:
                demand = _demand(table.alias_or_name, conditions, joins, lists)
                if demand.tests or any(demand.of_item):
                    found.append(_Occurrence(code, table, demand))
    return found


def _conjuncts(select: exp.Select, joins: Sequence[exp.Join]) -> list[exp.Expr]:
    """Every condition that a row of the select must meet: WHERE and the ON of inner joins."""
    if any(join.side for join in joins if join.side not in ("", "LEFT")):
        return []
    where = select.args.get("where")
    roots = [where.this] if where is not None else []
    roots += [join.args["on"] for join in joins if not join.side and join.args.get("on") is not None]
    parts: list[exp.Expr] = []
    for root in roots:
        parts += list(root.flatten()) if isinstance(root, exp.And) else [root]
    return [part.unnest() for part in parts]


def _demand(
    alias: str, conditions: Sequence[exp.Expr], joins: Sequence[exp.Join], lists: Collection[str]
) -> Demand:
    joined = {
        join.this.alias_or_name: join.this.name
        for join in joins
        if isinstance(join.this, exp.Table) and not join.side
    }
    tests: set[str] = set()
    classes: set[str] = set()
    selects: set[str] = set()
    read: set[str] = set()
    for condition in conditions:
        codes = _matched_list(condition, alias, joined, lists) or _listed(condition, alias, lists)
        if codes:
            selects.add(codes)
        elif _is_about(condition, alias):
            columns = {column.name for column in condition.find_all(exp.Column)}
            (classes if columns <= OF_ITEM else tests).add(_renamed(condition, alias))
            read |= columns
    return Demand(tuple(sorted(tests)), tuple(sorted(classes)), tuple(sorted(selects)), frozenset(read))


def _matched_list(
    condition: exp.Expr, alias: str, joined: Mapping[str, str], lists: Collection[str]
) -> str | None:
    """The codes of the list that `k_match(k, f)` joins."""
    if (
        isinstance(condition, exp.Anonymous)
        and condition.name.lower() == "k_match"
        and len(condition.expressions) == 2
    ):
        left, right = condition.expressions
        if right.name == alias and joined.get(left.name) in lists:
            return f"SELECT item_code FROM {joined[left.name]}"
    return None


def _listed(condition: exp.Expr, alias: str, lists: Collection[str]) -> str | None:
    """The codes of `f.item IN (SELECT … FROM lists)`."""
    query = condition.args.get("query") if isinstance(condition, exp.In) else None
    item = condition.this
    if query is None or not isinstance(item, exp.Column) or (item.table, item.name) != (alias, "item"):
        return None
    if all(table.name in lists for table in query.find_all(exp.Table)):
        return str(query.unnest().sql(dialect="duckdb"))
    return None


def _is_about(condition: exp.Expr, alias: str) -> bool:
    """True when the condition can be decided by the line alone."""
    if condition.find(exp.Select, exp.AggFunc, exp.Window):
        return False
    columns = list(condition.find_all(exp.Column))
    takes_alias = any(
        isinstance(node, exp.Anonymous) and node.name.lower() in ("k_match", "k_soft")
        for node in condition.find_all(exp.Anonymous)
    )
    return bool(columns) and not takes_alias and all(column.table == alias for column in columns)


def _renamed(condition: exp.Expr, alias: str) -> str:
    copy = condition.copy()
    for column in copy.find_all(exp.Column):
        if column.table == alias:
            column.set("table", exp.to_identifier("f"))
    return copy.sql(dialect="duckdb", copy=False)


def _item_table(engine: DuckDBEngine, answered: Mapping[OfItem, str]) -> None:
    """One row per code and region class of item_dim, with a flag per kind of item that is demanded."""
    selects = sorted({select for _, lists in answered for select in lists})
    named = {select: f"in_{number}" for number, select in enumerate(selects)}
    parts = [
        f"SELECT code AS item, '{column}' AS list FROM ({expand(select, 'duckdb')}) AS t(code)"
        for select, column in named.items()
    ] or ["SELECT NULL::VARCHAR AS item, NULL::VARCHAR AS list"]
    members = "".join(f", bool_or(list = '{column}') AS {column}" for column in named.values())
    engine.execute(
        f"CREATE OR REPLACE TABLE {MEMBERS} AS SELECT item{members} FROM ({' UNION ALL '.join(parts)}) GROUP BY item"
    )
    flags = "".join(
        f", COALESCE({' AND '.join([*(f'm.{named[select]}' for select in lists), *(f'({test})' for test in tests)])}, FALSE) AS {flag}"
        for (tests, lists), flag in answered.items()
    )
    select = f"SELECT f.med_list_codg, f.kreg{flags} FROM item_dim AS f LEFT JOIN {MEMBERS} AS m ON m.item = f.item"
    engine.execute(f"CREATE OR REPLACE TABLE {ITEMS} AS {expand(select, 'duckdb')}")


def _source(lines: str = LINES) -> str:
    return f"{lines} AS f LEFT JOIN {ITEMS} AS i ON i.med_list_codg = f.med_list_codg AND i.kreg = f.kreg"


def _selective(engine: DuckDBEngine, conditions: Mapping[Demand, str]) -> list[Demand]:
    """Keep the demands that few lines meet, judged on a sample."""
    read = sorted({"med_list_codg", "kreg"}.union(*(demand.columns for demand in conditions)))
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE fused_sample AS SELECT {', '.join(map(quote, read))} FROM {LINES}"
        " USING SAMPLE 1% (system, 7)"
    )
    shares = ", ".join(
        f"COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS d{n}"
        for n, condition in enumerate(conditions.values())
    )
    counted = engine.fetch(f"SELECT COUNT(*) AS n, {shares} FROM {_source('fused_sample')}")
    row = counted.to_pylist()[0]
    engine.execute("DROP TABLE fused_sample")
    sampled = int(row["n"])
    if sampled < JUDGED:
        return list(conditions)
    return [demand for n, demand in enumerate(conditions) if float(row[f"d{n}"]) <= WORTH * sampled]


def _columns(
    rules: Sequence[Rule], texts: Mapping[str, _Text], worth: Collection[Demand], schema: Mapping[str, str]
) -> list[str]:
    """The columns of fee_net that any fused rule can touch, by name or through a star."""
    used = {name for name in HIT_COLUMNS if name in schema} | {"kreg", "item", "svc_date"}
    for rule in rules:
        if any(one.demand in worth for one in texts[rule.code].occurrences):
            used |= {column.name for column in texts[rule.code].tree.find_all(exp.Column)}
            used |= {*rule.grain, *rule.evidence}
    return [name for name in schema if name in used]


def _one_pass(
    engine: DuckDBEngine, tested: Sequence[str], kept: Sequence[str], columns: Sequence[str], folder: Path
) -> None:
    own = [f"f.{name}" for name in columns]
    engine.materialise(
        FUSED, f"SELECT {', '.join([*own, *tested])} FROM {_source()} WHERE {' OR '.join(kept)}", folder
    )


def _rewritten(
    text: _Text, flags: Mapping[Demand, str], carried: Sequence[str], schema: Mapping[str, str]
) -> str:
    # Below a star the stand-in has fee_net's columns in fee_net's order, so that stars and unions mean the same.
    shown = schema if text.tree.find(exp.Star) else carried
    columns = ", ".join(name if name in carried else f"{_unread(schema[name])} AS {name}" for name in shown)
    for occurrence in text.occurrences:
        flag = flags.get(occurrence.demand)
        if flag is None:
            continue
        # As text: built as a tree, the same columns would be copied several times per occurrence.
        lines = exp.Var(this=f"SELECT {columns} FROM {FUSED} WHERE {flag}")
        alias = exp.TableAlias(this=exp.to_identifier(occurrence.table.alias_or_name))
        occurrence.table.replace(exp.Subquery(this=lines, alias=alias))
    return str(text.tree.sql(dialect="duckdb", copy=False))


def _unread(kind: str) -> str:
    """A stand-in of the type for a column that no rule reads; portable SQL has no cast to BOOLEAN."""
    return "FALSE" if kind == "BOOLEAN" else f"CAST(NULL AS {kind})"
