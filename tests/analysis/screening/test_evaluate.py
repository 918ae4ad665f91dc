"""Findings compared with the truth of a synthetic city."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.evaluate import Comparison, compare
from mingjing.analysis.standard.schema import output_columns
from mingjing.cli.evaluate import command
from mingjing.kernel.errors import UsageError


def _write(file: Path, table: str, rows: list[dict[str, Any]]) -> None:
    engine = DuckDBEngine(memory="1GB")
    columns = {name: column.sql_type for name, column in output_columns(table).items()}
    engine.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        engine.execute(f"INSERT INTO t ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    engine.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    engine.close()


def _act(number: int, **columns: Any) -> dict[str, Any]:
    return {
        "plant_id": f"p{number}",
        "scheme": "s",
        "kind": "plant",
        "exact": True,
        "behaviour": "over_price",
        "fixmedins_code": "H1",
        "psn_no": f"P{number}",
        "mdtrt_id": f"{number:012d}",
        "bkkp_sns": [f"{number:012d}00001"],
        "amount": 10,
        "note": "",
        **columns,
    }


def _finding(number: int, **columns: Any) -> dict[str, Any]:
    return {
        "finding_id": f"f{number}-{len(columns)}",
        "rule_code": "R",
        "behaviour": "over_price",
        "sev_deg": 1,
        "subject_type": "fee",
        "fixmedins_code": "H1",
        "psn_no": f"P{number}",
        "mdtrt_id": f"{number:012d}",
        "bkkp_sns": [f"{number:012d}00001"],
        "related_ids": [],
        "checkout_amt": 10,
        **columns,
    }


@pytest.fixture
def judged(tmp_path: Path) -> Any:
    def judge(acts: list[dict[str, Any]], findings: list[dict[str, Any]]) -> Comparison:
        _write(tmp_path / "truth.parquet", "truth", acts)
        _write(tmp_path / "findings.parquet", "findings", findings)
        return compare(tmp_path, tmp_path)

    return judge


def test_a_plant_is_found_when_a_finding_of_its_behaviour_has_its_line(judged: Any) -> None:
    result = judged([_act(1), _act(2)], [_finding(1)])
    assert (result.schemes[0]["plants"], result.schemes[0]["found"], result.schemes[0]["equal"]) == (2, 1, 1)
    assert str(result.recall) == "0.5000"


def test_another_behaviour_on_the_same_line_does_not_find_it(judged: Any) -> None:
    result = judged([_act(1)], [_finding(1, behaviour="over_exam")])
    assert result.schemes[0]["found"] == 0
    assert result.behaviours[0]["on_other_plants"] == 1


def test_an_amount_one_fen_off_is_not_equal(judged: Any) -> None:
    result = judged([_act(1)], [_finding(1, checkout_amt=10.01)])
    assert (result.schemes[0]["found"], result.schemes[0]["equal"]) == (1, 0)
    assert result.missed[0]["plant_id"] == "p1"


def test_findings_of_one_rule_on_a_plant_add_up(judged: Any) -> None:
    halves = [_finding(1, finding_id="a", checkout_amt=4), _finding(1, finding_id="b", checkout_amt=6)]
    assert judged([_act(1)], halves).schemes[0]["equal"] == 1


def test_a_finding_without_lines_finds_a_plant_by_its_encounter(judged: Any) -> None:
    assert judged([_act(1)], [_finding(1, bkkp_sns=[])]).schemes[0]["found"] == 1


def test_another_line_of_the_same_encounter_is_not_the_plant(judged: Any) -> None:
    assert judged([_act(1)], [_finding(1, bkkp_sns=["00000000000100009"])]).schemes[0]["found"] == 0


def test_a_person_finding_and_an_institution_finding_reach_their_acts(judged: Any) -> None:
    person = _act(1, bkkp_sns=[], amount=None)
    shop = _act(2, psn_no=None, mdtrt_id=None, fixmedins_code="P9")
    findings = [
        _finding(1, mdtrt_id=None, bkkp_sns=[], subject_type="person"),
        _finding(3, psn_no=None, mdtrt_id=None, fixmedins_code="P9", bkkp_sns=[], subject_type="institution"),
    ]
    assert judged([person, shop], findings).schemes[0]["found"] == 2


def test_findings_on_lookalikes_are_listed_with_their_severity(judged: Any) -> None:
    result = judged([_act(1, kind="lookalike")], [_finding(1)])
    assert (result.certain_on_lookalikes, result.lookalikes[0]["rule_code"]) == (1, "R")
    assert result.recall is None


def test_findings_where_nothing_was_planted_are_counted_by_rule(judged: Any) -> None:
    result = judged([_act(1)], [_finding(1), _finding(7)])
    assert [(row["rule_code"], row["findings"]) for row in result.elsewhere] == [("R", 1)]
    assert float(result.behaviours[0]["precision"]) == 0.5


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="找不到筛查结果"):
        compare(tmp_path, tmp_path)


def test_the_command_prints_tables_in_chinese(judged: Any, tmp_path: Path) -> None:
    judged([_act(1)], [_finding(1)])
    done = CliRunner().invoke(
        command, ["--findings", str(tmp_path), "--truth", str(tmp_path / "truth.parquet")]
    )
    assert done.exit_code == 0
    assert "查全率 100.0%" in done.output
