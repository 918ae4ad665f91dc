"""Does a score only follow size? Rank correlation among the honest, and the AUC among institutions of like size."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mingjing.analysis.validation.match import Placed
from mingjing.analysis.validation.measure import Ranked

LEAST, FIFTHS = 20, 5
RHO = 0.2


def size(worlds: Sequence[Ranked]) -> dict[str, Any] | None:
    """Return rho of score and settlements among honest institutions, and the AUC inside fifths of settlements.

    Where nothing at all was planted an institution is honest by construction: what no permutation could give as purely.
    None for units that are no institutions.
    """
    each = [[one for one in world.units if one.volume is not None] for world in worlds]
    rhos = [found for units in each if (found := _rho([one for one in units if one.clean])) is not None]
    if not any(each):
        return None
    shares = [share for units in each for share in _within(units)]
    return {
        "rho": round(float(np.mean(rhos)), 3) if rhos else None,
        "worlds": len(rhos),
        "auc_within": round(float(np.mean(shares)), 3) if shares else None,
    }


def _rho(honest: Sequence[Placed]) -> float | None:
    """Rank correlation; 0 where no honest unit has any score, None of too few."""
    if len(honest) < LEAST:
        return None
    scores = [one.score for one in honest]
    volumes = [one.volume for one in honest]
    if len(set(scores)) == 1 or len(set(volumes)) == 1:
        return 0.0
    # Imported here: `mingjing --help` would wait a second for it.
    from scipy.stats import spearmanr  # noqa: PLC0415

    return float(spearmanr(scores, volumes).statistic)


def _within(units: Sequence[Placed]) -> list[float]:
    """For each plant the share of honest units of its fifth that are below it, equal ones counting half."""
    if not units:
        return []
    volumes = np.array([float(one.volume or 0) for one in units])
    edges = np.quantile(volumes, np.linspace(0, 1, FIFTHS + 1)[1:-1])
    fifth = np.searchsorted(edges, volumes, "right")
    found = []
    for own, unit in zip(fifth, units, strict=True):
        peers = [
            one.score for mark, one in zip(fifth, units, strict=True) if mark == own and not one.is_plant
        ]
        if unit.is_plant and peers:
            below = sum(score < unit.score for score in peers) + 0.5 * sum(
                score == unit.score for score in peers
            )
            found.append(below / len(peers))
    return found
