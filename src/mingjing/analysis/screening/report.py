"""report.html: one self-contained page that says what was screened, what was found and what could not be seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.screening import report_data, report_models
from mingjing.analysis.screening.clause import Clause, clauses
from mingjing.analysis.screening.lead import Leads, RuleText
from mingjing.analysis.screening.report_chart import Bar, Columns, columns_chart, rows_chart
from mingjing.analysis.screening.report_data import Share, add_up, shares
from mingjing.analysis.screening.run_record import RunRecord, missing_label
from mingjing.analysis.screening.wording import SEVERITIES, caliber
from mingjing.analysis.standard.schema import behaviours, tables

INSTITUTIONS_SHOWN = 20
_SUBJECTS = {"finding_id": "疑点", "psn_no": "人员", "fixmedins_code": "机构", "mdtrt_id": "就诊"}
_KINDS = ("假病人", "假病情", "假票据", "乱检查", "乱用药", "乱计费")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A chart and the rows behind it."""

    chart: Columns | Sequence[Bar]
    rows: Sequence[Share]


def write_report(
    engine: DuckDBEngine, file: Path, leads: Leads, run: RunRecord, texts: Mapping[str, RuleText]
) -> None:
    """Write report.html to `file`, which appears as a whole or not at all.

    Needs the relations that build_leads left in `engine`. Bounded in size: the first leads in full, the next
    ones in a line each, the rest as one sum that points to leads.xlsx.
    """
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(**_content(engine, file.parent, leads, run, texts))
    )
    with whole_file(file) as building:
        building.write_text(page, encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mingjing.analysis.screening"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "yuan": yuan,
        "short": short,
        "count": count,
        "plain": plain,
        "tick": tick,
        "decimal": _decimal,
    }
    return environment


def _content(
    engine: DuckDBEngine, out: Path, leads: Leads, run: RunRecord, texts: Mapping[str, RuleText]
) -> dict[str, Any]:
    by_behaviour = shares(engine, "f.behaviour", "d.behaviour_zh", "d.kinds")
    by_month = sorted(shares(engine, "strftime(f.occurred_on, '%Y-%m')"), key=lambda row: row.key)
    by_place = shares(engine, "f.fixmedins_code", "d.name", "d.level")
    full, brief = report_data.full_leads(engine), report_data.brief_leads(engine)
    return {
        "run": run,
        "totals": leads.totals,
        "generated": datetime.now().astimezone(),
        "severities": SEVERITIES,
        "kinds": _kinds(by_behaviour),
        "behaviours": Breakdown(rows_chart(by_behaviour), by_behaviour),
        "months": Breakdown(columns_chart(by_month), by_month),
        "places": _places(by_place),
        "rules": shares(engine, "f.rule_code", "r.title", "d.behaviour_zh"),
        "unevaluated": [(rule, [missing_label(name) for name in rule.missing]) for rule in run.unevaluated],
        "wanting": _wanting(run),
        "behaviour_names": {code: found.zh for code, found in behaviours().items()},
        "tables": [
            (tables()[name].zh if name in tables() else "", name, rows) for name, rows in run.rows.items()
        ],
        "leads": full,
        "explained": report_models.explained(engine, out, full),
        "brief": brief,
        "rest": _rest(engine, len(full) + len(brief)),
        "texts": texts,
        "caliber": caliber(leads.priors),
        "aside": run.aside,
        "suppressed": [row | {"about": _about(row["subject"])} for row in map(dict, run.aside.suppressed)],
        "clauses": {code: _clauses(text) for code, text in texts.items()},
    }


def _about(subject: Mapping[str, str]) -> list[str]:
    """Whom or what a suppression is about; institutions by code, the rest masked."""
    return [
        f"{_SUBJECTS[name]} {value if name == 'fixmedins_code' else report_data.mask(value)}"
        for name, value in subject.items()
    ]


def _clauses(text: RuleText) -> tuple[Clause, ...]:
    return clauses(text.law or behaviours()[text.behaviour].basis)


def _kinds(by_behaviour: Sequence[Share]) -> list[Share]:
    """Net money by 三假 and 三乱, then what belongs to neither; a behaviour may count in two kinds."""
    found = [add_up(kind, [row for row in by_behaviour if kind in row.note.split("、")]) for kind in _KINDS]
    return [*found, add_up("其他行为", [row for row in by_behaviour if not row.note])]


def _places(rows: Sequence[Share]) -> Breakdown:
    first, others = rows[:INSTITUTIONS_SHOWN], rows[INSTITUTIONS_SHOWN:]
    rest = [add_up(f"其余 {len(others):,} 家", others)] if others else []
    return Breakdown(rows_chart(first), [*first, *rest])


def _wanting(run: RunRecord) -> list[tuple[str, int]]:
    """What is missing, the one that blocks most rules first."""
    missing = Counter(name for rule in run.unevaluated for name in dict.fromkeys(rule.missing))
    return [(missing_label(name), rules) for name, rules in missing.most_common()]


def _rest(engine: DuckDBEngine, shown: int) -> Mapping[str, Any]:
    rows: list[dict[str, Any]] = engine.native(
        "SELECT count(*) AS leads, coalesce(sum(counted_amt), 0) AS net FROM lead_list"
        f" WHERE NOT cut AND rank > {shown}"
    ).to_pylist()
    return rows[0]


def yuan(value: Decimal | None) -> str:
    """1,234.50; a dash for what cannot be known."""
    return "—" if value is None else f"{value:,.2f}"


def _decimal(value: Any) -> Decimal:
    """An amount as JSON has it, a number or text."""
    return Decimal(str(value))


def short(value: Decimal) -> str:
    """An amount for reading at a glance: 元, 万元 or 亿元, two decimals."""
    for unit, name in ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元")):
        if abs(value) >= unit:
            return f"{value / unit:,.2f} {name}"
    return f"{value:,.2f} 元"


def count(value: int) -> str:
    """1,234."""
    return f"{value:,}"


def plain(value: Decimal | None) -> str:
    """A quantity or price without trailing zeros."""
    if value is None:
        return "—"
    shown = f"{value:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def tick(value: int, top: int) -> str:
    """A label of an axis that ends at `top`, all labels in one unit: 0, 500 or 20 万 or 3 亿."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if value and top >= unit:
            return f"{value / unit:g} {name}"
    return f"{value:g}"
