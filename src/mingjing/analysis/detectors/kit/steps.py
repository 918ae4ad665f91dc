"""features.sql: the named set-based steps of a model, each one portable SELECT; later steps read earlier ones."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.translations import kept
from mingjing.kernel.errors import DocumentError

Schema = Mapping[str, Mapping[str, str]]
_STEP = re.compile(r"^-- step: (\w+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Computed:
    """A relation that Python computes from others (`reads`), as the method of this name of the detector."""

    name: str
    reads: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one model by name, in order, and the relations that Python computes among them."""

    model: str
    doc: str
    sql: Mapping[str, str]
    computed: Mapping[str, Computed]
    path: Path

    def relation(self, step: str) -> str:
        """The name under which a step, or a computed relation, stands in an engine."""
        return f"{self.model}__{step}"

    def own(self) -> set[str]:
        """Return the names of the model's own relations, as the steps call them."""
        return {*self.sql, *self.computed}

    def written(self, step: str) -> str:
        """Return the step's portable SQL with the model's own relations under their engine names."""
        tree = tree_of(self.sql[step], self.path).copy()
        own, hidden = self.own(), {cte.alias for cte in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            if table.name in own - hidden:
                if not table.alias:
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
                table.set("this", exp.to_identifier(self.relation(table.name)))
        return tree.sql(dialect="duckdb")

    def reads(self, step: str) -> set[str]:
        """Return what the step reads, by the names used there."""
        if step in self.computed:
            return set(self.computed[step].reads)
        return set(_tables_of(self.sql[step], self.path))

    def behind(self, steps: Collection[str]) -> list[str]:
        """Return `steps` and the model's own relations they build on, each after what it reads."""
        done: list[str] = []
        for step in steps:
            self._visit(step, (), done)
        return done

    def _visit(self, step: str, trail: tuple[str, ...], done: list[str]) -> None:
        if step in trail:
            raise DocumentError(f"步骤互相引用：{' → '.join((*trail, step))}", where=str(self.path))
        if step in done:
            return
        if step not in self.own():
            raise DocumentError(f"features.sql 没有步骤 {step}", where=str(self.path), do="补上，或改正名称")
        for base in sorted(self.reads(step) & self.own()):
            self._visit(base, (*trail, step), done)
        done.append(step)

    def outside(self, steps: Collection[str]) -> set[str]:
        """Return the tables, lists, marts and scores that `steps` and what they build on read."""
        return {name for step in self.behind(steps) for name in self.reads(step)} - self.own()


def read(path: Path, model: str) -> Steps:
    """Read a model's features.sql. Raises DocumentError with file and line when its form is wrong."""
    document = sqldoc.read(path)
    parts = _STEP.split(document.sql)
    if parts[0].strip() or len(parts) < 3:
        raise DocumentError(
            "features.sql 的 SELECT 前面要写步骤名",
            where=f"{path}:{document.sql_line}",
            do="在每条 SELECT 前另起一行写 -- step: 名称",
        )
    sql = {name: text.strip().rstrip(";") for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    computed = {
        name: Computed(name, tuple(spec["reads"]), dict(spec["columns"]))
        for name, spec in (document.header.get("python") or {}).items()
    }
    for text in sql.values():
        tree_of(text, path)
    steps = Steps(model, str(document.header.get("doc", "")).strip(), sql, computed, path)
    foreign = {name for one in computed.values() for name in one.reads} - steps.own()
    if foreign:
        raise DocumentError(
            f"python 关系只能读取本模型的步骤，不能直接读取 {'、'.join(sorted(foreign))}",
            where=str(path),
            do="为它写一个步骤",
        )
    return steps


@cache
def tree_of(sql: str, path: Path) -> exp.Query:
    """Parse one step; the tree is shared, copy it before changing it. Raises DocumentError."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError as error:
        raise DocumentError("SQL 语法错误", where=str(path), why=str(error), do="改正后重试") from error
    if not isinstance(tree, exp.Query):
        raise DocumentError("步骤不是一条 SELECT", where=str(path), do="每个步骤写一条 SELECT")
    return tree


@cache
def _tables_of(sql: str, path: Path) -> frozenset[str]:
    """The relations a step reads; a run asks this of every pair of steps."""
    tree = tree_of(sql, path)
    hidden = {cte.alias for cte in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - hidden


class Lineage:
    """From the columns of a model's steps back to the columns of marts and tables they are made of.

    `schema` holds every relation outside the model. What stands inside `optional(…)` is not followed.
    """

    def __init__(self, steps: Steps, schema: Schema) -> None:
        self._steps = steps
        self._schema = {name: dict(columns) for name, columns in schema.items()}
        for name, one in steps.computed.items():
            self._schema[name] = dict(one.columns)
        self._known: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        self._traced: dict[str, dict[str, Node]] = {}

    def of(self, step: str, column: str) -> frozenset[tuple[str, str]]:
        """Return the (relation, column) pairs outside the model that decide this column of a step."""
        key = step, column
        if key not in self._known:
            self._known[key] = frozenset(self._found(step, column))
        return self._known[key]

    def origins(self, step: str, columns: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Return what decides each of these columns, sorted; kept on disk, as it takes a second to work out."""

        def work_out() -> str:
            return json.dumps({name: sorted(self.of(step, name)) for name in columns})

        behind = {name: self._steps.sql.get(name, "") for name in self._steps.behind([step])}
        read = {name: sorted(self._schema.get(name, ())) for name in sorted(self._steps.outside([step]))}
        kit = Path(__file__).read_text(encoding="utf-8")
        key = json.dumps([step, list(columns), behind, read, kit], ensure_ascii=False)
        told = json.loads(kept("lineage", key, work_out))
        return {name: [(relation, column) for relation, column in pairs] for name, pairs in told.items()}

    def _found(self, step: str, column: str) -> Iterator[tuple[str, str]]:
        for node in self._nodes(step)[column].walk():
            yield from self._leaf(node)

    def _nodes(self, step: str) -> dict[str, Node]:
        """What each column of a step is made of, worked out for all of them at once."""
        if step not in self._traced:
            tree = tree_of(self._steps.sql[step], self._steps.path).copy()
            for call in list(tree.find_all(exp.Anonymous)):
                if call.name.lower() == "optional":
                    call.replace(exp.null())
            schema = {name: self._columns(name) for name in self._steps.reads(step)}
            self._traced[step] = lineage(None, tree, schema=schema, dialect="duckdb", trim_selects=False)
        return self._traced[step]

    def _columns(self, name: str) -> dict[str, str]:
        if name in self._steps.sql:
            selected = tree_of(self._steps.sql[name], self._steps.path).selects
            return {part.alias_or_name: "VARCHAR" for part in selected}
        return self._schema.get(name, {})

    def _leaf(self, node: Node) -> Iterator[tuple[str, str]]:
        if node.downstream or not isinstance(node.expression, exp.Table):
            return
        relation, column = node.expression.name, node.name.rsplit(".", 1)[-1].strip('"')
        if relation in self._steps.sql:
            yield from self.of(relation, column)
        elif relation not in self._steps.computed:
            yield relation, column
