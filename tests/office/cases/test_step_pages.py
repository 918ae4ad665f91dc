"""The pages of steps: who is offered what, what is refused and why, nothing twice."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mingjing.office.cases.guards.kit import CLAUSES
from mingjing.office.cases.models import Stage
from mingjing.office.cases.steps.deeds import DEEDS, MORE
from mingjing.office.cases.steps.offers import available
from mingjing.office.cases.steps.words import WORDS
from mingjing.office.cases.workflow import AGREEMENT, CASE, TRANSFER
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.attacks.kit import asked
from tests.office.cases.step_pages import Pages, said
from tests.office.cases.story import ALL, ORDINARY, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(story: Story) -> Pages:
    return Pages(story)


def test_every_step_of_every_table_has_a_page_and_every_guard_its_words() -> None:
    assert set(DEEDS) == {*CASE, *AGREEMENT, *TRANSFER, *MORE}
    assert set(WORDS) == set(CLAUSES)


def test_whatever_is_offered_opens_at_every_stage(pages: Pages) -> None:
    """Everybody looks at every step offered to them, at every stage of the usual way."""
    story, visited = pages.story, set[tuple[int, str, str]]()
    for stage in ALL:
        if stage in (Stage.HEARING, Stage.DISCUSSED):
            continue
        story.to(stage)
        for who in (story.officer, story.leader, story.reviewer):
            page = pages.client(who).get(f"/cases/{story.case.number}/")
            assert page.status_code == 200
            for one in available(who, story.case).all:
                assert one.label in page.content.decode() or one.state == "others"
                if (who.pk, one.deed.slug, one.state) in visited:
                    continue
                visited.add((who.pk, one.deed.slug, one.state))
                shown = pages.look(who, one.deed.slug)
                assert shown.status_code == 200, one.deed.name
                assert ('<form class="form"' in shown.content.decode()) is one.mine


def test_only_those_who_may_take_part_are_offered_and_taken(pages: Pages) -> None:
    story = pages.story
    story.to(Stage.HEARD)
    shown = pages.look(story.leader, "discuss").content.decode()
    wrong = [story.leader, story.who("administrator"), story.who("auditor")]
    assert story.leader.name in shown and not any(one.name in shown for one in wrong[1:])
    answer = pages.send(story.leader, "discuss", members=[one.pk for one in wrong], text="讨论")
    assert answer.status_code == 422 and "不参加集体讨论" in said(answer)


def test_the_host_of_a_hearing_can_hold_it(pages: Pages) -> None:
    story = pages.story
    asked(story)
    on = add_working_days(story.now, 8)
    analyst = story.who("analyst").pk
    answer = pages.send(story.leader, "announce-hearing", hearing_on=on, host=analyst, place="会议室")
    assert answer.status_code == 422 and "主持听证的权限" in said(answer)


def test_a_file_of_another_bureau_says_so_and_an_auditor_only_reads(pages: Pages) -> None:
    story = pages.story
    above = Client()
    above.force_login(story.who("leader", "city1"))
    page = above.get(f"/cases/{story.case.number}/").content.decode()
    assert "不能办理" in page and "报批立案" not in page
    reader = available(story.who("auditor"), story.case)
    assert not reader.open and not reader.blocked and reader.waiting


def test_what_the_header_costs_does_not_grow_with_the_file(
    pages: Pages, django_assert_max_num_queries: Any
) -> None:
    story = pages.story
    story.to(Stage.INVESTIGATING)
    for _ in range(6):
        story.add_evidence()
    with django_assert_max_num_queries(25):
        assert available(story.officer, story.case).open


def test_the_law_of_a_case_is_shown_in_both_readings_with_its_articles(pages: Pages) -> None:
    story = pages.story
    story.change_act(replace(ORDINARY, purpose="undecided", purpose_reason="", loss=Decimal("20000.00")))
    page = pages.client(story.officer).get(f"/cases/{story.case.number}/law/").content.decode()
    for words in (
        "不以骗取为目的",
        "以骗取为目的",
        "20,000.00 至 40,000.00",
        "40,000.00 至 100,000.00",
        "诈骗罪",
    ):
        assert words in page, words
    story.change_act(replace(ORDINARY, loss=None))
    assert "尚未计算" in pages.client(story.officer).get(f"/cases/{story.case.number}/law/").content.decode()


def test_a_grave_case_has_to_be_discussed(pages: Pages) -> None:
    story = pages.story
    story.to(Stage.HEARD)
    assert not pages.do(story.leader, "mark-grave", grave="yes", reason="涉及多家机构").fine_amt
    refused = pages.send(story.leader, "decide")
    assert refused.status_code == 409 and "集体讨论" in said(refused)
    again = pages.send(story.leader, "mark-grave", grave="yes", reason="再认定")
    assert again.status_code == 409
    members = [one.pk for one in story.panel()]
    pages.do(story.leader, "discuss", "discussed", members=members, text="一致同意")
    back = pages.send(story.leader, "mark-grave", grave="no", reason="不再认定")
    assert back.status_code == 409 and "已经集体讨论" in said(back)
    pages.do(story.leader, "decide", "decided")


def test_what_another_department_did_is_kept(pages: Pages) -> None:
    story = pages.story
    fields = {"department": "县卫生健康局", "result": "责令停止执业活动", "on": story.now, "amount": "500"}
    pages.do(story.officer, "partner-result", **fields)
    page = pages.client(story.officer).get(f"/cases/{story.case.number}/").content.decode()
    assert "责令停止执业活动" in page


def test_whoever_signs_reads_what_was_said_before(pages: Pages) -> None:
    story = pages.story
    pages.do(story.officer, "propose-filing", text="经核查，收费系统重复计收护理费")
    shown = pages.look(story.leader, "approve-filing").content.decode()
    assert "此前办理" in shown and "收费系统重复计收护理费" in shown
