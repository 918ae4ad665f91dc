"""Reminders of cases: before the end, once after it, never twice; what rests is left alone."""

from datetime import timedelta

import pytest

from mingjing.office.cases import daily, deadlines
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import evidence, procedure
from mingjing.office.clocks.days import add_working_days
from mingjing.office.leads.models import Delivery, Webhook
from tests.office.cases.step_pages import Pages
from tests.office.cases.story import START, Story

pytestmark = pytest.mark.django_db


def told(story: Story) -> list[str]:
    names = ("remind", "overdue", "hold_remind", "hold_overdue")
    return list(story.case.steps.filter(name__in=names).values_list("name", flat=True))


def test_a_deadline_is_told_of_before_it_ends_and_once_after(story: Story) -> None:
    Webhook.objects.create(
        organisation=story.province.bodies["county1"], url="https://example.org/", secret="x",
        events=["case_reminded", "case_overdue"],
    )  # fmt: skip
    due = deadlines.due(story.case, "clue")
    assert due is not None
    assert daily.run(story.on(add_working_days(START, 11)).now)["reminded"] == 0
    story.on(add_working_days(START, 12))
    assert daily.run(story.now)["reminded"] == 1
    assert daily.run(story.now)["reminded"] == 0
    story.on(due + timedelta(days=1))
    assert daily.run(story.now)["overdue"] == 1
    story.after(1)
    assert daily.run(story.now)["overdue"] == 0
    assert told(story) == ["remind", "overdue"]
    last = story.case.steps.last()
    assert last is not None and last.actor is None and "线索核查" in last.text
    assert list(Delivery.objects.order_by("pk").values_list("event", flat=True)) == [
        "case_reminded",
        "case_overdue",
    ]


def test_a_reminder_makes_no_open_form_stale(story: Story) -> None:
    pages, before = Pages(story), story.fresh().version
    story.on(add_working_days(START, 12))
    form = pages.look(story.officer, "propose-filing").context["form"]
    seen = form.fields["seen"].initial
    assert daily.run(story.now)["reminded"] == 1
    story.on(add_working_days(START, 30))
    assert daily.run(story.now)["overdue"] == 1
    assert story.fresh().version == before
    answer = pages.client(story.officer).post(
        pages.address("propose-filing"), {"seen": seen, "text": "已核查"}
    )
    assert answer.status_code == 302
    stale = pages.client(story.leader).post(pages.address("approve-filing"), {"seen": seen, "text": "同意"})
    assert stale.status_code == 409


def test_an_extended_deadline_is_told_of_anew(story: Story) -> None:
    from mingjing.office.cases.services import limits

    due = deadlines.due(story.case, "clue")
    assert due is not None
    daily.run(story.on(due).now)
    limits.extend(story.leader, story.case, "clue", 15, "情况复杂")
    new = deadlines.due(story.case, "clue")
    assert new is not None
    assert daily.run(story.on(new).now)["reminded"] == 1


def test_short_limits_are_told_of_the_day_before_and_resting_ones_not_at_all(story: Story) -> None:
    story.to(Stage.DECIDED)
    assert daily.run(story.on(add_working_days(START, 5)).now)["reminded"] == 0
    assert daily.run(story.on(add_working_days(START, 6)).now)["reminded"] == 1


def test_a_suspended_investigation_is_not_overdue(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    procedure.suspend(story.leader, story.case, "等待鉴定结论")
    assert daily.run(story.after(200).now)["overdue"] == 0


def test_what_is_preserved_is_told_of(story: Story) -> None:
    item = story.add_evidence(verified=False)
    hold = evidence.hold(story.leader, item, "preserve", "可能灭失")
    daily.run(story.on(hold.due_on).now)
    daily.run(story.now)
    daily.run(story.on(hold.due_on + timedelta(days=1)).now)
    daily.run(story.after(1).now)
    assert [one for one in told(story) if one.startswith("hold")] == ["hold_remind", "hold_overdue"]
