"""Every file of a delivery, whatever its form, as Parquet rows."""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.ingest.delimited import stage_text
from mingjing.analysis.ingest.delivery import SourceFile
from mingjing.analysis.ingest.excel import stage_workbook
from mingjing.analysis.ingest.staged import Staged, column_names
from mingjing.kernel.errors import DataError


def stage(
    engine: DuckDBEngine,
    file: SourceFile,
    stem: Path,
    known: Collection[str],
    header: int = 1,
    sheet: str | None = None,
) -> list[Staged]:
    """Return the staged form of `file`: one entry, or one for each sheet that counts.

    `stem` is where scratch files go, `known` the column names that may occur, `header` the row of the headings.
    Raises DataError when the file cannot be read as what it claims to be, EngineError when the disk is full.
    """
    if file.format == "xlsx":
        return stage_workbook(file, stem, known, header, sheet)
    if file.format == "parquet":
        return [_stage_parquet(engine, file)]
    return [stage_text(engine, file, stem, known, header)]


def _stage_parquet(engine: DuckDBEngine, file: SourceFile) -> Staged:
    """A Parquet file is read where it lies."""
    try:
        rows = pq.read_metadata(file.path).num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(
            "Parquet 文件打不开",
            where=file.shown,
            why=f"文件损坏或没有传完（{error}）",
            do="重新交付这个文件",
        ) from error
    described = engine.native(
        f"DESCRIBE SELECT * FROM read_parquet({text(file.path)}, hive_partitioning = false)"
    )
    types = dict(zip(described["column_name"].to_pylist(), described["column_type"].to_pylist(), strict=True))
    column_names(list(types), file.shown)
    return Staged(file.shown, file.name, file.path, types, rows, first_line=1)
