"""Fetches the marks of some findings' pictures, and what the models' scores say of their units over time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text as quoted
from mingjing.analysis.screening.pictures.series import FILE
from mingjing.analysis.screening.pictures.told import features

RISK = "MDL-16"
Row = dict[str, Any]
_KEYS = {"fixmedins_code": "fixmedins_code", "psn_no": "psn_no", "staff_code": "staff_code"}


@dataclass(slots=True)
class Marks:
    """The rows of one picture in the order in which they were kept, of `total` that there are."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0


def marks(engine: DuckDBEngine, run: Path, findings: Sequence[str]) -> dict[str, dict[str, Marks]]:
    """Return the marks by finding and kind of picture; none where the run kept none."""
    file, found = run / FILE, dict[str, dict[str, Marks]]()
    if not findings or not file.is_file():
        return found
    listed = ", ".join(quoted(one) for one in findings)
    rows = engine.native(
        f"SELECT * FROM read_parquet('{file}') WHERE finding_id IN ({listed}) ORDER BY finding_id, kind, nth"
    ).to_pylist()
    for row in rows:
        picture = found.setdefault(row["finding_id"], {}).setdefault(row["kind"], Marks())
        picture.rows.append(row)
        picture.total = row["marks"]
    return found


def risk(engine: DuckDBEngine, run: Path) -> list[Row]:
    """Return every institution that MDL-16 scored: code, intensity, stake, priority, rank, rank_by_stake."""
    file = run / "risk.parquet"
    if not file.is_file():
        return []
    rows: list[Row] = engine.native(
        f"SELECT fixmedins_code AS code, * EXCLUDE (fixmedins_code) FROM read_parquet('{file}') ORDER BY rank"
    ).to_pylist()
    return rows


def history(engine: DuckDBEngine, run: Path, code: str, branch: str, keys: dict[str, str]) -> list[Row]:
    """Return the unit's scores by period beside the median and P90 of all units scored then; empty without periods.

    `keys` are the finding's fixmedins_code, psn_no and staff_code, as far as it has them.
    """
    model = models().get(code)
    file = run / "model_scores" / f"{model.card.name}.parquet" if model else None
    if model is None or file is None or not file.is_file():
        return []
    units = [unit for unit in model.card.units if unit.branch == branch and unit.period]
    rows: list[Row] = []
    for unit in units:
        own = [(name, keys[name]) for name in unit.key if keys.get(name)]
        if not own:
            continue
        mine = " AND ".join(f"{name} = {quoted(value)}" for name, value in own)
        rows += engine.native(
            f"WITH u AS (SELECT * FROM read_parquet('{file}') WHERE unit = '{unit.name}'),"
            f" own AS (SELECT period, max(score) AS score FROM u WHERE {mine} GROUP BY period)"
            " SELECT o.period, o.score, quantile_disc(u.score, 0.5) AS median, quantile_disc(u.score, 0.9) AS p90,"
            " count(u.score) AS units FROM own AS o JOIN u ON u.period = o.period GROUP BY o.period, o.score"
            " ORDER BY o.period"
        ).to_pylist()
    return rows


def scores(engine: DuckDBEngine, run: Path, key: str, value: str) -> list[Row]:
    """Return what every model of a run scored of one institution, person or doctor, flagged or not.

    `key` is fixmedins_code, psn_no or staff_code. Rows: code, title, unit, zh, period, score, coverage, stab, level,
    features (name, zh, shown value, z), the heaviest first.
    """
    found: list[Row] = []
    for model in models().values():
        file = run / "model_scores" / f"{model.card.name}.parquet"
        if file.is_file():
            found += _of_model(engine, model, file, _KEYS[key], value)
    return found


def _of_model(engine: DuckDBEngine, model: Model, file: Path, key: str, value: str) -> list[Row]:
    branch = {"fixmedins_code": "i", "psn_no": "p", "staff_code": "s"}[key]
    units = {unit.name: unit for unit in model.card.units if unit.branch == branch and key in unit.key}
    if not units:
        return []
    rows = engine.native(
        f"SELECT * FROM read_parquet('{file}') WHERE branch = '{branch}' AND {key} = {quoted(value)} ORDER BY unit, period"
    ).to_pylist()
    return [
        {
            "code": model.code,
            "title": model.card.title,
            "version": model.card.version,
            "unit": row["unit"],
            "zh": units[row["unit"]].zh,
            "period": row["period"],
            "score": row["score"],
            "coverage": row["coverage"],
            "stab": row["stab"],
            "level": row["level"],
            "features": features(units[row["unit"]], row),
        }
        for row in rows
        if row["unit"] in units
    ]
