"""The null run of visits and persons: how many stand out when their signals only meet by chance.

What an institution's label would permute leaves the score of a visit or a person as it is: their signals are facts of
their own. So the signals are dealt out anew, each family by itself, among the units of the same period and the same
group, by md5 of a fixed seed. Who then reaches a finding although no family alone would, does so because signals of
different kinds happened to meet. Units that reach a finding are not dealt out. Of one signal that is enough by itself this run says nothing. As with institutions,
the cut-offs (those on plain values too: most signals of a visit are such) move further out until few enough do.
"""

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
    row = duck.fetch(
        f"WITH {_numbered(judged)} SELECT COUNT(*) AS judged,"
        f" COUNT(CASE WHEN score >= {finding} AND best < {finding} THEN 1 END) AS finding,"
        f" COUNT(CASE WHEN score >= {severe} AND best < {severe} THEN 1 END) AS severe FROM ({_met(judged.unit)}) AS met"
    ).to_pylist()[0]
    return Null(int(row["judged"]), int(row["finding"]), int(row["severe"]), wider)


def _numbered(judged: Judged) -> str:
    """Every judged unit with its place in its stratum, as it stands and as each family is dealt."""
    unit = judged.unit
    of_peers = unit.peers if unit.peers not in ((), ("institution",)) else ()
    group = "coalesce(r.period, '')"
    group += f" || '|' || coalesce(CAST(r.{of_peers[0]} AS VARCHAR), '')" if of_peers else ""
    places = ", ".join(
        f"ROW_NUMBER() OVER (PARTITION BY stratum ORDER BY md5_of('{SEED}|{family}|' || unit_id), unit_id) AS n_{family}"
        for family in unit.families
    )
    kept = ", ".join(f"s.f_{family}" for family in unit.families)
    return (
        f"placed AS (SELECT s.unit_id, {group} AS stratum, {kept} FROM {judged.scores} AS s"
        f" JOIN {judged.rows} AS r ON r.unit_id = s.unit_id WHERE s.coverage >= {LEAST_COVERAGE} AND s.score < {FINDING}),"
        f" numbered AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY stratum ORDER BY unit_id) AS n, {places} FROM placed)"
    )


def _met(unit: Unit) -> str:
    kept = " * ".join(f"(1 - {family}.f_{family})" for family in unit.families)
    joins = "".join(
        f" JOIN numbered AS {family} ON {family}.stratum = a.stratum AND {family}.n_{family} = a.n"
        for family in unit.families
    )
    best = ", ".join(f"{family}.f_{family}" for family in unit.families)
    return f"SELECT 1 - {kept} AS score, greatest({best}) AS best FROM numbered AS a{joins}"
