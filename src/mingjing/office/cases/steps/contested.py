"""The forms of reconsideration and suit."""

from typing import Any

from django import forms

from mingjing.office.cases.models import Receipt, Remedy
from mingjing.office.cases.services.remedies import Ending
from mingjing.office.cases.steps.fields import StepForm, area, day, pick
from mingjing.office.leads.forms import MoneyField

_ENDED = [(value, label) for value, label in Remedy.Outcome.choices if value]


def _kind() -> forms.ChoiceField:
    return pick("方式", Remedy.Kind.choices)


class RegisterForm(StepForm):
    """A reconsideration or a suit was accepted."""

    kind = _kind()
    body = forms.CharField(label="复议机关、受理法院", max_length=255)
    on = day("受理日期", help_text="加处罚款自该日起不计算")
    document = forms.CharField(label="受理文书号", max_length=100, required=False)
    suspended = forms.BooleanField(
        label="停止执行", required=False, help_text="复议机关、法院决定或者本机关认为需要停止执行的"
    )


class _PendingForm(StepForm):
    """A form about what is pending: the kind is chosen already when there is one."""

    def prepare(self) -> None:
        """Choose what is pending."""
        super().prepare()
        found = self.case.remedies.filter(until__isnull=True).first()
        self.fields["kind"].initial = found.kind if found else None


class ReplyForm(_PendingForm):
    """The bureau has answered."""

    kind = _kind()
    on = day("提交日期")
    text = area("答复、答辩情况", 3)


class EndForm(_PendingForm):
    """How it ended."""

    kind = _kind()
    outcome = pick("结果", _ENDED)
    on = day("送达日期", help_text="复议决定书、生效裁判文书送达之日")
    document = forms.CharField(label="复议决定、裁判文书号", max_length=100)
    refund = MoneyField("变更后的责令退回（元）", required=False)
    fine = MoneyField("变更后的罚款（元）", required=False)
    confiscated = MoneyField("变更后的没收违法所得（元）", required=False)
    text = area("结果和理由", 3)

    def prepare(self) -> None:
        """Begin with the amounts of the decision."""
        super().prepare()
        for name in ("refund", "fine", "confiscated"):
            self.fields[name].initial = getattr(self.case, f"{name}_amt")

    def clean(self) -> dict[str, Any]:
        """Gather the fields as `ending`."""
        found = super().clean() or {}
        whole = {"outcome", "on", "document", "text"} <= found.keys()
        amounts = {name: found.get(name) for name in ("refund", "fine", "confiscated")}
        ending = whole and Ending(found["outcome"], found["on"], found["document"], found["text"], **amounts)
        return found | {"ending": ending or None}


class GiveBackForm(StepForm):
    """Money went back to the party."""

    kind = pick("款项", Receipt.Kind.choices)
    amount = MoneyField("退还金额（元）")
    on = day("退还日期")
    voucher = forms.CharField(label="退还凭证号", max_length=60)
