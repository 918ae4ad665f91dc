"""The null run of visits and persons: how many stand out when their signals only meet by chance.

What an institution's label would permute leaves the score of a visit or a person as it is: their signals are facts of
their own. So the signals are dealt out anew, each family by itself, among the units of the same period and the same
group, by md5 of a fixed seed. Who then reaches a finding although no family alone would, does so because signals of
different kinds happened to meet. Units that reach a finding are not dealt out. Of one signal that is enough by itself this run says nothing. As with institutions,
the cut-offs (those on plain values too: most signals of a visit are such) move further out until few enough do.
"""

from collections.abc import Sequence
from dataclasses import replace

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.judge import (
    FINDING,
    LEAST_COVERAGE,
    MOST_WIDER,
    SEVERE,
    WIDER,
    Judged,
    Null,
    scored,
    widened,
)
from mingjing.analysis.engine.duckdb import DuckDBEngine

FEWEST_UNITS = 200
SEED = "null"
# Of an md5: 4,096 lots.
DIGITS = 3


def can_deal(unit: Unit, judged: int) -> bool:
    """Whether enough visits or persons were judged on several families to say what chance gives."""
    several = len(unit.families) > 1 and unit.method == "noisy_or"
    return unit.branch in ("v", "p") and several and judged >= FEWEST_UNITS


def null_run(duck: DuckDBEngine, judged: Judged) -> tuple[Judged, Null]:
    """Return the judgement with cut-offs that hold, and what chance gives with them."""
    unit, wider = judged.unit, 1.0
    found = dealt(duck, judged, wider)
    for _ in range(MOST_WIDER):
        if found.holds:
            break
        wider *= WIDER
        judged = scored(duck, replace(judged, unit=widened(unit, wider, values=True)))
        found = dealt(duck, judged, wider)
    return judged, found


def dealt(duck: DuckDBEngine, judged: Judged, wider: float = 1.0) -> Null:
    """Return how many units reach FINDING and SEVERE only because dealt signals of several families met."""
    finding, severe = judged.calibration.raw(FINDING), judged.calibration.raw(SEVERE)
    signs = ", ".join(
        f"COUNT(CASE WHEN f_{family} > 0 THEN 1 END) AS {family}" for family in judged.unit.families
    )
    told = duck.fetch(f"SELECT COUNT(*) AS judged, {signs} FROM ({_placed(judged)}) AS p").to_pylist()[0]
    signalled = [family for family in judged.unit.families if told[family]]
    if len(signalled) < 2:
        return Null(int(told["judged"]), 0, 0, wider)
    row = duck.fetch(
        f"WITH placed AS ({_placed(judged)}), {', '.join(map(_lots, signalled))} SELECT"
        f" COUNT(CASE WHEN score >= {finding} AND best < {finding} THEN 1 END) AS finding,"
        f" COUNT(CASE WHEN score >= {severe} AND best < {severe} THEN 1 END) AS severe FROM ({_met(signalled)}) AS met"
    ).to_pylist()[0]
    return Null(int(told["judged"]), int(row["finding"]), int(row["severe"]), wider)


def _placed(judged: Judged) -> str:
    """Every judged unit with its stratum and what each family weighs."""
    unit = judged.unit
    of_peers = unit.peers if unit.peers not in ((), ("institution",)) else ()
    group = "coalesce(r.period, '')"
    group += f" || '|' || coalesce(CAST(r.{of_peers[0]} AS VARCHAR), '')" if of_peers else ""
    kept = ", ".join(f"s.f_{family}" for family in unit.families)
    return (
        f"SELECT s.unit_id, {group} AS stratum, {kept} FROM {judged.scores} AS s"
        f" JOIN {judged.rows} AS r ON r.unit_id = s.unit_id WHERE s.coverage >= {LEAST_COVERAGE} AND s.score < {FINDING}"
    )


def _lots(family: str) -> str:
    """The place in its stratum at which each signal of a family comes to lie.

    A place is where a unit stands among all of its stratum by md5. Most units have no signal: counted by the first
    digits, only the lots with a signal are put in order.
    """
    return (
        f"md5_{family} AS (SELECT stratum, unit_id, f_{family} AS f, md5_of('{SEED}|{family}|' || unit_id) AS h FROM placed),"
        f" lot_{family} AS (SELECT stratum, left(h, {DIGITS}) AS lot, COUNT(*) AS n, MAX(f) AS most FROM md5_{family}"
        f" GROUP BY stratum, left(h, {DIGITS})),"
        f" ahead_{family} AS (SELECT stratum, lot, most, SUM(n) OVER (PARTITION BY stratum ORDER BY lot"
        f" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - n AS ahead FROM lot_{family}),"
        f" place_{family} AS (SELECT m.stratum, m.f, a.ahead + ROW_NUMBER() OVER (PARTITION BY a.stratum, a.lot"
        f" ORDER BY m.h, m.unit_id) AS n FROM md5_{family} AS m JOIN ahead_{family} AS a ON a.stratum = m.stratum"
        f" AND a.lot = left(m.h, {DIGITS}) WHERE a.most > 0)"
    )


def _met(families: Sequence[str]) -> str:
    """What lies at each place where any signal does; where none lies there is nothing to be found."""
    lying = " UNION ALL ".join(
        f"SELECT stratum, n, '{family}' AS family, f FROM place_{family} WHERE f > 0" for family in families
    )
    columns = ", ".join(
        f"coalesce(MAX(CASE WHEN family = '{family}' THEN f END), 0) AS {family}" for family in families
    )
    kept = " * ".join(f"(1 - {family})" for family in families)
    return (
        f"SELECT 1 - {kept} AS score, greatest({', '.join(families)}) AS best"
        f" FROM (SELECT {columns} FROM ({lying}) AS lain GROUP BY stratum, n) AS place"
    )
