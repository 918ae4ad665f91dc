"""Compares findings with the truth of a synthetic city: recall, precision, amounts to the fen, look-alikes."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.kernel.errors import UsageError

# What a finding and an act have in common: fee lines, else the encounter, else the person, else the institution.
_TOUCH = """
CREATE TABLE touch AS
WITH finding_line AS (SELECT finding_id, unnest(bkkp_sns) AS bkkp_sn FROM finding),
act_line AS (SELECT plant_id, unnest(bkkp_sns) AS bkkp_sn FROM act),
act_encounter AS (
    SELECT DISTINCT plant_id, mdtrt_id FROM (
        SELECT plant_id, mdtrt_id FROM act UNION ALL SELECT plant_id, left(bkkp_sn, 12) FROM act_line
    ) WHERE mdtrt_id IS NOT NULL
),
met AS (
    SELECT f.finding_id, a.plant_id, 1 AS nearness FROM finding_line AS f JOIN act_line AS a USING (bkkp_sn)
    UNION ALL
    SELECT f.finding_id, a.plant_id, 2 FROM finding AS f JOIN act_encounter AS a ON a.mdtrt_id = f.mdtrt_id
    UNION ALL
    SELECT f.finding_id, a.plant_id, 3 FROM finding AS f JOIN act AS a ON a.psn_no = f.psn_no AND f.mdtrt_id IS NULL
    UNION ALL
    SELECT f.finding_id, a.plant_id, 4 FROM finding AS f JOIN act AS a ON a.fixmedins_code = f.fixmedins_code AND a.psn_no IS NULL
    UNION ALL
    SELECT r.finding_id, a.plant_id, 5
    FROM (SELECT finding_id, left(unnest(related_ids), 12) AS mdtrt_id FROM finding WHERE mdtrt_id IS NULL) AS r
    JOIN act_encounter AS a USING (mdtrt_id)
)
SELECT m.finding_id, m.plant_id, min(m.nearness) AS nearness, any_value(f.behaviour = a.behaviour) AS same,
    any_value(f.rule_code) AS rule_code, any_value(f.sev_deg) AS sev_deg, any_value(f.checkout_amt) AS checkout_amt, any_value(a.kind) AS kind
FROM met AS m JOIN finding AS f USING (finding_id) JOIN act AS a USING (plant_id)
GROUP BY m.finding_id, m.plant_id
"""
# A plant is found when a finding of its behaviour shares its lines or, where either names none, its encounter,
# person or institution; its amount is right when one finding, or one rule's findings together, say so.
_FOUND = """
CREATE TABLE found AS
WITH hit AS (
    SELECT t.* FROM touch AS t JOIN finding AS f USING (finding_id) JOIN act AS a USING (plant_id)
    WHERE t.same AND a.kind = 'plant' AND (t.nearness = 1 OR len(f.bkkp_sns) = 0 OR len(a.bkkp_sns) = 0)
), by_rule AS (
    SELECT plant_id, rule_code, sum(checkout_amt) AS amount, list(checkout_amt) AS each, min(sev_deg) AS sev_deg FROM hit GROUP BY ALL
)
SELECT a.plant_id, a.scheme, a.exact, a.behaviour, a.amount, count(r.rule_code) > 0 AS is_found,
    coalesce(bool_or(r.amount = a.amount OR list_contains(r.each, a.amount)), false) AS is_equal, min(r.sev_deg) AS sev_deg, list(r.rule_code ORDER BY r.rule_code) AS rules,
    list(r.amount ORDER BY r.rule_code) AS amounts
FROM act AS a LEFT JOIN by_rule AS r USING (plant_id) WHERE a.kind = 'plant' GROUP BY ALL
"""
_SCHEMES = """
SELECT scheme, any_value(exact) AS exact, any_value(behaviour) AS behaviour, count(*) AS plants, count(*) FILTER (is_found) AS found,
    count(*) FILTER (amount IS NOT NULL) AS priced, count(*) FILTER (is_equal) AS equal, min(sev_deg) AS sev_deg
FROM found GROUP BY scheme ORDER BY scheme
"""
_BEHAVIOURS = """
WITH placed AS (
    SELECT f.finding_id, f.behaviour, f.sev_deg, coalesce(bool_or(t.kind = 'plant' AND t.same), false) AS on_plant,
        coalesce(bool_or(t.kind = 'plant'), false) AS beside, coalesce(bool_or(t.kind = 'lookalike'), false) AS on_lookalike
    FROM finding AS f LEFT JOIN touch AS t USING (finding_id) GROUP BY ALL
)
SELECT behaviour, count(*) AS findings, count(*) FILTER (on_plant) AS on_plants, count(*) FILTER (NOT on_plant AND beside) AS on_other_plants,
    count(*) FILTER (NOT beside AND on_lookalike) AS on_lookalikes, count(*) FILTER (NOT beside AND NOT on_lookalike) AS elsewhere,
    count(*) FILTER (NOT beside AND sev_deg = 1) AS certain_elsewhere, round(count(*) FILTER (on_plant) / count(*), 4) AS precision
FROM placed GROUP BY behaviour ORDER BY behaviour
"""
_LOOKALIKES = """
SELECT a.scheme, a.plant_id, a.note, f.rule_code, f.behaviour, f.sev_deg, f.mdtrt_id, f.checkout_amt, f.message
FROM touch AS t JOIN act AS a USING (plant_id) JOIN finding AS f USING (finding_id)
WHERE t.kind = 'lookalike' AND (t.nearness = 1 OR len(f.bkkp_sns) = 0 OR len(a.bkkp_sns) = 0)
    AND NOT EXISTS (SELECT 1 FROM touch AS p WHERE p.finding_id = t.finding_id AND p.kind = 'plant')
ORDER BY f.sev_deg, a.scheme, f.rule_code, f.finding_id
"""
_MISSED = """
SELECT scheme, plant_id, behaviour, exact, amount, is_found, rules, amounts FROM found
WHERE NOT is_found OR (amount IS NOT NULL AND NOT is_equal) ORDER BY scheme, plant_id
"""
_ELSEWHERE = """
SELECT f.rule_code, f.behaviour, f.sev_deg, count(*) AS findings, min(f.finding_id) AS example
FROM finding AS f WHERE NOT EXISTS (SELECT 1 FROM touch AS t WHERE t.finding_id = f.finding_id)
GROUP BY ALL ORDER BY f.sev_deg, f.rule_code
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of the comparison; every list holds plain rows ready for JSON.

    `missed` are plants that were not found or whose amount differs, `lookalikes` findings on honest
    look-alikes, `elsewhere` findings where nothing was planted, by rule and severity.
    """

    schemes: list[dict[str, Any]]
    behaviours: list[dict[str, Any]]
    lookalikes: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    elsewhere: list[dict[str, Any]]

    @property
    def recall(self) -> Decimal | None:
        """Plants found ÷ plants, over the exact schemes; None without any."""
        exact = [scheme for scheme in self.schemes if scheme["exact"]]
        planted = sum(scheme["plants"] for scheme in exact)
        return None if not planted else round(Decimal(sum(scheme["found"] for scheme in exact)) / planted, 4)

    @property
    def certain_on_lookalikes(self) -> int:
        """Findings of severity 1 on honest look-alikes: each is a fault."""
        return sum(row["sev_deg"] == 1 for row in self.lookalikes)


def compare(findings: Path, truth: Path) -> Comparison:
    """Compare `findings` (findings.parquet or the folder of a run) with `truth`.

    Raises UsageError when one of them is not there.
    """
    engine = DuckDBEngine(memory="2GB", threads=2)
    try:
        _load(engine, "finding", _file(findings, "findings.parquet", "筛查结果"))
        _load(engine, "act", _file(truth, "truth.parquet", "真值表"))
        for step in (_TOUCH, _FOUND):
            engine.execute(step)
        parts = (_SCHEMES, _BEHAVIOURS, _LOOKALIKES, _MISSED, _ELSEWHERE)
        return Comparison(*(engine.native(part).to_pylist() for part in parts))
    finally:
        engine.close()


def _file(path: Path, name: str, title: str) -> Path:
    file = path / name if path.is_dir() else path
    if not file.is_file():
        raise UsageError(f"找不到{title}", where=str(file), do=f"给出 {name} 或它所在的文件夹")
    return file


def _load(engine: DuckDBEngine, relation: str, file: Path) -> None:
    path = str(file).replace("'", "''")
    engine.execute(f"CREATE TABLE {relation} AS SELECT * FROM read_parquet('{path}')")
