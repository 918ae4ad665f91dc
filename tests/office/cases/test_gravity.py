"""The guided choice of ways to handle a case: what the facts call for, and what they leave open."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mingjing.analysis.knowledge.laws import articles
from mingjing.office.cases.commands import ActFacts
from mingjing.office.cases.gravity import advise
from mingjing.office.cases.models import Act, Case
from tests.office.cases.story import FRAUD, ORDINARY, Story

pytestmark = pytest.mark.django_db
MANAGEMENT = replace(ORDINARY, situation=3, loss=Decimal(0), loss_method="")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (ORDINARY, [("agreement", False), ("penalty", True)]),
        (MANAGEMENT, [("agreement", False)]),
        (replace(MANAGEMENT, refused=True), [("agreement", False), ("penalty", True)]),
        (FRAUD, [("agreement", False), ("penalty", True)]),
        (
            replace(FRAUD, loss=Decimal("3000.00")),
            [("agreement", False), ("penalty", True), ("transfer", True)],
        ),
        (
            replace(ORDINARY, purpose="undecided", loss=Decimal("3000.00")),
            [("agreement", False), ("penalty", False), ("transfer", False)],
        ),
        (replace(ORDINARY, situation=10, loss=Decimal(0)), [("agreement", False)]),
    ],
)
def test_facts_call_for_ways_of_handling(
    story: Story, act: ActFacts, expected: list[tuple[str, bool]]
) -> None:
    story.change_act(act)
    found = advise(story.case)
    assert [(one.kind, one.required) for one in found] == expected
    assert all(one.reason and set(one.refs) <= set(articles()) for one in found)


def test_without_acts_there_is_nothing_to_advise_and_persons_have_no_agreement(story: Story) -> None:
    Act.objects.all().delete()
    assert advise(story.case) == []
    Case.objects.filter(pk=story.case.pk).update(subject="staff", institution=None)
    Act.objects.create(
        case=story.case, situation=29, text="转卖药品", acted_on=ORDINARY.acted_on, ended_on=ORDINARY.acted_on,
        purpose="yes", loss=Decimal("100.00"), insured=False,
    )  # fmt: skip
    assert [one.kind for one in advise(story.fresh())] == ["penalty"]
