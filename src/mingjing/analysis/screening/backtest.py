"""Back-test: two versions of a rule over the same history, and what the new one gains, loses and changes."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import finding, hits, relations
from mingjing.analysis.screening.columns import needed
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.hits import Report
from mingjing.analysis.screening.plan import Plan, plan
from mingjing.analysis.screening.report_data import mask, mask_text
from mingjing.kernel.errors import DataError

LISTED = 2000  # findings listed of each kind, the dearest first
KINDS = ("gained", "lost", "changed")
_IDENTITIES = ("psn_no", "staff_code", "mdtrt_id", "setl_id", "group_id")

# What a finding is about, whatever its rule's code and version: equal for both versions of one finding.
_SAME = (
    "n.occurred_on IS NOT DISTINCT FROM o.occurred_on AND n.fixmedins_code IS NOT DISTINCT FROM o.fixmedins_code"
    " AND n.psn_no IS NOT DISTINCT FROM o.psn_no AND n.staff_code IS NOT DISTINCT FROM o.staff_code"
    " AND n.group_id IS NOT DISTINCT FROM o.group_id AND n.mdtrt_id IS NOT DISTINCT FROM o.mdtrt_id"
)

# Pairs by finding id, else by the same lines or, without lines, the same subject and day; else by the most
# lines in common, each finding at most once.
_PAIRS = f"""
WITH same AS (
  SELECT n.finding_id AS new_id, o.finding_id AS old_id,
    CASE WHEN n.finding_id = o.finding_id THEN 0 ELSE 1 END AS far, len(n.bkkp_sns) AS shared
  FROM new_found AS n JOIN old_found AS o ON n.bkkp_sns = o.bkkp_sns AND {_SAME}
), overlap AS (
  SELECT n.finding_id AS new_id, o.finding_id AS old_id, 2 AS far, count(*) AS shared
  FROM new_line AS n JOIN old_line AS o ON n.unit = o.unit GROUP BY ALL
), possible AS (
  SELECT * FROM same UNION ALL SELECT * FROM overlap
), best AS (
  SELECT *, row_number() OVER (PARTITION BY new_id ORDER BY far, shared DESC, old_id) AS of_new,
    row_number() OVER (PARTITION BY old_id ORDER BY far, shared DESC, new_id) AS of_old
  FROM possible
)
SELECT new_id, old_id FROM best WHERE of_new = 1 AND of_old = 1
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One version and what it found: number, yuan of fee lines, estimated yuan."""

    rule: Rule
    findings: int
    plain_amt: Any
    estimate_amt: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two versions, number and yuan by kind, and the listed findings of each kind with ids masked.

    Kinds are gained, lost, changed (other amount, severity or lines); `same` is the number of the rest. The
    yuan of `changed` is the new amount less the old.
    """

    new: Side
    old: Side | None
    same: int
    sums: Mapping[str, Mapping[str, Any]]
    listed: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Period:
    """The dates of the act asked for, both inclusive, and the machine to use."""

    since: date | None = None
    until: date | None = None
    memory: str = "4GB"
    threads: int = 2

    @property
    def condition(self) -> str:
        """Native SQL over finding columns."""
        bounds = [f"occurred_on >= DATE '{self.since}'"] if self.since else []
        bounds += [f"occurred_on <= DATE '{self.until}'"] if self.until else []
        return " AND ".join(bounds) or "true"


def backtest(
    lake_path: Path, new: Rule, old: Rule | None, period: Period, report: Report = hits.silent
) -> Comparison:
    """Run both versions over the lake and compare; without an old one everything is gained.

    Suppressions play no part. Raises DocumentError when a version is wrong, DataError when the lake lacks what
    it needs.
    """
    lake = Lake.open(lake_path)
    rules = [new] if old is None else [new, old]
    with tempfile.TemporaryDirectory(prefix="mingjing-backtest-") as scratch, Workbench() as bench:
        work = Path(scratch)
        for name in ("new", "old", "spill", "marts"):
            (work / name / "hits").mkdir(parents=True)
        plans = [_evaluable(plan(lake, [rule], bench)) for rule in rules]
        found = _search(lake, rules, plans, bench, work, period, report)
        engine = DuckDBEngine(period.memory, period.threads, work / "spill", [work])
        try:
            hits.attach_for_assembly(engine, work / "marts")
            sides = [
                _side(engine, one, work / name, period)
                for one, name in zip(found, ("new", "old"), strict=False)
            ]
            if old is None:
                finding.merge(engine, [], [], work / "old", "true")
            return _compare(engine, work, sides)
        finally:
            engine.close()


def _evaluable(chosen: Plan) -> Plan:
    for state in chosen.states:
        if not state.evaluable:
            raise DataError(
                f"规则 {state.code} 在这个数据湖上未能评估",
                why=f"缺 {'、'.join(state.missing)}",
                do="补充数据，或换一个数据湖回测",
            )
    return chosen


def _search(
    lake: Lake,
    rules: Sequence[Rule],
    plans: Sequence[Plan],
    bench: Workbench,
    work: Path,
    period: Period,
    report: Report,
) -> list[Hits]:
    names = list(dict.fromkeys(name for one in plans for name in one.marts))
    engine = DuckDBEngine(period.memory, period.threads, work / "spill", [work, lake.root])
    try:
        relations.attach_lake(engine, lake)
        relations.attach_knowledge(engine)
        step = hits.counter(report, "中间表", len(names))
        relations.build_marts(engine, needed(names, rules), work / "marts", step)
        engine.lock()
        found = []
        for rule, name in zip(rules, ("new", "old"), strict=False):
            mine, sqls = hits.prepare([rule], bench, work / name / "hits")
            hits.write(engine, mine, sqls, report)
            found += mine
        hits.price_lines(engine, found, work / "marts")
        return found
    finally:
        engine.close()


def _side(engine: DuckDBEngine, found: Hits, folder: Path, period: Period) -> Side:
    hits.assemble(engine, [found], "backtest", folder)
    part, lines = hits.parts(folder, found)
    finding.merge(engine, [part], [lines], folder, period.condition)
    row = engine.native(
        "SELECT count(*) AS findings, coalesce(sum(checkout_amt) FILTER (amount_basis = 'lines'), 0) AS plain_amt,"
        " coalesce(sum(checkout_amt) FILTER (amount_basis = 'estimate'), 0) AS estimate_amt"
        f" FROM read_parquet('{folder}/findings.parquet')"
    ).to_pylist()[0]
    return Side(found.rule, **row)


def _compare(engine: DuckDBEngine, work: Path, sides: Sequence[Side]) -> Comparison:
    for name in ("new", "old"):
        files = work / name
        engine.execute(f"CREATE VIEW {name}_found AS SELECT * FROM read_parquet('{files}/findings.parquet')")
        engine.execute(
            f"CREATE VIEW {name}_line AS SELECT finding_id, coalesce(bkkp_sn, 'setl:' || setl_id) AS unit"
            f" FROM read_parquet('{files}/finding_lines.parquet')"
        )
    engine.execute(f"CREATE TEMP TABLE pair AS {_PAIRS}")
    engine.execute(
        "CREATE TEMP TABLE met AS SELECT n.*, o.checkout_amt AS old_amt, o.sev_deg AS old_sev,"
        " n.checkout_amt IS NOT DISTINCT FROM o.checkout_amt AND n.sev_deg = o.sev_deg AND n.bkkp_sns = o.bkkp_sns"
        " AS is_same FROM pair AS p JOIN new_found AS n ON n.finding_id = p.new_id"
        " JOIN old_found AS o ON o.finding_id = p.old_id"
    )
    sources = {
        "gained": "SELECT *, NULL::DECIMAL(16,2) AS old_amt, NULL::BIGINT AS old_sev FROM new_found"
        " WHERE finding_id NOT IN (SELECT new_id FROM pair)",
        "lost": "SELECT * REPLACE (NULL::DECIMAL(16,2) AS checkout_amt), checkout_amt AS old_amt, sev_deg AS old_sev"
        " FROM old_found WHERE finding_id NOT IN (SELECT old_id FROM pair)",
        "changed": "SELECT * EXCLUDE (is_same) FROM met WHERE NOT is_same",
    }
    same = engine.native("SELECT count(*) AS n FROM met WHERE is_same").to_pylist()[0]["n"]
    sums = {kind: _sums(engine, source) for kind, source in sources.items()}
    listed = {kind: _listed(engine, source) for kind, source in sources.items()}
    return Comparison(sides[0], sides[1] if len(sides) > 1 else None, same, sums, listed)


def _sums(engine: DuckDBEngine, source: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = engine.native(
        "SELECT count(*) AS findings, coalesce(sum(coalesce(checkout_amt, 0) - coalesce(old_amt, 0))"
        f" FILTER (amount_basis = 'lines'), 0) AS plain_amt FROM ({source})"
    ).to_pylist()
    return rows[0]


def _listed(engine: DuckDBEngine, source: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.native(
        "SELECT finding_id, fixmedins_code, psn_no, staff_code, group_id, mdtrt_id, setl_id, related_ids, bkkp_sns,"
        " occurred_on, sev_deg, old_sev, amount_basis, checkout_amt, old_amt, message"
        f" FROM ({source}) ORDER BY abs(coalesce(checkout_amt, 0) - coalesce(old_amt, 0)) DESC, finding_id LIMIT {LISTED}"
    ).to_pylist()
    for row in rows:
        identities = [row[name] for name in _IDENTITIES] + row.pop("related_ids") + row.pop("bkkp_sns")
        row["message"] = mask_text(row["message"] or "", identities)
        row |= {name: mask(row[name]) for name in _IDENTITIES}
    return rows
