"""Cases that have gone through everything a document can be about."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import Choice, Responsible
from mingjing.office.cases.models import EvidenceItem
from mingjing.office.cases.services import (
    deciding,
    evidence,
    execution,
    limits,
    pleading,
    procedure,
    register,
    tracks,
)
from mingjing.office.documents.models import Letterhead
from mingjing.office.documents.services import letterheads
from mingjing.office.institutions.models import Institution
from tests.office.cases.story import ORDINARY, Story

DOCTOR = Responsible("钱某", "D420101000001", "main")
HEAD = {
    "word": "甲医保", "address": "测试省甲市甲一县人民路 1 号", "postcode": "430000", "contact": "李某", "tel": "027-12345678",
    "review_body": "甲一县人民政府", "court": "甲一县人民法院", "review_days": "60", "suit_months": "6",
    "fine_account": "户名：甲一县财政局，开户行：某银行甲一支行，账号：1234567890",
    "fund_account": "户名：甲一县社会保障基金财政专户，开户行：某银行甲一支行，账号：0987654321",
    "police": "甲一县公安局", "prosecutor": "甲一县人民检察院",
}  # fmt: skip
FRAUD = replace(
    ORDINARY, situation=24, text="虚构“康复治疗”等医药服务项目，涉及参保人员 36 人次，骗取医疗保障基金",
    loss=Decimal("120500.60"), purpose="yes", purpose_reason="病历、治疗记录系事后编造，相关人员承认未实施治疗",
)  # fmt: skip
HEAVY = Choice(
    "penalty", "骗取金额较大，事后退回部分款项，配合调查，处三倍罚款", fine=Decimal("367501.80"),
    refund=Decimal("122500.60"), months=6,
)  # fmt: skip


def letterhead(story: Story) -> Letterhead:
    """Register what the documents of county1 say of the bureau; complete the register of H1."""
    Institution.objects.filter(code="H1").update(
        uscc="12420101MB0000001X", legrep_name="赵某", addr="测试省甲市甲一县解放路 8 号"
    )
    return letterheads.save(story.leader, HEAD)


def held(story: Story, kind: str) -> EvidenceItem:
    """Take in an object and have it preserved or sealed by the head."""
    item = evidence.register(
        story.officer, story.case, kind="object", name="收费登记簿 2 册" if kind == "preserve" else "服务器硬盘 1 块",
        text="记录 2026 年 3 月实际收费情况", origin="财务科", obtained_on=story.now, witness=story.who("officer2"),
    )  # fmt: skip
    evidence.hold(story.leader, item, kind, "可能灭失")
    return item


def settle(story: Story, item: EvidenceItem) -> None:
    """Settle what was held."""
    evidence.settle_hold(story.officer, item.holds.get(), "secured", "已复制核对")


def fraud(story: Story) -> Story:
    """A fraud case: two acts, both holds, a transfer that came back, hearing, panel, decision, instalments, urging."""
    letterhead(story)
    register.add_act(story.officer, story.case, FRAUD)
    story.to("investigating")
    for kind in ("preserve", "seal"):
        settle(story, held(story, kind))
    story.add_evidence()
    story.add_evidence("statement")
    _transfer(story)
    tracks.choose(story.officer, story.case, "penalty", "骗取医疗保障基金")
    limits.extend(story.leader, story.case, "decision", 20, "案情复杂，需要继续核实就诊人员")
    story.choice = HEAVY
    report = "调取了收费系统数据、病历和治疗记录，询问了相关人员 6 人。\n对 36 人次逐一核对，均无实际治疗。"
    procedure.report(story.officer, story.fresh(), report, HEAVY)
    story.to("legal_review")
    procedure.return_review(story.reviewer, story.case, "continue", "请补充认定骗取目的的证据")
    procedure.report(story.officer, story.fresh(), report, HEAVY)
    story.to("reviewed")
    pleading.notify(story.leader, story.case, HEAVY, story.now)
    _hearing(story)
    deciding.discuss(story.leader, story.fresh(), HEAVY, story.panel(), "一致同意处三倍罚款。无不同意见。")
    deciding.decide(story.leader, story.fresh(), HEAVY)
    return story


def _transfer(story: Story) -> None:
    track = tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
    group = [story.officer, story.who("officer2")]
    tracks.propose_transfer(story.officer, track, group, "经专案组核实，骗取数额较大，涉嫌诈骗罪，建议移送。")
    tracks.decide_transfer(story.leader, track, True, "同意移送")
    tracks.send(story.officer, track, ["letter", "report", "items"], "已派专人移送")
    tracks.police(story.officer, track, False, "甲一公不立字〔2026〕3号")
    tracks.object_to(story.leader, track, "reconsider", "涉案数额已达追诉标准，虚构事实的证据充分。")
    tracks.police(story.officer, track, False, "甲一公复字〔2026〕1号")
    tracks.object_to(story.leader, track, "take_back", "依法给予行政处罚")


def _hearing(story: Story) -> None:
    pleading.plead(story.officer, story.fresh(), "部分治疗确已实施，只是记录不全；请求从轻。", story.now)
    pleading.request_hearing(story.officer, story.fresh(), "当事人提出听证申请", story.now)
    day = story.now + timedelta(days=21)
    pleading.announce_hearing(story.leader, story.fresh(), day, story.reviewer, "本局三楼会议室")
    story.on(day)
    record = "主持人宣布听证开始。\n办案人员宣读违法事实和证据。\n当事人质证、申辩。\n主持人宣布听证结束。"
    pleading.hold_hearing(
        story.reviewer, story.fresh(), record, "当事人的意见不影响事实认定，建议维持拟处罚意见。"
    )


def execute(story: Story) -> Story:
    """Serve and publish, grant instalments, miss them, urge, go to court, end, close."""
    deciding.serve(story.officer, story.fresh(), story.now, "direct", "赵某")
    deciding.publish(story.leader, story.fresh())
    story.pay("refund", story.fresh().refund_amt)
    half = story.case.fine_amt / 2
    plan = [(story.now + timedelta(days=20), half), (story.now + timedelta(days=40), half)]
    execution.defer(story.leader, story.fresh(), plan, "经营困难，同意分两期缴纳")
    story.after(60)
    execution.urge(story.officer, story.fresh(), "请立即缴清罚款和加处罚款")
    story.after(20)
    execution.apply_court(story.leader, story.fresh(), "经催告仍未履行，被申请人名下有可供执行的账户。")
    execution.finish(story.officer, story.fresh(), "基金已退回，罚款已申请法院强制执行", "court")
    execution.close(story.leader, story.fresh(), "同意结案")
    return story


def people(story: Story) -> dict[str, User]:
    """Return who writes and who issues."""
    return {"officer": story.officer, "reviewer": story.reviewer, "leader": story.leader}
