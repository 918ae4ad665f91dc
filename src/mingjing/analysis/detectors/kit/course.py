"""How a flagged unit stood, period by period, beside its peers: the series under the features that weigh most.

A level is told best by its course: since when it lies outside the band, and whether the peers moved with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mingjing.analysis.detectors.kit import explain
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Row
from mingjing.analysis.engine.duckdb import DuckDBEngine

MOST_PERIODS = 24
SHOWN = 3
FEWEST_PERIODS = 3

Course = Sequence[Mapping[str, Any]]


def of(duck: DuckDBEngine, unit: Unit, rows: str, found: Sequence[Row]) -> dict[str, Course]:
    """Return by unit_id the course of its heaviest features; none for units that have no periods.

    `rows` is what was compared with peers (months, where the unit is judged by months); its comparison stands.
    """
    if not unit.period or not unit.peers or not found:
        return {}
    own = unit.entity
    key = " || '|' || ".join(f"coalesce(CAST(r.{name} AS VARCHAR), '')" for name in own)
    names = {_named(own, row): row for row in found}
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(names))
    told = duck.fetch(
        f"SELECT {key} AS own, p.feature, p.period, p.value, p.q1, p.median, p.q3, p.p90, p.is_out"
        f" FROM {rows} AS r JOIN {rows}_peer AS p ON p.unit_id = r.unit_id WHERE {key} IN ({listed})"
        " ORDER BY own, p.feature, p.period"
    ).to_pylist()
    by_unit: dict[tuple[str, str], list[Row]] = {}
    for row in told:
        by_unit.setdefault((row["own"], row["feature"]), []).append(row)
    return {row["unit_id"]: _course(unit, row, _named(own, row), by_unit) for row in found}


def _named(own: Sequence[str], row: Row) -> str:
    return "|".join("" if row[name] is None else str(row[name]) for name in own)


def _course(unit: Unit, row: Row, name: str, told: Mapping[tuple[str, str], list[Row]]) -> Course:
    found: list[Mapping[str, Any]] = []
    for feature in explain.leading(unit, row):
        periods = told.get((name, feature.name), [])[-MOST_PERIODS:]
        if len(periods) >= FEWEST_PERIODS and len(found) < SHOWN:
            found.append(
                {
                    "feature": feature.name,
                    "zh": feature.zh,
                    "show": feature.show,
                    "rows": [
                        [
                            one["period"],
                            *(_short(one[part]) for part in ("value", "q1", "median", "q3", "p90")),
                            one["is_out"],
                        ]
                        for one in periods
                    ],
                }
            )
    return found


def _short(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)
