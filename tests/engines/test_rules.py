"""Every rule, walked: complete, in force, explainable, locked, and right on its cases on both engines."""

from functools import cache
from pathlib import Path

import pytest

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.rules import document, lock
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import trial

RULES = document.load_all()
MODES = [
    pytest.param("duckdb", id="duckdb", marks=pytest.mark.xdist_group("rules-duckdb")),
    pytest.param("fused", id="duckdb-fused", marks=pytest.mark.xdist_group("rules-duckdb")),
    pytest.param("spark", id="spark", marks=[pytest.mark.xdist_group("spark"), pytest.mark.spark]),
]


@cache
def _scenes() -> dict[str, list[trial.Scene]]:
    by_rule: dict[str, list[trial.Scene]] = {}
    for scene in trial.scenes(list(RULES.values())):
        by_rule.setdefault(scene.owner, []).append(scene)
    return by_rule


@pytest.fixture(scope="module", params=MODES)
def findings(
    request: pytest.FixtureRequest, bench: Workbench, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, list[trial.Row]]:
    """The findings of every case of every rule, by scene; all rules run once over one world."""
    mode = request.param
    engine: Engine = request.getfixturevalue("few_rows_spark" if mode == "spark" else "duckdb_engine")
    folder: Path = tmp_path_factory.mktemp(f"rules-{mode}")
    return trial.try_rules(engine, list(RULES.values()), bench, folder, fused=mode == "fused")


@pytest.mark.parametrize("code", RULES)
def test_the_cases_of_each_rule_give_what_they_say(code: str, findings: dict[int, list[trial.Row]]) -> None:
    faults = {
        scene.name: found
        for scene, case in zip(_scenes()[code], RULES[code].cases, strict=True)
        if (found := trial.differences(case.finds, findings[scene.number]))
    }
    assert not faults


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_each_rule_is_complete_and_its_references_hold(rule: Rule, bench: Workbench) -> None:
    assert check(rule, bench) == []


def test_no_logic_changed_without_a_new_version() -> None:
    assert lock.LOCK.problems(lock.entries(RULES)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_each_rule_is_proved_by_hits_and_look_alikes(rule: Rule) -> None:
    assert sum(bool(case.finds) for case in rule.cases) >= 1
    assert sum(not case.finds for case in rule.cases) >= 1
    assert len(rule.cases) >= 4
