"""Penalties on the spot: small, heard, handed over, reported within days."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mingjing.kernel.errors import MingjingError
from mingjing.office.cases import deadlines
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import acting, simple
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.story import LIGHT, Story

pytestmark = pytest.mark.django_db


def test_a_small_penalty_is_decided_on_the_spot_reported_paid_and_closed(story: Story) -> None:
    story.prepare()
    simple.punish(story.officer, story.case, LIGHT, statement="无意见", receiver="院长")
    case = story.fresh()
    assert case.stage == Stage.SERVED and case.decided_on == case.served_on == story.now
    assert deadlines.due(case, "simple_filing") == add_working_days(story.now, 7)
    assert case.pay_by is not None
    simple.record(story.officer, case, "已报甲一县医疗保障局备案")
    with pytest.raises(MingjingError, match="已经报备"):
        simple.record(story.officer, case, "再报")
    story.to(Stage.ARCHIVED)
    assert acting.replay(story.case) == Stage.ARCHIVED


@pytest.mark.parametrize(
    "change", [{"confiscated": Decimal("1.00")}, {"outcome": "no_penalty", "fine": Decimal(0)}]
)
def test_nothing_but_a_small_fine_and_the_refund_fits(story: Story, change: dict[str, object]) -> None:
    story.prepare()
    with pytest.raises(MingjingError, match="简易程序"):
        simple.punish(
            story.officer,
            story.case,
            replace(LIGHT, **change),
            statement="无意见",
            receiver="院长",  # type: ignore[arg-type]
        )
