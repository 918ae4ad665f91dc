"""Do scores mean what they say? Shares of plants by score, as the score stands and as other seeds would calibrate it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit.calibrate import UNFITTED, Verdict, fit
from mingjing.analysis.validation.match import Placed

BINS = (0.0, 0.1, 0.3, 0.5, 0.65, 0.8, 1.0001)
LEAST = 0.1
"""Units below are all but certain to be honest and so many that they would hide every fault above."""
_FEW = 10
QUIET, SPEAKERS = 0.02, 1000


def curve(units: Sequence[Placed], said: Sequence[float]) -> list[dict[str, Any]]:
    """Return by band of what was said: units, mean of what was said, share of plants."""
    found = []
    scores, label = np.array(said), np.array([unit.is_plant for unit in units], dtype=float)
    for low, high in pairwise(BINS):
        here = (scores >= low) & (scores < high)
        if here.any():
            found.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "units": int(here.sum()),
                    "said": round(float(scores[here].mean()), 3),
                    "true": round(float(label[here].mean()), 3),
                }
            )
    return found


def gap(rows: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """Return how far what was said is from the truth: on average over units from LEAST on, and the widest of a band with enough."""
    told = [row for row in rows if row["from"] >= LEAST]
    weight = sum(row["units"] for row in told)
    mean = sum(row["units"] * abs(row["said"] - row["true"]) for row in told) / weight if weight else None
    widest = [abs(row["said"] - row["true"]) for row in rows if row["units"] >= _FEW]
    return {
        "mean": None if mean is None else round(mean, 3),
        "widest": round(max(widest), 3) if widest else None,
    }


def reliability(worlds: Mapping[int, Sequence[Placed]], code: str) -> dict[str, Any]:
    """Return the curve of the scores as they stand, and of those that the verdicts on the other seeds give.

    `fitted` is None while the other seeds have too few units or plants to calibrate with.
    """
    units = [unit for mine in worlds.values() for unit in mine]
    raw = curve(units, [unit.score for unit in units])
    said: list[float] = []
    for seed, mine in worlds.items():
        others = [unit for other, theirs in worlds.items() if other != seed for unit in theirs]
        known = fit(_verdicts(code, others)) if others else UNFITTED
        if not known.knots:
            return {"raw": raw, "raw_gap": gap(raw), "fitted": None, "fitted_gap": None}
        said += [float(value) for value in known.apply(np.array([unit.score for unit in mine]))]
    fitted = curve(units, said)
    return {"raw": raw, "raw_gap": gap(raw), "fitted": fitted, "fitted_gap": gap(fitted)}


def _verdicts(code: str, units: Sequence[Placed]) -> list[Verdict]:
    """The truth of units as verdicts; of the many honest ones without a score some speak for all."""
    quiet = [unit for unit in units if unit.score < QUIET and not unit.is_plant]
    spoken = quiet[:SPEAKERS]
    told = [
        Verdict(code, unit.score, float(unit.is_plant), 1.0, unit.name)
        for unit in units
        if unit.score >= QUIET or unit.is_plant
    ]
    return told + [Verdict(code, unit.score, 0.0, len(quiet) / len(spoken), unit.name) for unit in spoken]
