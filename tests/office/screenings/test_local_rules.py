"""Local rules: wrong ones are told where and why, right ones go through their cases, into force, and out again."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.screenings import editing, jobs, rulebook
from mingjing.office.screenings.models import Lake, LocalRule, Trial
from mingjing.office.screenings.services import local_rules, trials
from tests.office.province import Province

S = LocalRule.State


@pytest.fixture
def right(province: Province, site: Path) -> LocalRule:
    """A draft that copies a built-in rule and needs no more work."""
    rule = local_rules.begin(province.who("analyst", "province"), "loc-001", "LMT-001")
    begin = rule.text.index("  - name: 【待改】")
    text = rule.text[:begin] + rule.text[rule.text.index("  - name:", begin + 5) :]
    local_rules.save(province.who("analyst", "province"), rule, text, rule.updated_at)
    return rule


def test_a_wrong_text_is_told_with_line_and_remedy(site: Path) -> None:
    text = "/*---\ncode: LOC-001\nversion: 1\nbehaviour: nonsense\n---*/\nSELECT 1"
    found = editing.problems(text, "LOC-001", 1)
    assert any(p.what.startswith("缺少必填项 title") for p in found)
    assert all(p.where.startswith("LOC-001.sql:") for p in found)
    assert editing.problems("SELECT 1", "LOC-001", 1)[0].do


def test_wrong_columns_and_versions_are_told_too(right: LocalRule) -> None:
    wrong = editing.headed(right.text, version="3").replace("f.*,", "f.*, f.no_such_column,", 1)
    said = " ".join(str(p) for p in editing.problems(wrong, "LOC-001", 1))
    assert "version 为 3" in said
    assert "no_such_column" in said
    assert editing.problems(editing.headed(right.text, code="LMT-001"), "LMT-001", 1)


def test_a_copied_rule_comes_with_a_case_that_fails_until_it_is_worked_on(
    province: Province, site: Path
) -> None:
    rule = local_rules.begin(province.who("analyst", "province"), "LOC-002", "LMT-001")
    assert editing.problems(rule.text, rule.code, 1) == []
    with pytest.raises(InvalidError) as raised:
        local_rules.put_in_force(province.who("analyst", "province"), rule, S.ACTIVE)
    assert "【待改】" in raised.value.problems[0].where
    assert not (site / "local" / "rules").exists()


def test_a_right_rule_goes_on_trial_into_force_is_revised_and_retired(
    province: Province, right: LocalRule, site: Path
) -> None:
    analyst, file = province.who("analyst", "province"), site / "local" / "rules" / "LOC-001.sql"
    local_rules.put_in_force(analyst, right, S.SHADOW)
    assert rulebook.rule("LOC-001").status == "shadow"
    local_rules.put_in_force(analyst, right, S.ACTIVE)
    assert "status: active" in file.read_text(encoding="utf-8")
    assert (site / "local" / "archive" / "1" / "LOC-001.sql").is_file()
    with pytest.raises(ConflictError):
        local_rules.save(analyst, right, "anything", right.updated_at)
    second = local_rules.revise(analyst, right)
    assert (second.version, second.state) == (2, S.DRAFT)
    with pytest.raises(ConflictError):
        local_rules.revise(analyst, right)
    local_rules.put_in_force(analyst, second, S.ACTIVE)
    right.refresh_from_db()
    assert right.state == S.RETIRED
    assert rulebook.rule("LOC-001").version == 2
    local_rules.retire(analyst, second)
    assert not file.exists()
    with pytest.raises(NotVisibleError):
        rulebook.rule("LOC-001")


def test_two_people_do_not_overwrite_each_other(province: Province, right: LocalRule) -> None:
    analyst, seen = province.who("analyst", "province"), right.updated_at
    local_rules.save(analyst, right, right.text + "\n-- mine", seen)
    with pytest.raises(ConflictError):
        local_rules.save(analyst, right, right.text + "\n-- yours", seen)


def test_who_may_write_and_see_drafts(province: Province, right: LocalRule) -> None:
    with pytest.raises(ForbiddenError):
        local_rules.begin(province.who("officer", "province"), "LOC-009")
    with pytest.raises(NotVisibleError):
        local_rules.retire(province.who("analyst", "city1"), right)
    local_rules.put_in_force(province.who("analyst", "province"), right, S.ACTIVE)
    with pytest.raises(ForbiddenError):
        local_rules.retire(province.who("analyst", "city1"), right)


def test_codes_are_taken_once_and_never_from_built_in_rules(province: Province, right: LocalRule) -> None:
    analyst = province.who("analyst", "province")
    for code in ("LOC-001", "CHG-001", "x"):
        with pytest.raises(InvalidError):
            local_rules.begin(analyst, code)


def test_the_editor_checks_while_one_writes(
    province: Province, right: LocalRule, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("analyst", "province")
    page = client.get("/local-rules/LOC-001/1/").content.decode()
    assert 'hx-post="/local-rules/LOC-001/1/check/"' in page
    wrong = client.post("/local-rules/LOC-001/1/check/", {"text": "SELECT 1"}).content.decode()
    assert "LOC-001.sql:1" in wrong
    good = client.post("/local-rules/LOC-001/1/check/?cases=1", {"text": right.text}).content.decode()
    assert "通过" in good
    assert "不符" not in good


def test_a_trial_over_a_sample_shows_what_the_text_finds(
    province: Province, right: LocalRule, lake: Lake, site: Path, signed_in: Callable[..., Client]
) -> None:
    analyst = province.who("analyst", "province")
    one = trials.start(analyst, trials.Wanted("LOC-001", 1, lake, text=right.text, one_in=2))
    assert (one.state, one.failure) == (Trial.State.DONE, [])
    assert one.result["new"]["code"] == "LOC-001"
    assert list((site / "runs" / "samples").iterdir())
    page = signed_in("analyst", "province").get(f"/rules/trials/{one.pk}/").content.decode()
    assert "疑点" in page
    assert signed_in("analyst", "county1").get(f"/rules/trials/{one.pk}/").status_code == 404
    jobs.try_rule.func(SimpleNamespace(attempt=1), one.pk)
    one.refresh_from_db()
    assert one.state == Trial.State.DONE, "a job that comes twice does it once"
