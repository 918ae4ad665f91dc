"""Findings become leads: what one officer checks at one institution, ranked, every yuan counted once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import ranking
from mingjing.analysis.screening.clause import clauses
from mingjing.analysis.screening.confirmation import Rates, rates
from mingjing.analysis.screening.lead_sql import STEPS
from mingjing.analysis.standard.codelist import code_list
from mingjing.analysis.standard.schema import behaviours, output_columns
from mingjing.kernel.errors import DataError

INSTITUTION_COLUMNS = ("fixmedins_code", "fixmedins_name", "fixmedins_type", "hosp_lv", "admdvs")
_PHARMACY = "2"


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule document says to people; the findings of a `shadow` rule never become leads."""

    title: str
    behaviour: str
    law: tuple[str, ...]
    message: str
    verify: str
    defence: str
    known_gaps: str = ""
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class LeadTotals:
    """Totals in yuan. Plain adds up findings, net counts each line once, what was cut included.

    Only findings whose amount consists of lines enter plain, net and expected; `estimate_amt` stands apart.
    """

    leads: int
    certain: int
    findings: int
    institutions: int
    plain_amt: Decimal
    net_amt: Decimal
    plain_fund: Decimal
    net_fund: Decimal
    expected_amt: Decimal
    estimate_amt: Decimal
    sev1_amt: Decimal
    sev2_amt: Decimal
    sev3_amt: Decimal
    cut_leads: int
    cut_amt: Decimal


@dataclass(frozen=True, slots=True)
class Leads:
    """`table` has one row per lead in rank order: the columns of lead_list in lead_sql.py.

    `priors` are the expected confirmation rates by severity, where no rule or region has its own.
    """

    table: pa.Table
    totals: LeadTotals
    priors: Mapping[int, Decimal]


def build_leads(
    engine: DuckDBEngine,
    out: Path,
    texts: Mapping[str, RuleText],
    institutions: pa.Table,
    *,
    capacity: Mapping[str, int] | None = None,
    on: date | None = None,
) -> Leads:
    """Group, rank and net the findings of the run folder `out`; leave the relations lead* in `engine`.

    `institutions` has INSTITUTION_COLUMNS. `capacity` says how many leads a bureau can check: division prefix
    ("" = everywhere else) to number; certain leads (with a severity-1 finding) come first and are never cut.
    Expected money uses the confirmation rates in force `on` a day, by default today, and what verdicts taught, where
    the run folder says so.
    Raises DataError when a finding's rule or behaviour is unknown.
    """
    divisions = [code for code in institutions["admdvs"].to_pylist() if code]
    expected = rates(divisions, on or date.today())
    _attach_small(engine, texts, institutions, capacity or {}, expected)
    for name, kind in (("lead_finding_in", "findings"), ("lead_line_in", "finding_lines")):
        engine.attach_parquet(name, [out / f"{kind}.parquet"], _columns(kind))
    _refuse_unknown(engine)
    order = ranking.read(out)
    ranking.attach(engine, out, order)
    for name, select in STEPS.items():
        engine.execute(f"CREATE OR REPLACE TABLE {name} AS {select}")
    ranking.explain(engine, order)
    table = engine.native("SELECT * FROM lead_list ORDER BY rank")
    return Leads(table, _totals(engine), expected.general)


def _columns(kind: str) -> dict[str, str]:
    return {name: column.sql_type for name, column in output_columns(kind).items()}


def _attach_small(
    engine: DuckDBEngine,
    texts: Mapping[str, RuleText],
    institutions: pa.Table,
    capacity: Mapping[str, int],
    expected: Rates,
) -> None:
    engine.attach_arrow("lead_rule", _rules(texts))
    engine.attach_arrow("lead_institution", _institutions(institutions))
    kinds = [(b.code, b.zh, "、".join(b.groups)) for b in behaviours().values()]
    engine.attach_arrow("lead_behaviour", _table(("behaviour", "zh", "kinds"), kinds, ["string"] * 3))
    engine.attach_arrow(
        "lead_capacity", _table(("prefix", "capacity"), capacity.items(), ["string", "int64"])
    )
    engine.attach_arrow("lead_rate", expected.table)
    engine.attach_arrow("lead_region", expected.regions)


def _table(names: tuple[str, ...], rows: Any, types: list[str]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(dict(zip(names, arrays, strict=True)))


def _rules(texts: Mapping[str, RuleText]) -> pa.Table:
    cited = {code: clauses(rule.law or behaviours()[rule.behaviour].basis) for code, rule in texts.items()}
    return pa.table(
        {
            "rule_code": pa.array(list(texts), pa.string()),
            "title": pa.array([rule.title for rule in texts.values()], pa.string()),
            "verify": pa.array([rule.verify.strip() for rule in texts.values()], pa.string()),
            "defence": pa.array([rule.defence.strip() for rule in texts.values()], pa.string()),
            "shadow": pa.array([rule.shadow for rule in texts.values()], pa.bool_()),
            "clauses": pa.array([[c.label for c in cited[code]] for code in texts], pa.list_(pa.string())),
        }
    )


def _institutions(institutions: pa.Table) -> pa.Table:
    levels = code_list("hosp_lv")
    rows = []
    for row in institutions.select(INSTITUTION_COLUMNS).to_pylist():
        level = levels.get(str(row["hosp_lv"] or "").lstrip("0"))
        shown = "零售药店" if row["fixmedins_type"] == _PHARMACY else (level.zh if level else "")
        rows.append((row["fixmedins_code"], row["fixmedins_name"], row["admdvs"], shown))
    return _table(("fixmedins_code", "name", "admdvs", "level"), rows, ["string"] * 4)


def _refuse_unknown(engine: DuckDBEngine) -> None:
    unknown = engine.native(
        "SELECT DISTINCT rule_code, behaviour FROM lead_finding_in AS f"
        " WHERE NOT EXISTS (SELECT 1 FROM lead_rule AS r WHERE r.rule_code = f.rule_code)"
        " OR NOT EXISTS (SELECT 1 FROM lead_behaviour AS b WHERE b.behaviour = f.behaviour) ORDER BY ALL"
    ).to_pylist()
    if unknown:
        shown = "、".join(f"{row['rule_code']}（{row['behaviour']}）" for row in unknown)
        raise DataError(
            f"疑点引用了未知的规则或行为：{shown}",
            where="findings.parquet",
            why="疑点由另一版本的规则库产生，或规则文件已被移走",
            do="用产生这些疑点的规则库重新筛查",
        )


def _totals(engine: DuckDBEngine) -> LeadTotals:
    row = engine.native(
        "WITH c AS (SELECT f.sev_deg, f.fixmedins_code, f.amount_basis, f.checkout_amt, f.fund_amt, d.cut,"
        " n.counted_amt, n.counted_fund, f.prior FROM lead_finding AS f JOIN lead AS d ON d.lead_id = f.lead_id"
        " JOIN lead_counted AS n ON n.finding_id = f.finding_id)"
        " SELECT (SELECT count(*) FROM lead) AS leads, (SELECT count(*) FROM lead WHERE certain) AS certain,"
        " count(*) AS findings, count(DISTINCT fixmedins_code) AS institutions,"
        " sum(checkout_amt) FILTER (amount_basis = 'lines') AS plain_amt, sum(counted_amt) AS net_amt,"
        " sum(fund_amt) FILTER (amount_basis = 'lines') AS plain_fund, sum(counted_fund) AS net_fund,"
        " round(sum(counted_amt * prior), 2) AS expected_amt,"
        " sum(checkout_amt) FILTER (amount_basis = 'estimate') AS estimate_amt,"
        " sum(counted_amt) FILTER (sev_deg = 1) AS sev1_amt,"
        " sum(counted_amt) FILTER (sev_deg = 2) AS sev2_amt,"
        " sum(counted_amt) FILTER (sev_deg = 3) AS sev3_amt,"
        " (SELECT count(*) FROM lead WHERE cut) AS cut_leads, sum(counted_amt) FILTER (cut) AS cut_amt FROM c"
    ).to_pylist()[0]
    values: dict[str, Any] = {
        field.name: int(row[field.name]) if field.type is int else _yuan(row[field.name])
        for field in fields(LeadTotals)
    }
    return LeadTotals(**values)


def _yuan(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(Decimal("0.01"))
