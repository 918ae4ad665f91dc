"""Runs one model: steps on the engine of the run, comparison and score on DuckDB, findings explained.

Whatever engine computed the steps, what follows is the same arithmetic over the same Parquet, so that scores and
findings cannot differ. Everything stands in one folder per model; what a killed run finished is kept.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit import between, crowd, months, null_families
from mingjing.analysis.detectors.kit.calibrate import UNFITTED, Calibration
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.findings import Crowd, Flagged, Monthly, flag
from mingjing.analysis.detectors.kit.judge import (
    LEAST_COVERAGE,
    Judged,
    Null,
    can_permute,
    judge,
    null_run,
    scored,
)
from mingjing.analysis.detectors.kit.model import SCORE_COLUMNS, Model
from mingjing.analysis.detectors.kit.needs import ModelPlan, UnitPlan
from mingjing.analysis.detectors.kit.steps import Steps
from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine

_BETWEEN = ("_null", "_member", "_peer", "_month", "_window", "_window_score", "_score", "_crowded")


@dataclass(frozen=True, slots=True)
class Scored:
    """One scored unit: its files, how many passed the gate, how many could be judged, how many stand out."""

    unit: Unit
    file: Path
    gated: int
    judged: int
    flagged: Flagged
    chance: Null | None = None
    crowds: Sequence[Crowd] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of a model gave."""

    model: Model
    units: tuple[Scored, ...]
    seconds: float

    def counts(self) -> dict[str, dict[str, Any]]:
        """Per unit: gated, judged, flagged, what the null run gave, groups of which too many stand out."""
        return {
            one.unit.name: {
                "gated": one.gated,
                "judged": one.judged,
                "flagged": one.flagged.rows,
                "null_run": asdict(one.chance) if one.chance else None,
                "crowded": list(one.crowds),
            }
            for one in self.units
        }


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a model runs: `engine` for the steps, `duck` for the rest (may be the same), `folder` of its own."""

    engine: Engine
    duck: DuckDBEngine
    folder: Path
    calibration: Calibration = UNFITTED


def run(plan: ModelPlan, bench: Bench) -> Outcome:
    """Run the evaluable units of a model; its scores stay attached for its later units and other models."""
    began = time.monotonic()
    bench.folder.mkdir(parents=True, exist_ok=True)
    done: list[Scored] = []
    standing: set[str] = set()
    for one in plan.evaluable:
        prepare(plan, bench, one.unit, standing)
        done.append(_scored(plan.model, one, bench))
        attach_scores(plan.model, {each.unit.name: each.file for each in done}, bench.engine)
    return Outcome(plan.model, tuple(done), round(time.monotonic() - began, 3))


def score(plan: ModelPlan, bench: Bench) -> Outcome:
    """Score the rows of the units' steps, which stand in the engine."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    return Outcome(plan.model, tuple(_scored(plan.model, unit, bench) for unit in plan.evaluable), 0.0)


def prepare(plan: ModelPlan, bench: Bench, unit: Unit, standing: set[str]) -> None:
    """Put what a unit needs and what is not `standing` yet in front of the engine; what is read twice is kept on disk."""
    steps = plan.model.steps
    ends = [name for one in plan.evaluable for name in one.unit.ends]
    done = steps.behind(ends)
    readers = Counter(read for name in done for read in steps.reads(name))
    narrowed = _narrowed(unit, Counter(ends)) if bench.duck is bench.engine else set()
    for name in steps.behind(unit.ends):
        if name in standing:
            continue
        standing.add(name)
        target = steps.relation(name)
        if name in steps.computed:
            _compute(plan.model, name, bench)
        elif (name in narrowed and not readers[name]) or (
            readers[name] == 1 and name not in ends and not _computed_reads(steps, name)
        ):
            bench.engine.attach_view(target, steps.written(name))
        else:
            _materialise(bench, target, steps.written(name))


def _narrowed(unit: Unit, ends: Counter[str]) -> set[str]:
    """What the kit reads once and of few rows: the engine carries the condition into what the step reads."""
    parts = "" if can_permute(unit) else unit.parts
    return {unit.breakdown, *(name for name in (unit.step, unit.hits, parts) if ends[name] == 1)}


def _computed_reads(steps: Steps, name: str) -> bool:
    return any(name in one.reads for one in steps.computed.values())


def _materialise(bench: Bench, name: str, select: str) -> None:
    if (bench.folder / name).is_dir():
        files = sorted((bench.folder / name).glob("*.parquet"))
        bench.engine.attach_parquet(name, files, bench.engine.describe(select))
    else:
        bench.engine.materialise(name, select, bench.folder)


def _compute(model: Model, name: str, bench: Bench) -> None:
    """Let the detector compute a relation; it stands on disk like a step."""
    one, target = model.steps.computed[name], model.steps.relation(name)
    file = bench.folder / f"{target}.parquet"
    if not file.exists():
        inputs = {
            read: bench.engine.fetch(
                f"SELECT * FROM {model.steps.relation(read) if read in model.steps.own() else read}"
            )
            for read in one.reads
        }
        draft = file.with_suffix(".tmp")
        pq.write_table(model.detector.compute(name, inputs).select(list(one.columns)), draft)
        draft.replace(file)
    bench.engine.attach_parquet(target, [file], one.columns)


def _scored(model: Model, plan: UnitPlan, bench: Bench) -> Scored:
    unit, name = plan.unit, f"{model.card.name}__{plan.unit.name}"
    file, note = bench.folder / f"{name}.score.parquet", bench.folder / f"{name}.json"
    findings = bench.folder / f"{name}.hits.parquet"
    if not note.exists():
        _attach_steps(model, unit, bench)
        rows = _rows(model, plan, bench)
        judged = judge(bench.duck, model, unit, rows, bench.calibration)
        monthly = _parts(model, unit)
        if unit.months:
            monthly = Monthly(months.parts(unit, unit.months, rows, f"{rows}_peer"), "unit_id")
        chance, counted = None, _counts(bench.duck, judged.scores)
        if can_permute(unit) and counted["judged"]:
            part = model.steps.relation(unit.parts) if unit.parts else ""
            cut, chance = null_run(bench.duck, model, judged, rows, part)
            if cut != unit:
                judged = scored(bench.duck, replace(judged, unit=cut))
        elif null_families.can_deal(unit, counted["judged"]):
            judged, chance = null_families.null_run(bench.duck, judged)
        judged, crowds = crowd.widened(bench.duck, model, judged, rows)
        compared = rows if judged.peer else ""
        flagged = flag(bench.duck, model, plan, judged, findings, monthly, chance, crowds, compared)
        bench.duck.write(_whole(bench.duck, model, judged, findings), file)
        counted |= {"flagged": flagged.rows, "columns": flagged.columns}
        counted |= {"chance": asdict(chance) if chance else None, "crowds": crowd.told(crowds)}
        note.write_text(json.dumps(counted), encoding="utf-8")
        between.drop(bench.duck, [f"{one}{end}" for one in (rows, f"{rows}_null") for end in _BETWEEN])
    return _noted(model, unit, bench.folder)


def _attach_steps(model: Model, unit: Unit, bench: Bench) -> None:
    """Put what another engine computed for this unit in front of DuckDB."""
    if bench.duck is bench.engine:
        return
    for name in dict.fromkeys(unit.ends):
        step = model.steps.relation(name)
        files = sorted((bench.folder / step).glob("*.parquet"))
        bench.duck.attach_parquet(step, files, bench.engine.describe(f"SELECT * FROM {step}"))


def finished(plan: ModelPlan, folder: Path) -> Outcome:
    """Return the outcome of a run that stands complete in `folder`."""
    return Outcome(plan.model, tuple(_noted(plan.model, one.unit, folder) for one in plan.evaluable), 0.0)


def _noted(model: Model, unit: Unit, folder: Path) -> Scored:
    name = f"{model.card.name}__{unit.name}"
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    found = Flagged(unit, folder / f"{name}.hits.parquet", told["columns"], told["flagged"])
    chance = Null(**told["chance"]) if told["chance"] else None
    return Scored(
        unit, folder / f"{name}.score.parquet", told["gated"], told["judged"], found, chance, told["crowds"]
    )


def _parts(model: Model, unit: Unit) -> Monthly | None:
    """The parts that the unit's sums consist of, for resampling."""
    if not unit.parts:
        return None
    step = model.steps.relation(unit.parts)
    own = [name for name in model.step_columns(unit.parts) if name not in unit.key]
    shown = ", ".join(f"p.{name}" for name in own)
    first = f"p.{unit.key[0]}"
    if unit.period in own:
        name = months.identity(unit, "p", f"CAST(p.{unit.period} AS VARCHAR)")
        return Monthly(f"SELECT {name} AS of_unit, {shown} FROM {step} AS p", "unit_id", first)
    name = " || '|' || ".join(f"coalesce(CAST(p.{key} AS VARCHAR), '')" for key in unit.key)
    return Monthly(f"SELECT {name} AS of_unit, {shown} FROM {step} AS p", first=first)


def _rows(model: Model, plan: UnitPlan, bench: Bench) -> str:
    """The unit's rows that pass the gate, on DuckDB; columns that the delivery cannot fill are empty."""
    unit, step = plan.unit, model.steps.relation(plan.unit.step)
    types = bench.duck.describe(f"SELECT * FROM {step}")
    columns = []
    for name in model.unit_columns(unit):
        if name in ("unit_id", "period"):
            continue
        empty = f"CAST(NULL AS {types[name]}) AS {name}"
        columns.append(empty if name in plan.nulled else f"s.{name}")
    period = f"CAST(s.{unit.period} AS VARCHAR)" if unit.period else "''"
    name = f"{model.card.name}__{unit.name}_rows"
    gate = f" WHERE {unit.gate}" if unit.gate else ""
    bench.duck.materialise(
        name,
        f"SELECT {months.identity(unit, 's', period)} AS unit_id, {period} AS period, {', '.join(columns)}"
        f" FROM (SELECT * FROM {step}{gate}) AS s",
        bench.folder,
    )
    return name


# What a unit's step may tell besides its key about when the unit was and whom it is made of.
_TOLD = {"occurred_on": "DATE", "related": "VARCHAR"}


def _whole(duck: DuckDBEngine, model: Model, judged: Judged, findings: Path) -> str:
    """Every unit that passed the gate: keys, period, score, and all that led to it."""
    unit = judged.unit
    given = set(model.unit_columns(unit)) - set(unit.key)
    told = [f"CAST(r.{name} AS {kind}) AS {name}" for name, kind in _TOLD.items() if name in given]
    if unit.baseline:
        sign, column = "-" * unit.baseline.startswith("-"), unit.baseline.removeprefix("-")
        told.append(f"{sign}CAST(r.{column} AS DOUBLE) AS baseline")
    duck.attach_parquet("steady_unit", [findings], {"unit_id": "VARCHAR", "stab": "DOUBLE"})
    keys = ", ".join([*(f"CAST(r.{name} AS VARCHAR) AS {name}" for name in unit.key), *told])
    kept = f"CASE WHEN s.coverage >= {LEAST_COVERAGE} THEN s.{{0}} END AS {{0}}"
    families = ", ".join(f"s.c_{family}, s.f_{family}" for family in unit.families)
    features = ", ".join(f"s.x_{f.name}, s.z_{f.name}, s.e_{f.name}" for f in unit.features)
    return (
        f"SELECT '{unit.name}' AS unit, '{unit.branch}' AS branch, r.unit_id, {keys}, r.period,"
        f" {kept.format('score_raw')}, {kept.format('score')}, s.score_soft, s.coverage, s.families, d.stab, s.level, {families},"
        f" {features} FROM {judged.rows} AS r JOIN {judged.scores} AS s ON s.unit_id = r.unit_id"
        " LEFT JOIN (SELECT unit_id, MAX(stab) AS stab FROM steady_unit GROUP BY unit_id) AS d ON d.unit_id = r.unit_id"
        " ORDER BY r.unit_id"
    )


def _counts(duck: DuckDBEngine, scores: str) -> dict[str, Any]:
    row = duck.fetch(
        f"SELECT COUNT(*) AS gated, COUNT(CASE WHEN coverage >= {LEAST_COVERAGE} THEN 1 END) AS judged FROM {scores}"
    ).to_pylist()[0]
    return {"gated": int(row["gated"]), "judged": int(row["judged"])}


def attach_scores(model: Model, files: Mapping[str, Path], engine: Engine) -> None:
    """Make the model's scores readable for others; those of a unit that did not run are empty."""
    for unit in model.card.units:
        columns = dict.fromkeys(unit.key, "VARCHAR") | dict(SCORE_COLUMNS)
        file = files.get(unit.name)
        engine.attach_parquet(f"score_{model.card.name}_{unit.name}", [file] if file else [], columns)
