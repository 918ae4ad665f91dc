"""What lies at the root of a lake for people to open: refused rows and the quality report of what is in force."""

import shutil

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.engine.publish import whole_file, whole_folder
from mingjing.analysis.ingest.lake import Lake

REPORT_FILES = ("quality.html", "quality.json")
IN_FORCE = "in-force"
"""Folder of a batch with the report on everything in force since; without it the batch's own report is that."""

_REFUSED = "refused"
_STAMP = ".view"


def refresh_view(engine: DuckDBEngine, lake: Lake) -> None:
    """Bring the root's view up to date with the batches in force; nothing is done when it is.

    The view is only a convenience: it follows a publication and is made good by the next run if that was cut short.
    """
    stamp = lake.root / _STAMP
    if not lake.batches or (stamp.exists() and stamp.read_text(encoding="utf-8") == lake.fingerprint):
        return
    with whole_folder(lake.root / _REFUSED) as building:
        for table in sorted(
            {path.stem for batch in lake.batches for path in (batch.folder / _REFUSED).glob("*.parquet")}
        ):
            _refused(engine, lake, table, building / f"{table}.parquet")
    newest = lake.batches[-1].folder
    source = newest / IN_FORCE if (newest / IN_FORCE).is_dir() else newest
    for name in REPORT_FILES:
        if (source / name).exists():
            with whole_file(lake.root / name) as building:
                shutil.copyfile(source / name, building)
    with whole_file(stamp) as building:
        building.write_text(lake.fingerprint, encoding="utf-8")


def _refused(engine: DuckDBEngine, lake: Lake, table: str, target: object) -> None:
    """Write the refused rows of all batches in force, each with its batch."""
    selects = [
        f"SELECT *, {text(batch.id)} AS batch FROM read_parquet({text(file)})"
        for batch in lake.batches
        if (file := batch.folder / _REFUSED / f"{table}.parquet").exists()
    ]
    engine.execute(
        f"COPY ({' UNION ALL BY NAME '.join(selects)}) TO {text(target)} (FORMAT parquet, COMPRESSION zstd)"
    )
