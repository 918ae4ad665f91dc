"""Champion against challenger: two versions of a model over the same lake, judged by the verdicts there are.

Verdicts exist only where somebody looked: what only the challenger finds is counted, not judged. Higher is the
challenger less the champion; institutions are resampled for the interval.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import yaml

from mingjing.analysis.detectors.kit import verdicts
from mingjing.analysis.detectors.kit.calibrate import Verdict, expected_error, reliability
from mingjing.analysis.detectors.kit.model import Model, load
from mingjing.analysis.detectors.kit.stats import wilson
from mingjing.analysis.detectors.kit.verdicts import Checked
from mingjing.analysis.detectors.rank.decide import Gain
from mingjing.analysis.detectors.rank.traits import Numbers
from mingjing.analysis.screening import run, traits
from mingjing.kernel.errors import UsageError

CARDS = "model_cards"
SHARE = 0.20
DRAWS = 1000
SEED = 11


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what it found, and of the checked findings how many it keeps and how many of those were true."""

    version: int
    findings: int
    checked: int
    true: int
    interval: tuple[float, float] | None
    error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both versions; `both`, `new` and `lost` count findings. The gains are None without checked findings."""

    champion: Side
    challenger: Side
    both: int
    new: int
    lost: int
    verdicts: int
    precision: Gain | None
    money: Gain | None

    @property
    def advice(self) -> str:
        """What the verdicts say about a switch."""
        if self.precision is None or self.money is None:
            return "没有可用的核查结论，不能据以切换；可先试运行"
        if self.precision.low > 0 and self.money.low >= 0:
            return "挑战版在已核查的疑点上可靠地更好，可提请切换"
        if self.precision.high < 0 or self.money.high < 0:
            return "挑战版在已核查的疑点上更差，不应切换"
        return "两版在已核查的疑点上分不出高下，不应仅凭此切换"

    @property
    def shown(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return asdict(self) | {"advice": self.advice}


def challenger(champion: Model, against: str, folder: Path, runs: Path | None = None) -> Model:
    """Return the model with another card: a card.yaml, a folder with one, or the version number of an earlier run.

    `folder` is where it may be put together. Raises UsageError, DocumentError.
    """
    card = _card(champion, against, runs)
    made = folder / champion.card.name
    shutil.copytree(champion.folder, made, ignore=shutil.ignore_patterns("__pycache__"))
    if card.is_dir():
        shutil.copytree(card, made, dirs_exist_ok=True)
    else:
        shutil.copyfile(card, made / "card.yaml")
    other = load(made)
    if other.code != champion.code:
        raise UsageError(
            f"模型卡是 {other.code} 的，不是 {champion.code} 的",
            where=str(card),
            do="指定同一模型的另一版模型卡",
        )
    return other


def _card(champion: Model, against: str, runs: Path | None) -> Path:
    path = Path(against)
    if path.is_dir() and (path / "card.yaml").is_file():
        return path
    if path.is_file():
        return path
    if against.isdigit() and runs is not None:
        for file in sorted(runs.glob(f"*/{CARDS}/{champion.card.name}.yaml")):
            head = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            if head["version"] == int(against):
                return file
    raise UsageError(
        f"没有找到模型卡“{against}”",
        why="不是文件；作为版本号，在历次筛查的结果中也没有",
        do="写模型卡 card.yaml 的路径，或版本号并用 --runs 指明历次筛查所在的文件夹",
    )


def compare(lake: Path, champion: Model, other: Model, settings: run.Settings) -> Comparison:
    """Run both over the lake and judge them. Raises UsageError for a model that weighs what others found."""
    if champion.is_late:
        raise UsageError(f"{champion.code} 汇总其他模型的结果，不能单独比较", do="比较它所依据的模型")
    with tempfile.TemporaryDirectory(prefix="mingjing-compare-") as scratch:
        sides = []
        for name, model in (("champion", champion), ("challenger", other)):
            out = Path(scratch) / name
            run.screen(lake, out, run.replacing(settings, model))
            sides.append(scores(out))
    rows = [row for row in verdicts.read().rows if row.code == champion.code and row.label is not None]
    return judged([row for row in rows if row.unit_key], sides[0], sides[1], champion, other)


def scores(out: Path) -> dict[str, float]:
    """Return the score of each finding of a run by what it is about."""
    columns = ["unit_key", "score"]
    rows = pq.read_table(out / traits.FILE, columns=columns).to_pylist()
    return {row["unit_key"]: float(row["score"] or 0) for row in rows}


def judged(
    rows: Sequence[Checked], old: Mapping[str, float], new: Mapping[str, float], champion: Model, other: Model
) -> Comparison:
    """Compare what two versions said of the checked findings; what a version does not find has score 0."""
    precision, money = _gains(rows, old, new) if rows else (None, None)
    return Comparison(
        _side(rows, old, champion),
        _side(rows, new, other),
        len(old.keys() & new.keys()),
        len(new.keys() - old.keys()),
        len(old.keys() - new.keys()),
        len(rows),
        precision,
        money,
    )


def _side(rows: Sequence[Checked], found: Mapping[str, float], model: Model) -> Side:
    kept = [row for row in rows if row.unit_key in found]
    true = sum(bool(row.label) for row in kept)
    told = [Verdict(row.code, found[row.unit_key], row.label or 0.0, row.drawn, row.place) for row in kept]
    error = expected_error(reliability(np.array([one.score_raw for one in told]), told)) if told else 1.0
    return Side(model.card.version, len(found), len(kept), true, wilson(true, len(kept)), error)


def _gains(rows: Sequence[Checked], old: Mapping[str, float], new: Mapping[str, float]) -> tuple[Gain, Gain]:
    """The share of true ones and the verified money among the fifth that each version puts first."""
    names = sorted({row.place for row in rows})
    place = np.array([names.index(row.place) for row in rows])
    generator = np.random.default_rng(SEED)
    times = np.vstack(
        [
            np.ones((1, len(names))),
            generator.multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS),
        ]
    )
    before, after = (_first(rows, found, times[:, place]) for found in (old, new))
    return _gain(before[:, 0], after[:, 0]), _gain(before[:, 1], after[:, 1])


def _first(rows: Sequence[Checked], found: Mapping[str, float], times: Any) -> Numbers:
    order = sorted(range(len(rows)), key=lambda at: (-found.get(rows[at].unit_key, 0.0), rows[at].finding_id))
    weight = times[:, order] * np.array([rows[at].drawn for at in order])
    upto = np.cumsum(weight, axis=1)
    part = np.clip(SHARE * upto[:, -1:] - (upto - weight), 0, weight)
    true = np.array([rows[at].label or 0.0 for at in order])
    money = np.array([rows[at].verified for at in order])
    whole = part.sum(axis=1)
    return np.column_stack(
        [(part * true).sum(axis=1) / np.where(whole > 0, whole, 1), (part * money).sum(axis=1)]
    )


def _gain(old: Numbers, new: Numbers) -> Gain:
    low, high = np.quantile((new - old)[1:], [0.025, 0.975])
    return Gain(*(round(float(value), 4) for value in (old[0], new[0], low, high)))
