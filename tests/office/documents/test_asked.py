"""Steps that wait for papers: the real ones, begun from the case's page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError
from mingjing.office.cases import deadlines, papers
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import deciding, execution, pleading, procedure
from mingjing.office.documents.services import delivering, issuing
from mingjing.office.documents.services.delivering import Service
from tests.office.cases.story import LIGHT, Story
from tests.office.documents import rich
from tests.office.documents.writing import draft, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _papers_there() -> None:
    """Papers are asked for here."""


def _notified(story: Story) -> Story:
    rich.letterhead(story)
    for stage, paper in (
        (Stage.INVESTIGATING, "filing_approval"), (Stage.REPORTED, "investigation_report"),
        (Stage.REVIEWED, "legal_review"),
    ):  # fmt: skip
        issued(story.to(stage), paper)
    return story.to(Stage.NOTIFIED)


def test_the_page_of_a_case_begins_the_paper_that_its_next_step_waits_for(
    story: Story, signed_in: Callable[..., Client]
) -> None:
    rich.letterhead(story)
    story.to(Stage.INVESTIGATING).prepare()
    officer = signed_in("officer")
    page = officer.get(f"/cases/{story.case.number}/").content.decode()
    assert "立案审批表尚未制作" in page and "制作立案审批表" in page
    step = officer.get(f"/cases/{story.case.number}/steps/report/").content.decode()
    assert 'name="kind" value="filing_approval"' in step
    started = officer.post(f"/cases/{story.case.number}/documents/start/", {"kind": "filing_approval"})
    assert started.status_code == 302
    page = officer.get(f"/cases/{story.case.number}/").content.decode()
    assert "立案审批表尚未签发" in page and started["Location"] in page
    with pytest.raises(ConflictError, match="立案审批表尚未签发"):
        procedure.report(story.officer, story.fresh(), "终结", LIGHT)


def test_a_notice_served_later_than_registered_moves_the_days_of_the_party(story: Story) -> None:
    notice = issued(_notified(story), "penalty_notice")
    before = deadlines.due(story.case, "statement")
    pleading.waive_pleading(story.officer, story.fresh(), "当事人书面放弃")
    with pytest.raises(ConflictError, match="行政处罚事先告知书尚未登记送达"):
        pleading.conclude_pleading(story.officer, story.fresh(), "无异议")
    story.on(story.now + timedelta(days=2))
    second = story.who("officer2").pk
    delivering.deliver(story.officer, notice, Service(story.now, "direct", "院长", "院长室", second))
    assert story.fresh().notified_on == story.now
    after = deadlines.due(story.case, "statement")
    assert before and after and after > before
    pleading.conclude_pleading(story.officer, story.fresh(), "无异议")


def test_after_a_reopening_the_old_papers_do_not_do(story: Story) -> None:
    notice = issued(_notified(story), "penalty_notice")
    second = story.who("officer2").pk
    delivering.deliver(story.officer, notice, Service(story.now, "direct", "院长", "院长室", second))
    procedure.reopen(story.leader, story.fresh(), "发现新的事实")
    procedure.report(story.officer, story.fresh(), "再次终结", LIGHT)
    with pytest.raises(ConflictError, match="案件调查终结报告尚未制作"):
        procedure.submit_review(story.officer, story.fresh())


def test_a_decision_is_served_by_its_paper_and_carried_out_with_proof_of_it(story: Story) -> None:
    rich.letterhead(story)
    provider, papers.DESK.provider = papers.DESK.provider, None
    story.to(Stage.DECIDED)
    papers.DESK.provider = provider
    with pytest.raises(ConflictError, match="行政处罚决定书尚未制作"):
        deciding.serve(story.officer, story.case, story.now, "direct", "院长")
    paper = issued(story, "penalty_decision")
    service = Service(story.now, "direct", "院长", "院长室", story.who("officer2").pk)
    delivering.deliver(story.officer, paper, service)
    deciding.publish(story.leader, story.fresh())
    with pytest.raises(ConflictError, match="尚无送达回证"):
        story.to(Stage.EXECUTED)
    receipt = draft(story, "delivery_receipt")
    issuing.issue(story.officer, receipt)
    execution.finish(story.officer, story.fresh(), "已缴清")
    assert story.fresh().stage == Stage.EXECUTED
