"""Two cases in a browser: a fraud with transfer, hearing and instalments, a light one by agreement; both in the table."""

from base64 import b64decode
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from mingjing.kernel import workday
from tests.e2e.visitor import Visitor

Visit = Callable[[str], Visitor]
FIRST = date(2026, 4, 7)
LOSS, FINE = "20000", "60000"


class Days:
    """The days of the site."""

    def __init__(self, file: Path) -> None:
        self.file, self.now = file, FIRST
        self.on(FIRST)

    def on(self, day: date) -> None:
        self.now = day
        self.file.write_text(day.isoformat(), encoding="utf-8")

    def after(self, days: int) -> None:
        self.on(self.now + timedelta(days=days))


class File:
    """One case's file, opened by whoever has something to do."""

    def __init__(self, number: str) -> None:
        self.number = number

    def at(self, who: Visitor, tab: str = "") -> Any:
        """Open a page of the file."""
        return who.go(f"/cases/{self.number}/{tab}")

    def do(self, who: Visitor, step: str, **fields: object) -> None:
        """Open a step's form, fill it in over what it proposes, send it; it must be taken."""
        page = self.at(who, f"steps/{step}/")
        fill(page, fields)
        page.locator("main form[data-once] .btn-primary").click()
        agree = page.locator("dialog[open] .btn-primary")
        if agree.count():
            agree.first.click()
        page.wait_for_url(lambda url: "/steps/" not in url)

    def paper(
        self, visit: Visit, title: str, by: str = "officer-county1", served: bool = False, **fields: str
    ) -> None:
        """Write the paper that the file's head asks for, have it signed, hand it over."""
        who = visit(by)
        page = self.at(who)
        who.press(f"制作{title}")
        page.wait_for_url("**/documents/*/")
        address = page.url
        for gap in page.locator("main [name^=gap-]").all():
            gap.fill(gap.input_value() or "某某")
        fill(page, dict(fields))
        if page.get_by_role("button", name="保存并刷新预览").count():
            who.press("保存并刷新预览")
        if page.get_by_role("button", name="定稿", exact=True).count():
            who.press("定稿")
        else:
            who.press("送签")
            leader = visit("leader-county1")
            leader.page.goto(address)
            leader.press("签发")
            page.reload()
        page.locator(".paper-bar").get_by_text("已签发").wait_for()
        if served:
            page.fill("main [name=place]", "院长办公室")
            page.set_input_files("main [name=file]", RECEIPT)
            who.press("登记送达")
            who.told("送达记录")

    def stage(self, who: Visitor, label: str) -> None:
        """See that the file's head names this stage."""
        self.at(who).locator(".case-line").filter(has_text=label).wait_for()


def fill(page: Any, fields: dict[str, object]) -> None:
    """Fill a form's fields by name: texts and dates, choices, boxes to tick."""
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        for one in values:
            box = page.locator(f"main [name={name}][type=checkbox], main [name={name}][type=radio]")
            if box.count():
                box.and_(page.locator(f"[value='{one}']")).check()
            elif page.locator(f"main select[name={name}]").count():
                page.select_option(f"main select[name={name}]", str(one))
            else:
                page.fill(f"main [name={name}]", str(one))


@pytest.mark.slow
def test_a_fraud_and_a_light_case_end_in_the_official_table(visit_case: Visit, day_file: Path) -> None:
    days = Days(day_file)
    fraud = _open(visit_case, "H1医院", FRAUD)
    _investigate(visit_case, fraud)
    _refused_by_the_police(visit_case, fraud)
    _review_and_hear(visit_case, fraud, days)
    _decide(visit_case, fraud)
    _pay_in_instalments(visit_case, fraud, days)
    light = _open(visit_case, "H2医院", LIGHT)
    _agree(visit_case, light)
    _see_the_money(visit_case, fraud)
    days.on(date(2027, 1, 4))
    _see_the_table(visit_case)


RECEIPT = {
    "name": "回证.png", "mimeType": "image/png",
    "buffer": b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
}  # fmt: skip
FRAUD = {
    "situation": 24, "text": "2026年3月虚构检查项目申报结算", "acted_on": "2026-03-02", "purpose": "yes",
    "purpose_reason": "检查记录系伪造", "loss": LOSS, "loss_method": "逐项计算", "loss_ref": "xz-35",
}  # fmt: skip
LIGHT = {
    "situation": 13, "text": "2026年3月重复收取护理费", "acted_on": "2026-03-02", "purpose": "no",
    "purpose_reason": "收费系统设置错误", "loss": "2000", "loss_method": "逐项计算", "loss_ref": "xz-35",
}  # fmt: skip


HEARING = {"时间": "上午9时30分", "记录员": "王某", "公开": "公开举行"}
RECORD = {"起止时间": "上午9时30分至11时", "记录员": "王某", "申请人": "院长"}
PANEL = {"时间": "上午10时", "主持人": "局长", "记录人": "王某"}


def _people(visit: Visit) -> tuple[Visitor, Visitor]:
    return visit("officer-county1"), visit("leader-county1")


def _open(visit: Visit, party: str, act: dict[str, object]) -> File:
    """Open a case from the confirmed suspicion of a hospital; who handles it, what it did, evidence."""
    officer, _ = _people(visit)
    page = officer.go("/cases/unhandled/")
    page.locator("tbody tr").filter(has_text=party).locator("input[type=checkbox]").check()
    officer.press("登记案件", page.locator("[data-picked]"))
    officer.press("登记案件")
    page.wait_for_url("**/cases/AJ-*/")
    file = File(page.url.rstrip("/").rsplit("/", 1)[1])
    page = file.at(officer, "officers/")
    for box in page.locator("[name=users]").all():
        box.check()
    page.select_option("[name=lead]", index=1)
    officer.press("确定")
    page = file.at(officer, "acts/")
    fill(page, act)
    officer.press("登记")
    officer.told(str(act["text"]))
    return file


def _collect(officer: Visitor, file: File) -> None:
    """Take one piece of evidence in, with its file, and verify it."""
    page = file.at(officer, "evidence/")
    fill(page, {"kind": "document", "name": "费用清单", "origin": "医院提供", "text": "证明收费和记录不符"})
    page.select_option("[name=witness]", index=1)
    page.set_input_files(
        "[name=file]",
        {"name": "清单.csv", "mimeType": "text/csv", "buffer": "项目,金额\n检查,200\n".encode()},
    )
    officer.press("登记")
    page.locator("main table a").filter(has_text="费用清单").first.click()
    fill(page, {"text": "与系统数据核对一致"})
    page.get_by_role("button", name="查证属实").click()
    officer.told("已查证属实")


def _investigate(visit: Visit, file: File) -> None:
    officer, leader = _people(visit)
    file.do(officer, "propose-filing", text="经核查，涉嫌虚构检查项目")
    file.do(leader, "approve-filing", text="同意立案")
    file.paper(visit, "立案审批表")
    _collect(officer, file)
    file.do(officer, "choose-track", kind="penalty", reason="造成基金损失")
    file.do(officer, "choose-track", kind="transfer", reason="涉嫌诈骗罪")


def _refused_by_the_police(visit: Visit, file: File) -> None:
    officer, leader = _people(visit)
    file.do(officer, "propose-transfer", text="涉案 20000 元，建议移送")
    file.do(leader, "approve-transfer", text="同意移送")
    file.paper(visit, "涉嫌犯罪案件移送书", 罪名="诈骗罪")
    file.do(officer, "send", materials=["letter", "report", "items"], text="移送县公安局，抄送县检察院")
    file.do(officer, "police-refuse", document="不予立案通知书〔2026〕1号")
    file.do(leader, "take-back", text="依法给予行政处罚")


def _review_and_hear(visit: Visit, file: File, days: Days) -> None:
    officer, leader = _people(visit)
    host = visit("reviewer2-county1")
    choice = {
        "outcome": "penalty",
        "refund": LOSS,
        "fine": FINE,
        "months": 6,
        "reason": "数额较大，按三倍处罚",
    }
    file.do(officer, "report", text="调查终结", **choice)
    file.paper(visit, "案件调查终结报告")
    file.do(officer, "submit-review")
    file.do(visit("reviewer-county1"), "pass-review", text="同意")
    file.paper(visit, "法制审核意见书", by="reviewer-county1")
    file.do(leader, "notify")
    file.paper(visit, "行政处罚事先告知书", served=True)
    file.do(officer, "request-hearing", on=days.now)
    heard = workday.add(days.now, 8, chinese_calendar.is_workday)
    page = file.at(leader, "steps/announce-hearing/")
    fill(page, {"hearing_on": heard, "place": "三楼会议室"})
    _choose(page, "host", "reviewer2-county1")
    leader.press("通知听证")
    page.wait_for_url(lambda url: "/steps/" not in url)
    file.paper(visit, "行政处罚听证通知书", served=True, **HEARING)
    days.on(heard)
    file.do(host, "hold-hearing", record="双方陈述、质证", opinion="事实清楚，建议维持")
    file.paper(visit, "行政处罚听证笔录", by="reviewer2-county1", **RECORD)
    file.stage(officer, "已复核申辩")


def _choose(page: Any, name: str, account: str) -> None:
    """Choose the person whose name the option shows."""
    option = page.locator(f"main [name={name}] option").filter(has_text=account)
    page.select_option(f"main [name={name}]", option.get_attribute("value"))


def _decide(visit: Visit, file: File) -> None:
    officer, leader = _people(visit)
    page = file.at(leader, "steps/discuss/")
    for box in page.locator("main [name=members]").all()[:4]:
        box.check()
    fill(page, {"text": "一致同意"})
    leader.press("登记集体讨论")
    page.wait_for_url(lambda url: "/steps/" not in url)
    file.paper(visit, "案件集体讨论记录", **PANEL)
    file.do(leader, "decide")
    file.paper(visit, "行政处罚决定书", served=True)
    file.stage(officer, "已送达")
    file.do(leader, "publish")
    file.stage(officer, "执行中")


def _pay_in_instalments(visit: Visit, file: File, days: Days) -> None:
    """The refund at once, the fine in two instalments, the second ten days late with its charge."""
    officer, leader = _people(visit)
    file.do(officer, "receive", kind="refund", amount=LOSS, voucher="JK001")
    first, second = days.now + timedelta(days=30), days.now + timedelta(days=60)
    plan = {"on_0": first, "amount_0": "30000", "on_1": second, "amount_1": "30000"}
    file.do(leader, "defer", reason="经营困难，分两期缴纳", **plan)
    days.on(first)
    file.do(officer, "receive", kind="fine", amount="30000", voucher="JK002")
    days.on(second + timedelta(days=10))
    file.do(officer, "urge", text="请于十日内缴清")
    file.do(officer, "receive", kind="fine", amount="30000", voucher="JK003")
    file.do(officer, "receive", kind="overdue", amount="9000", voucher="JK004")
    file.do(officer, "finish", text="罚款和加处罚款已缴清")
    file.do(leader, "close", text="已全部执行")
    _shelve(visit, file)
    file.stage(officer, "已归档")


def _shelve(visit: Visit, file: File) -> None:
    """Write the last papers and put the file on the shelf."""
    file.paper(visit, "结案审批表")
    file.paper(visit, "案卷封面", 保管期限="30年", 卷次="正卷")
    file.paper(visit, "卷内文件目录")
    file.do(visit("officer-county1"), "archive")


def _agree(visit: Visit, file: File) -> None:
    officer, leader = _people(visit)
    file.do(officer, "propose-filing", text="重复收费")
    file.do(leader, "approve-filing", text="同意")
    file.paper(visit, "立案审批表")
    _collect(officer, file)
    file.do(officer, "choose-track", kind="agreement", reason="情节轻微，首次发生")
    file.do(officer, "inform", text="违反服务协议第十条")
    file.do(leader, "agree", statement="无意见", text="约谈，追回 2000 元")
    file.do(officer, "measure", kind="talk")
    file.do(officer, "measure", kind="recover", amount="2000")
    _take_in(officer)
    file.do(officer, "carry-out", text="已约谈、已追回")
    choice = {"outcome": "no_penalty", "refund": "2000", "reason": "轻微并及时改正，按协议处理"}
    file.do(officer, "report", text="调查终结", **choice)
    file.paper(visit, "案件调查终结报告")
    file.do(leader, "settle", text="同意按协议处理办结")
    file.do(leader, "close", text="同意结案")
    _shelve(visit, file)
    file.stage(officer, "已归档")


def _take_in(officer: Visitor) -> None:
    """What agreement handling takes back comes in on the ledger's page of debts."""
    page = officer.go("/ledger/debts/")
    officer.press("办理")
    fill(page, {"document": "HD-001"})
    officer.press("登记收款")
    page.wait_for_url(lambda url: "/pay/" not in url)


def _see_the_money(visit: Visit, file: File) -> None:
    """The file's money: everything decided came in, nothing is owed."""
    page = file.at(visit("officer-county1"), "money/")
    page.get_by_text("JK004").first.wait_for()
    assert page.get_by_text("9,000.00").count()


def _see_the_table(visit: Visit) -> None:
    """Both cases stand in the 22-column table of the year, and its cells lead to them; the head signs it."""
    officer = visit("officer-county1")
    page = officer.go("/reports/new/?form=campaign")
    fill(page, {"first": "2026-01-01", "last": "2026-12-31"})
    officer.press("新建")
    officer.press("取数")
    page.locator("table.official tbody tr").first.wait_for()
    address = page.url
    shown = [one.inner_text() for one in page.locator("table.official tbody tr").first.locator("td").all()]
    dealt_with, recovered, fined, interviewed = (int(shown[n - 1]) for n in (3, 7, 8, 9))
    assert (dealt_with, recovered, fined, interviewed) == (2, 2, 1, 1), shown
    assert [Decimal(shown[n - 1]) for n in (14, 16)] == [Decimal("2.2"), 6], shown
    for column, party in ((8, "H1医院"), (9, "H2医院")):
        page.goto(address)
        page.locator("table.official tbody tr").first.locator("td").nth(column - 1).locator("a").click()
        page.locator("main table").get_by_text(party).first.wait_for()
    leader = visit("leader-county1")
    leader.page.goto(address)
    leader.press("审签锁定")
    leader.page.locator(".head-tags").get_by_text("已锁定").wait_for()
