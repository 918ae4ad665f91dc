"""An older ledger is taken over: nothing on error, once only, each case at its stage, its money in the books."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases import dues, oldledger
from mingjing.office.cases.models import Case, Step
from mingjing.office.cases.services import acting, comparing, importing, people
from tests.office.cases.story import Story

pytestmark = pytest.mark.django_db
D = Decimal
CLUE = {
    "原案号": "旧〔2026〕1号", "当事人类别": "定点医药机构", "当事人性质": "法人和其他组织", "机构编码": "H1", "案件来源": "举报投诉",
    "发现日期": "2026-03-20", "违法情形序号": 13, "违法事实": "重复收取护理费", "行为日期": "2026-02-02", "环节": "线索核查",
}  # fmt: skip
DECIDED = CLUE | {
    "原案号": "旧〔2026〕2号", "骗取目的": "否", "认定理由": "系统设置错误", "基金损失": 2000, "环节": "执行中", "立案日期": "2026-03-21",
    "处理决定": "给予行政处罚", "决定日期": "2026-03-25", "送达日期": "2026-03-26", "责令退回": 2000, "罚款": 3000,
    "已退回": 2000, "已缴罚款": 1000, "缴款日期": "2026-04-01",
}  # fmt: skip
CLOSED = DECIDED | {
    "原案号": "旧〔2026〕3号", "环节": "已结案", "已退回": "", "已缴罚款": "", "结案日期": "2026-04-02"
}  # fmt: skip


def workbook(*rows: dict[str, Any]) -> BytesIO:
    """Fill the template in."""
    book = openpyxl.load_workbook(BytesIO(oldledger.template()))
    page = book[oldledger.SHEET]
    heads = {str(one.value).rstrip("*"): one.column for one in page[1]}
    for line, row in enumerate(rows, start=2):
        for head, value in row.items():
            page.cell(line, heads[head], value)
    file = BytesIO()
    book.save(file)
    return BytesIO(file.getvalue())


def test_each_case_stands_at_its_stage_with_its_money_and_one_entry_of_history(story: Story) -> None:
    made = importing.take_in(story.officer, "旧台账.xlsx", workbook(CLUE, DECIDED, CLOSED))
    clue, running, closed = (Case.objects.get(number=row.case) for row in made)
    assert [one.stage for one in (clue, running, closed)] == ["clue", "executing", "closed"]
    assert clue.imported.number == "旧〔2026〕1号" and clue.party_name == story.case.party_name
    for case in (clue, running, closed):
        assert list(case.steps.values_list("name", flat=True)) == ["import"]
        assert acting.replay(case) == case.stage
    owed = dues.outstanding(running, date(2026, 4, 7))
    assert (owed.refund, owed.fine, running.pay_by) == (0, D("2000.00"), date(2026, 4, 10))
    assert dues.outstanding(closed, date(2026, 4, 7)).total == 0
    assert not any(one.differences for one in comparing.checks(story.leader))


def test_a_taken_over_case_goes_on(story: Story) -> None:
    made = importing.take_in(story.officer, "旧台账.xlsx", workbook(DECIDED, CLUE))
    story.case = Case.objects.get(number=made[0].case)
    people.assign(story.leader, story.case, [story.officer, story.who("officer2")], story.officer)
    story.fresh()
    story.pay("fine", D("2000.00"))
    assert dues.outstanding(story.fresh(), story.now).total == 0
    story.case = Case.objects.get(number=made[1].case)
    people.assign(story.officer, story.case, [story.officer, story.who("officer2")], story.officer)
    assert story.to("investigating").case.filed_on == story.now


def test_nothing_is_taken_over_while_one_row_is_wrong_and_each_fault_is_named(story: Story) -> None:
    before = (Case.objects.count(), Step.objects.count())
    wrong = [
        CLUE | {"原案号": "", "发现日期": "去年"},
        DECIDED | {"送达日期": "", "罚款": "三千"},
        CLOSED | {"原案号": "旧3", "已缴罚款": 5, "结案日期": "2026-03-01"},
        CLUE | {"原案号": "旧4", "机构编码": "H9"},
        CLUE | {"原案号": "旧5", "违法情形序号": 30},
    ]
    rows = importing.preview(story.officer, "旧台账.xlsx", workbook(CLUE, *wrong))
    said = ["；".join(one.errors) for one in rows]
    assert said[0] == "" and "原案号没有填写" in said[1] and "不是日期" in said[1]
    assert "不小于 0" in said[2]
    assert "少于决定的金额" in said[3] and "早于前一环节" in said[3]
    assert "不在机构档案中" in said[4] and "违法情形" in said[5]
    with pytest.raises(InvalidError, match="5 行不能导入"):
        importing.take_in(story.officer, "旧台账.xlsx", workbook(CLUE, *wrong))
    assert (Case.objects.count(), Step.objects.count()) == before


def test_taking_over_twice_changes_nothing(story: Story) -> None:
    importing.take_in(story.officer, "旧台账.xlsx", workbook(CLUE, DECIDED))
    before = (Case.objects.count(), Step.objects.count())
    again = importing.take_in(story.officer, "旧台账.xlsx", workbook(CLUE, DECIDED | {"罚款": 3500}))
    assert all(one.known for one in again)
    assert (Case.objects.count(), Step.objects.count()) == before
    with pytest.raises(InvalidError, match="1 行不能导入"):
        new = CLUE | {"原案号": "旧9"}
        importing.take_in(story.officer, "旧台账.xlsx", workbook(new, new))


def test_the_page_previews_and_confirms(story: Story, signed_in: Callable[..., Client]) -> None:
    officer = signed_in("officer")
    assert officer.get("/cases/import/template/").status_code == 200
    upload = SimpleUploadedFile("旧台账.xlsx", workbook(CLUE, DECIDED).getvalue())
    page = officer.post("/cases/import/", {"file": upload})
    assert page.status_code == 200 and "确认导入 2 件" in page.content.decode()
    assert not Case.objects.filter(imported__isnull=False).exists()
    sent = {"upload": page.context["upload"], "name": "旧台账.xlsx"}
    assert officer.post("/cases/import/confirm/", sent).status_code == 302
    case = Case.objects.get(imported__number="旧〔2026〕2号")
    assert "旧台账导入" in officer.get(f"/cases/{case.number}/").content.decode()
    assert officer.post("/cases/import/confirm/", sent).status_code == 422
    broken = SimpleUploadedFile("旧台账.xlsx", b"no workbook")
    assert officer.post("/cases/import/", {"file": broken}).status_code == 422
    assert signed_in("auditor", "county1").get("/cases/import/").status_code == 403
