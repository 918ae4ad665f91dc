"""An empty database with every relation a rule may read: what rules are bound against, and their schema."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.standard import schema as standard

Schema = Mapping[str, Mapping[str, str]]


class Workbench:
    """Binds SQL without data. `schema` maps every relation to its columns and DuckDB types."""

    def __init__(self) -> None:
        self.engine = DuckDBEngine(memory="1GB", threads=1)
        self.lists = frozenset(knowledge_lists())
        self.schema: dict[str, dict[str, str]] = {}
        for name, table in standard.tables().items():
            self._attach(name, {c.name: c.sql_type for c in table.columns.values()})
        for name in (*self.lists, "region_class"):
            empty = lookup.region_classes(()) if name == "region_class" else lookup.resolve(name, ())
            self.engine.attach_arrow(name, empty.slice(0, 0))
            self.schema[name] = self.engine.describe(f"SELECT * FROM {name}")
        for name, mart in marts.marts().items():
            self._attach(name, {column: spec.type for column, spec in mart.columns.items()})

    def _attach(self, name: str, columns: Mapping[str, str]) -> None:
        self.engine.attach_parquet(name, [], columns)
        self.schema[name] = dict(columns)

    def describe(self, sql: str) -> dict[str, str]:
        """Return the output columns and types of portable SQL; EngineError with the binder's words."""
        return self.engine.describe(sql)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.engine.close()
