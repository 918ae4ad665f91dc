"""From scores to probabilities: what officers found decides; until they have found enough, the score stays as it is.

Verdicts stand in `verdicts.csv` of a local folder (written by the office): rule_code, score_raw, verdict,
suspected_amt, verified_amt, sel_prob, fixmedins_code. 属实 counts as one, 部分属实 with the share that was verified,
不属实 as none; what could not be checked, or was the data's or the rule's fault, is no label. Weights are those of the
draw (one over its probability), so that looking where one looked before does not feed itself.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingjing.kernel import local
from mingjing.kernel.errors import DataError

Numbers = NDArray[np.float64]

UNCALIBRATED, CALIBRATED = "未校准", "已校准"
FEWEST_VERDICTS, FEWEST_POSITIVES = 200, 40
ISOTONIC_FROM = 1000
MOST_WEIGHT = 20.0
FOLDS = 5
KNOTS = 101
_BINS = 10
_LABELS = {"属实": 1.0, "部分属实": 1.0, "不属实": 0.0}
_COLUMNS = (
    "rule_code",
    "score_raw",
    "verdict",
    "suspected_amt",
    "verified_amt",
    "sel_prob",
    "fixmedins_code",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One checked finding of a model: its score, whether it was true, what it weighs, where it was."""

    code: str
    score_raw: float
    label: float
    weight: float
    place: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores of a model read. `knots` are the calibrated scores at 0, 0.01 … 1; empty while uncalibrated."""

    verdicts: int = 0
    positives: int = 0
    method: str = ""
    error: float | None = None
    knots: tuple[float, ...] = ()

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


def fit(verdicts: Sequence[Verdict]) -> Calibration:
    """Fit the verdicts of one model; too few of them, or scores that speak against themselves, leave it uncalibrated."""
    positives = sum(one.label > 0 for one in verdicts)
    if len(verdicts) < FEWEST_VERDICTS or positives < FEWEST_POSITIVES or positives == len(verdicts):
        return Calibration(len(verdicts), positives)
    method = "isotonic" if len(verdicts) >= ISOTONIC_FROM else "sigmoid"
    grid = np.linspace(0, 1, KNOTS)
    knots = _fitted(method, verdicts)(grid)
    if knots[-1] - knots[0] <= 0:
        return Calibration(len(verdicts), positives)
    error = _error(_out_of_fold(method, verdicts), verdicts)
    return Calibration(
        len(verdicts), positives, method, error, tuple(float(round(knot, 6)) for knot in knots)
    )


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


def _error(said: Numbers, verdicts: Sequence[Verdict]) -> float:
    """The expected calibration error: how far what was said is from what was found, over tenths of the score."""
    label = np.array([float(one.label > 0) for one in verdicts])
    weight = np.array([one.weight for one in verdicts])
    known = ~np.isnan(said)
    tenth = np.minimum((said[known] * _BINS).astype(int), _BINS - 1)
    total = 0.0
    for number in range(_BINS):
        here = tenth == number
        if here.any():
            w = weight[known][here]
            gap = np.average(said[known][here], weights=w) - np.average(label[known][here], weights=w)
            total += w.sum() * abs(gap)
    return round(float(total / weight[known].sum()), 4) if known.any() else 1.0


def read() -> dict[str, Calibration]:
    """Return the calibration of every model that has verdicts in the local folders. Raises DataError."""
    by_code: dict[str, list[Verdict]] = {}
    for folder in local.folders():
        file = folder / local.VERDICTS
        if file.is_file():
            with file.open(encoding="utf-8-sig", newline="") as handle:
                for number, row in enumerate(csv.DictReader(handle), start=2):
                    verdict = _verdict(row, f"{file}:{number}")
                    if verdict:
                        by_code.setdefault(verdict.code, []).append(verdict)
    return {code: fit(found) for code, found in by_code.items()}


def _verdict(row: Mapping[str, str | None], where: str) -> Verdict | None:
    missing = [name for name in _COLUMNS if name not in row]
    if missing:
        raise DataError(f"核查结果缺少列 {'、'.join(missing)}", where=where, do=f"列为 {'、'.join(_COLUMNS)}")
    label = _LABELS.get((row["verdict"] or "").strip())
    if label is None or not row["score_raw"]:
        return None
    try:
        weight = min(MOST_WEIGHT, 1 / float(row["sel_prob"] or 1))
        if (row["verdict"] or "").strip() == "部分属实":
            suspected, verified = float(row["suspected_amt"] or 0), float(row["verified_amt"] or 0)
            weight *= min(1.0, verified / suspected) if suspected > 0 else 1.0
        score = float(row["score_raw"])
    except (ValueError, ZeroDivisionError) as error:
        raise DataError(
            "核查结果中的数字看不懂", where=where, why=str(error), do="写成 0.62 这样的小数"
        ) from error
    return Verdict(str(row["rule_code"]), score, label, weight, str(row["fixmedins_code"]))
