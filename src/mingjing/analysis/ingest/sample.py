"""A sample of a lake: everything about one insured person in so many, the same ones every time."""

import json
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text
from mingjing.analysis.engine.publish import whole_folder
from mingjing.analysis.ingest.lake import BATCHES, CURRENT, FORMAT, MANIFEST, MARKER, Lake

PERSON = "psn_no"


def sample(engine: DuckDBEngine, lake: Lake, target: Path, one_in: int) -> Lake:
    """Write to `target` a lake with one person in `one_in`; tables that name no person are taken whole.

    The folder appears as a whole or not at all; one that stands already is taken as it is. Raises EngineError.
    """
    if not target.is_dir():
        with whole_folder(target) as building:
            for batch in lake.batches:
                folder = building / BATCHES / batch.id
                manifest = dict(batch.manifest)
                manifest["tables"] = {
                    name: _table(engine, batch.folder, folder, name, entry, one_in)
                    for name, entry in batch.manifest["tables"].items()
                }
                _save(folder / MANIFEST, manifest | {"sample": one_in})
            current = {"format": FORMAT, "batches": [batch.id for batch in lake.batches], "superseded": {}}
            _save(building / CURRENT, current)
            _save(building / MARKER, {"format": FORMAT})
    return Lake.open(target)


def _table(
    engine: DuckDBEngine, source: Path, target: Path, name: str, entry: dict[str, Any], one_in: int
) -> dict[str, Any]:
    """Write the rows of one table of a batch to one file; return its entry of the manifest."""
    files = [source / file["path"] for file in entry["files"]]
    if not files:
        return entry
    listed = ", ".join(text(file) for file in files)
    read = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    columns = engine.native(f"DESCRIBE SELECT * FROM {read}").column("column_name").to_pylist()
    drawn = f"('0x' || substr(md5({PERSON}), 1, 8))::BIGINT % {int(one_in)} = 0"
    kept = f"{PERSON} IS NULL OR {drawn}" if PERSON in columns else "true"
    path = Path("tables") / name / "part_0.parquet"
    (target / path).parent.mkdir(parents=True, exist_ok=True)
    engine.execute(
        f"COPY (SELECT * FROM {read} WHERE {kept}) TO {text(target / path)} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows = engine.native(f"SELECT count(*) AS n FROM read_parquet({text(target / path)})").to_pylist()[0]["n"]
    return entry | {
        "files": [{"path": str(path), "rows": rows}],
        "accepted": entry["accepted"] | {"rows": rows},
    }


def _save(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
