"""A random walk through everything people can do with a case: whatever happens, the law of the table holds."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts import audit
from mingjing.office.cases import judging
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Ruling, Stage, Track
from mingjing.office.cases.services import (
    acting,
    deciding,
    execution,
    limits,
    pleading,
    procedure,
    simple,
    tracks,
)
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.story import LIGHT, Story

pytestmark = pytest.mark.django_db
CHOICES = [
    LIGHT,
    replace(LIGHT, fine=Decimal("3000.00")),
    replace(LIGHT, fine=Decimal("12000.00"), refund=Decimal("6000.00")),
    Choice("no_penalty", "轻微并及时改正", refund=Decimal("2000.00")),
    Choice("not_established", "事实不能成立"),
]
Deed = Callable[[Story, random.Random], object]


def _track(story: Story, kind: str) -> Track:
    found = Track.objects.filter(case=story.case, kind=kind, active=True).first()
    return found or tracks.choose(story.officer, story.case, kind, "理由")


def _someone(story: Story, dice: random.Random) -> str:
    return dice.choice(("officer", "officer2", "leader", "reviewer", "reviewer2", "analyst"))


PROCEDURE: dict[str, Callable[..., object]] = {
    "propose_filing": procedure.propose_filing, "return_filing": procedure.return_filing,
    "approve_filing": procedure.approve_filing, "suspend": procedure.suspend, "resume": procedure.resume,
    "pass_review": procedure.pass_review, "submit_review": procedure.submit_review, "settle": procedure.settle,
    "reopen": procedure.reopen, "waive": pleading.waive_pleading, "conclude": pleading.conclude_pleading,
    "withdraw_hearing": pleading.withdraw_hearing, "withhold": deciding.withhold, "publish": deciding.publish,
    "urge": execution.urge, "court": execution.apply_court, "finish": execution.finish, "close": execution.close,
    "archive": execution.archive,
}  # fmt: skip
DEEDS: list[Deed] = [
    *(
        lambda story, dice, act=act: act(story.who(_someone(story, dice)), story.case, "意见")  # type: ignore[misc]
        for act in PROCEDURE.values()
    ),
    lambda story, dice: procedure.return_review(story.reviewer, story.case, "continue", "补充"),
    lambda story, dice: procedure.report(story.officer, story.case, "报告", dice.choice(CHOICES)),
    lambda story, dice: pleading.notify(
        story.who(_someone(story, dice)), story.case, dice.choice(CHOICES), story.now
    ),
    lambda story, dice: pleading.plead(story.officer, story.case, "申辩", story.now),
    lambda story, dice: pleading.request_hearing(story.officer, story.case, "申请", story.now),
    lambda story, dice: pleading.announce_hearing(
        story.leader, story.case, add_working_days(story.now, 8), story.who(_someone(story, dice)), "室"
    ),
    lambda story, dice: pleading.hold_hearing(story.reviewer, story.case, "笔录", "意见"),
    lambda story, dice: deciding.discuss(
        story.leader, story.case, dice.choice(CHOICES), story.panel(), "讨论"
    ),
    lambda story, dice: deciding.decide(
        story.who(_someone(story, dice)), story.case, dice.choice(CHOICES), late_reason="逾期原因"
    ),
    lambda story, dice: deciding.serve(story.officer, story.case, story.now, "direct", "院长"),
    lambda story, dice: story.pay(
        dice.choice(("fine", "refund", "overdue")),
        Decimal(dice.choice((100, 1000, 2000))),
        str(dice.random()),
    ),
    lambda story, dice: tracks.choose(story.officer, story.case, dice.choice(Track.Kind.values), "理由"),
    lambda story, dice: tracks.drop(story.leader, _track(story, "agreement"), "变更"),
    lambda story, dice: story.add_evidence(),
    lambda story, dice: limits.extend(story.leader, story.case, "decision", 30, "复杂", story.panel()),
    lambda story, dice: simple.punish(
        story.officer, story.case, dice.choice(CHOICES), statement="无意见", receiver="院长"
    ),
    lambda story, dice: simple.record(story.officer, story.case, "报备"),
    lambda story, dice: limits.mark_grave(story.leader, story.case, dice.random() < 0.7, "情节"),
    lambda story, dice: story.after(dice.choice((1, 3, 10))),
]


def holds(case: Case) -> None:
    """Check what must be true of every case at every moment."""
    assert acting.replay(case) == case.stage
    steps = list(case.steps.order_by("pk"))
    officers = set(case.officers.values_list("user", flat=True))
    for step in steps:
        if step.name in (
            "approve_filing",
            "pass_review",
            "notify",
            "decide",
            "discuss",
            "close",
            "hold_hearing",
        ):
            assert step.actor_id not in officers, f"{step.name} by a handler"
    decision = judging.last(case, Ruling.At.DECISION)
    if decision is None:
        assert not case.outcome and not case.fine_amt
        return
    names = [step.name for step in steps]
    if "punish_on_spot" in names:
        assert decision.fine <= Decimal("3000.00") and "approve_filing" not in names
        assert "close" not in names or names.index("record_simple") < names.index("close")
        return
    order = ["approve_filing", "report", "submit_review", "pass_review"]
    if decision.outcome == "penalty":
        order.append("notify")
        notice = judging.last(case, Ruling.At.NOTICE)
        assert notice and all(getattr(decision, one) <= getattr(notice, one) for one in judging.BURDENS)
        assert Decimal("2000.00") <= decision.fine <= Decimal("4000.00")
    last = [len(names) - 1 - names[::-1].index(name) for name in [*order, "decide"]]
    assert last == sorted(last), names


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_try_the_procedure_stays_whole(story: Story, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    far = dice.choice((Stage.CLUE, Stage.INVESTIGATING, Stage.REVIEWED, Stage.HEARD, Stage.EXECUTING))
    story.to(far)
    for _ in range(70):
        try:
            with transaction.atomic():
                dice.choice(DEEDS)(story, dice)
        except MingjingError:
            pass
        holds(story.fresh())
    assert audit.verify().entries
