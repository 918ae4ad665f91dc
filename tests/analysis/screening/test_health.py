"""Rules that found nothing, and rules that fire on too much."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules import document
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import health, standing
from tests.analysis.screening import handmade
from tests.cli.bureau import RULE


def rule(code: str, subject: str = "fee") -> Rule:
    text = RULE.format(code=code, version=1, status="active").replace("subject: fee", f"subject: {subject}")
    return document.build(sqldoc.parse(text, Path(f"{code}.sql")))


def review(
    engine: DuckDBEngine, folder: Path, rules: list[Rule], found: dict[str, int], **options: Any
) -> Any:
    """Twenty outpatient encounters at ten places; of each rule so many findings, each in an encounter of its own."""
    enc = {
        "mdtrt_id": [f"E{n}" for n in range(20)],
        "fixmedins_code": [f"H{n % 10}" for n in range(20)],
        "scene": ["OP"] * 20,
        "adm_date": [date(2026, 1 + n % 2, 1) for n in range(20)],
        "dscg_date": [None] * 20,
    }
    (folder / "enc").mkdir()
    pq.write_table(pa.table(enc), folder / "enc" / "part.parquet")
    findings = [
        {"id": f"{code}-{n}", "rule": code, "mdtrt_id": f"E{n}", "at": f"H{n % 10}"}
        for code, number in found.items()
        for n in range(number)
    ]
    handmade.write(folder, findings)
    for name in (standing.SHADOW, standing.SUPPRESSED):
        for source, copy in (("findings", name), ("finding_lines", standing.LINES[name])):
            pq.write_table(
                pq.read_table(folder / f"{source}.parquet").slice(0, 0), folder / f"{copy}.parquet"
            )
    return health.review(
        engine, folder, folder, rules, options.get("within", "true"), options.get("limit", health.NOISY_SHARE)
    )


def test_a_rule_that_was_evaluated_and_found_nothing_is_dead(engine: DuckDBEngine, tmp_path: Path) -> None:
    told = review(engine, tmp_path, [rule("LOC-001"), rule("LOC-002")], {"LOC-001": 1})
    assert [one["code"] for one in told["dead"]] == ["LOC-002"]


def test_a_rule_is_noisy_above_the_share_not_at_it(engine: DuckDBEngine, tmp_path: Path) -> None:
    told = review(
        engine, tmp_path, [rule("LOC-001"), rule("LOC-002")], {"LOC-001": 4, "LOC-002": 5}, limit=0.2
    )
    assert [(one["code"], one["hit"], one["of"], one["share"]) for one in told["noisy"]] == [
        ("LOC-002", 5, 20, 0.25)
    ]


def test_one_or_two_hits_are_no_noise_however_few_encounters_there_are(
    engine: DuckDBEngine, tmp_path: Path
) -> None:
    assert review(engine, tmp_path, [rule("LOC-001")], {"LOC-001": 2})["noisy"] == []


def test_a_rule_about_institutions_is_measured_by_institutions(engine: DuckDBEngine, tmp_path: Path) -> None:
    (noisy,) = review(engine, tmp_path, [rule("LOC-001", "institution")], {"LOC-001": 4})["noisy"]
    assert (noisy["unit"], noisy["hit"], noisy["of"]) == ("institution", 4, 10)


@pytest.mark.parametrize(("within", "of"), [("adm_date <= DATE '2026-01-31'", 10), ("true", 20)])
def test_the_share_is_of_the_encounters_in_the_dates_asked_for(
    engine: DuckDBEngine, tmp_path: Path, within: str, of: int
) -> None:
    (noisy,) = review(engine, tmp_path, [rule("LOC-001")], {"LOC-001": 3}, within=within)["noisy"]
    assert noisy["of"] == of
