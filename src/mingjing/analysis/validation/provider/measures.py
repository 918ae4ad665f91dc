"""How well a ranking finds the labelled: over all, inside classes of size, at a capacity; with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

Numbers = NDArray[np.float64]

CAPACITIES = (25, 50, 100)
SIZES = 5
DRAWS = 1000
SEED = 735


@dataclass(frozen=True, slots=True)
class Ranking:
    """Measures of one ranking; `inside` is the mean AUC within fifths of money, `precision` by capacity."""

    auc: float
    ap: float
    inside: float
    precision: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """A difference of two measures and the middle 95 % of it when providers are drawn anew."""

    value: float
    low: float
    high: float


def ranking(found: NDArray[np.bool_], score: Numbers, money: Numbers) -> Ranking:
    """Measure one ranking of the units: labels, scores, money, all of one length."""
    best = np.argsort(-score, kind="stable")
    return Ranking(
        auc(found, score),
        float(average_precision_score(found, score)),
        inside(found, score, fifths(money)),
        tuple(float(found[best[:k]].mean()) for k in CAPACITIES),
    )


def auc(found: NDArray[np.bool_], score: Numbers) -> float:
    """The chance that a labelled unit stands before another one; ties count a half."""
    hits, rest = int(found.sum()), int((~found).sum())
    # Imported here: `mingjing --help` would wait a second for it.
    from scipy.stats import rankdata  # noqa: PLC0415

    return float((rankdata(score)[found].sum() - hits * (hits + 1) / 2) / (hits * rest))


def fifths(money: Numbers) -> NDArray[np.int64]:
    """The class of size of each unit, 0 to 4, equally full."""
    place = np.argsort(np.argsort(money, kind="stable"), kind="stable")
    return (place * SIZES // len(money)).astype(np.int64)


def inside(found: NDArray[np.bool_], score: Numbers, size: NDArray[np.int64]) -> float:
    """The mean AUC within classes of size; a class where all or none are labelled says nothing."""
    parts = [size == one for one in range(SIZES)]
    told = [part for part in parts if 0 < found[part].sum() < part.sum()]
    return float(np.mean([auc(found[part], score[part]) for part in told])) if told else float("nan")


def gains(found: NDArray[np.bool_], one: Numbers, other: Numbers, money: Numbers) -> Sequence[Gain]:
    """AUC of `one` above `other`, over all and inside classes of size, with bootstrap intervals."""
    random, size = np.random.default_rng(SEED), fifths(money)
    drawn = np.empty((DRAWS, 2))
    for row in drawn:
        at = random.integers(0, len(found), len(found))
        row[0] = auc(found[at], one[at]) - auc(found[at], other[at])
        row[1] = inside(found[at], one[at], size[at]) - inside(found[at], other[at], size[at])
    whole = (
        auc(found, one) - auc(found, other),
        inside(found, one, size) - inside(found, other, size),
    )
    low, high = np.quantile(drawn, 0.025, axis=0), np.quantile(drawn, 0.975, axis=0)
    return [Gain(whole[i], float(low[i]), float(high[i])) for i in (0, 1)]
