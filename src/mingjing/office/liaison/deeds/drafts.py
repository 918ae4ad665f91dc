"""The forms in which a handover is drawn up, by a bureau and by a department; and what comes in becomes a case."""

from typing import Any

from django import forms

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy as cases
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, EvidenceItem
from mingjing.office.institutions import policy as institutions
from mingjing.office.liaison import policy
from mingjing.office.liaison.deeds.kit import BodyField, DeedForm, PartField, area, day, line
from mingjing.office.liaison.models import Department, Handover
from mingjing.office.liaison.services import drafting, incoming


def sent_before(user: User) -> list[tuple[str, str]]:
    """Return the suspected crimes that a department was sent, for what goes back to the bureau."""
    rows = policy.visible(user).filter(direction=Handover.Direction.OUT, track__isnull=False)
    return [(one.number, f"{one.number} {one.title}") for one in rows.order_by("-pk")[:200]]


class OutForm(DeedForm):
    """What a bureau hands over."""

    partner = BodyField("受移送的部门")
    overseer = BodyField("抄送检察机关", required=False, help_text="移送涉嫌犯罪案件的，抄送同级人民检察院")
    title = line("标题", 300)
    basis = area("移送理由和依据", 2, most=1000, required=False)
    text = area("基本情况", 8)

    def prepare(self) -> None:
        """Offer the departments nearby."""
        found = [one.organisation for one in policy.partners(self.user)]
        self.fields["partner"].offer(found)  # type: ignore[attr-defined]
        prosecutors = [one.organisation for one in policy.partners(self.user, Department.PROSECUTOR)]
        self.fields["overseer"].offer(prosecutors, "不抄送")  # type: ignore[attr-defined]
        if isinstance(self.thing, Handover):
            self.initial.update({
                "partner": self.thing.partner_id, "overseer": self.thing.overseer_id, "title": self.thing.title,
                "basis": self.thing.basis, "text": self.thing.text,
            })  # fmt: skip

    def given(self) -> drafting.Given:
        """Return what was filled in."""
        v = self.cleaned_data
        return drafting.Given(v["partner"], v["title"], v["text"], v["basis"], v["overseer"])


class InForm(DeedForm):
    """What a department hands over."""

    bureau = BodyField("接收的医保部门")
    kind = forms.ChoiceField(
        label="类型",
        choices=[one for one in Handover.Kind.choices if one[0] != "crime"],
        widget=forms.RadioSelect,
    )
    origin = forms.ChoiceField(
        label="原移送", required=False, help_text="不起诉、撤销案件后移送行政处理的须选择"
    )
    title = line("标题", 300)
    party_name = line("涉及对象", 255, help_text="机构或者个人名称")
    party_code = line("证照号码", 40, required=False)
    basis = area("移送理由和依据", 2, most=1000, required=False)
    text = area("基本情况", 8)

    def prepare(self) -> None:
        """Offer the bureaus nearby and what was sent before."""
        bureaus = list(policy.bureaus_of(self.user.organisation))
        self.fields["bureau"].offer(bureaus)  # type: ignore[attr-defined]
        self.fields["bureau"].initial = self.user.organisation.parent_id
        self.fields["origin"].choices = [("", "无"), *sent_before(self.user)]  # type: ignore[attr-defined]
        if isinstance(self.thing, Handover):
            one = self.thing
            names = ("kind", "title", "party_name", "party_code", "basis", "text")
            self.initial.update({name: getattr(one, name) for name in names})
            self.initial.update({"bureau": one.bureau_id, "origin": one.origin.number if one.origin else ""})

    def said(self) -> incoming.Said:
        """Return what was filled in."""
        v = self.cleaned_data
        names = ("bureau", "kind", "title", "party_name", "text", "party_code", "basis", "origin")
        return incoming.Said(*(v[name] for name in names))


class TakeUpForm(DeedForm):
    """A case comes of it."""

    subject = forms.ChoiceField(label="当事人类别", choices=Case.Subject.choices, widget=forms.RadioSelect)
    party = forms.ChoiceField(label="当事人性质", choices=Case.Party.choices, widget=forms.RadioSelect)
    institution = line("定点机构编码", 40, required=False, help_text="当事人是定点机构或者其工作人员的填写")
    name = line("当事人名称", 255, required=False, help_text="当事人不是定点机构的填写")
    code = line("证照号码", 40, required=False)
    found_on = day("发现日期", help_text="收到移送的日期")

    def prepare(self) -> None:
        """Begin with what the department said."""
        self.initial.update({
            "name": self.thing.party_name, "code": self.thing.party_code, "found_on": self.thing.received_on,
            "subject": Case.Subject.INSTITUTION, "party": Case.Party.ORGANISATION,
        })  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Find the institution in scope."""
        found = super().clean() or {}
        place = None
        if code := found.get("institution"):
            place = institutions.visible(self.user).filter(code=code).first()
            if place is None:
                self.add_error("institution", "没有这个机构，或者不在管辖范围内")
        if not {"subject", "party"} <= found.keys():
            return found
        key = place.pk if place else None
        party = Party(found["subject"], found["party"], found.get("name", ""), found.get("code", ""), key)
        return found | {"given": party}


class JoinForm(DeedForm):
    """It belongs to a case that there is already."""

    case = line("案件编号", 70)
    text = area("并案的理由", 2, most=1000)

    def prepare(self) -> None:
        """A crime that comes back belongs to the case that was handed over."""
        if self.thing.origin is not None and self.thing.origin.case is not None:
            self.initial["case"] = self.thing.origin.case.number

    def clean(self) -> dict[str, Any]:
        """Find the case in scope."""
        found = super().clean() or {}
        case = cases.visible(self.user).filter(number=found.get("case", "")).first()
        if case is None and found.get("case"):
            self.add_error("case", "没有这个案件，或者不在您的管辖范围内")
        return found | {"found": case}


class FileForm(DeedForm):
    """One of the files of a handover."""

    file = PartField("文件")

    def prepare(self) -> None:
        """Offer them."""
        rows = self.thing.attachments.filter(event=None).order_by("pk")
        self.fields["file"].offer([(one.pk, one.name) for one in rows])  # type: ignore[attr-defined]


class DetachForm(FileForm):
    """A file is taken away again."""


class EvidenceForm(FileForm):
    """A file that came in becomes evidence."""

    kind = forms.ChoiceField(label="证据种类", choices=EvidenceItem.Kind.choices)
    name = line("证据名称", 255)
    text = area("证明内容", 2, most=1000)
    witness = forms.ModelChoiceField(User.objects.none(), label="共同取证人", empty_label="请选择")

    def prepare(self) -> None:
        """Offer the other officers of the case."""
        super().prepare()
        case = self.thing.case
        others = case.officers.filter(until__isnull=True).exclude(user=self.user).values("user")
        self.fields["witness"].queryset = User.objects.filter(pk__in=others)  # type: ignore[attr-defined]
