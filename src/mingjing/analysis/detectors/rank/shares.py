"""Which share of its amount a true finding keeps (RANK's second stage): the rule's shrunken mean until LightGBM can learn it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit.verdicts import Checked
from mingjing.analysis.detectors.rank.rates import Rates
from mingjing.analysis.detectors.rank.traits import ALL, Numbers, matrix

FEWEST = 300
"""True findings with an amount below which nothing is learnt."""
POWER = 1.5


def usable(rows: Sequence[Checked]) -> list[Checked]:
    """Return the true findings that had an amount to verify."""
    return [row for row in rows if row.label and row.suspected > 0 and row.traits is not None]


def parameters(common: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the first stage: a Tweedie share that only the rule's own mean share must raise."""
    monotone = [0] * (len(ALL) - 1) + [1]
    wanted = {"objective": "tweedie", "tweedie_variance_power": POWER, "monotone_constraints": monotone}
    return {**common, **wanted}


def fit(
    rows: Sequence[Checked], apart: Callable[[Checked], Rates], common: Mapping[str, Any], trees: int
) -> str:
    """Return the model as text; empty while there are too few. `apart` gives the rates of other institutions' verdicts."""
    known = usable(rows)
    if len(known) < FEWEST:
        return ""
    import lightgbm  # noqa: PLC0415 - seldom needed, slow to import

    table = matrix([row.traits or {} for row in known], [apart(row).ratio(row.code) for row in known])
    share = np.array([row.share for row in known])
    data = lightgbm.Dataset(table, share, weight=np.array([row.drawn for row in known]))
    return str(lightgbm.train(parameters(common), data, trees).model_to_string())


def told(text: str, rates: Rates, found: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> Numbers:
    """Return the share expected of each finding, were it true: learnt when there is a model, else the rule's mean."""
    mean = np.array([rates.ratio(code) for code in codes], dtype=float)
    if not text or not len(mean):
        return mean
    import lightgbm  # noqa: PLC0415 - seldom needed, slow to import

    model = lightgbm.Booster(model_str=text)
    share = np.asarray(model.predict(matrix(found, list(mean)), num_threads=1), dtype=np.float64)
    return np.minimum(np.maximum(share, 0.0), 1.0)
