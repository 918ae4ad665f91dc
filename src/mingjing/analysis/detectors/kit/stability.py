"""stab: the share of resamples in which a unit stays above the threshold it passed; for the candidates only.

Months of a unit that is judged month by month are drawn again; otherwise the parts (months, encounters, days) that
the unit's sums consist of, each as often as Poisson(1) says of the md5 of its name. What is compared with, the peers,
stays as it was, and so does what is no sum of parts: an expectation, a membership.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit import stats
from mingjing.analysis.detectors.kit.card import Feature, Unit
from mingjing.analysis.detectors.kit.stats import Numbers

DRAWS = 50
SEED = "mingjing"
Row = Mapping[str, Any]


def of_months(unit: Unit, row: Row, months: Sequence[Row], threshold: float) -> float | None:
    """The share for a unit judged month by month; `months` are its comparisons of the window, month by feature."""
    if unit.months is None:
        return None
    periods = sorted({month["period"] for month in months})
    weights = stats.bootstrap_weights(f"{SEED}|{row['unit_id']}", periods, DRAWS)
    # A resample has as many months as there are: weights are made to sum to that number.
    picks = _picks(weights, len(periods))
    place = {period: number for number, period in enumerate(periods)}
    effects: dict[str, Numbers] = {}
    for month in months:
        series = effects.setdefault(month["feature"], np.full(len(periods), -np.inf))
        series[place[month["period"]]] = month["tail_z"] if month["is_out"] else min(month["tail_z"], 0.0)
    e = {}
    for feature in unit.features:
        if feature.name in effects and feature.a is not None and feature.b is not None:
            drawn = np.sort(effects[feature.name][picks], axis=1)[:, ::-1]
            least = min(unit.months.least, drawn.shape[1])
            e[feature.name] = stats.exceed(np.maximum(drawn[:, least - 1], -99.0), feature.a, feature.b)
    return _share(unit, row, e, threshold)


def _picks(weights: Numbers, size: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each draw `size` places, the heavier the more often, in turn."""
    order = np.argsort(-weights, axis=1, kind="stable")
    found = np.zeros((weights.shape[0], size), dtype=np.int64)
    for number, (row, places) in enumerate(zip(weights, order, strict=True)):
        drawn = [place for place in places for _ in range(int(row[place]))]
        found[number] = (drawn + list(places))[:size] if drawn else places[:size]
    return found


def of_parts(
    unit: Unit, row: Row, peer: Mapping[str, Row], parts: Sequence[Row], threshold: float
) -> float | None:
    """The share for a unit whose sums consist of `parts`; features that do not consist of them stay as they are."""
    if not parts:
        return None
    weights = stats.bootstrap_weights(SEED, [str(part["part"]) for part in parts], DRAWS)
    e = {}
    for feature in unit.features:
        drawn = _drawn(feature, row, peer.get(feature.name), parts, weights)
        if drawn is not None:
            e[feature.name] = drawn
    return _share(unit, row, e, threshold)


def _drawn(
    feature: Feature, row: Row, peer: Row | None, parts: Sequence[Row], weights: Numbers
) -> Numbers | None:
    """e of the feature in every draw; None where its first column (y, or a value's own) is no sum of parts."""
    resampled = (feature.y, feature.n) if feature.kind == "value" and feature.y else feature.columns
    if row.get(f"e_{feature.name}") is None or not resampled or resampled[0] not in parts[0]:
        return None
    sums = {name: _summed(name, row, parts, weights) for name in resampled}
    if feature.kind == "value":
        value = sums[feature.y] / np.maximum(sums[feature.n], 1e-9) if feature.y else sums[feature.name]
        a, b = (0.0, 1.0) if feature.a is None or feature.b is None else (feature.a, feature.b)
        return stats.exceed(-value if feature.tail == "low" else value, a, b)
    if feature.a is None or feature.b is None:
        return None
    if peer is None or feature.kind == "plain":
        return None
    value = _shrunk(feature, peer, sums)
    t = stats.spread(value, feature.scale)
    z = np.clip((t - peer["t_median"]) / peer["t_spread"], -stats.MOST_Z, stats.MOST_Z)
    tail = {"high": z, "low": -z, "both": np.abs(z)}[feature.tail]
    return stats.exceed(tail, feature.a, feature.b)


def _summed(name: str, row: Row, parts: Sequence[Row], weights: Numbers) -> Numbers:
    """The column's sum in every draw; one that the parts do not have stays what it is in the row."""
    if name not in parts[0]:
        return np.full(weights.shape[0], float(row.get(name) or 0))
    drawn: Numbers = weights @ np.array([float(part[name] or 0) for part in parts])
    return drawn


def _shrunk(feature: Feature, peer: Row, sums: Mapping[str, Numbers]) -> Numbers:
    y, n = sums[feature.y], np.maximum(sums[feature.n], 1e-9)
    if feature.kind == "share":
        return stats.shrunk_share(y, n, peer["shared"])
    if feature.kind == "oe":
        return stats.shrunk_ratio(y, n, peer["prior"])
    return stats.shrunk_mean(y / n, peer["shared"], sums[feature.weight or feature.n])


def _share(unit: Unit, row: Row, e: Mapping[str, Numbers], threshold: float) -> float:
    families = []
    for features in unit.families.values():
        values = [f.w * e.get(f.name, np.full(DRAWS, row.get(f"e_{f.name}") or 0.0)) for f in features]
        families.append(np.max(np.stack(values), axis=0))
    return float(np.mean(stats.noisy_or(families) >= threshold))
