"""What people fill in to open a case, to describe its acts, its people; the services decide what becomes of it."""

from typing import Any, cast

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Recusal
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Person
from mingjing.office.ui.inputs import DayInput


def area(rows: int = 3, **attrs: str) -> forms.Textarea:
    """Return a text box of several lines."""
    return forms.Textarea(attrs={"rows": str(rows), **attrs})


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a date with the browser's own calendar."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def choice(label: str, choices: Any, *, required: bool = True, help_text: str = "") -> forms.ChoiceField:
    """Return a choice that begins empty."""
    return forms.ChoiceField(
        label=label, required=required, help_text=help_text, choices=[("", "请选择"), *choices],
        error_messages={"required": f"请选择{label}"},
    )  # fmt: skip


class NewCaseForm(forms.Form):
    """Where the case comes from and who it is against."""

    source = choice("案件来源", Case.Source.choices)
    found_on = day("发现日期")
    source_text = forms.CharField(
        label="来源说明", required=False, max_length=500, widget=area(2),
        help_text="线索核查以外的来源须写明文号、单位、日期",
    )  # fmt: skip
    subject = choice("当事人类别", Case.Subject.choices)
    party = choice("当事人性质", Case.Party.choices, help_text="决定听证、集体讨论等金额标准")
    institution = forms.CharField(
        label="定点机构编码", required=False, max_length=40, help_text="当事人为机构或其工作人员时必填"
    )
    person = forms.CharField(
        label="参保人编号", required=False, max_length=40, help_text="当事人为参保人员且已在线索中的，可填"
    )
    party_name = forms.CharField(
        label="当事人名称（姓名）", required=False, max_length=255, help_text="机构自动带出"
    )
    party_code = forms.CharField(
        label="证照号码", required=False, max_length=40, help_text="统一社会信用代码、身份证号等"
    )
    staff_code = forms.CharField(label="执业人员编码", required=False, max_length=40)
    harm = forms.BooleanField(
        label="涉及公民生命健康安全、金融安全且有危害后果",
        required=False,
        help_text="追究时效由二年延长为五年",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["found_on"].initial = clocks.today

    def clean_institution(self) -> Institution | None:
        """Return the institution of the code. An unknown one and one out of scope look the same."""
        code = self.cleaned_data["institution"].strip()
        if not code:
            return None
        found = institutions.visible(self.user).filter(code=code).first()
        if found is None:
            raise forms.ValidationError("没有这个机构，或者不在您的管辖范围内")
        return found

    def clean_person(self) -> Person | None:
        """Return the person of the number. An unknown one and one out of scope look the same."""
        number = self.cleaned_data["person"].strip()
        if not number:
            return None
        found = leads.people(self.user).filter(psn_no=number).first()
        if found is None:
            raise forms.ValidationError("没有这个参保人，或者不在您的管辖范围内")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind of party needs."""
        given = super().clean() or {}
        subject = given.get("subject")
        institution = "institution" not in self.errors and not given.get("institution")
        if subject in (Case.Subject.INSTITUTION, Case.Subject.STAFF) and institution:
            self.add_error("institution", "请填写定点机构编码")
        person = given.get("person")
        if subject == Case.Subject.PERSON and person is not None and not given.get("party_name"):
            given["party_name"] = person.psn_name
            given["party_code"] = given.get("party_code") or person.certno
        if subject and subject != Case.Subject.INSTITUTION and not given.get("party_name"):
            self.add_error("party_name", "请填写当事人名称（姓名）")
        return given


class WaiveForm(forms.Form):
    """Why confirmed suspicions become no case."""

    reason = forms.CharField(
        label="不立案的理由", max_length=1000, widget=area(4),
        help_text="写明事实、依据，例如已按协议处理、违法行为轻微并及时改正、已超过追究时效。",
    )  # fmt: skip


def _with_certificate(user: Any) -> str:
    return f"{user.name}（{user.cert_no or '未登记执法证号'}）"


class _OneOfficer(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _with_certificate(obj)


class _Officers(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _with_certificate(obj)


class OfficersForm(forms.Form):
    """Who handles the case: at least two with certificates, one of them in charge."""

    users = _Officers(
        label="办案人员", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择至少两名办案人员"},
    )  # fmt: skip
    lead = _OneOfficer(
        label="主办",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择主办人员"},
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(
            organisation=case.organisation_id, is_active=True, grants__role="officer"
        ).distinct()
        for name in ("users", "lead"):
            field = cast("forms.ModelChoiceField[User]", self.fields[name])
            field.queryset = people
        now = list(case.officers.filter(until__isnull=True))
        self.fields["users"].initial = [one.user_id for one in now]
        self.fields["lead"].initial = next((one.user_id for one in now if one.lead), None)


class RecusalForm(forms.Form):
    """Who should leave the case, who asks for it, why."""

    user = forms.ModelChoiceField(label="申请回避的人员", queryset=User.objects.none(), empty_label="请选择")
    by = choice("提出方", Recusal.By.choices)
    grounds = forms.CharField(label="回避理由", max_length=500, widget=area())

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = case.officers.filter(until__isnull=True).values("user")
        field = cast("forms.ModelChoiceField[User]", self.fields["user"])
        field.queryset = User.objects.filter(pk__in=now)


class RecusalDecisionForm(forms.Form):
    """What the head decides on a request, and why."""

    granted = forms.ChoiceField(
        label="决定", choices=(("1", "同意回避"), ("0", "驳回申请")), widget=forms.RadioSelect,
        error_messages={"required": "请选择决定"},
    )  # fmt: skip
    reason = forms.CharField(label="决定理由", max_length=500, widget=area(2))
