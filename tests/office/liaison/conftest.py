"""Fixtures of handovers: a case of county1 with the departments around it."""

import pytest

from tests.office.cases.conftest import set_day, story
from tests.office.cases.story import Story
from tests.office.liaison.handover_world import Around

__all__ = ["set_day", "story"]


@pytest.fixture
def around(story: Story) -> Around:
    """A case of county1 with the departments around it."""
    return Around(story)
