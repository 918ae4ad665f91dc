"""Lock files: code → version and hash of what decides, so that changed logic forces a new version."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingjing.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """What is held of one document: its version, the sha256 of what decides, and where its version stands."""

    version: int
    sha256: str
    where: str


def deciding(parts: Mapping[str, Any]) -> str:
    """Return the sha256 of these parts; the order of their names does not matter."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock file: of `noun` (规则, 模型), written by the command `verb`; `what` says what a hash covers."""

    path: Path
    noun: str
    verb: str
    what: str

    def read(self) -> dict[str, dict[str, str | int]]:
        """Return the lock as it stands; an absent file is an empty lock."""
        if not self.path.exists():
            return {}
        found: dict[str, dict[str, str | int]] = json.loads(self.path.read_text(encoding="utf-8"))
        return found

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Write the lock for these documents."""
        held = {code: {"version": one.version, "sha256": one.sha256} for code, one in sorted(entries.items())}
        self.path.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def unnumbered(self, entries: Mapping[str, Entry]) -> list[Problem]:
        """Return a problem for each document whose logic changed and whose version did not."""
        locked = self.read()
        return [
            Problem(
                f"{self.noun} {code} 的逻辑变了，版本号仍是 {one.version}",
                one.where,
                f"{self.what}与登记的不同",
                f"把 version 加 1，再运行 {self.verb}",
            )
            for code, one in sorted(entries.items())
            if code in locked
            and locked[code]["version"] == one.version
            and locked[code]["sha256"] != one.sha256
        ]

    def problems(self, entries: Mapping[str, Entry]) -> list[Problem]:
        """Return a problem for each document that the lock does not hold as it is, and for each that is gone."""
        return [*self.unnumbered(entries), *self._stale(entries)]

    def _stale(self, entries: Mapping[str, Entry]) -> Iterator[Problem]:
        locked, name, do = self.read(), self.path.name, f"运行 {self.verb}"
        for code, one in sorted(entries.items()):
            old = locked.get(code)
            if old is None:
                yield Problem(f"{self.noun} {code} 尚未登记在 {name}", one.where, do=do)
            elif old["version"] != one.version:
                yield Problem(f"{self.noun} {code} 的登记过时", one.where, do=do)
        for code in sorted(locked.keys() - entries.keys()):
            yield Problem(f"{name} 里的 {code} 已没有文件", str(self.path), do=do)
