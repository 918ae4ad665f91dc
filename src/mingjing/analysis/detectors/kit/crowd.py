"""Groups of which too many members stand out: their median is no measure any more, the next wider group is taken.

Medians bear less than half of bad members. When more than a quarter of a group reaches a finding, its members are
compared with the next wider group, and the group is reported as a whole: a county that deviates is one matter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mingjing.analysis.detectors.kit import between, months
from mingjing.analysis.detectors.kit.findings import Crowd
from mingjing.analysis.detectors.kit.judge import FINDING, LEAST_COVERAGE, Judged, judge
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.engine.duckdb import DuckDBEngine

MOST = 0.25
FEWEST = 3
ROUNDS = 4


def widened(duck: DuckDBEngine, model: Model, judged: Judged, rows: str) -> tuple[Judged, dict[str, Crowd]]:
    """Judge again while groups are crowded; return the last judgement, and by unit the crowded group it came from.

    `rows` are what was judged (months, where the unit is judged by months). A crowded group without a wider one stays
    the measure, and is reported all the same.
    """
    found: dict[tuple[Any, ...], Crowd] = {}
    of_unit: dict[str, Crowd] = {}
    compared = judged.peer and judged.unit.method == "noisy_or"
    for _ in range(ROUNDS if compared else 0):
        new = {_key(one): one for one in _crowded(duck, judged, rows) if _key(one) not in found}
        if not new:
            break
        found |= new
        _mark(duck, judged, rows, list(found.values()))
        for row in duck.fetch(
            f"SELECT DISTINCT unit_id, level, peer_key, period FROM {judged.peer}"
            " ORDER BY unit_id, level, peer_key, period"
        ).to_pylist():
            if _key(row) in new:
                of_unit.setdefault(row["unit_id"], new[_key(row)])
        judged = judge(duck, model, judged.unit, rows, judged.calibration, f"{rows}_crowded")
    return judged, of_unit


def told(of_unit: Mapping[str, Crowd]) -> list[Crowd]:
    """Return the crowded groups, each once."""
    once = {_key(one): one for one in of_unit.values()}
    return [once[key] for key in sorted(once)]


def _key(one: Crowd) -> tuple[Any, ...]:
    return one["level"], one["peer_key"], one["period"]


def _crowded(duck: DuckDBEngine, judged: Judged, rows: str) -> Sequence[Crowd]:
    """The groups that are compared with, of which more than MOST of all members reach a finding."""
    unit = judged.unit
    name = (
        months.identity(unit, "r", f"CAST(r.{unit.months.window} AS VARCHAR)") if unit.months else "r.unit_id"
    )
    found: Sequence[Crowd] = duck.fetch(
        f"WITH used AS (SELECT DISTINCT level, peer_key, period FROM {judged.peer}), belongs AS ("
        f"SELECT DISTINCT {name} AS unit_id, m.level, m.peer_key FROM {rows} AS r"
        f" JOIN {rows}_member AS m ON m.unit_id = r.unit_id)"
        " SELECT u.level, u.peer_key, u.period, COUNT(*) AS members,"
        f" COUNT(CASE WHEN s.score >= {FINDING} THEN 1 END) AS flagged FROM used AS u"
        f" JOIN belongs AS b ON b.level = u.level AND b.peer_key = u.peer_key"
        f" JOIN {judged.rows} AS r ON r.unit_id = b.unit_id AND r.period = u.period"
        f" JOIN {judged.scores} AS s ON s.unit_id = b.unit_id WHERE s.coverage >= {LEAST_COVERAGE}"
        " GROUP BY u.level, u.peer_key, u.period"
    ).to_pylist()
    return [one for one in found if one["flagged"] >= FEWEST and one["flagged"] > MOST * one["members"]]


def _mark(duck: DuckDBEngine, judged: Judged, rows: str, crowds: Sequence[Crowd]) -> None:
    """Keep the crowded groups by the periods in which they are compared: the months of a window, else its own."""
    window = judged.unit.months.window if judged.unit.months else "period"
    parts = " UNION ALL ".join(
        f"SELECT CAST({one['level']} AS BIGINT) AS level, '{_quoted(one['peer_key'])}' AS peer_key,"
        f" '{_quoted(one['period'])}' AS whole"
        for one in crowds
    )
    between.keep(
        duck,
        f"{rows}_crowded",
        f"SELECT DISTINCT c.level, c.peer_key, r.period FROM ({parts}) AS c"
        f" JOIN {rows} AS r ON CAST(r.{window} AS VARCHAR) = c.whole",
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
