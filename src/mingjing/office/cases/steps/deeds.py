"""Every step that people can take in a case: its form, what it does, how it is introduced. One table for pages and API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import workflow
from mingjing.office.cases.guards.people import by_a_handler, decided_by_another
from mingjing.office.cases.models import Case, Stage, Track
from mingjing.office.cases.services import (
    deciding,
    execution,
    limits,
    pleading,
    procedure,
    remedies,
    simple,
    tracks,
)
from mingjing.office.cases.steps import choosing, contested, forms
from mingjing.office.cases.steps.fields import LONG, PlainForm, StepForm, said
from mingjing.office.cases.workflow import Step

Values = dict[str, Any]
Act = Callable[[User, Case, Any, Values], object]


@dataclass(frozen=True, slots=True)
class Deed:
    """One step: the table's row, the way of handling it belongs to ("" for the case), its form, what it does.

    `usual` steps lead on; the others are exceptions and stand behind. `ask` is asked before it is done.
    """

    name: str
    step: Step
    kind: str
    form: type[StepForm]
    act: Act
    hint: str = ""
    usual: bool = False
    ask: str = ""

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.step.label

    @property
    def slug(self) -> str:
        """Return its name in addresses."""
        return self.name.replace("_", "-")


def _text(service: Callable[..., object]) -> Act:
    return lambda who, case, track, v: service(who, case, v["text"])


def _track(service: Callable[..., object]) -> Act:
    return lambda who, case, track, v: service(who, track, v["text"])


_ANY = tuple(set(Stage.values) - {Stage.DECLINED, Stage.TERMINATED, Stage.CLOSED, Stage.ARCHIVED})
_P = Permission
# What is no transition: ways of handling chosen and dropped, measures, deadlines.
MORE: dict[str, Step] = {
    "choose_track": Step("确定处理方式", _ANY, None, _P.CASES_INVESTIGATE, (by_a_handler,)),
    "drop_track": Step("变更处理方式", _ANY, None, _P.CASES_APPROVE, (decided_by_another,)),
    "measure": Step(
        "登记处理措施", tuple(set(Stage.values) - {Stage.DECLINED, Stage.ARCHIVED}), None, _P.CASES_INVESTIGATE,
        (by_a_handler,),
    ),
    "partner_result": Step(
        "登记其他部门处理结果", tuple(set(Stage.values) - {Stage.DECLINED, Stage.ARCHIVED}), None, _P.CASES_INVESTIGATE,
        (by_a_handler,),
    ),
    "mark_grave": Step("认定案件情节", limits.UNDECIDED, None, _P.CASES_APPROVE, (decided_by_another,)),
    "extend": Step("延长期限", _ANY, None, _P.CASES_APPROVE, (decided_by_another,)),
    "deduct": Step("期限扣除", _ANY, None, _P.CASES_APPROVE, (decided_by_another,)),
    "register_remedy": Step("登记行政复议、行政诉讼", remedies.STAGES, None, _P.CASES_INVESTIGATE, (by_a_handler,)),
    "reply_remedy": Step("登记复议答复、诉讼答辩", remedies.STAGES, None, _P.CASES_INVESTIGATE, (by_a_handler,)),
    "end_remedy": Step("登记复议、诉讼结果", remedies.STAGES, None, _P.CASES_APPROVE, (decided_by_another,)),
    "give_back": Step("登记退还已缴款项", remedies.STAGES, None, _P.CASES_INVESTIGATE, (by_a_handler,)),
    "go_on": Step("恢复计算期限", _ANY, None, _P.CASES_APPROVE, (decided_by_another,)),
}  # fmt: skip

_said = said
# name: form, what it does, hint, usual, question.
_CASE: dict[str, tuple[Any, ...]] = {
    "decline": (said("不予立案的理由"), _text(procedure.decline), "不立案的，所关联的疑点可以另案处理。", False, "确认不予立案？"),
    "propose_filing": (said("核查情况和立案理由", "写明线索来源、初步核查情况、涉嫌违反的规定"), _text(procedure.propose_filing), "报负责人审批，附初步证据。", True),
    "return_filing": (said("退回理由"), _text(procedure.return_filing), "退回后由办案人员补充核查，再次报批。"),
    "approve_filing": (said("审批意见"), _text(procedure.approve_filing), "批准之日为立案日期，九十日办案期限开始计算。", True),
    "punish_on_spot": (choosing.SimpleForm, lambda w, c, t, v: simple.punish(w, c, v["choice"], statement=v["statement"], receiver=v["receiver"], named=v["named"]), "事实清楚、情节轻微的，可以当场作出并交付处罚决定；之后七个工作日内报备。", False, "当场作出处罚决定并交付当事人，确认？"),
    "record_simple": (said("报备情况", rows=3), _text(simple.record), "报所属医保部门备案。", True),
    "suspend": (said("中止的法定情形"), _text(procedure.suspend), "中止期间不计入办案期限。"),
    "resume": (said("恢复的理由"), _text(procedure.resume), "期限自恢复之日起继续计算。", True),
    "terminate": (said("终止的法定情形"), _text(procedure.terminate), "终止后报批结案。", False, "终止后不再调查，确认终止？"),
    "report": (choosing.ReportForm, lambda w, c, t, v: procedure.report(w, c, v["text"], v["choice"]), "提交后违法事实和证据不再改动。", True),
    "submit_review": (PlainForm, _text(procedure.submit_review), "审核人员自收到案卷之日起十个工作日内完成审核。", True),
    "settle": (said("办结意见"), _text(procedure.settle), "不需要行政处罚、协议处理已办结的，直接进入结案。", True, "按协议处理办结，不再作出处罚决定，确认？"),
    "pass_review": (said("审核意见"), _text(procedure.pass_review), "同意后由负责人事先告知或者作出决定。", True),
    "return_review": (forms.ReturnReviewForm, lambda w, c, t, v: procedure.return_review(w, c, v["opinion"], v["text"]), "退回后回到调查取证，重新提交调查终结报告。"),
    "notify": (choosing.NotifyForm, lambda w, c, t, v: pleading.notify(w, c, v["choice"], v["on"]), "告知拟处罚的内容、事实、理由、依据和陈述、申辩、要求听证的权利。决定不得重于告知。", True),
    "plead": (forms.PleadForm, lambda w, c, t, v: pleading.plead(w, c, v["text"], v["on"]), "", True),
    "waive_pleading": (said("当事人放弃权利的书面说明"), _text(pleading.waive_pleading), "当事人书面明确放弃陈述、申辩和听证的，登记后即可复核。"),
    "request_hearing": (forms.HearingRequestForm, lambda w, c, t, v: pleading.request_hearing(w, c, v["text"], v["on"]), "听证期间不计入办案期限。"),
    "announce_hearing": (forms.AnnounceForm, lambda w, c, t, v: pleading.announce_hearing(w, c, v["hearing_on"], v["host"], v["place"]), "", True),
    "withdraw_hearing": (said("撤回听证申请的情况", "当事人书面撤回，或者无正当理由不到场"), _text(pleading.withdraw_hearing), ""),
    "hold_hearing": (forms.HearingForm, lambda w, c, t, v: pleading.hold_hearing(w, c, v["record"], v["opinion"]), "", True),
    "conclude_pleading": (said("复核意见", "逐条写明当事人的意见、复核情况、是否采纳", 6, LONG), _text(pleading.conclude_pleading), "不得因当事人申辩加重处罚。", True),
    "reopen": (said("退回调查的理由"), _text(procedure.reopen), "退回后调查终结报告、法制审核、告知重新进行。", False, "退回后须重新报告、审核、告知，确认退回？"),
    "discuss": (choosing.DiscussForm, lambda w, c, t, v: deciding.discuss(w, c, v["choice"], list(v["members"]), v["text"]), "情节复杂或者重大违法行为给予处罚的，由负责人集体讨论。", True),
    "decide": (choosing.DecideForm, lambda w, c, t, v: deciding.decide(w, c, v["choice"], late_reason=v["late_reason"], named=v["named"]), "作出决定后，罚款、退回、暂停等措施自动登记。", True, "作出处理决定后不能修改，确认？"),
    "serve": (forms.ServeForm, lambda w, c, t, v: deciding.serve(w, c, v["on"], v["method"], v["receiver"], v["consent"], v["text"]), "在处罚决定书页面登记送达的，本环节随之办理，不必重复登记。", True),
    "publish": (PlainForm, _text(deciding.publish), "有一定社会影响的处罚决定应当公开。", True, "公开后向社会公布，确认公开？"),
    "withhold": (said("不公开的理由"), _text(deciding.withhold), ""),
    "withdraw": (forms.WithdrawForm, lambda w, c, t, v: deciding.withdraw(w, c, v["text"], v["changed_on"]), "决定被变更、撤销、确认违法或者无效的，三个工作日内撤回并公开说明理由。"),
    "receive": (forms.ReceiveForm, lambda w, c, t, v: execution.receive(w, c, v["kind"], v["amount"], v["on"], v["voucher"]), "退回的基金进入财政专户，罚款和没收款进入国库。", True),
    "defer": (forms.DeferForm, lambda w, c, t, v: execution.defer(w, c, v["plan"], v["reason"]), "经当事人申请，确有困难的可以延期或者分期缴纳；只延期的填一期。"),
    "urge": (said("催告内容"), _text(execution.urge), "催告期限届满仍不履行的，可以申请人民法院强制执行。"),
    "apply_court": (said("申请强制执行的情况", "受理法院、案号、日期"), _text(execution.apply_court), ""),
    "finish": (forms.FinishForm, lambda w, c, t, v: execution.finish(w, c, v["text"], v["excuse"]), "", True),
    "close": (said("结案意见"), _text(execution.close), "", True, "结案后不再办理执行事项，确认结案？"),
    "archive": (PlainForm, _text(execution.archive), "一案一卷，归档后不得修改、补充。", True, "归档后不能再改动，确认归档？"),
}  # fmt: skip
_TRACK: dict[str, tuple[Any, ...]] = {
    "inform": (said("告知内容", "写明违约事实、协议条款、拟采取的措施和陈述、申辩的权利"), _track(tracks.inform), "", True),
    "agree": (forms.AgreeForm, lambda w, c, t, v: tracks.agree(w, t, v["text"], v["statement"], v["named"]), "", True),
    "carry_out": (forms.CarryOutForm, lambda w, c, t, v: tracks.carry_out(w, t, v["text"], v["excuse"]), "处理措施登记齐全、追回的款项收清后办结。", True),
    "propose_transfer": (forms.ProposeTransferForm, lambda w, c, t, v: tracks.propose_transfer(w, t, list(v["group"]), v["text"]), "负责人自接到报告之日起三日内决定。", True),
    "approve_transfer": (said("决定理由"), lambda w, c, t, v: tracks.decide_transfer(w, t, True, v["text"]), "批准的二十四小时内移送公安机关。", True, "批准移送公安机关，确认？"),
    "refuse_transfer": (said("决定理由", "写明不予移送的理由，记录在案"), lambda w, c, t, v: tracks.decide_transfer(w, t, False, v["text"]), ""),
    "send": (forms.SendForm, lambda w, c, t, v: tracks.send(w, t, v["materials"], v["text"]), "在“协作”页发出移送的，本环节随之办理；这里登记纸质移送。公安机关自接受之日起三日内决定是否立案。", True),
    "police_receive": (forms.PoliceReceiveForm, lambda w, c, t, v: tracks.police_receive(w, t, v["on"], v["text"]), "公安机关的审查期限自签收之日起计算。"),
    "police_extend": (forms.PoliceExtendForm, lambda w, c, t, v: tracks.police_extend(w, t, int(v["days"]), v["text"]), "案情复杂或者重大疑难的，由公安机关按规定延长。"),
    "police_accept": (forms.PoliceForm, lambda w, c, t, v: tracks.police(w, t, True, v["document"]), "三日内移交涉案物品和其他材料。", True),
    "police_refuse": (forms.PoliceForm, lambda w, c, t, v: tracks.police(w, t, False, v["document"]), "三日内可以提请复议，也可以建议人民检察院监督，或者依法行政处理。", True),
    "reconsider": (said("提请复议的理由"), lambda w, c, t, v: tracks.object_to(w, t, "reconsider", v["text"]), "", True),
    "supervise": (said("建议监督的理由"), lambda w, c, t, v: tracks.object_to(w, t, "supervise", v["text"]), "", True),
    "take_back": (said("依法行政处理的理由"), lambda w, c, t, v: tracks.object_to(w, t, "take_back", v["text"]), "公安机关不予立案的，依法应当行政处罚的继续作出处罚。", True),
    "hand_over": (said("移交清单"), _track(tracks.hand_over), "", True),
    "conclude": (forms.ConcludeForm, lambda w, c, t, v: tracks.conclude(w, t, v["text"], v["criminal_fine"]), "法院已判处罚金的，不再给予罚款。", True),
}  # fmt: skip
_MORE: dict[str, tuple[Any, ...]] = {
    "choose_track": (forms.ChooseTrackForm, lambda w, c, t, v: tracks.choose(w, c, v["kind"], v["reason"]), "按情节轻重确定协议处理、行政处罚、移送公安机关，可以并用。", True),
    "drop_track": (forms.DropTrackForm, lambda w, c, t, v: tracks.drop(w, _living(c, v["kind"]), v["reason"]), "已经实施的处理方式不能撤销。"),
    "measure": (forms.MeasureForm, lambda w, c, t, v: _measure(w, c, v), "决定书中的罚款、退回、暂停等措施已自动登记；这里登记协议处理等其他措施。", True),
    "partner_result": (
        forms.PartnerResultForm, lambda w, c, t, v: _partner_result(w, c, v), "同一案件其他部门的处理（一案多处）。"
    ),
    "mark_grave": (
        forms.GraveForm, lambda w, c, t, v: limits.mark_grave(w, c, v["grave"] == "yes", v["reason"]),
        "情节复杂或者重大违法行为给予行政处罚的，由负责人集体讨论决定。",
    ),
    "extend": (forms.ExtendForm, lambda w, c, t, v: limits.extend(w, c, v["kind"], v["days"], v["reason"], list(v["members"])), "须在期限届满以前批准。"),
    "deduct": (forms.DeductForm, lambda w, c, t, v: limits.deduct(w, c, v["reason"], v["text"]), "自登记之日起办案期限停止计算，不能倒填。"),
    "register_remedy": (contested.RegisterForm, lambda w, c, t, v: remedies.register(w, c, v["kind"], v["body"], v["on"], v["document"], v["suspended"]), "复议、诉讼期间决定不停止执行（依法停止执行的除外），加处罚款在此期间不计算。"),
    "reply_remedy": (contested.ReplyForm, lambda w, c, t, v: remedies.reply(w, c, v["kind"], v["on"], v["text"]), "", True),
    "end_remedy": (contested.EndForm, lambda w, c, t, v: remedies.end(w, c, v["kind"], v["ending"]), "变更、撤销的，未缴部分随之核减，已缴部分应当退还当事人；公开的决定三个工作日内撤回。", True, "登记后应缴款项随之变动，确认？"),
    "give_back": (contested.GiveBackForm, lambda w, c, t, v: remedies.give_back(w, c, v["kind"], v["amount"], v["on"], v["voucher"]), "先退已收待缴的，再从财政专户、国库退还。", True),
    "go_on": (said("说明"), lambda w, c, t, v: limits.go_on(w, c, v["text"]), "不计入期限的事由消除的，期限继续计算。"),
}  # fmt: skip


def _living(case: Case, kind: str) -> Track:
    return tracks.living(case, kind)


def _measure(who: User, case: Case, values: Values) -> object:
    fields = {name: values[name] for name in ("amount", "since", "until", "target", "text")}
    return tracks.measure(who, _living(case, values["track_kind"]), values["kind"], **fields)


def _partner_result(who: User, case: Case, values: Values) -> object:
    fields = {name: values[name] for name in ("department", "result", "on", "document", "amount")}
    return tracks.add_partner_result(who, case, **fields)


def _table() -> dict[str, Deed]:
    found = {name: Deed(name, workflow.CASE[name], "", *rest) for name, rest in _CASE.items()}
    for kind, steps in workflow.TRACKS.items():
        found |= {name: Deed(name, step, kind, *_TRACK[name]) for name, step in steps.items()}
    return found | {name: Deed(name, MORE[name], "", *rest) for name, rest in _MORE.items()}


DEEDS = _table()
BY_SLUG = {deed.slug: deed for deed in DEEDS.values()}
