"""What people fill in on the pages of staff; the services decide what becomes of it."""

from typing import Any

from django import forms

from mingjing.office.cases.models import Named
from mingjing.office.clocks import services as clocks
from mingjing.office.staff.core.standards import DUTIES, Standard
from mingjing.office.staff.models import Member, Restriction
from mingjing.office.ui.inputs import DayInput

_SHEET = ".xlsx"


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, initial=clocks.today if required else None, required=required, widget=DayInput(), help_text=help_text
    )  # fmt: skip


def _text(label: str, longest: int = 1000, *, required: bool = True, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": "3"})
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=widget, help_text=help_text
    )


def _line(label: str, longest: int = 100, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text)


class MemberForm(forms.Form):
    """A person, or one more place of work of somebody known."""

    code = _line("执业人员编码", 40)
    name = _line("姓名")
    kind = forms.ChoiceField(label="类别", choices=[one for one in Member.Kind.choices if one[0]])
    institution = _line("所在机构编码", 40)
    since = _day("起始日期")
    text = _line("依据", 300, help_text="例如备案表、任职文件的名称和文号")


class ScoreForm(forms.Form):
    """A score to be proposed."""

    code = _line("执业人员编码", 40)
    name = _line("姓名")
    institution = _line("所在机构编码", 40)
    item = forms.ChoiceField(label="记分情形")
    duty = forms.ChoiceField(label="责任程度", choices=Named.Duty.choices)
    happened_on = _day("处理决定或者查实日期")
    document = _line("处理文书号", required=False, help_text="没有案件、线索的必填")
    case = _line("案件编号", 70, required=False)
    lead = _line("线索编号", 70, required=False)
    named = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = _text("记分事实和理由")

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(one.key, f"{one.label}　{one.text}") for one in standard.items()]
        self.fields["item"] = forms.ChoiceField(label="记分情形", choices=[("", "请选择"), *shown])


class NothingForm(forms.Form):
    """A step that needs no words."""


class OpinionForm(forms.Form):
    """A step with an opinion that may be empty."""

    text = _text("审核意见", 500, required=False)


class ReasonForm(forms.Form):
    """A step that has to say why."""

    text = _text("理由")


class LongReasonForm(forms.Form):
    """An opinion or an answer at length."""

    text = _text("内容", 2000)


class DecideForm(forms.Form):
    """A suspension or termination."""

    months = forms.IntegerField(label="期限（月）", min_value=0, max_value=120)
    since = _day("起始日期", help_text="不得早于今天")
    text = _text("决定理由")


class EndForm(forms.Form):
    """A measure that ends, or a person registered again."""

    on = _day("日期", help_text="自该日起不再受限")
    text = _text("依据和理由")


class AnswerForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label="结论", choices=[("", "请选择"), ("yes", "异议成立"), ("no", "异议不成立")]
    )
    text = _text("答复", 2000)


class ObjectionForm(forms.Form):
    """An objection of a person."""

    text = _text("异议内容", 2000)
    filed_on = _day("提出日期", required=False, help_text="收到书面异议的日期，不填为今天")


class LimitForm(forms.Form):
    """A measure against a person."""

    kind = forms.ChoiceField(label="限制措施", choices=Restriction.Kind.choices)
    psn_no = _line("人员编号", 40, required=False, help_text="暂停联网结算的必填")
    name = _line("姓名", required=False)
    certno = _line("证件号码", 40, required=False, help_text="禁止从业的必填")
    role = _line("职务", 60, required=False, help_text="禁止从业的必填，例如法定代表人")
    institution = _line("机构编码", 40, required=False)
    document = _line("决定文书号", required=False, help_text="不是由案件登记的必填")
    interim = forms.BooleanField(label="调查期间暂停（条例第三十条），至解除为止", required=False)
    months = forms.IntegerField(
        label="月数",
        min_value=0,
        max_value=12,
        required=False,
        help_text="暂停 3 至 12 个月；禁止从业一律 5 年，不填",
    )
    since = _day("起始日期")
    measure = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = _text("事实和理由")


class SheetForm(forms.Form):
    """A workbook of scores."""

    file = forms.FileField(label="Excel 文件", widget=forms.ClearableFileInput(attrs={"accept": _SHEET}))


class StandardForm(forms.Form):
    """The figures of a province: points by tier and responsibility, months by points."""

    source = _line("文件名和文号", 300)
    begndate = _day("施行日期")

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, tier in standard.values["tiers"].items():
            for duty, label in DUTIES.items():
                self.fields[f"{key}_{duty}"] = forms.IntegerField(
                    label=f"{tier['label']}：{label}", min_value=1, max_value=12, initial=tier["points"][duty]
                )
        for key, row in standard.values["suspend"].items():
            for end, label in (("least", "最少"), ("most", "最多")):
                self.fields[f"suspend_{key}_{end}"] = forms.IntegerField(
                    label=f"{key} 分{label}暂停月数", min_value=1, max_value=6, initial=row[end]
                )
        for name, label in (("objection", "提出异议工作日"), ("answer", "答复异议工作日")):
            self.fields[name] = forms.IntegerField(
                label=label, min_value=1, max_value=90, initial=standard.values[name]["days"]
            )

    def values(self) -> dict[str, Any]:
        """Return the figures as the service takes them."""
        found: dict[str, Any] = {"tiers": {}, "suspend": {}}
        for name, value in self.cleaned_data.items():
            head, _, tail = name.partition("_")
            if head in ("t1", "t2", "t3", "t4"):
                found["tiers"].setdefault(head, {"points": {}})["points"][tail] = value
            elif head == "suspend":
                points, _, end = tail.partition("_")
                found["suspend"].setdefault(points, {})[end] = value
            elif name in ("objection", "answer"):
                found[name] = {"days": value, "unit": "working"}
        return found
