"""The encounters that carry most of what a unit stands out by: where an officer begins to look. They price nothing.

A unit without an amount may name a step in `hits` with its key, `period` (as the finding has it), mdtrt_id and `beyond`, by how
much the encounter lies above its like (yuan). It is read on demand, for what stands out.
"""

from collections.abc import Sequence

from mingjing.analysis.detectors.kit import months
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Row
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.engine.duckdb import DuckDBEngine

MOST = 30
Carried = list[tuple[str, float]]


def step(unit: Unit) -> str:
    """Return the step that names the encounters of a unit without an amount; empty where none does."""
    return unit.hits if unit.amount == "none" else ""


def of(duck: DuckDBEngine, model: Model, unit: Unit, rows: Sequence[Row]) -> dict[str, Carried]:
    """Return by unit_id the encounters furthest above their like, at most MOST, the furthest first."""
    if not step(unit) or not rows:
        return {}
    found = duck.fetch(
        "SELECT unit_id, mdtrt_id, beyond FROM (SELECT unit_id, mdtrt_id, beyond, ROW_NUMBER() OVER ("
        "PARTITION BY unit_id ORDER BY beyond DESC, mdtrt_id) AS nth FROM ("
        f"SELECT {months.identity(unit, 'h', 'h.period')} AS unit_id, h.mdtrt_id, CAST(h.beyond AS DECIMAL(18,2)) AS beyond"
        f" FROM {model.steps.relation(step(unit))} AS h WHERE {months.among(unit, f'h.{unit.key[0]}', rows)} AND h.beyond > 0) AS named) AS placed"
        f" WHERE nth <= {MOST} ORDER BY unit_id, nth"
    ).to_pylist()
    units: dict[str, Carried] = {row["unit_id"]: [] for row in rows}
    for row in found:
        if row["unit_id"] in units:
            units[row["unit_id"]].append((row["mdtrt_id"], float(row["beyond"])))
    return units


def said(carried: Carried) -> str:
    """Say that encounters are listed, and that they are a selection."""
    return f"相关就诊节选费用高出同类病例最多的 {len(carried)} 次。" if carried else ""
