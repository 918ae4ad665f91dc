"""Real cases, walked by the services that people use, arrive in the right cells of the 22 columns."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import execution, procedure, tracks
from mingjing.office.clocks import services as clocks
from mingjing.office.reports.core import behind, checks, content
from mingjing.office.reports.services import drawing, reports
from tests.office.cases.attacks.kit import criminal, transfer
from tests.office.cases.story import Story
from tests.office.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_day(monkeypatch: Any) -> Callable[[date], None]:
    return lambda day: monkeypatch.setattr(clocks, "today", lambda: day)


@pytest.fixture
def story(province: Province, set_day: Callable[[date], None]) -> Story:
    return Story(province, set_day).open()


def drawn(story: Story) -> drawing.Drawn:
    officer = story.officer
    report = reports.begin(officer, "campaign", date(2026, 1, 1), date(2026, 12, 31), {})
    return drawing.draw(officer, report)


def test_a_penalty_that_was_paid_and_published_stands_in_its_cells_and_opens_down_to_the_case(
    story: Story,
) -> None:
    story.to(Stage.ARCHIVED)
    found = drawn(story)
    assert [found.table.cell(5, n).value for n in (1, 2, 3, 7, 8, 13, 14, 16, 21)] == [
        2, 1, 1, 1, 1, story.case.refund_amt + story.case.fine_amt, story.case.refund_amt, story.case.fine_amt, 1
    ]  # fmt: skip
    assert not [one for one in checks.check(found.table) if one.error]
    for column in (2, 3, 8, 21):
        keys = {key for one in behind.pieces(found.content, 5, column) for key in one.keys}
        assert f"case:{story.case.number}" in keys
    entries = [one for one in behind.pieces(found.content, 5, 16) if one.keys[0].startswith("entry:")]
    assert sum((one.amount for one in entries), Decimal(0)) == story.case.fine_amt
    assert content.read(found.document).parts == content.read(drawing.of(found.content).document).parts


def test_agreement_handling_stands_under_its_measures(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    story.add_evidence()
    track = tracks.choose(story.officer, story.case, "agreement", "情节轻微")
    tracks.inform(story.officer, track, "违约事实和拟采取的措施")
    tracks.agree(story.leader, track, "约谈并追回", "无意见")
    tracks.measure(story.officer, track, "talk")
    tracks.measure(story.officer, track, "suspend_department")
    tracks.measure(story.officer, track, "recover", amount=Decimal("2000.00"))
    story.take_in()
    tracks.carry_out(story.officer, track, "已追回")
    procedure.report(
        story.officer, story.case, "调查终结", Choice("no_penalty", "按协议处理", refund=Decimal("2000.00"))
    )
    procedure.settle(story.leader, story.case, "同意")
    execution.close(story.leader, story.case, "同意结案")
    table = drawn(story).table
    assert [table.cell(5, n).value for n in (3, 4, 7, 8, 9, 12)] == [1, 0, 1, 0, 1, 1]
    assert table.cell(5, 21).value == 0 and not [one for one in checks.check(table) if one.error]


@pytest.mark.parametrize(
    ("police", "answer", "counted"),
    [
        ("sent", None, 1), ("sent", False, 1), ("sent", True, 1), ("standing", None, 1), ("standing", False, 0),
        ("standing", True, 1), ("filed", None, 0), ("filed", False, 0), ("filed", True, 1),
    ],
)  # fmt: skip
def test_a_transfer_that_the_police_refuse_counts_as_the_options_say(
    story: Story, police: str, answer: bool | None, counted: int
) -> None:
    track = transfer(criminal(story))
    tracks.decide_transfer(story.leader, track, True, "移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "移送县公安局")
    if answer is not None:
        tracks.police(story.officer, track, answer, "公安机关通知书")
    report = reports.begin(
        story.officer, "campaign", date(2026, 1, 1), date(2026, 12, 31), {"police": police}
    )
    found = drawing.draw(story.officer, report)
    assert found.table.cell(5, 6).value == counted
    assert ("不予立案1件" in str(found.figures)) is (answer is False)
    assert not [one for one in checks.check(found.table) if one.error]
