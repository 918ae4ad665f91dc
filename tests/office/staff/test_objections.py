"""An objection is looked into by one and answered by another, neither of whom had part; upheld, it undoes at once."""

from datetime import date

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.staff.models import Effect, Notice, Objection, Score
from mingjing.office.staff.services import notices, objections, standing
from tests.office.staff.conftest import World

pytestmark = pytest.mark.django_db


def _file(world: World, score: Score) -> Objection:
    return objections.file(world.who("clerk", "H1"), score, None, "不是本人所为")


def test_an_upheld_objection_reverses_the_score_in_two_names(world: World) -> None:
    score = world.score()
    one = _file(world, score)
    assert one.due_on == clocks.due_day(date(2026, 4, 10), 15)
    one = objections.advise(world.who("officer2"), one, "查明账号被借用")
    one = objections.decide(world.who("leader"), one, True, "异议成立")
    undone = Score.objects.get(reverses=score)
    assert (undone.author, undone.approver) == (world.who("officer2"), world.who("leader"))
    assert standing.points(world.doctor, 2026) == 0
    assert Clock.objects.get(noun="staff_objection").stopped_on == date(2026, 4, 10)


def test_an_upheld_objection_to_a_suspension_lifts_it_and_the_head_above_answers(world: World) -> None:
    effect = world.decide(world.nine(), 1)
    one = objections.file(world.who("clerk", "H4"), None, effect, "情节认定有误")
    one = objections.advise(world.who("officer2"), one, "属实")
    with pytest.raises(ForbiddenError):
        objections.decide(world.who("leader"), one, True, "我自己的决定")
    objections.decide(world.who("leader", "city1"), one, True, "异议成立")
    assert Effect.objects.get().state == "lifted"
    assert not standing.halts(world.doctor, date(2026, 4, 10))


def test_a_rejected_objection_changes_nothing_and_may_not_be_answered_again(world: World) -> None:
    one = objections.advise(world.who("officer2"), _file(world, world.score()), "核查无误")
    objections.decide(world.who("leader"), one, False, "异议不成立")
    assert standing.points(world.doctor, 2026) == 3
    with pytest.raises(ConflictError):
        objections.decide(world.who("leader"), one, True, "再议")


def test_whoever_scored_neither_looks_into_it_nor_answers(world: World) -> None:
    one = _file(world, world.score())
    with pytest.raises(ForbiddenError):
        objections.advise(world.who("officer"), one, "我提出的")
    with pytest.raises(ForbiddenError):
        objections.advise(world.who("reviewer2"), one, "没有权限")
    with pytest.raises(ConflictError):
        objections.decide(world.who("leader"), one, True, "未经核查")


def test_one_objection_at_a_time_and_none_to_what_is_undone(world: World) -> None:
    score = world.score()
    one = _file(world, score)
    with pytest.raises(ConflictError):
        _file(world, score)
    with pytest.raises(ForbiddenError):
        objections.withdraw(world.who("officer"), one, "替他撤回")
    objections.withdraw(world.who("clerk", "H1"), one, "人员本人撤回")
    again = objections.advise(world.who("officer2"), _file(world, score), "属实")
    objections.decide(world.who("leader"), again, True, "成立")
    with pytest.raises(ConflictError):
        _file(world, score)


def test_the_days_run_from_the_first_receipt_and_a_late_objection_is_marked(world: World) -> None:
    score = world.score()
    notice = Notice.objects.get(score=score, institution__code="H1")
    notices.confirm(world.who("clerk", "H1"), notice)
    last = clocks.due_day(date(2026, 4, 10), 10)
    world.on(last)
    assert not _file(world, score).late
    objections.withdraw(world.who("clerk", "H1"), Objection.objects.get(), "撤回")
    world.on(clocks.due_day(last, 1))
    assert _file(world, score).late


def test_an_objection_on_paper_is_dated_by_the_bureau_only(world: World) -> None:
    score = world.score()
    with pytest.raises(InvalidError):
        objections.file(world.who("clerk", "H1"), score, None, "不服", date(2026, 4, 9))
    with pytest.raises(ForbiddenError):
        objections.file(world.who("analyst"), score, None, "不服")
    assert objections.file(world.who("officer2"), score, None, "信件", date(2026, 4, 9)).filed_on == date(
        2026, 4, 9
    )
