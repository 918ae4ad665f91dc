"""The models by code: one folder each with card.yaml, features.sql, cases.yaml and, where needed, detector.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.detectors.kit import card as cards
from mingjing.analysis.detectors.kit import steps as documents
from mingjing.analysis.detectors.kit.card import COLUMN, Card, Unit
from mingjing.analysis.detectors.kit.detector import Detector
from mingjing.analysis.detectors.kit.steps import Steps
from mingjing.kernel.errors import DocumentError, Problem, UsageError

CATALOG = "mingjing.analysis.detectors.catalog"
PREFIX = "MDL-"  # what the code of every model begins with, and of no rule
CASE_KINDS = ("hit", "near_miss", "look_alike", "other")
_CASE_KEYS = {"name", "kind", "given", "knowledge", "rows", "scores"}
# What other models may read of a model's scores, as `score_<model>_<unit>`.
SCORE_COLUMNS: Mapping[str, str] = {
    "unit_id": "VARCHAR",
    "period": "VARCHAR",
    "score_raw": "DOUBLE",
    "score": "DOUBLE",
    "score_soft": "DOUBLE",
    "coverage": "DOUBLE",
    "families": "BIGINT",
}
# What a model may read that runs when rules and other models have found what they find (see `is_late`).
LATE: Mapping[str, Mapping[str, str]] = {
    "finding_so_far": {
        "rule_code": "VARCHAR",
        "sev_deg": "BIGINT",
        "behaviour": "VARCHAR",
        "fixmedins_code": "VARCHAR",
        "psn_no": "VARCHAR",
        "staff_code": "VARCHAR",
        "fund_amt": "DECIMAL(16,2)",
    },
    "finding_line_so_far": {
        "rule_code": "VARCHAR",
        "sev_deg": "BIGINT",
        "fixmedins_code": "VARCHAR",
        "unit": "VARCHAR",
        "hit_fund": "DECIMAL(16,2)",
    },
    "finding_person": {"rule_code": "VARCHAR", "psn_no": "VARCHAR"},
    "scored_so_far": {
        "model": "VARCHAR",
        "fixmedins_code": "VARCHAR",
        "psn_no": "VARCHAR",
        "staff_code": "VARCHAR",
        "score": "DOUBLE",
    },
    "inst_score": {
        "model": "VARCHAR",
        "fixmedins_code": "VARCHAR",
        "score": "DOUBLE",
        "score_soft": "DOUBLE",
    },
    "model_ran": {"model": "VARCHAR"},
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelCase:
    """One case: tables (`given`) or rows of a unit's step (`rows`) in, scores out."""

    name: str
    kind: str
    given: Mapping[str, list[Row]]
    knowledge: Mapping[str, list[Row]]
    rows: Mapping[str, list[Row]]
    scores: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model, whole."""

    card: Card
    steps: Steps
    cases: tuple[ModelCase, ...]
    detector: Detector
    folder: Path

    @property
    def code(self) -> str:
        """The code, as findings carry it."""
        return self.card.code

    @property
    def is_late(self) -> bool:
        """Whether it reads findings, and so runs after everything else."""
        return bool(self.steps.outside(self.wanted()) & LATE.keys())

    def unit_columns(self, unit: Unit) -> list[str]:
        """The columns that the unit's step gives, in its order."""
        return self.step_columns(unit.step)

    def step_columns(self, step: str) -> list[str]:
        """The columns that a step gives, in its order."""
        tree = documents.tree_of(self.steps.sql[step], self.steps.path)
        return [part.alias_or_name for part in tree.selects]

    def wanted(self) -> list[str]:
        """The steps that a run needs: those of the units, of their parts and of their amounts."""
        return list(dict.fromkeys(name for unit in self.card.units for name in unit.ends))


@cache
def models() -> dict[str, Model]:
    """Return every model by code. Raises DocumentError with the faults of all of them."""
    found: dict[str, Model] = {}
    problems: list[Problem] = []
    for path in sorted(Path(str(files(CATALOG))).glob("*/card.yaml")):
        try:
            model = load(path.parent)
        except DocumentError as error:
            problems += error.problems
            continue
        found[model.code] = model
    if problems:
        raise DocumentError.from_problems(problems)
    return dict(sorted(found.items()))


def named(codes: Sequence[str]) -> list[Model]:
    """Return the models of these codes, each once. Raises UsageError for an unknown one."""
    known = models() if codes else {}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise UsageError(f"没有模型 {'、'.join(unknown)}", do=f"现有：{'、'.join(known)}")
    return [known[code] for code in dict.fromkeys(codes)]


def load(folder: Path) -> Model:
    """Read one model's folder. Raises DocumentError."""
    card = cards.read(folder / "card.yaml")
    steps = documents.read(folder / "features.sql", card.name)
    model = Model(card, steps, _cases(folder / "cases.yaml"), _detector(card, steps, folder), folder)
    problems = [problem for unit in card.units for problem in _fit(model, unit)]
    if problems:
        raise DocumentError.from_problems(problems)
    return model


def ordered(chosen: Iterable[Model]) -> list[Model]:
    """Return the models so that each comes after those whose scores it reads."""
    left = {model.card.name: model for model in sorted(chosen, key=lambda m: m.code)}
    done: list[Model] = []
    while left:
        ready = [m for m in left.values() if not (read_models(m) & left.keys()) - {m.card.name}]
        if not ready:
            raise DocumentError(f"模型互相读取得分：{'、'.join(left)}", do="去掉其中一处引用")
        done += ready
        for model in ready:
            del left[model.card.name]
    return done


def read_models(model: Model) -> set[str]:
    """Return the names of the models whose scores this one reads."""
    outside = model.steps.outside(model.wanted())
    return {other.card.name for other in models().values() if score_names(other.card) & outside}


def score_names(card: Card) -> set[str]:
    """Return the names under which other models read this one's scores."""
    return {f"score_{card.name}_{unit.name}" for unit in card.units}


def score_schema() -> dict[str, dict[str, str]]:
    """Return every relation of scores with its columns (the unit's key and SCORE_COLUMNS), and those of LATE."""
    return {name: dict(columns) for name, columns in LATE.items()} | {
        f"score_{model.card.name}_{unit.name}": dict.fromkeys(unit.key, "VARCHAR") | dict(SCORE_COLUMNS)
        for model in models().values()
        for unit in model.card.units
    }


def _detector(card: Card, steps: Steps, folder: Path) -> Detector:
    if not (folder / "detector.py").exists():
        if steps.computed:
            raise DocumentError("features.sql 声明了 python 关系，却没有 detector.py", where=str(folder))
        return Detector(card, steps)
    module = import_module(f"{CATALOG}.{card.name}.detector")
    own = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Detector) and kind is not Detector
    ]
    if len(own) != 1:
        raise DocumentError("detector.py 要有一个 Detector 的子类", where=str(folder / "detector.py"))
    detector: Detector = own[0](card, steps)
    return detector


def _fit(model: Model, unit: Unit) -> list[Problem]:
    where = str(model.card.path)
    if unit.step not in model.steps.sql:
        return [Problem(f"单元 {unit.name} 的步骤 {unit.step} 不在 features.sql 中", where)]
    given = set(model.unit_columns(unit))
    wanted = {*unit.key, *unit.show, *COLUMN.findall(unit.subject)}
    wanted |= {unit.period} if unit.period else set()
    wanted |= {unit.months.window} if unit.months else set()
    wanted |= {unit.checks} if unit.checks and not unit.sample else set()
    wanted |= {unit.baseline.removeprefix("-")} if unit.baseline else set()
    wanted |= set() if unit.peers == ("institution",) else set(unit.peers)
    for feature in unit.features:
        wanted |= {*feature.columns, *feature.told, *([feature.when] if feature.when else [])}
    names = {feature.name for feature in unit.features}
    problems = [
        Problem(f"步骤 {unit.step} 没有给出列 {name}（单元 {unit.name}）", where)
        for name in sorted(wanted - given)
    ]
    return problems + [
        Problem(f"单元 {unit.name} 的 excess 没有特征 {name}", where)
        for name in unit.excess
        if name not in names
    ]


def _cases(path: Path) -> tuple[ModelCase, ...]:
    if not path.exists():
        raise DocumentError(
            "模型没有案例",
            where=str(path),
            do="写 cases.yaml：至少一个应检出、一个差一点、一个诚实的相似情形",
        )
    raw: Sequence[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)[
        "cases"
    ]
    found = []
    for one in raw:
        if not {"name", "kind", "scores"} <= set(one) <= _CASE_KEYS or one["kind"] not in CASE_KINDS:
            raise DocumentError(
                f"案例 {one.get('name', '')} 要有 name、kind（{'、'.join(CASE_KINDS)}）、scores，以及 given 或 rows",
                where=str(path),
            )
        found.append(
            ModelCase(
                one["name"],
                one["kind"],
                one.get("given") or {},
                one.get("knowledge") or {},
                one.get("rows") or {},
                tuple(one["scores"]),
            )
        )
    return tuple(found)
