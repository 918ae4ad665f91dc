"""What the report shows, queried from the relations that build_leads left: breakdowns, and leads in full."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine

FULL_LEADS, BRIEF_LEADS, FINDINGS_EACH, LINES_EACH = 60, 300, 5, 8
_IDENTITIES = ("psn_no", "staff_code", "mdtrt_id", "setl_id", "bkkp_sn", "group_id")
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(\d{17}[0-9Xx]|1[3-9]\d{9})(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a breakdown. `degrees` are the net yuan of severities 1 to 3; shares add up to the net total."""

    key: str
    label: str
    note: str
    leads: int
    findings: int
    plain: Decimal
    net: Decimal
    fund: Decimal
    estimate: Decimal
    degrees: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding of a lead with its first lines; identifiers are masked."""

    head: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    more_lines: int


@dataclass(frozen=True, slots=True)
class ShownLead:
    """A lead in full: its row of lead_list, the codes of its rules, its first findings."""

    head: Mapping[str, Any]
    rules: Sequence[str]
    findings: list[ShownFinding] = field(default_factory=list)


def mask(value: str | None) -> str:
    """Return an identifier with all but its last four characters hidden; short ones are hidden wholly."""
    if not value:
        return ""
    return f"****{value[-4:]}" if len(value) > 4 else "****"


def mask_text(words: str, identities: Iterable[str | None]) -> str:
    """Return a sentence with the given identifiers, ID-card numbers and mobile numbers masked."""
    for identity in sorted((name for name in identities if name), key=len, reverse=True):
        words = words.replace(identity, mask(identity))
    return _NUMBERS.sub(lambda found: mask(found.group()), words)


def shares(engine: DuckDBEngine, key: str, label: str = "NULL", note: str = "NULL") -> list[Share]:
    """Break findings down by `key`, a DuckDB expression over lead_finding f, lead d, lead_rule r; dearest first."""
    rows = engine.native(
        f"SELECT {key} AS key, min({label}) AS label, min({note}) AS note, count(DISTINCT f.lead_id) AS leads,"
        " count(*) AS findings, sum(f.checkout_amt) FILTER (f.amount_basis = 'lines') AS plain,"
        " sum(n.counted_amt) AS net, sum(n.counted_fund) AS fund,"
        " sum(f.checkout_amt) FILTER (f.amount_basis = 'estimate') AS estimate,"
        " sum(n.counted_amt) FILTER (f.sev_deg = 1) AS sev1, sum(n.counted_amt) FILTER (f.sev_deg = 2) AS sev2,"
        " sum(n.counted_amt) FILTER (f.sev_deg = 3) AS sev3"
        " FROM lead_finding AS f JOIN lead_counted AS n ON n.finding_id = f.finding_id"
        " JOIN lead AS d ON d.lead_id = f.lead_id JOIN lead_rule AS r ON r.rule_code = f.rule_code"
        " GROUP BY 1 ORDER BY net DESC, findings DESC, key"
    ).to_pylist()
    return [_share(row) for row in rows]


def _share(row: Mapping[str, Any]) -> Share:
    plain, net, fund, estimate = (row[name] or Decimal(0) for name in ("plain", "net", "fund", "estimate"))
    degrees = tuple(row[name] or Decimal(0) for name in ("sev1", "sev2", "sev3"))
    key = row["key"] or ""
    return Share(
        key=key,
        label=row["label"] or key or "未知",
        note=row["note"] or "",
        leads=row["leads"],
        findings=row["findings"],
        plain=plain,
        net=net,
        fund=fund,
        estimate=estimate,
        degrees=(degrees[0], degrees[1], degrees[2]),
    )


def add_up(label: str, rows: Sequence[Share]) -> Share:
    """Return one row that stands for many."""
    degrees = [sum((row.degrees[n] for row in rows), Decimal(0)) for n in range(3)]
    return Share(
        key="",
        label=label,
        note="",
        leads=sum(row.leads for row in rows),
        findings=sum(row.findings for row in rows),
        plain=sum((row.plain for row in rows), Decimal(0)),
        net=sum((row.net for row in rows), Decimal(0)),
        fund=sum((row.fund for row in rows), Decimal(0)),
        estimate=sum((row.estimate for row in rows), Decimal(0)),
        degrees=(degrees[0], degrees[1], degrees[2]),
    )


def full_leads(engine: DuckDBEngine) -> list[ShownLead]:
    """Return the first FULL_LEADS leads with their rules, first findings and first lines, masked."""
    heads = engine.native(
        f"SELECT * FROM lead_list WHERE NOT cut ORDER BY rank LIMIT {FULL_LEADS}"
    ).to_pylist()
    rules = engine.native(
        "SELECT h.lead_id, h.rule_code FROM lead_rule_hit AS h JOIN lead AS d ON d.lead_id = h.lead_id"
        f" WHERE d.rank <= {FULL_LEADS} ORDER BY d.rank, h.place"
    ).to_pylist()
    codes: dict[str, list[str]] = {}
    for row in rules:
        codes.setdefault(row["lead_id"], []).append(row["rule_code"])
    shown = {head["lead_id"]: ShownLead(head, codes[head["lead_id"]]) for head in heads}
    lines = _lines(engine)
    for row in engine.native(f"{_FIRST_FINDINGS} ORDER BY d.rank, x.place").to_pylist():
        own = lines.get(row["finding_id"], [])
        identities = [row[name] for name in _IDENTITIES if name in row] + list(row["related_ids"] or ())
        identities += [line[name] for line in own for name in ("bkkp_sn", "mdtrt_id")]
        row["message"] = mask_text(row["message"] or "", identities)
        row |= {name: mask(row[name]) for name in _IDENTITIES if name in row}
        more = (own[0]["lines"] if own else 0) - len(own)
        masked = [
            line | {"bkkp_sn": mask(line["bkkp_sn"]), "mdtrt_id": mask(line["mdtrt_id"])} for line in own
        ]
        shown[row["lead_id"]].findings.append(ShownFinding(row, masked, more))
    return list(shown.values())


def brief_leads(engine: DuckDBEngine) -> list[dict[str, Any]]:
    """Return the BRIEF_LEADS leads after those shown in full, one row each."""
    rows: list[dict[str, Any]] = engine.native(
        f"SELECT * FROM lead_list WHERE NOT cut AND rank > {FULL_LEADS} ORDER BY rank LIMIT {BRIEF_LEADS}"
    ).to_pylist()
    return rows


_FIRST = f"""
SELECT f.lead_id, f.finding_id, row_number() OVER (
    PARTITION BY f.lead_id ORDER BY f.sev_deg, coalesce(f.checkout_amt, 0) DESC, f.finding_id) AS place
FROM lead_finding AS f JOIN lead AS d ON d.lead_id = f.lead_id
WHERE d.rank <= {FULL_LEADS} AND NOT d.cut QUALIFY place <= {FINDINGS_EACH}
"""
_FIRST_FINDINGS = f"""
SELECT x.lead_id, f.finding_id, f.rule_code, r.title, f.sev_deg, f.psn_no, f.staff_code, f.group_id, f.mdtrt_id,
  f.setl_id, f.related_ids, f.occurred_on, f.checkout_amt, f.fund_amt, f.amount_basis, f.message
FROM ({_FIRST}) AS x JOIN lead AS d ON d.lead_id = x.lead_id
JOIN lead_finding_in AS f ON f.finding_id = x.finding_id JOIN lead_rule AS r ON r.rule_code = f.rule_code
"""


def _lines(engine: DuckDBEngine) -> dict[str, list[dict[str, Any]]]:
    rows = engine.native(
        "SELECT l.finding_id, l.mdtrt_id, l.bkkp_sn, l.svc_date, l.item, l.item_name, l.cnt, l.pric, l.gross, l.hit_amt,"
        " count(*) OVER (PARTITION BY l.finding_id) AS lines, row_number() OVER ("
        "   PARTITION BY l.finding_id ORDER BY l.hit_amt DESC, l.svc_date, l.bkkp_sn, l.setl_id) AS nth"
        f" FROM lead_line_in AS l JOIN ({_FIRST}) AS x ON x.finding_id = l.finding_id"
        f" QUALIFY nth <= {LINES_EACH} ORDER BY l.finding_id, nth"
    ).to_pylist()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["finding_id"], []).append(row)
    return found
