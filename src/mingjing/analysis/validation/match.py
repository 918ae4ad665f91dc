"""Which scored unit is part of what: of a plant that it should find, of another, of a look-alike, of neither."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit.card import Card, Unit
from mingjing.analysis.validation.plant import Act, Truth

HALF = 0.5
MATTERS = 0.02
"""A plant of fewer of an institution's settlements does not excuse another model that accuses the whole institution."""
ANY = "any"
"""In `traces`: whatever was planted here, it is no honest unit (a list of whom to inspect)."""
_READ = ("baseline", "stab", "occurred_on", "related")

_PART_OF = {
    "stay_id": "stay",
    "mdtrt_id": "stay",
    "psn_no": "person",
    "fixmedins_code": "inst",
    "staff_code": "staff",
    "dept": "dept",
}
_BEGINS = {
    **dict.fromkeys(("item", "ingredient", "drug", "grp", "product"), "code"),
    "origin": "origin",
    "kin": "group",
}
"""Columns of a key whose value is the beginning of what the act's lines or persons have."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit of one world: its name, score, baseline, and what it is part of.

    `scheme` is that of the plant it should find, with `note`; `touched` means another plant, `alike` names look-alikes,
    `care` the kinds of honest care of its person or stay. `volume` is the number of settlements of an institution,
    `effects` how far each feature exceeds its cut-off (only where there is any score), `acts` are the plants it is part of; a `clean`
    institution is one in which nothing at all was planted.
    """

    name: str
    score: float
    baseline: float | None
    stab: float | None
    scheme: str
    note: str
    touched: bool
    alike: tuple[str, ...]
    care: tuple[str, ...]
    volume: int | None = None
    effects: Mapping[str, float] = field(default_factory=dict)
    acts: frozenset[str] = frozenset()
    clean: bool = False

    def scored(self, score: float) -> "Placed":
        """The same unit with another score."""
        return replace(self, score=score)

    @property
    def is_plant(self) -> bool:
        """Whether the model should find it."""
        return bool(self.scheme)


def placed(run: Path, card: Card, unit: Unit, truth: Truth) -> list[Placed]:
    """Return the judged units, each entity once: with its highest score where it was judged in several periods."""
    file = run / "model_scores" / f"{card.name}.parquet"
    if not file.exists():
        return []
    best: dict[str, dict[str, Any]] = {}
    effects = {f"e_{feature.name}" for feature in unit.features}
    wanted = {"unit", "score", *unit.key, *_READ, *effects}
    columns = [name for name in pq.read_schema(file).names if name in wanted]
    for row in pq.read_table(file, columns=columns, filters=[("unit", "=", unit.name)]).to_pylist():
        name = entity(unit, row)
        if row["score"] is not None and row["score"] > best.get(name, {"score": -1})["score"]:
            best[name] = row
    finder = _Finder(unit, truth)
    return [finder.place(name, row) for name, row in sorted(best.items())]


def entity(unit: Unit, row: Mapping[str, Any]) -> str:
    """What the unit is, whatever the period: its key without what says when."""
    return "|".join(str(row[name]) for name in unit.entity)


def dated(unit: Unit) -> bool:
    """Whether a unit is a day or an episode of an institution or person, not all it ever did."""
    return unit.branch != "v" and not unit.period and bool(set(unit.key) - {*_PART_OF, *_BEGINS, "group_id"})


def unformed(unit: Unit, truth: Truth, units: Sequence[Placed]) -> int:
    """How many acts that the unit is meant to find are part of no judged unit: below a gate, without peers, no group."""
    met = {act for one in units for act in one.acts}
    meant = [act for act in truth.acts if act.planted and act.scheme in unit.sought]
    if unit.branch in ("i", "s") and not dated(unit):
        meant = [act for act in meant if act.whole]
    return sum(act.plant_id not in met for act in meant)


class _Finder:
    """Finds the acts that a unit has a part in, by an index over what the acts are made of."""

    def __init__(self, unit: Unit, truth: Truth) -> None:
        self.unit, self.honest, self.acts, self.volume = unit, truth.honest, truth.acts, truth.volume
        self.index: dict[tuple[str, str], list[Act]] = {}
        for act in truth.acts:
            for kind, values in act.parts.items():
                for value in values:
                    self.index.setdefault((kind, value), []).append(act)

    def place(self, name: str, row: Mapping[str, Any]) -> Placed:
        """Say what the unit of this row is part of."""
        acts = list(self._acts(row))
        own = [act for act in acts if act.planted and act.scheme in self.unit.sought]
        first = own[0] if own else None
        return Placed(
            name,
            float(row["score"]),
            row.get("baseline"),
            row.get("stab"),
            first.scheme if first else "",
            first.note if first else "",
            not own and (self._is_touched(row, acts) or self._is_trace(row)),
            tuple(sorted({act.scheme for act in acts if not act.planted})),
            tuple(self._care(row)),
            self._volume(row),
            self._effects(row) if row["score"] > 0 else {},
            frozenset(act.plant_id for act in own),
            self._is_institution and self._is_clean(row),
        )

    @property
    def _is_institution(self) -> bool:
        """Whether the unit is an institution, not a part of one and not what it does with something."""
        return self.unit.branch == "i" and self.unit.entity == ("fixmedins_code",)

    def _volume(self, row: Mapping[str, Any]) -> int | None:
        return self.volume.get(str(row["fixmedins_code"])) if self._is_institution else None

    def _is_clean(self, row: Mapping[str, Any]) -> bool:
        """Whether nothing at all was planted in the institution."""
        met = self.index.get(("inst", str(row.get("fixmedins_code"))), ())
        return not any(act.planted for act in met)

    def _effects(self, row: Mapping[str, Any]) -> dict[str, float]:
        told = {feature.name: row.get(f"e_{feature.name}") for feature in self.unit.features}
        return {name: value for name, value in told.items() if value}

    def _acts(self, row: Mapping[str, Any]) -> Iterator[Act]:
        if self.unit.branch == "g":
            yield from self._of_group(row)
            return
        wanted = [(_PART_OF[name], str(row[name])) for name in self.unit.key if name in _PART_OF]
        if not wanted:
            return
        begins = [(_BEGINS[name], str(row[name])) for name in self.unit.key if name in _BEGINS]
        for act in self.index.get(wanted[0], ()):
            if not all(act.has(kind, value) for kind, value in wanted):
                continue
            if not all(
                any(one.startswith(value) for one in act.parts.get(kind, ())) for kind, value in begins
            ):
                continue
            if dated(self.unit):
                if not act.has("day", row.get("occurred_on")):
                    continue
            elif self.unit.branch in ("i", "s") and not act.whole:
                continue
            yield act

    def _is_touched(self, row: Mapping[str, Any], acts: list[Act]) -> bool:
        """Whether another plant has a part in it: of an institution as a whole one that matters in its trade."""
        planted = [act for act in acts if act.planted]
        if not planted or not self._is_institution:
            return bool(planted)
        met = sum(len(act.parts.get("stay", ())) for act in planted)
        return met >= MATTERS * self.volume.get(str(row["fixmedins_code"]), 0)

    def _is_trace(self, row: Mapping[str, Any]) -> bool:
        """Whether some act of the schemes that only pass through took place here."""
        wanted = [(_PART_OF[name], str(row[name])) for name in self.unit.key if name in _PART_OF]
        return any(
            act.planted
            and (act.scheme in self.unit.traces or ANY in self.unit.traces)
            and all(act.has(*part) for part in wanted)
            for act in self.index.get(wanted[0] if wanted else ("", ""), ())
        )

    def _of_group(self, row: Mapping[str, Any]) -> Iterator[Act]:
        """The acts half of whose persons (or institutions) are in the group; of a group of things those about the thing."""
        if row.get("related") is None:
            thing = str(row.get("group_id")).split("@")[0]
            yield from (
                act
                for act in self.acts
                if act.scheme in self.unit.sought
                and any(code.startswith(thing) for code in act.parts.get("code", ()))
            )
            return
        members = {one for one in str(row.get("related") or "").split("|") if one}
        for kind in ("person", "inst"):
            met = {act.plant_id: act for one in members for act in self.index.get((kind, one), ())}
            for act in met.values():
                if len(act.parts[kind] & members) >= HALF * len(act.parts[kind]):
                    yield act

    def _care(self, row: Mapping[str, Any]) -> Iterator[str]:
        for group, who in self.honest.items():
            if row.get("stay_id") in who["stay"] or (
                self.unit.branch == "p" and row.get("psn_no") in who["person"]
            ):
                yield group
