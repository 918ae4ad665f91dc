"""What a batch says about itself: sources, counts, yuan, columns, files."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import mingjing
from mingjing.analysis.ingest.delivery import Delivery
from mingjing.analysis.ingest.lake import FORMAT
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.ingest.tally import Loaded


def source_entries(delivery: Delivery, staged: Sequence[Staged]) -> list[dict[str, Any]]:
    """Return one entry for each delivered file: content hash, form, rows, damage."""
    entries = []
    for file in delivery.files:
        parts = [part for part in staged if part.name == file.name and part.shown.split("#")[0] == file.shown]
        entries.append(
            {
                "path": file.shown,
                "table": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "encoding": next((part.encoding for part in parts if part.encoding), None),
                "rows": sum(part.rows + part.malformed_rows for part in parts),
                "unsplit": sum(part.malformed_rows for part in parts),
                "damage": next((part.damage for part in parts if part.damage), None),
            }
        )
    return entries


def table_entry(loaded: Loaded, hints: Sequence[str], built: Path) -> dict[str, Any]:
    """Return the entry of one table; file paths are relative to the batch folder `built`."""
    balance, facts = loaded.balance, loaded.facts
    return {
        "read": balance.read.as_json(),
        "accepted": balance.accepted.as_json(),
        "refused": balance.refused.as_json(),
        "duplicate": balance.duplicate.as_json(),
        "orphans": {**facts.orphan.as_json(), "missing": facts.orphans},
        "reasons": [asdict(reason) for reason in loaded.reasons],
        "hints": list(hints),
        "columns": {
            name: {"delivered": name in loaded.delivered, "filled": facts.filled[name]}
            for name in loaded.table.columns
        },
        "first": facts.first,
        "last": facts.last,
        "files": [_file_entry(file, built) for file in loaded.files],
    }


def _file_entry(file: Path, built: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    rows = pq.read_metadata(file).num_rows
    return {
        "path": file.relative_to(built).as_posix(),
        "rows": rows,
        "bytes": file.stat().st_size,
        "sha256": digest,
    }


def manifest(
    batch_id: str,
    sources: list[dict[str, Any]],
    ignored: Sequence[str],
    unused: dict[str, list[str]],
    mapping: dict[str, str] | None,
    replaces: Sequence[str],
    tables: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Return the manifest of a batch."""
    return {
        "format": FORMAT,
        "batch": batch_id,
        "created_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "software": mingjing.__version__,
        "sources": sources,
        "ignored": list(ignored),
        "unused_columns": {name: columns for name, columns in unused.items() if columns},
        "mapping": mapping,
        "replaces": list(replaces),
        "tables": tables,
    }
