"""Figures that differ by place and date: tiers of fines, criminal thresholds, deadlines of the procedure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjing.kernel.errors import DocumentError
from mingjing.office.cases.law.documents import document

NAMES = ("discretion", "crime", "procedure")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one document of one place says from one day on. An empty `admdvs` is the nation."""

    admdvs: str
    begndate: date
    source: str
    values: Mapping[str, Any]
    enddate: date | None = None
    inference: bool = False

    def holds(self, admdvs: str, day: date) -> bool:
        """Return whether it counts at a place on a day."""
        return (
            admdvs.startswith(self.admdvs)
            and self.begndate <= day
            and (self.enddate is None or day <= self.enddate)
        )


@dataclass(frozen=True, slots=True)
class Standard:
    """What holds at one place on one day, and where it is from. `inference`: no own figures were entered yet."""

    values: Mapping[str, Any]
    sources: tuple[str, ...]
    inference: bool


def built_in(name: str) -> list[Layer]:
    """Return the layers that come with the product."""
    return [
        Layer(
            str(row.get("admdvs", "")), row["begndate"], row["source"], row["values"],
            row.get("enddate"), row.get("inference", False),
        )
        for row in document(name)
    ]  # fmt: skip


def standard(name: str, admdvs: str, day: date, own: Iterable[Layer] = ()) -> Standard:
    """Return what holds: the nation first, then nearer places, each from its newest day, overriding what they name.

    Raises DocumentError when nothing held on that day.
    """
    layers = [layer for layer in (*built_in(name), *own) if layer.holds(admdvs, day)]
    if not any(layer.admdvs == "" for layer in layers):
        raise DocumentError(f"{day} 还没有可适用的“{name}”标准", do="请登记当时有效的标准")
    layers.sort(key=lambda layer: (len(layer.admdvs), layer.begndate))
    values: dict[str, Any] = {}
    for layer in layers:
        merge(values, layer.values)
    return Standard(values, tuple(layer.source for layer in layers), layers[-1].inference)


def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Let what a nearer or later layer names override `into`, down to single figures."""
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = deepcopy(dict(value)) if isinstance(value, Mapping) else deepcopy(value)
