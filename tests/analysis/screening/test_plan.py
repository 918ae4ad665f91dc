"""A rule that cannot be evaluated says what it lacks, by name."""

from collections.abc import Mapping
from dataclasses import replace

from mingjing.analysis.rules import document
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.compile import parse, reading
from mingjing.analysis.rules.needs import needs
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening.plan import choose, plan
from mingjing.analysis.standard import schema as standard


class Delivery:
    """A lake that got every column of every table, but for what is named."""

    def __init__(self, *absent: str) -> None:
        self.absent = set(absent)

    def delivered(self, table: str) -> Mapping[str, int]:
        if table in self.absent:
            return {}
        return {
            column: int(f"{table}.{column}" not in self.absent) for column in standard.table(table).columns
        }


def missing(bench: Workbench, code: str, *absent: str) -> tuple[str, ...]:
    return plan(Delivery(*absent), [document.load_all()[code]], bench).states[0].missing


def test_with_everything_delivered_every_rule_but_those_without_local_facts_can_run(bench: Workbench) -> None:
    states = plan(Delivery(), list(document.load_all().values()), bench).states
    assert [state.code for state in states if any("." in need for need in state.missing)] == []


def test_a_missing_column_is_named(bench: Workbench) -> None:
    assert missing(bench, "STK-002", "drugtrac_d.trdn_flag") == ("drugtrac_d.trdn_flag",)


def test_a_missing_table_is_named_once(bench: Workbench) -> None:
    assert missing(bench, "STK-002", "drugtrac_d") == ("drugtrac_d",)


def test_a_column_behind_a_mart_is_named_as_the_delivery_knows_it(bench: Workbench) -> None:
    assert "psn_info_b.gend" in missing(bench, "RXD-003", "psn_info_b.gend")


def test_of_alternative_sources_one_suffices(bench: Workbench) -> None:
    assert missing(bench, "IDN-001", "ext_death_d", "ext_custody_d") == ()


def test_without_any_alternative_all_are_named(bench: Workbench) -> None:
    found = missing(bench, "IDN-001", "ext_death_d", "ext_custody_d", "psn_info_b.die_date")
    assert found == ("ext_death_d 或 psn_info_b.die_date 或 ext_custody_d",)


def test_a_column_that_only_serves_an_exclusion_is_not_missed(bench: Workbench) -> None:
    assert missing(bench, "IDN-004", "fixmedins_b.uscc") == ()


def test_an_empty_list_that_only_adds_a_branch_does_not_keep_a_rule_from_running(bench: Workbench) -> None:
    rule = next(rule for rule in choose() if rule.code == "LMT-005")
    used = reading(parse(rule), bench.schema)
    assert "知识清单 dise_icd" not in needs(rule, used)
    assert "知识清单 dise_icd" in needs(replace(rule, works_without=()), used)


def test_a_list_that_a_rule_does_not_read_cannot_be_named_as_one_it_works_without(bench: Workbench) -> None:
    rule = replace(next(rule for rule in choose() if rule.code == "LMT-005"), works_without=("quota",))
    assert any("works_without 中的 quota" in problem.what for problem in check(rule, bench))
