"""The lake: immutable batches of accepted rows, and the one file that says which of them are in force."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mingjing.kernel.errors import LakeError

FORMAT = 1
MARKER = "mingjing-lake.json"
CURRENT = "current.json"
BATCHES = "batches"
MANIFEST = "manifest.json"


def read_json(path: Path) -> dict[str, Any]:
    """Read one of the lake's JSON files. Raises LakeError when it is missing or damaged."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LakeError(
            "数据湖的文件缺失或损坏",
            where=str(path),
            why=str(error),
            do="从备份恢复这个文件，或新建数据湖后重新导入",
        ) from error
    if not isinstance(document, dict):
        raise LakeError("数据湖的文件不是应有的格式", where=str(path), do="从备份恢复这个文件")
    return document


@dataclass(frozen=True)
class Batch:
    """One published delivery."""

    id: str
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Sources, counts, yuan, columns and files of the batch, as docs/reference/lake.md says."""
        return read_json(self.folder / MANIFEST)

    def table(self, name: str) -> dict[str, Any] | None:
        """Return the manifest's entry of a table; None when the delivery did not hold it."""
        entry: dict[str, Any] | None = self.manifest["tables"].get(name)
        return entry

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files with the accepted rows of `table`."""
        entry = self.table(table)
        return [self.folder / file["path"] for file in entry["files"]] if entry else []


@dataclass(frozen=True)
class Lake:
    """A lake as it stood when it was opened; later deliveries do not change what it shows."""

    root: Path
    batches: tuple[Batch, ...]
    superseded: dict[str, str]

    @classmethod
    def open(cls, root: Path) -> "Lake":
        """Open the lake in `root`. Raises LakeError when there is none, or one that this version cannot read."""
        if not (root / MARKER).exists():
            raise LakeError(
                "这里没有数据湖",
                where=str(root),
                do="先用 mingjing ingest 导入一批数据，或核对 --lake 的路径",
            )
        demand_format(read_json(root / MARKER), root)
        if not (root / CURRENT).exists():
            return cls(root, (), {})
        current = read_json(root / CURRENT)
        demand_format(current, root)
        batches = tuple(Batch(name, root / BATCHES / name) for name in current["batches"])
        return cls(root, batches, dict(current["superseded"]))

    @property
    def tables(self) -> list[str]:
        """Return the names of the tables that were delivered, sorted."""
        return sorted({name for batch in self.batches for name in batch.manifest["tables"]})

    def files(self, table: str) -> list[Path]:
        """Return the Parquet files with the rows of `table` that are in force; empty when it never came."""
        return [file for batch in self.batches for file in batch.files(table)]

    def rows(self, table: str) -> int:
        """Return how many rows of `table` are in force."""
        return sum(int(entry["accepted"]["rows"]) for entry in self._entries(table))

    def delivered(self, table: str) -> dict[str, int]:
        """Return delivered column -> filled cells in force; a column no delivery had is left out."""
        filled: dict[str, int] = {}
        for entry in self._entries(table):
            for name, column in entry["columns"].items():
                if column["delivered"]:
                    filled[name] = filled.get(name, 0) + int(column["filled"])
        return filled

    @cached_property
    def fingerprint(self) -> str:
        """Return 64 hex digits that stand for everything in force."""
        digest = hashlib.sha256()
        for batch in sorted(self.batches, key=lambda batch: batch.id):
            digest.update((batch.folder / MANIFEST).read_bytes())
        return digest.hexdigest()

    def _entries(self, table: str) -> list[dict[str, Any]]:
        return [entry for batch in self.batches if (entry := batch.table(table)) is not None]


def demand_format(document: dict[str, Any], root: Path) -> None:
    """Raise LakeError when `document` was written by a version of Mingjing that knows more than this one."""
    found = document.get("format")
    if found == FORMAT:
        return
    if isinstance(found, int) and found > FORMAT:
        raise LakeError(
            f"数据湖的格式是第 {found} 版，本程序只认识到第 {FORMAT} 版",
            where=str(root),
            why="数据湖由更新版本的明镜写成",
            do="升级明镜后再试；数据湖未作任何改动",
        )
    raise LakeError("数据湖的格式版本无法识别", where=str(root), why=f"format = {found!r}", do="从备份恢复")
