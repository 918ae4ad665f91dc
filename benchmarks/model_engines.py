"""Whether the models' marts, features and scores are the same on both engines, over a whole lake.

`python benchmarks/model_engines.py LAKE WORK [MDL-01,...]` builds the marts and runs the models once on DuckDB and once
on Spark (`local[2]`), then compares every relation that either engine wrote, row by row and value by value. What a
killed run finished is kept. Floating-point numbers count as equal up to 1e-9 of their size; everything else, money
above all, must be identical. Prints one line per relation that differs, and the sums; the exit status says whether any did.
"""

import sys
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import models, relations
from mingjing.analysis.screening.columns import needed
from mingjing.analysis.screening.engines import open_engine
from mingjing.analysis.screening.plan import Plan, plan

ENGINES = ("duckdb", "spark")


def run(name: str, lake: Lake, chosen: Plan, work: Path) -> float:
    """Build the marts and run the models on one engine; return the wall seconds."""
    began = time.monotonic()
    for part in ("marts", "models", "spill"):
        (work / part).mkdir(parents=True, exist_ok=True)
    engine = open_engine(name, work, "3GB", 2, "", [lake.root])
    try:
        relations.attach_lake(engine, lake)
        relations.attach_knowledge(engine)
        builds = needed(chosen.marts, chosen.rules, models.texts(chosen.models))
        relations.build_marts(engine, builds, work / "marts", lambda: print(".", end="", flush=True))
        if isinstance(engine, DuckDBEngine):
            engine.lock()
        models.run(chosen.models, engine, work / "models", "2GB", calibrations={})
    finally:
        engine.close()
    print(f"\n{name}: {time.monotonic() - began:.0f} s")
    return time.monotonic() - began


def written(work: Path) -> dict[str, list[Path]]:
    """Return every relation that stands under `work`, by its path, with its files."""
    found = {}
    for folder in sorted([*(work / "marts").glob("*"), *(work / "models").glob("*/*")]):
        if folder.is_dir() and folder.name != "spill" and folder.parent.name != "spill":
            found[str(folder.relative_to(work))] = sorted(folder.glob("*.parquet"))
        elif folder.suffix == ".parquet":
            found[str(folder.relative_to(work))] = [folder]
    return found


class Comparison:
    """Compares two relations of Parquet files."""

    def __init__(self) -> None:
        self._duck = duckdb.connect(config={"threads": "1", "memory_limit": "2GB"})

    def differences(self, left: Sequence[Path], right: Sequence[Path]) -> tuple[int, int, list[Any]]:
        """Return the rows on the left, how many rows either side lacks, and some of them with their side."""
        sides = [self._source(left), self._source(right)]
        kinds = [
            {
                str(row[0]): str(row[1])
                for row in self._duck.execute(f"DESCRIBE SELECT * FROM {side}").fetchall()
            }
            for side in sides
        ]
        if kinds[0] != kinds[1]:
            return 0, 1, [("columns", sorted(set(kinds[0].items()) ^ set(kinds[1].items())))]
        shown = ", ".join(_comparable(name, kind) for name, kind in kinds[0].items())
        first, second = (f"SELECT {shown} FROM {side}" for side in sides)
        (rows,) = self._duck.execute(f"SELECT count(*) FROM {sides[0]}").fetchall()[0]
        apart = (
            f"SELECT 'duckdb' AS side, * FROM ({first} EXCEPT ALL {second})"
            f" UNION ALL SELECT 'spark' AS side, * FROM ({second} EXCEPT ALL {first})"
        )
        (count,) = self._duck.execute(f"SELECT count(*) FROM ({apart})").fetchall()[0]
        some = self._duck.execute(f"SELECT * FROM ({apart}) ORDER BY ALL LIMIT 6").fetchall() if count else []
        return int(rows), int(count), some

    def _source(self, files: Sequence[Path]) -> str:
        listed = ", ".join(f"'{file}'" for file in files)
        return f"read_parquet([{listed}])" if files else "(SELECT 1 AS nothing WHERE false)"


def _comparable(name: str, kind: str) -> str:
    """A column as it is compared: floating-point numbers to ten digits, lists in the order they have."""
    if kind in ("DOUBLE", "FLOAT"):
        return (
            f"CASE WHEN abs({name}) < 1e-9 THEN 0 ELSE round({name}, 9 - CAST(floor(log10(abs({name}))) AS INTEGER)) END"
            f" AS {name}"
        )
    return f'"{name}"'


def report(folders: Sequence[Path], on_demand: Collection[str]) -> Iterator[bool]:
    """Compare all relations of the two engines; yield whether each is the same.

    What DuckDB computes only for the units that stand out (`on_demand`) is not compared.
    """
    left, right = (
        {n: f for n, f in written(one).items() if Path(n).name not in on_demand} for one in folders
    )
    comparison, rows = Comparison(), 0
    for name in sorted({*left, *right}):
        if name not in left or name not in right:
            print(f"{name}: only on {'duckdb' if name in left else 'spark'}")
            yield False
            continue
        count, apart, some = comparison.differences(left[name], right[name])
        rows += count
        if apart:
            print(f"{name}: {apart} of {count} rows differ")
            for row in some:
                print("   ", row)
        yield not apart
    print(f"{len(left)} relations, {rows:,} rows")


def main() -> int:
    """Run both engines and compare."""
    root, work = Path(sys.argv[1]), Path(sys.argv[2])
    named = sys.argv[3].split(",") if len(sys.argv) > 3 else None
    lake = Lake.open(root)
    with Workbench() as bench:
        chosen = plan(lake, [], bench, models.choose(named))
    for name in ENGINES:
        run(name, lake, chosen, work / name)
    asked = {
        one.model.steps.relation(each.unit.breakdown)
        for one in chosen.models
        for each in one.evaluable
        if each.unit.breakdown
    }
    same = list(report([work / name for name in ENGINES], asked))
    print(f"{sum(same)} the same, {len(same) - sum(same)} not")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
