"""The page of one lead and its dossier: what the bureau reads, and what the institution does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead
from mingjing.office.screenings.models import Lake
from tests.office import province as making
from tests.office.leads import run_files
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


@pytest.fixture
def visit_lake(province: Province, sent: list[Lead], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lead:
    """The first lead is encounter M1 of a lake that has its three fee lines, two of them suspicious."""
    fees = [
        {
            "bkkp_sn": key, "mdtrt_id": "M1", "psn_no": "P1", "fixmedins_code": "H1", "med_list_codg": "001",
            "medins_list_name": name, "cnt": "1", "pric": "10.00", "det_item_fee_sumamt": "10.00",
            "fee_ocur_time": f"2026-03-0{day} 08:00:00",
        }
        for key, name, day in (("D000-L0", "血常规", 2), ("D000-L1", "床位费", 3), ("X1", "诊查费", 3))
    ]  # fmt: skip
    monkeypatch.setitem(run_files.TABLES, "fee_list_d", fees)
    Lake.objects.update(path=str(run_files.deliver(tmp_path)))
    Lead.objects.filter(pk=sent[0].pk).update(mdtrt_id="M1")
    return Lead.objects.get(pk=sent[0].pk)


def test_all_fee_lines_of_the_visit_come_by_day_with_the_suspicious_marked(
    visit_lake: Lead, signed_in: Enter
) -> None:
    client = signed_in("officer")
    assert "读取全部费用明细" in text(client, "leads:detail", visit_lake.number)
    page = text(client, "leads:fees", visit_lake.number)
    assert "诊查费" in page and page.count("◆</span>") == 2 and "第 2 天" in page
    assert AuditEntry.objects.get(action="view_fees").object_id == visit_lake.number
    part = client.get(f"/leads/{visit_lake.number}/fees/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<section")
    text(signed_in("officer", "county3"), "leads:fees", visit_lake.number, status=404)


def test_the_institution_is_not_shown_the_whole_bill_and_a_lost_lake_is_told(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    ask(province, sent[0].suspicions.order_by("pk")[0])
    assert "全部费用明细" not in text(signed_in("clerk", "H1"), "leads:detail", sent[0].number)
    text(signed_in("clerk", "H1"), "leads:fees", sent[0].number, status=403)
    assert "费用明细暂时不能显示" in text(signed_in("officer"), "leads:fees", sent[0].number)
