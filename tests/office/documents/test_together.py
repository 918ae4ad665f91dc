"""Two at the same document, and two that take a number: one comes first, the other is told or takes the next."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from mingjing.kernel.errors import MingjingError
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import drafting, issuing
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import draft

pytestmark = pytest.mark.django_db(transaction=True)


def both(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Run both at once; return what each gave, an error of the office as itself."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except MingjingError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, (first, second)))


def test_a_document_is_issued_once_and_numbers_stay_whole(story: Story) -> None:
    rich.letterhead(story)
    papers = [draft(story, "assistance_letter") for _ in range(2)]
    for one in papers:
        drafting.submit(story.officer, one)
    leader = story.leader
    twice = both(lambda: issuing.issue(leader, papers[0]), lambda: issuing.issue(leader, papers[0]))
    assert sorted(isinstance(one, MingjingError) for one in twice) == [False, True]
    more = draft(story, "assistance_letter")
    drafting.submit(story.officer, more)
    both(lambda: issuing.issue(leader, papers[1]), lambda: issuing.issue(leader, more))
    numbers = Document.objects.filter(state="issued").order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"甲医保协查字〔2026〕{place}号" for place in (1, 2, 3)]
