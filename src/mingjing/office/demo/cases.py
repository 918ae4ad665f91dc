"""Plays two counties' cases, months of them, through the same services as the pages: every stage is there to be seen."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import ActFacts, Choice
from mingjing.office.cases.models import Case, Track
from mingjing.office.cases.services import (
    execution,
    pleading,
    procedure,
    register,
    tracks,
)
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import add_working_days
from mingjing.office.demo import handovers, papers, staff
from mingjing.office.demo.bench import Bench
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Suspicion

_D = Decimal


@transaction.atomic
def tell() -> None:
    """Play once; a province that already has cases is left as it is."""
    if Case.objects.exists():
        return
    _certify()
    papers.print_letterheads()
    handovers.introduce()
    places = _places("yunhu")
    _fraud_with_hearing(Bench("yunhu", places[0], 150))
    _instalments_overdue(Bench("yunhu", places[1], 110))
    _with_the_police(Bench("qingdu", _places("qingdu")[0], 30))
    _heard_next_week(Bench("yunhu", places[2], 60))
    _in_legal_review(Bench("yunhu", places[3], 45))
    _from_leads("yunhu")
    _from_leads("qingdu")


def _certify() -> None:
    """Give the officers of both counties the numbers of their enforcement certificates."""
    for county in ("yunhu", "qingdu"):
        for number, role in enumerate(("jingban", "xieban", "fushen"), 1):
            admdvs = {"yunhu": "421221", "qingdu": "421223"}[county]
            User.objects.filter(username=f"{county}.{role}").update(cert_no=f"{admdvs}-{number:03}")


def _places(county: str) -> list[Institution]:
    """Return institutions of a county, those with the fewest leads first: their cases come from tips."""
    body = User.objects.get(username=f"{county}.jingban").organisation
    return list(Institution.objects.filter(bureau=body, kind=Institution.Kind.HOSPITAL).order_by("code"))


DOUBLE_CHARGES = ActFacts(
    13, "重复收取护理费、床位费，超出实际住院日数", date(2026, 1, 1), purpose="no", purpose_reason="收费系统设置错误，无骗取故意",
    loss=_D("36800.00"), loss_method="逐项计算", loss_ref="xz-35",
)  # fmt: skip
INVENTED = ActFacts(
    24, "虚构理疗项目，伪造治疗记录并申报结算", date(2026, 1, 1), purpose="yes",
    purpose_reason="治疗记录集中补写，患者证实未接受治疗，医院明知而申报", loss=_D("52600.00"),
    loss_method="逐项计算", loss_ref="xz-35",
)  # fmt: skip


def _transfer(bench: Bench) -> Track:
    """Hand the case over to the police."""
    officer = bench.who("jingban")
    with bench.after(4):
        found = tracks.choose(officer, bench.case, "transfer", "涉案金额达到诈骗罪数额较大标准。")
        group = [officer, bench.who("xieban")]
        tracks.propose_transfer(officer, found, group, "专案组经核实，涉嫌诈骗犯罪，建议移送公安机关。")
    with bench.after(1):
        tracks.decide_transfer(bench.leader, bench.track("transfer"), True, "同意移送。")
        bench.write("transfer_letter")
        return handovers.to_police(officer, bench.case)


def _fraud_with_hearing(bench: Bench) -> None:
    """Invented services: the police do not file, a hearing, a fine of three times, paid, closed, archived."""
    bench.open(INVENTED, "tip", "群众来信反映虚记理疗项目")
    bench.file()
    _transfer(bench)
    with bench.after(3):
        refused = tracks.police(bench.who("jingban"), bench.track("transfer"), False, "不予立案通知书")
    with bench.after(1):
        tracks.object_to(bench.leader, refused, "take_back", "公安机关认为不构成犯罪，依法给予行政处罚。")
    fine = INVENTED.loss * 3 if INVENTED.loss else _D(0)
    choice = Choice(
        "penalty",
        "骗取金额较大，未主动退回，按一般档处罚。",
        fine=fine,
        refund=INVENTED.loss or _D(0),
        months=6,
    )
    bench.report(choice)
    bench.review()
    bench.notify(choice)
    with bench.after(working=2):
        pleading.request_hearing(bench.who("jingban"), bench.case, "申请听证，请求从轻。", bench.now)
    _hear(bench)
    bench.decide_and_serve(choice)
    with bench.after(8):
        bench.pay("refund", choice.refund, "YH-001")
        bench.pay("fine", choice.fine, "YH-002")
        execution.finish(bench.who("jingban"), bench.case, "退回基金和罚款全部缴清。")
    with bench.after(2):
        bench.pay_on("YH-缴库-001")
        execution.close(bench.leader, bench.case, "同意结案。")
        for key in ("closing_approval", "dossier_cover", "dossier_index"):
            bench.write(key)
    with bench.after(3):
        execution.archive(bench.who("jingban"), bench.case)


def _hear(bench: Bench) -> None:
    """Announce the hearing in time, hold it, write it down."""
    heard = add_working_days(bench.now, 9)
    host = bench.who("fagui")
    with bench.after(1):
        pleading.announce_hearing(bench.leader, bench.case, heard, host, "县医疗保障局三楼会议室")
        bench.serve("hearing_notice")
    with bench.after((heard - bench.now).days):
        pleading.hold_hearing(host, bench.case, "当事人未提出新的证据。", "事实清楚，建议维持拟处理意见。")
        bench.case.refresh_from_db()
        bench.write("hearing_record")


def _penalty(bench: Bench, times: str, reason: str) -> Choice:
    """Bring an ordinary violation to its notice, no hearing asked; return what was chosen."""
    loss = DOUBLE_CHARGES.loss or _D(0)
    choice = Choice("penalty", reason, fine=(loss * _D(times)).quantize(_D("0.01")), refund=loss)
    bench.open(DOUBLE_CHARGES, "inspection", "年度全覆盖检查发现")
    bench.file()
    bench.report(choice)
    return choice


def _instalments_overdue(bench: Bench) -> None:
    """Double charges: fined, refunded, the fine in instalments of which the second is overdue."""
    choice = _penalty(bench, "1.5", "未在自查期限内主动退回，按一般档处罚。")
    bench.review()
    bench.notify(choice)
    with bench.after(2):
        pleading.waive_pleading(bench.who("jingban"), bench.case, "当事人书面放弃陈述申辩和听证。")
        pleading.conclude_pleading(bench.who("jingban"), bench.case, "当事人无异议。")
    bench.decide_and_serve(choice)
    half = (choice.fine / 2).quantize(_D("0.01"))
    plan = [
        (bench.now + timedelta(days=10), choice.refund + half),
        (bench.now + timedelta(days=25), choice.fine - half),
    ]
    with bench.after(3):
        execution.defer(bench.leader, bench.case, plan, "当事人确有经济困难，同意分两期缴纳。")
    with bench.after(5):
        bench.pay("refund", choice.refund, "YH-003")
        bench.pay("fine", half, "YH-004")


def _with_the_police(bench: Bench) -> None:
    """Invented services in 清渡: handed over, the police have filed it."""
    bench.open(INVENTED, "tip", "职工实名举报")
    bench.file()
    _transfer(bench)
    with bench.after(3):
        handovers.filed(bench.case)


def _heard_next_week(bench: Bench) -> None:
    """Double charges: notified, the party has asked for a hearing, it is still to come."""
    choice = _penalty(bench, "1.8", "两年内第二次违法，从重处罚。")
    bench.review()
    bench.notify(choice)
    with bench.after(working=1):
        pleading.request_hearing(
            bench.who("jingban"), bench.case, "对损失金额的计算有异议，申请听证。", bench.now
        )
    today = clocks.today()
    pleading.announce_hearing(
        bench.leader,
        bench.case,
        add_working_days(today, 9),
        bench.who("fagui"),
        "县医疗保障局三楼会议室",
    )
    bench.serve("hearing_notice")


def _in_legal_review(bench: Bench) -> None:
    """Double charges: the report waits for its legal review."""
    _penalty(bench, "1.2", "积极配合调查，从轻处罚。")
    with clocks.play(clocks.today() - timedelta(days=2)):
        procedure.submit_review(bench.who("jingban"), bench.case)


def _from_leads(county: str) -> None:
    """What the leads confirmed: agreement handling done, an inquiry, a filing to sign, a clue, a waiver."""
    officer = User.objects.select_related("organisation").get(username=f"{county}.jingban")
    mine = register.unhandled(officer).select_related("lead__institution").order_by("-cnfm_amt", "pk")
    groups: dict[int, list[Suspicion]] = {}
    for one in mine:
        groups.setdefault(one.lead.institution_id, []).append(one)
    todo = [list(found) for found in groups.values()]
    for step, found in zip((_agreement, _inquiry, _to_be_signed, _clue), todo, strict=False):
        step(county, found)
    for found in todo[4:5]:
        register.waive(
            Bench(county, found[0].lead.institution, 0).leader,
            found[0],
            "金额轻微，机构已主动退回并整改，按协议约谈处理。",
        )


def _case_of(county: str, found: list[Suspicion], act: ActFacts = DOUBLE_CHARGES) -> Bench:
    bench = Bench(county, found[0].lead.institution, 0)
    total = sum((one.cnfm_amt or _D(0) for one in found), _D(0))
    bench.open(replace(act, text="线索核查查实的违规收费", loss=total), "lead", "", tuple(found))
    return bench


def _agreement(county: str, found: list[Suspicion]) -> None:
    bench = _case_of(county, found)
    officer = bench.who("jingban")
    bench.now = clocks.today()
    procedure.propose_filing(officer, bench.case, "线索已逐条核实，拟立案。")
    procedure.approve_filing(bench.leader, bench.case, "同意立案。")
    bench.collect()
    track = tracks.choose(officer, bench.case, "agreement", "情节轻微，机构主动承认并愿意退回。")
    tracks.inform(officer, track, "违反服务协议的事实和拟采取的措施。")
    tracks.agree(
        bench.leader,
        bench.track("agreement"),
        "约谈负责人，追回违规费用。",
        "无异议",
        staff.responsible(bench.place),
    )
    tracks.measure(officer, bench.track("agreement"), "talk", text="约谈机构主要负责人")
    deducted = {one.lead_id: one.lead.det_amt for one in found}
    left = (bench.case.suspected_amt or _D(0)) - sum(deducted.values(), _D(0))
    if left > 0:
        tracks.measure(officer, bench.track("agreement"), "recover", amount=left)
    bench.offset("YH-协议-001")
    tracks.carry_out(officer, bench.track("agreement"), "约谈完毕，费用在结算中扣回。")
    choice = Choice("no_penalty", "情节轻微，按协议处理。", refund=max(left, _D(0)))
    bench.write("filing_approval")
    procedure.report(officer, bench.case, "调查终结。", choice)
    bench.write("investigation_report")
    procedure.settle(bench.leader, bench.case, "同意按协议处理办结。")
    execution.close(bench.leader, bench.case, "同意结案。")


def _inquiry(county: str, found: list[Suspicion]) -> None:
    bench = _case_of(county, found)
    procedure.propose_filing(bench.who("jingban"), bench.case, "线索已逐条核实，拟立案。")
    procedure.approve_filing(bench.leader, bench.case, "同意立案。")
    bench.collect()


def _to_be_signed(county: str, found: list[Suspicion]) -> None:
    bench = _case_of(county, found)
    procedure.propose_filing(bench.who("jingban"), bench.case, "线索已逐条核实，拟立案。")


def _clue(county: str, found: list[Suspicion]) -> None:
    _case_of(county, found)
