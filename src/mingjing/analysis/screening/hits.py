"""From rules to hit rows to priced parts: the steps that a run and a trial of cases share."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.compile import applied_values, fill_parameters, hit_select, kept_columns
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import finding, relations
from mingjing.analysis.screening.finding import Hits

Report = Callable[[str, int, int], None]
ASSEMBLY_MARTS = ("setl_net", "stay_enc")


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def counter(report: Report, stage: str, total: int) -> Callable[[], None]:
    """Return a function to call after each of `total` steps of a stage."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(stage, done, total)

    report(stage, 0, total)
    return step


def prepare(rules: Sequence[Rule], bench: Workbench, folder: Path) -> tuple[list[Hits], dict[str, str]]:
    """Return where each rule's hits will stand and with which columns, and each rule's SQL with parameters."""
    sqls = {rule.code: fill_parameters(rule) for rule in rules}
    hits = []
    for rule in rules:
        output = bench.describe(sqls[rule.code])
        columns, applied = kept_columns(rule, output), applied_values(rule, output)
        hits.append(Hits(rule, folder / f"{rule.code}.parquet", columns, applied))
    return hits, sqls


def write(
    engine: Engine, hits: Sequence[Hits], sqls: Mapping[str, str], report: Report = silent
) -> dict[str, float]:
    """Write one hits file per rule, keeping those that stand already; return the seconds each took."""
    seconds = {}
    step = counter(report, "规则", len(hits))
    for found in hits:
        code = found.rule.code
        if not found.file.exists():
            began = time.monotonic()
            select = hit_select(sqls[code], found.columns, found.applied)
            engine.write(select, found.file, found.columns)
            seconds[code] = round(time.monotonic() - began, 3)
        step()
    return seconds


def price_lines(engine: Engine, hits: Sequence[Hits], folder: Path) -> None:
    """Collect into `folder`, in one pass, the lines of every stay, encounter and settlement that a rule hit as a whole."""
    wanted = []
    for number, found in enumerate(hits):
        if found.rule.amount not in ("stay", "days", "paid"):
            continue
        name = f"hit_{number}"
        engine.attach_parquet(name, [found.file], found.columns)
        if "stay_id" in found.columns and found.rule.amount != "paid":
            wanted.append(f"SELECT e.mdtrt_id FROM {name} AS h JOIN stay_enc AS e ON e.stay_id = h.stay_id")
        if "mdtrt_id" in found.columns and found.rule.amount == "stay":
            wanted.append(f"SELECT h.mdtrt_id FROM {name} AS h")
        if found.rule.amount == "paid":
            wanted.append(f"SELECT s.mdtrt_id FROM {name} AS h JOIN setl_net AS s ON s.setl_id = h.setl_id")
    encounters = " UNION ".join(wanted) or "SELECT mdtrt_id FROM stay_enc WHERE 1 = 0"
    engine.materialise(
        "priced_lines",
        "SELECT f.bkkp_sn, f.setl_id, f.mdtrt_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cls,"
        " f.cnt, f.pric, f.gross, f.amt FROM fee_net AS f"
        f" WHERE f.mdtrt_id IN (SELECT w.mdtrt_id FROM ({encounters}) AS w WHERE w.mdtrt_id IS NOT NULL)",
        folder,
    )


def attach_for_assembly(engine: DuckDBEngine, folder: Path) -> None:
    """Attach what pricing reads from the marts in `folder`."""
    for name in ASSEMBLY_MARTS:
        types = {column: spec.type for column, spec in marts.marts()[name].columns.items()}
        engine.attach_parquet(name, list(relations.mart_files(folder, name)), types)
    files = "', '".join(str(file) for file in relations.mart_files(folder, "priced_lines"))
    engine.execute(f"CREATE VIEW priced_lines AS SELECT * FROM read_parquet(['{files}'])")


def assemble(
    engine: DuckDBEngine, hits: Sequence[Hits], run_id: str, folder: Path, report: Report = silent
) -> None:
    """Write the findings and lines of each rule as a part of its own, keeping those that stand already."""
    step = counter(report, "疑点", len(hits))
    for found in hits:
        part, lines = parts(folder, found)
        if not part.exists():
            finding.assemble(engine, found, run_id, part, lines)
        step()


def parts(folder: Path, found: Hits) -> tuple[Path, Path]:
    """Return the findings part and lines part of a rule, or of one kind of unit of a model."""
    return folder / f"{found.name}.parquet", folder / f"{found.name}.lines.parquet"
