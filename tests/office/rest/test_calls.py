"""What programs may rely on: who is let in, errors as documents, versions, keys, cursors, scope."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead, Part, Suspicion
from mingjing.office.leads.workbook import sheets
from tests.office.leads.test_workbook import Book
from tests.office.province import Province
from tests.office.rest.conftest import Caller

Program = Callable[..., Caller]


def _suspicion(lead: Lead) -> Suspicion:
    return lead.suspicions.order_by("pk")[0]


def test_without_a_token_every_operation_answers_401_as_a_problem_document(db: None) -> None:
    answer = Client().get("/api/v1/leads")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["do"]


def test_a_body_that_cannot_be_read_is_refused_in_chinese(program: Program, sent: list[Lead]) -> None:
    headers = {"Authorization": f"Bearer {program('officer').key}"}
    address = f"/api/v1/suspicions/{_suspicion(sent[0]).pk}/ask"
    answer = Client().post(address, "{", content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "请求的内容不是有效的 JSON" and answer.json()["do"]


def test_a_wrong_token_is_not_helped_by_a_session(signed_in: Callable[..., Client]) -> None:
    client = signed_in("officer")
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer mj_wrong"}).status_code == 401


def test_a_session_without_csrf_cannot_write(province: Province, sent: list[Lead]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(province.who("officer"))
    pk = _suspicion(sent[0]).pk
    answer = client.post(f"/api/v1/suspicions/{pk}/ask", data="{}", content_type="application/json")
    assert answer.status_code == 403
    assert _suspicion(sent[0]).state == Suspicion.State.PENDING


def test_a_token_reaches_no_further_than_its_scopes(program: Program, sent: list[Lead]) -> None:
    reader = program("officer", scopes=["lead.read"])
    assert reader.get("/leads").status_code == 200
    answer = reader.post(f"/suspicions/{_suspicion(sent[0]).pk}/ask")
    assert answer.status_code == 403
    assert "范围" in answer.json()["detail"]


def test_leads_come_page_by_page_each_once_in_order(program: Program, publish_some: Any) -> None:
    publish_some(leads=7)
    analyst, seen, cursor = program("analyst", "province"), [], ""
    while True:
        page = analyst.get(f"/leads?limit=3&cursor={cursor}").json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == list(Lead.objects.order_by("-expected_amt", "id").values_list("number", flat=True))


def test_a_cursor_of_another_list_is_refused(program: Program, leads: list[Lead]) -> None:
    answer = program("analyst", "province").get("/leads?cursor=bm9uc2Vuc2U=")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "cursor"


def test_a_county_reads_nothing_of_another(program: Program, sent: list[Lead]) -> None:
    mine, other = sent[0], sent[3]
    officer = program("officer", "county1")
    assert officer.get(f"/leads/{mine.number}").status_code == 200
    for path in (f"/leads/{other.number}", f"/leads/{other.number}/events", f"/suspicions/{_suspicion(other).pk}",
                 f"/suspicions/{_suspicion(other).pk}/files", f"/parts/{other.part_id}"):  # fmt: skip
        assert officer.get(path).status_code == 404
    numbers = {one["number"] for one in officer.get("/leads?limit=500").json()["items"]}
    assert other.number not in numbers
    assert officer.post(f"/suspicions/{_suspicion(other).pk}/ask").status_code == 404


def test_an_institution_sees_what_it_was_asked_and_none_of_the_bureaus_hints(
    program: Program, sent: list[Lead]
) -> None:
    clerk, officer = program("clerk", "H1"), program("officer", "county1")
    one = _suspicion(sent[0])
    Suspicion.objects.filter(pk=one.pk).update(verify="查病历", defence="抢救")
    assert clerk.get(f"/leads/{sent[0].number}").status_code == 404
    assert officer.post(f"/suspicions/{one.pk}/ask").status_code == 200
    shown = clerk.get(f"/suspicions/{one.pk}").json()
    assert shown["state"] == "asked"
    assert shown["verify"] == shown["defence"] == ""
    lead = clerk.get(f"/leads/{sent[0].number}").json()
    assert [s["id"] for s in lead["suspicions"]] == [one.pk]
    assert float(lead["expected_amt"]) == 0


def test_an_institution_is_told_of_the_checks_only_what_was_decided(
    program: Program, sent: list[Lead]
) -> None:
    clerk, officer, reviewer = program("clerk", "H1"), program("officer"), program("reviewer")
    one = _suspicion(sent[0])
    officer.post(f"/suspicions/{one.pk}/ask")
    clerk.post(f"/suspicions/{one.pk}/answer", {"kind": "accepted"})
    officer.post(f"/suspicions/{one.pk}/check", {"verdict": "false", "reason_code": "record_supports"})
    told = clerk.get(f"/suspicions/{one.pk}").json()
    assert (told["state"], told["verdict"], told["chk_amt"]) == ("checking", "", None)
    assert {line["verdict"] for line in told["lines"]} == {""}
    lead = clerk.get(f"/leads/{sent[0].number}").json()
    assert (lead["suspicion_count"], lead["checkout_amt"]) == (1, str(one.checkout_amt))
    assert lead["state"] == "checking"
    reviewer.post(f"/suspicions/{one.pk}/review", {"verdict": "false"})
    told = clerk.get(f"/suspicions/{one.pk}").json()
    assert (told["state"], told["verdict"], told["chk_amt"]) == ("reviewed", "false", None)


def test_an_institution_learns_nothing_by_filters(program: Program, sent: list[Lead]) -> None:
    one = _suspicion(sent[0])
    program("officer").post(f"/suspicions/{one.pk}/ask")
    clerk = program("clerk", "H1")
    whole = clerk.get("/leads").json()["items"]
    assert [lead["number"] for lead in whole] == [sent[0].number]
    for hidden in ("amount_from=999999", "state=closed", "sev_deg=3", "order=expected"):
        assert clerk.get(f"/leads?{hidden}").json()["items"] == whole


def test_the_same_key_answers_once(program: Program, sent: list[Lead]) -> None:
    officer, clerk = program("officer"), program("clerk", "H1")
    one = _suspicion(sent[0])
    officer.post(f"/suspicions/{one.pk}/ask")
    body = {"kind": "appealed", "amount": "5.00", "reason": "有病历"}
    first = clerk.post(f"/suspicions/{one.pk}/answer", body, Idempotency_Key="k1")
    again = clerk.post(f"/suspicions/{one.pk}/answer", body, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert one.opinions.filter(step="answer").count() == 1
    other = clerk.post(f"/suspicions/{one.pk}/answer", {**body, "amount": "6.00"}, Idempotency_Key="k1")
    assert other.status_code == 409


def test_a_failed_call_does_not_use_up_its_key(program: Program, sent: list[Lead]) -> None:
    officer, clerk = program("officer"), program("clerk", "H1")
    one = _suspicion(sent[0])
    officer.post(f"/suspicions/{one.pk}/ask")
    path, key = f"/suspicions/{one.pk}/answer", "k2"
    wrong = {"kind": "appealed", "amount": "5.00", "reason": ""}
    assert clerk.post(path, wrong, Idempotency_Key=key).status_code == 422
    assert clerk.post(path, wrong | {"reason": "有病历"}, Idempotency_Key=key).status_code == 200


def test_a_version_read_before_somebody_elses_change_is_a_conflict(
    program: Program, sent: list[Lead]
) -> None:
    officer = program("officer")
    one = _suspicion(sent[0])
    read = officer.get(f"/suspicions/{one.pk}")
    assert read["ETag"] == f'"{read.json()["version"]}"'
    body = {"verdict": "true", "text": "属实"}
    stale = officer.post(f"/suspicions/{one.pk}/check", body, If_Match='"999"')
    assert stale.status_code == 409
    fresh = officer.post(f"/suspicions/{one.pk}/check", body, If_Match=read["ETag"])
    assert fresh.status_code == 200
    assert fresh.json()["verdict"] == "true"
    assert officer.post(f"/suspicions/{one.pk}/check", body, If_Match="abc").status_code == 422


def test_the_checker_cannot_review_through_the_api_either(
    province: Province, program: Program, sent: list[Lead]
) -> None:
    one = _suspicion(sent[0])
    officer = program("officer")
    officer.post(f"/suspicions/{one.pk}/check", {"verdict": "false", "reason_code": "record_supports"})
    Suspicion.objects.filter(pk=one.pk).update(checker=province.who("reviewer"))
    answer = program("reviewer").post(f"/suspicions/{one.pk}/review", {"verdict": "false"})
    assert answer.status_code == 403
    other = program("reviewer2").post(f"/suspicions/{one.pk}/review", {"verdict": "false"})
    assert other.status_code == 200
    assert other.json()["state"] == "reviewed"


def test_a_task_is_sent_signed_for_and_returned_through_the_api(program: Program, leads: list[Lead]) -> None:
    analyst = program("analyst", "province")
    body = {"title": "接口下发", "targets": {"B-county1": [leads[0].number, leads[1].number]}}
    made = analyst.post("/tasks", body)
    assert made.status_code == 201
    part = made.json()["parts"][0]
    assert (part["receiver"], part["state"]) == ("B-county1", "sent")
    officer = program("officer", "county1")
    assert officer.post(f"/parts/{part['id']}/sign").json()["state"] == "signed"
    answer = officer.post(f"/parts/{part['id']}/return", {"text": "不属本县管辖"})
    assert answer.json()["state"] == "returned"
    assert Part.objects.get(pk=part["id"]).state == Part.State.RETURNED


def test_a_lead_out_of_scope_in_a_task_is_named(program: Program, leads: list[Lead]) -> None:
    body = {"title": "越权", "targets": {"B-county1": ["NO-SUCH-LEAD"]}}
    answer = program("analyst", "province").post("/tasks", body)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["where"] == "NO-SUCH-LEAD"
    county = program("officer", "county1")
    reach = county.post("/tasks", {"title": "越权", "targets": {"B-county3": [leads[0].number]}})
    assert reach.status_code == 404


@pytest.mark.parametrize("path", ["/leads/%00", "/leads?institution=%00", "/suspicions/99999999999999999999"])
def test_values_that_no_database_holds_are_refused_not_broken(program: Program, path: str) -> None:
    assert program("officer").get(path).status_code in (404, 422)


def test_a_person_is_masked_until_a_purpose_is_logged(program: Program, sent: list[Lead]) -> None:
    officer, psn_no = program("officer"), sent[0].person.psn_no  # type: ignore[union-attr]
    shown = officer.get(f"/persons/{psn_no}").json()
    assert "三" not in shown["psn_name"]
    assert shown["leads"] == [sent[0].number]
    assert officer.post(f"/persons/{psn_no}/reveal", {"purpose": ""}).status_code == 422
    plain = officer.post(f"/persons/{psn_no}/reveal", {"purpose": "调取病历核对身份"}).json()
    assert plain["psn_name"] == "张三丰"
    assert AuditEntry.objects.filter(action="reveal", after__purpose="调取病历核对身份").count() == 1
    assert program("officer", "county3").get(f"/persons/{psn_no}").status_code == 404


def test_a_workbook_goes_round_through_the_api(program: Program, sent: list[Lead]) -> None:
    officer, part = program("officer"), sent[0].part
    assert part is not None
    one, book = _suspicion(sent[0]), Book(part)
    assert officer.get(f"/parts/{part.pk}/workbook").status_code == 200
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实")
    content = book.save().read_bytes()

    def send(digest: str = "") -> Any:
        file = SimpleUploadedFile("核查.xlsx", content)
        return Client().post(
            f"/api/v1/parts/{part.pk}/workbook",
            {"file": file, "digest": digest},
            headers={"Authorization": f"Bearer {officer.key}"},
        )

    seen = send().json()
    assert [change["suspicion"] for change in seen["changes"]] == [one.pk]
    assert send("another").status_code == 409
    assert send(seen["digest"]).status_code == 200
    assert _suspicion(sent[0]).state == Suspicion.State.CHECKED
    assert program("officer", "city1").get(f"/parts/{part.pk}/workbook").status_code == 403


def test_the_board_adds_up_to_the_leads(program: Program, sent: list[Lead]) -> None:
    board = program("leader", "province").get("/dashboard").json()
    assert board["total"]["found"]["count"] == len(sent)
    assert Decimal(board["total"]["found"]["yuan"]) == sum(lead.counted_amt for lead in sent)
    assert sum(place["figures"]["found"]["count"] for place in board["places"]) == len(sent)


def test_many_are_checked_at_once_and_the_refused_say_why(program: Program, sent: list[Lead]) -> None:
    mine, other = _suspicion(sent[0]), _suspicion(sent[3])
    body = {"suspicions": [mine.pk, other.pk], "verdict": "false", "reason_code": "record_supports"}
    done = program("officer").post("/suspicions/check", body).json()
    assert done == {
        "done": 1,
        "refused": [{"suspicion": other.pk, "why": "没有这条疑点，或者不在您的管辖范围内"}],
    }
    again = program("officer").post("/suspicions/check", body).json()
    assert again["done"] == 0
    assert again["refused"][0]["suspicion"] == mine.pk
