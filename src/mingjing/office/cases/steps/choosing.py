"""The forms in which people choose among what the law allows: report, notice, discussion, decision."""

from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms

from mingjing.kernel.errors import InvalidError
from mingjing.office.cases import judging
from mingjing.office.cases.commands import Choice, Responsible
from mingjing.office.cases.models import Case, Named, Ruling
from mingjing.office.cases.steps.fields import LONG, PeopleField, StepForm, area, day, neutral, pick, staff
from mingjing.office.leads.forms import MoneyField

NAMED = 8
_OUTCOMES = [(value, label) for value, label in Case.Outcome.choices if value]


class ChoiceForm(StepForm):
    """What is proposed, announced or decided. `follows` are the rulings whose newest is the first value."""

    follows: ClassVar[tuple[str, ...]] = ()
    outcome = pick("处理意见", _OUTCOMES)
    refund = MoneyField("责令退回（元）", required=False)
    fine = MoneyField("罚款（元）", required=False)
    confiscated = MoneyField("没收违法所得（元）", required=False)
    months = forms.IntegerField(
        label="暂停期限（月）", required=False, min_value=0, max_value=60,
        help_text="责任部门医药服务，或者个人联网结算",
    )  # fmt: skip
    ban_years = forms.IntegerField(label="禁止从业（年）", required=False, min_value=0, max_value=60)
    terminate = forms.BooleanField(label="由经办机构解除服务协议", required=False)
    mitigated = forms.BooleanField(
        label="减轻处罚", required=False, help_text="须已登记法定的从轻、减轻情形，并经集体讨论"
    )
    reason = area("裁量理由", 4, help_text="写明适用的档次和考虑的情节")

    def prepare(self) -> None:
        """Begin with what was chosen before, else with the refund that the facts lead to."""
        super().prepare()
        newest = self.case.rulings.filter(step__in=self.follows).order_by("-pk").first()
        if newest is None:
            self.fields["outcome"].initial = Case.Outcome.PENALTY
            self.fields["refund"].initial = _refund(self.case)
            return
        for name in ("outcome", *judging.BURDENS, "mitigated", "reason"):
            self.fields[name].initial = getattr(newest, name)

    def clean(self) -> dict[str, Any]:
        """Gather the fields as `choice`."""
        found = super().clean() or {}
        names = ("outcome", *judging.BURDENS, "mitigated", "reason")
        given: dict[str, Any] = {
            name: value for name in names if (value := found.get(name)) not in (None, "")
        }
        return found | {"choice": Choice(**given) if {"outcome", "reason"} <= given.keys() else None}


def _refund(case: Case) -> Decimal | None:
    """Return what the acts lead to as far as it is certain."""
    try:
        found = judging.proposals(case)
    except InvalidError:
        return None
    return sum((one[0].refund for one in found if len(one) == 1), Decimal(0)) or None


class ReportForm(ChoiceForm):
    """调查终结报告 with what the officers propose."""

    follows = (Ruling.At.REPORT,)
    text = area(
        "调查终结报告", 10, most=LONG, help_text="写明当事人、案由、事实和证据、案件性质、处理意见及依据"
    )
    field_order = ("text",)


class NotifyForm(ChoiceForm):
    """事先告知."""

    follows = (Ruling.At.REPORT, Ruling.At.NOTICE)
    on = day("告知书送达日期", help_text="陈述申辩、申请听证的期限自该日起计算")

    def prepare(self) -> None:
        """Only a penalty is announced."""
        super().prepare()
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.widget.choices = [(Case.Outcome.PENALTY.value, Case.Outcome.PENALTY.label)]


class DiscussForm(ChoiceForm):
    """集体讨论."""

    follows = (Ruling.At.NOTICE, Ruling.At.PANEL)
    members = PeopleField("参加讨论的人员", "办案人员不得参加表决")
    text = area("讨论记录", 8, most=LONG, help_text="如实记录各人意见，包括不同意见")
    field_order = ("members", "text")

    def prepare(self) -> None:
        """Offer who never handled the case."""
        super().prepare()
        cast(PeopleField, self.fields["members"]).offer(staff(self.case), neutral(self.case))


class NamingForm(StepForm):
    """A form that may name the people who are responsible: rows of name, code, and how."""

    rows_title = "责任人员（监督到人）"
    rows_heads = ("姓名", "医保医师、药师、护士等编码", "责任")
    rows_help = "认定个人责任的逐人填写，供登记记分；没有的不填"

    def prepare(self) -> None:
        """Add the rows."""
        super().prepare()
        for number in range(NAMED):
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"第 {number + 1} 人姓名", max_length=100, required=False
            )
            self.fields[f"code_{number}"] = forms.CharField(
                label=f"第 {number + 1} 人编码", max_length=40, required=False
            )
            self.fields[f"duty_{number}"] = forms.ChoiceField(
                label=f"第 {number + 1} 人责任", required=False, choices=[("", "请选择"), *Named.Duty.choices]
            )

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """Return the fields of each row."""
        return [
            tuple(self[f"{name}_{number}"] for name in ("name", "code", "duty")) for number in range(NAMED)
        ]

    def clean(self) -> dict[str, Any]:
        """Gather the rows that are filled in as `named`."""
        found = super().clean() or {}
        named = []
        for number in range(NAMED):
            name, code, duty = (found.get(f"{one}_{number}", "") for one in ("name", "code", "duty"))
            if not (name or code or duty):
                continue
            for one, value in (("name", name), ("code", code), ("duty", duty)):
                if not value:
                    self.add_error(f"{one}_{number}", f"请填写完整第 {number + 1} 人的姓名、编码、责任")
            named.append(Responsible(name, code, duty))
        return found | {"named": named}


class DecideForm(ChoiceForm, NamingForm):
    """处理决定."""

    follows = (Ruling.At.REPORT, Ruling.At.NOTICE, Ruling.At.PANEL)
    late_reason = area("逾期原因", 2, required=False, help_text="办案期限届满后作出决定的须填写")


class SimpleForm(ChoiceForm, NamingForm):
    """当场处罚: decided and handed over on the spot."""

    statement = area("当事人陈述、申辩", 3, help_text="没有意见的写明“无意见”")
    receiver = forms.CharField(label="签收人", max_length=100)
    field_order = ("statement",)

    def prepare(self) -> None:
        """Only a small fine or none."""
        super().prepare()
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.widget.choices = [(Case.Outcome.PENALTY.value, Case.Outcome.PENALTY.label)]
