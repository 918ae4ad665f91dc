"""An empty database with every relation a rule may read: what rules are bound against, and their schema."""

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from types import TracebackType
from typing import Self

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.translations import kept
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.standard import schema as standard

Schema = Mapping[str, Mapping[str, str]]


class Workbench:
    """Binds SQL without data. `schema` maps every relation to its columns and DuckDB types.

    What a text gives is kept on disk like its translation; the database is only made for a text not seen yet.
    """

    def __init__(self) -> None:
        self.lists = frozenset(knowledge_lists())
        tables = {name: dict(table.sql_types) for name, table in standard.tables().items()}
        built = {name: dict(mart.sql_types) for name, mart in marts.marts().items()}
        self._empty: dict[str, dict[str, str] | pa.Table] = {
            **tables,
            **{name: lookup.empty(name) for name in sorted(self.lists)},
            "region_class": lookup.region_classes(()),
            **built,
        }
        shapes = [(name, repr(getattr(shape, "schema", shape))) for name, shape in self._empty.items()]
        self._key = sha256(repr(shapes).encode()).hexdigest()
        listed = {name: self.describe(f"SELECT * FROM {name}") for name in (*self.lists, "region_class")}
        self.schema: dict[str, dict[str, str]] = {**tables, **listed, **built}

    @cached_property
    def engine(self) -> DuckDBEngine:
        """The database itself."""
        engine = DuckDBEngine(memory="1GB", threads=1)
        for name, shape in self._empty.items():
            if isinstance(shape, pa.Table):
                engine.attach_arrow(name, shape)
            else:
                engine.attach_parquet(name, [], shape)
        return engine

    def describe(self, sql: str) -> dict[str, str]:
        """Return the output columns and types of portable SQL; EngineError with the binder's words."""
        columns: dict[str, str] = json.loads(
            kept(f"columns {self._key}", sql, lambda: json.dumps(self.engine.describe(sql)))
        )
        return columns

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "engine" in self.__dict__:
            self.engine.close()
