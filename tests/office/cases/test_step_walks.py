"""Two cases from the clue to the shelf by the pages alone: a fraud with everything, a light one by agreement."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from mingjing.office.accounts import audit
from mingjing.office.cases import hooks
from mingjing.office.cases.models import Measure, Named, Stage
from mingjing.office.cases.services import acting
from mingjing.office.clocks.days import add_working_days
from tests.office.cases.step_pages import Pages, said
from tests.office.cases.story import FRAUD, Story

pytestmark = pytest.mark.django_db
PENALTY = {
    "outcome": "penalty", "refund": "20000", "fine": "60000", "months": "6", "terminate": "on",
    "reason": "虚构检查项目，数额较大，按三倍处罚",
}  # fmt: skip


def investigated(pages: Pages) -> None:
    """File a fraud and collect what the report asks for."""
    story = pages.story
    story.change_act(replace(FRAUD, loss=Decimal("20000.00")))
    pages.do(story.officer, "propose-filing", "filing", text="经核查，涉嫌虚构检查项目")
    pages.do(story.leader, "approve-filing", "investigating", text="同意立案")
    story.add_evidence()
    pages.do(story.officer, "choose-track", kind="penalty", reason="造成基金损失")
    pages.do(story.officer, "choose-track", kind="transfer", reason="涉嫌诈骗罪")


def transferred_in_vain(pages: Pages) -> None:
    """Send it to the police, who refuse, twice."""
    officer, leader = pages.story.officer, pages.story.leader
    pages.do(officer, "propose-transfer", text="涉案 20000 元，建议移送")
    pages.do(leader, "approve-transfer", text="同意移送")
    pages.do(officer, "send", materials=["letter", "report", "items"], text="移送县公安局，抄送县检察院")
    pages.do(officer, "police-refuse", document="不予立案通知书〔2026〕1号")
    pages.do(leader, "reconsider", text="金额已达追诉标准")
    pages.do(officer, "police-refuse", document="维持不予立案决定书〔2026〕2号")
    pages.do(leader, "take-back", text="依法给予行政处罚")


def reviewed(pages: Pages) -> None:
    """Report, be sent back once, report again, pass."""
    story = pages.story
    pages.do(story.officer, "report", "reported", text="调查终结", **PENALTY)
    pages.do(story.officer, "submit-review", "legal_review")
    pages.do(story.reviewer, "return-review", "investigating", opinion="continue", text="补充询问笔录")
    pages.do(story.officer, "report", "reported", text="已补充询问笔录")
    pages.do(story.officer, "submit-review", "legal_review")
    pages.do(story.reviewer, "pass-review", "reviewed", text="同意")


def heard(pages: Pages) -> None:
    """Inform, plead, hold a hearing."""
    story = pages.story
    host = story.who("reviewer2")
    pages.do(story.leader, "notify", "notified")
    pages.do(story.officer, "plead", on=story.now, text="当事人认为金额计算有误")
    pages.do(story.officer, "request-hearing", "hearing", on=story.now)
    on = add_working_days(story.now, 8)
    pages.do(story.leader, "announce-hearing", hearing_on=on, host=host.pk, place="三楼会议室")
    story.on(on)
    pages.do(host, "hold-hearing", "heard", record="双方陈述、质证", opinion="事实清楚，建议维持")


def test_a_fraud_with_hearing_transfer_instalments_and_overdue_charge(story: Story) -> None:
    pages, told = Pages(story), []
    hooks.listen("test", lambda actor, case, track, named: told.extend(named))
    try:
        investigated(pages)
        transferred_in_vain(pages)
        reviewed(pages)
        heard(pages)
        panel = [one.pk for one in story.panel()]
        pages.do(story.leader, "discuss", "discussed", members=panel, text="一致同意")
        person = {"name_0": "李四", "code_0": "D420101000001", "duty_0": "main"}
        pages.do(story.leader, "decide", "decided", **person)
    finally:
        hooks.forget("test")
    assert [one.code for one in told] == ["D420101000001"] == [one.code for one in Named.objects.all()]
    pages.do(story.officer, "serve", "served", method="direct", receiver="院长")
    pages.do(story.leader, "publish", "executing")
    _pay(pages)
    pages.do(story.leader, "close", "closed", text="已全部执行")
    case = pages.do(story.officer, "archive", "archived")
    assert acting.replay(case) == Stage.ARCHIVED and case.archive_no and audit.verify().entries
    kinds = dict(Measure.objects.filter(track__case=case).values_list("kind", "amount"))
    assert kinds == {
        "recover": Decimal("20000.00"), "fine": Decimal("60000.00"), "suspend_department": None, "terminate": None,
        "transfer": None,
    }  # fmt: skip
    stay = Measure.objects.get(kind="suspend_department")
    assert stay.since == case.served_on and stay.until is not None and stay.since is not None
    assert (stay.until.month - stay.since.month) % 12 == 6


def _pay(pages: Pages) -> None:
    """The refund at once, the fine in two instalments, the second one ten days late with its charge."""
    story = pages.story
    officer, leader = story.officer, story.leader
    first, second = story.now + timedelta(days=30), story.now + timedelta(days=60)
    pages.do(officer, "receive", kind="refund", amount="20000", voucher="JK001")
    plan = {"on_0": first, "amount_0": "30000", "on_1": second, "amount_1": "30000"}
    pages.do(leader, "defer", reason="经营困难，分两期缴纳", **plan)
    story.on(first)
    pages.do(officer, "receive", kind="fine", amount="30000", voucher="JK002")
    story.on(second + timedelta(days=10))
    pages.do(officer, "urge", text="请于十日内缴清")
    pages.do(officer, "receive", kind="fine", amount="30000", voucher="JK003")
    unpaid = pages.send(officer, "finish", text="已缴清")
    assert unpaid.status_code == 409 and "9000.00 元未缴清" in said(unpaid)
    pages.do(officer, "receive", kind="overdue", amount="9000", voucher="JK004")
    pages.do(officer, "finish", "executed", text="罚款和加处罚款已缴清")


def test_a_light_one_by_agreement(story: Story) -> None:
    pages = Pages(story)
    officer, leader = story.officer, story.leader
    pages.do(officer, "propose-filing", text="重复收费")
    pages.do(leader, "approve-filing", text="同意")
    story.add_evidence()
    pages.do(officer, "choose-track", kind="agreement", reason="情节轻微，首次发生")
    pages.do(officer, "inform", text="违反服务协议第十条")
    pages.do(leader, "agree", statement="无意见", text="约谈，追回 2000 元")
    for kind, amount in (("talk", ""), ("recover", "2000"), ("damages", "200")):
        pages.do(officer, "measure", kind=kind, amount=amount, track_kind="agreement")
    unpaid = pages.send(officer, "carry-out", text="已约谈、已追回")
    assert unpaid.status_code == 409 and "2200.00 元未收" in said(unpaid)
    story.take_in()
    pages.do(officer, "carry-out", text="已约谈、已追回")
    choice = {"outcome": "no_penalty", "refund": "2000", "reason": "轻微并及时改正，按协议处理"}
    pages.do(officer, "report", "reported", text="调查终结", **choice)
    pages.do(leader, "settle", "executed", text="同意按协议处理办结")
    pages.do(leader, "close", "closed", text="同意结案")
    case = pages.do(officer, "archive", "archived")
    assert acting.replay(case) == Stage.ARCHIVED
    assert list(Measure.objects.values_list("kind", flat=True)) == ["talk", "recover", "damages"]


def test_a_small_one_on_the_spot(story: Story) -> None:
    pages = Pages(story)
    story.add_evidence()
    pages.do(story.officer, "choose-track", kind="penalty", reason="事实清楚")
    choice = {"outcome": "penalty", "refund": "2000", "fine": "2000", "reason": "首次违法"}
    pages.do(story.officer, "punish-on-spot", "served", statement="无意见", receiver="院长", **choice)
    pages.do(story.officer, "record-simple", text="已报本局备案")
    pages.do(story.leader, "withhold", "executing", text="数额较小，没有社会影响")
    for kind, voucher in (("refund", "A1"), ("fine", "A2")):
        pages.do(story.officer, "receive", kind=kind, amount="2000", voucher=voucher)
    pages.do(story.officer, "finish", "executed", text="已缴清")
    pages.do(story.leader, "close", "closed", text="同意")


def test_two_tabs_do_nothing_twice_and_lose_nothing(story: Story) -> None:
    """The same form sent twice, and a form that was open while somebody else went on."""
    pages = Pages(story)
    story.to(Stage.NOTIFIED)
    officer, client = story.officer, pages.client(story.officer)
    first, second = (pages.look(officer, "plead").context["form"]["seen"].value() for _ in range(2))
    fields = {"on": story.now, "text": "当事人的申辩"}
    assert client.post(pages.address("plead"), {**fields, "seen": first}).status_code == 302
    again = client.post(pages.address("plead"), {**fields, "seen": second})
    assert again.status_code == 409 and "1 项新的办理记录" in said(again)
    assert "当事人的申辩" in again.content.decode()
    assert story.case.steps.filter(name="plead").count() == 1
    newest = again.context["form"]["seen"].value()
    assert client.post(pages.address("plead"), {**fields, "seen": newest}).status_code == 302


def test_a_stranger_an_outsider_and_a_reader_get_nowhere(story: Story) -> None:
    pages = Pages(story)
    address = pages.address("propose-filing")
    for who, status in (("officer@county3", 404), ("clerk@H1", 403), ("auditor@county1", 403)):
        role, place = who.split("@")
        client = Client()
        client.force_login(story.who(role, place))
        assert client.post(address, {"text": "核查"}).status_code == status, who
    above = Client()
    above.force_login(story.who("officer", "city1"))
    assert "不能办理" in above.get(address).content.decode()
    assert above.post(address, {"text": "核查"}).status_code == 403
    assert pages.client(story.officer).get(pages.address("nothing")).status_code == 404
    assert story.fresh().stage == Stage.CLUE


def test_deadlines_are_extended_rested_and_resumed_on_the_pages(story: Story) -> None:
    pages = Pages(story)
    story.to(Stage.INVESTIGATING)
    pages.do(story.leader, "extend", kind="decision", days="30", reason="案情复杂")
    alone = pages.send(story.leader, "extend", kind="decision", days="60", reason="仍需延长")
    assert alone.status_code == 422 and "集体讨论不少于" in said(alone)
    panel = [one.pk for one in story.panel()]
    pages.do(story.leader, "extend", kind="decision", days="60", reason="集体讨论同意", members=panel)
    third = pages.client(story.leader).post(
        pages.address("extend"), {"kind": "decision", "days": "1", "reason": "再"}
    )
    assert third.status_code == 409 and "不能再延长" in said(third)
    pages.do(story.leader, "deduct", reason="鉴定", text="委托鉴定")
    story.after(10)
    pages.do(story.leader, "go-on", text="鉴定完成")
    assert pages.client(story.officer).post(pages.address("go-on"), {"text": "自行恢复"}).status_code == 403
