"""What a run found, per rule and in total; every fee line counts once in the net totals."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import mingjing
from mingjing.analysis.detectors.kit.calibrate import UNFITTED, Calibration
from mingjing.analysis.detectors.kit.run import Outcome
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import models as detectors
from mingjing.analysis.screening import relations
from mingjing.analysis.screening.lead import RuleText
from mingjing.analysis.screening.manifest import save_json
from mingjing.analysis.screening.outputs import write_outputs
from mingjing.analysis.screening.plan import Plan
from mingjing.analysis.screening.standing import KEPT, SHADOW, counts


def build(
    engine: DuckDBEngine,
    out: Path,
    chosen: Plan,
    rules: Sequence[Rule],
    lake: Lake,
    settings: Mapping[str, Any],
    run_id: str,
    seconds: Mapping[str, float],
    folder: Path,
) -> dict[str, Any]:
    """Return the summary (standard.md section 2) of the findings that stand in `out`; the marts stand in `folder`."""
    found, tried = _by_rule(engine, out, KEPT), _by_rule(engine, out, SHADOW)
    guarded = _guarded(engine, out, folder, chosen)
    states = {state.code: state for state in chosen.states}
    return {
        "run_id": run_id,
        "software": mingjing.__version__,
        "lake": str(lake.root),
        "fingerprint": lake.fingerprint,
        "settings": dict(settings),
        "span": _span(engine, lake),
        "rules": [
            _rule_entry(rule, states[rule.code].missing, found.get(rule.code), seconds)
            for rule in rules
            if counts(rule)
        ],
        "shadow": [
            _rule_entry(rule, states[rule.code].missing, tried.get(rule.code), seconds)
            for rule in rules
            if not counts(rule)
        ],
        "totals": _totals(engine, out),
        "guarded": guarded,
        "stages": {name: value for name, value in seconds.items() if not name[-1].isdigit()},
    }


def models(
    engine: DuckDBEngine,
    out: Path,
    chosen: Plan,
    outcomes: Sequence[Outcome],
    calibrations: Mapping[str, Calibration],
) -> list[dict[str, Any]]:
    """Return what each model that was asked for did: found, nothing found, abstained, or not evaluated and why."""
    done = {outcome.model.code: outcome for outcome in outcomes}
    found = {"active": _by_rule(engine, out, KEPT), "shadow": _by_rule(engine, out, SHADOW)}
    return [
        detectors.entry(
            plan,
            done.get(plan.model.code),
            found["active" if plan.model.card.status == "active" else "shadow"].get(plan.model.code),
            calibrations.get(plan.model.code, UNFITTED),
        )
        for plan in sorted(chosen.models, key=lambda plan: plan.model.code)
    ]


def _rule_entry(
    rule: Rule, missing: Sequence[str], found: Mapping[str, Any] | None, seconds: Mapping[str, float]
) -> dict[str, Any]:
    outcome = "not_evaluated" if missing else "found" if found else "nothing_found"
    figures = found or {"findings": 0, "subjects": 0, "checkout_amt": 0, "fund_amt": 0}
    return {
        "code": rule.code,
        "version": rule.version,
        "title": rule.title,
        "behaviour": rule.behaviour,
        "sev": rule.severity,
        "life": rule.status,
        "status": "not_evaluated" if missing else "evaluated",
        "outcome": outcome,
        "missing": list(missing),
        **{name: figures[name] for name in ("findings", "subjects", "checkout_amt", "fund_amt")},
        "seconds": seconds.get(rule.code),
    }


def _guarded(engine: DuckDBEngine, out: Path, folder: Path, chosen: Plan) -> dict[str, Any]:
    """Which institution-months some rules left out because too few codes were mapped (X9); listed in guarded.parquet."""
    files = list(relations.mart_files(folder, "code_gap"))
    listed = ", ".join(f"'{file}'" for file in files)
    count = 0
    if files:
        with whole_file(out / "guarded.parquet") as building:
            engine.execute(
                f"COPY (SELECT * FROM read_parquet([{listed}]) ORDER BY fixmedins_code, month)"
                f" TO '{building}' (FORMAT parquet)"
            )
        count = int(engine.native(f"SELECT count(*) AS n FROM read_parquet([{listed}])").to_pylist()[0]["n"])
    return {
        "institution_months": count,
        "rules": [rule.code for rule in chosen.rules if "code_gap" in rule.sql],
    }


def _by_rule(engine: DuckDBEngine, out: Path, name: str) -> dict[str, dict[str, Any]]:
    table = engine.native(
        "SELECT rule_code, count(*) AS findings, count(DISTINCT CASE subject_type WHEN 'person' THEN psn_no"
        " WHEN 'institution' THEN fixmedins_code WHEN 'staff' THEN staff_code WHEN 'group' THEN group_id"
        " ELSE mdtrt_id END) AS subjects, coalesce(sum(checkout_amt), 0) AS checkout_amt,"
        f" coalesce(sum(fund_amt), 0) AS fund_amt FROM read_parquet('{out}/{name}.parquet') GROUP BY rule_code"
    )
    return {row["rule_code"]: row for row in table.to_pylist()}


def _totals(engine: DuckDBEngine, out: Path) -> dict[str, Any]:
    """Plain sums, and net sums in which each line (or settlement) counts once, at its largest claim."""
    plain = engine.native(
        "SELECT count(*) AS findings, coalesce(sum(checkout_amt) FILTER (amount_basis = 'lines'), 0) AS plain_amt,"
        " coalesce(sum(fund_amt) FILTER (amount_basis = 'lines'), 0) AS plain_fund,"
        " coalesce(sum(checkout_amt) FILTER (amount_basis = 'estimate'), 0) AS estimate_amt,"
        " count(*) FILTER (sev_deg = 1) AS sev1, count(*) FILTER (sev_deg = 2) AS sev2, count(*) FILTER (sev_deg = 3) AS sev3"
        f" FROM read_parquet('{out}/findings.parquet')"
    ).to_pylist()[0]
    net = engine.native(
        "SELECT coalesce(sum(amt), 0) AS net_amt, coalesce(sum(fund), 0) AS net_fund, count(*) AS lines FROM ("
        " SELECT max(hit_amt) AS amt, max(hit_fund) AS fund"
        f" FROM read_parquet('{out}/finding_lines.parquet') WHERE finding_id IN (SELECT finding_id"
        f" FROM read_parquet('{out}/findings.parquet') WHERE amount_basis = 'lines')"
        " GROUP BY coalesce(bkkp_sn, 'setl:' || setl_id))"
    ).to_pylist()[0]
    return {**plain, **net}


def _span(engine: DuckDBEngine, lake: Lake) -> dict[str, str | None]:
    """First and last date of the fee lines, else of the settlements."""
    for table, column in (("fee_list_d", "fee_ocur_time"), ("setl_d", "setl_time")):
        files = lake.files(table)
        if files:
            listed = ", ".join(f"'{file}'" for file in files)
            row = engine.native(
                f"SELECT min(CAST({column} AS DATE)) AS first, max(CAST({column} AS DATE)) AS last FROM read_parquet([{listed}])"
            ).to_pylist()[0]
            return {name: str(value) if value else None for name, value in row.items()}
    return {"first": None, "last": None}


def outputs(
    engine: DuckDBEngine,
    out: Path,
    found: Mapping[str, Any],
    rules: Sequence[Rule],
    folder: Path,
    capacity: Mapping[str, int],
) -> dict[str, Any]:
    """Write leads.xlsx and report.html from the findings in `out`; return the lead totals (see build_leads)."""
    save_json(out / "summary.json", found)
    texts = {
        rule.code: RuleText(
            title=rule.title,
            behaviour=rule.behaviour,
            law=rule.law,
            verify=rule.verify,
            defence=rule.defence,
            known_gaps=rule.known_gaps,
            message=rule.message,
            shadow=rule.status == "shadow",
        )
        for rule in rules
    }
    files = list(relations.mart_files(folder, "inst"))
    engine.attach_parquet(
        "inst", files, {name: spec.type for name, spec in marts.marts()["inst"].columns.items()}
    )
    return asdict(write_outputs(out, texts, engine.native("SELECT * FROM inst"), engine, capacity=capacity))
