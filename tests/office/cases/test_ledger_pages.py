"""The ledger, the board, what waits for a case, new cases: on the page and by the API."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, CaseSuspicion, Stage, Waiver
from mingjing.office.cases.services import register
from mingjing.office.leads.models import Lead, Person, SavedView
from tests.office.cases.story import Story
from tests.office.cases.test_register import confirmed, from_lead
from tests.office.leads.pages import cost, send, text

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def found(page: str) -> set[str]:
    """Return the numbers of the cases that a page names."""
    return {one.number for one in Case.objects.all() if one.number in page}


FILTERS: list[tuple[dict[str, str], bool]] = [
    ({"q": "AJ-B-county1"}, True),
    ({"q": "H1医"}, True),
    ({"q": "H2医"}, False),
    ({"stage": "open"}, True),
    ({"stage": "clue-"}, True),
    ({"stage": "decided"}, False),
    ({"source": "tip"}, True),
    ({"source": "media"}, False),
    ({"cause": "违反医疗保障基金使用规定"}, True),
    ({"situation": "24"}, False),
    ({"fraud": "no"}, True),
    ({"track": "none"}, True),
    ({"track": "transfer"}, False),
    ({"officer": "none"}, False),
    ({"officer": "me"}, True),
    ({"due": "overdue"}, False),
    ({"loss_from": "2000", "loss_to": "2000"}, True),
    ({"filed_from": "2026-04-01"}, False),
    ({"institution": "H1"}, True),
    ({"person": "P0"}, False),
    ({"lead": "SC-TEST-1-D000"}, False),
    ({"stage": "nonsense"}, False),
]


def test_the_ledger_is_narrowed_by_its_filters(story: Story, signed_in: Enter) -> None:
    client = signed_in("officer")
    for query, hit in FILTERS:
        assert bool(found(text(client, "cases:list", **query))) is hit, query


def test_the_ledger_shows_each_bureau_its_own_and_those_below(story: Story, signed_in: Enter) -> None:
    for place, seen in (
        ("county1", True),
        ("city1", True),
        ("province", True),
        ("county2", False),
        ("city2", False),
    ):
        assert bool(found(text(signed_in("officer", place), "cases:list"))) is seen, place
    assert not found(text(signed_in("officer"), "cases:list", due="overdue"))
    story.after(40)
    page = text(signed_in("officer"), "cases:list", due="overdue")
    assert found(page) and "逾期 " in page


def test_the_ledger_costs_the_same_for_any_number_of_cases(story: Story, signed_in: Enter) -> None:
    client = signed_in("officer")
    few = {name: cost(client, name) for name in ("cases:list", "cases:board")}
    for number in range(12):
        register.open_case(
            story.officer, _hospital(story), source="media", found_on=story.now, source_text=f"报道 {number}"
        )
    assert {name: cost(client, name) for name in few} == few
    assert few["cases:list"] <= 16


def _hospital(story: Story) -> Party:
    return Party("institution", "organisation", "", institution=story.province.institutions["H1"].pk)


def test_the_board_counts_by_stage_and_says_what_is_late(story: Story, signed_in: Enter) -> None:
    story.to(Stage.INVESTIGATING)
    page = text(signed_in("leader"), "cases:board")
    assert story.case.number in page and "调查取证" in page and "件逾期" not in page
    story.after(100)
    assert "1 件逾期" in text(signed_in("leader"), "cases:board")


def test_the_ledger_leaves_as_excel_with_every_column_asked_for(story: Story, signed_in: Enter) -> None:
    columns = "number,party_name,cause,articles,purpose,stage,due,officers,loss_amt"
    answer = signed_in("officer").get(reverse("cases:list"), {"export": "xlsx", "columns": columns})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    rows = list(book.active.values)  # type: ignore[union-attr]
    assert rows[0][0] == "案件编号" and rows[1][0] == story.case.number
    shown = dict(zip(rows[0], rows[1], strict=True))
    assert "第三十八条第（三）项" in str(shown["适用条款"]) and shown["基金损失"] == 2000
    assert AuditEntry.objects.filter(action="export", noun="case").exists()


def test_a_private_party_is_masked_in_lists_and_in_full_for_those_who_handle_the_case(
    story: Story, leads: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("officer")
    Lead.objects.filter(pk=leads[0].pk).update(held_by=story.case.organisation)
    insured = Person.objects.get(pk=leads[0].person_id)
    where = send(
        client, "cases:new", confirm="1", source="assigned", source_text="市局交办", found_on="2026-04-07",
        subject="person", party="person", person=insured.psn_no,
    )  # fmt: skip
    case = Case.objects.get(person=insured)
    assert case.number in where and case.party_name == "张三丰" and case.party_code == insured.certno
    page = text(client, "cases:list")
    assert "张*丰" in page and "张三丰" not in page
    assert "张三丰" in text(client, "cases:overview", case.number)
    above = text(signed_in("leader", "city1"), "cases:overview", case.number)
    assert "张三丰" not in above and "张*丰涉嫌" in above and insured.certno not in above
    assert AuditEntry.objects.filter(action="read", noun="case", object_id=case.number).count() == 2


def test_confirmed_suspicions_are_shown_until_each_has_a_case_or_a_reason(
    story: Story, sent: list[Lead], signed_in: Enter
) -> None:
    one, two = confirmed(sent[0]), confirmed(sent[1])
    client = signed_in("officer")
    page = text(client, "cases:unhandled")
    assert sent[0].number in page and sent[1].number in page
    assert sent[1].number not in text(client, "cases:unhandled", institution="H1")
    assert "30.00" in send(client, "cases:new", pick=[one.pk], status=200)
    where = send(
        client, "cases:new", pick=[one.pk], confirm="1", source="lead", found_on="2026-04-07", subject="institution",
        party="organisation", institution="H1",
    )  # fmt: skip
    case = Case.objects.get(source="lead")
    assert case.number in where and case.suspected_amt == Decimal("30.00")
    leader = signed_in("leader")
    assert "不立案的理由" in send(leader, "cases:waive", pick=[two.pk], status=200)
    send(leader, "cases:waive", pick=[two.pk], confirm="1", reason="违法行为轻微并及时改正，已全额退回")
    assert Waiver.objects.get().suspicion_id == two.pk
    page = text(client, "cases:unhandled")
    assert sent[0].number not in page and sent[1].number not in page
    assert "所选疑点已经处理" in send(client, "cases:new", pick=[one.pk], status=422)


def test_one_case_for_each_institution_or_none(story: Story, sent: list[Lead], signed_in: Enter) -> None:
    some = [confirmed(sent[0]), confirmed(sent[1])]
    client = signed_in("officer")
    before = Case.objects.count()
    assert "各登记一件案件" in send(client, "cases:new", pick=[one.pk for one in some], status=200)
    send(client, "cases:new", pick=[one.pk for one in some], confirm="1")
    made = Case.objects.order_by("pk")[before:]
    assert {one.institution.code for one in made if one.institution} == {"H1", "H2"}
    assert CaseSuspicion.objects.count() == 2


def test_all_that_the_filter_finds_is_waived_at_once(
    story: Story, sent: list[Lead], signed_in: Enter
) -> None:
    confirmed(sent[0]), confirmed(sent[1])
    leader = signed_in("leader")
    send(leader, "cases:waive", all="1", filters="institution=H1", confirm="1", reason="轻微")
    assert [one.suspicion.lead_id for one in Waiver.objects.all()] == [sent[0].pk]
    send(signed_in("officer"), "cases:waive", all="1", confirm="1", reason="轻微", status=403)


WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "请选择案件来源"),
    ({"source": "tip", "subject": "institution", "institution": "H1"}, "请说明案件来源"),
    ({"source": "tip", "source_text": "信", "subject": "institution"}, "请填写定点机构编码"),
    ({"source": "tip", "source_text": "信", "subject": "institution", "institution": "H4"}, "没有这个机构"),
    ({"source": "tip", "source_text": "信", "subject": "person", "person": "P9"}, "没有这个参保人"),
    ({"source": "tip", "source_text": "信", "subject": "other"}, "请填写当事人名称"),
    ({"source": "lead", "subject": "institution", "institution": "H1"}, "须关联查实的疑点"),
]


def test_a_new_case_says_what_is_missing(story: Story, signed_in: Enter) -> None:
    client = signed_in("officer")
    for given, said in WRONG:
        whole = {"found_on": "2026-04-07", "party": "organisation", "confirm": "1"} | given
        assert said in send(client, "cases:new", status=422, **whole), given
    assert Case.objects.count() == 1


def test_cases_are_shown_on_the_pages_they_come_from(
    story: Story, sent: list[Lead], signed_in: Enter
) -> None:
    one = confirmed(sent[0])
    client = signed_in("officer")
    lead = ("leads:detail", sent[0].number)
    assert "1 条查实疑点尚未立案" in text(client, *lead)
    assert "1 条查实疑点尚未立案" in text(client, "leads:suspicion", one.pk)
    assert "待立案疑点" in text(client, "home")
    case = from_lead(story, one)
    for name, key in (lead, ("leads:suspicion", one.pk), ("leads:person", sent[0].person.psn_no)):
        assert case.number in text(client, name, key), name
    assert case.number in text(client, "institutions:detail", "H1")
    assert sent[0].number in text(client, "cases:suspicions", case.number)
    assert case.number not in text(signed_in("clerk", "H1"), "institutions:detail", "H1")


def test_the_api_opens_reads_and_waives(story: Story, sent: list[Lead], program: Any) -> None:
    one, two = confirmed(sent[0]), confirmed(sent[1])
    officer = program("officer")
    waiting = officer.get("/cases/unhandled").json()["items"]
    assert [row["id"] for row in waiting] == [one.pk, two.pk]
    body = {"source": "lead", "found_on": "2026-04-07", "subject": "institution", "party": "organisation",
            "institution": "H1", "suspicions": [one.pk]}  # fmt: skip
    made = officer.post("/cases", body, Idempotency_Key="a")
    again = officer.post("/cases", body, Idempotency_Key="a")
    assert made.status_code == again.status_code == 201 and made.json()["number"] == again.json()["number"]
    number = made.json()["number"]
    assert (
        made.json()["suspicions"][0]["lead"] == sent[0].number and made.json()["limits"][0]["kind"] == "clue"
    )
    assert [row["number"] for row in officer.get("/cases?source=lead").json()["items"]] == [number]
    assert [step["name"] for step in officer.get(f"/cases/{number}/steps").json()] == ["open"]
    assert program("officer", "county3").get(f"/cases/{number}").status_code == 404
    assert (
        officer.post("/cases/unhandled/waive", {"suspicions": [two.pk], "reason": "轻微"}).status_code == 403
    )
    done = program("leader").post("/cases/unhandled/waive", {"suspicions": [two.pk], "reason": "轻微"})
    assert done.json() == {"done": 1} and not officer.get("/cases/unhandled").json()["items"]
    assert date.fromisoformat(made.json()["found_on"]) == story.now


def test_a_view_of_the_ledger_is_kept_under_a_name(story: Story, signed_in: Enter) -> None:
    client = signed_in("officer")
    assert "due=overdue" in send(client, "cases:view-keep", name="逾期案件", query="due=overdue&page=2")
    page = text(client, "cases:list")
    assert "逾期案件" in page and "逾期案件" not in text(client, "leads:list")
    view = SavedView.objects.get(noun="cases")
    send(signed_in("officer2"), "cases:view-drop", view.pk, status=404)
    send(client, "cases:view-drop", view.pk)
    assert not SavedView.objects.exists()


def test_the_api_narrows_the_ledger_as_the_page_does(story: Story, program: Any) -> None:
    officer = program("officer", "city1")
    for query, hit in (
        ("bureau=B-county1", True), ("bureau=B-county2", False), ("bureau=B-county3", False), ("officer=none", False),
        ("cause=违反医疗保障基金使用规定", True), ("fraud=no", True), ("grave=1", False), ("track_state=open", False),
    ):  # fmt: skip
        answer = officer.get(f"/cases?{query}")
        assert bool(answer.json()["items"]) is hit, query


def test_the_same_case_is_not_registered_twice_by_sending_the_page_again(
    story: Story, signed_in: Enter
) -> None:
    client = signed_in("officer")
    given = {
        "confirm": "1", "source": "media", "source_text": "某报 4 月 7 日报道", "found_on": "2026-04-07",
        "subject": "institution", "party": "organisation", "institution": "H2",
    }  # fmt: skip
    send(client, "cases:new", **given)
    made = Case.objects.get(source="media")
    assert made.number in send(client, "cases:new", status=422, **given)
    assert Case.objects.filter(source="media").count() == 1
    given["source_text"] = "某报 4 月 8 日报道"
    send(client, "cases:new", **given)
    assert sorted(Case.objects.values_list("number", flat=True))[-1] == "AJ-B-county1-2026-0003", "no gap"
