"""The pages of reports: what stands on them, what may be done there, files, drill-down, and what they cost."""

import io
from collections.abc import Callable
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingjing.office.leads.models import Lead
from mingjing.office.reports import printing
from mingjing.office.reports.models import Activity, Edition, Report
from mingjing.office.reports.services import reports
from tests.office.leads.pages import cost, send, text
from tests.office.province import Province
from tests.office.reports import world
from tests.office.reports.world import FIRST, LAST

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def report(province: Province, sent: list[Lead]) -> Report:
    world.settle(sent[0], "true")
    world.city(province)
    made = reports.begin(province.who("officer"), "campaign", FIRST, LAST, {})
    reports.draw(province.who("officer"), made)
    return made


def test_the_clerk_begins_draws_and_the_leader_signs(province: Province, signed_in: Enter) -> None:
    world.city(province)
    officer = signed_in("officer")
    assert "打击欺诈骗保专项整治行动情况统计表" in text(officer, "reports:new")
    wrong = officer.post("/reports/new/?form=quarterly", {"first": "2026-02-01", "last": "2026-03-31"})
    assert wrong.status_code == 422 and "完整季度" in wrong.content.decode()
    where = officer.post("/reports/new/?form=campaign", {"first": "2026-03-01", "last": "2026-03-31"})
    pk = int(where["Location"].strip("/").split("/")[-1])
    assert "尚未取数" in text(officer, "reports:report", pk)
    send(officer, "reports:draw", pk)
    page = text(officer, "reports:report", pk)
    assert (
        "2026年打击欺诈骗保专项整治行动情况统计表" in page
        and "勾稽关系成立" in page
        and "审签锁定</h2>" not in page
    )
    leader = signed_in("leader")
    assert "审签锁定</h2>" in text(leader, "reports:report", pk)
    version = Edition.objects.get(report=pk).version
    send(leader, "reports:sign", pk, 1, version=version, text="")
    assert "已锁定上报" in text(officer, "reports:report", pk)
    city = signed_in("leader", "city1")
    assert "退回下级" in text(city, "reports:report", pk)
    assert "请" in send(city, "reports:return", pk, 1, status=422, version=version + 1, reason="")
    send(city, "reports:accept", pk, 1, version=version + 1, text="同意")
    assert "上级已审签" in text(officer, "reports:report", pk) and "没有变化" in text(
        officer, "reports:changes", pk
    )


def test_a_change_after_the_lock_is_shown_and_corrected_on_the_page(
    report: Report, province: Province, signed_in: Enter
) -> None:
    edition = Edition.objects.get(report=report)
    reports.sign(province.who("leader"), edition, edition.version)
    world.register(province.who("officer"), "inspection", institution="H2")
    officer = signed_in("officer")
    page = text(officer, "reports:changes", report.pk)
    assert "4 格不同" in page and "登记" in page
    send(officer, "reports:changes", report.pk, status=422, reason="")
    send(officer, "reports:changes", report.pk, reason="补登检查")
    page = text(officer, "reports:report", report.pk)
    assert "更正表（第2版）" in page and "补登检查" in page and "更正情况" in page
    book = openpyxl.load_workbook(io.BytesIO(printing.printed(Edition.objects.get(number=2), "excel", "")))
    assert [cell.value for cell in book["更正情况"][2]][:6] == [
        "1",
        "2",
        "总计　检查定点医药机构数(家)",
        "3",
        "4",
        "1",
    ]


def test_what_waits_stands_in_everybodys_work(report: Report, province: Province, signed_in: Enter) -> None:
    assert "报表待审签" in text(signed_in("leader"), "home") and "报表待" not in text(
        signed_in("officer"), "home"
    )
    edition = Edition.objects.get(report=report)
    reports.sign(province.who("leader"), edition, edition.version)
    above = text(signed_in("leader", "city1"), "home")
    assert "下级报表待审签" in above and f"/reports/{report.pk}/" in above
    edition.refresh_from_db()
    reports.give_back(province.who("leader", "city1"), edition, edition.version, "漏报")
    assert "报表待编制" in text(signed_in("officer"), "home")


def test_the_options_are_changed_and_told(report: Report, signed_in: Enter) -> None:
    officer = signed_in("officer")
    send(officer, "reports:options", report.pk, handled="sum")
    page = text(officer, "reports:report", report.pk)
    assert "第4至12栏相加" in page and "尚未取数" in page
    send(officer, "reports:options", report.pk, status=422, handled="x")


def test_every_cell_opens_what_is_behind_it(report: Report, signed_in: Enter) -> None:
    officer = signed_in("officer")
    page = text(officer, "reports:report", report.pk)
    assert f"/reports/{report.pk}/editions/1/cells/1/13/" in page
    table = Edition.objects.get(report=report).figures
    for row in table["rows"]:
        for cell in row["cells"]:
            shown = cell["shown"]
            place = (report.pk, 1, row["number"], cell["column"])
            found = text(officer, "reports:cell", *place) if shown not in ("", "0") else ""
            assert not found or "共 0 家" not in found, place
    money = text(officer, "reports:cell", report.pk, 1, 1, 13, by="source")
    assert "资金凭证" in money and "300,000.00" in money
    assert "H1医院" in text(officer, "reports:cell", report.pk, 1, 5, 8)
    assert "张某" not in text(officer, "reports:cell", report.pk, 1, 1, 22, by="source")
    assert "案件" in text(officer, "reports:cell", report.pk, 1, 1, 3, by="source")
    text(officer, "reports:cell", report.pk, 1, 14, 1, status=404)
    export = officer.get(f"/reports/{report.pk}/editions/1/cells/1/13/?by=source&export=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(export.getvalue())).active.iter_rows(values_only=True))
    assert sum(Decimal(str(row[-1])) for row in rows[1:]) == 409000


def test_files_carry_the_figures(report: Report, province: Province, signed_in: Enter) -> None:
    officer = signed_in("officer")
    answer = officer.get(f"/reports/{report.pk}/editions/1/excel/")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    assert book.sheetnames == ["统计表", "校验与口径", "数据来源"] and book.worksheets[0]["P7"].value == 40.9
    assert officer.get(f"/reports/{report.pk}/editions/1/word/").status_code == 409
    made = reports.begin(province.who("officer"), "briefing1371", FIRST, LAST, {})
    reports.draw(province.who("officer"), made)
    page = text(officer, "reports:report", made.pk)
    assert "三、落实七项闭环措施" in page and "主动退回医保基金" in page and ">22.97万元</a>" in page
    answer = officer.get(f"/reports/{made.pk}/editions/1/word/")
    document = docx.Document(io.BytesIO(answer.getvalue()))
    words = "".join(paragraph.text for paragraph in document.paragraphs)
    assert (
        "1家定点医药机构提交自查报告，1家自查存在问题，主动退回医保基金22.97万元，退还参保人8.39万元。"
        in words
    )
    assert "联合惩戒定点医药机构2家，其中药店1家、医疗机构1家。" in words and "{" not in words
    links = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert f"http://testserver/reports/{made.pk}/editions/1/cells/1/8/" in links


def test_a_pdf_is_made_or_the_page_says_what_is_missing(
    report: Report, signed_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    answer = signed_in("officer").get(f"/reports/{report.pk}/editions/1/pdf/")
    assert answer.status_code == 409 and "LibreOffice" in answer.content.decode()


def test_activities_are_registered_and_withdrawn_on_the_page(province: Province, signed_in: Enter) -> None:
    officer = signed_in("officer")
    assert "举报奖励" in text(officer, "reports:activity-new")
    wrong = officer.post(
        "/reports/activities/new/?kind=inspection", {"on": "2026-03-05", "institution": "H4"}
    )
    assert wrong.status_code == 422 and "管辖范围" in wrong.content.decode()
    right = {"on": "2026-03-05", "institution": "H1", "document": "检〔2026〕1号", "text": "双随机"}
    assert officer.post("/reports/activities/new/?kind=inspection", right).status_code == 302
    one = Activity.objects.get()
    assert "H1医院" in text(officer, "reports:activities") and "双随机" in text(
        officer, "reports:activity", one.pk
    )
    send(officer, "reports:activity-withdraw", one.pk, status=422, reason="")
    send(officer, "reports:activity-withdraw", one.pk, reason="登错")
    assert "已撤销" in text(officer, "reports:activity", one.pk)
    text(signed_in("officer", "county3"), "reports:activity", one.pk, status=404)


def test_pages_cost_the_same_however_much_is_behind_them(
    report: Report, province: Province, signed_in: Enter
) -> None:
    officer = signed_in("officer")
    edition = Edition.objects.get(report=report)
    reports.sign(province.who("leader"), edition, edition.version)
    before = [
        cost(officer, "reports:list"), cost(officer, "reports:report", report.pk), cost(officer, "reports:activities"),
        cost(officer, "reports:cell", report.pk, 1, 1, 2),
        cost(officer, "reports:cell", report.pk, 1, 1, 3, by="source"),
    ]  # fmt: skip
    for number in range(6):
        world.register(province.who("officer"), "inspection", institution="H2")
        world.measure(world.case(province, f"AJ-Y{number}", "H2"), "talk")
    reports.begin(province.who("officer"), "quarterly", FIRST.replace(month=1), LAST, {})
    made = reports.correct(province.who("officer"), report, "补登")
    reports.sign(province.who("leader"), made, made.version)
    after = [
        cost(officer, "reports:list"), cost(officer, "reports:report", report.pk), cost(officer, "reports:activities"),
        cost(officer, "reports:cell", report.pk, 2, 1, 2),
        cost(officer, "reports:cell", report.pk, 2, 1, 3, by="source"),
    ]  # fmt: skip
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, 0, 0, 0, 0], (before, after)
    assert before == [7, 11, 7, 7, 9]


def test_the_api_lists_reports_with_their_editions_in_the_same_queries_however_many(
    province: Province, signed_in: Enter
) -> None:
    officer, reader = province.who("officer", "city1"), signed_in("leader", "city1")
    reports.draw(officer, reports.begin(officer, "campaign", FIRST, LAST, {}))
    reader.get("/api/v1/reports")
    with CaptureQueriesContext(connection) as one:
        reader.get("/api/v1/reports")
    reports.begin(officer, "briefing1371", FIRST, LAST, {}, below=True)
    with CaptureQueriesContext(connection) as several:
        found = reader.get("/api/v1/reports").json()
    assert len(found) > 3 and len(several) == len(one)
    assert [[each["number"] for each in row["editions"]] for row in found if row["form"] == "campaign"] == [
        [1]
    ]
