"""Screening: plan → marts → hits → priced findings → summary, manifest, leads; a killed run continues."""

import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from mingjing.analysis.detectors.kit.calibrate import Calibration
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.detectors.kit.run import Outcome
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules import pack
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import (
    audit_pool,
    health,
    hits,
    late,
    learning,
    measures,
    models,
    narrow,
    relations,
    standing,
    summary,
    suppression,
)
from mingjing.analysis.screening.columns import Build, needed
from mingjing.analysis.screening.engines import open_engine
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.fuse import fuse, pays
from mingjing.analysis.screening.hits import Report
from mingjing.analysis.screening.manifest import manifest, run_key, save_json
from mingjing.analysis.screening.pictures import series
from mingjing.analysis.screening.plan import Plan, choose, plan, split
from mingjing.analysis.screening.standing import Judgement
from mingjing.kernel.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: `since` and `until` bound the date of the act (inclusive).

    Without `codes` and `packs` (titles) every live rule runs; with both, the findings of `codes` are whole and
    those of the packs narrowed to their fields. `noisy` is the share of encounters or institutions above which
    a rule is reported as noisy, `capacity` how many leads a bureau can check, by division prefix ("" = any).
    `region` keeps the findings at institutions of that division prefix, and those that belong to no division;
    rules in `shadow` run on trial. `models` runs the live models beside the rules; named in `codes` they run in any case.
    `instead` runs in place of the model of its code, as a challenger does.
    `last` is the folder of the run that models are compared with for drift, and whose calibrations stay where it froze.
    """

    codes: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    engine: str = "duckdb"
    threads: int = field(default_factory=lambda: os.cpu_count() or 2)
    memory: str = "4GB"
    master: str = ""
    fused: bool = True
    noisy: float = health.NOISY_SHARE
    capacity: Mapping[str, int] = field(default_factory=dict)
    region: str = ""
    shadow: tuple[str, ...] = ()
    models: bool = True
    last: Path | None = None
    instead: Model | None = None

    def shown(self) -> dict[str, Any]:
        """The settings that decide the result, for the manifest."""
        return {
            "rules": list(self.codes),
            "packs": {one.title: one.sha256 for one in pack.choose(self.packs)},
            "since": self.since,
            "until": self.until,
            "engine": self.engine,
            "capacity": dict(self.capacity),
            **({"region": self.region} if self.region else {}),
            **({"shadow": list(self.shadow)} if self.shadow else {}),
            **({} if self.models else {"models": False}),
        }


def screen(lake_path: Path, out: Path, settings: Settings, report: Report = hits.silent) -> dict[str, Any]:
    """Screen a lake into `out`; return the summary that is also written there.

    Raises LakeError, UsageError, DocumentError for what the user can mend, EngineError when the machine gives up.
    """
    started = time.monotonic()
    _check_settings(settings)
    lake = Lake.open(lake_path)
    rules, detectors = _chosen(settings)
    judgement = Judgement(suppression.read_all(), date.today())
    with Workbench() as bench:
        chosen = plan(lake, rules, bench, detectors)
        calibrations = learning.calibrations(settings.last)
        run_id = run_key(lake, rules, detectors, learning.key(calibrations))[:16]
        out.mkdir(parents=True, exist_ok=True)
        work = _work_folder(out, f"{run_id}-{settings.engine}")
        found, outcomes, seconds = _search(lake, chosen, bench, settings, work, calibrations, report)
    engine = DuckDBEngine(settings.memory, settings.threads, work / "spill", [out, lake.root])
    marts = work / "marts"
    try:
        found, outcomes = _assemble(engine, chosen, found, outcomes, work, run_id, report)
        _publish(engine, found, work, out, settings, judgement)
        _keep_scores(engine, outcomes, work, out)
        result = summary.build(engine, out, chosen, rules, lake, settings.shown(), run_id, seconds, marts)
        result["models"] = summary.models(engine, out, chosen, outcomes, calibrations)
        result |= learning.learn(engine, out, marts, result, settings.last, calibrations)
        result |= standing.account(engine, out, judgement, result["totals"])
        result |= _unplaced(engine, out, marts, settings)
        result["rule_health"] = _health(engine, out, marts, chosen, settings)
        made = manifest(lake, rules, settings.shown(), run_id, detectors)
        save_json(out / "manifest.json", made | learning.manifest(result, calibrations))
        measures.write(engine, marts, out)
        told = [*rules, *models.as_rules(detectors)]
        result["leads"] = summary.outputs(engine, out, result, told, marts, settings.capacity)
    finally:
        engine.close()
    result["seconds"] = round(time.monotonic() - started, 3)
    save_json(out / "summary.json", result)
    shutil.rmtree(work.parent)
    return result


def _chosen(settings: Settings) -> tuple[list[Rule], list[Model]]:
    """The rules and models that were asked for; without any name and pack all that are live."""
    packs = pack.choose(settings.packs)
    codes, named = split(settings.codes)
    rules = [] if named and not codes and not packs else choose(codes, packs)
    asked = bool(settings.codes or packs)
    detectors = models.choose(named if asked else None) if settings.models or named else []
    if settings.instead:
        other = settings.instead
        detectors = [other if model.code == other.code else model for model in detectors]
    return _on_trial(rules, settings.shadow), detectors


def replacing(settings: Settings, model: Model) -> Settings:
    """Return the settings of a run of this model alone, in whatever version."""
    return replace(settings, codes=(model.code,), instead=model)


def _on_trial(rules: Sequence[Rule], shadow: Sequence[str]) -> list[Rule]:
    return [replace(rule, status="shadow") if rule.code in shadow else rule for rule in rules]


def _check_settings(settings: Settings) -> None:
    if not (settings.region.isdigit() or settings.region == ""):
        raise UsageError(f"区划前缀“{settings.region}”不是数字", do="写成 3301 这样的医保区划前缀")
    if settings.engine not in ("duckdb", "spark"):
        raise UsageError(f"没有名为 {settings.engine} 的引擎", do="用 duckdb 或 spark")
    if settings.since and settings.until and settings.since > settings.until:
        raise UsageError(
            f"起始日期 {settings.since} 晚于截止日期 {settings.until}", do="对调 --since 与 --until"
        )


def _work_folder(out: Path, key: str) -> Path:
    """Return the run's work folder; leftovers of a run over other data or rules are removed."""
    root = out / ".work"
    for stale in root.glob("*"):
        if stale.name != key:
            shutil.rmtree(stale)
    work = root / key
    for name in ("marts", "hits", "models", "findings", "spill"):
        (work / name).mkdir(parents=True, exist_ok=True)
    for draft in work.rglob("*.tmp"):
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
    return work


def _search(
    lake: Lake,
    chosen: Plan,
    bench: Workbench,
    settings: Settings,
    work: Path,
    calibrations: Mapping[str, Calibration],
    report: Report,
) -> tuple[list[Hits], list[Outcome], dict[str, float]]:
    """Build the marts, write one hits file per rule and run the models; what a killed run finished is kept."""
    found, sqls = hits.prepare(chosen.rules, bench, work / "hits")
    folder = work / "marts"
    if (folder / "priced_lines").is_dir():
        outcomes = models.again(chosen.models, work / "models")
        return [*found, *models.hits(outcomes)], outcomes, {}
    engine = open_engine(
        settings.engine, work, settings.memory, settings.threads, settings.master, [lake.root]
    )
    try:
        relations.attach_lake(engine, lake)
        builds = _builds(chosen)
        relations.attach_knowledge(engine, texts=_texts(chosen, builds))
        step = hits.counter(report, "中间表", len(chosen.marts))
        took = relations.build_marts(engine, builds, folder, step)
        seconds = {f"mart:{name}": value for name, value in took.items()}
        engine.lock()
        if settings.fused and isinstance(engine, DuckDBEngine) and pays(engine):
            began = time.monotonic()
            sqls = fuse(engine, chosen.rules, sqls, bench, folder)
            seconds["fused pass"] = round(time.monotonic() - began, 3)
        seconds |= hits.write(engine, found, sqls, report)
        outcomes = models.run(chosen.models, engine, work / "models", settings.memory, report, calibrations)
        found = [*found, *models.hits(outcomes)]
        hits.price_lines(engine, found, folder)
    finally:
        engine.close()
    return found, outcomes, seconds


def _builds(chosen: Plan) -> dict[str, Build]:
    """The marts with the columns that this run reads."""
    read = [*models.texts(chosen.models), *series.texts(chosen.models, chosen.marts)]
    read += audit_pool.texts(chosen.marts) if chosen.models else []
    return needed(chosen.marts, chosen.rules, read)


def _texts(chosen: Plan, builds: Mapping[str, Build]) -> list[str]:
    """Every text that may name a knowledge list."""
    steps = [sql for one in chosen.models for sql in one.model.steps.sql.values()]
    return [*(rule.sql for rule in chosen.rules), *(build.sql for build in builds.values()), *steps]


def _assemble(
    engine: DuckDBEngine,
    chosen: Plan,
    found: list[Hits],
    outcomes: list[Outcome],
    work: Path,
    run_id: str,
    report: Report,
) -> tuple[list[Hits], list[Outcome]]:
    """Turn the hits into findings; then run the models that weigh findings, and add theirs."""
    hits.attach_for_assembly(engine, work / "marts")
    hits.assemble(engine, found, run_id, work / "findings", report)
    last = late.run(chosen.models, engine, work, found, outcomes)
    own = models.hits(last)
    if own:
        hits.assemble(engine, own, run_id, work / "findings", report)
    return [*found, *own], [*outcomes, *last]


def _publish(
    engine: DuckDBEngine, found: list[Hits], work: Path, out: Path, settings: Settings, judgement: Judgement
) -> None:
    """Join the parts into the findings, what is on trial and what is suppressed, within the dates and packs asked for."""
    lines = [hits.parts(work / "findings", one)[1] for one in found]
    register = list(relations.mart_files(work / "marts", "inst"))
    packed = narrow.condition(pack.choose(settings.packs), settings.codes, lines, register)
    placed = narrow.placed(settings.region, register)
    condition = f"{packed} AND {placed} AND {_within('occurred_on', 'occurred_on', settings)}"
    standing.publish(engine, found, work / "findings", out, condition, judgement)


def _keep_scores(engine: DuckDBEngine, outcomes: list[Outcome], work: Path, out: Path) -> None:
    """Write what the models said of every unit, a sample of what they did not list, the order of inspections, the pictures."""
    models.write_scores(outcomes, engine, out)
    audit_pool.write(engine, outcomes, out)
    late.write_ranks(outcomes, engine, work, out)
    series.write(engine, work / "marts", out)


def _health(engine: DuckDBEngine, out: Path, marts: Path, chosen: Plan, settings: Settings) -> dict[str, Any]:
    during = _within("adm_date", "coalesce(dscg_date, adm_date)", settings)
    return health.review(engine, out, marts, chosen.rules, during, settings.noisy)


def _unplaced(engine: DuckDBEngine, out: Path, marts: Path, settings: Settings) -> dict[str, Any]:
    """With a region asked for, the findings that belong to no division, which are listed all the same."""
    if not settings.region:
        return {}
    register = list(relations.mart_files(marts, "inst"))
    return {"unplaced": standing.sums(engine, out, standing.KEPT, narrow.unplaced(register))}


def _within(first: str, last: str, settings: Settings) -> str:
    """Native SQL: the days from `first` to `last` meet those asked for."""
    bounds = [f"{last} >= DATE '{settings.since}'"] if settings.since else []
    bounds += [f"{first} <= DATE '{settings.until}'"] if settings.until else []
    return " AND ".join(bounds) or "true"
