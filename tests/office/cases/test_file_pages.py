"""The case file: acts, evidence with custody and files, people and recusal, history; on the page and by the API."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import AuditEntry, User
from mingjing.office.cases import losses, running
from mingjing.office.cases.models import Case, EvidenceItem, Stage
from mingjing.office.cases.services import people, register
from mingjing.office.leads.models import Lead
from tests.office.cases.story import Story
from tests.office.cases.test_register import confirmed
from tests.office.leads.pages import cost, send, text

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"
ACT: dict[str, Any] = {
    "situation": "13", "text": "重复收取床位费", "acted_on": "2026-03-01", "purpose": "no", "purpose_reason": "系统设置错误",
    "loss": "1,000.50", "loss_method": "逐项计算", "loss_ref": "xz-35", "grounds": ["apl-32-1"],
}  # fmt: skip
TABS = ("overview", "suspicions", "acts", "evidence", "officers", "timeline")


def evidence(**more: Any) -> dict[str, Any]:
    return {
        "kind": "document", "name": "收费明细", "origin": "机构提供", "obtained_on": "2026-04-07", "text": "证明重复收费"
    } | more  # fmt: skip


def pdf(name: str = "明细.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("stage", [Stage.CLUE, Stage.INVESTIGATING, Stage.ARCHIVED])
def test_every_tab_opens_for_everybody_who_reads_cases(story: Story, signed_in: Enter, stage: str) -> None:
    story.to(stage)
    for role in ("officer", "reviewer", "leader", "auditor", "analyst"):
        for tab in TABS:
            page = text(signed_in(role), f"cases:{tab}", story.case.number)
            assert story.case.number in page and "aria-current" in page
    assert "办案历程" in page and "环节连续" in page


def test_the_file_costs_the_same_however_much_is_in_it(story: Story, signed_in: Enter) -> None:
    story.to(Stage.INVESTIGATING)
    story.add_evidence()
    client = signed_in("officer")
    tabs = ("overview", "acts", "evidence", "timeline")
    few = {tab: cost(client, f"cases:{tab}", story.case.number) for tab in tabs}
    for _ in range(6):
        story.add_evidence(verified=False)
        register.add_act(story.officer, story.case, story.act)
    many = {tab: cost(client, f"cases:{tab}", story.case.number) for tab in tabs}
    assert many == few and max(few.values()) <= 55, few


def test_acts_are_added_and_changed_until_the_report(story: Story, signed_in: Enter) -> None:
    client, number = signed_in("officer"), story.case.number
    send(client, "cases:acts", number, **ACT)
    act = story.case.acts.latest("pk")
    assert str(act.loss) == "1000.50" and act.grounds == ["apl-32-1"] and act.ended_on == act.acted_on
    assert "2,000.00" in text(client, "cases:acts", number) and "1,000.50" in text(
        client, "cases:acts", number
    )
    send(client, "cases:act", number, act.pk, **(ACT | {"text": "重复收取床位费和护理费"}))
    act.refresh_from_db()
    assert act.text == "重复收取床位费和护理费"
    page = send(client, "cases:acts", number, status=422, **(ACT | {"purpose_reason": "", "loss_method": ""}))
    assert "理由" in page
    send(signed_in("reviewer"), "cases:acts", number, status=403, **ACT)
    story.choice = replace(story.choice, fine=Decimal("3000.50"))
    story.to(Stage.REPORTED)
    assert "登记违法事实</h2>" not in text(client, "cases:acts", number)
    assert "不能办理此事项" in send(client, "cases:acts", number, status=422, **ACT)


def test_the_loss_of_the_confirmed_lines_is_proposed(
    story: Story, sent: list[Lead], signed_in: Enter
) -> None:
    one = confirmed(sent[0])
    one.lines.update(verdict="true", accepted_amt=10)
    register.link(story.officer, story.case, [one])
    page = text(signed_in("officer"), "cases:acts", story.case.number)
    amount = losses.from_lines(story.case).loss.amount
    assert amount and f"明细合计基金损失 {amount} 元" in page and f'data-fill-loss="{amount}"' in page


def test_suspicions_are_added_to_a_case_of_their_institution(
    story: Story, sent: list[Lead], signed_in: Enter
) -> None:
    one, other = confirmed(sent[0]), confirmed(sent[1])
    client, number = signed_in("officer"), story.case.number
    page = text(client, "cases:suspicions", number)
    assert f'value="{one.pk}"' in page and f'value="{other.pk}"' not in page
    send(client, "cases:suspicions", number, link=[one.pk, other.pk])
    assert [link.suspicion_id for link in story.case.links.all()] == [one.pk]


def test_evidence_is_taken_in_with_its_file_and_handed_out_as_a_download(
    story: Story, signed_in: Enter
) -> None:
    client, number = signed_in("officer"), story.case.number
    witness = story.who("officer2").pk
    send(client, "cases:evidence", number, **evidence(witness=witness, file=pdf("../某院明细.pdf")))
    item = EvidenceItem.objects.get()
    assert item.file_name == "某院明细.pdf" and item.size == len(PDF) and not item.file.name.endswith(".pdf")
    answer = client.get(reverse("cases:evidence-file", args=[number, item.pk]))
    assert b"".join(answer) == PDF and answer["Content-Type"] == "application/octet-stream"  # type: ignore[arg-type]
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and "sandbox" in answer["Content-Security-Policy"]
    )
    assert AuditEntry.objects.filter(action="download", noun="case_evidence").exists()
    stranger = signed_in("officer", "county3").get(reverse("cases:evidence-file", args=[number, item.pk]))
    assert stranger.status_code == 404


FILES: list[tuple[str, bytes, bool]] = [
    ("说明.pdf", b"<html><script>", False),
    ("程序.exe", b"MZ\x90\x00", False),
    ("页面.html", b"<html>", False),
    ("录音.mp3", b"ID3\x04rest", True),
    ("录音.mp3", b"MZ\x90\x00", False),
    ("导出.zip", b"PK\x03\x04rest", True),
    ("无扩展名", b"abc", False),
    ("空.pdf", b"", False),
]


def test_only_known_kinds_of_files_are_evidence(story: Story, signed_in: Enter) -> None:
    client, witness, number = signed_in("officer"), story.who("officer2").pk, story.case.number
    for name, content, taken in FILES:
        before = EvidenceItem.objects.count()
        given = evidence(witness=witness, file=pdf(name, content))
        send(client, "cases:evidence", number, status=302 if taken else 422, **given)
        assert EvidenceItem.objects.count() - before == taken, name


def test_evidence_is_verified_held_handed_on_and_settled_on_its_page(story: Story, signed_in: Enter) -> None:
    item = story.add_evidence(verified=False)
    officer, leader, key = signed_in("officer"), signed_in("leader"), (story.case.number, item.pk)
    assert "查证属实" in text(officer, "cases:evidence-item", *key)
    assert "查证属实</summary>" not in text(leader, "cases:evidence-item", *key)
    send(officer, "cases:evidence-step", *key, "verify", text="核对一致")
    send(leader, "cases:evidence-step", *key, "hold", kind="seal", text="可能被转移")
    send(leader, "cases:evidence-step", *key, "extend", text="鉴定需要")
    send(officer, "cases:evidence-step", *key, "hand-over", holder="档案室", place="三楼", text="集中保管")
    assert "期限未届满" in send(
        officer, "cases:evidence-step", *key, "settle", end="lapsed", text="x", status=422
    )
    send(officer, "cases:evidence-step", *key, "settle", end="returned", text="解除封存")
    send(officer, "cases:evidence-step", *key, "hold", kind="seal", text="x", status=403)
    page = text(officer, "cases:evidence-item", *key)
    assert "链条完整" in page and "档案室" in page and "解除并退还" in page
    assert [one.action for one in item.custody.all()] == ["取得", "查证", "封存", "移交", "处理"]


def test_a_file_changed_on_the_disk_is_found_out(story: Story, signed_in: Enter) -> None:
    item = story.add_evidence(verified=False)
    Path(item.file.path).write_bytes(b"changed")
    page = send(
        signed_in("officer"),
        "cases:evidence-step",
        story.case.number,
        item.pk,
        "verify",
        text="核对",
        status=422,
    )
    assert "摘要不一致" in page


def test_the_register_of_evidence_leaves_as_a_table(story: Story, signed_in: Enter) -> None:
    item = story.add_evidence()
    answer = signed_in("officer").get(
        reverse("cases:evidence", args=[story.case.number]),
        {"export": "csv", "columns": "number,name,kind,sha256"},
    )
    body = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert item.sha256 in body and "书证" in body


def test_the_people_of_a_case_are_set_asked_to_leave_and_recused(story: Story, signed_in: Enter) -> None:
    story.to(Stage.INVESTIGATING)
    number, leader = story.case.number, signed_in("leader")
    third = User.objects.create(
        username="third-officer", name="第三名", organisation=story.case.organisation, cert_no="4201-9"
    )
    third.grants.create(role="officer")
    send(
        signed_in("officer"),
        "cases:recusals",
        number,
        user=story.who("officer2").pk,
        by="party",
        grounds="系近亲属",
    )
    recusal = story.case.recusals.get()
    button = "作出决定</button>"
    assert button in text(leader, "cases:officers", number)
    assert button not in text(signed_in("officer"), "cases:officers", number)
    send(leader, "cases:recusal", number, recusal.pk, granted="1", reason="情况属实")
    assert list(people.Recusal.objects.values_list("granted", flat=True)) == [True]
    again: dict[str, Any] = {"users": [story.officer.pk, story.who("officer2").pk], "lead": story.officer.pk}
    assert "已决定回避" in send(leader, "cases:officers", number, status=422, **again)
    send(leader, "cases:officers", number, users=[story.officer.pk, third.pk], lead=third.pk)
    page = text(leader, "cases:officers", number)
    assert "曾经办案的人员" in page and "第三名" in page and "4201-9" in page
    page = send(signed_in("officer"), "cases:officers", number, status=422, users=[third.pk], lead=third.pk)
    assert "权限" in page


def test_the_api_writes_what_the_pages_write(story: Story, program: Any) -> None:
    officer, leader, number = program("officer"), program("leader"), story.case.number
    act = {
        "situation": 13,
        "text": "重复收取床位费",
        "acted_on": "2026-03-01",
        "loss": "10.00",
        "loss_method": "逐项计算",
    }
    made = officer.post(f"/cases/{number}/acts", act)
    assert made.status_code == 201 and "第三十八条" in made.json()["articles"]
    assert len(officer.get(f"/cases/{number}/acts").json()) == 2
    assert officer.get(f"/cases/{number}/loss").json()["amount"] == "0.00"
    assert len(officer.get("/causes").json()) == 35
    form = evidence(witness="officer2-county1") | {"file": io.BytesIO(PDF)}
    form["file"].name = "明细.pdf"
    key = {"Authorization": f"Bearer {officer.key}"}
    item = Client().post(f"/api/v1/cases/{number}/evidence", form, headers=key)
    assert item.status_code == 201, item.content
    one = f"/cases/{number}/evidence/{item.json()['id']}"
    assert officer.post(f"{one}/verify", {"text": "核对一致"}).json()["verified"]
    assert (
        leader.post(f"{one}/hold", {"kind": "preserve", "text": "可能灭失"}).json()["holds"][0]["end"] == ""
    )
    assert officer.post(f"{one}/hand-over", {"holder": "甲", "place": "乙", "text": "丙"}).json()["whole"]
    assert leader.post(f"{one}/extend", {"text": "x"}).status_code == 409
    assert (
        officer.post(f"{one}/settle", {"end": "secured", "text": "已复制"}).json()["holds"][0]["end"]
        == "secured"
    )
    file = officer.get(f"{one}/file")
    assert file.status_code == 200, file.content
    assert b"".join(file) == PDF
    assert program("officer", "county3").get(one).status_code == 404
    asked = officer.post(
        f"/cases/{number}/recusals", {"user": "officer2-county1", "by": "self", "grounds": "亲属"}
    )
    decide = f"/cases/{number}/recusals/{asked.json()['id']}/decide"
    assert leader.post(decide, {"granted": False, "reason": "不属实"}).json()["granted"] is False
    assert {one["username"] for one in officer.get(f"/cases/{number}/officers").json()} == {
        "officer-county1",
        "officer2-county1",
    }
    assert Case.objects.get(number=number).recusals.count() == 1


def test_the_partys_own_days_end_without_anybody_being_late(story: Story) -> None:
    story.to(Stage.NOTIFIED).after(30)
    states = {one.kind: one.state for one in running.of(story.case)}
    assert states["statement"] == "over"
    late = Client()
    late.force_login(story.officer)
    assert story.case.number not in late.get("/cases/?due=overdue").content.decode()


def test_what_is_sent_twice_is_done_once_and_nothing_is_overwritten_unseen(
    story: Story, signed_in: Enter
) -> None:
    client, number = signed_in("officer"), story.case.number
    seen = re.search(r'name="seen" value="(\d+)"', text(client, "cases:acts", number))
    assert seen
    send(client, "cases:acts", number, seen=seen[1], **ACT)
    page = send(client, "cases:acts", number, seen=seen[1], status=422, **ACT)
    assert "没有重复办理" in page and story.case.acts.count() == 2
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again and again[1] != seen[1] and "重复收取床位费" in page
    item = story.add_evidence()
    key = (number, item.pk, "hand-over")
    given: dict[str, Any] = {"holder": "甲", "place": "乙", "text": "丙"}
    seen = re.search(r'name="seen" value="(\d+)"', text(client, "cases:evidence-item", number, item.pk))
    assert seen
    send(client, "cases:evidence-step", *key, seen=seen[1], **given)
    send(client, "cases:evidence-step", *key, seen=seen[1], status=422, **given)
    assert [one.action for one in item.custody.all()].count("移交") == 1
