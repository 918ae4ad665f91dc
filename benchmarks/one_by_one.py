"""What it saves to do shared work once: the whole rule library beside each of its rules screened alone.

`python benchmarks/one_by_one.py LAKE WORK [THREADS [MEMORY]]` measures the CPU-seconds of the library in one piece (its marts, the
shared pass, the rules, prices) and then, rule by rule, of a screening that asks for this rule only: the marts under it with just
the columns it reads, the rule, its prices. Reading texts, leads and reports are left out on both sides. What a killed run
finished is kept.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import relations
from mingjing.analysis.screening.plan import choose, plan
from stages import Record, build_marts, run_rules


def run(lake: Lake, work: Path, threads: int, memory: str) -> None:
    """Measure the library at once and rule by rule; print both sums and their ratio."""
    work.mkdir(parents=True, exist_ok=True)
    total = Record(work)
    with Workbench() as desk:
        _screened(lake, choose(), desk, work / "library", total, threads, memory)
        for rule in choose():
            _screened(lake, [rule], desk, work / rule.code, total, threads, memory)
    rows = {str(row["name"]): float(row["cpu"]) for row in total.rows()}
    at_once = rows.pop("library")
    print(
        f"library at once {at_once:.1f}, {len(rows)} rules one by one {sum(rows.values()):.1f} CPU-seconds,"
        f" ratio {sum(rows.values()) / at_once:.1f}"
    )


def _screened(
    lake: Lake, rules: Sequence[Rule], desk: Workbench, work: Path, total: Record, threads: int, memory: str
) -> None:
    """Add one row to `total`: what marts, rules and prices of these rules cost together, started from nothing."""
    if ("screening", work.name) in total.done():
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    chosen, parts = plan(lake, rules, desk), Record(work)
    engine = DuckDBEngine(memory, threads, parts.spill, [work, lake.root])
    try:
        relations.attach_lake(engine, lake)
        relations.attach_knowledge(engine)
        with total.part("screening", work.name):
            build_marts(engine, chosen, set(chosen.marts), set(), work / "marts", parts)
            run_rules(engine, chosen, desk, work, parts)
    finally:
        engine.close()
        shutil.rmtree(work)


if __name__ == "__main__":
    _, source, target, *rest = sys.argv
    run(Lake.open(Path(source)), Path(target), int(rest[0]) if rest else 4, rest[1] if rest[1:] else "8GB")
