"""The whole story in a browser: screened, published, dispatched, answered, checked, reviewed, reported, signed off."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator

from mingjing.office.leads.workbook import sheets
from tests.e2e.visitor import Visitor, yuan

Visit = Callable[[str], Visitor]
RULES = "CHG-003 DBL-003 IDN-004 LMT-007"
BY_HAND = "医疗服务项目重复收费"
APPEALED = "同一费用重复结算、重复参保双重享受"
OVERRULED = "重叠住院"
COUNTED_ANEW = 3_500
"""Milliseconds: a board may be this old, as it says itself."""
PART_COUNTY, PART_CITY = "澜城区", "澜州市"


@pytest.mark.slow
def test_a_lead_goes_from_the_screening_to_the_provinces_sign_off(visit: Visit, tmp_path: Path) -> None:
    analyst, officer = visit("sheng.fenxi"), visit("lancheng.jingban")
    _screen_and_publish(analyst)
    task = _dispatch_to_two_cities(analyst)
    _sign_for(visit("lanzhou.jingban"), task, PART_CITY)
    _pass_on(visit("lanzhou.jingban"))
    _sign_for(officer, task, PART_COUNTY)
    for code in _ask(officer):
        _answer(visit(code))
    found = _check_by_hand(officer) + _check_by_excel(officer, task, tmp_path)
    reviewer = visit("lancheng.fushen")
    _review(reviewer)
    _finalise(reviewer)
    _report(officer, task, PART_COUNTY)
    _sign_off(visit("lanzhou.fushen"), task, PART_COUNTY)
    assert _confirmed(visit("sheng.lingdao")) == 0, "the province counts only what it signed off itself"
    _report(visit("lanzhou.jingban"), task, PART_CITY)
    _sign_off(visit("sheng.fushen"), task, PART_CITY)
    for person in ("sheng.lingdao", "lanzhou.lingdao", "lancheng.lingdao"):
        visit(person).page.wait_for_timeout(COUNTED_ANEW)
        assert _confirmed(visit(person)) == found, f"{person} sees the sum of the lines"


def _screen_and_publish(analyst: Visitor) -> None:
    page = analyst.go("/screenings/new/")
    page.fill("[name=title]", "端到端筛查")
    page.fill("[name=rules]", RULES)
    analyst.press("开始筛查")
    page.get_by_role("button", name="发布线索").wait_for(timeout=240_000)
    analyst.press("发布线索")
    page.get_by_text("已发布线索").first.wait_for(timeout=60_000)


def _rows(visitor: Visitor) -> list[Locator]:
    visitor.page.locator("#table-leads tbody tr").first.wait_for()
    return visitor.page.locator("#table-leads tbody tr").all()


def _dispatch_to_two_cities(analyst: Visitor) -> str:
    """Send all leads, those of 澜城 and 禾丰, so that none is left to be drawn at random; return the task's number."""
    page = analyst.go("/leads/?state=published")
    for row in _rows(analyst):
        row.locator("input[type=checkbox]").check()
    analyst.press("下发所选", page.locator("[data-picked]"))
    page.fill("[name=title]", "端到端核查任务")
    page.select_option("[name=split]", "city")
    analyst.press("预览分送结果")
    analyst.told("江亭市医疗保障局")
    analyst.press("确认下发")
    page.wait_for_url("**/tasks/HC*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _open_part(visitor: Visitor, task: str, receiver: str) -> None:
    """Open what `receiver` got of the task."""
    page = visitor.go(f"/tasks/{task}/")
    page.locator("main a[href^='/parts/']").filter(has_text=receiver).first.click()
    page.wait_for_url("**/parts/*/")


def _sign_for(visitor: Visitor, task: str, receiver: str) -> None:
    _open_part(visitor, task, receiver)
    visitor.press("签收")
    visitor.told("办理中")


def _pass_on(city: Visitor) -> None:
    city.press("转下级、拆分")
    city.page.select_option("[name=split]", "county")
    city.press("预览转下级")
    city.press("确认转下级")
    city.page.wait_for_url("**/parts/*/")


def _ask(officer: Visitor) -> list[str]:
    """Ask the institutions of all leads; return the accounts of their clerks."""
    page = officer.go("/leads/?state=checking")
    leads = [str(row.locator("a").first.get_attribute("href")) for row in _rows(officer)]
    page.locator("[data-pick-page]").check()
    officer.press("发机构核实", page.locator("[data-picked]"))
    officer.press("确认发送")
    officer.told("已将")
    codes = []
    for lead in leads:
        link = officer.go(lead).locator("main a[href^='/institutions/']").first
        codes.append(str(link.get_attribute("href")).strip("/").rsplit("/", 1)[1])
    return sorted(set(codes))


def _waiting(visitor: Visitor, heading: str) -> Locator:
    """Return the links of what waits under one heading of my work."""
    return (
        visitor.go("/").locator("section.queue").filter(has_text=heading).locator("a[href^='/suspicions/']")
    )


def _answer(clerk: Visitor) -> None:
    """Answer everything asked: one is appealed, the others accepted."""
    while (link := _waiting(clerk, "待答复")).count():
        title = link.first.inner_text()
        link.first.click()
        page = clerk.page
        if title == APPEALED:
            page.get_by_label("申诉", exact=True).check()
            page.fill("[name=amount]", "50.00")
            page.fill("[name=reason]", "系统重传造成重复上传，已于次日冲销，详见附件。")
        else:
            page.get_by_label("认可该疑点", exact=True).check()
        clerk.press("提交")
        page.locator("#work-form").wait_for(state="detached")


def _check_by_hand(officer: Visitor) -> Decimal:
    """Check one suspicion line by line in the page; return what was found."""
    link = _waiting(officer, "待初审").filter(has_text=BY_HAND).first
    link.click()
    page = officer.page
    officer.press("全部属实")
    amounts = [Decimal(str(row.get_attribute("data-hit"))) for row in page.locator("tr[data-line]").all()]
    page.locator("#work-form [name=verdict][value=true]").check()
    page.fill("#work-form [name=text]", "已核对收费清单和病历。")
    officer.press("提交")
    officer.told("已初审")
    return sum(amounts, Decimal(0))


def _check_by_excel(officer: Visitor, task: str, folder: Path) -> Decimal:
    """Check the others offline: all true but the one that the reviewer will overrule; return what is at stake."""
    _open_part(officer, task, PART_COUNTY)
    officer.press("Excel 填报")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="下载工作簿").click()
    path = folder / "filled.xlsx"
    download.value.save_as(path)
    at_stake = _fill(path)
    officer.page.set_input_files("input[type=file]", path)
    officer.press("上传并预览")
    officer.told("将写入的疑点")
    officer.page.get_by_role("button", name="确认写入").click()
    officer.told("条疑点的初审结果")
    return at_stake


def _fill(path: Path) -> Decimal:
    book = openpyxl.load_workbook(path)
    page = book[sheets.SUSPICIONS]
    place = {column.key: n for n, column in enumerate(sheets.SUSPICION, start=1)}
    at_stake = Decimal(0)
    for row in range(sheets.HEAD_ROW + 1, page.max_row + 1):
        is_overruled = OVERRULED in str(page.cell(row, place["rule"]).value)
        page.cell(row, place["verdict"]).value = "不属实" if is_overruled else "属实"
        if is_overruled:
            page.cell(row, place["reason"]).value = "病历、医嘱、检查报告足以说明"
        at_stake += Decimal(str(page.cell(row, place["checkout"]).value))
    book.save(path)
    return at_stake


def _review(reviewer: Visitor) -> None:
    """Agree with the checks, but overrule one."""
    while (link := _waiting(reviewer, "待复审")).count():
        title = link.first.inner_text()
        link.first.click()
        form = reviewer.page.locator("#work-form")
        form.locator("[name=verdict][value=true]").check()
        form.locator("[name=text]").fill("改判：两院同日住院。" if title == OVERRULED else "同意初审意见。")
        reviewer.press("提交")
        reviewer.told("已复审")


def _finalise(reviewer: Visitor) -> None:
    while (link := _waiting(reviewer, "待终审")).count():
        link.first.click()
        reviewer.press("作出终审")
        reviewer.told("已终审")


def _report(officer: Visitor, task: str, receiver: str) -> None:
    _open_part(officer, task, receiver)
    officer.press("上报")
    officer.page.locator(".head-tags").get_by_text("已上报待审签").wait_for()


def _sign_off(reviewer: Visitor, task: str, receiver: str) -> None:
    _open_part(reviewer, task, receiver)
    reviewer.press("审签")
    reviewer.page.locator(".head-tags").get_by_text("已审签").wait_for()


def _confirmed(leader: Visitor) -> Decimal:
    """Return what the dashboard shows as confirmed, after seeing that the list behind it says the same."""
    page = leader.go("/dashboard/")
    tile = page.locator(".funnel a").filter(has_text="属实").first
    return yuan(tile.inner_text().split("属实", 1)[1])
