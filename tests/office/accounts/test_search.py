"""One search over everything: each finds what lies in their scope, persons masked, a number leads straight to it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import register
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.models import Document
from mingjing.office.leads.models import Lead
from mingjing.office.ui import search
from tests.office.leads.pages import cost, text
from tests.office.province import Province
from tests.office.rest.conftest import program

__all__ = ["program"]
pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def case(province: Province, sent: list[Lead]) -> Case:
    """A case of county1 against hospital H1."""
    party = Party("institution", "organisation", "", institution=province.institutions["H1"].pk)
    officer = province.who("officer")
    return register.open_case(officer, party, source="tip", found_on=clocks.today(), source_text="来信")


def asked(client: Client, q: str) -> str:
    return text(client, "accounts:search", q=q, all="1")


def test_a_number_leads_straight_to_what_it_names(case: Case, sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    task, insured = sent[0].part.task, sent[0].person
    wanted = {
        case.number: reverse("cases:overview", args=[case.number]),
        sent[0].number: reverse("leads:detail", args=[sent[0].number]),
        task.number.lower(): reverse("leads:task", args=[task.number]),
        "H1": reverse("institutions:detail", args=["H1"]),
        insured.psn_no: reverse("leads:person", args=[insured.psn_no]),
    }
    for number, address in wanted.items():
        answer = client.get(reverse("accounts:search"), {"q": f" {number} "})
        assert answer.status_code == 302 and answer["Location"] == address, number


def test_a_name_finds_what_it_names_by_kind(case: Case, sent: list[Lead], signed_in: Enter) -> None:
    page = asked(signed_in("officer"), "H1医院")
    assert (
        case.number in page and "定点机构" in page and page.index("案件</h2>") < page.index("定点机构</h2>")
    )
    assert "没有找到" in asked(signed_in("officer"), "没有这个")
    assert "至少输入 2 个字符" in asked(signed_in("officer"), "x")
    assert "请输入要查找的内容" in asked(signed_in("officer"), "")


def test_nobody_finds_what_lies_out_of_their_scope(case: Case, sent: list[Lead], signed_in: Enter) -> None:
    for role, place in (
        ("officer", "county3"),
        ("clerk", "H4"),
        ("partner", "partner"),
        ("administrator", "county1"),
    ):
        for text_ in (case.number, sent[0].number, sent[0].person.psn_no):
            page = asked(signed_in(role, place), text_)
            assert (
                "没有找到" in page and "<ul class=" not in page.split("</header>")[1].split("<footer")[0]
            ), (role, text_)
    assert case.number in asked(signed_in("leader", "province"), case.number[:8])


def test_insured_persons_are_found_by_all_of_their_name_or_number_masked_and_logged(
    case: Case, sent: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("officer")
    page = asked(client, "张三丰").split("</header>")[1]
    assert "张*丰" in page and "420101198001011234" not in page
    assert sent[0].person.psn_no in asked(client, "420101198001011234")
    assert "没有找到" in asked(client, "张三")
    assert AuditEntry.objects.filter(action="search", noun="person").count() == 2


def test_a_private_party_is_masked_among_the_hits(case: Case, province: Province, signed_in: Enter) -> None:
    party = Party("other", "person", "李四光", "420101197001011111")
    register.open_case(
        province.who("officer"), party, source="tip", found_on=clocks.today(), source_text="来信"
    )
    page = asked(signed_in("officer"), "李四光").split("</header>")[1]
    assert "李*光涉嫌" in page


def test_the_search_costs_the_same_for_any_number_of_hits(
    case: Case, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    client = signed_in("officer", "province")
    few = cost(client, "accounts:search", q="SC-TEST", all="1")
    publish_some(leads=20, prefix="E")
    assert cost(client, "accounts:search", q="SC-TEST", all="1") == few <= 18
    assert f"显示前 {search.MOST} 条" in asked(client, "SC-TEST")


def test_a_document_is_found_by_its_number_with_any_brackets(case: Case, signed_in: Enter) -> None:
    officer = case.created_by
    one = Document.objects.create(
        case=case, organisation=case.organisation, kind="decision", title="行政处罚决定书", state="issued",
        number="甲一医保罚字〔2026〕1号", drafted_by=officer,
    )  # fmt: skip
    client = signed_in("officer")
    for typed in ("甲一医保罚字〔2026〕1号", "甲一医保罚字[2026]1号", "甲一医保罚字（2026）1号"):
        answer = client.get(reverse("accounts:search"), {"q": typed})
        assert answer["Location"] == reverse("documents:detail", args=[one.pk]), typed
    assert "行政处罚决定书" in asked(client, "罚字(2026)")
    assert "没有找到" in asked(signed_in("officer", "county3"), "罚字(2026)")


def test_the_api_finds_the_same(case: Case, sent: list[Lead], program: Any) -> None:
    groups = program("officer").get(f"/search?q={case.number}").json()
    assert groups[0]["kind"] == "cases" and groups[0]["hits"][0]["exact"] and not groups[0]["more"]
    assert program("officer", "county3").get(f"/search?q={case.number}").json() == []
    assert program("officer").get("/search?q=x").status_code == 422
