"""Writes a bureau's rows to its folder: all lists of an import or none, with a line in the log for each."""

import csv
import fcntl
import getpass
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from mingjing.analysis.knowledge.change import ImportPlan
from mingjing.analysis.knowledge.document import COMMON, KnowledgeList, Row, knowledge_list
from mingjing.analysis.knowledge.own import DRAFT, FOLDER, READY, files
from mingjing.kernel.errors import UsageError

LOG, LOCK = "_imports.csv", ".lock"
LOG_COLUMNS = (
    "imported_at",
    "imported_by",
    "workbook",
    "sha256",
    "list",
    "added",
    "superseding",
    "ended",
    "rows",
)


@contextmanager
def changing(folder: Path) -> Iterator[bool]:
    """Keep other imports out of the folder; complete one that was killed first and tell whether there was one.

    Raises UsageError when another import is going on.
    """
    home = folder / FOLDER
    home.mkdir(exist_ok=True)
    with (home / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                "另一个导入正在进行", where=str(home), why="有人同时在导入", do="等它结束后再试"
            ) from error
        yield finish(folder)


def apply(plan: ImportPlan, workbook: Path, folder: Path) -> dict[str, int]:
    """Write the lists that the plan changes; return the number of rows each then has.

    Every file is drafted first; once all drafts are safe the import counts as done, and one that is killed while
    they are moved into place is completed by `finish`.
    """
    changed = sorted({change.found.name for change in plan.changes})
    if not changed:
        return {}
    home = folder / FOLDER
    draft = home / DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in changed:
        found = knowledge_list(name)
        target = _target(found, folder).relative_to(home)
        (draft / target).parent.mkdir(parents=True, exist_ok=True)
        _write(draft / target, _columns(found), plan.after[name])
    _write(draft / LOG, LOG_COLUMNS, [*_log(home / LOG), *_entries(plan, workbook, changed)])
    _write(draft / READY, ("ready",), ())
    finish(folder)
    return {name: len(plan.after[name]) for name in changed}


def finish(folder: Path) -> bool:
    """Complete an import that was killed after its drafts were safe; return whether there was one.

    Drafts that were never completed are removed: that import did not happen.
    """
    draft = folder / FOLDER / DRAFT
    complete = (draft / READY).exists()
    if complete:
        for path in sorted(draft.rglob("*.csv")):
            path.replace(folder / FOLDER / path.relative_to(draft))
    shutil.rmtree(draft, ignore_errors=True)
    return complete


def _target(found: KnowledgeList, folder: Path) -> Path:
    if found.path.is_relative_to(folder.absolute()):
        return found.path.with_suffix(".csv")
    return files(folder).get(found.name, folder.absolute() / FOLDER / f"{found.name}.csv")


def _columns(found: KnowledgeList) -> tuple[str, ...]:
    return (*found.columns, *(column.name for column in COMMON))


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _text(row[name]) for name in columns} for row in rows)
        file.flush()
        os.fsync(file.fileno())


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _log(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _entries(plan: ImportPlan, workbook: Path, names: Sequence[str]) -> list[Row]:
    head = {
        "imported_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "imported_by": getpass.getuser(),
        "workbook": workbook.name,
        "sha256": hashlib.sha256(workbook.read_bytes()).hexdigest(),
    }
    entries = []
    for name in names:
        kinds = [change.kind for change in plan.changes if change.found.name == name]
        counts = {kind: kinds.count(kind) for kind in ("added", "superseding", "ended")}
        entries.append(head | {"list": name, "rows": len(plan.after[name])} | counts)
    return entries
