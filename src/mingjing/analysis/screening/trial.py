"""Runs the cases of rules and marts, all of them in one small world per engine."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.marts.catalog import Mart
from mingjing.analysis.rules.compile import parse, reading
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import finding, hits, relations
from mingjing.analysis.screening.columns import Build, needed, whole
from mingjing.analysis.screening.fuse import fuse
from mingjing.analysis.screening.world import SUFFIX, Row, Scene, knowledge, world
from mingjing.analysis.standard import schema as standard


def scenes(owners: Sequence[Rule | Mart]) -> list[Scene]:
    """Return every case of the owners, numbered."""
    named = [(owner, case) for owner in owners for case in owner.cases]
    return [
        Scene(
            number,
            owner.code if isinstance(owner, Rule) else owner.name,
            case.name,
            case.given,
            case.knowledge,
        )
        for number, (owner, case) in enumerate(named, start=1)
    ]


def stage(
    engine: Engine,
    cast: Sequence[Scene],
    bench: Workbench,
    builds: Mapping[str, Build],
    folder: Path,
) -> None:
    """Put the world of these scenes in front of the engine: tables, knowledge, and these marts."""
    for name, table in world(cast).items():
        bench.engine.attach_arrow("as_text", table)
        typed = ", ".join(
            f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in standard.tables()[name].columns.values()
        )
        engine.attach_arrow(name, bench.engine.native(f"SELECT {typed} FROM as_text"))
    relations.attach_knowledge(engine, knowledge(cast))
    relations.build_marts(engine, builds, folder, lambda: None)


def try_rules(
    engine: Engine, rules: Sequence[Rule], bench: Workbench, folder: Path, fused: bool = False
) -> dict[int, list[Row]]:
    """Run the rules over the world of all their cases; return each scene's findings, ids without suffix.

    Findings of a rule on another rule's case are left out.
    """
    cast = scenes(rules)
    used = {
        name
        for rule in rules
        for name in reading(parse(rule), bench.schema).relations
        if name in marts.marts()
    }
    names = marts.order({*used, "fee_net", "setl_net", "stay_enc"})
    stage(engine, cast, bench, needed(names, rules), folder / "marts")
    found, sqls = hits.prepare(rules, bench, folder / "hits")
    if fused and isinstance(engine, DuckDBEngine):
        sqls = fuse(engine, rules, sqls, bench, folder / "marts")
    hits.write(engine, found, sqls)
    hits.price_lines(engine, found, folder / "marts")
    assembly = DuckDBEngine("1GB", 2)
    try:
        hits.attach_for_assembly(assembly, folder / "marts")
        hits.assemble(assembly, found, "trial", folder / "findings")
        parts = [hits.parts(folder / "findings", one) for one in found]
        finding.merge(assembly, [p for p, _ in parts], [n for _, n in parts], folder, "true")
        rows = assembly.native(f"SELECT * FROM read_parquet('{folder}/findings.parquet')").to_pylist()
    finally:
        assembly.close()
    return _by_scene(cast, rows)


def try_marts(engine: Engine, owners: Sequence[Mart], bench: Workbench, folder: Path) -> dict[int, list[Row]]:
    """Build the marts over the world of all their cases; return each scene's rows, ids without suffix."""
    cast = scenes(owners)
    names = marts.order(mart.name for mart in owners)
    stage(engine, cast, bench, whole(names), folder)
    rows: dict[int, list[Row]] = {scene.number: [] for scene in cast}
    owner_of = {scene.number: scene.owner for scene in cast}
    for mart in owners:
        for row in engine.fetch(f"SELECT * FROM {mart.name}").to_pylist():
            number = _scene_of(row)
            if owner_of.get(number) == mart.name:
                rows[number].append(_bare(row))
    return rows


def _by_scene(cast: Sequence[Scene], rows: Sequence[Row]) -> dict[int, list[Row]]:
    owner_of = {scene.number: scene.owner for scene in cast}
    sorted_rows: dict[int, list[Row]] = {scene.number: [] for scene in cast}
    for row in rows:
        number = _scene_of(row)
        if owner_of.get(number) == row["rule_code"]:
            bare = _bare(row)
            sorted_rows[number].append(bare | {"evidence": json.loads(bare["evidence"])})
    return sorted_rows


def _scene_of(row: Row) -> int:
    for value in row.values():
        for text in value if isinstance(value, list) else [value]:
            found = SUFFIX.search(text) if isinstance(text, str) else None
            if found:
                return int(found.group(1))
    return 0


def _bare(row: Row) -> Row:
    def bare(value: Any) -> Any:
        if isinstance(value, str):
            return SUFFIX.sub("", value)
        return [bare(item) for item in value] if isinstance(value, list) else value

    return {key: bare(value) for key, value in row.items()}


def differences(expected: Sequence[Mapping[str, Any]], actual: Sequence[Row]) -> list[str]:
    """Say how the rows differ from the expected ones, each of which is a subset of one row."""
    left = list(actual)
    faults = []
    for wanted in expected:
        match = next((row for row in left if not _unlike(wanted, row)), None)
        if match is not None:
            left.remove(match)
            continue
        nearest = min(left, key=lambda row: len(_unlike(wanted, row)), default=None)
        if nearest is None:
            faults.append(f"应查出 {dict(wanted)}，实际没有")
        else:
            left.remove(nearest)
            faults.append(
                "；".join(f"{k} 应为 {wanted[k]}，实际 {nearest.get(k)}" for k in _unlike(wanted, nearest))
            )
    faults += [f"不应查出：{_shown(row)}" for row in left]
    return faults


def _shown(row: Row) -> str:
    keys = ("sev_deg", "checkout_amt", "checkout_cnt", "occurred_on", "bkkp_sns", "message", "evidence")
    return str({key: row[key] for key in keys if key in row} or row)


def _unlike(wanted: Mapping[str, Any], row: Row) -> list[str]:
    return [key for key, value in wanted.items() if not _same(value, row.get(key))]


def _same(wanted: Any, actual: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return all(_same(value, actual.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(actual, list):
        return len(wanted) == len(actual) and all(_same(a, b) for a, b in zip(wanted, actual, strict=True))
    if isinstance(actual, bool) or wanted is None or actual is None:
        return wanted is actual
    if isinstance(actual, Decimal | int | float):
        return Decimal(str(wanted)) == Decimal(str(actual))
    return str(wanted) == str(actual)
