"""How the rules themselves did in a run: those that found nothing, and those that fire on too much."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import relations
from mingjing.analysis.screening.standing import LINES

NOISY_SHARE = 0.05
FEWEST = 3  # one or two hits are no noise, however few encounters or institutions there are


def review(
    engine: DuckDBEngine, out: Path, folder: Path, rules: Sequence[Rule], within: str, limit: float
) -> dict[str, Any]:
    """Return the dead and the noisy of the evaluated `rules`, all findings counted, also shadow and suppressed ones.

    A rule is noisy when it fires on FEWEST or more and on more than `limit` (a share) of the encounters of its
    scenes, or, when it is about institutions, of the institutions that have such encounters. `folder` holds the
    marts; `within` is native SQL over adm_date and dscg_date, the dates asked for.
    """
    fired = _fired(engine, out)
    noisy = []
    for rule in rules:
        if rule.code not in fired:
            continue
        by_place = rule.subject == "institution"
        hit = fired[rule.code]["places" if by_place else "encounters"]
        whole = _whole(engine, folder, rule.scenes, within)["places" if by_place else "encounters"]
        if whole and hit >= FEWEST and hit > limit * whole:
            noisy.append(
                {
                    "code": rule.code,
                    "title": rule.title,
                    "status": rule.status,
                    "unit": "institution" if by_place else "encounter",
                    "hit": hit,
                    "of": whole,
                    "share": round(hit / whole, 4),
                }
            )
    dead = [{"code": r.code, "title": r.title, "status": r.status} for r in rules if r.code not in fired]
    return {"noisy_above": limit, "noisy": sorted(noisy, key=lambda row: -row["share"]), "dead": dead}


def _fired(engine: DuckDBEngine, out: Path) -> dict[str, dict[str, int]]:
    """By rule: how many encounters and institutions its findings and their lines are about."""
    files = [name for pair in LINES.items() for name in pair]
    union = " UNION ".join(
        f"SELECT rule_code, mdtrt_id, fixmedins_code FROM read_parquet('{out}/{name}.parquet')"
        for name in files
    )
    table = engine.native(
        "SELECT rule_code, count(DISTINCT mdtrt_id) AS encounters, count(DISTINCT fixmedins_code) AS places"
        f" FROM ({union}) GROUP BY rule_code"
    )
    return {row.pop("rule_code"): row for row in table.to_pylist()}


def _whole(engine: DuckDBEngine, folder: Path, scenes: Sequence[str], within: str) -> dict[str, int]:
    files = ", ".join(f"'{file}'" for file in relations.mart_files(folder, "enc"))
    named = ", ".join(f"'{scene}'" for scene in scenes)
    rows: list[dict[str, int]] = engine.native(
        "SELECT count(*) AS encounters, count(DISTINCT fixmedins_code) AS places"
        f" FROM read_parquet([{files}]) WHERE scene IN ({named}) AND {within}"
    ).to_pylist()
    return rows[0]
