"""What people fill in on the pages of leads; the services decide what becomes of it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads import reasons
from mingjing.office.leads.models import Task, Verdict
from mingjing.office.leads.services.drawing import LEAST, MOST, USUAL
from mingjing.office.ui.inputs import DayInput

VERDICTS = [one for one in Verdict.choices if one[0]]
_DECIDED = "请选择结论"


class MoneyField(forms.DecimalField):
    """An amount in yuan, 0 or more; separators and full-width digits as people type them are understood."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            min_value=Decimal(0),
            max_digits=16,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read `1，234.50` as 1234.50."""
        if isinstance(value, str):
            value = value.translate(_PLAIN).strip()
        return super().to_python(value)


_PLAIN = str.maketrans("０１２３４５６７８９．", "0123456789.", ",，  ¥￥元")


def _area(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), **attrs})


def reason_field(label: str = "原因") -> forms.ChoiceField:
    """Return the choice of reasons, grouped by verdict; the page narrows it to the verdict chosen."""
    grouped = [(Verdict(one).label, list(codes.items())) for one, codes in reasons.reasons().items()]
    return forms.ChoiceField(label=label, required=False, choices=[("", "请选择原因"), *grouped])


def blame(form: forms.Form, error: InvalidError) -> None:
    """Put what a service refused beside the field that it names, else at the head of the form."""
    for problem in error.problems:
        text = problem.what + (f"（{problem.do}）" if problem.do else "")
        form.add_error(problem.where if problem.where in form.fields else None, text)


class VersionForm(forms.Form):
    """A form that carries the version of what it was filled in for, so that nothing is overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """A step that has to say why."""

    reason = forms.CharField(label="理由", max_length=500, widget=_area())


class SuperviseForm(forms.Form):
    """What is demanded of a part under supervision."""

    reason = forms.CharField(label="督办要求", max_length=500, widget=_area())


class PauseForm(forms.Form):
    """Why a deadline rests."""

    reason = forms.CharField(label="中止事由", max_length=200, widget=_area(2))


class TextForm(forms.Form):
    """A step with something to say, or nothing."""

    text = forms.CharField(label="说明", max_length=500, required=False, widget=_area())


class VersionReasonForm(VersionForm, ReasonForm):
    """Why, on a known version."""


class VersionTextForm(VersionForm):
    """Something to say, or nothing, on a known version."""

    text = forms.CharField(label="意见", max_length=2000, required=False, widget=_area())


class CheckForm(VersionForm):
    """初审 as a whole; its lines are read by `lines.py`."""

    verdict = forms.ChoiceField(
        label="核查结论", choices=VERDICTS, widget=forms.RadioSelect, error_messages={"required": _DECIDED}
    )
    reason_code = reason_field()
    amount = MoneyField("认定违规金额（元）", required=False)
    text = forms.CharField(label="核查意见", max_length=2000, required=False, widget=_area())


class AnswerForm(VersionForm):
    """What the institution answers."""

    kind = forms.ChoiceField(
        label="答复",
        choices=(("accepted", "认可该疑点"), ("appealed", "申诉")),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择认可或申诉"},
    )
    amount = MoneyField("申诉金额（元）", required=False, help_text="对其中多少金额有异议")
    reason = forms.CharField(
        label="申诉理由",
        max_length=1000,
        required=False,
        widget=_area(5),
        help_text="逐条说明事实和依据，并在下方上传病历、医嘱、检查报告等材料",
    )

    def clean(self) -> dict[str, Any]:
        """An appeal says why."""
        cleaned = super().clean() or {}
        appealed = cleaned.get("kind") == "appealed"
        if appealed and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "申诉须填写理由")
        return cleaned


class AdviceForm(VersionForm):
    """What the third party thinks."""

    verdict = forms.ChoiceField(
        label="复审意见", choices=VERDICTS, widget=forms.RadioSelect, error_messages={"required": _DECIDED}
    )
    amount = MoneyField("建议认定金额（元）", required=False)
    text = forms.CharField(label="意见说明", max_length=2000, widget=_area(5))


class ReviewForm(VersionForm):
    """复审 or the conclusion of the panel."""

    verdict = forms.ChoiceField(
        label="复审结论", choices=VERDICTS, widget=forms.RadioSelect, error_messages={"required": _DECIDED}
    )
    reason_code = reason_field()
    amount = MoneyField("认定违规金额（元）", required=False, help_text="不填则按结论和初审明细计算")
    text = forms.CharField(label="复审意见", max_length=2000, required=False, widget=_area(4))


class DeductForm(forms.Form):
    """Money taken back."""

    amount = MoneyField("扣款金额（元）")
    on = forms.DateField(label="扣款日期", widget=DayInput())
    paid = forms.ChoiceField(
        label="处理方式", required=False, choices=[("1", "基金已支付：抵扣后续应拨费用"), ("0", "基金未支付：拒付")],
        help_text="拒付与追回在资金台账和统计表中分开计算",
    )  # fmt: skip
    reason = forms.CharField(label="扣款原因", max_length=500, widget=_area(2))


class ReviseForm(forms.Form):
    """Money given back after a deduction."""

    amount = MoneyField("补差金额（元）")
    reason = forms.CharField(label="补差原因", max_length=500, widget=_area(2))


class TicketForm(forms.Form):
    """The answer to a ticket."""

    text = forms.CharField(label="答复", max_length=2000, widget=_area(5))


class RevealForm(forms.Form):
    """Why somebody needs to see a name and an ID number."""

    PURPOSES = (
        ("调取病历核对身份", "调取病历核对身份"),
        ("联系参保人核实就诊", "联系参保人核实就诊"),
        ("与其他部门数据比对", "与其他部门数据比对"),
        ("制作案件文书", "制作案件文书"),
    )
    purpose = forms.ChoiceField(label="用途", choices=[("", "请选择用途"), *PURPOSES])
    note = forms.CharField(label="具体事由", max_length=200, help_text="写明案件或任务，将记入审计日志")


class ViewForm(forms.Form):
    """The name under which a list is kept."""

    name = forms.CharField(label="名称", max_length=60)


class TaskForm(forms.Form):
    """A new task."""

    title = forms.CharField(label="任务名称", max_length=200)
    instructions = forms.CharField(label="核查要求", required=False, max_length=4000, widget=_area(4))
    route = forms.ChoiceField(label="核查方式", choices=Task.Route.choices, initial=Task.Route.THREE_LEVEL)
    days = forms.IntegerField(label="办理期限（工作日）", min_value=1, max_value=250, initial=20)
    appeal_days = forms.IntegerField(label="申诉期限（工作日）", min_value=1, max_value=60, initial=5)
    recheck_share = forms.DecimalField(
        label="“不属实”抽查比例（%）", min_value=0, max_value=100, decimal_places=1, initial=Decimal(10)
    )
    audit_share = forms.DecimalField(
        label="随机抽查比例（%）",
        min_value=100 * LEAST,
        max_value=100 * MOST,
        decimal_places=1,
        initial=(100 * USUAL).quantize(Decimal(1)),
        required=False,
        help_text="下发总数中随机抽取的线索所占比例，不低于 10%；用于检验排序有没有漏掉问题，不告知核查人员",
    )
    split = forms.ChoiceField(label="分送方式")

    def clean_audit_share(self) -> Decimal:
        """Return the share, the usual one when it was left empty."""
        given: Decimal | None = self.cleaned_data["audit_share"]
        return 100 * USUAL if given is None else given

    def __init__(self, data: QueryDict | None, ways: Iterable[tuple[str, str]], **fields: Any) -> None:
        super().__init__(data, **fields)
        cast(forms.ChoiceField, self.fields["split"]).choices = list(ways)


class PassOnForm(forms.Form):
    """How leads of a part are divided further down."""

    split = forms.ChoiceField(label="分送方式")

    def __init__(self, data: QueryDict | None, ways: Iterable[tuple[str, str]], **fields: Any) -> None:
        super().__init__(data, **fields)
        cast(forms.ChoiceField, self.fields["split"]).choices = list(ways)


class SeedForm(forms.Form):
    """The seed of a random draw."""

    seed = forms.CharField(
        label="随机种子",
        max_length=64,
        required=False,
        help_text="可填公开的数字（如开奖号码）；不填由系统生成，结果可用种子复算",
    )


class ReceiverForm(forms.Form):
    """A part goes to somebody else."""

    receiver = forms.ModelChoiceField(
        label="承办单位", empty_label="请选择", queryset=Organisation.objects.none()
    )
    reason = forms.CharField(label="理由", max_length=500, widget=_area(2))

    def __init__(self, data: QueryDict | None, receivers: Any) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[Any]", self.fields["receiver"])
        field.queryset = receivers


def _officer(one: User) -> str:
    return f"{one.name}（{one.username}）"


class AssignForm(forms.Form):
    """Who checks the chosen leads."""

    officer = forms.ModelChoiceField(label="经办人", empty_label="请选择", queryset=User.objects.none())

    def __init__(self, data: QueryDict | None, user: User) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[Any]", self.fields["officer"])
        field.queryset = (
            User.objects.filter(organisation=user.organisation, is_active=True, grants__role="officer")
            .distinct()
            .order_by("name")
        )
        field.label_from_instance = _officer  # type: ignore[method-assign, assignment]


class BulkVerdictForm(forms.Form):
    """One verdict for many suspicions."""

    verdict = forms.ChoiceField(label="核查结论", choices=[("", "请选择结论"), *VERDICTS])
    reason_code = reason_field()
    text = forms.CharField(label="核查意见", max_length=2000, required=False, widget=_area())


class AskForm(forms.Form):
    """How long the institution has to answer."""

    days = forms.IntegerField(
        label="答复期限（工作日）",
        min_value=1,
        max_value=60,
        required=False,
        help_text="不填则用任务规定的期限",
    )


class ConsultForm(forms.Form):
    """Which third party gives its opinion."""

    third_party = forms.ModelChoiceField(
        label="第三方机构", empty_label="请选择", queryset=Organisation.objects.none()
    )

    def __init__(self, data: QueryDict | None = None, **fields: Any) -> None:
        super().__init__(data, **fields)
        field = cast("forms.ModelChoiceField[Any]", self.fields["third_party"])
        field.queryset = Organisation.objects.filter(kind=Organisation.Kind.THIRD_PARTY, active=True)
