"""Goes through the models: builds the worlds, places every scored unit, counts, and says what passes."""

import importlib
import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.screening import models
from mingjing.analysis.synth.programme import programme
from mingjing.analysis.validation import match, measure, page, plant, world
from mingjing.analysis.validation.ablation import ablation
from mingjing.analysis.validation.measure import Ranked
from mingjing.analysis.validation.reliability import reliability
from mingjing.analysis.validation.size import RHO, size
from mingjing.analysis.validation.world import APART, APART_HARD, HARD, NORMAL, SHORT, Bench, Report

CROWDS = ("honest_crowds", "patients_from_afar")
"""Schemes of honest life alone, part of every city that models are measured in."""
RECALL = {NORMAL: 0.90, HARD: 0.60}
SHORTENED = 1
"""So many cities are screened again with a month less."""
PRECISION, TOP_ALIKE, OFF = 0.80, 0.02, 0.10
FEW = 5
"""Of fewer planted units nothing can be told by shares."""
_OWN = {NORMAL: APART, HARD: APART_HARD}
_PROVIDER = "mingjing.analysis.validation.provider"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: model codes (none: all live ones), seeds, people per city, and where to work.

    `parallel` worlds are made at the same time, each with `threads` and `memory`; `repeat`: the first is screened twice,
    to see that nothing changes. `kinds` are the kinds of world, `provider` is the folder of the public provider data, `command` the line that asked
    for all this.
    """

    seeds: tuple[int, ...]
    people: int
    work: Path
    codes: tuple[str, ...] = ()
    threads: int = 2
    memory: str = "4GB"
    provider: Path | None = None
    command: str = ""
    kinds: tuple[str, ...] = (NORMAL, HARD, SHORT)
    parallel: int = 1
    repeat: bool = False


@dataclass(slots=True)
class _Worlds:
    """The units of one kind of unit, by kind of world and seed."""

    ranked: dict[str, dict[int, Ranked]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Ranked]:
        return list(self.ranked.get(kind, {}).values())

    def add(self, kind: str, seed: int, world: Ranked) -> None:
        """Take in a world; a city of its own counts beside the usual one of its kind and seed, under the negative seed."""
        usual = {own: kind for kind, own in _OWN.items()}.get(kind)
        self.ranked.setdefault(usual or kind, {})[-seed if usual else seed] = world


def validate(wish: Wish, report: Report) -> dict[str, Any]:
    """Measure the models; return plain data. Raises UsageError for a model that is not live."""
    began = time.monotonic()
    chosen = models.choose(list(wish.codes) or None)
    wanted = schemes(chosen)
    codes = tuple(model.code for model in chosen)
    bench = Bench(
        wish.work,
        wish.people,
        wanted,
        codes,
        wish.threads,
        wish.memory,
        code=world.code_of(wanted),
        apart=schemes_apart(chosen),
    )
    built = world.prepare_all(bench, _asked(wish, bench), wish.parallel, report)
    again = world.repeated(bench, built[NORMAL, wish.seeds[0]], report) if wish.repeat else {}
    truths = {one.city: plant.read(one.city) for one in built.values()}
    found = []
    for model in chosen:
        report(f"{model.code} {model.card.title}")
        units = [_unit(model, unit, built, truths) for unit in model.card.units]
        found.append(
            {
                "code": model.code,
                "title": model.card.title,
                "version": model.card.version,
                "identical": again.get(model.card.name),
                "units": units,
            }
        )
    provider = _provider(wish, report)
    made = _made(wish, bench) | {"seconds": round(time.monotonic() - began)}
    return {"made": made, "models": found, "provider": provider}


def schemes(chosen: Sequence[Model]) -> tuple[str, ...]:
    """Return the schemes that the units of these models are meant to find, and honest crowds, as far as they exist."""
    wanted = {name for model in chosen for unit in model.card.units for name in unit.planted}
    programme(",".join(sorted(wanted)) if wanted else "none")
    return tuple(sorted({*wanted, *CROWDS}))


def schemes_apart(chosen: Sequence[Model]) -> tuple[str, ...]:
    """Return the schemes of these models that stand in cities of their own, and honest crowds beside them."""
    wanted = {name for model in chosen for unit in model.card.units for name in unit.apart}
    programme(",".join(sorted(wanted)) if wanted else "none")
    return tuple(sorted({*wanted, *CROWDS})) if wanted else ()


def _asked(wish: Wish, bench: Bench) -> list[tuple[str, int]]:
    """The kinds and seeds of worlds; cities of their own only where some model asks for them."""
    seeds = {SHORT: wish.seeds[:SHORTENED]}
    kinds = [*wish.kinds]
    if bench.apart:
        kinds += [_OWN[kind] for kind in wish.kinds if kind in _OWN]
    return [(kind, seed) for kind in kinds for seed in seeds.get(kind, wish.seeds)]


def write(result: Mapping[str, Any], out: Path) -> None:
    """Write the page, and beside it the same as JSON."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page.render(result), encoding="utf-8")
    text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
    out.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


def _unit(
    model: Model, unit: Unit, built: Mapping[tuple[str, int], world.World], truths: Mapping[Path, plant.Truth]
) -> dict[str, Any]:
    worlds, unformed = _Worlds(), 0
    for (kind, seed), one in built.items():
        if kind in _OWN.values() and not unit.apart:
            continue
        units = match.placed(one.run, model.card, unit, truths[one.city])
        unformed += match.unformed(unit, truths[one.city], units) if kind in (NORMAL, APART) else 0
        worlds.add(kind, seed, measure.ranked(units))
    usual = worlds.of(NORMAL)
    found: dict[str, Any] = {"name": unit.name, "zh": unit.zh, "planted": list(unit.sought)}
    found |= {kind: measure.counted(worlds.of(kind)) for kind in (NORMAL, HARD)}
    found["recall_interval"] = measure.interval(usual)
    found["alike"] = measure.alike([*usual, *worlds.of(HARD)])
    found["baseline"] = measure.against_baseline(usual)
    found["reliability"] = reliability(
        {seed: one.units for seed, one in worlds.ranked[NORMAL].items()}, model.code
    )
    found["stability"] = measure.steady(worlds.ranked[NORMAL], worlds.ranked.get(SHORT, {}))
    found["null_run"] = _null_run(
        model,
        unit,
        [one.run for (kind, _), one in built.items() if kind == NORMAL or (kind == APART and unit.apart)],
    )
    found["unformed"] = unformed
    found["size"] = size(usual)
    found["ablation"] = ablation(unit, usual)
    found["tried"] = _tried(model, unit)
    found["passes"] = passes(found)
    return found


def passes(unit: Mapping[str, Any]) -> dict[str, bool | None]:
    """Return by demand whether it is met; None where there is nothing to tell it by."""
    usual, hard, alike = unit[NORMAL], unit[HARD], unit["alike"]
    fitted = unit["reliability"]["fitted_gap"]
    gap = fitted["mean"] if fitted else None
    told: dict[str, bool | None] = {
        "recall": _least(usual, "recall_top", RECALL[NORMAL]),
        "recall_hard": _least(hard, "recall_top", RECALL[HARD]),
        "precision": _least(usual, "precision_at_k", PRECISION),
        "group": not any(row["whole"] for row in alike["groups"]) if alike["groups"] else None,
        "alike": None
        if alike["in_top_k"] is None
        else alike["in_top_k"] <= TOP_ALIKE and not any(row["finding"] for row in alike["groups"]),
        "reliability": None if gap is None else gap <= OFF,
    }
    if unit["baseline"] and not unit["baseline"]["same"]:
        told["baseline"] = unit["baseline"]["low"] > 0
    if unit["null_run"]:
        told["null_run"] = bool(unit["null_run"]["holds"])
    if unit["size"] and unit["size"]["rho"] is not None:
        told["size"] = abs(unit["size"]["rho"]) <= RHO
    return told


def _least(counted: Mapping[str, Any], name: str, least: float) -> bool | None:
    return None if counted["planted"] < FEW else bool(counted[name] >= least)


def _tried(model: Model, unit: Unit) -> str:
    """What the card says was tried where a demand is not met: of this unit, or of the model."""
    told = model.card.texts.get("tried") or ""
    return str(told.get(unit.name, "") if isinstance(told, Mapping) else told).strip()


def _null_run(model: Model, unit: Unit, runs: Sequence[Path]) -> dict[str, Any] | None:
    """The null runs of a unit over all seeds; None where labels cannot be permuted."""
    told = []
    for run in runs:
        summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        entry = next(one for one in summary["models"] if one["code"] == model.code)
        told += [
            one["null_run"] for one in entry["units"] if one["name"] == unit.name and one.get("null_run")
        ]
    if not told:
        return None
    judged, finding = (sum(one[name] for one in told) for name in ("judged", "finding"))
    return {
        "judged": judged,
        "finding": finding,
        "severe": sum(one["severe"] for one in told),
        "wider": max(one["wider"] for one in told),
        "holds": finding <= max(0.005 * judged, 1.0),
    }


def _provider(wish: Wish, report: Report) -> dict[str, Any] | None:
    """Measure on the public provider data, when its folder was given."""
    if wish.provider is None:
        return None
    report("公开的机构欺诈数据")
    module = importlib.import_module(_PROVIDER)
    result = module.run(wish.provider)
    return {"result": result, "section": module.section(result)}


def _made(wish: Wish, bench: Bench) -> dict[str, Any]:
    return {
        "command": wish.command,
        "on": datetime.now(UTC).date().isoformat(),
        "seeds": list(wish.seeds),
        "people": wish.people,
        "kinds": [world.KINDS[kind] for kind in dict.fromkeys(kind for kind, _ in _asked(wish, bench))],
        "apart": list(bench.apart),
        "density": bench.density,
        "schemes": list(bench.schemes),
        "machine": f"{platform.machine()}，{os.cpu_count()} 核，用 {wish.threads} 线程、{wish.memory} 内存；Python {platform.python_version()}",
    }
