"""Forms of runs and lakes."""

from typing import Any

from django import forms

from mingjing.analysis.rules import pack
from mingjing.kernel import local
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.screenings import policy
from mingjing.office.screenings.folders import own_folder
from mingjing.office.screenings.models import Lake, Screening
from mingjing.office.screenings.services import runs
from mingjing.office.ui.filters import FilterForm, choice_field, day_field, text_field


class RunForm(forms.Form):
    """What a run is asked; what each field must be is checked again by the service."""

    title = forms.CharField(label="名称", max_length=120, help_text="例如：2026 年二季度例行筛查")
    lake = forms.ModelChoiceField(label="数据", queryset=Lake.objects.none(), empty_label=None)
    mode = forms.ChoiceField(
        label="方式",
        choices=Screening.Mode.choices,
        initial=Screening.Mode.LIVE,
        help_text="试运行的结果只供查看，不能发布线索",
    )
    since = day_field("行为发生日期 从")
    until = day_field("行为发生日期 至")
    region = forms.RegexField(
        r"^\d{2,6}$",
        label="医保区划前缀",
        required=False,
        help_text="只列归属该区划的机构，例如 4201，归不到任何区划的疑点一并列出；不填即全部",
        error_messages={"invalid": "区划前缀为 2 至 6 位数字"},
    )
    rules = forms.CharField(
        label="只运行这些规则",
        required=False,
        help_text="规则代码，用空格或逗号分隔；规则包和规则都不填，即运行全部在用规则",
        widget=forms.TextInput(attrs={"placeholder": "例如：CHG-001 RXD-003"}),
    )
    packs = forms.MultipleChoiceField(label="规则包", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lake = self.fields["lake"]
        if isinstance(lake, forms.ModelChoiceField):
            lake.queryset = policy.lakes(user).order_by("-created_at")
        with local.using(own_folder()):
            known = pack.packs().values()
        choices = self.fields["packs"]
        if isinstance(choices, forms.MultipleChoiceField):
            choices.choices = [(one.title, one.title) for one in known]

    def clean_rules(self) -> tuple[str, ...]:
        """Read the codes apart."""
        text: str = self.cleaned_data["rules"]
        return tuple(dict.fromkeys(text.upper().replace("，", " ").replace(",", " ").split()))

    def wanted(self) -> runs.Wanted:
        """Return what was asked; the form must be valid."""
        return runs.Wanted(**self.cleaned_data)


class RunFilter(FilterForm):
    """Filters of the list of runs."""

    lookups = {
        "q": ("number__icontains", "title__icontains"),
        "state": "state",
        "mode": "mode",
        "since": "created_at__date__gte",
        "until": "created_at__date__lte",
    }
    ranges = (("since", "until"),)
    q = text_field("编号或名称")
    state = choice_field("状态", Screening.State.choices)
    mode = choice_field("方式", Screening.Mode.choices)
    since = day_field("发起日期 从")
    until = day_field("发起日期 至")


class LakeForm(forms.Form):
    """A lake to register."""

    name = forms.CharField(label="数据名称", max_length=100)
    path = forms.CharField(
        label="位置",
        max_length=500,
        help_text="服务器上由 mingjing ingest 建立的数据湖文件夹，绝对路径",
        widget=forms.TextInput(attrs={"placeholder": "/data/lakes/2026"}),
    )
    organisation = forms.ModelChoiceField(
        label="归属单位", queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["organisation"]
        if isinstance(body, forms.ModelChoiceField):
            body.queryset = user.organisation.bureaus().order_by("path")


class TrialForm(forms.Form):
    """Over what a rule is tried."""

    lake = forms.ModelChoiceField(label="数据", queryset=Lake.objects.none(), empty_label=None)
    since = day_field("行为发生日期 从")
    until = day_field("行为发生日期 至")
    one_in = forms.TypedChoiceField(
        label="抽样",
        coerce=int,
        choices=((1, "全部人员"), (10, "每 10 人取 1 人"), (100, "每 100 人取 1 人")),
        initial=10,
        help_text="同一份数据每次抽到同样的人",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lake = self.fields["lake"]
        if isinstance(lake, forms.ModelChoiceField):
            lake.queryset = policy.lakes(user).order_by("-created_at")
