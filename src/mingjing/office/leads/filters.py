"""What a lead list can be narrowed by; every filter stands in the address."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from mingjing.analysis.standard.schema import behaviours
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import allowed
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Suspicion, Ticket, Verdict
from mingjing.office.leads.queue import WORK
from mingjing.office.ui.filters import ANY, FilterForm, Filters, amount_field, day_field

OPEN = "open"
NONE = "none"
_SEVERITIES = (("1", "明确违规"), ("2", "高度可疑"), ("3", "轻度可疑"))
_DUE = (("overdue", "已逾期"), ("week", "七日内到期"), (NONE, "未定期限"))
_YES = (("1", "是"),)
# What an institution or a third party cannot ask for: the answer would tell what they are not shown.
_INNER = (
    "home", "bureau", "officer", "task", "part", "due", "signed", "sent", "checked", "institution", "region",
    "verdict", "behaviour", "severity", "amount_from", "amount_to", "confirmed", "recovered",
)  # fmt: skip


def today() -> date:
    """Return the day it is where the office works."""
    return timezone.localdate()


ITSELF = "o"
"""Ends a bureau's key when those below it are not meant."""


class LeadFilterForm(FilterForm):
    """The filters of the lead list, checked; an unknown value is told, not ignored."""

    main = ("q", "state", "behaviour", "severity", "bureau", "officer", "due")
    ranges = (("amount_from", "amount_to"), ("since", "until"))

    q = forms.CharField(
        label="线索、就诊、人员编号",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "编号，可只输前几位", "type": "search"}),
    )
    work = forms.ChoiceField(label="待我办理", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ANY, (OPEN, "未办结"), *Lead.State.choices]
    )
    step = forms.ChoiceField(label="核查环节", required=False, choices=[ANY, *Suspicion.State.choices])
    severity = forms.ChoiceField(label="严重程度", required=False, choices=[ANY, *_SEVERITIES])
    behaviour = forms.ChoiceField(label="违法违规行为", required=False)
    rule = forms.CharField(label="规则代码", required=False, max_length=40)
    institution = forms.CharField(label="定点机构（编码或名称）", required=False, max_length=100)
    region = forms.RegexField(
        r"^\d{2,6}$",
        label="医保区划",
        required=False,
        error_messages={"invalid": "区划为 2 至 6 位数字"},
    )
    home = forms.ChoiceField(label="主管医保部门", required=False)
    bureau = forms.ChoiceField(label="承办单位", required=False)
    officer = forms.ChoiceField(label="经办人", required=False)
    task = forms.CharField(label="任务编号", required=False, max_length=30)
    part = forms.IntegerField(label="任务分件", required=False, min_value=1)
    due = forms.ChoiceField(label="办理期限", required=False, choices=[ANY, *_DUE])
    verdict = forms.ChoiceField(
        label="核查结论",
        required=False,
        choices=[ANY, (NONE, "未核查"), *(one for one in Verdict.choices if one[0])],
    )
    answer = forms.ChoiceField(
        label="机构答复",
        required=False,
        choices=[ANY, (NONE, "未答复"), *(one for one in Suspicion.Answer.choices if one[0])],
    )
    amount_from = amount_field("检出金额不低于（元）")
    amount_to = amount_field("检出金额不高于（元）")
    since = day_field("行为日期自")
    until = day_field("行为日期至")
    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label="行为月份",
        required=False,
        error_messages={"invalid": "月份形如 2026-03"},
    )
    signed = forms.ChoiceField(
        label="审签",
        required=False,
        choices=[ANY, ("1", "县级已审签"), ("2", "市级已审签"), ("3", "省级已审签")],
    )
    unsigned = forms.ChoiceField(
        label="尚未审签",
        required=False,
        choices=[ANY, ("1", "未经县级审签"), ("2", "未经市级审签"), ("3", "未经省级审签")],
    )
    sent = forms.ChoiceField(label="已下发", required=False, choices=[ANY, *_YES])
    checked = forms.ChoiceField(label="已核查完毕", required=False, choices=[ANY, *_YES])
    confirmed = forms.ChoiceField(label="有确认金额", required=False, choices=[ANY, *_YES])
    recovered = forms.ChoiceField(label="有扣款金额", required=False, choices=[ANY, *_YES])

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        waiting = [
            (key, label) for key, (label, permission, _) in WORK.items() if allowed(user.roles, permission)
        ]
        if waiting:
            self.offer("work", waiting)
        else:
            del self.fields["work"]
        if user.organisation.is_bureau:
            self.offer("behaviour", ((code, one.zh) for code, one in behaviours().items()))
            self.offer("home", _homes(user))
            self.offer("bureau", user.organisation.bureau_names())
            self.offer("officer", _officers(user))
        else:
            for name in _INNER:
                del self.fields[name]


def _homes(user: User) -> Iterator[tuple[str, str]]:
    """Each bureau with those below it, and the user's own without them."""
    yield from user.organisation.bureau_names()
    yield f"{user.organisation_id}{ITSELF}", f"{user.organisation.name}（本级）"


def _officers(user: User) -> Iterator[tuple[str, str]]:
    yield "me", "本人"
    yield NONE, "未分派"
    for one in User.objects.filter(organisation=user.organisation_id, grants__role="officer").distinct():
        yield str(one.pk), one.name


class LeadFilters(Filters):
    """The lead filters of one request, and what they do to a query of leads."""

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(LeadFilterForm(data, user), data)
        self.user = user

    def apply(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """Narrow `rows`; wrong filters find nothing rather than everything."""
        if not self.form.is_valid():
            return rows.none()
        found = Q()
        inside: dict[str, Any] = {}
        for name, value in self.on.items():
            if name == "work":
                found &= _waiting(value, self.user)
            elif name in _INSIDE:
                inside[_INSIDE[name]] = "" if value == NONE else value
            else:
                found &= _FILTERS[name](value, self.user)
        if inside:
            found &= Q(Exists(policy.suspicions(self.user).filter(lead=OuterRef("pk"), **inside)))
        return rows.filter(found)


# Filters on suspicions: all of them must hold for one and the same suspicion.
_INSIDE = {"step": "state", "rule": "rule_code__iexact", "verdict": "verdict", "answer": "answer"}


def _waiting(value: str, user: User) -> Q:
    there = Q(Exists(WORK[value][2](user).filter(lead=OuterRef("pk"))))
    if not user.organisation.is_bureau:
        return there
    # Said of the lead itself too, so that its index narrows before suspicions are looked at.
    return Q(held_by=user.organisation_id, state=Lead.State.CHECKING) & there


def _beginning(value: str) -> Q:
    """Numbers that begin so, by the index: SQLite has none for LIKE, PostgreSQL none for its collation's order."""
    if connection.vendor == "postgresql":
        return Q(number__startswith=value)
    return Q(number__gte=value, number__lt=value + "\U0010ffff")


def by_text(value: str, _: User) -> Q:
    """Return the leads whose number begins so, or that are of this visit, settlement, document or person."""
    value = value.strip()
    return (
        _beginning(value) | Q(mdtrt_id=value) | Q(setl_id=value) | Q(doc_id=value) | Q(person__psn_no=value)
    )


def _state(value: str, _: User) -> Q:
    return ~Q(state=Lead.State.CLOSED) if value == OPEN else Q(state=value)


def _institution(value: str, _: User) -> Q:
    return Q(institution__code=value) | Q(institution__name__icontains=value)


def _home(value: str, _: User) -> Q:
    if value.endswith(ITSELF):
        return Q(bureau=value.removesuffix(ITSELF))
    return Q(bureau__in=Organisation.objects.get(pk=value).below())


def _bureau(value: str, _: User) -> Q:
    return Q(held_by__in=Organisation.objects.get(pk=value).below())


def _part(value: int, _: User) -> Q:
    return Q(part=value) | Q(part__parent=value) | Q(part__parent__parent=value)


def _officer(value: str, user: User) -> Q:
    if value == NONE:
        return Q(officer=None)
    return Q(officer=user.pk if value == "me" else value)


def _due(value: str, _: User) -> Q:
    if value == NONE:
        return Q(due_on=None)
    late = {"due_on__lt": today()} if value == "overdue" else _week()
    return Q(**late) & ~Q(state__in=(Lead.State.CLOSED, Lead.State.REPORTED))


def _week() -> dict[str, Any]:
    return {"due_on__gte": today(), "due_on__lte": today() + timedelta(days=7)}


def _month(value: str, _: User) -> Q:
    year, month = map(int, value.split("-"))
    end = date(year + month // 12, month % 12 + 1, 1)
    return Q(occurred_on__gte=date(year, month, 1), occurred_on__lt=end)


def _plain(lookup: str) -> Callable[[Any, User], Q]:
    return lambda value, _: Q(**{lookup: value})


_FILTERS: dict[str, Callable[[Any, User], Q]] = {
    "q": by_text,
    "state": _state,
    "severity": _plain("sev_deg"),
    "behaviour": _plain("behaviour"),
    "institution": _institution,
    "region": _plain("institution__admdvs__startswith"),
    "home": _home,
    "bureau": _bureau,
    "officer": _officer,
    "task": _plain("part__task__number"),
    "part": _part,
    "due": _due,
    "amount_from": _plain("checkout_amt__gte"),
    "amount_to": _plain("checkout_amt__lte"),
    "since": _plain("occurred_on__gte"),
    "until": _plain("occurred_on__lte"),
    "month": _month,
    "signed": _plain("signed__gte"),
    "unsigned": _plain("signed__lt"),
    "sent": lambda _value, _user: ~Q(state=Lead.State.PUBLISHED),
    "checked": lambda _value, _user: Q(open_count=0),
    "confirmed": lambda _value, _user: Q(cnfm_amt__gt=Decimal(0)),
    "recovered": lambda _value, _user: Q(det_amt__gt=Decimal(0)),
}


class TicketFilterForm(FilterForm):
    """The filters of the tickets; answered ones are shown when asked for."""

    main = ("state", "kind", "rule")
    lookups = {"kind": "kind", "rule": "rule_code__iexact"}

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "待答复"), ("closed", "已答复"), ("any", "全部")]
    )
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *Ticket.Kind.choices])
    rule = forms.CharField(label="规则代码", required=False, max_length=40)


class TicketFilters(Filters):
    """The ticket filters of one request."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(TicketFilterForm(data), data)

    def apply(self, rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Narrow `rows`; without a state only open ones are left."""
        state = self.on.get("state", "")
        if state != "any":
            rows = rows.filter(closed_at__isnull=state != "closed")
        return super().apply(rows)
