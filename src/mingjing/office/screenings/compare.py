"""Two runs side by side: which findings only one of them has, by rule, and what they are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.report_data import mask_text
from mingjing.kernel.errors import ConflictError

LISTED = 200
_MEMORY, _THREADS = "1GB", 2
_RULES = """
SELECT
  coalesce(o.rule_code, n.rule_code) AS code,
  count(o.finding_id) AS old, count(n.finding_id) AS new,
  count(*) FILTER (o.finding_id IS NULL) AS gained, count(*) FILTER (n.finding_id IS NULL) AS lost,
  count(*) FILTER (n.finding_id IS NOT NULL AND o.finding_id IS NOT NULL
    AND n.checkout_amt IS DISTINCT FROM o.checkout_amt) AS changed,
  coalesce(sum(o.checkout_amt), 0) AS old_amt, coalesce(sum(n.checkout_amt), 0) AS new_amt,
  coalesce(sum(n.checkout_amt) FILTER (o.finding_id IS NULL), 0) AS gained_amt,
  coalesce(sum(o.checkout_amt) FILTER (n.finding_id IS NULL), 0) AS lost_amt,
  any_value(coalesce(n.rule_version, o.rule_version)) AS version
FROM old_found AS o FULL JOIN new_found AS n ON n.finding_id = o.finding_id
GROUP BY 1 ORDER BY gained + lost + changed = 0, 1
"""
_LIST = """
SELECT f.finding_id, f.rule_code, f.fixmedins_code, f.occurred_on, f.sev_deg, f.checkout_amt, f.message, f.psn_no,
  f.staff_code, f.mdtrt_id, f.setl_id, f.group_id, f.related_ids, f.bkkp_sns
FROM {source} AS f ANTI JOIN {other} AS g ON g.finding_id = f.finding_id
ORDER BY f.checkout_amt DESC NULLS LAST, f.finding_id LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows by rule (old, new, gained, lost, changed and their yuan), their sums, the dearest gained and lost.

    Texts of findings are masked: nobody needs a person's number to see what a rule gained.
    """

    rules: list[dict[str, Any]]
    totals: dict[str, Any]
    gained: list[dict[str, Any]]
    lost: list[dict[str, Any]]


def compare(old: Path, new: Path) -> Comparison:
    """Compare the findings of two run folders by finding id. Raises ConflictError when one is not complete."""
    engine = DuckDBEngine(_MEMORY, _THREADS, allowed=[old, new])
    try:
        for name, folder in (("old_found", old), ("new_found", new)):
            file = folder / "findings.parquet"
            if not file.is_file():
                raise ConflictError(f"{folder.name} 没有结果可比", do="等它完成，或继续运行后再比较")
            engine.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")
        rules = engine.native(_RULES).to_pylist()
        gained = _listed(engine, "new_found", "old_found")
        lost = _listed(engine, "old_found", "new_found")
    finally:
        engine.close()
    return Comparison(rules, _totals(rules), gained, lost)


def _listed(engine: DuckDBEngine, source: str, other: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.native(
        _LIST.format(source=source, other=other, most=LISTED)
    ).to_pylist()
    for row in rows:
        single = [row.pop(name) for name in ("psn_no", "staff_code", "mdtrt_id", "setl_id", "group_id")]
        row["message"] = mask_text(
            row["message"] or "", [*single, *row.pop("related_ids"), *row.pop("bkkp_sns")]
        )
    return rows


def _totals(rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    counts = ("old", "new", "gained", "lost", "changed")
    amounts = ("old_amt", "new_amt", "gained_amt", "lost_amt")
    return {name: sum(row[name] for row in rules) for name in counts} | {
        name: sum((row[name] for row in rules), Decimal(0)) for name in amounts
    }
