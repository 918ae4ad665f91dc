"""What is counted of a scored unit: precision at capacity, recall, look-alikes on top, what the baseline would do.

Ranks are those within one world; ties go against the model: of equal scores the honest stand first. A unit that is
part of another scheme's plant is neither right nor wrong and leaves the ranking.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.validation.match import Placed

TOP, VERY_TOP = 0.05, 0.01
CHANCE = 0.01
DRAWS = 1000
_SEED = 20260101
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The units of one world in the order of their score, those of other plants left out; `capacity` is the number planted."""

    units: tuple[Placed, ...]
    capacity: int

    def top(self, share: float) -> tuple[Placed, ...]:
        """The first `share` of all, at least one and never fewer than there are plants."""
        return self.units[: max(math.ceil(share * len(self.units)), self.capacity, 1)]

    def very_top(self) -> tuple[Placed, ...]:
        """The first hundredth: of those with any score, and not of a crowd of equal ones that reaches beyond it."""
        count = max(math.ceil(VERY_TOP * len(self.units)), 1)
        beyond = self.units[count].score if len(self.units) > count else 0.0
        return tuple(one for one in self.units[:count] if one.score > beyond)


def ranked(units: Iterable[Placed]) -> Ranked:
    """Put the units of one world in order."""
    kept = [one for one in units if not one.touched]
    kept.sort(key=lambda one: (-one.score, one.is_plant, one.name))
    return Ranked(tuple(kept), sum(one.is_plant for one in kept))


def counted(worlds: Sequence[Ranked]) -> dict[str, Any]:
    """Return the figures of a unit over the worlds of one kind."""
    planted = sum(one.capacity for one in worlds)
    first = [unit for one in worlds for unit in one.units[: one.capacity]]
    top = [unit for one in worlds for unit in one.top(TOP) if unit.is_plant]
    everyone = [unit for one in worlds for unit in one.units]
    own = [unit for unit in everyone if unit.is_plant]
    return {
        "judged": len(everyone),
        "planted": planted,
        "precision_at_k": ratio(sum(unit.is_plant for unit in first), planted),
        "recall_top": ratio(len(top), planted),
        "recall_finding": ratio(sum(unit.score >= FINDING for unit in own), planted),
        "findings": sum(unit.score >= FINDING for unit in everyone),
        "findings_elsewhere": sum(unit.score >= FINDING and not unit.is_plant for unit in everyone),
        "schemes": _schemes(own, top),
        "recall_range": _between_worlds(worlds),
    }


def _schemes(own: Sequence[Placed], top: Sequence[Placed]) -> list[dict[str, Any]]:
    names = sorted({(unit.scheme, unit.note) for unit in own})
    found = []
    for scheme, note in names:
        mine = [unit for unit in own if (unit.scheme, unit.note) == (scheme, note)]
        on_top = sum((unit.scheme, unit.note) == (scheme, note) for unit in top)
        found.append(
            {
                "scheme": scheme,
                "note": note,
                "planted": len(mine),
                "top": on_top,
                "finding": sum(unit.score >= FINDING for unit in mine),
                "score": round(float(np.median([unit.score for unit in mine])), 3),
            }
        )
    return found


def _between_worlds(worlds: Sequence[Ranked]) -> list[float]:
    """The lowest and the highest recall of a world."""
    each = [sum(unit.is_plant for unit in one.top(TOP)) / one.capacity for one in worlds if one.capacity]
    return [round(min(each), 3), round(max(each), 3)] if each else []


def alike(worlds: Sequence[Ranked]) -> dict[str, Any]:
    """Return how many look-alikes and how much honest care of odd kinds stand on top; without a score nobody does."""
    names = sorted({name for one in worlds for unit in one.units for name in (*unit.alike, *unit.care)})
    rows = [_group(worlds, name) for name in names]
    first = [unit for one in worlds for unit in one.units[: one.capacity]]
    return {
        "groups": [row for row in rows if row["judged"]],
        "in_top_k": ratio(
            sum(bool(unit.alike) and not unit.is_plant and unit.score > 0 for unit in first), len(first)
        ),
    }


def _group(worlds: Sequence[Ranked], name: str) -> dict[str, Any]:
    def belongs(unit: Placed) -> bool:
        return name in (*unit.alike, *unit.care) and not unit.is_plant

    mine = [unit for one in worlds for unit in one.units if belongs(unit)]
    very = [unit for one in worlds for unit in one.very_top() if belongs(unit)]
    return {
        "group": name,
        "judged": len(mine),
        "very_top": len(very),
        "whole": _as_a_whole(len(mine), len(very)),
        "finding": sum(unit.score >= FINDING for unit in mine),
        "score": round(max((unit.score for unit in mine), default=0.0), 3),
    }


def _as_a_whole(units: int, on_top: int) -> bool:
    """Whether the group, not only some unit of it, is in the first hundredth.

    That is: its median unit is, or more of it is than units that differ from nobody would bring there by chance.
    """
    if not on_top:
        return False
    # Imported here: `mingjing --help` would wait a second for it.
    from scipy.stats import binom  # noqa: PLC0415

    return 2 * on_top > units or float(binom.sf(on_top - 1, units, VERY_TOP)) < CHANCE


def ratio(part: float, whole: float) -> float | None:
    """A share, or None of nothing."""
    return round(part / whole, 4) if whole else None


def against_baseline(worlds: Sequence[Ranked]) -> dict[str, Any] | None:
    """AUC of the score and of the baseline over all worlds, and the 95 % interval of their difference.

    The plants are drawn again; the honest, so many more, stay. None without plants, honest units, or a baseline.
    """
    units = [unit for one in worlds for unit in one.units]
    label = np.array([unit.is_plant for unit in units], dtype=bool)
    if not label.any() or label.all() or all(unit.baseline is None for unit in units):
        return None
    score = np.array([unit.score for unit in units])
    base = np.array([-np.inf if unit.baseline is None else unit.baseline for unit in units])
    ours, theirs = _above(score, label), _above(base, label)
    drawn = np.random.default_rng(_SEED).choice(ours - theirs, (DRAWS, len(ours))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    told = {"auc": ours.mean(), "baseline": theirs.mean(), "low": low, "high": high}
    # Nothing can be better than first: where all plants are, a baseline within chance of it is no fault.
    same = bool(ours.min() == 1 and (theirs.min() == 1 or low <= 0))
    return {name: round(float(value), 4) for name, value in told.items()} | {"same": same}


def _above(value: Numbers, label: NDArray[np.bool_]) -> Numbers:
    """For each plant the share of honest units below it, equal ones counting half; their mean is the AUC."""
    honest = np.sort(value[~label])
    low = np.searchsorted(honest, value[label], "left")
    high = np.searchsorted(honest, value[label], "right")
    return np.asarray((low + high) / (2 * len(honest)), dtype=np.float64)


def steady(long: Mapping[int, Ranked], short: Mapping[int, Ranked]) -> dict[str, Any]:
    """How much of the first K a delivery that ends a month earlier has in common, and how sure the found plants are."""
    overlaps = []
    for seed, other in short.items():
        one = long[seed]
        if one.capacity:
            known = {unit.name for unit in one.units} & {unit.name for unit in other.units}
            ours = [unit.name for unit in one.units if unit.name in known and unit.score > 0][: one.capacity]
            theirs = [unit.name for unit in other.units if unit.name in known and unit.score > 0][
                : one.capacity
            ]
            both = set(ours) | set(theirs)
            overlaps.append(len(set(ours) & set(theirs)) / len(both) if both else 1.0)
    stabs = [
        unit.stab for one in long.values() for unit in one.units if unit.is_plant and unit.stab is not None
    ]
    return {
        "month_shift": round(float(np.mean(overlaps)), 3) if overlaps else None,
        "stab": round(float(np.median(stabs)), 3) if stabs else None,
        "stab_units": len(stabs),
    }


def interval(worlds: Sequence[Ranked]) -> list[float] | None:
    """The 95 % interval of the recall in the top share when the planted units are drawn again."""
    hits = np.array(
        [
            place < len(one.top(TOP))
            for one in worlds
            for place, unit in enumerate(one.units)
            if unit.is_plant
        ],
        dtype=float,
    )
    if not len(hits):
        return None
    drawn = np.random.default_rng(_SEED).choice(hits, (DRAWS, len(hits))).mean(axis=1)
    return [round(float(value), 3) for value in np.percentile(drawn, [2.5, 97.5])]
