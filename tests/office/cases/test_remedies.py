"""Reconsideration and suit: the additional fine rests, what is changed comes off, what was paid goes back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import deadlines, dues
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import comparing, execution, remedies
from mingjing.office.cases.services.remedies import Ending
from tests.office.cases.step_pages import Pages
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db
D = Decimal
DAY = date(2026, 5, 1)


def _upheld(on: date) -> Ending:
    return Ending("upheld", on, "复决〔2026〕1号", "维持原决定")


def test_the_additional_fine_rests_from_acceptance_to_the_end_and_goes_on(story: Story) -> None:
    story.to(Stage.EXECUTING)
    last = story.case.pay_by
    assert last
    story.on(last + timedelta(days=5))
    assert dues.outstanding(story.case, story.now).overdue == D("300.00")
    remedies.register(story.officer, story.case, "review", "县人民政府", story.now)
    story.after(40)
    assert dues.outstanding(story.fresh(), story.now).overdue == D("240.00")
    remedies.end(story.leader, story.case, "review", _upheld(story.now))
    remedies.register(story.officer, story.fresh(), "suit", "县人民法院", story.now)
    story.after(100)
    assert dues.outstanding(story.fresh(), story.now).overdue == D("240.00")
    remedies.end(story.leader, story.case, "suit", _upheld(story.now))
    assert dues.outstanding(story.fresh(), story.now + timedelta(days=3)).overdue == D("420.00")


def test_a_remedy_registered_late_takes_back_what_was_charged_too_much(story: Story) -> None:
    story.to(Stage.EXECUTING)
    accepted = story.case.pay_by
    assert accepted
    story.on(accepted + timedelta(days=20))
    execution.charge(story.officer, story.case)
    remedies.register(story.officer, story.fresh(), "review", "县人民政府", accepted + timedelta(days=11))
    assert dues.outstanding(story.fresh(), story.now).overdue == D("600.00")
    assert not any(one.differences for one in comparing.checks(story.leader))


def test_what_is_changed_comes_off_the_unpaid_and_the_rest_goes_back(story: Story) -> None:
    story.to(Stage.EXECUTING)
    story.pay("fine", D("1500.00"))
    remedies.register(story.officer, story.fresh(), "review", "县人民政府", story.now)
    with pytest.raises(InvalidError, match="不加重处罚"):
        changed = Ending("changed", story.now, "复决1号", "改", D("2000.00"), D("2000.01"), D(0))
        remedies.end(story.leader, story.fresh(), "review", changed)
    changed = Ending("changed", story.now, "复决1号", "改为 500 元", D("2000.00"), D("500.00"), D(0))
    remedies.end(story.leader, story.fresh(), "review", changed)
    owed = dues.outstanding(story.fresh(), story.now)
    assert (owed.fine, owed.refund) == (0, D("2000.00"))
    assert dues.to_return(story.case, story.now)["fine"] == D("1000.00")
    with pytest.raises(InvalidError, match="应退还 1000"):
        remedies.give_back(story.officer, story.case, "fine", D("1000.01"), story.now, "TK1")
    remedies.give_back(story.officer, story.case, "fine", D("1000.00"), story.now, "TK1")
    assert dues.outstanding(story.fresh(), story.now).fine == 0
    assert not any(dues.to_return(story.case, story.now).values())
    assert not any(one.differences for one in comparing.checks(story.leader))


def test_a_revoked_decision_leaves_nothing_to_pay_and_the_case_can_end(story: Story) -> None:
    story.to(Stage.EXECUTING)
    remedies.register(story.officer, story.case, "suit", "县人民法院", story.now, suspended=True)
    story.after(60)
    assert deadlines.clock(story.case, "suit_reply") is not None
    remedies.end(story.leader, story.fresh(), "suit", Ending("revoked", story.now, "判决1号", "撤销"))
    assert dues.outstanding(story.fresh(), story.now + timedelta(days=90)).total == 0
    execution.finish(story.officer, story.case, "决定已撤销")
    execution.close(story.leader, story.fresh(), "同意结案")


def test_one_of_a_kind_is_pending_at_a_time_and_its_days_are_real(story: Story) -> None:
    story.to(Stage.SERVED)
    with pytest.raises(InvalidError, match="送达之后"):
        remedies.register(story.officer, story.case, "review", "县人民政府", story.now + timedelta(days=1))
    remedies.register(story.officer, story.case, "review", "县人民政府", story.now)
    with pytest.raises(ConflictError, match="尚未结束"):
        remedies.register(story.officer, story.case, "review", "县人民政府", story.now)
    with pytest.raises(ConflictError, match="没有尚未结束"):
        remedies.end(story.leader, story.case, "suit", _upheld(story.now))


def test_it_is_registered_answered_and_ended_from_the_pages(story: Story) -> None:
    story.to(Stage.EXECUTING)
    pages = Pages(story)
    pages.do(story.officer, "register-remedy", kind="review", body="县人民政府", on=story.now)
    pages.do(story.officer, "reply-remedy", kind="review", on=story.now, text="已提交答复")
    pages.do(
        story.leader, "end-remedy", kind="review", outcome="revoked", on=story.now, document="复决1号", text="撤销",
    )  # fmt: skip
    page = pages.client(story.officer).get(f"/cases/{story.case.number}/money/").content.decode()
    assert "复决1号" in page and "撤销、确认无效" in page
    clock = deadlines.clock(story.case, "review_reply")
    assert clock and clock.stopped_on


@given(
    st.integers(0, 40), st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4),
)  # fmt: skip
def test_each_day_counts_unless_it_rests(days: int, rests: list[tuple[int, int]]) -> None:
    spans = sorted((DAY + timedelta(days=a), DAY + timedelta(days=a + n)) for a, n in rests)
    found = dues.additional(D(10_000), DAY, [], DAY + timedelta(days=days), D("0.001"), (), spans)
    awake = [
        one
        for one in (DAY + timedelta(days=n) for n in range(1, days + 1))
        if not any(first <= one <= last for first, last in spans)
    ]
    assert found == 10 * len(awake)
