"""The pages of steps: who is offered what, what is refused and why, nothing twice."""

import pytest

from mingjing.office.cases.guards.kit import CLAUSES
from mingjing.office.cases.models import Stage
from mingjing.office.cases.steps.deeds import DEEDS, MORE
from mingjing.office.cases.steps.offers import available
from mingjing.office.cases.steps.words import WORDS
from mingjing.office.cases.workflow import AGREEMENT, CASE, TRANSFER
from tests.office.cases.step_pages import Pages
from tests.office.cases.story import ALL, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(story: Story) -> Pages:
    return Pages(story)


def test_every_step_of_every_table_has_a_page_and_every_guard_its_words() -> None:
    assert set(DEEDS) == {*CASE, *AGREEMENT, *TRANSFER, *MORE}
    assert set(WORDS) == set(CLAUSES)


def test_whatever_is_offered_opens_at_every_stage(pages: Pages) -> None:
    """Everybody looks at every step offered to them, at every stage of the usual way."""
    story = pages.story
    for stage in ALL:
        if stage in (Stage.HEARING, Stage.DISCUSSED):
            continue
        story.to(stage)
        for who in (story.officer, story.leader, story.reviewer):
            page = pages.client(who).get(f"/cases/{story.case.number}/")
            assert page.status_code == 200
            for one in available(who, story.case).all:
                assert one.label in page.content.decode() or one.state == "others"
                shown = pages.look(who, one.deed.slug)
                assert shown.status_code == 200, one.deed.name
                assert ('<form class="form"' in shown.content.decode()) is one.mine
