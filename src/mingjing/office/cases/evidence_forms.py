"""What people fill in about evidence: taking it in, verifying, handing on, preserving, sealing, settling."""

from typing import Any, cast

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.cases.forms import area, choice, day
from mingjing.office.cases.models import Case, EvidenceItem, Hold
from mingjing.office.clocks import services as clocks


class EvidenceForm(forms.Form):
    """One piece of evidence, taken in by whoever is signed in and another officer of the case."""

    kind = choice("证据种类", EvidenceItem.Kind.choices)
    name = forms.CharField(label="证据名称", max_length=255)
    origin = forms.CharField(label="证据来源", max_length=255, help_text="提供人、提取地点和方式")
    obtained_on = day("取得日期")
    witness = forms.ModelChoiceField(label="共同取证人", queryset=User.objects.none(), empty_label="请选择")
    text = forms.CharField(label="证明内容", max_length=1000, widget=area(3))
    file = forms.FileField(
        label="电子文件", required=False,
        help_text="可不上传（物证等）；最大 200 MB。登记时计算 SHA-256 摘要，此后不能替换。",
    )  # fmt: skip

    def __init__(self, case: Case, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["obtained_on"].initial = clocks.today
        others = case.officers.filter(until__isnull=True).exclude(user=user).values("user")
        field = cast("forms.ModelChoiceField[User]", self.fields["witness"])
        field.queryset = User.objects.filter(pk__in=others)


class VerifyForm(forms.Form):
    """How a piece of evidence was found to be true."""

    text = forms.CharField(label="查证情况", max_length=500, widget=area(2))


class HandOverForm(forms.Form):
    """Who keeps a piece of evidence from now on, where, why."""

    holder = forms.CharField(label="接收保管人", max_length=100)
    place = forms.CharField(label="保管地点", max_length=255)
    text = forms.CharField(label="移交事由", max_length=500, widget=area(2))


class HoldForm(forms.Form):
    """Preserving or sealing a piece of evidence."""

    kind = choice("措施", Hold.Kind.choices)
    text = forms.CharField(label="采取措施的理由", max_length=500, widget=area(2))


class ExtendHoldForm(forms.Form):
    """Why a seal lasts longer."""

    text = forms.CharField(label="延长的理由", max_length=500, widget=area(2))


class SettleHoldForm(forms.Form):
    """What became of what was preserved or sealed."""

    end = choice(
        "处理方式",
        [one for one in Hold.End.choices if one[0]],
        help_text="期限届满未处理的，只能登记逾期自动解除",
    )
    text = forms.CharField(label="处理情况", max_length=500, widget=area(2))
