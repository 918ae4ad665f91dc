"""Learns which findings turn out true (LightGBM) and says how probable each is: same verdicts, same model, bit by bit."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mingjing.analysis.detectors.kit import calibrate
from mingjing.analysis.detectors.kit.calibrate import FOLDS, Calibration, Verdict
from mingjing.analysis.detectors.kit.verdicts import Checked
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
    """A fitted model as text, how its scores read, and the rates that are one of its features."""

    text: str
    calibration: Calibration
    rates: Rates

    @property
    def sha256(self) -> str:
        """The digest of the model's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def probability(self, found: Sequence[Mapping[str, Any]], kinds: Sequence[tuple[str, str]]) -> Numbers:
        """Return how probable it is that findings with these traits, of these (rule, behaviour), are true."""
        table = matrix(found, [self.rates.confirmed(*kind) for kind in kinds])
        return self.calibration.apply(_predict(booster(self.text), table))


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
    return Learnt(model.model_to_string(), calibrate.fit(verdicts), tally(rows))


def outside(rows: Sequence[Checked], others: Sequence[Checked]) -> Numbers:
    """Return how probable `others` are to be true, each by verdicts in `rows` of other institutions alone; NaN if none."""
    places = {row.place for row in (*rows, *others)}
    fold = {place: number % FOLDS for number, place in enumerate(sorted(places))}
    found = np.full(len(others), np.nan)
    for number in range(FOLDS):
        rest = [row for row in rows if fold[row.place] != number]
        mine = [at for at, row in enumerate(others) if fold[row.place] == number]
        if mine and len({row.label for row in rest}) > 1:
            kinds = [(others[at].code, others[at].behaviour) for at in mine]
            found[mine] = learn(rest).probability([others[at].traits or {} for at in mine], kinds)
    return found


def folds(rows: Sequence[Checked]) -> list[int]:
    """Return the fold of each row: whole institutions."""
    places = {place: number % FOLDS for number, place in enumerate(sorted({row.place for row in rows}))}
    return [places[row.place] for row in rows]


def _fit(rows: Sequence[Checked], others: Sequence[Checked]) -> tuple[Any, Numbers]:
    """Train on `rows`; return the model and the table of `others` as the model reads it."""
    import lightgbm  # noqa: PLC0415 - seldom needed, slow to import

    fold = folds(rows)
    apart = [tally(row for row, own in zip(rows, fold, strict=True) if own != n) for n in range(FOLDS)]
    rates = [apart[number].confirmed(row.code, row.behaviour) for row, number in zip(rows, fold, strict=True)]
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
