"""What a whole screening costs, part by part: bare scan, marts, shared pass, rules, models.

`python benchmarks/stages.py LAKE WORK [THREADS [MEMORY [RULES]]]` runs rules and models over a lake in this process (with RULES,
`LMT-001,CHG-001`, these rules alone) and prints, for every mart, rule and model, the CPU-seconds of all threads, the wall
seconds and the largest spill, and at the end the sums: the rule library (its marts, the shared pass, the rules, prices) beside
the models (the marts that only they read, and themselves; MDL-15 and MDL-16, which read the findings of a run, come last and
as if nothing had been found, which leaves them every unit to judge). What a killed run finished is kept.
"""

import json
import resource
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mingjing.analysis.detectors.kit import run as kit
from mingjing.analysis.detectors.kit.run import Bench
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import bench, hits, models, relations
from mingjing.analysis.screening.columns import needed
from mingjing.analysis.screening.fuse import fuse
from mingjing.analysis.screening.pictures import series
from mingjing.analysis.screening.plan import Plan, choose, plan

SUMS = {
    "bare scan": ("bare",),
    "rule library": ("shared mart", "rule mart", "prepare", "shared pass", "rule", "prices"),
    "models": ("model mart", "model"),
}


class Record:
    """What every part cost, one JSON row each in `stages.jsonl`; the sum covers what a killed run had finished, too."""

    def __init__(self, work: Path) -> None:
        self.file, self.spill, self._top = work / "stages.jsonl", work / "spill", 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            try:
                size = sum(file.stat().st_size for file in self.spill.rglob("*") if file.is_file())
            except FileNotFoundError:  # a spill file that was given back meanwhile
                continue
            self._top = max(self._top, size)

    @contextmanager
    def part(self, kind: str, name: str) -> Iterator[None]:
        """Measure what is done inside; nothing is written when it fails."""
        self._top, cpu, wall = 0, time.process_time(), time.monotonic()
        yield
        row = {
            "kind": kind,
            "name": name,
            "cpu": round(time.process_time() - cpu, 2),
            "wall": round(time.monotonic() - wall, 1),
            "spill MB": self._top >> 20,
        }
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")
        print(
            f"{kind:12} {name:24} cpu {row['cpu']:8} wall {row['wall']:7} spill {row['spill MB']:6} MB",
            flush=True,
        )

    def done(self) -> set[tuple[str, str]]:
        """Return kind and name of the parts that were finished."""
        return {(str(row["kind"]), str(row["name"])) for row in self.rows()}

    def rows(self) -> list[dict[str, str | float]]:
        """Return what was written so far."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def sums(self) -> None:
        """Print CPU and wall seconds of the three sums, and each beside the bare scan."""
        cpu: dict[str, float] = {}
        wall: dict[str, float] = {}
        for row in self.rows():
            cpu[str(row["kind"])] = cpu.get(str(row["kind"]), 0) + float(row["cpu"])
            wall[str(row["kind"])] = wall.get(str(row["kind"]), 0) + float(row["wall"])
        print("\n" + "\n".join(f"{kind:12} cpu {cpu[kind]:8.1f} wall {wall[kind]:7.1f}" for kind in cpu))
        scan = cpu["bare"]
        for title, kinds in SUMS.items():
            total = sum(cpu.get(kind, 0) for kind in kinds)
            print(f"{title}: {total:.1f} CPU-seconds, {total / scan:.1f} times the bare scan")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")


def run(lake: Lake, work: Path, threads: int, memory: str, codes: Sequence[str] = ()) -> None:
    """Measure every part of a screening of `lake` with its files under `work`; of these rules alone where some are named."""
    work.mkdir(parents=True, exist_ok=True)
    record = Record(work)
    with Workbench() as desk:
        if ("bare", "scan") not in record.done():
            columns = bench.needed_columns(desk, choose(codes), lake)
            with record.part("bare", "scan"):
                bench.bare_scan(lake, columns, memory, threads)
        detectors = [] if codes else models.choose(None)
        both, of_rules = plan(lake, choose(codes), desk, detectors), plan(lake, choose(codes), desk)
        shared = plan(lake, [], desk, detectors).marts
        engine = DuckDBEngine(memory, threads, record.spill, [work, lake.root])
        try:
            relations.attach_lake(engine, lake)
            relations.attach_knowledge(engine)
            build_marts(engine, both, set(of_rules.marts), set(shared), work / "marts", record)
            if ("prices", "") not in record.done():
                run_rules(engine, both, desk, work, record)
            engine.lock()
            _models(engine, both, work / "models", record)
        finally:
            engine.close()
    record.sums()


def build_marts(
    engine: DuckDBEngine, both: Plan, of_rules: set[str], of_models: set[str], folder: Path, record: Record
) -> None:
    """Build the marts of a plan, each a part of `record`: of the rules, of the models, or of both."""
    folder.mkdir(exist_ok=True)
    read = [*models.texts(both.models), *series.texts(both.models, both.marts)]
    for name, build in needed(both.marts, both.rules, read).items():
        kind = "model mart" if name not in of_rules else "shared mart" if name in of_models else "rule mart"
        if (folder / name).is_dir():
            relations.build_marts(engine, {name: build}, folder, lambda *_: None)
            continue
        with record.part(kind, name):
            relations.build_marts(engine, {name: build}, folder, lambda *_: None)


def run_rules(engine: DuckDBEngine, both: Plan, desk: Workbench, work: Path, record: Record) -> None:
    """Run the shared pass and the rules of a plan over built marts, then price what they found."""
    (work / "hits").mkdir(exist_ok=True)
    with record.part("prepare", ""):
        found, texts = hits.prepare(both.rules, desk, work / "hits")
    with record.part("shared pass", ""):
        texts = fuse(engine, both.rules, texts, desk, work / "marts")
    for one in found:
        if ("rule", one.rule.code) not in record.done():
            with record.part("rule", one.rule.code):
                hits.write(engine, [one], texts, lambda *_: None)
    with record.part("prices", ""):
        hits.price_lines(engine, found, work / "marts")


def _models(engine: DuckDBEngine, both: Plan, folder: Path, record: Record) -> None:
    folder.mkdir(exist_ok=True)
    models.attach_empty_scores(engine)
    done = record.done()
    for one in sorted(both.models, key=lambda one: one.model.is_late):
        if not one.evaluable:
            print(f"left out: {one.model.code} {' '.join(map(str, one.missing))}")
            continue
        mine = folder / one.model.card.name
        if ("model", one.model.code) in done:
            kept = kit.finished(one, mine)
            kit.attach_scores(one.model, {unit.unit.name: unit.file for unit in kept.units}, engine)
            continue
        with record.part("model", one.model.code):
            kit.run(one, Bench(engine, engine, mine))


if __name__ == "__main__":
    _, source, target, *rest = sys.argv
    threads, memory, *rules = *rest, *("4", "8GB")[len(rest) :]
    run(Lake.open(Path(source)), Path(target), int(threads), memory, rules[0].split(",") if rules else ())
