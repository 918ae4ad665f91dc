"""The edge: the column types that leave an engine, equal whatever engine computed them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from mingjing.kernel.errors import EngineError

_WHOLE = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
}
_DECIMAL = re.compile(r"DECIMAL\(\d+,\s*(\d+)\)")


def edge_type(native: str) -> str:
    """Return the type in which a computed column of DuckDB type `native` is handed out.

    Sums, lengths and products have other widths in every engine; one width per kind makes results equal.
    """
    if native in _WHOLE:
        return "BIGINT"
    if native == '"NULL"':
        return "VARCHAR"
    if native == "FLOAT":
        return "DOUBLE"
    if native.startswith("TIMESTAMP"):
        return "TIMESTAMP"
    decimal = _DECIMAL.fullmatch(native)
    return f"DECIMAL(38,{decimal[1]})" if decimal else native


def out_columns(
    computed: Sequence[tuple[str, str]], wanted: Mapping[str, str] | None, name: str
) -> dict[str, str]:
    """Return the columns to hand out: `wanted`, else all `computed` (name, DuckDB type) with edge types.

    Raises EngineError when a wanted column was not computed, or a name was computed twice.
    """
    known: set[str] = set()
    for column, _ in computed:
        if column.lower() in known:
            raise EngineError(
                f"SELECT 给出了两个同名的列 {column}", where=name, do="用 AS 改名，或只保留一个"
            )
        known.add(column.lower())
    if wanted is None:
        return {column: edge_type(native) for column, native in computed}
    missing = [column for column in wanted if column.lower() not in known]
    if missing:
        raise EngineError(
            f"查询结果缺少列 {'、'.join(missing)}",
            where=name,
            why=f"SELECT 给出的列是：{'、'.join(column for column, _ in computed)}",
            do="在 SELECT 中补上，或改正声明的列名",
        )
    return dict(wanted)


def casts(columns: Mapping[str, str], present: Mapping[str, str] | None = None) -> str:
    """Return the DuckDB select list that casts to `columns`; those not in `present` (if given) are NULL."""
    known = None if present is None else {column.lower() for column in present}
    items = []
    for column, kind in columns.items():
        source = quote(column) if known is None or column.lower() in known else "NULL"
        items.append(f"CAST({source} AS {kind}) AS {quote(column)}")
    return ", ".join(items)


def quote(identifier: str) -> str:
    """Return `identifier` quoted for DuckDB."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: object) -> str:
    """Return `value` as an SQL text literal for DuckDB."""
    return "'" + str(value).replace("'", "''") + "'"


def memory_size(memory: str) -> tuple[str, str]:
    """Return number and unit (K, M, G, T) of a size such as `4GB` or `800m`. Raises EngineError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?", memory.strip(), re.IGNORECASE)
    if found is None or float(found[1]) == 0:
        raise EngineError(f"内存大小 {memory!r} 不可用", do="写成数字加单位，如 4GB、800MB")
    return found[1], found[2].upper()


def memory_bytes(memory: str) -> int:
    """Return a size such as `4GB` in bytes. Raises EngineError."""
    number, unit = memory_size(memory)
    return int(float(number) * 1000 ** (" KMGT".index(unit)))


def grouped(files: Sequence[Path], rows: int) -> Iterator[list[Path]]:
    """Yield the Parquet files in groups of about `rows` rows, at least one file each, in their order."""
    group: list[Path] = []
    held = 0
    for file in files:
        count = parquet_rows(file)
        if group and held + count > rows:
            yield group
            group, held = [], 0
        group.append(file)
        held += count
    if group:
        yield group


def parquet_rows(file: Path) -> int:
    """Return the rows of a Parquet file, from its footer."""
    return int(pq.read_metadata(file).num_rows)


def relation_name(name: str) -> str:
    """Return `name` when it is a plain lower-case word, fit for a table on any engine. Raises EngineError."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise EngineError(
            f"表名 {name!r} 不可用", why="表名只能由英文字母、数字和下划线组成", do="改用简单的名字"
        )
    return name
