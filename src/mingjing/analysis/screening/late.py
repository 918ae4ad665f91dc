"""Models that weigh what rules and other models found: they run last, on DuckDB, over the assembled findings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.detectors.catalog.institution_risk.detector import ranks
from mingjing.analysis.detectors.kit import run as model_run
from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.detectors.kit.model import LATE
from mingjing.analysis.detectors.kit.needs import ModelPlan
from mingjing.analysis.detectors.kit.run import Bench, Outcome
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.screening import models, relations
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.hits import parts
from mingjing.analysis.screening.standing import counts

RISK = "institution_risk"


def run(
    plans: Sequence[ModelPlan],
    engine: DuckDBEngine,
    work: Path,
    found: Sequence[Hits],
    done: Sequence[Outcome],
) -> list[Outcome]:
    """Run the late models over the findings that count, whose parts stand in `work`."""
    late = [plan for plan in plans if plan.model.is_late and plan.evaluable]
    if not late:
        return []
    for name in sorted(models.needed_marts(late) - {"setl_net", "stay_enc"}):
        files = list(relations.mart_files(work / "marts", name))
        engine.attach_parquet(name, files, marts.marts()[name].sql_types)
    _attach_findings(engine, work / "findings", [one for one in found if counts(one.rule)])
    _attach_scores(engine, done)
    return [
        model_run.run(plan, Bench(engine, engine, work / "models" / plan.model.card.name)) for plan in late
    ]


def _attach_findings(engine: DuckDBEngine, folder: Path, found: Sequence[Hits]) -> None:
    pairs = [parts(folder, one) for one in found]
    heads = [file for file, _ in pairs if pq.read_metadata(file).num_rows]
    lines = [file for _, file in pairs if pq.read_metadata(file).num_rows]
    engine.attach_parquet("finding_so_far", heads, LATE["finding_so_far"])
    engine.attach_arrow("finding_line_so_far", _lines(engine, lines))
    engine.attach_arrow("finding_person", _persons(engine, heads))


def _lines(engine: DuckDBEngine, files: Sequence[Path]) -> pa.Table:
    source = f"read_parquet([{_listed(files)}])" if files else "(SELECT * FROM finding_line_source)"
    if not files:
        columns = dict.fromkeys(("rule_code", "fixmedins_code", "bkkp_sn", "setl_id"), "VARCHAR")
        engine.attach_parquet(
            "finding_line_source", [], {**columns, "sev_deg": "BIGINT", "hit_fund": "DECIMAL(16,2)"}
        )
    return engine.native(
        "SELECT rule_code, sev_deg, fixmedins_code, coalesce(bkkp_sn, 'setl:' || setl_id) AS unit, hit_fund"
        f" FROM {source}"
    )


def _persons(engine: DuckDBEngine, files: Sequence[Path]) -> pa.Table:
    """The persons that findings of models are about, those of groups among them."""
    if not files:
        return pa.table({name: pa.array([], pa.string()) for name in LATE["finding_person"]})
    return engine.native(
        "SELECT DISTINCT rule_code, psn_no FROM ("
        f"SELECT rule_code, psn_no FROM read_parquet([{_listed(files)}])"
        f" UNION ALL SELECT rule_code, unnest(related_ids) AS psn_no FROM read_parquet([{_listed(files)}])"
        " WHERE subject_type = 'group') WHERE psn_no IS NOT NULL AND starts_with(rule_code, 'MDL-')"
    )


def _attach_scores(engine: DuckDBEngine, done: Sequence[Outcome]) -> None:
    """What every model says of institutions: the mean over its periods, the highest over its kinds of unit."""
    ran = [outcome.model.code for outcome in done if any(one.judged for one in outcome.units)]
    engine.attach_arrow("model_ran", pa.table({"model": pa.array(ran, pa.string())}))
    wanted = [
        f"SELECT '{outcome.model.code}' AS model, '{one.unit.name}' AS unit, fixmedins_code, score, score_soft"
        f" FROM read_parquet('{one.file}') WHERE score IS NOT NULL"
        for outcome in done
        for one in outcome.units
        if one.unit.branch == "i" and "fixmedins_code" in one.unit.key
    ]
    means = ", ".join(
        f"CAST(sum(CAST({name} AS DECIMAL(18,6))) / count(*) AS DECIMAL(18,6)) AS {name}"
        for name in ("score", "score_soft")
    )
    empty = {
        name: pa.array([], pa.float64() if "score" in name else pa.string()) for name in LATE["inst_score"]
    }
    table = pa.table(empty)
    if wanted:
        table = engine.native(
            "SELECT model, fixmedins_code, CAST(max(score) AS DOUBLE) AS score,"
            f" CAST(max(score_soft) AS DOUBLE) AS score_soft FROM (SELECT model, unit, fixmedins_code, {means}"
            f" FROM ({' UNION ALL '.join(wanted)}) GROUP BY model, unit, fixmedins_code)"
            " GROUP BY model, fixmedins_code"
        )
    engine.attach_arrow("inst_score", table)
    engine.attach_arrow("scored_so_far", _standing_out(engine, done))


def _standing_out(engine: DuckDBEngine, done: Sequence[Outcome]) -> pa.Table:
    """Who reaches a finding of another model as a whole: its item, department, day or patients from afar are no whole."""
    names = [name for name in LATE["scored_so_far"] if name not in ("model", "score")]
    parts = []
    for outcome in done:
        for one in outcome.units:
            if not set(one.unit.entity) <= set(names):
                continue
            own = ", ".join(
                name if name in one.unit.key else f"CAST(NULL AS VARCHAR) AS {name}" for name in names
            )
            parts.append(
                f"SELECT '{outcome.model.code}' AS model, {own}, score FROM read_parquet('{one.file}')"
                f" WHERE score >= {FINDING} AND branch IN ('i', 'p', 's')"
            )
    if not parts:
        kinds = {
            name: pa.float64() if kind == "DOUBLE" else pa.string()
            for name, kind in LATE["scored_so_far"].items()
        }
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    return engine.native(" UNION ALL ".join(parts))


def write_ranks(outcomes: Sequence[Outcome], engine: DuckDBEngine, work: Path, out: Path) -> None:
    """Write risk.parquet: every institution scored, with intensity, stake, and both orders of visiting."""
    for outcome in outcomes:
        if outcome.model.card.name != RISK:
            continue
        (one,) = outcome.units
        folder = work / "models" / RISK
        listed = _listed(sorted((folder / f"{RISK}__{one.unit.name}_rows").glob("*.parquet")))
        rows: list[dict[str, Any]] = engine.native(
            f"SELECT s.unit_id, s.fixmedins_code, s.score_raw, r.stake FROM read_parquet('{one.file}') AS s"
            f" JOIN read_parquet([{listed}]) AS r ON r.unit_id = s.unit_id WHERE s.score_raw IS NOT NULL"
        ).to_pylist()
        if rows:
            with whole_file(out / "risk.parquet") as building:
                pq.write_table(pa.Table.from_pylist(ranks(rows)), building)


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(f"'{file}'" for file in files)
