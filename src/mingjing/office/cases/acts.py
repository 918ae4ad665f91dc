"""What is asked about an act, as a form or a call gives it, and the loss that confirmed lines propose."""

from typing import Any

from django import forms

from mingjing.analysis.knowledge.laws import articles
from mingjing.office.cases import judging, losses, words
from mingjing.office.cases.commands import ActFacts
from mingjing.office.cases.forms import area, choice, day
from mingjing.office.cases.models import Act, Case
from mingjing.office.leads.forms import MoneyField

LOSS_REFS = ("xz-35", "xz-35-1", "xz-35-2")
_ITEMS = {"deemed": "xz-27-", "presumptions": "xz-31-", "grounds": "apl-32-"}


def items(prefix: str) -> list[tuple[str, str]]:
    """Return the items of an article that may be cited, with their words."""
    return [
        (ref, f"（{_numeral(number)}）{one.text.rstrip('。')}")
        for number, (ref, one) in enumerate(
            ((ref, one) for ref, one in articles().items() if ref.startswith(prefix)), start=1
        )
    ]


def _numeral(number: int) -> str:
    return "零一二三四五六七八九十"[number]


def _several(label: str, prefix: str, help_text: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=items(prefix), widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )  # fmt: skip


class ActForm(forms.Form):
    """One unlawful act of a case."""

    situation = choice("违法情形", ())
    text = forms.CharField(
        label="违法事实", max_length=2000, widget=area(4), help_text="写明时间、地点、手段、数量、金额"
    )
    acted_on = day("行为日期")
    ended_on = day("行为终了日期", required=False, help_text="连续、继续状态的填写终了之日；不填同行为日期")
    purpose = forms.ChoiceField(
        label="是否以骗取为目的",
        choices=Act.Purpose.choices,
        widget=forms.RadioSelect,
        initial=Act.Purpose.UNDECIDED,
    )
    purpose_reason = forms.CharField(
        label="认定理由",
        required=False,
        max_length=1000,
        widget=area(2),
        help_text="已作认定的必填，写明依据的证据",
    )
    loss = MoneyField("基金损失（元）", required=False, help_text="未造成损失填 0；尚未计算的不填")
    loss_method = forms.CharField(label="计算方法", required=False, max_length=100)
    loss_ref = forms.ChoiceField(
        label="计算依据",
        required=False,
        choices=[("", "—"), *((one, words.clauses([one])) for one in LOSS_REFS)],
    )
    lost_on = day("损失发生日期", required=False)
    estimated = forms.BooleanField(label="损失为按比例测算", required=False)
    refused = forms.BooleanField(label="拒不改正", required=False)
    serious = forms.BooleanField(label="造成严重后果", required=False)
    major = forms.BooleanField(label="造成基金重大损失或者严重不良社会影响", required=False)
    insured = forms.BooleanField(label="属于参保人员", required=False, initial=True)
    deemed = forms.ChoiceField(
        label="按骗取处理（细则第二十七条）", required=False, choices=[("", "不适用"), *items("xz-27-")]
    )
    presumptions = _several("可以认定骗取目的的情形（细则第三十一条）", "xz-31-", "有证据证明的才勾选")
    grounds = _several("从轻、减轻处罚情形（处罚法第三十二条）", "apl-32-", "有证据证明的才勾选")

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        subject = judging.subject_of(case)
        field = self.fields["situation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "请选择"), *words.situation_choices(subject)]
        if subject != "person":
            del self.fields["insured"], self.fields["presumptions"]
        if subject != "institution":
            del self.fields["deemed"], self.fields["major"]

    def facts(self) -> ActFacts:
        """Return the act as the service takes it; the form must be valid."""
        given = dict(self.cleaned_data)
        given["situation"] = int(given["situation"])
        for name in ("presumptions", "grounds"):
            given[name] = tuple(given.get(name, ()))
        return ActFacts(**given)


def initial(act: Act) -> dict[str, Any]:
    """Return what the form of an act shows at first."""
    return {name: getattr(act, name) for name in ActForm.base_fields}


def proposed_loss(case: Case) -> losses.LineLoss | None:
    """Return what the confirmed lines add up to; None for a case without linked suspicions."""
    return losses.from_lines(case) if case.links.filter(active=True).exists() else None
