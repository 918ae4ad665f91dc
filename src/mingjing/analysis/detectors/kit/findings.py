"""From scores to findings: severity, reasons, sentence, and the rows that price them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit import breakdown, carried, course, explain, months, stability
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Row
from mingjing.analysis.detectors.kit.judge import FINDING, LEAST_COVERAGE, SEVERE, Judged, Null
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.detectors.kit.needs import UnitPlan
from mingjing.analysis.engine.duckdb import DuckDBEngine

SEVERE_COVERAGE = 0.70
SEVERE_STAB = 0.80
TOP_FAMILIES = 2

Crowd = Mapping[str, Any]
# What a flagged unit hands over, besides its key: column -> DuckDB type. JSON is embedded as it stands.
COLUMNS: Mapping[str, str] = {
    "unit_id": "VARCHAR",
    "fixmedins_code": "VARCHAR",
    "psn_no": "VARCHAR",
    "staff_code": "VARCHAR",
    "group_id": "VARCHAR",
    "mdtrt_id": "VARCHAR",
    "occurred_on": "DATE",
    "sev_deg": "BIGINT",
    "behaviour": "VARCHAR",
    "branch": "VARCHAR",
    "related_id": "VARCHAR",
    "checkout_cnt": "DECIMAL(16,4)",
    "score": "DOUBLE",
    "text": "VARCHAR",
    "period": "VARCHAR",
    "score_raw": "DOUBLE",
    "calibration": "VARCHAR",
    "coverage": "DOUBLE",
    "families": "BIGINT",
    "stab": "DOUBLE",
    "null_fdr": "DOUBLE",
    "excess_amt": "DOUBLE",
    "why": "JSON",
    "contributions": "JSON",
    "absent_features": "JSON",
    "flags": "JSON",
    "chart": "JSON",
    "own": "JSON",
    "breakdown": "JSON",
    "course": "JSON",
    "carried": "JSON",
}
EVIDENCE = tuple(
    name
    for name in COLUMNS
    if name
    not in {
        *(
            "unit_id",
            "fixmedins_code",
            "psn_no",
            "staff_code",
            "group_id",
            "mdtrt_id",
            "occurred_on",
            "sev_deg",
        ),
        *("behaviour", "branch", "related_id", "checkout_cnt", "score", "text"),
    }
)
_ARROW = {
    "VARCHAR": pa.string(),
    "JSON": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "DECIMAL(16,4)": pa.decimal128(16, 4),
}


@dataclass(frozen=True, slots=True)
class Monthly:
    """What stab is resampled from: a SELECT with of_unit (the value of column `key`, default the unit's key).

    `first` is the first of the unit's key as the SELECT reads it, where it can be narrowed by it.
    """

    select: str
    key: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """The findings of a unit as rows for pricing: a Parquet file with its columns, and how many units they are."""

    unit: Unit
    file: Path
    columns: Mapping[str, str]
    rows: int


def flag(
    duck: DuckDBEngine,
    model: Model,
    plan: UnitPlan,
    judged: Judged,
    file: Path,
    monthly: Monthly | None = None,
    chance: Null | None = None,
    crowds: Mapping[str, Crowd] | None = None,
    compared_rows: str = "",
) -> Flagged:
    """Write the units that reach FINDING as rows for pricing: one each, or their lines where the unit has an amount.

    `monthly` names the relations that stab is resampled from, `chance` is the null run, `crowds` gives by unit the group
    of which too many stand out, `compared_rows` are the rows (months) that were compared with peers, if any were.
    """
    unit, rows, peer = judged.unit, judged.rows, judged.peer
    found = duck.fetch(
        f"SELECT r.*, s.* FROM (SELECT * FROM {rows}) AS r JOIN (SELECT unit_id AS scored_id, {_scores(unit)}"
        f" FROM {judged.scores}) AS s ON s.scored_id = r.unit_id"
        f" WHERE s.score >= {FINDING} AND s.coverage >= {LEAST_COVERAGE} ORDER BY r.unit_id"
    ).to_pylist()
    false = _false(duck, judged, chance, len(found))
    for row in found:
        row |= {"null_fdr": false, "crowd": (crowds or {}).get(row["unit_id"])}
    compared = _compared(duck, peer, [row["unit_id"] for row in found])
    _steady(duck, judged, found, compared, monthly)
    _around(duck, model, unit, found, compared_rows)
    told = [_told(model, plan, judged, row, compared.get(row["unit_id"], {})) for row in found]
    told = model.detector.flagged(unit, told)
    table = pa.table(
        {name: pa.array([row.get(name) for row in told], _ARROW[kind]) for name, kind in COLUMNS.items()}
    )
    if unit.amount == "none":
        _write(table, file)
        return Flagged(unit, file, dict(COLUMNS), len(told))
    keyed = table.append_column("of_unit", pa.array([_key(unit, row) for row in told], pa.string()))
    return _with_lines(duck, model, unit, keyed, file, months.among(unit, unit.key[0], told))


def _around(duck: DuckDBEngine, model: Model, unit: Unit, found: list[Row], compared_rows: str) -> None:
    """Put on the rows whom the units saw, how they stood period by period, and the encounters that carry most of it."""
    seen = breakdown.of(duck, model, unit, found)
    most = carried.of(duck, model, unit, found)
    courses = course.of(duck, unit, compared_rows, found) if compared_rows else {}
    for row in found:
        for name, told_of in (("breakdown", seen), ("course", courses), ("carried", most)):
            row[name] = explain.as_json(told_of[row["unit_id"]]) if told_of.get(row["unit_id"]) else None
        row["listed"] = most.get(row["unit_id"], [])


def _steady(
    duck: DuckDBEngine,
    judged: Judged,
    found: list[Row],
    compared: Mapping[str, explain.Peer],
    monthly: Monthly | None,
) -> None:
    """Put stab on the rows: the share of resamples in which they stay above the threshold they passed."""
    if monthly is None or not found:
        return
    unit, parts = judged.unit, _candidates(duck, judged.unit, found, monthly)
    for row in found:
        threshold = judged.calibration.raw(SEVERE if row["score"] >= SEVERE else FINDING)
        mine = parts.get(row[monthly.key] if monthly.key else _key(unit, row), [])
        if unit.months:
            row["stab"] = stability.of_months(unit, row, mine, threshold)
        else:
            row["stab"] = stability.of_parts(unit, row, compared.get(row["unit_id"], {}), mine, threshold)


def _candidates(duck: DuckDBEngine, unit: Unit, found: list[Row], monthly: Monthly) -> dict[str, list[Row]]:
    """The parts of the units that stand out, in an order of their own; those of the others are never fetched."""
    keys = sorted({row[monthly.key] if monthly.key else _key(unit, row) for row in found})
    duck.attach_arrow("resampled_unit", pa.table({"of_unit": pa.array(keys, pa.string())}))
    order = "feature, period" if unit.months else "part"
    narrow = f" WHERE {months.among(unit, monthly.first, found)}" if monthly.first else ""
    rows = duck.fetch(
        f"SELECT p.* FROM ({monthly.select}{narrow}) AS p JOIN resampled_unit AS u ON u.of_unit = p.of_unit ORDER BY p.of_unit, {order}"
    ).to_pylist()
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.pop("of_unit"), []).append(row)
    return parts


def _key(unit: Unit, row: Row) -> str:
    return "|".join("" if row[name] is None else str(row[name]) for name in unit.key)


def _scores(unit: Unit) -> str:
    names = ["score_raw", "score", "score_soft", "coverage", "families", "level AS peer_level"]
    names += [f"c_{family}" for family in unit.families]
    names += [f"{mark}_{f.name}" for f in unit.features for mark in ("x", "z", "e")]
    return ", ".join(names)


def _compared(duck: DuckDBEngine, peer: str, units: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """The comparison of these units, by unit and feature."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    if peer and units:
        duck.attach_arrow("flagged_unit", pa.table({"unit_id": pa.array(units, pa.string())}))
        select = f"SELECT p.* FROM {peer} AS p JOIN flagged_unit AS u ON u.unit_id = p.unit_id"
        for row in duck.fetch(select).to_pylist():
            found.setdefault(row["unit_id"], {})[row["feature"]] = row
    return found


def _false(duck: DuckDBEngine, judged: Judged, chance: Null | None, found: int) -> float | None:
    """The expected share of false ones among the findings: those of the null run in as many units, by found."""
    if chance is None or not found:
        return None
    units = duck.fetch(f"SELECT COUNT(*) AS n FROM {judged.scores} WHERE coverage >= {LEAST_COVERAGE}")
    return round(min(1.0, chance.share * int(units.to_pylist()[0]["n"]) / found), 4)


def _told(model: Model, plan: UnitPlan, judged: Judged, row: Row, peer: explain.Peer) -> Row:
    unit = judged.unit
    why = explain.reasons(unit, row, peer)
    checks = unit.sample or (int(row[unit.checks] or 0) if unit.checks else None)
    own = {name: row.get(name) for name in unit.show}
    return row | {
        "branch": unit.branch,
        "behaviour": _behaviour(unit, row),
        "sev_deg": severity(unit, row),
        "checkout_cnt": checks,
        "related_id": "|".join(name for name, _ in row["listed"]) or row.get("related"),
        "text": explain.sentence(unit, row, why, checks)
        + explain.whole(unit, row["crowd"])
        + carried.said(row["listed"]),
        "calibration": judged.calibration.state,
        "excess_amt": explain.excess(unit, row, peer),
        "why": explain.as_json(why),
        "contributions": explain.as_json(
            {f: round(row[f"c_{f}"], 4) for f in unit.families if row[f"c_{f}"]}
        ),
        "absent_features": explain.as_json(
            {f.zh: list(plan.features[f.name]) for f in unit.features if f.name in plan.features}
        )
        if plan.features
        else None,
        "flags": explain.as_json([w for w in str(row["flags"]).split("|") if w])
        if row.get("flags")
        else None,
        "chart": explain.as_json(model.card.texts["chart"]) if model.card.texts.get("chart") else None,
        "own": explain.as_json(own) if own else None,
        "stab": row.get("stab"),
    }


def severity(unit: Unit, row: Row) -> int:
    """2 for a score that is high, rests on several families, is well covered and stable; else 3; never 1."""
    whole = (
        1.0 if unit.branch == "v" and not unit.parts else 0.0
    )  # a visit that does not consist of parts is one draw
    stable = (whole if row.get("stab") is None else row["stab"]) >= SEVERE_STAB
    severe = (
        row["score"] >= SEVERE
        and row["families"] >= TOP_FAMILIES
        and row["coverage"] >= SEVERE_COVERAGE
        and stable
    )
    return unit.most_severe if severe else 3


def _behaviour(unit: Unit, row: Row) -> str:
    top = sorted(unit.families, key=lambda family: -(row[f"c_{family}"] or 0))[:TOP_FAMILIES]
    held = {family for family in top if row[f"c_{family}"]}
    for behaviour, families in unit.behaviour_by.items():
        if held & set(families):
            return behaviour
    return unit.behaviour


def _with_lines(
    duck: DuckDBEngine, model: Model, unit: Unit, table: pa.Table, file: Path, narrow: str
) -> Flagged:
    """Join the flagged units with the rows that price them; a unit without such rows stays as it is."""
    step = model.steps.relation(unit.hits)
    types = duck.describe(f"SELECT * FROM {step}")
    extra = {name: kind for name, kind in types.items() if name not in COLUMNS}
    duck.attach_arrow("flagged_row", table)
    match = " || '|' || ".join(f"coalesce(CAST(h.{name} AS VARCHAR), '')" for name in unit.key)
    lined = set(types) & set(COLUMNS) - set(unit.key)  # whose lines they are, the lines know best
    own = [f"coalesce(h.{name}, f.{name}) AS {name}" if name in lined else f"f.{name}" for name in COLUMNS]
    shown = ", ".join([*own, *(f"h.{name}" for name in extra), f"h.{unit.key[0]} IS NULL AS unpriced"])
    lines = f"(SELECT * FROM {step} WHERE {narrow})"
    duck.write(f"SELECT {shown} FROM flagged_row AS f LEFT JOIN {lines} AS h ON {match} = f.of_unit", file)
    return Flagged(unit, file, dict(COLUMNS) | extra | {"unpriced": "BOOLEAN"}, table.num_rows)


def _write(table: pa.Table, file: Path) -> None:
    draft = file.with_suffix(".tmp")
    pq.write_table(table, draft)
    draft.replace(file)
