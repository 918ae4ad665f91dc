"""The forms of the steps that ask for more than a text."""

from collections import Counter
from typing import Any, cast

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import ROLES, Permission
from mingjing.office.cases import deadlines, dues
from mingjing.office.cases.guards.tracks import EXCUSES, MATERIALS
from mingjing.office.cases.models import Measure, Receipt, Track
from mingjing.office.cases.services.deciding import METHODS
from mingjing.office.cases.services.limits import DEDUCTIONS
from mingjing.office.cases.services.procedure import OPINIONS
from mingjing.office.cases.steps.choosing import NamingForm
from mingjing.office.cases.steps.fields import (
    LONG,
    PeopleField,
    StepForm,
    area,
    day,
    handling,
    named,
    neutral,
    pick,
    staff,
)
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.forms import MoneyField

INSTALMENTS = 24
_EXPERT = {"expert": "检验报告或者鉴定结论", "other": "其他有关涉嫌犯罪的材料"}


class ReturnReviewForm(StepForm):
    """The legal review sends the file back."""

    opinion = pick("审核意见类型", OPINIONS.items())
    text = area("审核意见", help_text="写明需要补充、变更或者纠正的内容")


class PleadForm(StepForm):
    """What the party states in its defence."""

    on = day("陈述申辩日期")
    text = area("陈述、申辩内容", 8, most=LONG, help_text="如实记录当事人的意见及其提出的事实、理由和证据")


class HearingRequestForm(StepForm):
    """The party asks for a hearing."""

    on = day("申请日期")
    text = area("申请内容", 3, required=False)


class AnnounceForm(StepForm):
    """Day, place and host of the hearing."""

    hearing_on = day("听证日期")
    host = forms.ModelChoiceField(User.objects.none(), label="听证主持人", empty_label="请选择主持人")
    place = forms.CharField(label="听证地点", max_length=255)

    def prepare(self) -> None:
        """Offer who never handled the case."""
        host = cast("forms.ModelChoiceField[User]", self.fields["host"])
        host.queryset = User.objects.filter(is_active=True, organisation=self.case.organisation_id)
        hosts = ROLES[Permission.CASES_LEGAL_REVIEW]
        left_out = {self.case.created_by_id}
        shown = [(one.pk, named(one)) for one in neutral(self.case, hosts) if one.pk not in left_out]
        host.widget.choices = [("", "请选择主持人"), *shown]
        days = deadlines.figures(self.case)["deadlines"]["hearing_notice"]["days"]
        self.fields["hearing_on"].help_text = f"须在举行听证 {days} 个工作日前通知当事人"


class HearingForm(StepForm):
    """Record and opinion of the hearing."""

    record = area("听证笔录", 10, most=LONG, help_text="写明到场人员、调查人员和当事人陈述、质证情况")
    opinion = area("听证意见", 4)


class ServeForm(StepForm):
    """How the decision reached the party."""

    on = day("送达日期", help_text="缴款期限自当事人收到决定书之日起计算")
    method = pick("送达方式", METHODS.items())
    receiver = forms.CharField(label="签收人", max_length=100)
    consent = forms.BooleanField(label="当事人已书面同意电子送达", required=False)
    text = area("说明", 2, required=False, help_text="留置、邮寄、公告送达的，写明见证人、邮件号、公告日期")


class WithdrawForm(StepForm):
    """A public decision was changed or annulled."""

    changed_on = day("决定被变更、撤销的日期")
    text = area("撤回公开的理由", 3)


class ReceiveForm(StepForm):
    """Money that came in."""

    kind = pick("款项", Receipt.Kind.choices)
    amount = MoneyField("到账金额（元）")
    on = day("到账日期")
    voucher = forms.CharField(
        label="凭证号", max_length=60, help_text="缴款书、银行回单号码，同一号码不能重复登记"
    )


class DeferForm(StepForm):
    """A later day, or instalments: up to 24 rows of day and amount."""

    rows_title = "缴款计划"
    rows_heads = ("缴款日期", "金额（元）")
    reason = area("批准理由", 3, help_text="写明当事人的申请和经济困难情况")

    def prepare(self) -> None:
        """Add the rows."""
        for number in range(INSTALMENTS):
            self.fields[f"on_{number}"] = day(f"第 {number + 1} 期日期", required=False)
            self.fields[f"amount_{number}"] = MoneyField(f"第 {number + 1} 期金额（元）", required=False)
        total = dues.outstanding(self.case, clocks.today()).total
        self.fields[
            "reason"
        ].help_text = f"写明当事人的申请和经济困难情况；分期金额合计须等于应缴 {total:,.2f} 元"

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """Return the pairs of fields in order."""
        return [(self[f"on_{number}"], self[f"amount_{number}"]) for number in range(INSTALMENTS)]

    def clean(self) -> dict[str, Any]:
        """Gather the rows that are filled in as `plan`."""
        found = super().clean() or {}
        plan = []
        for number in range(INSTALMENTS):
            on, amount = found.get(f"on_{number}"), found.get(f"amount_{number}")
            if (on is None) != (amount is None):
                missing, what = ("on", "日期") if on is None else ("amount", "金额")
                if f"{missing}_{number}" not in self.errors:
                    self.add_error(f"{missing}_{number}", f"请填写第 {number + 1} 期的{what}")
            elif on is not None:
                plan.append((on, amount))
        return found | {"plan": plan}


class FinishForm(StepForm):
    """The execution ends."""

    excuse = forms.ChoiceField(
        label="未缴清的原因", required=False,
        choices=[("", "已经缴清"), ("court", "已申请人民法院强制执行"), ("terminated", "人民法院裁定终结执行")],
    )  # fmt: skip
    text = area("执行情况", 3)


class CarryOutForm(StepForm):
    """The end of agreement handling."""

    excuse = forms.ChoiceField(
        label="未收清的原因", required=False, choices=[("", "已经收清，或者没有追回款项"), *EXCUSES.items()],
        help_text="应追回的费用、违约金没有收清的须选择；欠款继续留在资金台账中。",
    )  # fmt: skip
    text = area("办结情况", 3)


class AgreeForm(NamingForm):
    """Agreement handling is decided after the institution was heard."""

    statement = area("机构陈述、申辩", 4, help_text="没有意见的写明“无意见”")
    text = area("处理意见", 4, help_text="写明违约事实、协议条款和拟采取的措施")


class ProposeTransferForm(StepForm):
    """The special group reports."""

    group = PeopleField("专案组成员", "本案 2 名以上执法人员")
    text = area("专案组报告", 8, most=LONG, help_text="写明涉嫌犯罪的事实、证据、金额和移送建议")

    def prepare(self) -> None:
        """Offer the officers of the case."""
        cast(PeopleField, self.fields["group"]).offer(staff(self.case), handling(self.case))
        self.fields["group"].initial = [one.pk for one in handling(self.case)]


class SendForm(StepForm):
    """The case goes to the police."""

    materials = forms.MultipleChoiceField(
        label="移送材料", choices=[*MATERIALS.items(), *_EXPERT.items()], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选移送材料"},
    )  # fmt: skip
    text = area("移送情况", 3, help_text="接收机关、接收人、日期；同时抄送人民检察院")


class PoliceForm(StepForm):
    """The answer of the police."""

    document = forms.CharField(label="公安机关文书名称和文号", max_length=200)


class PoliceReceiveForm(StepForm):
    """The police have received the case."""

    on = day("签收日期")
    text = area("签收情况", 2, required=False, help_text="签收人、回执文号", most=500)


class PoliceExtendForm(StepForm):
    """The police take longer."""

    days = pick("审查期限（自签收之日起，日）", ())
    text = area("延长的理由和批准情况", 3, most=500)

    def prepare(self) -> None:
        """Offer what the rules know."""
        super().prepare()
        longer = deadlines.figures(self.case)["deadlines"]["police_answer"].get("longer", [])
        cast(forms.ChoiceField, self.fields["days"]).choices = [(str(one), f"{one} 日") for one in longer]


class ConcludeForm(StepForm):
    """The end of the criminal procedure."""

    criminal_fine = MoneyField("法院判处的罚金（元）", help_text="没有判处罚金的填 0")
    text = area("刑事处理结果", 4, help_text="不起诉、判决等文书的文号和内容")


class ChooseTrackForm(StepForm):
    """A way of handling is added."""

    kind = pick("处理方式", Track.Kind.choices, "下方列出按案情应当采取的方式，一个案件可以并用")
    reason = area("选择理由", 3, most=1000)

    def prepare(self) -> None:
        """Offer what the case does not have yet."""
        has = set(self.case.tracks.filter(active=True).values_list("kind", flat=True))
        if self.case.institution_id is None:
            has.add(Track.Kind.AGREEMENT)
        shown = [one for one in Track.Kind.choices if one[0] not in has]
        self.fields["kind"].widget.choices = shown


class DropTrackForm(StepForm):
    """A way of handling is given up."""

    kind = pick("撤销的处理方式", Track.Kind.choices)
    reason = area("变更理由", 3, most=1000)

    def prepare(self) -> None:
        """Offer what the case has."""
        has = set(self.case.tracks.filter(active=True).values_list("kind", flat=True))
        self.fields["kind"].widget.choices = [one for one in Track.Kind.choices if one[0] in has]


class MeasureForm(StepForm):
    """A measure that was decided is put on file."""

    track_kind = pick("所属处理方式", Track.Kind.choices)
    kind = forms.ChoiceField(label="措施", choices=[("", "请选择措施"), *Measure.Kind.choices])
    amount = MoneyField("金额（元）", required=False)
    since = day("自", required=False)
    until = day("至", required=False)
    target = forms.CharField(label="对象", max_length=255, required=False, help_text="责任部门、人员等")
    text = area("说明", 2, required=False, most=500)

    def prepare(self) -> None:
        """Offer the ways of handling on which measures were decided."""
        shown = [one.kind for one in self.case.tracks.filter(active=True)]
        self.fields["track_kind"].widget.choices = [one for one in Track.Kind.choices if one[0] in shown]
        if len(shown) == 1:
            self.fields["track_kind"].initial = shown[0]


class ExtendForm(StepForm):
    """A deadline is made longer."""

    kind = forms.ChoiceField(label="时限")
    days = forms.IntegerField(label="延长天数", min_value=1, max_value=365)
    reason = area("延长理由", 3, most=500, help_text="再次延长办案期限的，写明集体讨论情况")
    members = PeopleField("参加集体讨论的人员", "再次延长办案期限的须经集体讨论；第一次延长不填")

    def prepare(self) -> None:
        """Offer the deadlines that run and may be extended, with how far."""
        limits = deadlines.figures(self.case)["deadlines"]
        done = Counter(self.case.extensions.order_by().values_list("kind", flat=True))
        left = {
            kind: spec["extend"][done[kind]]
            for kind, spec in limits.items()
            if done[kind] < len(spec.get("extend", ())) and kind != "seal"
        }
        running = {
            kind for kind in left if (found := deadlines.clock(self.case, kind)) and not found.stopped_on
        }
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [(one, spec["label"]) for one, spec in limits.items() if spec.get("extend")]
        kind.widget.choices = [
            (one, f"{limits[one]['label']}（本次最多 {left[one]} {_UNITS[limits[one]['unit']]}）")
            for one in left
            if one in running
        ]
        cast(PeopleField, self.fields["members"]).offer(staff(self.case), neutral(self.case))
        self.fields["members"].required = False


_UNITS = {"working": "个工作日", "calendar": "日"}


class DeductForm(StepForm):
    """Days that are not counted begin."""

    reason = pick("不计入期限的事由", [(one, one) for one in DEDUCTIONS])
    text = area("说明", 2)


class GraveForm(StepForm):
    """Whether a case is grave or complex."""

    grave = pick("认定", (("yes", "情节复杂或者重大"), ("no", "一般案件")))
    reason = area("理由", 3, most=1000)

    def prepare(self) -> None:
        """Begin with the other one than now."""
        self.fields["grave"].initial = "no" if self.case.grave else "yes"


class PartnerResultForm(StepForm):
    """What another department did about the same case."""

    department = forms.CharField(label="部门", max_length=100)
    result = area("处理结果", 3, most=500)
    on = day("处理日期")
    document = forms.CharField(label="文书号", max_length=100, required=False)
    amount = MoneyField("金额（元）", required=False)
