"""What people fill in on the pages of the ledger; the services decide what becomes of it."""

import uuid
from typing import Any

from django import forms

from mingjing.office.clocks import services as clocks
from mingjing.office.leads.forms import MoneyField
from mingjing.office.ledger import words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.services.paying import MOVEMENTS, Deed
from mingjing.office.ui.inputs import DayInput


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, initial=clocks.today, widget=DayInput())


def _text(label: str, *, required: bool = False, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": "2"})
    return forms.CharField(label=label, max_length=500, required=required, widget=widget, help_text=help_text)


def _document(*, required: bool = False) -> forms.CharField:
    return forms.CharField(label="原始凭证号", max_length=200, required=required)


class DeedForm(forms.Form):
    """The key that makes a second click the same voucher."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex

    def deed(self) -> Deed:
        """Return when, why and by which paper."""
        data = self.cleaned_data
        return Deed(data["key"], data["on"], data.get("text", ""), data.get("document", ""))


class PayForm(DeedForm):
    """A payment of a debt."""

    way = forms.ChoiceField(label="缴款方式")
    amount = MoneyField("金额（元）")
    on = _day("到账日期")
    document = _document(required=True)
    text = _text("说明")

    def __init__(self, *args: Any, ways: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"] = forms.ChoiceField(label="缴款方式", choices=list(ways.items()))


class FundForm(DeedForm):
    """Another fund for a debt."""

    fund = forms.ChoiceField(label="更正为", choices=list(chart().funds.items()))
    amount = MoneyField("金额（元）")
    on = _day("业务日期")
    text = _text("更正理由", required=True)


class RemitForm(DeedForm):
    """Money paid on."""

    on = _day("缴款日期")
    document = _document(required=True)
    text = _text("说明")


class ApplyForm(DeedForm):
    """What is held pays a debt."""

    debt = forms.ChoiceField(label="抵缴款项")
    amount = MoneyField("金额（元）")
    on = _day("业务日期")
    text = _text("说明", help_text="缴款人与当事人不一致时必填")

    def __init__(self, *args: Any, debts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["debt"] = forms.ChoiceField(label="抵缴款项", choices=debts)


class BackForm(DeedForm):
    """What is held is given back."""

    amount = MoneyField("金额（元）")
    on = _day("退还日期")
    document = _document(required=True)
    text = _text("退还理由", required=True)


class ReverseForm(forms.Form):
    """Why a voucher is undone."""

    on = _day("冲正日期")
    reason = _text("冲正理由", required=True)


class MonthForm(forms.Form):
    """A month and why."""

    period = forms.RegexField(
        r"^[12]\d{3}-(0[1-9]|1[0-2])$", label="月份", widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"invalid": "月份格式为 2026-03"},
    )  # fmt: skip
    reason = _text("说明")


class BookForm(forms.Form):
    """A deduction that waits."""

    fund = forms.ChoiceField(label="基金类型", choices=list(chart().funds.items()))
    paid = forms.ChoiceField(
        label="处理方式", choices=[("1", "基金已支付：抵扣后续应拨费用"), ("0", "基金未支付：拒付")]
    )


class UploadForm(forms.Form):
    """A bank's file."""

    file = forms.FileField(label="银行流水（.xlsx、.csv）")


class VoucherForm(DeedForm):
    """A voucher written by hand: one business."""

    movement = forms.ChoiceField(
        label="业务", choices=[(name, chart().movements[name].title) for name in MOVEMENTS]
    )
    kind = forms.ChoiceField(label="款项", choices=[(name, words.kind(name)) for name in chart().kinds])
    amount = MoneyField("金额（元）")
    institution = forms.CharField(label="机构编码", max_length=40, required=False)
    party = forms.CharField(
        label="当事人", max_length=255, required=False, help_text="不是定点机构的，填写姓名或者名称"
    )
    suspicion = forms.IntegerField(label="疑点编号", min_value=1, max_value=2**31 - 1, required=False)
    case = forms.CharField(
        label="案件编号",
        max_length=70,
        required=False,
        help_text="没有案件的，填写专项工作名称，例如 自查自纠2026",
    )
    fund = forms.ChoiceField(
        label="基金类型", required=False, choices=[("", "不属于基金"), *chart().funds.items()]
    )
    on = _day("业务日期")
    document = _document()
    text = _text("摘要（依据）", required=True)
