"""Rows that an earlier batch kept out: taken up again when that batch is replaced, so that nothing is lost.

A row whose key is in the lake already is dropped (equal) or refused (different). Should the batch that had the key
be replaced by one without it, the row would be in no batch at all. Hence every batch keeps such rows, in the
standard's types, and an ingest that replaces batches reads again those that lost what they stood behind.
"""

from collections.abc import Collection, Sequence

import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.conform import ROW_ID, Feed, scan
from mingjing.analysis.ingest.lake import Batch
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.standard.schema import Table, tables

FOLDER = "held"


def hold_back(engine: DuckDBEngine, table: Table, rows: str, twins: str, built: object) -> None:
    """Write the rows of `rows` that lost against an earlier batch to the folder `built` of a batch."""
    if not engine.native(f"SELECT 1 FROM {twins} WHERE kept_batch IS NOT NULL LIMIT 1").num_rows:
        return
    columns = ", ".join(quote(name) for name in table.columns)
    select = (
        f"SELECT {columns}, kept_batch AS held_by FROM {rows} JOIN {twins} USING ({', '.join(ROW_ID)})"
        " WHERE kept_batch IS NOT NULL"
    )
    engine.execute(f"COPY ({select}) TO {text(built)} (FORMAT parquet, COMPRESSION zstd)")


def recalled(kept: Sequence[Batch], in_force: Collection[str], first_number: int) -> dict[str, list[Feed]]:
    """Return, by table, the feeds of rows in `kept` batches that stood behind a batch no longer `in_force`."""
    feeds: dict[str, list[Feed]] = {}
    number = first_number
    for batch in kept:
        for path in sorted((batch.folder / FOLDER).glob("*.parquet")):
            table = tables()[path.stem]
            shown = f"批次 {batch.id} 的暂存行"
            staged = Staged(
                shown, table.name, path, table.sql_types, pq.read_metadata(path).num_rows, first_line=1
            )
            columns = "".join(f", {quote(name)}" for name in table.columns)
            listed = ", ".join(text(name) for name in in_force) or "''"
            select = (
                f"SELECT {number} AS _file, file_row_number AS _row, 0 AS _part,"
                f" CAST(NULL AS VARCHAR) AS _refuse{columns} FROM {scan(staged)} WHERE held_by NOT IN ({listed})"
            )
            feeds.setdefault(table.name, []).append(Feed({number: staged}, select, table.sql_types))
            number += 1
    return feeds
