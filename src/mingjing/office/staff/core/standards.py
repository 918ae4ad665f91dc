"""The standard of scoring in force at a place on a day, and what it makes of points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.standards import Layer, merge

DUTIES = {"general": "一般责任", "important": "重要责任", "main": "主要责任"}
SUSPEND, TERMINATE = "suspend", "terminate"


@dataclass(frozen=True, slots=True)
class Item:
    """One situation that is scored: its tier and what each degree of responsibility costs."""

    key: str
    text: str
    tier: str
    label: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reached:
    """What the points of a year lead to; `months` is (least, most), for a termination the one figure twice."""

    kind: str
    points: int
    months: tuple[int, int]
    single: bool = False

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Return how grave it is, to compare with what stands."""
        return (1 if self.kind == SUSPEND else 2, 0 if self.kind == TERMINATE else self.points, self.single)


@dataclass(frozen=True, slots=True)
class Standard:
    """The figures that hold, where they are from, and whether they are partly our reading."""

    values: Mapping[str, Any]
    sources: tuple[str, ...]
    inference: bool

    def items(self) -> list[Item]:
        """Return the situations, the lightest first."""
        found = [self.item(key) for key in self.values["items"]]
        return sorted(found, key=lambda one: self.values["tiers"][one.tier]["least"])

    def item(self, key: str) -> Item:
        """Return one situation. Raises InvalidError."""
        row = self.values["items"].get(key)
        if row is None:
            raise InvalidError("请选择记分情形", where="item")
        tier = self.values["tiers"][row["tier"]]
        return Item(key, row["text"], row["tier"], tier["label"], tier["points"])

    def points(self, key: str, duty: str) -> int:
        """Return what a situation costs by responsibility. Raises InvalidError."""
        if duty not in DUTIES:
            raise InvalidError("请选择责任程度", where="duty")
        return int(self.item(key).points[duty])

    def reached(self, total: int, single: int) -> Reached | None:
        """Return what `total` points in a year lead to; `single` is the largest entry among them."""
        top = int(self.values["terminate_at"])
        if total >= top:
            alone = single >= top
            months = int(self.values["terminate"]["single" if alone else "accumulated"])
            return Reached(TERMINATE, total, (months, months), alone)
        steps = sorted((int(key), row) for key, row in self.values["suspend"].items() if int(key) <= total)
        if not steps:
            return None
        row = steps[-1][1]
        return Reached(SUSPEND, total, (int(row["least"]), int(row["most"])))


@cache
def built_in() -> tuple[Layer, ...]:
    """Return the layers that come with the product."""
    rows = yaml.load(
        Path(__file__).with_name("standards.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return tuple(
        Layer(str(row.get("admdvs", "")), row["begndate"], row["source"], row["values"],
              row.get("enddate"), row.get("inference", False))
        for row in rows
    )  # fmt: skip


def standard(admdvs: str, day: date, own: Iterable[Layer] = ()) -> Standard:
    """Return what holds: the nation first, nearer places and newer days over it.

    Raises InvalidError where scoring was not yet in force.
    """
    layers = [layer for layer in (*built_in(), *own) if layer.holds(admdvs, day)]
    if not any(layer.admdvs == "" for layer in layers):
        raise InvalidError(f"{day} 尚未施行相关人员记分管理", where="happened_on")
    layers.sort(key=lambda layer: (len(layer.admdvs), layer.begndate))
    values: dict[str, Any] = {}
    for layer in layers:
        merge(values, layer.values)
    return Standard(values, tuple(layer.source for layer in layers), layers[-1].inference)


def check(values: Mapping[str, Any]) -> None:
    """Raise InvalidError where a place's own figures leave what the national text allows."""
    unknown = set(values) - {"tiers", "items", "suspend", "terminate", "forever", "objection", "answer"}
    if unknown:
        raise InvalidError(f"{'、'.join(sorted(unknown))} 由国家统一规定", where="values")
    nation = built_in()[-1].values
    for key, row in values.get("tiers", {}).items():
        _tier(nation["tiers"].get(key), key, row)
    for key, row in values.get("items", {}).items():
        if row.get("tier") not in nation["tiers"] or not str(row.get("text", "")).strip():
            raise InvalidError("记分情形须有内容，并归入四个档次之一", where=key)
    limits = nation["suspend_limits"]
    for key, row in values.get("suspend", {}).items():
        if str(key) not in nation["suspend"] or not _whole(row.get("least"), row.get("most")):
            raise InvalidError("按 9、10、11 分填写暂停月数", where=f"suspend.{key}")
        if not limits["least"] <= row["least"] <= row["most"] <= limits["most"]:
            raise InvalidError("暂停月数须在 1 至 6 个月之间", where=f"suspend.{key}")
    for key, months in values.get("terminate", {}).items():
        if key not in nation["terminate"] or not _whole(months) or months < nation["terminate"][key]:
            raise InvalidError(
                "终止期限不得短于国家规定（累计 12 个月，单次 36 个月）", where=f"terminate.{key}"
            )
    for name in ("objection", "answer"):
        _days(name, values.get(name, {}))


def _tier(nation: Mapping[str, Any] | None, key: str, row: Mapping[str, Any]) -> None:
    if nation is None or set(row) - {"points"} or set(row.get("points", {})) - set(DUTIES):
        raise InvalidError("只能登记各档次按责任程度的分值", where=f"tiers.{key}")
    points = {**nation["points"], **row.get("points", {})}
    said = [points[duty] for duty in DUTIES]
    if not _whole(*said) or not nation["least"] <= said[0] <= said[1] <= said[2] <= nation["most"]:
        raise InvalidError(f"分值须在 {nation['label']} 之内，并随责任加重而不减少", where=f"tiers.{key}")


def _days(name: str, row: Mapping[str, Any]) -> None:
    if set(row) - {"days", "unit"} or row.get("unit", "working") not in ("working", "calendar"):
        raise InvalidError("期限只能填写天数和单位", where=name)
    if "days" in row and (not _whole(row["days"]) or not 1 <= row["days"] <= 90):
        raise InvalidError("天数须为 1 至 90", where=name)


def _whole(*found: Any) -> bool:
    return all(isinstance(one, int) and not isinstance(one, bool) for one in found)
