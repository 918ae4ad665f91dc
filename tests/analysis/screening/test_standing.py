"""Which findings count, which stand apart, and that none is lost between."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules import document
from mingjing.analysis.screening import standing
from mingjing.analysis.screening.finding import Hits
from mingjing.analysis.screening.standing import Judgement
from mingjing.analysis.screening.suppression import Suppression
from tests.analysis.screening import handmade
from tests.cli.bureau import RULE

TODAY = date(2026, 6, 1)
FINDINGS = [
    {"id": "F1", "rule": "LOC-001", "psn_no": "P1", "mdtrt_id": "E1", "at": "H1", "lines": {"L1": 10}},
    {"id": "F2", "rule": "LOC-001", "psn_no": "P1", "mdtrt_id": "E2", "at": "H2", "lines": {"L2": 20}},
    {"id": "F3", "rule": "LOC-001", "psn_no": "P2", "mdtrt_id": "E3", "at": "H1", "lines": {"L3": 40}},
]


def row(until: date = TODAY, **subject: str) -> Suppression:
    names = ("finding_id", "rule_code", "psn_no", "fixmedins_code", "mdtrt_id")
    named = {name: subject.get(name, "") for name in names}
    return Suppression(**named, reason="已核查", author="张三", added_on=date(2026, 1, 1), expires_on=until)


def publish(
    engine: DuckDBEngine,
    folder: Path,
    suppressions: Sequence[Suppression],
    status: str = "active",
    condition: str = "true",
    findings: Sequence[Mapping[str, Any]] = FINDINGS,
) -> dict[str, list[str]]:
    text = RULE.format(code="LOC-001", version=1, status=status)
    rule = document.build(sqldoc.parse(text, Path("LOC-001.sql")))
    parts = handmade.write(folder / "parts", findings)
    (parts / "findings.parquet").rename(parts / "LOC-001.parquet")
    (parts / "finding_lines.parquet").rename(parts / "LOC-001.lines.parquet")
    found = Hits(rule, folder / "unused.parquet", {})
    standing.publish(engine, [found], parts, folder, condition, Judgement(suppressions, TODAY))
    return {name: ids(folder, name) for name in (standing.KEPT, standing.SHADOW, standing.SUPPRESSED)}


def ids(folder: Path, name: str) -> list[str]:
    heads = pq.read_table(folder / f"{name}.parquet").column("finding_id").to_pylist()
    lines = pq.read_table(folder / f"{standing.LINES[name]}.parquet").column("finding_id").to_pylist()
    assert sorted(set(lines)) == sorted(heads)
    return sorted(heads)


@pytest.mark.parametrize(
    ("subject", "gone"),
    [
        ({"finding_id": "F2"}, ["F2"]),
        ({"rule_code": "LOC-001", "psn_no": "P1"}, ["F1", "F2"]),
        ({"rule_code": "LOC-001", "fixmedins_code": "H1"}, ["F1", "F3"]),
        ({"rule_code": "LOC-001", "mdtrt_id": "E3"}, ["F3"]),
        ({"rule_code": "*", "psn_no": "P2"}, ["F3"]),
        ({"rule_code": "LOC-001", "psn_no": "P1", "fixmedins_code": "H1"}, ["F1"]),
        ({"rule_code": "LOC-001", "fixmedins_code": "H2", "mdtrt_id": "E1"}, []),
        ({"rule_code": "CHG-005", "psn_no": "P1"}, []),
    ],
)
def test_a_subject_is_suppressed_for_the_rule_that_is_named(
    engine: DuckDBEngine, tmp_path: Path, subject: dict[str, str], gone: list[str]
) -> None:
    found = publish(engine, tmp_path, [row(**subject)])
    assert found["suppressed"] == gone
    assert sorted(found["findings"] + gone) == ["F1", "F2", "F3"]


def test_a_suppression_holds_on_its_last_day_and_no_longer(engine: DuckDBEngine, tmp_path: Path) -> None:
    over = row(date(2026, 5, 31), finding_id="F1")
    found = publish(engine, tmp_path, [over, row(TODAY, finding_id="F2")])
    assert found["suppressed"] == ["F2"]


def test_of_several_suppressions_the_one_that_holds_longest_is_named_and_counted_once(
    engine: DuckDBEngine, tmp_path: Path
) -> None:
    long = row(date(2027, 1, 1), rule_code="LOC-001", psn_no="P1")
    judged = [row(finding_id="F1"), long]
    publish(engine, tmp_path, judged)
    stored = pq.read_table(tmp_path / "suppressed.parquet").to_pylist()
    assert [(one["finding_id"], one["suppressed_until"]) for one in stored] == [
        ("F1", date(2027, 1, 1)),
        ("F2", date(2027, 1, 1)),
    ]
    kept = {"findings": 1, "plain_amt": Decimal(40), "estimate_amt": Decimal(0)}
    told = standing.account(engine, tmp_path, Judgement(judged, TODAY), kept)
    assert [(entry["findings"], entry["plain_amt"]) for entry in told["suppressed"]["entries"]] == [
        (0, 0),
        (2, Decimal("30.00")),
    ]
    assert told["detected"] == {"findings": 3, "plain_amt": Decimal("70.00"), "estimate_amt": Decimal("0.00")}


@pytest.mark.parametrize("status", ["draft", "shadow"])
def test_what_is_on_trial_is_neither_kept_nor_suppressed(
    engine: DuckDBEngine, tmp_path: Path, status: str
) -> None:
    found = publish(engine, tmp_path, [row(finding_id="F1")], status)
    assert found == {"findings": [], "shadow": ["F1", "F2", "F3"], "suppressed": []}


def test_findings_outside_the_dates_asked_for_are_in_no_file(engine: DuckDBEngine, tmp_path: Path) -> None:
    later = [*FINDINGS, {**FINDINGS[0], "id": "F4", "occurred_on": date(2026, 1, 1), "lines": {"L4": 5}}]
    since = "occurred_on >= DATE '2025-12-31'"
    found = publish(engine, tmp_path, [row(finding_id="F1")], condition=since, findings=later)
    assert found == {"findings": ["F4"], "shadow": [], "suppressed": []}


def test_a_run_without_rules_leaves_empty_files(engine: DuckDBEngine, tmp_path: Path) -> None:
    standing.publish(engine, [], tmp_path, tmp_path, "true", Judgement([row(finding_id="F1")], TODAY))
    assert ids(tmp_path, "findings") == ids(tmp_path, "shadow") == ids(tmp_path, "suppressed") == []
