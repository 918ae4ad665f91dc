"""Whether what models see has changed since the last run: PSI per feature, empty and dead features, who is on top.

PSI compares shares of ten quantile bins of the reference. What chance alone gives between samples of these sizes in
999 of 1,000 cases, (1/n + 1/m)·χ²(bins − 1), is taken off before it is judged: few units raise no alarm by being few.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BINS = 10
FEWEST = 50
WARN, FREEZE = 0.20, 0.30
NULLS = 0.05
VOLUME = 0.50
OVERLAP, TOP_SHARE, FEWEST_TOP = 0.5, 0.05, 20
CHANCE = 0.999
_SMOOTH = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One feature (or the score) of a unit, now against the reference. `psi` is None with too few values."""

    name: str
    psi: float | None
    nulls: float
    nulls_before: float | None
    dead: bool

    @property
    def freezes(self) -> bool:
        """Whether thresholds and calibration must stay as they are."""
        return self.psi is not None and self.psi > FREEZE

    @property
    def warns(self) -> bool:
        """Whether somebody should look."""
        moved = self.nulls_before is not None and abs(self.nulls - self.nulls_before) > NULLS
        return moved or (self.psi is not None and self.psi > WARN)


def change(name: str, now: Numbers, before: Numbers | None) -> Change:
    """Compare the values of a feature, NaN where it could not be told; without a reference only see whether it is dead."""
    known = now[~np.isnan(now)]
    nulls = _nulls(now)
    dead = not known.size or bool(known.min() == known.max())
    if before is None:
        return Change(name, None, nulls, None, dead)
    return Change(name, psi(known, before[~np.isnan(before)]), nulls, _nulls(before), dead)


def _nulls(values: Numbers) -> float:
    return round(float(np.isnan(values).mean()), 4) if values.size else 1.0


def psi(now: Numbers, before: Numbers) -> float | None:
    """Return the population stability index beyond chance; None when either side has fewer than FEWEST values."""
    if now.size < FEWEST or before.size < FEWEST:
        return None
    edges = np.unique(np.quantile(before, np.linspace(0, 1, BINS + 1)[1:-1]))
    # Values on an edge belong below it: a feature that is mostly zero keeps its zeros in one bin.
    a, b = _shares(edges, now), _shares(edges, before)
    found = float(((a - b) * np.log(a / b)).sum())
    # The quantile of chi squared as scipy.stats computes it; imported here, since every command would wait for it.
    from scipy.special import gammaincinv  # noqa: PLC0415

    chance = 2 * float(gammaincinv(edges.size / 2, CHANCE)) * (1 / now.size + 1 / before.size)
    return round(max(0.0, found - chance), 4)


def _shares(edges: Numbers, values: Numbers) -> Numbers:
    counts = np.bincount(np.searchsorted(edges, values), minlength=edges.size + 1) + _SMOOTH
    return np.asarray(counts / counts.sum(), dtype=float)


def overlap(now: Sequence[tuple[str, float]], before: Sequence[tuple[str, float]]) -> float | None:
    """Return which share of the units on top was on top before; None when there are too few to have a top."""
    size = max(FEWEST_TOP, int(TOP_SHARE * min(len(now), len(before))))
    if min(len(now), len(before)) < 2 * size:
        return None
    ours, theirs = (
        {key for key, _ in sorted(some, key=lambda one: (-one[1], one[0]))[:size]} for some in (now, before)
    )
    return round(len(ours & theirs) / size, 4)
