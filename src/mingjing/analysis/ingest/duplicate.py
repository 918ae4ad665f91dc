"""Rows that share a key: equal ones are dropped, differing ones refused, the first one stays."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.conform import ROW_ID
from mingjing.analysis.standard.schema import Table


def find_twins(engine: DuckDBEngine, table: Table, rows: str, prior: str | None, name: str) -> int:
    """Make the relation `name` of rows whose key came before; return how many there are.

    `rows` is a relation of conformed rows, `prior` one of rows in force with `_batch` and `_order`, or None.
    `name` gets the row id, `key_value`, `verdict` (duplicate: equal content, conflict: other content) and where the
    kept row stands: `kept_batch` (null: in this delivery), `kept_file`, `kept_row`. First is who came in an earlier batch, in
    an earlier file (by name), in an earlier row.
    """
    keys = ", ".join(quote(key) for key in table.key)
    rival = f"{name}_key"
    with_prior = (
        f" UNION SELECT hash({keys}) FROM {prior} WHERE hash({keys}) IN (SELECT hash({keys}) FROM {rows})"
    )
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {rival} AS SELECT hash({keys}) AS h FROM {rows} WHERE NOT _bad"
        f" GROUP BY h HAVING count(*) > 1{with_prior if prior else ''}"
    )
    content = _content(table)
    candidates = (
        f"SELECT NULL AS _batch, {1 << 30} AS _order, {', '.join(ROW_ID)}, {keys}, {content} AS content"
        f" FROM {rows} WHERE NOT _bad AND hash({keys}) IN (SELECT h FROM {rival})"
    )
    if prior:
        candidates += (
            f" UNION ALL SELECT _batch, _order, 0, 0, 0, {keys}, {content} FROM {prior}"
            f" WHERE hash({keys}) IN (SELECT h FROM {rival})"
        )
    order = ", ".join(("_order", *ROW_ID))
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {', '.join(ROW_ID)},"
        " CASE WHEN content = kept_content THEN 'duplicate' ELSE 'conflict' END AS verdict,"
        f" concat_ws(', ', {keys}) AS key_value, kept_batch, kept_file, kept_row FROM (SELECT *, row_number() OVER kin AS place,"
        " first_value(content) OVER kin AS kept_content, first_value(_batch) OVER kin AS kept_batch,"
        " first_value(_file) OVER kin AS kept_file, first_value(_row) OVER kin AS kept_row"
        f" FROM ({candidates}) WINDOW kin AS (PARTITION BY {keys} ORDER BY {order}))"
        " WHERE place > 1 AND _batch IS NULL"
    )
    return int(engine.native(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py())


def _content(table: Table) -> str:
    """SQL for a text that is equal for two rows when everything in them is.

    Joined text alone would take ('a', 'b') for one value that holds the separator, hence the hash of the values.
    """
    names = [quote(name) for name in table.columns]
    cells = ", ".join(f"coalesce(CAST({name} AS VARCHAR), chr(30))" for name in names)
    return f"md5(concat_ws(chr(31), {cells})) || CAST(hash({', '.join(names)}) AS VARCHAR)"


def prior_rows(table: Table, batches: Mapping[str, Sequence[Path]]) -> str | None:
    """Return the SELECT, in brackets, of the rows in the files of `batches`, oldest first; None without files."""
    columns = ", ".join(quote(name) for name in table.columns)
    selects = [
        f"SELECT {text(batch)} AS _batch, {order} AS _order, {columns}"
        f" FROM read_parquet([{', '.join(text(file) for file in files)}], hive_partitioning = false)"
        for order, (batch, files) in enumerate(batches.items())
        if files
    ]
    return f"({' UNION ALL '.join(selects)})" if selects else None
