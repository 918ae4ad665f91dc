"""The order of leads in a run: by expected money from verdicts so far, or as RANK learnt it, and why."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from mingjing.analysis.detectors.kit import verdicts
from mingjing.analysis.detectors.rank import decide, learn
from mingjing.analysis.detectors.rank.decide import Ranking
from mingjing.analysis.detectors.rank.traits import ALL, HOURS, STORED, matrix
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import traits
from mingjing.kernel import local

FILE, USED = "rank.json", "verdicts.csv"
EXPLAINED, HEAVIEST, TOP = 360, 5, 5
_BATCH = 100_000


def write(out: Path, frozen: Sequence[str]) -> Ranking:
    """Decide the order from the verdicts in the local folders; keep the decision and the verdicts in `out`."""
    found = verdicts.read()
    ranking = decide.decide(found, frozen)
    draft = out / f"{FILE}.tmp"
    draft.write_text(decide.to_json(ranking), encoding="utf-8")
    draft.replace(out / FILE)
    (out / USED).unlink(missing_ok=True)
    files = [folder / local.VERDICTS for folder in local.folders()]
    for file in [file for file in files if file.is_file()][:1]:
        shutil.copyfile(file, out / USED)
    return ranking


def read(out: Path) -> Ranking:
    """Return the decision that stands in a run folder; without one nothing was learnt."""
    file = out / FILE
    return decide.from_json(file.read_text(encoding="utf-8")) if file.is_file() else Ranking(False, "")


def attach(engine: DuckDBEngine, out: Path, ranking: Ranking) -> None:
    """Attach what the steps of the leads read: learnt rates by finding, tallies of verdicts, hours, the kind of order."""
    file = out / traits.FILE
    engine.attach_parquet("lead_trait", [file] if file.is_file() else [], traits.COLUMNS)
    engine.attach_arrow("lead_rank", _learnt(engine, ranking))
    engine.attach_arrow("lead_tally", _tallies(ranking))
    kinds = pa.table({"subject_type": list(HOURS), "hours": pa.array(HOURS.values(), pa.float64())})
    engine.attach_arrow("lead_time", kinds)
    engine.attach_arrow("lead_order", pa.table({"learnt": pa.array([ranking.deployed], pa.bool_())}))


def _learnt(engine: DuckDBEngine, ranking: Ranking) -> pa.Table:
    """The share of each finding's amount that is expected to be verified, as RANK learnt it; none while it is off."""
    empty = pa.table({"finding_id": pa.array([], pa.string()), "rate": pa.array([], pa.float64())})
    if ranking.learnt is None:
        return empty
    parts = [empty]
    whole = engine.native("SELECT * FROM lead_trait ORDER BY finding_id")
    for begin in range(0, whole.num_rows, _BATCH):
        rows = whole.slice(begin, _BATCH).to_pylist()
        kinds = [(row["rule_code"], row["behaviour"]) for row in rows]
        chance = ranking.learnt.probability(rows, kinds)
        ratio = ranking.learnt.ratio(rows, kinds)
        keys = pa.array([row["finding_id"] for row in rows], pa.string())
        parts.append(pa.table({"finding_id": keys, "rate": pa.array(chance * ratio, pa.float64())}))
    return pa.concat_tables(parts)


def _tallies(ranking: Ranking) -> pa.Table:
    """By rule and by behaviour: how many were checked, and how many of them, by money, were true."""
    rows = [
        (kind, key, one.number, one.true * (one.money / one.positives if one.positives else 1.0))
        for kind, named in (("rule", ranking.rates.rules), ("family", ranking.rates.families))
        for key, one in named.items()
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    kinds = [pa.string(), pa.string(), pa.int64(), pa.float64()]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(("kind", "key", "n", "money"), arrays, strict=True)))


def reasons(
    ranking: Ranking, found: Sequence[dict[str, Any]], weights: Sequence[float]
) -> list[dict[str, Any]]:
    """Return what moved a lead most: `found` are the traits of its findings (with rule_code, behaviour).

    `weights` says how much each finding counts (its expected money). Empty while the learnt order is off.
    """
    if ranking.learnt is None or not found:
        return []
    model = learn.booster(ranking.learnt.text)
    rates = [ranking.learnt.rates.confirmed(row["rule_code"], row["behaviour"]) for row in found]
    return _leading(model, matrix(found, rates), weights)


def _leading(model: Any, table: Any, weights: Sequence[float]) -> list[dict[str, Any]]:
    share = np.array(weights, dtype=float)
    share = share / share.sum() if share.sum() > 0 else np.full(len(table), 1 / len(table))
    moved = share @ learn.contributions(model, table)
    heaviest = int(share.argmax())
    order = sorted(range(len(ALL)), key=lambda at: (-abs(moved[at]), at))[:TOP]
    return [
        {
            "trait": ALL[at].name,
            "zh": ALL[at].zh,
            "value": None if np.isnan(table[heaviest, at]) else round(float(table[heaviest, at]), 4),
            "moved": round(float(moved[at]), 4),
        }
        for at in order
        if moved[at]
    ]


def sentence(parts: Sequence[dict[str, Any]]) -> str:
    """Say what moved a lead, in words."""
    return "；".join(f"{one['zh']}{'使排序上升' if one['moved'] > 0 else '使排序下降'}" for one in parts)


def explain(engine: DuckDBEngine, ranking: Ranking) -> None:
    """Add to lead_list why its first leads stand where they do; empty where expected money alone decides."""
    rows: list[dict[str, Any]] = []
    if ranking.learnt is not None:
        model = learn.booster(ranking.learnt.text)
        found = engine.native(
            "SELECT d.lead_id, f.rule_code, f.behaviour, CAST(coalesce(f.checkout_amt, 0) * f.prior AS DOUBLE) AS w,"
            f" {', '.join(f't.{name}' for name in STORED)} FROM lead AS d JOIN lead_finding AS f ON f.lead_id = d.lead_id"
            f" JOIN lead_trait AS t ON t.finding_id = f.finding_id WHERE d.rank <= {EXPLAINED}"
            f" QUALIFY row_number() OVER (PARTITION BY d.lead_id ORDER BY w DESC, f.finding_id) <= {HEAVIEST}"
            " ORDER BY d.rank, w DESC, f.finding_id"
        ).to_pylist()
        by_lead: dict[str, list[dict[str, Any]]] = {}
        for row in found:
            by_lead.setdefault(row["lead_id"], []).append(row)
        for lead, some in by_lead.items():
            rates = [ranking.learnt.rates.confirmed(row["rule_code"], row["behaviour"]) for row in some]
            told = _leading(model, matrix(some, rates), [row["w"] for row in some])
            rows.append({"lead_id": lead, "rank_why": sentence(told)})
    table = pa.table(
        {name: pa.array([row[name] for row in rows], pa.string()) for name in ("lead_id", "rank_why")}
    )
    engine.attach_arrow("lead_reason", table)
    engine.execute(
        "CREATE OR REPLACE TABLE lead_list AS SELECT d.*, coalesce(r.rank_why, '') AS rank_why"
        " FROM lead_list AS d LEFT JOIN lead_reason AS r ON r.lead_id = d.lead_id"
    )
