"""Whom a flagged unit saw: its encounters by sex, age, certificate and so on, counted on demand for what stands out.

The step that `breakdown` names has the unit's key, `period` (as the finding has it), aspect, value and n.
"""

from collections.abc import Mapping, Sequence

from mingjing.analysis.detectors.kit import months
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Row
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.engine.duckdb import DuckDBEngine

SHOWN = 5
FEWEST = 5
REST = "其他"


def of(duck: DuckDBEngine, model: Model, unit: Unit, rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Return by unit_id and aspect the commonest values with their shares; few of a kind are never told apart."""
    if not unit.breakdown or not rows:
        return {}
    found = duck.fetch(
        f"SELECT {months.identity(unit, 'b', 'b.period')} AS unit_id, b.aspect, b.value, b.n"
        f" FROM {model.steps.relation(unit.breakdown)} AS b WHERE {months.among(unit, f'b.{unit.key[0]}', rows)} ORDER BY b.aspect, b.n DESC, b.value"
    ).to_pylist()
    units = {row["unit_id"] for row in rows}
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for row in found:
        if row["unit_id"] in units:
            counts.setdefault(row["unit_id"], {}).setdefault(row["aspect"], {})[row["value"]] = int(row["n"])
    return {
        name: {aspect: _told(values) for aspect, values in aspects.items()}
        for name, aspects in counts.items()
    }


def _told(values: Mapping[str, int]) -> str:
    whole = sum(values.values())
    named = [(value, n) for value, n in values.items() if n >= FEWEST and value != REST][:SHOWN]
    rest = whole - sum(n for _, n in named)
    shown = [*named, (REST, rest)] if rest else named
    return "、".join(f"{value} {n / whole:.1%}" for value, n in shown)
