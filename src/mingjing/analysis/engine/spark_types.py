"""Types in Spark's words: from DuckDB's notation and from Arrow, and back."""

import re
from collections.abc import Mapping

import pyarrow as pa

_TO_SPARK = {"VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ"}
_FROM_SPARK = {
    "string": "VARCHAR",
    "timestamp_ntz": "TIMESTAMP",
    "timestamp": "TIMESTAMP",
    "int": "INTEGER",
    "void": "INTEGER",
    "binary": "BLOB",
}


def spark_type(duckdb_type: str) -> str:
    """Return the Spark SQL type for a DuckDB type such as `DECIMAL(16,2)` or `VARCHAR[]`."""
    if duckdb_type.endswith("[]"):
        return f"ARRAY<{spark_type(duckdb_type[:-2])}>"
    return _TO_SPARK.get(duckdb_type, duckdb_type)


def duckdb_type(simple: str) -> str:
    """Return the DuckDB type for Spark's simpleString, such as `decimal(26,2)` or `array<string>`."""
    inner = re.fullmatch(r"array<(.*)>", simple)
    if inner:
        return duckdb_type(inner[1]) + "[]"
    return _FROM_SPARK.get(simple, simple.upper())


def arrow_type(kind: pa.DataType) -> str:
    """Return the Spark SQL type in which Spark reads a Parquet column of Arrow type `kind`."""
    if pa.types.is_dictionary(kind):
        return arrow_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"ARRAY<{arrow_type(kind.value_type)}>"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP_NTZ" if kind.tz is None else "TIMESTAMP_LTZ"
    return _SIMPLE.get(str(kind), "STRING")


_SIMPLE = {
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INT",
    "int64": "BIGINT",
    "uint8": "SMALLINT",
    "uint16": "INT",
    "uint32": "BIGINT",
    "uint64": "DECIMAL(20,0)",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "null": "VOID",
}


def declared(columns: Mapping[str, str]) -> str:
    """Return `name TYPE, …` for Spark's reader from column -> Spark type."""
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())


def quoted(identifier: str) -> str:
    """Return `identifier` quoted for Spark."""
    return "`" + identifier.replace("`", "``") + "`"
