"""Runs the cases of models: tables through steps to scores in one small world per engine, rows of a unit straight."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pyarrow as pa

from mingjing.analysis.detectors.kit import run
from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.detectors.kit.model import Model, ModelCase
from mingjing.analysis.detectors.kit.needs import ModelPlan, UnitPlan, plan
from mingjing.analysis.detectors.kit.run import Bench
from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import models
from mingjing.analysis.screening.columns import needed
from mingjing.analysis.screening.trial import stage
from mingjing.analysis.screening.world import SUFFIX, Row, Scene

_ORDER = re.compile(r"(>=|<=|>|<)\s*(-?[\d.]+)")
_TYPES: WeakKeyDictionary[Workbench, dict[tuple[Path, str], dict[str, str]]] = WeakKeyDictionary()


def try_tables(
    engine: Engine, chosen: Sequence[Model], bench: Workbench, folder: Path
) -> dict[tuple[str, str], list[Row]]:
    """Run the models over the world of all their cases with tables; return the told units by (model, case name)."""
    cases = [(model, case) for model in chosen for case in model.cases if case.given]
    cast = [
        Scene(number, model.code, case.name, case.given, case.knowledge)
        for number, (model, case) in enumerate(cases, start=1)
    ]
    played = [model for model in chosen if not model.is_late or any(case.given for case in model.cases)]
    plans = [plan(model, bench.schema, lambda wanted: []) for model in played]
    names = marts.order(sorted(models.needed_marts(plans) | {"inst", "peer_group"}))
    stage(engine, cast, bench, needed(names, (), models.texts(plans)), folder / "marts")
    outcomes = models.run(plans, engine, folder / "models", late=True)
    told: dict[tuple[str, str], list[Row]] = {(scene.owner, scene.name): [] for scene in cast}
    by_number = {scene.number: scene for scene in cast}
    for outcome in outcomes:
        for row in _judged(outcome):
            scene = by_number.get(_scene_of(row))
            if scene and scene.owner == outcome.model.code:
                told[scene.owner, scene.name].append(_bare(row))
    return told


def _scene_of(row: Row) -> int:
    """The number of the case that a unit belongs to: a group's own name does not tell, its institution does."""
    found = SUFFIX.search(row["unit_id"]) or SUFFIX.search(str(row.get("fixmedins_code")))
    return int(found.group(1)) if found else 0


def try_rows(model: Model, case: ModelCase, bench: Workbench, folder: Path) -> list[Row]:
    """Score the rows of a case that stand for those of the units' steps; return the told units."""
    whole = plan(model, bench.schema, lambda wanted: [])
    units = tuple(one for one in whole.units if one.unit.name in case.rows)
    duck = DuckDBEngine("1GB", 1, allowed=[folder])
    try:
        stand_in(model, units, case, bench, duck)
        return _judged(run.score(ModelPlan(model, units), Bench(duck, duck, folder)))
    finally:
        duck.close()


def stand_in(
    model: Model, units: Sequence[UnitPlan], case: ModelCase, bench: Workbench, duck: DuckDBEngine
) -> None:
    """Attach the case's rows as the steps they stand for, and the peers of institutions that stand in them."""
    places: set[str] = set()
    for one in units:
        columns = _types(model, one.unit.step, bench)
        rows = [copy for row in case.rows[one.unit.name] for copy in _copies(row)]
        places |= {str(row["fixmedins_code"]) for row in rows if "fixmedins_code" in row}
        text = pa.table(
            {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns}
        )
        duck.attach_arrow("case_rows", text)
        casts = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns.items())
        duck.attach_arrow(model.steps.relation(one.unit.step), duck.native(f"SELECT {casts} FROM case_rows"))
        for name in one.unit.ends[1:]:
            duck.attach_parquet(model.steps.relation(name), [], _types(model, name, bench))
    codes = sorted(places)
    duck.attach_arrow(
        "peer_group",
        pa.table(
            {
                "fixmedins_code": pa.array(codes, pa.string()),
                "level": pa.array([1] * len(codes), pa.int64()),
                "peer_key": pa.array(["1"] * len(codes), pa.string()),
            }
        ),
    )


def _types(model: Model, step: str, bench: Workbench) -> dict[str, str]:
    """The columns of a step with their types: the same for every case, so bound once per workbench."""
    known = _TYPES.setdefault(bench, {})
    key = model.steps.path, step
    if key not in known:
        known[key] = _bound(model, step, bench)
    return known[key]


def _bound(model: Model, step: str, bench: Workbench) -> dict[str, str]:
    """Bind the model's steps to empty marts, each once; return the columns of one with their types."""
    engine = bench.engine
    models.attach_empty_scores(engine)
    steps = model.steps
    for name in steps.behind([step]):
        if name in steps.computed:
            engine.attach_parquet(steps.relation(name), [], steps.computed[name].columns)
        else:
            engine.attach_parquet(steps.relation(name), [], engine.describe(steps.written(name)))
    return engine.describe(f"SELECT * FROM {steps.relation(step)}")


def _copies(row: Mapping[str, Any]) -> list[Row]:
    counters = {
        key: range(1, n + 1) if isinstance(n, int) else n for key, n in (row.get("repeat") or {}).items()
    }
    bare = {key: value for key, value in row.items() if key != "repeat"}
    copies = []
    for values in product(*counters.values()):
        copy = dict(bare)
        for name, value in zip(counters, values, strict=True):
            copy = {
                k: v.replace(f"<{name}>", str(value)) if isinstance(v, str) else v for k, v in copy.items()
            }
        copies.append(copy)
    return copies


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _judged(outcome: run.Outcome) -> list[Row]:
    """Every scored unit, those that stand out with what their findings say."""
    rows = []
    for one in outcome.units:
        flagged = {row["unit_id"]: row for row in _read(one.flagged.file)}
        rows += [row | _said(flagged.get(row["unit_id"])) for row in _read(one.file)]
    return rows


def _read(file: Path) -> list[Row]:
    duck = DuckDBEngine("1GB", 1)
    try:
        rows: list[Row] = duck.native(f"SELECT * FROM read_parquet('{file}')").to_pylist()
        return rows
    finally:
        duck.close()


def _said(found: Row | None) -> Row:
    if found is None:
        return {"flagged": False}
    why = json.loads(found["why"])
    kept = {
        name: found.get(name)
        for name in ("sev_deg", "behaviour", "text", "stab", "excess_amt", "occurred_on", "fixmedins_code")
    }
    return {
        "flagged": True,
        "why": [reason["feature"] for reason in why],
        "checkout_cnt": found["checkout_cnt"],
        **kept,
    }


def _bare(row: Row) -> Row:
    return {key: SUFFIX.sub("", value) if isinstance(value, str) else value for key, value in row.items()}


def differences(case: ModelCase, told: Sequence[Row]) -> list[str]:
    """Say how the units that stand out differ from those that the case expects."""
    left = [row for row in told if row["flagged"]]
    quiet = [row for row in told if not row["flagged"]]
    faults = []
    for wanted in case.scores:
        pool = quiet if wanted.get("below") else left
        match = next((row for row in pool if not _unlike(wanted, row)), None)
        if match is not None:
            pool.remove(match)
            continue
        near = [f"{row['unit_id']}：{'，'.join(_unlike(wanted, row))}" for row in [*left, *quiet][:4]]
        faults.append(f"应有 {dict(wanted)}；实际 {near or '没有'}")
    faults += [f"不应达到 {FINDING}：{row['unit_id']} {row['score']} {row['why']}" for row in left]
    return faults


def _unlike(wanted: Mapping[str, Any], row: Row) -> list[str]:
    faults = []
    for key, value in wanted.items():
        if key == "below":
            continue
        actual = row.get(key)
        ordered = _ORDER.fullmatch(str(value)) if not isinstance(value, list) else None
        if ordered and actual is not None:
            if not _holds(ordered.group(1), float(actual), float(ordered.group(2))):
                faults.append(f"{key} {actual}")
        elif isinstance(value, list):
            if list(actual or [])[: len(value)] != value:
                faults.append(f"{key} {actual}")
        elif isinstance(actual, int | float | Decimal) and not isinstance(actual, bool):
            if round(Decimal(str(actual)), 4) != round(Decimal(str(value)), 4):
                faults.append(f"{key} {actual}")
        elif str(value) != str(actual):
            faults.append(f"{key} {actual}")
    return faults


def _holds(sign: str, actual: float, bound: float) -> bool:
    return {
        ">=": actual >= bound,
        "<=": actual <= bound,
        ">": actual > bound,
        "<": actual < bound,
    }[sign]
