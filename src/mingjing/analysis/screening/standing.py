"""Which findings count: those of active rules that nobody has suppressed; the others are kept apart, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import finding
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.hits import parts
from mingjing.analysis.screening.suppression import SUBJECTS, Suppression, table

KEPT, SHADOW, SUPPRESSED = "findings", "shadow", "suppressed"
LINES = {KEPT: "finding_lines", SHADOW: "shadow_lines", SUPPRESSED: "suppressed_lines"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What decides whether a finding counts: the suppressions, and the day on which they are read."""

    suppressions: Sequence[Suppression]
    day: date


def counts(rule: Rule) -> bool:
    """Whether the rule's findings count. Those of a rule on trial (draft, shadow) never do."""
    return rule.status == "active"


def publish(
    engine: DuckDBEngine,
    found: Sequence[Hits],
    folder: Path,
    out: Path,
    condition: str,
    judgement: Judgement,
) -> None:
    """Write findings, shadow and suppressed findings to `out`, each with its lines, from the parts in `folder`.

    `condition` is native SQL over the finding columns; what fails it is not part of this run.
    """
    live = [parts(folder, one) for one in found if counts(one.rule)]
    trial = [parts(folder, one) for one in found if not counts(one.rule)]
    engine.attach_arrow("suppression", table(judgement.suppressions, judgement.day))
    _exempt(engine, [file for file, _ in live])
    exempt = "finding_id IN (SELECT e.finding_id FROM exempt AS e)"
    for name, files, rule in (
        (KEPT, live, f"({condition}) AND NOT {exempt}"),
        (SHADOW, trial, condition),
        (SUPPRESSED, live, f"({condition}) AND {exempt}"),
    ):
        finding.merge(engine, [f for f, _ in files], [n for _, n in files], out, rule, (name, LINES[name]))
    _say_why(engine, out / f"{SUPPRESSED}.parquet")


def _say_why(engine: DuckDBEngine, file: Path) -> None:
    """Put the reason, its author and the expiry beside each suppressed finding."""
    with whole_file(file) as building:
        engine.execute(
            "COPY (SELECT f.*, s.reason AS suppressed_reason, s.author AS suppressed_by, s.expires_on AS suppressed_until"
            f" FROM read_parquet('{file}') AS f JOIN exempt AS e ON e.finding_id = f.finding_id"
            " JOIN suppression AS s ON s.number = e.number ORDER BY f.rule_code, f.finding_id)"
            f" TO '{building}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _exempt(engine: DuckDBEngine, files: Sequence[Path]) -> None:
    """The findings that a suppression names; of several the one that holds longest.

    One join per subject column, so that each is a join on equality however long the list is.
    """
    joins = ["s.finding_id = f.finding_id"]
    for place, name in enumerate(SUBJECTS):
        others = [f"s.{earlier} IS NULL" for earlier in SUBJECTS[:place]]
        others += [f"(s.{later} IS NULL OR s.{later} = f.{later})" for later in SUBJECTS[place + 1 :]]
        rule = "(s.rule_code = '*' OR s.rule_code = f.rule_code)"
        joins.append(" AND ".join([f"s.{name} = f.{name}", *others, rule]))
    listed = ", ".join(f"'{file}'" for file in files)
    source = f"read_parquet([{listed}])" if files else "(SELECT * FROM suppression WHERE false)"
    matched = " UNION ALL ".join(
        f"SELECT f.finding_id, s.number, s.expires_on FROM {source} AS f JOIN suppression AS s ON {join}"
        for join in joins
    )
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE exempt AS SELECT finding_id, number FROM ({matched})"
        " QUALIFY row_number() OVER (PARTITION BY finding_id ORDER BY expires_on DESC, number) = 1"
    )


def account(engine: DuckDBEngine, out: Path, judgement: Judgement, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was suppressed, and what was detected in all: `kept` (the totals) and suppressed.

    Every suppression is named, also the expired ones and those that met no finding.
    """
    found = {
        row["number"]: row
        for row in engine.native(
            "SELECT e.number, count(*) AS findings, coalesce(sum(f.checkout_amt) FILTER (f.amount_basis = 'lines'), 0)"
            f" AS plain_amt FROM read_parquet('{out}/{SUPPRESSED}.parquet') AS f"
            " JOIN exempt AS e ON e.finding_id = f.finding_id GROUP BY e.number"
        ).to_pylist()
    }
    entries = [
        {
            "key": row.key,
            "rule_code": row.rule_code,
            "subject": row.subject,
            "reason": row.reason,
            "author": row.author,
            "expires_on": row.expires_on,
            "expired": row.expires_on < judgement.day,
            "findings": found.get(number, {}).get("findings", 0),
            "plain_amt": found.get(number, {}).get("plain_amt", 0),
        }
        for number, row in enumerate(judgement.suppressions)
    ]
    suppressed = sums(engine, out, SUPPRESSED)
    return {
        "suppressed": {"day": judgement.day, **suppressed, "entries": entries},
        "detected": {name: kept[name] + suppressed[name] for name in suppressed},
    }


def sums(engine: DuckDBEngine, out: Path, name: str, condition: str = "true") -> dict[str, Any]:
    """Return number, yuan of fee lines and estimated yuan of the findings in one of the files, of which `condition` is true."""
    rows: list[dict[str, Any]] = engine.native(
        "SELECT count(*) AS findings, coalesce(sum(checkout_amt) FILTER (amount_basis = 'lines'), 0) AS plain_amt,"
        " coalesce(sum(checkout_amt) FILTER (amount_basis = 'estimate'), 0) AS estimate_amt"
        f" FROM read_parquet('{out}/{name}.parquet') WHERE {condition}"
    ).to_pylist()
    return rows[0]
