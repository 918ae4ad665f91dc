"""What every feature earns: the score without it, from what model_scores keeps, and the precision that is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit import stats
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.validation.match import Placed
from mingjing.analysis.validation.measure import Ranked, ranked, ratio


def ablation(unit: Unit, worlds: Sequence[Ranked]) -> list[dict[str, Any]] | None:
    """Return by feature the precision at K without it, and by how much the planted units' mean score falls.

    A feature earns its place when either falls. None where nothing is planted, or scores are no sum of features.
    """
    planted = sum(one.capacity for one in worlds)
    if unit.method != "noisy_or" or not planted:
        return None
    usual = sum(place.is_plant for one in worlds for place in one.units[: one.capacity])
    rows = []
    for feature in unit.features:
        hits, fallen = 0, 0.0
        for one in worlds:
            left = ranked([_without(place, unit, feature.name) for place in one.units])
            hits += sum(place.is_plant for place in left.units[: left.capacity])
            fallen += sum(place.score for place in one.units if place.is_plant)
            fallen -= sum(place.score for place in left.units if place.is_plant)
        rows.append(
            {
                "feature": feature.name,
                "zh": feature.zh,
                "precision_lost": ratio(usual - hits, planted),
                "score_lost": round(fallen / planted, 4),
                "earns": usual > hits or fallen / planted > _NOTHING,
            }
        )
    return rows


_NOTHING = 0.0005


def _without(place: Placed, unit: Unit, left_out: str) -> Placed:
    if not place.effects.get(left_out):
        return place
    return place.scored(noisy_or(unit, {**place.effects, left_out: 0.0}))


def noisy_or(unit: Unit, effects: Mapping[str, float]) -> float:
    """The score that these exceedances give: of every family its strongest feature."""
    families = [
        np.array([max(feature.w * effects.get(feature.name, 0.0) for feature in features)])
        for features in unit.families.values()
    ]
    return float(stats.noisy_or(families)[0])
