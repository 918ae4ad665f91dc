"""Models in a screening: which run, what they need, and their findings in the form that rules' findings have."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sqlglot import exp

from mingjing.analysis.detectors.kit import calibrate
from mingjing.analysis.detectors.kit import findings as model_findings
from mingjing.analysis.detectors.kit import run as model_run
from mingjing.analysis.detectors.kit.calibrate import UNFITTED, Calibration
from mingjing.analysis.detectors.kit.card import Card, Unit
from mingjing.analysis.detectors.kit.model import Model, models, named, ordered, score_schema
from mingjing.analysis.detectors.kit.needs import ModelPlan
from mingjing.analysis.detectors.kit.run import Bench, Outcome
from mingjing.analysis.detectors.kit.steps import tree_of
from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import relations
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.hits import Report, counter, silent
from mingjing.kernel.errors import UsageError

LIVE = ("active", "shadow")
_PEERS = "SELECT fixmedins_code, level, peer_key FROM peer_group"


def choose(codes: Sequence[str] | None) -> list[Model]:
    """Return the models of these codes, in the order in which they can run; None means every live one.

    Raises UsageError for one that does not exist or is retired.
    """
    if codes is None:
        return ordered(model for model in models().values() if model.card.status in LIVE)
    wanted = named(codes)
    if retired := [one.code for one in wanted if one.card.status == "retired"]:
        raise UsageError(f"模型 {'、'.join(retired)} 已停用", do="从 --rules 中去掉")
    return ordered(wanted)


def needed_marts(plans: Iterable[ModelPlan]) -> set[str]:
    """Return the marts that the evaluable units read."""
    found: set[str] = set()
    for plan in plans:
        found |= plan.model.steps.outside(_wanted(plan)) & marts.marts().keys()
        if any(one.unit.peers == ("institution",) for one in plan.evaluable):
            found.add("peer_group")
    return found


def texts(plans: Iterable[ModelPlan]) -> Sequence[exp.Expr]:
    """Return the SQL that the models read marts with."""
    found = [tree_of(_PEERS, Path())]
    for plan in plans:
        steps = plan.model.steps
        found += [
            tree_of(steps.sql[name], steps.path) for name in steps.behind(_wanted(plan)) if name in steps.sql
        ]
    return found


def _wanted(plan: ModelPlan) -> list[str]:
    return [name for one in plan.evaluable for name in one.unit.ends]


def run(
    plans: Sequence[ModelPlan],
    engine: Engine,
    folder: Path,
    memory: str = "2GB",
    report: Report = silent,
    calibrations: Mapping[str, Calibration] | None = None,
    late: bool = False,
) -> list[Outcome]:
    """Run the models in order, each in its own folder; what a killed run finished is kept.

    `calibrations` say how scores read; by default what the verdicts in the local folders give. `late`: those that read
    findings run too, as if nothing had been found.
    """
    plans = [plan for plan in plans if late or not plan.model.is_late]
    if not plans:
        return []
    attach_empty_scores(engine)
    calibrations = calibrate.read() if calibrations is None else calibrations
    duck = engine if isinstance(engine, DuckDBEngine) else _duck(folder, memory)
    step = counter(report, "模型", len(plans))
    outcomes = []
    try:
        for plan in plans:
            if plan.evaluable:
                known = calibrations.get(plan.model.code, UNFITTED)
                bench = Bench(engine, duck, folder / plan.model.card.name, known)
                outcomes.append(model_run.run(plan, bench))
            step()
    finally:
        if duck is not engine:
            duck.close()
    return outcomes


def attach_empty_scores(engine: Engine) -> None:
    """Attach the scores that models read of one another, empty until a model has run."""
    for name, columns in score_schema().items():
        engine.attach_parquet(name, [], columns)


def _duck(folder: Path, memory: str) -> DuckDBEngine:
    """The DuckDB that compares and scores what another engine computed."""
    duck = DuckDBEngine(memory, 2, folder / "spill", [folder.parent])
    files = list(relations.mart_files(folder.parent / "marts", "peer_group"))
    duck.attach_parquet("peer_group", files, marts.marts()["peer_group"].sql_types)
    return duck


def again(plans: Sequence[ModelPlan], folder: Path) -> list[Outcome]:
    """Return the outcomes of models that a killed run finished."""
    return [
        model_run.finished(plan, folder / plan.model.card.name)
        for plan in plans
        if plan.evaluable and not plan.model.is_late
    ]


def hits(outcomes: Iterable[Outcome]) -> list[Hits]:
    """Return the findings of the models as hit rows, those of each unit as a part of its own."""
    return [
        Hits(
            _unit_rule(outcome.model.card, one.unit),
            one.flagged.file,
            one.flagged.columns,
            part=f"{outcome.model.code}.{one.unit.name}",
        )
        for outcome in outcomes
        for one in outcome.units
    ]


def as_rule(card: Card) -> Rule:
    """Return the model as a rule for what only asks for code, version, texts and status."""
    return Rule(
        code=card.code,
        version=card.version,
        title=card.title,
        status=card.status,
        national_code=(),
        behaviour=card.behaviour,
        severity=3,
        subject=card.units[0].subject_type,
        grain=("unit_id",),
        amount="none",
        classes=(),
        scenes=(),
        stages=(3,),
        law=card.law,
        params={},
        message="{text}",
        verify=card.texts["verify"],
        defence=card.texts["defence"],
        known_gaps=str(card.texts.get("gaps") or ""),
        evidence=model_findings.EVIDENCE,
        works_without=(),
        cases=(),
        document=SqlDocument(card.path, {}, "SELECT 1", 1, 1, {}),
    )


def as_rules(chosen: Iterable[Model]) -> list[Rule]:
    """Return the models as rules, see as_rule."""
    return [as_rule(model.card) for model in chosen]


def _unit_rule(card: Card, unit: Unit) -> Rule:
    return replace(
        as_rule(card),
        subject=unit.subject_type,
        behaviour=unit.behaviour,
        amount=unit.amount,
        classes=unit.classes,
    )


def model_hash(model: Model) -> str:
    """Return the sha256 of everything that decides the model's scores: its folder and the kit."""
    state = hashlib.sha256()
    kit = Path(model_run.__file__).parent
    for path in (*sorted(kit.glob("*.py")), *sorted(model.folder.iterdir())):
        if path.is_file():
            state.update(path.name.encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def entry(
    plan: ModelPlan,
    outcome: Outcome | None,
    found: Mapping[str, Any] | None,
    calibration: Calibration = UNFITTED,
) -> dict[str, Any]:
    """Return what the summary says of a model: like a rule, and per unit how many could be judged."""
    card = plan.model.card
    figures = found or {"findings": 0, "subjects": 0, "checkout_amt": 0, "fund_amt": 0}
    # A search for groups that meets none has judged; the other kinds of unit are there whenever there is enough data.
    judged = (
        any(one.judged or (one.unit.branch == "g" and not one.gated) for one in outcome.units)
        if outcome
        else False
    )
    state = "not_evaluated" if plan.missing else "evaluated" if judged else "abstained"
    return {
        "code": card.code,
        "version": card.version,
        "title": card.title,
        "behaviour": card.behaviour,
        "sev": 3,
        "life": card.status,
        "status": state,
        "outcome": state if state != "evaluated" else "found" if found else "nothing_found",
        "missing": list(plan.missing),
        "units": [
            {
                "name": one.unit.name,
                "zh": one.unit.zh,
                "missing": list(one.missing),
                "without": {name: list(columns) for name, columns in one.features.items()},
                **((outcome.counts().get(one.unit.name) or {}) if outcome else {}),
            }
            for one in plan.units
        ],
        "calibration": _calibrated(calibration),
        **{name: figures[name] for name in ("findings", "subjects", "checkout_amt", "fund_amt")},
        "seconds": outcome.seconds if outcome else None,
    }


def _calibrated(found: Calibration) -> dict[str, Any]:
    """How the scores of a model read, on how many verdicts that rests, and how well they fit."""
    return {
        "state": found.state,
        "verdicts": found.verdicts,
        "positives": found.positives,
        "method": found.method,
        "error": found.error,
        "until": found.until,
        "frozen": found.frozen,
        "reliability": [asdict(row) for row in found.table],
    }


def write_scores(outcomes: Iterable[Outcome], duck: DuckDBEngine, out: Path) -> None:
    """Write model_scores/<name>.parquet, every unit that passed the gate, flagged or not, and the cards they rest on."""
    for folder in ("model_scores", "model_cards"):
        (out / folder).mkdir(exist_ok=True)
    for outcome in outcomes:
        card = outcome.model.card
        shutil.copyfile(card.path, out / "model_cards" / f"{card.name}.yaml")
        files = ", ".join(f"'{one.file}'" for one in outcome.units)
        target = out / "model_scores" / f"{outcome.model.card.name}.parquet"
        duck.execute(
            f"COPY (SELECT * FROM read_parquet([{files}], union_by_name = true) ORDER BY unit, unit_id)"
            f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
