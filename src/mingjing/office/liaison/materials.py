"""What goes along with a handover: which materials, from where, which of them it is not sent without. Data: materials.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.office.cases.guards.kit import cited
from mingjing.office.liaison.models import Handover

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Material:
    """One material. `sources` in order of preference, each (where, what); `must` when it is obligatory."""

    key: str
    title: str
    kinds: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    departments: tuple[str, ...] = ()
    must: str = ""
    ref: str = ""

    @property
    def by_hand(self) -> bool:
        """Return whether people may add it."""
        return ("upload", "") in self.sources

    @property
    def clause(self) -> str:
        """Return the clause that asks for it, as officers write it; empty for none."""
        return cited((self.ref,)) if self.ref else ""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many days something may take."""

    kind: str
    label: str
    days: int
    unit: str


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(
        (_FOLDER / "materials.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return found


@cache
def materials(incoming: bool = False) -> tuple[Material, ...]:
    """Return every material in the order of the package."""
    return tuple(_material(row) for row in _data()["incoming" if incoming else "materials"])


def _material(row: Mapping[str, Any]) -> Material:
    places = tuple((one.partition(".")[0], one.partition(".")[2]) for one in row["from"])
    return Material(
        row["key"], row["title"], tuple(row["kinds"]), places, tuple(row.get("departments", ())), row.get("must", ""),
        row.get("ref", ""),
    )  # fmt: skip


def of(handover: Handover) -> list[Material]:
    """Return the materials of a handover."""
    return [
        one
        for one in materials(handover.direction == Handover.Direction.IN)
        if handover.kind in one.kinds and (not one.departments or handover.department in one.departments)
    ]


def title(handover: Handover, key: str) -> str:
    """Return what a material of a handover is called; other keys are files of what was done."""
    found = next((one.title for one in of(handover) if one.key == key), "")
    return found or OTHERS.get(key, "其他材料")


OTHERS = {
    "receipt": "回执", "answer": "答复文书", "outcome": "处理结果文书", "objection": "异议文书", "oversight": "检察监督文书",
    "supplement": "补充材料", "return": "退回材料", "other": "其他材料",
}  # fmt: skip


def limit(kind: str, department: str = "") -> Limit:
    """Return a limit as it holds for a department."""
    spec = dict(_data()["limits"][kind]) | dict(_data()["departments"].get(department, {}).get(kind, {}))
    return Limit(kind, spec["label"], spec["days"], spec["unit"])


def limit_name(kind: str) -> str:
    """Return what a limit is called; the kind itself when it is unknown."""
    return str(_data()["limits"].get(kind, {}).get("label", kind))
