"""The tables of the data standard: what a delivery may hold and what Mingjing writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, UsageError

SQL_TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "money": "DECIMAL(16,2)",
    "quantity": "DECIMAL(16,4)",
    "price": "DECIMAL(16,6)",
    "date": "DATE",
    "time": "TIMESTAMP",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input table.

    `type` is a key of `SQL_TYPES`; `codes` names the code list its values come from; `source` is where the
    platform defines it; `identity` marks values that identify somebody or something and therefore stay
    text, whatever they look like.
    """

    name: str
    type: str
    required: bool
    zh: str
    en: str
    codes: str | None
    source: str
    identity: bool

    @property
    def sql_type(self) -> str:
        """The DuckDB type the lake stores."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """One input table.

    `event` is the required column whose month partitions the lake (None: not partitioned), `yuan` the
    money column whose sum reconciles a delivery (None: rows only), `parents` maps a column to the
    `table.column` it must be found in when it is filled.
    """

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    event: str | None
    yuan: str | None
    parents: dict[str, str]
    source: str

    @property
    def sql_types(self) -> dict[str, str]:
        """Column name to DuckDB type, in the table's order."""
        return {column.name: column.sql_type for column in self.columns.values()}


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column of a table that Mingjing writes: name, DuckDB type, meaning."""

    name: str
    sql_type: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One entry of the closed list of violations.

    `basis` are law references as `knowledge.laws.article` takes them; `groups` the 三假 and 三乱 kinds
    it belongs to, empty for most.
    """

    code: str
    zh: str
    basis: tuple[str, ...]
    groups: tuple[str, ...]


_TABLES = Catalog("standard table", "mingjing.analysis.standard.tables", ".yaml")
_OUTPUTS = Catalog("standard output", "mingjing.analysis.standard.outputs", ".yaml")
_BEHAVIOURS = Path(__file__).parent / "behaviours.yaml"


def _load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return document


def _column(name: str, entry: Mapping[str, Any], source: str, path: Path) -> Column:
    if entry.get("type", "text") not in SQL_TYPES:
        raise DocumentError(
            f"未知的列类型 {entry['type']}",
            where=f"{path.name}: {name}",
            do=f"可用的类型：{'、'.join(SQL_TYPES)}",
        )
    return Column(
        name=name,
        type=entry.get("type", "text"),
        required=bool(entry.get("required", False)),
        zh=entry["zh"],
        en=entry["en"],
        codes=entry.get("codes"),
        source=entry.get("source", source),
        identity=bool(entry.get("identity", False)),
    )


def _table(path: Path) -> Table:
    try:
        return _read_table(path)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise DocumentError(
            "表定义读不出来",
            where=str(path),
            why=f"{type(error).__name__} {error}",
            do="表需要 zh、en、source、key、columns，每列需要 zh、en；按同一文件夹里其他文件的格式书写",
        ) from error


def _read_table(path: Path) -> Table:
    document = _load(path)
    source = document["source"]
    return Table(
        name=path.stem,
        zh=document["zh"],
        en=document["en"],
        key=tuple(document["key"]),
        columns={name: _column(name, entry, source, path) for name, entry in document["columns"].items()},
        event=document.get("event"),
        yuan=document.get("yuan"),
        parents=dict(document.get("parents") or {}),
        source=source,
    )


@cache
def tables() -> dict[str, Table]:
    """Return every input table by name. Raises DocumentError when a file is malformed."""
    return {name: _table(path) for name, path in _TABLES.paths().items()}


def table(name: str) -> Table:
    """Return the input table `name`. Raises UsageError when the standard has none of that name."""
    if name not in tables():
        raise UsageError(f"数据标准里没有表 {name}", do=f"可用的表：{'、'.join(tables())}")
    return tables()[name]


@cache
def output_tables() -> dict[str, str]:
    """Return the tables Mingjing writes: name to Chinese title."""
    return {name: _load(path)["zh"] for name, path in _OUTPUTS.paths().items()}


@cache
def output_columns(name: str) -> dict[str, OutputColumn]:
    """Return the columns of the output table `name` (findings, finding_lines, truth) in their order."""
    document = _load(_OUTPUTS.paths()[name])
    return {
        column: OutputColumn(column, entry["type"], entry["zh"], entry["en"])
        for column, entry in document["columns"].items()
    }


def finding_columns() -> dict[str, OutputColumn]:
    """Return the columns of `findings.parquet`, the same on every engine."""
    return output_columns("findings")


@cache
def behaviours() -> dict[str, Behaviour]:
    """Return the closed list of violations by code."""
    return {
        code: Behaviour(code, entry["zh"], tuple(entry["basis"]), tuple(entry.get("groups") or ()))
        for code, entry in _load(_BEHAVIOURS)["behaviours"].items()
    }
