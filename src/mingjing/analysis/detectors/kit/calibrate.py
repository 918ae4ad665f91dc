"""From scores to probabilities: what officers found decides; until they have found enough, the score stays as it is.

Of the verdicts (see verdicts.py) 属实 counts as one, 部分属实 with the share that was verified, 不属实 as none; what
could not be checked, or was the data's or the rule's fault, is no label. Weights are those of the draw (one over its
probability), so that looking where one looked before does not feed itself. A calibration changes once a quarter: it
rests on the verdicts up to the last quarter, or, the first time, on the first ones that are enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingjing.analysis.detectors.kit import verdicts as files
from mingjing.analysis.detectors.kit.verdicts import Checked, quarter

Numbers = NDArray[np.float64]

UNCALIBRATED, CALIBRATED = "未校准", "已校准"
FEWEST_VERDICTS, FEWEST_POSITIVES = 200, 40
ISOTONIC_FROM = 1000
FOLDS = 5
KNOTS = 101
_BINS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """One checked finding of a model: its score, whether it was true, what it weighs, where it was."""

    code: str
    score_raw: float
    label: float
    weight: float
    place: str
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tenth:
    """One row of a reliability table: of `verdicts` scores from `low` to `high`, what was said and what was found.

    `weight` is what they weigh by the probabilities of their draws.
    """

    low: float
    high: float
    verdicts: int
    said: float
    found: float
    weight: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores of a model read. `knots` are the calibrated scores at 0, 0.01 … 1; empty while uncalibrated.

    `until` is the day of its newest verdict; `table` says how well scores fit what was found: of other institutions'
    verdicts, or, while uncalibrated, the scores as they are.
    """

    verdicts: int = 0
    positives: int = 0
    method: str = ""
    error: float | None = None
    knots: tuple[float, ...] = ()
    until: date | None = None
    table: tuple[Tenth, ...] = ()
    frozen: bool = False

    @property
    def state(self) -> str:
        """未校准 or 已校准."""
        return CALIBRATED if self.knots else UNCALIBRATED

    def apply(self, score: Numbers) -> Numbers:
        """The calibrated scores."""
        grid = np.linspace(0, 1, KNOTS)
        return np.interp(score, grid, np.array(self.knots)) if self.knots else score

    def raw(self, threshold: float) -> float:
        """The score that reads as `threshold`; above one when none does."""
        if not self.knots:
            return threshold
        fine = np.linspace(0, 1, 10 * (KNOTS - 1) + 1)
        reached = fine[self.apply(fine) >= threshold]
        return float(reached[0]) if reached.size else 2.0

    def sql(self, score: str) -> str:
        """Portable SQL of the calibrated score: straight lines between the knots."""
        if not self.knots:
            return score
        steps = [
            f"WHEN {score} < {place + 1} * 0.01 THEN {low:.6f} + ({score} - {place} * 0.01) * {(high - low) * 100:.6f}"
            for place, (low, high) in enumerate(zip(self.knots, self.knots[1:], strict=False))
        ]
        return f"CAST(CAST(CASE {' '.join(steps)} ELSE {self.knots[-1]:.6f} END AS DECIMAL(18,6)) AS DOUBLE)"


UNFITTED = Calibration()


def restored(told: Mapping[str, Any]) -> Calibration:
    """Return a calibration that was written as JSON."""
    return Calibration(
        **{
            **told,
            "knots": tuple(told["knots"]),
            "until": date.fromisoformat(told["until"]) if told["until"] else None,
            "table": tuple(Tenth(**row) for row in told["table"]),
        }
    )


def fit(verdicts: Sequence[Verdict]) -> Calibration:
    """Fit the verdicts of one model; too few of them, or scores that speak against themselves, leave it uncalibrated."""
    positives = sum(one.label > 0 for one in verdicts)
    as_it_is = reliability(np.array([one.score_raw for one in verdicts]), verdicts)
    if not _enough(verdicts):
        return Calibration(len(verdicts), positives, table=as_it_is)
    method = "isotonic" if len(verdicts) >= ISOTONIC_FROM else "sigmoid"
    grid = np.linspace(0, 1, KNOTS)
    knots = _fitted(method, verdicts)(grid)
    if knots[-1] - knots[0] <= 0:
        return Calibration(len(verdicts), positives, table=as_it_is)
    table = reliability(_out_of_fold(method, verdicts), verdicts)
    days = [one.decided_on for one in verdicts if one.decided_on]
    return Calibration(
        len(verdicts),
        positives,
        method,
        expected_error(table),
        tuple(float(round(knot, 6)) for knot in knots),
        max(days, default=None),
        table,
    )


def _enough(verdicts: Sequence[Verdict]) -> bool:
    positives = sum(one.label > 0 for one in verdicts)
    return len(verdicts) >= FEWEST_VERDICTS and FEWEST_POSITIVES <= positives < len(verdicts)


def settled(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts that count now: those of past quarters, else the first days' that are enough, else all."""
    days = sorted({one.decided_on for one in verdicts if one.decided_on})
    if not days:
        return list(verdicts)
    begin = quarter(days[-1])
    past = [one for one in verdicts if one.decided_on is None or one.decided_on < begin]
    if _enough(past):
        return past
    for day in (day for day in days if day >= begin):
        some = [one for one in verdicts if one.decided_on is None or one.decided_on <= day]
        if _enough(some):
            return some
    return list(verdicts)


def _fitted(method: str, verdicts: Sequence[Verdict]) -> Any:
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - seldom needed, slow to import
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    x = np.array([one.score_raw for one in verdicts])
    y = np.array([float(one.label > 0) for one in verdicts])
    w = np.array([one.weight for one in verdicts])
    if method == "isotonic":
        return IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(x, y, sample_weight=w).predict
    model = LogisticRegression(C=1e6).fit(x[:, None], y, sample_weight=w)
    return lambda score: model.predict_proba(np.asarray(score)[:, None])[:, 1]


def _out_of_fold(method: str, verdicts: Sequence[Verdict]) -> Numbers:
    """What the verdicts of other institutions would have said of each: no institution vouches for itself."""
    places = sorted({one.place for one in verdicts})
    fold = {place: number % FOLDS for number, place in enumerate(places)}
    found = np.full(len(verdicts), np.nan)
    for number in range(FOLDS):
        rest = [one for one in verdicts if fold[one.place] != number]
        mine = [at for at, one in enumerate(verdicts) if fold[one.place] == number]
        if mine and len({one.label > 0 for one in rest}) > 1:
            scores = np.array([verdicts[at].score_raw for at in mine])
            found[mine] = _fitted(method, rest)(scores)
    return found


def reliability(said: Numbers, verdicts: Sequence[Verdict]) -> tuple[Tenth, ...]:
    """Return, by tenth of what was said, how much of it was found; NaN says nothing."""
    label = np.array([float(one.label > 0) for one in verdicts])
    weight = np.array([one.weight for one in verdicts])
    known = ~np.isnan(said)
    said, label, weight = said[known], label[known], weight[known]
    tenth = np.minimum((said * _BINS).astype(int), _BINS - 1)
    rows = []
    for number in sorted(set(tenth.tolist())):
        here = (tenth == number) & (weight > 0)
        if here.any():
            said_here = float(np.average(said[here], weights=weight[here]))
            found = float(np.average(label[here], weights=weight[here]))
            low, high, total = number / _BINS, (number + 1) / _BINS, float(weight[here].sum())
            rows.append(
                Tenth(low, high, int(here.sum()), round(said_here, 4), round(found, 4), round(total, 4))
            )
    return tuple(rows)


def expected_error(table: Sequence[Tenth]) -> float:
    """Return the expected calibration error: how far what was said is from what was found, by weight; 1 without any."""
    total = sum(row.weight for row in table)
    return round(sum(row.weight * abs(row.said - row.found) for row in table) / total, 4) if total else 1.0


def read() -> dict[str, Calibration]:
    """Return the calibration of every model that has verdicts in the local folders. Raises DataError."""
    return dict(_read(files.read()))


@lru_cache(maxsize=2)
def _read(found: files.Verdicts) -> Mapping[str, Calibration]:
    return {code: fit(settled(some)) for code, some in by_code(found.rows).items()}


def by_code(rows: Iterable[Checked]) -> dict[str, list[Verdict]]:
    """Return the verdicts on scores that say whether the finding was true, by model."""
    found: dict[str, list[Verdict]] = {}
    for row in rows:
        if row.label is not None and row.score is not None:
            weight = row.drawn * (row.share if row.label else 1.0)
            one = Verdict(row.code, row.score, row.label, weight, row.place, row.decided_on)
            found.setdefault(row.code, []).append(one)
    return found
