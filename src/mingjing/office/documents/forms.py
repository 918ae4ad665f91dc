"""What people fill in on the pages of documents; the services decide what becomes of it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.kinds import Ask, is_gap, kind, kinds
from mingjing.office.documents.models import Delivery, Document, Letterhead
from mingjing.office.documents.services import drafting
from mingjing.office.documents.services.letterheads import FIELDS, OPTIONAL
from mingjing.office.ui.filters import FilterForm, choice_field, day_field, text_field
from mingjing.office.ui.inputs import DayInput

GAP = "gap-"


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


class DraftForm(forms.Form):
    """What a document asks for, and what the case does not know of what it prints."""

    def __init__(self, document: Document, blanks: Iterable[str] = (), data: Any = None) -> None:
        super().__init__(data)
        self.asks = [self._ask(document, ask) for ask in kind(document.kind).asks]
        kept = dict(document.fields.get("补充", {}))
        gaps = [*kept, *(one for one in blanks if one not in kept and is_gap(one))]
        for path in gaps:
            self.fields[GAP + path] = forms.CharField(
                label=path.replace(".", " · "), required=False, max_length=500, initial=kept.get(path, "")
            )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=document.version)

    def _ask(self, document: Document, ask: Ask) -> str:
        said: dict[str, Any] = {"label": ask.label, "required": False, "help_text": ask.help}
        said["initial"] = document.fields.get(ask.name, "")
        if ask.kind in ("choice", "hold", "document"):
            choices = [("", "请选择"), *drafting.options(document, ask)]
            field: forms.Field = forms.ChoiceField(choices=choices, **said)
        elif ask.kind == "day":
            field = forms.DateField(widget=DayInput(), **said)
        elif ask.kind == "text":
            field = forms.CharField(widget=_area(6), max_length=drafting.LONGEST["text"], **said)
        else:
            hint = {"placeholder": "例：2026年6月1日9时30分"} if ask.kind == "moment" else {}
            field = forms.CharField(
                max_length=drafting.LONGEST["line"], widget=forms.TextInput(attrs=hint), **said
            )
        self.fields[ask.name] = field
        return ask.name

    def given(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return what was asked for, and what fills gaps."""
        values = self.cleaned_data
        fields = {name: str(values.get(name) or "") for name in self.asks}
        gaps = {
            name.removeprefix(GAP): str(one or "") for name, one in values.items() if name.startswith(GAP)
        }
        return fields, gaps

    def gaps(self) -> list[Any]:
        """Return the fields that fill gaps."""
        return [self[name] for name in self.fields if name.startswith(GAP)]

    def asked(self) -> list[Any]:
        """Return the fields that the document asks for."""
        return [self[name] for name in self.asks]


class ReasonForm(forms.Form):
    """A written reason."""

    text = forms.CharField(label="理由", max_length=500, widget=_area(2))

    def __init__(self, data: Any = None, label: str = "理由") -> None:
        super().__init__(data)
        self.fields["text"].label = label


class DeliveryForm(forms.Form):
    """How a document was served."""

    on = forms.DateField(label="送达日期", widget=DayInput())
    method = forms.ChoiceField(label="送达方式", choices=Delivery.Method.choices)
    receiver = forms.CharField(label="收件人", max_length=100)
    place = forms.CharField(label="送达地点", max_length=255)
    second = forms.TypedChoiceField(label="另一送达人", coerce=int, choices=[])
    consent = forms.BooleanField(label="当事人书面同意电子送达", required=False)
    text = forms.CharField(
        label="说明", max_length=500, required=False, widget=_area(2),
        help_text="留置送达写明拒收情形和见证人，邮寄送达写明邮单号，公告送达写明载体",
    )  # fmt: skip
    file = forms.FileField(
        label="签收凭证", required=False, help_text="送达回证、邮单等的扫描件：PDF、PNG、JPG"
    )

    def __init__(self, case: Case, user: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on": clocks.today(), "receiver": case.party_name})
        others = case.officers.filter(until__isnull=True).exclude(user=user).select_related("user")
        self.fields["second"].choices = [(one.user_id, one.user.name) for one in others]  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """A template of one's own."""

    file = forms.FileField(label="Word 模板（.docx）")
    note = forms.CharField(label="修改说明", max_length=500, widget=_area(2))


_HINTS = {
    "word": "用于文号，例如“武医保”：武医保罚字〔2026〕1号",
    "police": "移送涉嫌犯罪案件时填写在抬头",
    "prosecutor": "移送时抄送，以及建议立案监督时填写在抬头",
}


class LetterheadForm(forms.Form):
    """What a bureau's documents say of the bureau; the service checks it."""

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in FIELDS:
            column: Any = Letterhead._meta.get_field(name)
            wide = {"widget": _area(2)} if name.endswith("_account") else {}
            said = {"label": column.verbose_name, "help_text": _HINTS.get(name, "")}
            self.fields[name] = forms.CharField(required=name not in OPTIONAL, **said, **wide)  # type: ignore[arg-type]


class DocumentFilter(FilterForm):
    """Filters of the register of documents."""

    q = text_field("文号、标题、案件、当事人")
    kind = choice_field("文书", [])
    state = choice_field("状态", Document.State.choices)
    after = day_field("签发自")
    before = day_field("签发至")
    lookups = {
        "q": ("number__icontains", "title__icontains", "case__number__icontains", "case__party_name__icontains"),
        "kind": "kind", "state": "state", "after": "issued_on__gte", "before": "issued_on__lte",
    }  # fmt: skip
    ranges = (("after", "before"),)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", "全部"), *((one.key, one.title) for one in kinds().values())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
