"""The lead list: filters in the address, saved views, export, steps with many leads; outsiders see less."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead, SavedView, Suspicion
from tests.office import province as making
from tests.office.leads.pages import ask, checked, cost, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def numbers(page: str, leads: list[Lead]) -> set[str]:
    return {lead.number for lead in leads if f">{lead.number}<" in page}


def test_everybody_lists_their_own_leads(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    assert numbers(text(signed_in("officer"), "leads:list"), sent) == {sent[0].number, sent[1].number}
    assert numbers(text(signed_in("officer", "city1"), "leads:list"), sent) == {
        one.number for one in sent[:3]
    }
    assert numbers(text(signed_in("auditor", "province"), "leads:list"), sent) == {one.number for one in sent}
    assert not numbers(text(signed_in("clerk", "H1"), "leads:list"), sent)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "SC-TEST-1-D00"}, 4), ({"q": "MD001"}, 1), ({"q": "PD002"}, 1), ({"state": "checking"}, 4),
        ({"state": "open"}, 4), ({"state": "closed"}, 0), ({"step": "asked"}, 1), ({"severity": "2"}, 4),
        ({"severity": "1"}, 0), ({"rule": "TST-001"}, 4), ({"rule": "TST-009"}, 0), ({"institution": "H1"}, 1),
        ({"institution": "医院"}, 4), ({"region": "4202"}, 1), ({"due": "overdue"}, 0), ({"due": "none"}, 0),
        ({"behaviour": "over_treatment"}, 4), ({"behaviour": "gang"}, 0), ({"verdict": "false"}, 1),
        ({"verdict": "none"}, 4), ({"answer": "none"}, 4), ({"amount_from": "150.15"}, 4),
        ({"amount_from": "150.16"}, 0), ({"since": "2026-03-02", "until": "2026-03-02"}, 4),
        ({"month": "2026-03"}, 4), ({"month": "2026-04"}, 0), ({"officer": "none"}, 4), ({"officer": "me"}, 0),
        ({"signed": "1"}, 0), ({"sent": "1"}, 4), ({"checked": "1"}, 0), ({"confirmed": "1"}, 0),
        # Two filters on suspicions must hold for one and the same suspicion.
        ({"rule": "TST-001", "step": "asked"}, 1), ({"rule": "TST-002", "step": "asked"}, 0),
    ],
)  # fmt: skip
def test_each_filter_narrows_the_list(
    province: Province, sent: list[Lead], signed_in: Enter, query: dict[str, str], found: int
) -> None:
    first, second = sent[0].suspicions.order_by("pk")
    ask(province, first)
    checked(province, second, "false")
    page = text(signed_in("officer", "province"), "leads:list", **query)
    assert len(numbers(page, sent)) == found


@pytest.mark.parametrize(
    "query", [{"state": "nonsense"}, {"since": "2026-13-01"}, {"amount_from": "5", "amount_to": "1"}]
)
def test_a_wrong_filter_finds_nothing_and_is_told(
    sent: list[Lead], signed_in: Enter, query: dict[str, str]
) -> None:
    page = text(signed_in("officer", "province"), "leads:list", **query)
    assert not numbers(page, sent)
    assert "field-error" in page


def test_filters_by_bureau_task_and_part(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer", "province")
    part = sent[0].part
    assert part is not None
    city = province.bodies["city1"].pk
    assert len(numbers(text(client, "leads:list", bureau=city), sent)) == 3
    assert len(numbers(text(client, "leads:list", part=part.pk), sent)) == 2
    assert len(numbers(text(client, "leads:list", task=part.task.number), sent)) == 4


def test_what_waits_for_me_can_be_asked_for(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    one = sent[0].suspicions.get(rule_code="TST-001")
    checked(province, one, "false")
    assert numbers(text(signed_in("reviewer"), "leads:list", work="review"), sent) == {sent[0].number}
    assert numbers(text(signed_in("officer"), "leads:list", work="check"), sent) == {
        sent[0].number,
        sent[1].number,
    }


def test_the_list_costs_the_same_for_any_number_of_leads(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    making.send(province, publish_some(leads=4))
    client = signed_in("officer", "province")
    few = cost(client, "leads:list")
    making.send(province, publish_some(leads=30, prefix="E"))
    assert cost(client, "leads:list") == few <= 12


def test_an_outsiders_list_shows_sums_over_what_they_may_see(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    first = sent[0].suspicions.order_by("pk")[0]
    ask(province, first)
    page = text(signed_in("clerk", "H1"), "leads:list")
    assert sent[0].number in page and f"{first.checkout_amt:,.2f}" in page
    assert f"{sent[0].checkout_amt:,.2f}" not in page
    for hidden in ("预期可追回", "去重金额", "初审金额", "经办人", "承办单位"):
        assert hidden not in page
    # Asking for a rule that was not put to them finds nothing.
    assert sent[0].number not in text(signed_in("clerk", "H1"), "leads:list", rule="TST-002")
    # Filters and columns that would tell more are not theirs.
    client = signed_in("clerk", "H1")
    for query in (
        {"verdict": "true"},
        {"behaviour": "gang"},
        {"amount_from": "99999"},
        {"columns": "expected_amt"},
    ):
        assert sent[0].number in text(client, "leads:list", **query)


def test_a_view_is_kept_under_a_name_and_dropped_by_its_owner_alone(
    sent: list[Lead], signed_in: Enter
) -> None:
    client, other = signed_in("officer"), signed_in("officer2")
    where = send(client, "leads:view-keep", name="我的视图一", query="due=week&page=3&columns=number,state")
    assert "due=week" in where
    view = SavedView.objects.get()
    assert view.name == "我的视图一" and "page" not in view.query
    assert "我的视图一" in text(client, "leads:list") and "我的视图一" not in text(other, "leads:list")
    send(other, "leads:view-drop", view.pk, status=404)
    send(client, "leads:view-drop", view.pk)
    assert not SavedView.objects.exists()


def test_an_export_holds_the_filtered_leads_and_is_logged(sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    response = client.get(reverse("leads:list"), {"export": "csv", "institution": "H1"})
    body = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    assert sent[0].number in body and sent[1].number not in body
    entry = AuditEntry.objects.filter(action="export").get()
    assert entry.after["rows"] == 1


def test_leads_are_assigned_together(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    keys = [sent[0].pk, sent[1].pk]
    page = send(client, "leads:bulk-assign", pick=keys, status=200)
    assert "确认分派" in page
    officer = province.who("officer2")
    send(client, "leads:bulk-assign", pick=keys, confirm="1", officer=officer.pk)
    assert Lead.objects.filter(officer=officer).count() == 2
    stranger = province.who("officer", "city1")
    assert "选择一个有效的选项" in send(
        client, "leads:bulk-assign", pick=keys, confirm="1", officer=stranger.pk, status=422
    )


def test_all_that_a_filter_finds_is_asked_at_once(sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    page = send(client, "leads:bulk-ask", all="1", filters="institution=H1", status=200)
    assert 'name="filters" value="institution=H1"' in page
    send(client, "leads:bulk-ask", all="1", filters="institution=H1", confirm="1", days="5")
    asked = Suspicion.objects.filter(state="asked")
    assert {one.lead_id for one in asked} == {sent[0].pk} and asked.count() == 2


def test_a_bulk_verdict_tells_what_it_refused(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    keys = [sent[0].pk, sent[1].pk]
    page = send(client, "leads:bulk-check", pick=keys, confirm="1", verdict="false", status=200)
    assert "未提交 4 条" in page and "须选择原因" in page
    send(client, "leads:bulk-check", pick=keys, confirm="1", verdict="false", reason_code="record_supports")
    assert Suspicion.objects.filter(state="checked", checker=province.who("officer")).count() == 4


def test_a_selection_never_reaches_beyond_the_scope(sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    page = send(client, "leads:bulk-ask", pick=[sent[3].pk], confirm="1", status=422)
    assert "没有可以办理此步骤的疑点" in page
    assert not Suspicion.objects.filter(state="asked").exists()
    assert "没有选择线索" in send(client, "leads:bulk-ask", status=422)
