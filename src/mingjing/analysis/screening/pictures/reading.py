"""Fetches the marks of some findings' pictures, and what the models' scores say of their units over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.explain import LEVELS, nearness
from mingjing.analysis.detectors.kit.model import Model, models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import text as quoted
from mingjing.analysis.screening.pictures.series import FILE
from mingjing.analysis.screening.pictures.told import features

RISK = "MDL-16"
MOST_SCORES = 60  # of one unit and model
Row = dict[str, Any]
Names = Mapping[str, str]
_BRANCH = {"fixmedins_code": "i", "psn_no": "p", "staff_code": "s"}


@dataclass(slots=True)
class Marks:
    """The rows of one picture in the order in which they were kept, of `total` that there are."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def left_out(self) -> str:
        """The note under a picture of which not every mark was kept, empty where all are there."""
        kept = len(self.rows)
        return f"数据较多，只保留最早的 {kept} 条，共 {self.total} 条。" if self.total > kept else ""


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


def history(
    engine: DuckDBEngine, run: Path, code: str, evidence: Mapping[str, Any], keys: Mapping[str, str | None]
) -> list[Row]:
    """Return the scores by period of a finding's unit beside the median and P90 of all units scored then.

    Empty when the unit has no periods. `keys` are the finding's fixmedins_code, psn_no and staff_code.
    """
    model = models().get(code)
    branch = next(iter(evidence.get("branch") or ("",)))
    if model is None or not evidence.get("period"):
        return []
    file, rows = run / "model_scores" / f"{model.card.name}.parquet", list[Row]()
    if not file.is_file():
        return rows
    for unit in (one for one in model.card.units if one.branch == branch and one.period):
        own = _itself(unit, evidence, keys)
        if not own or not set(own) <= set(pq.read_schema(file).names):
            continue
        mine = " AND ".join(f"{name} = {quoted(value)}" for name, value in own.items())
        rows += engine.native(
            f"WITH u AS (SELECT * FROM read_parquet('{file}') WHERE unit = '{unit.name}'),"
            f" own AS (SELECT period, max(score) AS score FROM u WHERE {mine} GROUP BY period)"
            " SELECT o.period, o.score, quantile_disc(u.score, 0.5) AS median, quantile_disc(u.score, 0.9) AS p90,"
            " count(u.score) AS units FROM own AS o JOIN u ON u.period = o.period GROUP BY o.period, o.score"
            " ORDER BY o.period"
        ).to_pylist()
    return rows


def _itself(unit: Unit, evidence: Mapping[str, Any], keys: Mapping[str, str | None]) -> dict[str, str]:
    """What names the finding's unit in every period; empty when the finding is another unit's, or does not tell."""
    shown = evidence.get("own") or {}
    if set(shown) != set(unit.show):
        return {}
    named = {name: shown.get(name) or keys.get(name) for name in unit.entity}
    return {name: str(value) for name, value in named.items() if value} if all(named.values()) else {}


def scores(engine: DuckDBEngine, run: Path, key: str, value: str) -> list[Row]:
    """Return what every model of a run scored of one institution, person or doctor, flagged or not.

    `key` is fixmedins_code, psn_no or staff_code. Rows: code, title, unit, zh, period, score (the highest
    of `parts`, where a kind of unit has several in a period), coverage, stab, peers,
    features (name, zh, shown value, z), the heaviest first.
    """
    found: list[Row] = []
    for model in models().values():
        file = run / "model_scores" / f"{model.card.name}.parquet"
        if file.is_file() and key in pq.read_schema(file).names:
            found += _of_model(engine, model, file, key, value)
    return found


def _of_model(engine: DuckDBEngine, model: Model, file: Path, key: str, value: str) -> list[Row]:
    branch = _BRANCH[key]
    units = {unit.name: unit for unit in model.card.units if unit.branch == branch and key in unit.key}
    if not units:
        return []
    named = ", ".join(f"'{name}'" for name in units)
    rows = engine.native(
        "SELECT *, count(*) OVER (PARTITION BY unit, period) AS parts"
        f" FROM read_parquet('{file}') WHERE unit IN ({named}) AND {key} = {quoted(value)}"
        " QUALIFY row_number() OVER (PARTITION BY unit, period ORDER BY score DESC NULLS LAST, unit_id) = 1"
        f" ORDER BY unit, period DESC LIMIT {MOST_SCORES}"
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
            "parts": row["parts"],
            "coverage": row["coverage"],
            "stab": row["stab"],
            "peers": _level(units[row["unit"]], row["level"]),
            "features": features(units[row["unit"]], row),
        }
        for row in rows
        if row["unit"] in units
    ]


def _level(unit: Unit, level: int | None) -> str:
    """Say with whom a unit is compared."""
    if not unit.peers:
        return "不与同组比较"
    if level is None:
        return "没有够数的同组"
    return LEVELS.get(level, "") if unit.peers == ("institution",) else nearness(level)
