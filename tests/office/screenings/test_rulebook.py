"""The rule book's pages: everything stands there, outsiders see no inner figures, knowledge is found."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.knowledge.document import lists
from mingjing.office.screenings import modelbook, rulebook
from mingjing.office.screenings.models import RuleStanding, Screening
from tests.office.province import Province

Enter = Callable[..., Client]


def test_every_rule_has_a_page(site: Path, signed_in: Enter) -> None:
    client = signed_in("officer")
    for code in list(rulebook.rules())[::9]:
        page = client.get(f"/rules/{code}/")
        assert page.status_code == 200
        assert rulebook.rule(code).title in page.content.decode()


def test_confirmation_rates_are_for_bureaus(province: Province, site: Path, signed_in: Enter) -> None:
    RuleStanding.objects.create(rule_code="CHG-001", confirmed=6, partly=3, rejected=1, other=5)
    one, _ = rulebook.entry(province.who("officer"), "CHG-001")
    assert one.rate == Decimal("0.9")
    assert "90.0%" in signed_in("officer").get("/rules/CHG-001/").content.decode()
    outside = signed_in("clerk", "H1")
    page = outside.get("/rules/CHG-001/").content.decode()
    assert "90.0%" not in page
    assert "已知的局限" not in page
    assert outside.get("/rules/CHG-001/sql/").status_code == 403
    assert "SELECT" in signed_in("officer").get("/rules/CHG-001/sql/").content.decode()


def test_rules_are_narrowed_by_what_they_say(site: Path, signed_in: Enter) -> None:
    page = signed_in("officer").get("/rules/?q=CHG-00&severity=1").content.decode()
    assert "CHG-001" in page
    assert "CHG-010" not in page


def test_a_rule_below_its_floor_is_shown_on_trial(province: Province, site: Path, signed_in: Enter) -> None:
    RuleStanding.objects.create(
        rule_code="CHG-001", rejected=9, shadowed_at="2026-05-01T00:00:00Z", notice="确认率低于下限"
    )
    page = signed_in("officer").get("/rules/CHG-001/").content.decode()
    assert "确认率低于下限" in page
    assert "试运行" in page


@pytest.mark.parametrize("table", ["national_rule", "notice_behaviour", "problem_item"])
def test_coverage_names_every_entry(site: Path, signed_in: Enter, table: str) -> None:
    page = signed_in("officer").get(f"/rules/coverage/?table={table}").content.decode()
    assert page.count('<tr id="') == len(rulebook.coverage()[table])


def test_knowledge_lists_and_rows_are_found(site: Path, signed_in: Enter) -> None:
    client = signed_in("clerk", "H1")
    page = client.get("/knowledge/").content.decode()
    assert "age_limit" in page
    row = lists()["age_limit"].rows[0]
    found = client.get(f"/knowledge/age_limit/?q={row['item']}" if "item" in row else "/knowledge/age_limit/")
    assert found.status_code == 200
    assert client.get("/knowledge/no_such_list/").status_code == 404


def test_rows_out_of_date_are_left_out(site: Path, signed_in: Enter) -> None:
    name = next(n for n, one in lists().items() if any(row["enddate"] for row in one.rows))
    every = lists()[name].rows
    ended = [row for row in every if row["enddate"]]
    client = signed_in("officer")
    all_rows = client.get(f"/knowledge/{name}/").context["sheet"].total
    later = client.get(f"/knowledge/{name}/?on=2099-01-01").context["sheet"].total
    assert all_rows == len(every)
    assert later <= len(every) - len(ended)


def test_every_model_has_a_card_and_a_run_says_what_each_did(
    province: Province, site: Path, signed_in: Enter
) -> None:
    client = signed_in("officer")
    for code, model in models().items():
        page = client.get(f"/rules/models/{code}/").content.decode()
        assert model.card.title in page
        assert "不得用于" in page
    assert "MDL-13" in client.get("/rules/models/").content.decode()
    RuleStanding.objects.create(rule_code="MDL-13", confirmed=3, rejected=1)
    assert "75.0%" in client.get("/rules/models/MDL-13/").content.decode()
    outside = signed_in("clerk", "H1").get("/rules/models/MDL-13/").content.decode()
    assert "75.0%" not in outside and "现场核查什么" not in outside
    assert client.get("/rules/models/MDL-99/").status_code == 404


def test_a_model_that_did_not_judge_says_why(province: Province) -> None:
    unit = {"name": "hospital", "zh": "医院", "missing": ["mdtrt_d.endtime"], "without": {}}
    row = {
        "code": "MDL-02", "title": "挂床评分", "life": "active", "outcome": "not_evaluated", "missing": ["mdtrt_d.endtime"],
        "calibration": {"state": "未校准"}, "findings": 0, "checkout_amt": "0", "seconds": None, "units": [unit],
    }  # fmt: skip
    (said,) = modelbook.of_run(Screening(summary={"models": [row]}))
    assert said["said"] == "未能评估"
    assert "endtime" in said["missing"] and "endtime" in said["units"][0]["missing"]
