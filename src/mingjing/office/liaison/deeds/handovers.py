"""What people can do with a handover: those of the bureau, those of the department it was sent to, the prosecutor."""

from decimal import Decimal
from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines
from mingjing.office.leads.forms import MoneyField
from mingjing.office.liaison import materials, policy, scope
from mingjing.office.liaison.deeds.drafts import DetachForm, EvidenceForm, JoinForm, TakeUpForm
from mingjing.office.liaison.deeds.kit import (
    BodyField,
    Deed,
    DeedForm,
    FilesField,
    area,
    day,
    line,
    table,
    told,
)
from mingjing.office.liaison.models import Department, Handover, State
from mingjing.office.liaison.services import answering, drafting, incoming, sending

_P, _S = Permission, State
_IN, _OUT = Handover.Direction.IN, Handover.Direction.OUT
ANSWERED = {"accepted": "立案（受理）", "refused": "不予立案（受理）"}


def _bureau(direction: str, permission: Permission, *states: str, crime: bool | None = None) -> Any:
    """Offered to the bureau that has it in hand."""

    def shown(user: User, one: Handover) -> bool:
        fits = crime is None or (one.track_id is not None) is crime
        return (
            one.direction == direction
            and one.state in states
            and fits
            and scope.may_for(user, one.bureau, permission)
        )

    return shown


def _partner(direction: str, *states: str, crime: bool | None = None) -> Any:
    """Offered to the department."""

    def shown(user: User, one: Handover) -> bool:
        fits = crime is None or (one.track_id is not None) is crime
        mine = one.partner_id == user.organisation_id and scope.may_for(user, one.partner, _P.PARTNER_ANSWER)
        return one.direction == direction and one.state in states and fits and mine

    return shown


def _either(*states: str, crime: bool | None = None) -> Any:
    """Offered to the department, and to the bureau that puts its paper on file for it."""
    by_bureau = _bureau(_OUT, _P.LIAISON_HANDLE, *states, crime=crime)
    by_partner = _partner(_OUT, *states, crime=crime)
    return lambda user, one: by_bureau(user, one) or by_partner(user, one)


class _Scanned(DeedForm):
    """A deed of the department that the bureau may put on file for it, with the day and a scan of the paper."""

    attachments = FilesField("扫描件")

    def prepare(self) -> None:
        """The department itself does it today, and needs no scan."""
        own = self.user.organisation_id == self.thing.partner_id or self.thing.direction == _IN
        self.fields["attachments"].required = not own
        if own and "on" in self.fields:
            self.fields.pop("on")


class ReceiveForm(_Scanned):
    """签收."""

    on = day("签收日期", help_text="按回执上的日期登记")
    text = line("签收情况", 500, required=False, help_text="签收人、回执文号")
    field_order = ("on", "text", "attachments")


class AnswerForm(_Scanned):
    """答复."""

    accepted = forms.ChoiceField(label="答复", choices=[*ANSWERED.items()], widget=forms.RadioSelect)
    document = line("答复文书名称和文号")
    reason = area("不予立案（受理）的理由", 3, required=False, most=1000)
    on = day("答复日期")
    field_order = ("accepted", "document", "reason", "on", "attachments")


class AskMoreForm(DeedForm):
    """补正."""

    text = area("需要补充的材料", 3, most=2000)


class ExtendForm(DeedForm):
    """Longer days of the police."""

    days = forms.TypedChoiceField(label="审查期限（自签收之日起，日）", coerce=int)
    text = area("延长的理由和批准情况", 2, most=500)

    def prepare(self) -> None:
        """Offer what the rules know."""
        found = deadlines.figures(self.thing.case)["deadlines"]["police_answer"].get("longer", [])
        self.fields["days"].choices = [(one, f"{one} 日") for one in found]  # type: ignore[attr-defined]


class TurnBackForm(_Scanned):
    """退回."""

    text = area("退回理由", 3, most=1000)


class ConcludeForm(_Scanned):
    """处理结果."""

    kind = forms.ChoiceField(label="处理结果", widget=forms.RadioSelect)
    document = line("文书名称和文号", 100)
    text = area("结果说明", 3, most=1000)
    fine = MoneyField("判处罚金（元）", required=False)
    amount = MoneyField("罚款等金额（元）", required=False)
    on = day("办结日期")
    field_order = ("kind", "document", "text", "fine", "amount", "on", "attachments")

    def prepare(self) -> None:
        """Offer what this department can come to."""
        super().prepare()
        crime = self.thing.track_id is not None
        kinds = answering.OF_POLICE if crime else [
            key for key in answering.OUTCOMES if key not in answering.OF_POLICE[:4]
        ]  # fmt: skip
        self.fields["kind"].choices = [(key, answering.OUTCOMES[key]) for key in kinds]  # type: ignore[attr-defined]
        self.fields.pop("amount" if crime else "fine")


class OverseeForm(_Scanned):
    """检察监督."""

    kind = forms.ChoiceField(
        label="监督结果", choices=[*answering.OVERSIGHT.items()], widget=forms.RadioSelect
    )
    document = line("文书名称和文号")
    text = area("监督意见", 3, most=1000)
    field_order = ("kind", "document", "text", "attachments")

    def prepare(self) -> None:
        """The prosecutor itself needs no scan."""
        self.fields["attachments"].required = self.user.organisation.is_bureau


class ObjectForm(DeedForm):
    """复议."""

    text = area("理由", 3, most=2000)
    attachments = FilesField("文书")


class SuperviseForm(ObjectForm):
    """检察监督: which prosecutor."""

    overseer = BodyField("检察机关", required=False, help_text="未在平台上办理的检察机关不选")
    field_order = ("overseer", "text", "attachments")

    def prepare(self) -> None:
        """Offer the prosecutors nearby."""
        found = [one.organisation for one in policy.partners(self.user, Department.PROSECUTOR)]
        self.fields["overseer"].offer(found)  # type: ignore[attr-defined]
        self.fields["overseer"].initial = self.thing.overseer_id


class MaterialForm(DeedForm):
    """A material added by hand."""

    key = forms.ChoiceField(label="材料")
    attachments = FilesField("文件", required=True)

    def prepare(self) -> None:
        """Offer the materials that are not taken from the case."""
        found = [(one.key, one.title) for one in materials.of(self.thing) if one.by_hand]
        self.fields["key"].choices = found  # type: ignore[attr-defined]


class SupplementForm(DeedForm):
    """补充材料."""

    text = area("补充材料的说明", 2, most=2000)
    attachments = FilesField("补充的材料", required=True)


class PassOnForm(DeedForm):
    """转办."""

    bureau = BodyField("下级医保部门")
    text = area("转办意见", 2, most=1000)

    def prepare(self) -> None:
        """Offer the bureaus below."""
        below = self.user.organisation.bureaus().exclude(pk=self.user.organisation_id).filter(active=True)
        self.fields["bureau"].offer(list(below))  # type: ignore[attr-defined]


class FeedBackForm(DeedForm):
    """反馈."""

    text = area("处理结果", 4, most=2000)
    attachments = FilesField("结果文书")


def _answer(user: User, one: Handover, v: dict[str, Any]) -> object:
    said = answering.Answer(v["accepted"] == "accepted", v["document"], v["reason"], v.get("on"))
    return answering.answer(user, one, said, v["attachments"], v["version"])


def _conclude(user: User, one: Handover, v: dict[str, Any]) -> object:
    said = answering.Outcome(
        v["kind"], v["document"], v["text"], v.get("fine") or Decimal(0), v.get("amount"), v.get("on"),
    )  # fmt: skip
    return answering.conclude(user, one, said, v["attachments"], v["version"])


def _objection(how: str) -> Any:
    return lambda user, one, v: answering.object_to(
        user, one, how, v["text"], v.get("overseer"), v.get("attachments") or (), v["version"]
    )


def _overseen(user: User, one: Handover) -> bool:
    mine = one.overseer_id == user.organisation_id and scope.may_for(user, one.overseer, _P.PARTNER_ANSWER)
    theirs = _bureau(_OUT, _P.LIAISON_HANDLE, _S.SUPERVISED, crime=True)(user, one)
    return one.track_id is not None and (mine or theirs) and one.state != _S.CONCLUDED


def _draft(user: User, one: Handover) -> bool:
    if one.track_id is not None:
        return bool(_bureau(_OUT, _P.LIAISON_HANDLE, *drafting.UNSENT)(user, one))
    own = _bureau(_OUT, _P.LIAISON_HANDLE, _S.DRAFT)(user, one)
    return bool(own or _partner(_IN, _S.DRAFT)(user, one))


def _has_case(user: User, one: Handover) -> bool:
    return one.case_id is not None and _bureau(_IN, _P.LIAISON_HANDLE, _S.ACCEPTED, _S.CONCLUDED)(user, one)


def _refusal(*states: str) -> Any:
    return _bureau(_OUT, _P.LIAISON_APPROVE, *states, crime=True)


def _can_pass_on(user: User, one: Handover) -> bool:
    if not _bureau(_IN, _P.LIAISON_APPROVE, _S.SENT, _S.RECEIVED)(user, one):
        return False
    return user.organisation.bureaus().exclude(pk=user.organisation_id).exists()


def _sent_by_us(user: User, one: Handover) -> bool:
    return _bureau(_OUT, _P.LIAISON_HANDLE, *sending.WITH_THEM)(user, one) and one.sent_on is not None


_H, _A = _P.LIAISON_HANDLE, _P.LIAISON_APPROVE
DEEDS = table(
    Deed("send", "发出移送", _bureau(_OUT, _H, _S.APPROVED), lambda u, o, v: sending.send(u, o, v["text"], v["version"]),
         told("移送情况", 2, help_text="接收机关、送达方式；系统同时生成材料包并固定摘要"), _H, True,
         hint="发出后材料不能更改；涉嫌犯罪案件的“移送公安机关”环节随之办理。"),
    Deed("send-in", "移送医保部门", _partner(_IN, _S.DRAFT), lambda u, o, v: incoming.send(u, o, v["version"]), usual=True,
         hint="移送后内容不能更改。"),
    Deed("submit", "报批", _bureau(_OUT, _H, _S.DRAFT, crime=False), lambda u, o, v: drafting.submit(u, o, v["version"]),
         permission=_H, usual=True, hint="由负责人审批后发出。"),
    Deed("approve", "批准移送", _bureau(_OUT, _A, _S.SUBMITTED, crime=False),
         lambda u, o, v: drafting.approve(u, o, v["text"], v["version"]), told("审批意见", 2, 1000), _A, True),
    Deed("give-back", "退回修改", _bureau(_OUT, _A, _S.SUBMITTED, _S.APPROVED, crime=False),
         lambda u, o, v: drafting.give_back(u, o, v["text"], v["version"]), told("退回理由", 2, 1000), _A),
    Deed("attach", "上传材料", _draft, lambda u, o, v: drafting.attach(u, o, v["key"], v["attachments"]), MaterialForm, _H),
    Deed("receive", "签收", lambda u, o: _either(_S.SENT)(u, o) or _bureau(_IN, _H, _S.SENT)(u, o),
         lambda u, o, v: sending.received(u, o, v.get("on"), v["text"], v["attachments"], v["version"]), ReceiveForm, _H, True),
    Deed("answer", "答复是否立案（受理）", _either(_S.RECEIVED, _S.RECONSIDERING, _S.SUPERVISED), _answer, AnswerForm, _H, True),
    Deed("extend", "延长审查期限", _either(_S.RECEIVED, crime=True),
         lambda u, o, v: answering.extend(u, o, v["days"], v["text"], v["version"]), ExtendForm, _H,
         hint="案情复杂的 10 日，重大疑难的 30 日。"),
    Deed("ask-more", "要求补充材料", _either(_S.SENT, _S.RECEIVED, _S.ACCEPTED),
         lambda u, o, v: answering.ask_more(u, o, v["text"], v["version"]), AskMoreForm, _H),
    Deed("supplement", "补充移送材料", _sent_by_us, lambda u, o, v: sending.supplement(u, o, v["text"], v["attachments"], v["version"]),
         SupplementForm, _H, hint="补充的材料另成一包，原材料包不变。"),
    Deed("turn-back", "退回移送",
         lambda u, o: _either(_S.SENT, _S.RECEIVED, crime=False)(u, o) or _bureau(_IN, _A, _S.SENT, _S.RECEIVED)(u, o),
         lambda u, o, v: answering.turn_back(u, o, v["text"], v["attachments"], v["version"]), TurnBackForm, _H, bad=True,
         hint="不属于本部门管辖的，说明理由后退回。"),
    Deed("conclude", "反馈处理结果", _either(_S.ACCEPTED), _conclude, ConcludeForm, _H, True,
         hint="同时登记为案件的部门处理结果；判处罚金的，已缴罚款折抵。"),
    Deed("reconsider", "提请复议", _refusal(_S.REFUSED), _objection("reconsider"), ObjectForm, _A, True),
    Deed("supervise", "建议检察机关监督", _refusal(_S.REFUSED, _S.RECEIVED, _S.SENT), _objection("supervise"), SuperviseForm, _A),
    Deed("take-back", "依法行政处理", _refusal(_S.REFUSED), _objection("take_back"), told("依法行政处理的理由"), _A),
    Deed("oversee", "登记检察监督结果", _overseen,
         lambda u, o, v: answering.oversee(u, o, v["kind"], v["document"], v["text"], v["attachments"], v["version"]), OverseeForm, _H),
    Deed("close", "办结", _bureau(_OUT, _A, _S.REFUSED, crime=False),
         lambda u, o, v: answering.close(u, o, v["text"], v["version"]), told("后续处理", 2, 1000), _A),
    Deed("pass-on", "转下级办理", _can_pass_on,
         lambda u, o, v: incoming.pass_on(u, o, v["bureau"], v["text"], v["version"]), PassOnForm, _A),
    Deed("take-up", "受理并登记案件", _bureau(_IN, _H, _S.RECEIVED),
         lambda u, o, v: incoming.take_up(u, o, v["given"], found_on=v["found_on"], version=v["version"]), TakeUpForm, _H, True,
         hint="案件来源登记为部门移送，从线索核查开始办理。"),
    Deed("join", "并入已有案件", _bureau(_IN, _H, _S.RECEIVED),
         lambda u, o, v: incoming.join(u, o, v["found"], v["text"], v["version"]), JoinForm, _H),
    Deed("to-evidence", "材料转为案件证据", _has_case,
         lambda u, o, v: incoming.to_evidence(u, o.attachments.get(pk=v["file"]), kind=v["kind"], name=v["name"], text=v["text"], witness=v["witness"]),
         EvidenceForm, _H, hint="由本案两名办案人员登记，摘要与移入的文件一致。"),
    Deed("detach", "删除已上传的材料", lambda u, o: _draft(u, o) and o.attachments.filter(event=None).exists(),
         lambda u, o, v: drafting.detach(u, o.attachments.get(pk=v["file"])), DetachForm, _H),
    Deed("decline", "不予受理", _bureau(_IN, _A, _S.RECEIVED),
         lambda u, o, v: incoming.decline(u, o, v["text"], v["version"]), told("不予受理的理由", 3, 1000), _A, bad=True),
    Deed("feed-back", "反馈处理结果", _bureau(_IN, _H, _S.ACCEPTED),
         lambda u, o, v: incoming.feed_back(u, o, v["text"], v["attachments"], v["version"]), FeedBackForm, _H, True),
    Deed("cancel", "撤销", _bureau(_OUT, _H, *drafting.UNSENT),
         lambda u, o, v: drafting.cancel(u, o, v["text"], v["version"]), told("撤销理由", 2, 1000), _H, bad=True),
    Deed("withdraw", "撤回", _partner(_IN, _S.DRAFT, _S.SENT),
         lambda u, o, v: incoming.withdraw(u, o, v["text"], v["version"]), told("撤回理由", 2, 1000), bad=True),
)  # fmt: skip
