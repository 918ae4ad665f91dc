"""Filters of the lists of staff."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Staff
from mingjing.office.staff.models import Effect, Member, Notice, Objection, Post, Proposal, Restriction
from mingjing.office.staff.policy import working
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, text_field

STATUS = (("suspended", "已暂停"), ("terminated", "已终止"), ("usual", "正常"))
POINTS = (("1", "有记分"), ("6", "累计 6 分以上"), ("9", "累计 9 分以上"), ("12", "累计 12 分以上"))


def years() -> list[tuple[str, str]]:
    """Return the years that can be looked at, this one first."""
    now = clocks.today().year
    return [(str(year), f"{year} 年") for year in range(now, 2024, -1)]


class MemberForm(FilterForm):
    """Filters of the people."""

    lookups = {"q": ("code__startswith", "name__icontains"), "kind": "kind"}
    main = ("q", "institution", "points", "status", "year")
    q = text_field("编码或姓名")
    institution = text_field("机构编码")
    points = choice_field("年度累计", POINTS)
    status = choice_field("医保支付资格", STATUS)
    year = choice_field("年度", ())
    kind = choice_field("类别", Member.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, *before = years()
        self.fields["year"] = forms.ChoiceField(label="年度", required=False, choices=[("", now[1]), *before])


class MemberFilters(Filters):
    """Filters of people annotated with `total`, `suspended`, `terminated`."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(MemberForm(data), data)

    @property
    def year(self) -> int:
        """The year whose points are shown."""
        return int(self.on.get("year", clocks.today().year))

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow people; wrong filters find nothing."""
        rows = super().apply(rows)
        if least := self.on.get("points"):
            rows = rows.filter(total__gte=int(least))
        if (status := self.on.get("status")) == "usual":
            rows = rows.filter(suspended=False, terminated=False)
        elif status:
            rows = rows.filter(**{status: True})
        if code := self.on.get("institution"):
            rows = rows.filter(working_at(code))
        return rows


def working_at(code: str) -> Q:
    """Return the condition that somebody works at an institution, by the data or by hand."""
    loaded = Staff.objects.filter(working(clocks.today()), institution__code=code).values("code")
    posts = Post.objects.filter(institution__code=code, until__isnull=True).values("member")
    return Q(code__in=loaded) | Q(pk__in=posts)


class ProposalForm(FilterForm):
    """Filters of proposals."""

    lookups = {
        "q": ("member__code__startswith", "member__name__icontains", "case__number", "document__icontains"),
        "state": "state", "institution": "institution__code",
    }  # fmt: skip
    main = ("q", "state", "institution")
    q = text_field("人员、案件或文书号")
    state = choice_field("状态", Proposal.State.choices)
    institution = text_field("机构编码")


class EffectForm(FilterForm):
    """Filters of suspensions and terminations."""

    lookups = {"q": ("member__code__startswith", "member__name__icontains"), "kind": "kind", "state": "state"}
    main = ("q", "kind", "state")
    q = text_field("编码或姓名")
    kind = choice_field("处理", Effect.Kind.choices)
    state = choice_field("状态", Effect.State.choices)


class NoticeForm(FilterForm):
    """Filters of notices."""

    lookups = {
        "q": ("member__code__startswith", "member__name__icontains", "institution__code"), "kind": "kind",
        "open": "confirmed_on__isnull",
    }  # fmt: skip
    main = ("q", "kind", "open")
    q = text_field("人员或机构编码")
    kind = choice_field("事项", Notice.Kind.choices)
    open = choice_field("签收", (("1", "未签收"),))


class ObjectionForm(FilterForm):
    """Filters of objections."""

    lookups = {"q": ("member__code__startswith", "member__name__icontains"), "state": "state"}
    main = ("q", "state")
    q = text_field("编码或姓名")
    state = choice_field("状态", Objection.State.choices)


class OwedForm(FilterForm):
    """Filters of people named and not scored."""

    lookups = {
        "q": ("code__startswith", "name__icontains", "case__number"),
        "institution": "case__institution__code",
    }
    main = ("q", "institution")
    q = text_field("人员或案件编号")
    institution = text_field("机构编码")


class RestrictionForm(FilterForm):
    """Filters of measures against persons."""

    lookups = {"q": ("name", "psn_no", "certno", "case__number"), "kind": "kind", "state": "state"}
    main = ("q", "kind", "state")
    q = text_field("姓名、编号或案件（全称）")
    kind = choice_field("限制", Restriction.Kind.choices)
    state = choice_field("状态", Restriction.State.choices)
