"""Two at the same letter or the same case: one comes first, the other is told; numbers stay whole."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingjing.kernel.errors import MingjingError
from mingjing.office.liaison.models import Letter, Listing
from mingjing.office.liaison.services import letters
from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.documents.test_together import both
from tests.office.liaison import letters_world as world
from tests.office.province import Province

__all__ = ["set_day", "story"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def _one_came_first(found: list[Any]) -> bool:
    return sorted(isinstance(one, MingjingError) for one in found) == [False, True]


def test_of_two_at_once_one_comes_first(province: Province, story: Story) -> None:
    world.department(province, "partner", "police", "city1")
    world.letterhead(province, "county1")
    officer, leader = province.who("officer"), province.who("leader")
    first, second = (letters.submit(officer, letters.draft(officer, world.given(province))) for _ in range(2))
    assert _one_came_first(both(lambda: letters.issue(leader, first), lambda: letters.issue(leader, first)))
    third = letters.submit(officer, letters.draft(officer, world.given(province)))
    both(lambda: letters.issue(leader, second), lambda: letters.issue(leader, third))
    numbers = Letter.objects.filter(state="sent").order_by("number").values_list("number", flat=True)
    assert [one.rpartition("〕")[2] for one in numbers] == ["1号", "2号", "3号"]
    given = letters.Given("procuratorial", "检察建议书", "漏洞", "完善", other_name="县检察院")
    had = letters.Paperwork("检建〔2026〕1号", date(2026, 4, 1), date(2026, 4, 2))
    act: Callable[[], Any] = lambda: letters.enter(officer, given, had)  # noqa: E731
    assert _one_came_first(both(act, act))
    listing: Callable[[], Any] = lambda: world.listed(province, story.case)  # noqa: E731
    assert _one_came_first(both(listing, listing))
    assert Listing.objects.filter(case=story.case).count() == 1
