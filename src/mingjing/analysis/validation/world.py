"""The worlds that models are measured in: a city of a seed, its lake, and the run of the models over it.

Every part is kept in the work folder under a name made of all that decides it, so that a later run goes on where an
earlier one stopped, and only what changed is made again.
"""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis import synth
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest import run as ingest
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.ingest.layout import StandardLayout
from mingjing.analysis.ingest.listener import Silent
from mingjing.analysis.screening import models, run
from mingjing.analysis.screening.manifest import digest, run_key
from mingjing.analysis.synth.city import Order, build
from mingjing.analysis.synth.programme import programme

NORMAL, HARD, SHORT = "normal", "hard", "short"
"""Planted as everybody does it; planted with care; as NORMAL, but delivered a month earlier."""
APART, APART_HARD = "apart", "apart_hard"
"""Cities of their own, longer and of half the people, for schemes that need more than a year or that no other model looks for."""
APART_MONTHS, APART_PEOPLE = 18, 2
DENSITY = 1
_KEY = 12
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """How to build worlds: where, of how many people, with which schemes and models, with how much of the machine.

    `code` is what `code_of` says of the schemes; `apart` are the schemes of the cities of their own.
    """

    work: Path
    people: int
    schemes: tuple[str, ...]
    codes: tuple[str, ...]
    threads: int = 2
    memory: str = "4GB"
    density: int = DENSITY
    code: str = ""
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """One seed, finished: the folder of its city and of the run."""

    seed: int
    kind: str
    city: Path
    run: Path


def prepare_all(
    bench: Bench, wanted: Sequence[tuple[str, int]], parallel: int, report: Report
) -> dict[tuple[str, int], World]:
    """Return the worlds of these kinds and seeds, `parallel` of them made at the same time.

    A shortened one needs the city of its seed and comes after all others.
    """
    found: dict[tuple[str, int], World] = {}
    for late in (False, True):
        jobs = [(kind, seed) for kind, seed in wanted if (kind == SHORT) == late]
        if parallel == 1 or len(jobs) < 2:
            found |= {(kind, seed): prepare(bench, seed, kind, report) for kind, seed in jobs}
            continue
        with ProcessPoolExecutor(parallel, mp_context=get_context("spawn")) as pool:
            made = {pool.submit(_prepare_quietly, bench, seed, kind): (kind, seed) for kind, seed in jobs}
            for done, one in enumerate(as_completed(made), 1):
                kind, seed = made[one]
                found[kind, seed] = one.result()
                report(f"第 {seed} 号城市（{KINDS[kind]}）已完成，{done}/{len(jobs)}")
    return {key: found[key] for key in wanted}


def _prepare_quietly(bench: Bench, seed: int, kind: str) -> World:
    return prepare(bench, seed, kind, lambda _step: None)


def repeated(bench: Bench, one: World, report: Report) -> dict[str, bool]:
    """Screen a world a second time; return by model whether every score, feature and contribution is the same."""
    report(f"第 {one.seed} 号城市（再算一遍）")
    out = one.run.with_name(f"again-{one.run.name}")
    if not (out / "summary.json").exists():
        lake = one.run.parent / f"lake-{one.city.name}"
        run.screen(lake, out, run.Settings(codes=bench.codes, threads=bench.threads, memory=bench.memory))
    told = {}
    for file in sorted((one.run / "model_scores").glob("*.parquet")):
        first, second = (
            pq.read_table(path).sort_by([("unit", "ascending"), ("unit_id", "ascending")])
            for path in (file, out / "model_scores" / file.name)
        )
        told[file.stem] = bool(first.equals(second))
    return told


def prepare(bench: Bench, seed: int, kind: str, report: Report) -> World:
    """Return the world of a seed, building what is not there yet."""
    report(f"第 {seed} 号城市（{KINDS[kind]}）")
    city = _city(bench, seed, NORMAL if kind == SHORT else kind)
    source = _shorter(bench, city) if kind == SHORT else city
    lake = _lake(bench, source)
    return World(seed, kind, city, _run(bench, lake))


KINDS = {
    NORMAL: "一般手法",
    HARD: "隐蔽手法",
    SHORT: "少一个月",
    APART: "另建的城市",
    APART_HARD: "另建的城市，隐蔽手法",
}


def _city(bench: Bench, seed: int, kind: str) -> Path:
    order, schemes, code = _order(bench, seed, kind)
    told = (str(order.persons), str(order.density), str(order.acts), *schemes, code)
    if kind in (APART, APART_HARD):
        told = (*told, str(order.months))
    folder = bench.work / f"seed-{seed}-{kind}-{digest(*told)[:_KEY]}"
    if not (folder / "city").is_dir():
        _forget(bench.work, f"seed-{seed}-{kind}-*")
        draft = folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)  # what a killed run left
        engine = DuckDBEngine(bench.memory, bench.threads)
        try:
            build(engine, draft, order)
        finally:
            engine.close()
        draft.rename(folder / "city")
    return folder / "city"


def _order(bench: Bench, seed: int, kind: str) -> tuple[Order, tuple[str, ...], str]:
    """The city of this kind, its schemes, and what decides it besides."""
    apart = kind in (APART, APART_HARD)
    schemes = bench.apart if apart else bench.schemes
    people = bench.people // APART_PEOPLE if apart else bench.people
    order = Order(
        people,
        programme(",".join(schemes)) if schemes else [],
        seed,
        months=APART_MONTHS if apart else 12,
        density=bench.density,
        size=max(2, people // 5000),
        hard=kind in (HARD, APART_HARD),
        rich=True,
    )
    return order, schemes, code_of(schemes) if apart else bench.code


def _forget(work: Path, pattern: str) -> None:
    for stale in work.glob(pattern):
        shutil.rmtree(stale)


def code_of(schemes: Sequence[str]) -> str:
    """Return what decides a city besides the order: the code and the data that build it, and its schemes."""
    root = Path(synth.__file__).parent
    files = [*root.glob("*.py"), *root.glob("steps/*.sql"), *root.glob("data/*.csv")]
    files += [root / "schemes" / f"{name}.py" for name in schemes]
    return digest(*(path.read_text("utf-8") for path in sorted(files)))


def _lake(bench: Bench, source: Path) -> Path:
    target = source.parent / f"lake-{source.name}"
    if not (target / ".done").exists():
        shutil.rmtree(target, ignore_errors=True)
        settings = ingest.Settings(bench.memory, bench.threads)
        ingest.ingest(source, target, StandardLayout(), Silent(), lambda *_unread: None, settings=settings)
        (target / ".done").touch()
    return target


def _shorter(bench: Bench, city: Path) -> Path:
    """The same city without the encounters that ended in the last month."""
    target = city.parent / SHORT
    if target.is_dir():
        return target
    draft = city.parent / f"{SHORT}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    engine = DuckDBEngine(bench.memory, bench.threads)
    try:
        last = f"(SELECT max(endtime)::DATE - 30 FROM read_parquet('{city}/mdtrt_d.parquet'))"
        engine.execute(
            f"CREATE TABLE kept AS SELECT mdtrt_id FROM read_parquet('{city}/mdtrt_d.parquet') WHERE endtime::DATE <= {last}"
        )
        for file in sorted(city.glob("*.parquet")):
            names = {row["column_name"] for row in engine.native(f"DESCRIBE FROM '{file}'").to_pylist()}
            only = " SEMI JOIN kept USING (mdtrt_id)" if "mdtrt_id" in names else ""
            engine.execute(f"COPY (FROM '{file}'{only}) TO '{draft / file.name}' (FORMAT parquet)")
    finally:
        engine.close()
    draft.rename(target)
    return target


def _run(bench: Bench, lake: Path) -> Path:
    chosen = models.choose(list(bench.codes))
    key = run_key(Lake.open(lake), [], chosen)[:_KEY]
    out = lake.parent / f"run-{lake.name.removeprefix('lake-')}-{key}"
    if not (out / "summary.json").exists():
        for stale in lake.parent.glob(f"run-{lake.name.removeprefix('lake-')}-*"):
            if stale != out:
                shutil.rmtree(stale)
        run.screen(lake, out, run.Settings(codes=bench.codes, threads=bench.threads, memory=bench.memory))
    return out
