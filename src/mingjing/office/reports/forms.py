"""What people fill in on the pages of reports; the services decide what becomes of it."""

from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy as cases
from mingjing.office.clocks.services import today
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads.forms import MoneyField, blame
from mingjing.office.reports.core.template import Template
from mingjing.office.reports.kinds import FIELDS, Kind
from mingjing.office.reports.services.activities import Given
from mingjing.office.ui.inputs import DayInput

__all__ = ["ActivityForm", "BeginForm", "NoteForm", "OptionsForm", "ReasonForm", "blame"]


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class OptionsForm(forms.Form):
    """How the ambiguities of a form are read; the first choice of each is the default."""

    def __init__(self, template: Template, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        for name, keys in template.options.items():
            self.fields[name] = forms.ChoiceField(
                label=template.labels[name],
                choices=[(key, template.choice(name, key)) for key in keys],
                initial=keys[0],
                required=False,
            )

    @property
    def options(self) -> dict[str, str]:
        """The options chosen."""
        return {name: self.cleaned_data[name] for name in self.template.options if self.cleaned_data[name]}


class BeginForm(OptionsForm):
    """A new report: its period, its options, and whether the bureaus below fill it in too."""

    first = _day("统计期间起")
    last = _day("统计期间止")
    below = forms.BooleanField(label="同时布置给所辖各级医保部门填报", required=False)
    field_order = ("first", "last")

    def __init__(self, template: Template, below: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(template, *args, **kwargs)
        if not below:
            del self.fields["below"]
        else:
            self.fields["below"] = self.fields.pop("below")


class NoteForm(forms.Form):
    """An opinion that may stay empty, on the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label="意见", required=False, max_length=500, widget=forms.Textarea({"rows": "2"}))


class ReasonForm(forms.Form):
    """Why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": "2"}))


class ActivityForm(forms.Form):
    """The fields of one kind of activity."""

    on = _day("日期")

    def __init__(self, user: User, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["on"].initial = today()
        if kind.institution != "none":
            self.fields["institution"] = forms.CharField(
                label="定点机构编码", required=kind.institution == "needed", max_length=40,
                help_text="填写机构编码，可在“机构”页查到",
            )  # fmt: skip
            self.fields["case"] = forms.CharField(
                label="案件编号", required=False, max_length=70, help_text="与案件有关的填写"
            )
        for name in FIELDS:
            if not (label := kind.label(name)):
                continue
            self.fields[name] = (
                MoneyField(label, required=False)
                if name in ("amount", "patients")
                else forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)
            )
        self.fields["document"] = forms.CharField(
            label="文号、佐证材料", max_length=200, help_text="检查通知、自查报告、发放凭证、公开网址等"
        )
        self.fields["text"] = forms.CharField(
            label="说明", required=False, max_length=1000, widget=forms.Textarea({"rows": "2"})
        )
        self.user = user

    def clean_institution(self) -> str:
        """Say beside the field when the institution is not there."""
        code = str(self.cleaned_data["institution"]).strip()
        if code and not institutions.visible(self.user).filter(code=code).exists():
            raise forms.ValidationError("没有这家机构，或者不在您的管辖范围内")
        return code

    def clean_case(self) -> str:
        """Say beside the field when the case is not there."""
        number = str(self.cleaned_data["case"]).strip()
        if number and not cases.visible(self.user).filter(number=number).exists():
            raise forms.ValidationError("没有这个案件，或者不在您的管辖范围内")
        return number

    @property
    def given(self) -> Given:
        """What the service is given."""
        data = self.cleaned_data
        return Given(
            self.kind.name, data["on"], data["document"], data.get("institution", ""), data.get("case", ""),
            data.get("number"), data.get("people"), data.get("amount"), data.get("patients"), data["text"],
        )  # fmt: skip
