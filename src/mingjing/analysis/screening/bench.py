"""Measures screening against the cheapest thing that could be done with the same data: reading it once."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import FORMAT, MANIFEST, Lake
from mingjing.analysis.ingest.store import write_json, writing
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.compile import parse, reading
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening.plan import plan
from mingjing.analysis.standard import schema as standard
from mingjing.kernel.errors import EngineError


@dataclass(frozen=True, slots=True)
class Measured:
    """One command run in a process of its own: wall seconds, peak resident memory in MB, its JSON answer."""

    seconds: float
    peak_mb: int
    answer: Any


def measure(arguments: Sequence[str]) -> Measured:
    """Run `mingjing` with these arguments and `--json`. Raises EngineError with its words when it fails."""
    command = [sys.executable, "-m", "mingjing.cli.main", *arguments, "--json"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        began = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=said)  # noqa: S603 - our own program
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        answer = out.read()
        if status:
            said.seek(0)
            why = (answer + said.read()).decode()[-2000:]
            raise EngineError(f"mingjing {arguments[0]} 失败", why=why, do="先单独运行该命令，排除错误后再测")
    return Measured(round(seconds, 1), usage.ru_maxrss // 1024, json.loads(answer))


def needed_columns(bench: Workbench, rules: Sequence[Rule], lake: Lake) -> dict[str, list[str]]:
    """Return, by table, the columns that the evaluable rules and the marts under them read."""
    tables = standard.tables()
    chosen = plan(lake, rules, bench)
    trees = [parse(rule) for rule in chosen.rules]
    trees += [sqlglot.parse_one(marts.marts()[name].sql, read="duckdb") for name in chosen.marts]
    found: dict[str, set[str]] = {}
    for tree in trees:
        for name, columns in reading(tree, bench.schema).columns.items():
            if name in tables and lake.files(name):
                found.setdefault(name, set()).update(set(columns) & set(lake.delivered(name)))
    return {name: sorted(columns) for name, columns in sorted(found.items()) if columns}


def bare_scan(lake: Lake, columns: Mapping[str, Sequence[str]], memory: str, threads: int) -> float:
    """Return the seconds of reading these columns once: the largest value of each, nothing else."""
    engine = DuckDBEngine(memory, threads)
    try:
        began = time.monotonic()
        for table, names in columns.items():
            files = ", ".join(f"'{file}'" for file in lake.files(table))
            values = ", ".join(f"max({name})" for name in names)
            engine.native(f"SELECT {values} FROM read_parquet([{files}])")
        return round(time.monotonic() - began, 2)
    finally:
        engine.close()


def generated_lake(city: Path, root: Path) -> Lake:
    """Publish generated standard tables as a lake without conforming them again: they are known to be clean.

    For sizes at which the screening is to be measured, not the ingest. Files are linked, not copied.
    """
    engine = DuckDBEngine("2GB", os.cpu_count() or 2)
    try:
        with writing(root) as store:
            built = store.work / "generated"
            tables = {name: _linked(engine, city, built, name) for name in standard.tables()}
            entries = {name: entry for name, entry in tables.items() if entry}
            write_json({"format": FORMAT, "batch": "generated", "tables": entries}, built / MANIFEST)
            return store.publish("generated", built, ())
    finally:
        engine.close()


def _linked(engine: DuckDBEngine, city: Path, built: Path, name: str) -> dict[str, Any] | None:
    files = sorted((city / name).glob("*.parquet")) or [
        path for path in [city / f"{name}.parquet"] if path.exists()
    ]
    if not files:
        return None
    folder = built / "tables" / name
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).hardlink_to(file)
    listed = ", ".join(f"'{file}'" for file in files)
    have = engine.native(f"SELECT * FROM read_parquet([{listed}]) LIMIT 0").column_names
    counts = ", ".join(f"count({column}) AS {column}" for column in have)
    filled = engine.native(
        f"SELECT count(*) AS all_rows, {counts} FROM read_parquet([{listed}])"
    ).to_pylist()[0]
    return {
        "accepted": {"rows": filled.pop("all_rows")},
        "columns": {column: {"delivered": True, "filled": count} for column, count in filled.items()},
        "files": [{"path": f"tables/{name}/{file.name}"} for file in files],
    }


def rule_seconds(answer: Mapping[str, Any]) -> float:
    """Return the seconds a screening spent on rules alone: the shared pass and each rule."""
    fused = float(answer["stages"].get("fused pass", 0))
    return round(fused + sum(rule["seconds"] or 0 for rule in answer["rules"]), 2)
