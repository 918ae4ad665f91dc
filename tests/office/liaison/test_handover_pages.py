"""The pages of handovers: the bureau's register and the department's desk, each deed from its page, nothing unseen."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.leads.models import Lead, Person
from mingjing.office.liaison.models import Handover, State
from mingjing.office.liaison.services import drafting, sending
from tests.office.liaison.handover_world import Around
from tests.office.liaison.letters_world import PDF, upload
from tests.office.rest.conftest import Caller, program

__all__ = ["program"]
pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def step(client: Client, one: Handover, name: str, **fields: object) -> HttpResponse:
    return client.post(reverse("liaison:handover-step", args=[one.number, name]), fields, follow=True)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def now(one: Handover) -> Handover:
    return Handover.objects.get(pk=one.pk)


def test_a_case_goes_from_its_file_to_the_police_and_back_by_the_pages_alone(around: Around) -> None:
    around.criminal()
    officer, police = browser(around.story.officer), browser(around.partner())
    case = around.case.number
    assert "拟制移送" in text_of(officer, reverse("liaison:case", args=[case]))
    given = {
        "partner": around.bodies["police"].pk,
        "title": "骗保案移送",
        "text": "虚构检查项目",
        "basis": "",
        "overseer": "",
    }
    answer = officer.post(f"{reverse('liaison:handover-new')}?case={case}", given, follow=True)
    one = Handover.objects.get()
    assert "案件情况的调查报告" in answer.content.decode() and "发出移送" in answer.content.decode()
    assert police.get(reverse("liaison:handover", args=[one.number])).status_code == 404
    assert one.number in text_of(officer, "/")
    step(officer, one, "send", text="移送县公安局")
    assert now(one).state == State.SENT
    assert "移送待签收" in text_of(police, "/") and one.number in text_of(police, "/desk/")
    assert case not in text_of(police, reverse("liaison:handover", args=[one.number]))
    step(police, one, "receive", text="张某签收")
    refused = step(police, one, "answer", accepted="refused", document="不予立案通知书", reason="")
    assert refused.status_code == 422 and "理由" in refused.content.decode()
    scan = SimpleUploadedFile("立案告知书.pdf", PDF, "application/pdf")
    step(police, one, "answer", accepted="accepted", document="立案告知书", reason="", attachments=scan)
    assert now(one).state == State.ACCEPTED
    page = text_of(officer, reverse("liaison:handover", args=[one.number]))
    assert "登记公安机关立案" in page and "立案告知书.pdf" in page
    assert "移送公安机关（公安机关已立案）" in text_of(officer, "/cases/")


def test_a_tab_that_was_left_open_overwrites_nothing(around: Around, sent: list[Lead]) -> None:
    one, officer = around.clue(sent[0]), browser(around.story.officer)
    before = one.version
    drafting.give_back(around.story.leader, one, "补充依据")
    late = step(officer, one, "send", text="移送", version=before)
    assert late.status_code == 409 and now(one).state == State.DRAFT
    again = step(officer, now(one), "submit", version=before)
    assert again.status_code == 409 and "他人修改" in again.content.decode()


@pytest.mark.both_databases
def test_the_register_is_narrowed_exported_and_costs_the_same_however_long_it_is(
    around: Around, sent: list[Lead]
) -> None:
    officer = around.story.officer
    first = sending.send(officer, around.clue(sent[0]), "移送")
    client = browser(officer)
    client.get("/handovers/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert first.number in text_of(client, "/handovers/?state=open&direction=out&department=health")
    assert first.number not in text_of(client, "/handovers/?state=concluded")
    export = client.get("/handovers/?export=xlsx")
    assert export.status_code == 200 and "spreadsheet" in export["Content-Type"]
    for _ in range(6):
        drafting.of_case(officer, around.case, around.given("paper"))
        Handover.objects.filter(partner=around.bodies["paper"]).update(own_state=State.CANCELLED)
    with CaptureQueriesContext(connection) as many:
        text_of(client, "/handovers/")
    assert len(many) <= len(few) + 1


def test_a_private_persons_name_is_masked_outside_the_bureau_and_given_in_the_package(around: Around) -> None:
    around.criminal()
    insured = Person.objects.create(psn_no="P1", psn_name="张三丰", certno="1", gend="1")
    Case.objects.filter(pk=around.case.pk).update(
        subject="person", party="person", party_name="张三丰", person=insured, institution=None
    )
    given = drafting.Given(around.bodies["police"].pk, "张三丰涉嫌骗保案移送", "使用他人医保卡")
    one = sending.send(
        around.story.officer, drafting.of_case(around.story.officer, around.case, given), "移送"
    )
    address = reverse("liaison:handover", args=[one.number])
    for user in (around.partner(), around.story.who("leader", "city1")):
        assert "张三丰" not in text_of(browser(user), address)
    assert "张三丰" in text_of(browser(around.story.officer), address)
    assert "张三丰" not in text_of(browser(around.story.officer), "/handovers/")
    found = browser(around.partner()).get("/search/", {"q": "涉嫌骗保案移送"})
    assert "张三丰" not in found.content.decode()


def test_programs_do_all_of_it_too(around: Around, sent: list[Lead], program: Callable[..., Caller]) -> None:
    officer, leader, health = program("officer"), program("leader"), program("partner", "health")
    keys = list(sent[0].suspicions.values_list("pk", flat=True))
    body = {"suspicions": keys, "partner": "B-health", "title": "线索移送", "text": "重复收费"}
    made = officer.post("/handovers", body)
    assert made.status_code == 201, made.content.decode()
    number = made.json()["number"]
    assert [one["name"] for one in made.json()["actions"]][:1] == ["submit"]
    assert officer.post(f"/handovers/{number}/actions/approve", {"text": "同意"}).status_code == 403
    assert officer.post(f"/handovers/{number}/actions/submit").status_code == 200
    assert leader.post(f"/handovers/{number}/actions/approve", {"text": "同意"}).status_code == 200
    assert health.get(f"/handovers/{number}").status_code == 404
    done = officer.post(f"/handovers/{number}/actions/send", {"text": "移送"}).json()
    assert done["state"] == "sent" and done["packages"][0]["files"]
    assert health.get(f"/handover-packages/{done['packages'][0]['id']}").status_code == 200
    assert health.get("/handovers").json()["items"][0]["number"] == number
    assert health.post(f"/handovers/{number}/actions/receive", {"text": "签收"}).json()["state"] == "received"
    bad = health.post(f"/handovers/{number}/actions/answer", {"accepted": "refused", "document": "告知书"})
    assert bad.status_code == 422 and bad.json()["errors"]
    kept = {"accepted": "accepted", "document": "受理通知书"}
    assert health.post(f"/handovers/{number}/actions/answer", kept).json()["state"] == "accepted"
    assert program("partner", "police").get(f"/handovers/{number}").status_code == 404
    files = Client().post(
        f"/api/v1/handovers/{number}/actions/conclude/files",
        {"file": upload("决定书.pdf"), "data": '{"kind": "punished", "document": "卫罚1号", "text": "警告"}'},
        headers={"Authorization": f"Bearer {health.key}"},
    )
    assert files.status_code == 200 and files.json()["state"] == "concluded", files.content.decode()
