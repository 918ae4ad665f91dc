"""Writing to a lake: one writer at a time, leftovers removed, a batch published by replacing one file."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mingjing
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.ingest.lake import BATCHES, CURRENT, FORMAT, MARKER, Lake, demand_format, read_json
from mingjing.kernel.errors import LakeError

_LOCK = ".lock"
_WORK = ".work"


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write a JSON file that appears as a whole, flushed to disk."""
    with whole_file(path) as building:
        building.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Store:
    """The lake while it is ours to write: as it stands, and a scratch folder on the same disk."""

    lake: Lake
    work: Path

    def publish(self, batch_id: str, built: Path, replaces: Sequence[str]) -> Lake:
        """Move the batch in folder `built` into place and put it in force instead of `replaces`.

        Until the last step, the replacing of one file, every reader sees the lake as before.
        """
        flush_tree(built)
        folder = self.lake.root / BATCHES / batch_id
        folder.parent.mkdir(exist_ok=True)
        built.rename(folder)
        _flush(folder.parent)
        kept = [batch.id for batch in self.lake.batches if batch.id not in replaces]
        superseded = self.lake.superseded | dict.fromkeys(replaces, batch_id)
        current = {"format": FORMAT, "batches": [*kept, batch_id], "superseded": superseded}
        write_json(current, self.lake.root / CURRENT)
        return Lake.open(self.lake.root)


@contextmanager
def writing(root: Path) -> Iterator[Store]:
    """Hold the lake in `root` (made if there is none) for writing.

    Raises LakeError when somebody else writes to it, when the folder holds something else, or when the lake is of
    a newer version. What a killed run left behind is removed first; what this one leaves, afterwards.
    """
    _make(root)
    with (root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LakeError(
                "另一个导入正在写这个数据湖", where=str(root), do="等它完成后重新运行同一命令"
            ) from error
        lake, work = Lake.open(root), root / _WORK
        _clean(lake, work)
        work.mkdir()
        try:
            yield Store(lake, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _make(root: Path) -> None:
    if (root / MARKER).exists():
        demand_format(read_json(root / MARKER), root)
        return
    ours = {_LOCK, f"{MARKER}.tmp"}
    if root.exists() and (not root.is_dir() or any(child.name not in ours for child in root.iterdir())):
        raise LakeError(
            "不能在这里新建数据湖", where=str(root), why="文件夹不是空的", do="给 --lake 一个新的或空的文件夹"
        )
    root.mkdir(parents=True, exist_ok=True)
    write_json({"format": FORMAT, "software": mingjing.__version__}, root / MARKER)


def _clean(lake: Lake, work: Path) -> None:
    """Remove scratch files and batches that were built but never published."""
    shutil.rmtree(work, ignore_errors=True)
    known = {batch.id for batch in lake.batches} | set(lake.superseded)
    folder = lake.root / BATCHES
    for leftover in folder.iterdir() if folder.is_dir() else ():
        if leftover.name not in known:
            shutil.rmtree(leftover)


def flush_tree(folder: Path) -> None:
    """Force everything below `folder` to the disk."""
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
