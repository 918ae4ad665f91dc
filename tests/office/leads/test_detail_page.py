"""The page of one lead and its dossier: what the bureau reads, and what the institution does not."""

from collections.abc import Callable

import pytest
from django.test import Client

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead
from tests.office import province as making
from tests.office.leads.pages import ask, checked, cost, finished, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
INNER = (
    "核查要点",
    "核对医嘱",
    "病情需要",
    "内部初审意见",
    "内部复审意见",
    "预期可追回",
    "筛查批次",
    "经办人",
    "初审",
)


def test_the_bureau_reads_everything_in_chinese(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    one = sent[0].suspicions.get(rule_code="TST-001")
    one.evidence = {"day_cnt": 3, "soft": ["catch_up"], "insutype": "310", "patient_amt": 12.5}
    one.save()
    ask(province, one)
    page = text(signed_in("officer"), "leads:detail", sent[0].number)
    for shown in (
        "检出",
        "当日计费数量",
        "疑为补记",
        "职工基本医疗保险",
        "核对医嘱",
        "发机构核实",
        "第 2 天",
        "张*丰",
    ):
        assert shown in page, shown
    assert "张三丰" not in page and "420101198001011234" not in page


@pytest.mark.parametrize("address", ["leads:detail", "leads:dossier"])
def test_the_institution_reads_no_inner_word(
    province: Province, sent: list[Lead], signed_in: Enter, address: str
) -> None:
    first, second = sent[0].suspicions.order_by("pk")
    ask(province, first)
    checked(province, second, "false")
    page = text(signed_in("clerk", "H1"), address, sent[0].number)
    assert "测试规则1" in page and "测试规则2" not in page
    assert "《医疗保障基金使用监督管理条例》" in page
    assert not [word for word in INNER if word in page]


def test_the_institution_reads_the_final_result(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    one = sent[0].suspicions.order_by("pk")[0]
    finished(province, one)
    page = text(signed_in("clerk", "H1"), "leads:detail", sent[0].number)
    assert "核查结论" in page and "属实" in page and f"{one.checkout_amt:,.2f}" in page
    assert "内部" not in page


@pytest.mark.parametrize(
    ("role", "place"),
    [("officer", "county2"), ("officer", "city2"), ("clerk", "H2"), ("third_party", "third")],
)
def test_a_lead_out_of_scope_is_not_there(sent: list[Lead], signed_in: Enter, role: str, place: str) -> None:
    text(signed_in(role, place), "leads:detail", sent[0].number, status=404)
    text(signed_in(role, place), "leads:dossier", sent[0].number, status=404)


def test_the_page_costs_the_same_for_any_number_of_suspicions_and_lines(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    small = publish_some(leads=1, suspicions=1, lines=1)[0]
    large = publish_some(leads=1, suspicions=9, lines=20, prefix="E")[0]
    making.send(province, [small, large])
    for one in large.suspicions.all():
        checked(province, one, "false")
    client = signed_in("officer")
    few = cost(client, "leads:detail", small.number)
    assert cost(client, "leads:detail", large.number) == few <= 26
    assert cost(client, "leads:dossier", large.number) == cost(client, "leads:dossier", small.number)


def test_printing_a_dossier_is_logged(sent: list[Lead], signed_in: Enter) -> None:
    page = text(signed_in("officer"), "leads:dossier", sent[0].number)
    assert "卷宗" in page and "签名" in page
    assert AuditEntry.objects.get(action="print").object_id == sent[0].number
