"""The pages of documents: from the case to the issued, served decision; own templates; what is refused is said."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document, Letterhead, Template
from mingjing.office.documents.services import drafting
from mingjing.office.documents.typeset import typeset
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import draft, issued

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def bureau(story: Story) -> Story:
    """A decided case of a bureau with its letterhead."""
    rich.letterhead(story)
    return story.to("decided")


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_decision_is_drafted_signed_and_served_on_its_pages(bureau: Story, signed_in: Enter) -> None:
    officer, leader, tab = (
        signed_in("officer"),
        signed_in("leader"),
        f"/cases/{bureau.case.number}/documents/",
    )
    page = said(officer.get(tab))
    assert "行政处罚决定书" in page
    assert "案卷还缺" in page
    started = officer.post(f"{tab}start/", {"kind": "penalty_decision"}, follow=True)
    document = Document.objects.get()
    assert "（印章）" in said(started)
    assert "送签" in said(started)
    assert "签发后文本不能再修改" not in said(leader.get(f"/documents/{document.pk}/"))
    officer.post(f"/documents/{document.pk}/submit/")
    assert "文书待我签发" in said(leader.get("/"))
    assert "等待您签发" in said(leader.get("/documents/"))
    assert leader.post(f"/documents/{document.pk}/issue/", follow=True).status_code == 200
    document.refresh_from_db()
    assert document.number == "甲医保罚字〔2026〕1号"
    how = {
        "on": bureau.now,
        "method": "direct",
        "receiver": "赵某",
        "place": "院长办公室",
        "second": bureau.who("officer2").pk,
    }
    file = SimpleUploadedFile("回证.pdf", b"%PDF-1.4\n%%EOF\n")
    served = officer.post(f"/documents/{document.pk}/deliver/", {**how, "file": file}, follow=True)
    assert "签收凭证" in said(served)
    assert bureau.fresh().stage == "served"
    receipt = officer.get(f"/deliveries/{document.deliveries.get().pk}/file/")
    assert b"".join(receipt.streaming_content) == b"%PDF-1.4\n%%EOF\n"
    word = officer.get(f"/documents/{document.pk}/file/")
    assert (word["X-Content-Type-Options"], b"".join(word.streaming_content)[:2]) == ("nosniff", b"PK")


def test_nobody_signs_a_text_that_was_changed_since_the_page_showed_it(
    bureau: Story, signed_in: Enter
) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    document = draft(bureau, "penalty_decision")
    drafting.submit(bureau.officer, document)
    page = said(leader.get(f"/documents/{document.pk}/"))
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    drafting.send_back(bureau.officer, document, "取回修改")
    drafting.change(bureau.officer, document, {}, gaps={"当事人.电话": "0712-1234567"})
    drafting.submit(bureau.officer, document)
    refused = leader.post(f"/documents/{document.pk}/issue/", {"version": found[1]})
    assert refused.status_code == 409 and "已被他人修改" in said(refused)
    document.refresh_from_db()
    assert document.state == "submitted" and not document.number
    leader.post(f"/documents/{document.pk}/issue/", {"version": document.version})
    document.refresh_from_db()
    assert document.state == "issued"
    assert officer.post(f"/documents/{document.pk}/submit/", {"version": found[1]}).status_code == 409


def test_what_is_missing_is_filled_in_beside_the_preview(bureau: Story, signed_in: Enter) -> None:
    bureau.case.institution.__class__.objects.update(legrep_name="")
    officer = signed_in("officer")
    officer.post(f"/cases/{bureau.case.number}/documents/start/", {"kind": "correction_notice"})
    document = Document.objects.get()
    page = said(officer.get(f"/documents/{document.pk}/"))
    assert "<mark>【待填：期限】</mark>" in page
    assert "当事人 · 法定代表人" in page
    refused = officer.post(f"/documents/{document.pk}/submit/")
    assert refused.status_code == 422
    given = {
        "期限": "2026-07-01",
        "要求": "<b>停止</b>收费",
        "gap-当事人.法定代表人": "钱某",
        "version": document.version,
    }
    page = said(officer.post(f"/documents/{document.pk}/change/", given, follow=True))
    assert "&lt;b&gt;停止&lt;/b&gt;收费" in page
    assert "还有" not in page
    stale = officer.post(f"/documents/{document.pk}/change/", given)
    assert (stale.status_code, "已被他人修改" in said(stale)) == (422, True)
    wrong = officer.post(
        f"/documents/{document.pk}/change/", {"期限": "下周", "version": document.version + 1}
    )
    assert wrong.status_code == 422


def test_reasons_are_asked_for(bureau: Story, signed_in: Enter) -> None:
    document = draft(bureau, "assistance_letter")
    officer, leader = signed_in("officer"), signed_in("leader")
    officer.post(f"/documents/{document.pk}/submit/")
    assert leader.post(f"/documents/{document.pk}/return/", {"text": ""}).status_code == 422
    assert leader.post(f"/documents/{document.pk}/return/", {"text": "补充"}).status_code == 302
    assert officer.post(f"/documents/{document.pk}/void/", {"text": "不再需要"}).status_code == 302
    page = said(officer.get(f"/documents/{document.pk}/"))
    assert "已作废" in page
    assert "保存并刷新预览" not in page


def test_letterhead_and_templates_are_set_on_their_pages(story: Story, signed_in: Enter) -> None:
    leader = signed_in("leader")
    assert leader.post("/documents/letterhead/", rich.HEAD | {"court": ""}).status_code == 422
    assert leader.post("/documents/letterhead/", rich.HEAD).status_code == 302
    assert Letterhead.objects.get().word == "甲医保"
    assert "使用的模板" in said(leader.get("/documents/templates/"))
    address = "/documents/templates/assistance_letter/"
    assert "可用的字段" in said(leader.get(address))
    wrong = typeset("公文\n题 函\n{{ 案件.没有 }}\n")
    refused = leader.post(address, {"file": BytesIO(wrong), "note": "试"})
    assert (refused.status_code, "没有" in said(refused)) == (422, True)
    right = SimpleUploadedFile("函.docx", typeset("公文\n题 本局协查函\n号\n{{ 填写.事项 }}\n落款\n"))
    assert "本局协查函" in said(leader.post(address, {"file": right, "note": "本局格式"}, follow=True))
    taken = leader.get(f"{address}file/")
    assert b"".join(taken.streaming_content) == Template.objects.get().file.open().read()
    assert leader.post(f"{address}restore/", {"text": "恢复"}, follow=True).status_code == 200
    assert kind("assistance_letter").title in said(leader.get(address))
    assert leader.get("/documents/templates/nothing/").status_code == 404


def test_the_case_file_is_taken_away_as_one_archive(bureau: Story, signed_in: Enter) -> None:
    issued(bureau, "penalty_decision")
    answer = signed_in("officer").get(f"/cases/{bureau.case.number}/documents/export/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert signed_in("analyst").get(f"/cases/{bureau.case.number}/documents/export/").status_code == 403
    assert (
        signed_in("officer", "county3").get(f"/cases/{bureau.case.number}/documents/export/").status_code
        == 404
    )


def test_lists_ask_no_more_for_more_documents(bureau: Story, signed_in: Enter) -> None:
    officer = signed_in("officer")
    counts = []
    for _ in range(2):
        issued(bureau, "assistance_letter")
        officer.get("/documents/")
        for address in ("/documents/", f"/cases/{bureau.case.number}/documents/"):
            with CaptureQueriesContext(connection) as asked:
                officer.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_api_goes_the_same_way(bureau: Story, signed_in: Enter) -> None:
    officer, leader, json = signed_in("officer"), signed_in("leader"), "application/json"
    cases = f"/api/v1/cases/{bureau.case.number}"
    offers = officer.get(f"{cases}/document-kinds").json()
    assert {"penalty_decision", "closing_approval"} <= {one["kind"] for one in offers}
    assert "penalty_decision" in {one["key"] for one in officer.get(f"{cases}/documents/lacking").json()}
    made = officer.post(f"{cases}/documents", {"kind": "penalty_decision"}, json).json()
    address = f"/api/v1/documents/{made['id']}"
    assert made["blanks"] == []
    assert officer.post(f"{address}/issue", {}, json).status_code == 409
    assert officer.post(f"{address}/submit", {}, json).json()["state"] == "submitted"
    shown = leader.post(f"{address}/issue", {}, json).json()
    assert (shown["number"], [one["action"] for one in shown["revisions"]]) == (
        "甲医保罚字〔2026〕1号", ["拟稿", "送签", "签发"],
    )  # fmt: skip
    how = {
        "on": bureau.now,
        "method": "direct",
        "receiver": "赵某",
        "place": "院内",
        "second": bureau.who("officer2").username,
    }
    assert officer.post(f"{address}/deliveries", how).status_code == 201
    assert officer.get("/api/v1/documents?state=issued").json()["items"][0]["number"] == shown["number"]
    assert leader.get("/api/v1/letterhead").json()["word"] == "甲医保"
    assert len(leader.get("/api/v1/document-templates").json()) >= 25
