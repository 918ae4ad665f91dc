"""Coverage holds what the product claims to answer against the rules and knowledge rows that exist."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjing.analysis.rules import coverage, document
from mingjing.analysis.rules.coverage import Answer
from mingjing.cli.rules import command
from mingjing.kernel import local

RULES = document.load_all()


def answer(table: str, number: str, rules: dict[str, document.Rule] = RULES) -> Answer:
    return next(one for one in coverage.coverage(rules)[table] if one.number == number)


def test_each_table_has_as_many_rows_as_its_source() -> None:
    found = coverage.coverage(RULES)
    assert {name: len(rows) for name, rows in found.items()} == {
        "national_rule": 88,
        "notice_behaviour": 73,
        "problem_item": 202,
    }
    numbers = [one.number for one in found["problem_item"]]
    assert numbers == [f"PL{n}" for n in range(1, 184)] + [f"PP{n}" for n in range(1, 20)]


def test_a_national_rule_is_answered_by_the_rule_that_stands_for_it() -> None:
    assert answer("national_rule", "25").rules == ("CHG-003",)
    assert answer("national_rule", "25").gaps == ()


def test_a_national_code_is_claimed_by_the_rules_that_answer_it_and_by_no_other() -> None:
    answered = {
        (one.origin, code)
        for one in coverage.coverage(RULES)["national_rule"]
        for code in one.rules
        if code in RULES and one.origin.startswith(("GZ", "ZB"))
    }
    assert answered == {(national, rule.code) for rule in RULES.values() for national in rule.national_code}


def test_a_rule_that_is_gone_leaves_a_gap() -> None:
    without = {code: rule for code, rule in RULES.items() if code != "CHG-003"}
    assert answer("national_rule", "25", without).gaps == ("没有规则 CHG-003",)


def test_a_rule_that_does_not_run_answers_nothing() -> None:
    drafted = RULES | {"CHG-003": replace(RULES["CHG-003"], status="draft")}
    assert answer("national_rule", "25", drafted).gaps == ("规则 CHG-003 不在运行",)


def test_what_needs_records_says_why() -> None:
    infection = answer("national_rule", "62")
    assert infection.state == "records"
    assert "院感" in infection.reason
    assert infection.gaps == ()


def test_a_listed_problem_names_the_knowledge_rows_that_carry_it() -> None:
    assert answer("problem_item", "PL16").rows["exclusive_pair"] == 9  # four of our own, five national pairs
    assert answer("problem_item", "PL62").rows == {"exclusive_pair": 3}


def test_a_problem_waits_for_local_rows_until_there_are_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer("problem_item", "PL158").waits
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "exclusive_pair.csv").write_text(
        "item_a_code,item_b_code,interval,kp_ref\n003301000040000,003301000040001,encounter,PL158\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    assert not answer("problem_item", "PL158").waits


def test_an_entry_waits_when_every_rule_that_answers_it_waits_for_local_rows() -> None:
    found = coverage.coverage(RULES, {"CHG-003"})["national_rule"]
    assert [one.number for one in found if one.waits] == ["25"]


def test_a_national_rule_counts_the_knowledge_rows_published_for_it() -> None:
    assert answer("national_rule", "25").rows == {"exclusive_pair": 900}
    assert answer("national_rule", "31").rows == {"period_limit": 14}  # no public code: rows cite R2025-31
    assert answer("national_rule", "51").rows == {}


def test_every_item_that_rests_on_built_in_rows_has_them() -> None:
    answers = [one for one in coverage.coverage(RULES)["problem_item"] if one.by == "rows"]
    assert answers
    assert [one.number for one in answers if not set(one.rows) & set(one.lists)] == []


def test_the_totals_say_how_many_national_rules_rest_on_rules_and_how_many_need_records() -> None:
    answers = [replace(one, gaps=()) for one in coverage.coverage(RULES)["national_rule"]]
    line = coverage.summary("national_rule", answers)
    assert line.startswith("国家医保局智能监管规则（2025 年版）：88 条中 87 条由规则落实")
    assert "1 条需病历等资料" in line


def test_an_answer_with_a_gap_does_not_count_as_done() -> None:
    answers = [replace(one, gaps=("没有规则",)) for one in coverage.coverage(RULES)["national_rule"]]
    assert "88 条中 0 条由规则落实；88 条没有落实" in coverage.summary("national_rule", answers)


def test_nothing_that_was_asked_for_is_unanswered() -> None:
    for answers in coverage.coverage(RULES).values():
        assert [(one.number, one.gaps) for one in answers if one.gaps] == []


def test_the_command_exits_with_1_exactly_when_something_is_unanswered() -> None:
    result = CliRunner().invoke(command, ["coverage", "--gaps", "--json"])
    left = [one for table in json.loads(result.output).values() for one in table["answers"]]
    assert result.exit_code == (1 if left else 0)
    assert all(one["gaps"] for one in left)
