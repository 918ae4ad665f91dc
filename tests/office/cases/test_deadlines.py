"""Every deadline over Spring Festival, National Day, leap years; extensions, deductions, suspensions."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.cases import deadlines
from mingjing.office.cases.law.standards import standard
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.services import deciding, evidence, limits, pleading, procedure
from mingjing.office.clocks.days import Days
from tests.office.cases.story import LIGHT, ORDINARY, Story

pytestmark = pytest.mark.django_db
SPECS = standard("procedure", "", date(2026, 1, 1)).values["deadlines"]
# 2026: Spring Festival 15-23 February (14 and 28 February worked), National Day 1-7 October (20 September and
# 10 October worked), Qingming 4-6 April.
FESTIVAL, NATIONAL_DAY = date(2026, 2, 13), date(2026, 9, 30)


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("begins", [FESTIVAL, NATIONAL_DAY, date(2024, 2, 9), date(2024, 2, 28)])
def test_a_deadline_counts_its_own_kind_of_days_and_a_partys_never_ends_on_a_day_off(
    db: None, kind: str, begins: date
) -> None:
    spec, due = SPECS[kind], deadlines.due_day(SPECS[kind], begins)
    calendar = Days(begins, due)
    if spec["unit"] == "working":
        assert calendar.count(begins, due) == spec["days"] and calendar.is_working(due)
    elif spec.get("rolls"):
        assert calendar.is_working(due) and due >= begins + timedelta(days=spec["days"])
        assert not any(
            calendar.is_working(begins + timedelta(days=n)) for n in range(spec["days"], (due - begins).days)
        )
    else:
        assert due == begins + timedelta(days=spec["days"])


@pytest.mark.parametrize(
    ("kind", "begins", "due"),
    [
        ("clue", FESTIVAL, date(2026, 3, 12)),
        ("clue", NATIONAL_DAY, date(2026, 10, 27)),
        ("preserve", FESTIVAL, date(2026, 3, 2)),
        ("preserve", NATIONAL_DAY, date(2026, 10, 15)),
        ("legal_review", FESTIVAL, date(2026, 3, 5)),
        ("hearing_request", FESTIVAL, date(2026, 2, 27)),
        ("hearing_request", NATIONAL_DAY, date(2026, 10, 13)),
        ("serve", NATIONAL_DAY, date(2026, 10, 15)),
        ("seal", FESTIVAL, date(2026, 3, 15)),
        ("decision", date(2024, 1, 1), date(2024, 3, 31)),
        ("decision", date(2025, 1, 1), date(2025, 4, 1)),
        # The fifteenth day, 4 October, is a holiday: the party has until the first working day after it.
        ("pay", date(2026, 9, 19), date(2026, 10, 8)),
        ("transfer_decision", NATIONAL_DAY, date(2026, 10, 3)),
    ],
)
def test_deadlines_by_hand(db: None, kind: str, begins: date, due: date) -> None:
    assert deadlines.due_day(SPECS[kind], begins) == due


def test_the_clue_check_is_extended_once_by_fifteen_working_days(story: Story) -> None:
    due = deadlines.due(story.case, "clue")
    assert due and Days(story.now).count(story.now, due) == 15
    with pytest.raises(InvalidError, match="15 日"):
        limits.extend(story.leader, story.case, "clue", 16, "复杂")
    limits.extend(story.leader, story.case, "clue", 15, "案情复杂")
    later = deadlines.due(story.case, "clue")
    assert later and Days(story.now).count(story.now, later) == 30
    with pytest.raises(ConflictError, match="不能再延长"):
        limits.extend(story.leader, story.case, "clue", 1, "再次")


def test_in_liaoning_the_clue_check_takes_natural_days(story: Story) -> None:
    Case.objects.filter(pk=story.case.pk).update(admdvs="210101")
    assert deadlines.start(story.fresh(), "clue") == story.now + timedelta(days=15)


def test_the_ninety_days_grow_by_thirty_then_by_at_most_sixty_and_no_more(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    assert deadlines.due(story.case, "decision") == story.now + timedelta(days=90)
    with pytest.raises(ForbiddenError):
        limits.extend(story.officer, story.case, "decision", 30, "复杂")
    limits.extend(story.leader, story.case, "decision", 30, "复杂")
    with pytest.raises(InvalidError, match="60 日"):
        limits.extend(story.leader, story.case, "decision", 61, "集体讨论", story.panel())
    with pytest.raises(InvalidError, match="集体讨论不少于"):
        limits.extend(story.leader, story.case, "decision", 60, "集体讨论", story.panel()[:2])
    limits.extend(story.leader, story.case, "decision", 60, "经集体讨论决定继续延期", story.panel())
    assert deadlines.due(story.case, "decision") == story.now + timedelta(days=180)
    with pytest.raises(ConflictError):
        limits.extend(story.leader, story.case, "decision", 1, "再次")


def test_nothing_is_extended_after_its_end(story: Story) -> None:
    story.to(Stage.INVESTIGATING).after(91)
    with pytest.raises(ConflictError, match="已经届满"):
        limits.extend(story.leader, story.case, "decision", 30, "晚了")


@pytest.mark.parametrize("reason", limits.DEDUCTIONS)
def test_appraisal_and_its_like_are_not_counted(story: Story, reason: str) -> None:
    story.to(Stage.INVESTIGATING)
    due = deadlines.due(story.case, "decision")
    limits.deduct(story.leader, story.case, reason, "委托鉴定")
    with pytest.raises(ConflictError):
        limits.deduct(story.leader, story.case, reason, "重复")
    story.after(100)
    assert not deadlines.is_over(story.case, "decision", story.now), "a clock at rest is never over"
    limits.go_on(story.leader, story.case, "鉴定完成")
    assert due and deadlines.due(story.case, "decision") == due + timedelta(days=100)


def test_other_reasons_do_not_stop_the_clock(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    with pytest.raises(InvalidError, match="只有"):
        limits.deduct(story.leader, story.case, "人手不足", "忙")


def test_a_suspension_stops_the_ninety_days_and_only_its_own_step_ends_it(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    due = deadlines.due(story.case, "decision")
    procedure.suspend(story.leader, story.case, "须以另案审理结果为依据")
    story.after(40)
    with pytest.raises(ConflictError):
        limits.go_on(story.leader, story.case, "继续")
    procedure.resume(story.leader, story.case, "另案已审结")
    assert due and deadlines.due(story.case, "decision") == due + timedelta(days=40)


def test_a_hearing_is_not_counted_also_when_it_is_withdrawn(story: Story) -> None:
    story.change_act(replace(ORDINARY, loss=Decimal("20000")))
    story.choice = replace(LIGHT, fine=Decimal("20000"))
    story.to(Stage.NOTIFIED)
    due = deadlines.due(story.case, "decision")
    pleading.request_hearing(story.officer, story.case, "申请", story.now)
    story.after(20)
    pleading.withdraw_hearing(story.officer, story.case, "当事人撤回")
    assert due and deadlines.due(story.case, "decision") == due + timedelta(days=20)


def test_a_late_decision_says_why_it_is_late(story: Story) -> None:
    story.to(Stage.HEARD).after(91)
    deciding.decide(story.leader, story.case, LIGHT, late_reason="当事人多次申请延期，已报上级备案")
    assert story.fresh().stage == Stage.DECIDED


def test_the_party_has_its_days_and_silence_ends_with_them(story: Story) -> None:
    story.to(Stage.NOTIFIED).after_working(5)
    with pytest.raises(ConflictError, match="尚未届满"):
        pleading.conclude_pleading(story.officer, story.case, "逾期未提出意见")
    story.after_working(1)
    pleading.conclude_pleading(story.officer, story.case, "逾期未提出意见")


def test_a_plea_does_not_cut_the_days_in_which_a_hearing_can_be_asked_for(story: Story) -> None:
    story.change_act(replace(ORDINARY, loss=Decimal("20000")))
    story.choice = replace(LIGHT, fine=Decimal("20000"))
    story.to(Stage.NOTIFIED)
    pleading.plead(story.officer, story.case, "请求从轻", story.now)
    with pytest.raises(ConflictError, match="听证的期限"):
        pleading.conclude_pleading(story.officer, story.case, "复核")
    assert limits.hearing_open(story.case)


def test_what_is_sealed_can_be_sealed_thirty_days_longer_once(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    held = evidence.hold(story.leader, story.add_evidence(), "seal", "可能转移")
    assert held.due_on == story.now + timedelta(days=30)
    assert evidence.extend_hold(story.leader, held, "情况复杂").due_on == story.now + timedelta(days=60)
    with pytest.raises(ConflictError):
        evidence.extend_hold(story.leader, held, "再次")
    story.after(61)
    with pytest.raises(ConflictError, match="自动解除"):
        evidence.settle_hold(story.officer, held, "returned", "退还")
    evidence.settle_hold(story.officer, held, "lapsed", "期限届满")


def test_what_is_preserved_is_settled_in_seven_working_days(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    held = evidence.hold(story.leader, story.add_evidence(), "preserve", "可能灭失")
    assert Days(story.now).count(story.now, held.due_on) == 7
    with pytest.raises(ConflictError, match="不能延长"):
        evidence.extend_hold(story.leader, held, "再等等")
    with pytest.raises(ConflictError, match="须作出处理"):
        evidence.settle_hold(story.officer, held, "lapsed", "算了")
    assert evidence.settle_hold(story.officer, held, "secured", "已复制").ended_on == story.now
