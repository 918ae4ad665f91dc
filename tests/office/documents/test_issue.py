"""Drafting, signing, numbers, voiding: who may, in which order, and that what was issued stays as it is."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.cases.services import deciding
from mingjing.office.documents import policy, preview, rendering
from mingjing.office.documents.models import Document, Revision
from mingjing.office.documents.services import drafting, issuing, letterheads
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import draft, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(story: Story) -> Story:
    """A case of a bureau that has registered its letterhead."""
    rich.letterhead(story)
    return story


def test_numbers_follow_each_other_without_gaps_per_word_and_year(bureau: Story) -> None:
    first, second = issued(bureau, "inquiry_notice"), issued(bureau, "inquiry_notice")
    other = issued(bureau, "assistance_letter")
    with pytest.raises(InvalidError):
        drafting.submit(bureau.officer, drafting.start(bureau.officer, bureau.case, "advice_letter"))
    bureau.on(date(2027, 1, 4))
    third = issued(bureau, "inquiry_notice")
    assert [one.number for one in (first, second, other, third)] == [
        "甲医保询通字〔2026〕1号", "甲医保询通字〔2026〕2号", "甲医保协查字〔2026〕1号", "甲医保询通字〔2027〕1号",
    ]  # fmt: skip


def test_without_a_letterhead_nothing_is_numbered(story: Story) -> None:
    document = drafting.start(
        story.officer, story.case, "assistance_letter", {"受函单位": "某局", "事项": "核查"}
    )
    with pytest.raises(ConflictError, match="字号"):
        drafting.submit(story.officer, document)
    assert "文书.字号" in rendering.blanks(document)


def test_a_document_waits_for_the_step_that_it_is_about(bureau: Story) -> None:
    for key in (
        "filing_approval",
        "penalty_notice",
        "penalty_decision",
        "closing_approval",
        "transfer_letter",
    ):
        with pytest.raises(ConflictError, match="现在不能制作"):
            drafting.start(bureau.officer, bureau.case, key)
    with pytest.raises(NotVisibleError):
        drafting.start(bureau.officer, bureau.case, "no_such_paper")


def test_there_is_one_decision_until_it_is_void(bureau: Story) -> None:
    bureau.to("decided")
    first = issued(bureau, "penalty_decision")
    with pytest.raises(ConflictError, match="已有行政处罚决定书"):
        drafting.start(bureau.officer, bureau.case, "penalty_decision")
    issuing.void(bureau.leader, first, "当事人名称有误")
    second = issued(bureau, "penalty_decision")
    assert (first.number, second.number) == ("甲医保罚字〔2026〕1号", "甲医保罚字〔2026〕2号")
    first.refresh_from_db()
    assert (first.state, bool(first.file), first.void_reason) == ("void", True, "当事人名称有误")


def test_blanks_keep_a_document_from_being_signed(bureau: Story) -> None:
    document = drafting.start(bureau.officer, bureau.case, "assistance_letter", {"受函单位": "某局"})
    with pytest.raises(InvalidError, match="请求协助的事项"):
        drafting.submit(bureau.officer, document)
    document = drafting.change(bureau.officer, document, {"事项": "核查就诊情况"})
    assert drafting.submit(bureau.officer, document).state == "submitted"


def test_what_the_case_does_not_know_is_added_but_never_overridden(bureau: Story) -> None:
    bureau.case.institution.__class__.objects.update(legrep_name="")
    document = drafting.start(
        bureau.officer, bureau.case, "correction_notice", {"期限": "2026-07-01", "要求": "停止收费"}
    )
    assert rendering.blanks(document) == ["当事人.法定代表人"]
    gaps = {"当事人.法定代表人": "钱某", "当事人.名称": "另一医院"}
    document = drafting.change(bureau.officer, document, {}, gaps=gaps)
    text = preview.text(rendering.content_of(document))
    assert "钱某" in text
    assert "另一医院" not in text
    for path in ("单位.法院", "文书.字号", "填写.期限", "随便"):
        with pytest.raises(InvalidError):
            drafting.change(bureau.officer, document, {}, gaps={path: "某"})


def test_the_head_signs_and_nobody_signs_their_own_draft(bureau: Story) -> None:
    document = draft(bureau, "assistance_letter")
    with pytest.raises(ConflictError, match="草稿"):
        issuing.issue(bureau.leader, document)
    drafting.submit(bureau.officer, document)
    for person in (bureau.officer, bureau.reviewer, bureau.who("officer2")):
        with pytest.raises(ForbiddenError):
            issuing.issue(person, document)
    with pytest.raises(NotVisibleError):
        issuing.issue(bureau.who("leader", "county3"), document)
    with pytest.raises(NotVisibleError):
        issuing.issue(bureau.who("leader", "city1"), document)
    assert issuing.issue(bureau.leader, document).state == "issued"
    own = drafting.start(
        bureau.leader, bureau.case, "assistance_letter", {"受函单位": "某局", "事项": "核查"}
    )
    drafting.submit(bureau.leader, own)
    with pytest.raises(ForbiddenError, match="拟稿人"):
        issuing.issue(bureau.leader, own)


def test_papers_of_officers_and_reviewers_are_theirs(bureau: Story) -> None:
    with pytest.raises(ForbiddenError):
        drafting.start(bureau.leader, bureau.case, "inquiry_record")
    bureau.to("reviewed")
    with pytest.raises(ForbiddenError):
        drafting.start(bureau.officer, bureau.case, "legal_review")
    assert issued(bureau, "legal_review").issued_by == bureau.reviewer
    record = draft(bureau, "inquiry_record")
    with pytest.raises(ConflictError, match="不送签"):
        drafting.submit(bureau.officer, record)
    assert issuing.issue(bureau.officer, record).number == ""


def test_a_submitted_document_rests_until_it_is_sent_back(bureau: Story) -> None:
    document = draft(bureau, "assistance_letter")
    drafting.submit(bureau.officer, document)
    with pytest.raises(ConflictError):
        drafting.change(bureau.officer, document, {"事项": "另一事项"})
    with pytest.raises(InvalidError):
        drafting.send_back(bureau.leader, document, " ")
    drafting.send_back(bureau.leader, document, "补充依据")
    document = drafting.change(bureau.officer, document, {"事项": "另一事项"})
    assert [one.action for one in document.revisions.all()] == ["拟稿", "修改", "送签", "退回", "修改"]


def test_two_people_do_not_overwrite_each_other(bureau: Story) -> None:
    document = draft(bureau, "assistance_letter")
    seen = document.version
    drafting.change(bureau.officer, document, {"事项": "甲"}, version=seen)
    with pytest.raises(ConflictError, match="已被他人修改"):
        drafting.change(bureau.who("officer2"), document, {"事项": "乙"}, version=seen)


def test_fields_are_checked(bureau: Story) -> None:
    document = drafting.start(bureau.officer, bureau.case, "correction_notice")
    for fields in ({"期限": "七月"}, {"没有这项": "某"}, {"要求": "长" * 20_001}):
        with pytest.raises(InvalidError):
            drafting.change(bureau.officer, document, fields)
    record = drafting.start(bureau.officer, bureau.case, "inquiry_record")
    with pytest.raises(InvalidError):
        drafting.change(bureau.officer, record, {"性别": "其他"})


def test_what_was_issued_never_changes(bureau: Story) -> None:
    bureau.to("decided")
    document = issued(bureau, "penalty_decision")
    before = rendering.content_of(document)
    assert hashlib.sha256(before).hexdigest() == document.sha256
    letterheads.save(bureau.leader, rich.HEAD | {"court": "另一法院"})
    bureau.case.__class__.objects.filter(pk=bureau.case.pk).update(party_name="改名医院")
    document = Document.objects.get(pk=document.pk)
    assert rendering.content_of(document) == before
    for changes in (
        {"number": "改"},
        {"sha256": "0" * 64},
        {"state": "draft"},
        {"fields": {}},
        {"title": "改"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.filter(document=document).update(text="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk)._raw_delete("default")


def test_a_file_that_was_altered_is_refused(bureau: Story) -> None:
    document = issued(bureau, "assistance_letter")
    with document.file.storage.open(document.file.name, "wb") as file:
        file.write(b"altered")
    with pytest.raises(ConflictError, match="摘要不一致"):
        issuing.check(document)


def test_the_decision_bears_the_day_of_the_decision(bureau: Story) -> None:
    bureau.to("decided").after(2)
    document = issued(bureau, "penalty_decision")
    assert document.issued_on == bureau.now
    assert f"（印章）\n{bureau.case.decided_on:%Y年}" in preview.text(rendering.content_of(document))


def test_an_archived_case_takes_no_more_documents(bureau: Story) -> None:
    bureau.to("closed")
    late = draft(bureau, "assistance_letter")
    bureau.to("archived")
    with pytest.raises(ConflictError, match="已归档"):
        drafting.start(bureau.officer, bureau.case, "assistance_letter")
    for act in (drafting.submit, issuing.issue):
        with pytest.raises(ConflictError, match="已归档"):
            act(bureau.officer, late)


def test_texts_of_a_case_are_never_taken_for_a_template_or_for_markup(bureau: Story) -> None:
    said = "{{ 案件.名称 }} {% for x in y %} <w:p/> & \x0b“引号”\n第二段"
    document = drafting.start(
        bureau.officer,
        bureau.case,
        "advice_letter",
        {"问题": said, "建议": "改", "受函单位": "某局", "回复期限": "2026-07-01"},
    )
    document = issuing.issue(bureau.leader, drafting.submit(bureau.officer, document))
    content = rendering.content_of(document)
    assert "{{ 案件.名称 }} {% for x in y %} <w:p/> & “引号”" in preview.text(content)
    assert "&lt;w:p/&gt; &amp;" in preview.page(content)


def test_drafts_of_others_stay_out_of_sight(bureau: Story) -> None:
    document = draft(bureau, "assistance_letter")
    assert policy.visible(bureau.who("leader", "city1")).count() == 0
    issuing.issue(bureau.leader, drafting.submit(bureau.officer, document))
    assert policy.visible(bureau.who("leader", "city1")).count() == 1
    assert policy.visible(bureau.who("leader", "county3")).count() == 0
    assert policy.visible(bureau.who("clerk", "H1")).count() == 0


def test_the_letterhead_is_the_heads_and_its_word_is_nobody_elses(bureau: Story) -> None:
    with pytest.raises(ForbiddenError):
        letterheads.save(bureau.officer, rich.HEAD)
    with pytest.raises(ConflictError, match="已由其他单位使用"):
        letterheads.save(bureau.who("leader", "county2"), rich.HEAD)
    for wrong in (
        {"word": ""},
        {"word": "甲医保罚字"},
        {"court": ""},
        {"review_days": "0"},
        {"tel": "1" * 41},
    ):
        with pytest.raises(InvalidError):
            letterheads.save(bureau.leader, rich.HEAD | wrong)


def test_issue_is_part_of_the_history_and_of_the_audit_log(bureau: Story) -> None:
    bureau.to("decided")
    issued(bureau, "penalty_decision")
    step = bureau.case.steps.filter(name="document").get()
    assert step.text == "行政处罚决定书 甲医保罚字〔2026〕1号"
    assert bureau.fresh().stage == "decided"
    deciding.serve(bureau.officer, bureau.case, bureau.now, "direct", "院长")
    assert Decimal(bureau.fresh().fine_amt) == Decimal("2000.00")
    audit.verify()
