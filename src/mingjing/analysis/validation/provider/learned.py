"""A learner on the labels, cross-validated: every provider is judged by one that did not see it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from mingjing.analysis.validation.provider.measures import Numbers

FOLDS, REPEATS = 10, 5
_FIXED: Mapping[str, Any] = {"verbose": -1, "n_jobs": 1, "deterministic": True, "force_row_wise": True}
SETTINGS: tuple[Mapping[str, Any], ...] = (
    {"n_estimators": 300, "learning_rate": 0.05, "num_leaves": 15, "min_child_samples": 30},
    {"n_estimators": 300, "learning_rate": 0.02, "num_leaves": 7, "min_child_samples": 30},
    {
        "n_estimators": 300,
        "learning_rate": 0.02,
        "num_leaves": 7,
        "min_child_samples": 30,
        "colsample_bytree": 0.5,
    },
)
"""All of them, averaged, so that none is chosen by the labels; the first is that of the ranking of leads."""


def out_of_fold(features: Numbers, found: NDArray[np.bool_], repeats: int = REPEATS) -> list[Numbers]:
    """Return per repeat the probability of every provider from learners that did not see it."""
    return [_once(features, found, seed) for seed in range(repeats)]


def _once(features: Numbers, found: NDArray[np.bool_], seed: int) -> Numbers:
    told = np.empty(len(found))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(features, found):
        learners = [LGBMClassifier(**_FIXED, **one, random_state=seed) for one in SETTINGS]
        judged = [
            np.asarray(one.fit(features[train], found[train]).predict_proba(features[test]))
            for one in learners
        ]
        told[test] = np.mean(judged, axis=0)[:, 1]
    return told
