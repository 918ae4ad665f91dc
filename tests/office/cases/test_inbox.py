"""What waits for whom: to sign, to review, to handle; nothing for those who handled the case themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from mingjing.office.accounts.models import Grant, Role
from mingjing.office.cases import waiting
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import tracks
from tests.office.cases.step_pages import Pages
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db


def keys(story: Story, role: str) -> list[str]:
    return [kind.key for kind, _ in waiting.inbox(story.who(role))]


def test_a_case_waits_for_one_after_the_other(story: Story) -> None:
    expected = [
        (Stage.CLUE, "officer", "clue"),
        (Stage.FILING, "leader", "filing"),
        (Stage.INVESTIGATING, "officer", "investigate"),
        (Stage.REPORTED, "officer", "submit"),
        (Stage.LEGAL_REVIEW, "reviewer", "review"),
        (Stage.REVIEWED, "leader", "notify"),
        (Stage.HEARD, "leader", "decide"),
        (Stage.DECIDED, "officer", "serve"),
        (Stage.SERVED, "leader", "publish"),
        (Stage.EXECUTING, "officer", "execute"),
        (Stage.EXECUTED, "leader", "close"),
        (Stage.CLOSED, "officer", "archive"),
    ]
    for stage, role, key in expected:
        story.to(stage)
        found = {one: keys(story, one) for one in ("officer", "leader", "reviewer")}
        assert found == {one: [key] if one == role else [] for one in found}, stage
    story.to(Stage.ARCHIVED)
    assert not any(keys(story, one) for one in ("officer", "leader", "reviewer"))


def test_a_transfer_and_an_agreement_wait_beside_the_case(story: Story) -> None:
    story.to(Stage.INVESTIGATING)
    agreement = tracks.choose(story.officer, story.case, "agreement", "轻微")
    transfer = tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
    assert keys(story, "officer") == ["investigate", "inform"]
    tracks.inform(story.officer, agreement, "告知")
    tracks.propose_transfer(story.officer, transfer, [story.officer, story.who("officer2")], "报告")
    assert keys(story, "leader") == ["transfer", "agreement"]
    (_, (item,)), _ = waiting.inbox(story.leader)
    assert item.due_on is not None and not item.overdue
    story.after(4)
    (_, (item,)), _ = waiting.inbox(story.leader)
    assert item.overdue


def test_nothing_waits_for_the_signature_of_who_handles_the_case(story: Story) -> None:
    story.to(Stage.FILING)
    Grant.objects.create(user=story.officer, role=Role.LEADER)
    assert "filing" not in keys(story, "officer")


def test_the_bureau_above_has_nothing_to_sign(story: Story) -> None:
    story.to(Stage.FILING)
    assert waiting.inbox(story.who("leader", "city1")) == []


def test_the_pages_show_what_waits(story: Story) -> None:
    pages = Pages(story)
    assert "没有等您办理的事项" in pages.client(story.leader).get("/cases/inbox/").content.decode()
    story.to(Stage.FILING)
    client = pages.client(story.leader)
    for address in ("/cases/inbox/", "/cases/inbox/?group=sign", "/"):
        shown = client.get(address).content.decode()
        assert story.case.number in shown and "立案审批" in shown, address
    assert story.case.number not in client.get("/cases/inbox/?group=review").content.decode()
    assert client.get("/").content.decode().count("案件待我审批") >= 2


def test_the_inbox_costs_the_same_for_any_number(
    story: Story, django_assert_num_queries: Callable[[int], Any]
) -> None:
    story.to(Stage.FILING)
    leader = story.leader
    assert waiting.inbox(leader)
    for number in range(3):
        with django_assert_num_queries(4):
            assert sum(len(rows) for _, rows in waiting.inbox(leader)) == number + 1
        story.open().to(Stage.FILING)
