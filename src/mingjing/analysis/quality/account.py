"""What was delivered, table by table: one batch, or everything in force together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.ingest.lake import Batch
from mingjing.analysis.standard.schema import Table, tables

_KINDS = ("read", "accepted", "refused", "duplicate", "orphans")


@dataclass(frozen=True, slots=True)
class TableAccount:
    """One table over some batches. `rows` and `yuan` are keyed read, accepted, refused, duplicate, orphans."""

    table: Table
    rows: dict[str, int]
    yuan: dict[str, Decimal]
    delivered: dict[str, int]
    reasons: tuple[dict[str, Any], ...]
    hints: tuple[str, ...]
    first: str | None
    last: str | None
    files: tuple[Path, ...]


def accounts(batches: Sequence[Batch]) -> dict[str, TableAccount]:
    """Return the account of every table in `batches`, in the standard's order."""
    names = {name for batch in batches for name in batch.manifest["tables"]}
    return {name: _account(table, batches) for name, table in tables().items() if name in names}


def _account(table: Table, batches: Sequence[Batch]) -> TableAccount:
    entries = [entry for batch in batches if (entry := batch.table(table.name)) is not None]
    delivered: dict[str, int] = {}
    for entry in entries:
        for name, column in entry["columns"].items():
            if column["delivered"]:
                delivered[name] = delivered.get(name, 0) + column["filled"]
    times = [entry[end] for entry in entries for end in ("first", "last") if entry[end]]
    return TableAccount(
        table=table,
        rows={kind: sum(entry[kind]["rows"] for entry in entries) for kind in _KINDS},
        yuan={kind: sum((Decimal(entry[kind]["yuan"]) for entry in entries), Decimal()) for kind in _KINDS},
        delivered=delivered,
        reasons=_reasons(entries),
        hints=tuple(hint for entry in entries for hint in entry["hints"]),
        first=min(times, default=None),
        last=max(times, default=None),
        files=tuple(file for batch in batches for file in batch.files(table.name)),
    )


def _reasons(entries: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return the reasons for refusal over all entries, commonest first."""
    rows: dict[tuple[str, str], int] = {}
    for entry in entries:
        for reason in entry["reasons"]:
            key = (reason["column"] or "", reason["reason"])
            rows[key] = rows.get(key, 0) + reason["rows"]
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    return tuple({"column": column, "reason": reason, "rows": n} for (column, reason), n in ordered)
