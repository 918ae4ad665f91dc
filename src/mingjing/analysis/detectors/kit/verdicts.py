"""The verdicts file: what officers found of earlier findings, one row each, written by the office (models.md 1.14).

`verdicts.csv` of a local folder. Always there: rule_code, score_raw, verdict, suspected_amt, verified_amt, sel_prob,
fixmedins_code. Where known: finding_id, unit_key (what the finding is about, as a digest), lead (the document checked),
rule_version, behaviour, sev_deg, subject_type, decided_on, source (model, rule, random, recheck) and traits (JSON: what
was known of the finding when it was published). No names, no numbers of persons.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mingjing.kernel import local
from mingjing.kernel.errors import DataError

TRUE, PARTLY, FALSE, UNVERIFIABLE = "属实", "部分属实", "不属实", "无法核实"
LABELS = {TRUE: 1.0, PARTLY: 1.0, FALSE: 0.0}
MOST_WEIGHT = 20.0
COLUMNS = (
    "rule_code",
    "score_raw",
    "verdict",
    "suspected_amt",
    "verified_amt",
    "sel_prob",
    "fixmedins_code",
)
KNOWN = (
    *("finding_id", "unit_key", "lead", "rule_version", "behaviour", "sev_deg", "subject_type"),
    *("decided_on", "source", "traits"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One checked finding. `label` is None when the verdict says nothing about whether it was true.

    `share` is the verified share of the suspected amount, `drawn` one over the probability of the draw, at most
    MOST_WEIGHT; `score` is None for rules, `decided_on` None where the file does not say.
    """

    code: str
    verdict: str
    label: float | None
    share: float
    drawn: float
    score: float | None
    suspected: float
    verified: float
    place: str
    finding_id: str = ""
    unit_key: str = ""
    lead: str = ""
    behaviour: str = ""
    severity: int = 3
    subject: str = ""
    decided_on: date | None = None
    source: str = ""
    traits: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All verdicts of the local folders in the order of day and finding; `sha256` of the files, empty without any."""

    rows: tuple[Checked, ...] = field(default=(), compare=False)
    sha256: str = ""

    @property
    def last(self) -> date | None:
        """The day of the newest one."""
        return max((row.decided_on for row in self.rows if row.decided_on), default=None)


def quarter(day: date) -> date:
    """Return the first day of the day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def read() -> Verdicts:
    """Return the verdicts that stand in the local folders. Raises DataError."""
    files = [folder / local.VERDICTS for folder in local.folders()]
    there = [file for file in files if file.is_file()]
    if not there:
        return Verdicts()
    state = hashlib.sha256()
    rows: list[Checked] = []
    for file in there:
        state.update(file.read_bytes())
        rows += _rows(file)
    rows.sort(key=lambda row: (row.decided_on or date.min, row.finding_id, row.code, row.place))
    return Verdicts(tuple(rows), state.hexdigest())


def _rows(file: Path) -> list[Checked]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        return [_checked(row, f"{file}:{number}") for number, row in enumerate(csv.DictReader(handle), 2)]


def _checked(row: Mapping[str, str | None], where: str) -> Checked:
    missing = [name for name in COLUMNS if name not in row]
    if missing:
        raise DataError(f"核查结果缺少列 {'、'.join(missing)}", where=where, do=f"列为 {'、'.join(COLUMNS)}")

    def text(name: str) -> str:
        return (row.get(name) or "").strip()

    try:
        suspected, verified = float(text("suspected_amt") or 0), float(text("verified_amt") or 0)
        day = text("decided_on")
        return Checked(
            code=text("rule_code"),
            verdict=text("verdict"),
            label=LABELS.get(text("verdict")),
            share=_share(text("verdict"), suspected, verified),
            drawn=min(MOST_WEIGHT, 1 / float(text("sel_prob") or 1)),
            score=float(text("score_raw")) if text("score_raw") else None,
            suspected=suspected,
            verified=verified,
            place=text("fixmedins_code"),
            finding_id=text("finding_id"),
            unit_key=text("unit_key"),
            lead=text("lead") or text("finding_id"),
            behaviour=text("behaviour"),
            severity=int(text("sev_deg") or 3),
            subject=text("subject_type"),
            decided_on=date.fromisoformat(day) if day else None,
            source=text("source"),
            traits=json.loads(text("traits")) if text("traits") else None,
        )
    except (ValueError, ZeroDivisionError) as error:
        raise DataError(
            "核查结果中的数字看不懂",
            where=where,
            why=str(error),
            do="写成 0.62 这样的小数，日期写成 2026-03-31",
        ) from error


def _share(verdict: str, suspected: float, verified: float) -> float:
    """属实 is all of it, 不属实 nothing; 部分属实 the verified share, all of it where there was no amount."""
    if verdict == PARTLY:
        return min(1.0, verified / suspected) if suspected > 0 else 1.0
    return LABELS.get(verdict) or 0.0
