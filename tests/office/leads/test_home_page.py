"""My work by role, tickets, insured persons: what waits, what is answered, what is revealed only with a purpose."""

from collections.abc import Callable

import pytest
from django.test import Client

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead, Suspicion, Ticket
from tests.office import province as making
from tests.office.leads.pages import appeal, ask, checked, cost, finished, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def test_each_role_finds_what_waits_for_them(province: Province, sent: list[Lead], signed_in: Enter) -> None:
    first, second = sent[0].suspicions.select_related("lead__institution").order_by("pk")
    ask(province, first)
    checked(province, second, "false")
    assert "待答复（1）" in text(signed_in("clerk", "H1"), "home")
    page = text(signed_in("officer"), "home")
    assert "待初审（2）" in page and "办理中任务（1）" in page and "未分派经办人" in page
    assert "待复审（1）" in text(signed_in("reviewer"), "home")
    appeal(province, first)
    assert "待初审（3）" in text(signed_in("officer"), "home")


def test_what_was_not_sent_waits_for_the_sender(leads: list[Lead], signed_in: Enter) -> None:
    assert "待下发线索" in text(signed_in("analyst", "province"), "home")
    assert "待下发线索" not in text(signed_in("officer", "county1"), "home")


@pytest.mark.parametrize(
    ("role", "place"),
    [("auditor", "province"), ("administrator", "province"), ("partner", "partner"), ("clerk", "H4"), ("leader", "county1")],
)  # fmt: skip
def test_nothing_to_do_is_said_so(province: Province, signed_in: Enter, role: str, place: str) -> None:
    assert "今天没有等您办理的事项" in text(signed_in(role, place), "home")


def test_home_costs_the_same_for_any_number(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    making.send(province, publish_some(leads=4))
    client = signed_in("officer")
    few = cost(client, "home")
    making.send(province, publish_some(leads=40, prefix="E"))
    assert cost(client, "home") == few <= 39


def test_a_ticket_is_answered_once_by_an_analyst(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    one = sent[0].suspicions.select_related("lead__institution").get(rule_code="TST-001")
    ticket = Ticket.objects.create(
        kind="mapping", suspicion=one, rule_code=one.rule_code, organisation=province.bodies["county1"],
        question="目录编码对照错误",
    )  # fmt: skip
    client = signed_in("analyst", "province")
    assert "目录编码对照错误" in text(client, "leads:tickets") and "待答复工单" in text(client, "home")
    assert "这个字段是必填项" in send(client, "leads:ticket", ticket.pk, status=422, text=" ")
    send(client, "leads:ticket", ticket.pk, text="已更正对照")
    page = text(client, "leads:ticket", ticket.pk)
    assert "已更正对照" in page and "<textarea" not in page.split("<dialog")[0]
    send(client, "leads:ticket", ticket.pk, status=409, text="再答一次")
    assert "目录编码对照错误" not in text(client, "leads:tickets")
    assert "目录编码对照错误" in text(client, "leads:tickets", state="closed")
    text(signed_in("analyst", "county3"), "leads:ticket", ticket.pk, status=404)
    text(signed_in("officer"), "leads:tickets", status=403)


def test_a_person_is_masked_until_a_purpose_is_stated_and_logged(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    finished(
        province, Suspicion.objects.select_related("lead__institution").get(lead=sent[0], rule_code="TST-001")
    )
    client = signed_in("officer")
    page = text(client, "leads:person", "PD000")
    assert "张*丰" in page and "张三丰" not in page and "420101198001011234" not in page
    assert "测试规则1" in page
    page = send(client, "leads:reveal", "PD000", status=422, purpose="", note="")
    assert "张三丰" not in page and not AuditEntry.objects.filter(action="reveal").exists()
    said = {"purpose": "联系参保人核实就诊", "note": "HC2026112200001"}
    page = send(client, "leads:reveal", "PD000", status=200, **said)
    assert "张三丰" in page and "420101198001011234" in page
    assert AuditEntry.objects.get(action="reveal").after == said
    assert "张三丰" not in text(client, "leads:person", "PD000")


def test_visits_are_read_apart_and_say_why_they_cannot(sent: list[Lead], signed_in: Enter) -> None:
    client = signed_in("officer")
    assert "读取就诊记录" in text(client, "leads:person", "PD000")
    assert "就诊记录暂时不能显示" in text(client, "leads:person", "PD000", visits="1")
    part = client.get("/persons/PD000/?visits=1", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<section") and "就诊记录暂时不能显示" in part


def test_a_revealed_page_is_not_kept_by_the_browser(sent: list[Lead], signed_in: Enter) -> None:
    response = signed_in("officer").post(
        "/persons/PD000/reveal/", {"purpose": "联系参保人核实就诊", "note": "核实"}
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "place", "seen", "shown"),
    [("officer", "county1", 200, 200), ("analyst", "province", 200, 403), ("officer", "county3", 404, 404),
     ("clerk", "H1", 403, 403), ("third_party", "third", 403, 403)],
)  # fmt: skip
def test_persons_are_for_those_who_may(
    province: Province, sent: list[Lead], signed_in: Enter, role: str, place: str, seen: int, shown: int
) -> None:
    client = signed_in(role, place)
    text(client, "leads:person", "PD000", status=seen)
    send(client, "leads:reveal", "PD000", status=shown, purpose="联系参保人核实就诊", note="核实")
