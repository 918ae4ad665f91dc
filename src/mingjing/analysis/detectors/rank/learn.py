"""Learns which findings turn out true and how much of them (LightGBM): same verdicts, same models, bit by bit."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit import calibrate
from mingjing.analysis.detectors.kit.calibrate import FOLDS, Calibration, Verdict
from mingjing.analysis.detectors.kit.verdicts import Checked
from mingjing.analysis.detectors.rank import shares
from mingjing.analysis.detectors.rank.rates import Rates, tally
from mingjing.analysis.detectors.rank.traits import ALL, Numbers, matrix

SEED = 11
TREES = 300
PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "monotone_constraints": [trait.monotone for trait in ALL],
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": SEED,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Learnt:
    """A fitted model as text, how its scores read, and the rates that are one of its features.

    `shares` is the model of the second stage, empty while too few true findings are known.
    """

    text: str
    calibration: Calibration
    rates: Rates
    shares: str = ""

    @property
    def sha256(self) -> str:
        """The digest of both models' texts."""
        return hashlib.sha256((self.text + self.shares).encode()).hexdigest()

    def probability(self, found: Sequence[Mapping[str, Any]], kinds: Sequence[tuple[str, str]]) -> Numbers:
        """Return how probable it is that findings with these traits, of these (rule, behaviour), are true."""
        table = matrix(found, [self.rates.confirmed(*kind) for kind in kinds])
        return self.calibration.apply(_predict(booster(self.text), table))

    def ratio(self, found: Sequence[Mapping[str, Any]], kinds: Sequence[tuple[str, str]]) -> Numbers:
        """Return which share of its amount each of these findings keeps if it is true."""
        return shares.told(self.shares, self.rates, found, [code for code, _ in kinds])


def booster(text: str) -> Any:
    """Return the model that a text describes."""
    import lightgbm  # noqa: PLC0415 - seldom needed, slow to import

    return lightgbm.Booster(model_str=text)


def contributions(model: Any, table: Numbers) -> Numbers:
    """Return per finding and trait (in the order of ALL) by how much it moves the log-odds."""
    return np.asarray(model.predict(table, pred_contrib=True, num_threads=1))[:, : len(ALL)]


def usable(rows: Sequence[Checked]) -> list[Checked]:
    """Return the verdicts that can be learnt from: a label, a day, and what was known when the finding was published."""
    return [row for row in rows if row.label is not None and row.decided_on and row.traits is not None]


def learn(rows: Sequence[Checked]) -> Learnt:
    """Fit the model and its calibration; the calibration sees only what models of other institutions' verdicts said."""
    fold = folds(rows)
    said = np.full(len(rows), np.nan)
    for number in range(FOLDS):
        rest = [at for at in range(len(rows)) if fold[at] != number]
        mine = [at for at in range(len(rows)) if fold[at] == number]
        if mine and len({rows[at].label for at in rest}) > 1:
            said[mine] = _predict(*_fit([rows[at] for at in rest], [rows[at] for at in mine]))
    known = [at for at in range(len(rows)) if not np.isnan(said[at])]
    verdicts = [
        Verdict("RANK", float(said[at]), rows[at].label or 0.0, _weight(rows[at]), rows[at].place)
        for at in known
    ]
    model, _ = _fit(rows, [])
    places, apart = _apart(rows)
    kept = shares.fit(rows, lambda row: apart[places[row.place]], PARAMETERS, TREES)
    return Learnt(model.model_to_string(), calibrate.fit(verdicts), tally(rows), kept)


def outside(rows: Sequence[Checked], others: Sequence[Checked]) -> tuple[Numbers, Numbers]:
    """Return how probable `others` are to be true, and the share of each if it is.

    Each by verdicts in `rows` of other institutions alone; NaN if there are none.
    """
    fold = _fold_of((*rows, *others))
    found, share = np.full(len(others), np.nan), np.full(len(others), np.nan)
    for number in range(FOLDS):
        rest = [row for row in rows if fold[row.place] != number]
        mine = [at for at, row in enumerate(others) if fold[row.place] == number]
        if mine and len({row.label for row in rest}) > 1:
            kinds = [(others[at].code, others[at].behaviour) for at in mine]
            known, learnt = [others[at].traits or {} for at in mine], learn(rest)
            found[mine], share[mine] = learnt.probability(known, kinds), learnt.ratio(known, kinds)
    return found, share


def folds(rows: Sequence[Checked]) -> list[int]:
    """Return the fold of each row: whole institutions."""
    places = _fold_of(rows)
    return [places[row.place] for row in rows]


def _fold_of(rows: Sequence[Checked]) -> dict[str, int]:
    return {place: number % FOLDS for number, place in enumerate(sorted({row.place for row in rows}))}


def _apart(rows: Sequence[Checked]) -> tuple[dict[str, int], list[Rates]]:
    """The fold of each institution, and by fold the rates of the verdicts of all other folds."""
    places = _fold_of(rows)
    return places, [tally(row for row in rows if places[row.place] != n) for n in range(FOLDS)]


def _fit(rows: Sequence[Checked], others: Sequence[Checked]) -> tuple[Any, Numbers]:
    """Train on `rows`; return the model and the table of `others` as the model reads it."""
    import lightgbm  # noqa: PLC0415 - seldom needed, slow to import

    places, apart = _apart(rows)
    rates = [apart[places[row.place]].confirmed(row.code, row.behaviour) for row in rows]
    data = lightgbm.Dataset(
        matrix([row.traits or {} for row in rows], rates),
        np.array([row.label for row in rows]),
        weight=np.array([_weight(row) for row in rows]),
    )
    model = lightgbm.train(dict(PARAMETERS), data, TREES)
    whole = tally(rows)
    table = matrix(
        [row.traits or {} for row in others], [whole.confirmed(row.code, row.behaviour) for row in others]
    )
    return model, table


def _predict(model: Any, table: Numbers) -> Numbers:
    return np.asarray(model.predict(table, num_threads=1)) if len(table) else np.zeros(0)


def _weight(row: Checked) -> float:
    return max(row.drawn * (row.share if row.label else 1.0), 1e-3)
