"""What the pages of a case ask the database, however much happened in it: nothing is read twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.office.cases.models import Stage
from mingjing.office.documents import asked
from tests.office.cases.step_pages import Pages
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db
MOST = {"": 52, "acts/": 45, "documents/": 60, "law/": 52, "money/": 52, "timeline/": 45, "steps/urge/": 45}


def test_pages_of_a_case_are_cheap(story: Story) -> None:
    story.to(Stage.EXECUTING).after(30)
    asked.plug()
    client, found = Pages(story).client(story.officer), {}
    for tab in MOST:
        address = f"/cases/{story.case.number}/{tab}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found[tab] = len(queries)
    assert {tab: (number, MOST[tab]) for tab, number in found.items() if number > MOST[tab]} == {}, found
