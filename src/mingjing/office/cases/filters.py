"""What the ledger of cases can be narrowed by; every filter stands in the address."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases import deadlines
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.models import Act, Case, CaseOfficer, CaseSuspicion, Stage, Track
from mingjing.office.cases.running import SOON
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.ui.filters import (
    FilterForm,
    Filters,
    amount_field,
    choice_field,
    day_field,
    text_field,
)

S = Stage
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "clue": ("线索核查", (S.CLUE, S.FILING)),
    "investigating": ("调查取证", (S.INVESTIGATING, S.SUSPENDED)),
    "deciding": ("审核告知", (S.REPORTED, S.LEGAL_REVIEW, S.REVIEWED, S.NOTIFIED, S.HEARING, S.HEARD, S.DISCUSSED)),
    "executing": ("决定执行", (S.DECIDED, S.SERVED, S.EXECUTING, S.EXECUTED)),
    "ended": ("已经终了", (S.DECLINED, S.TERMINATED, S.CLOSED, S.ARCHIVED)),
}  # fmt: skip
"""The stages as the board groups them, in the order of the procedure."""
OPEN = "open"
ENDED = GROUPS["ended"][1]
_DUE = (("overdue", "已逾期"), ("close", f"{SOON} 日内到期"), ("resting", "中止计算"))


class CaseFilterForm(FilterForm):
    """The filters of the ledger, checked; an unknown value is told, not ignored."""

    main = ("q", "stage", "source", "cause", "track", "bureau", "due")
    ranges = (("filed_from", "filed_to"), ("decided_from", "decided_to"), ("loss_from", "loss_to"))

    q = text_field("案件编号、当事人、案卷号", "编号可只输前几位")
    stage = choice_field(
        "环节", [(OPEN, "在办"), *((f"{k}-", v[0]) for k, v in GROUPS.items()), *Stage.choices]
    )
    source = choice_field("案件来源", Case.Source.choices)
    subject = choice_field("当事人类别", Case.Subject.choices)
    cause = choice_field(
        "案由", [(one, one) for one in dict.fromkeys(s.cause for s in situations().values())]
    )
    situation = choice_field("违法情形", [(str(n), f"{n}. {one.text}") for n, one in situations().items()])
    fraud = choice_field("骗取目的", Act.Purpose.choices)
    track = choice_field("处理方式", [("none", "未确定"), *Track.Kind.choices])
    track_state = choice_field("处理状态", Track.State.choices)
    outcome = choice_field("处理决定", Case.Outcome.choices)
    grave = choice_field("情节复杂或者重大", (("1", "是"),))
    bureau = choice_field("办案单位", ())
    officer = choice_field("办案人员", ())
    due = choice_field("办案时限", _DUE)
    filed_from = day_field("立案日期自")
    filed_to = day_field("立案日期至")
    decided_from = day_field("决定日期自")
    decided_to = day_field("决定日期至")
    loss_from = amount_field("基金损失不低于（元）")
    loss_to = amount_field("基金损失不高于（元）")
    institution = text_field("定点机构（编码或名称）")
    lead = text_field("线索编号")
    person = text_field("参保人编号")

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        self.offer("bureau", user.organisation.bureau_names())
        self.offer("officer", _officers(user))


def _officers(user: User) -> Iterator[tuple[str, str]]:
    yield "me", "本人"
    yield "none", "未确定"
    people = User.objects.filter(organisation=user.organisation_id, grants__role="officer").distinct()
    for one in people.only("pk", "name"):
        yield str(one.pk), one.name


class CaseFilters(Filters):
    """The filters of one request, and what they do to a query of cases."""

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(CaseFilterForm(data, user), data)
        self.user = user

    def apply(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """Narrow `rows`; wrong filters find nothing rather than everything."""
        if not self.form.is_valid():
            return rows.none()
        found = Q()
        for name, value in self.on.items():
            found &= _FILTERS[name](value, self.user)
        return rows.filter(found)


def by_text(value: str, _: User) -> Q:
    """Return the cases whose number begins so, or whose party or file is called so."""
    value = value.strip()
    return (
        Q(number__istartswith=value)
        | Q(party_name__icontains=value)
        | Q(archive_no__istartswith=value)
        | Q(party_code=value)
    )


def _stage(value: str, _: User) -> Q:
    if value == OPEN:
        return ~Q(stage__in=ENDED)
    return Q(stage__in=GROUPS[value[:-1]][1]) if value.endswith("-") else Q(stage=value)


def _acts(**wanted: Any) -> Q:
    return Q(Exists(Act.objects.filter(case=OuterRef("pk"), **wanted)))


def _cause(value: str, _: User) -> Q:
    return _acts(situation__in=[n for n, one in situations().items() if one.cause == value])


def _track(value: str, _: User) -> Q:
    living = Track.objects.filter(case=OuterRef("pk"), active=True)
    return ~Q(Exists(living)) if value == "none" else Q(Exists(living.filter(kind=value)))


def _track_state(value: str, _: User) -> Q:
    return Q(Exists(Track.objects.filter(case=OuterRef("pk"), state=value)))


def _bureau(value: str, _: User) -> Q:
    return Q(organisation__in=Organisation.objects.get(pk=value).below())


def _officer(value: str, user: User) -> Q:
    now = CaseOfficer.objects.filter(case=OuterRef("pk"), until__isnull=True)
    if value == "none":
        return ~Q(Exists(now))
    return Q(Exists(now.filter(user=user.pk if value == "me" else int(value))))


def running_clocks() -> QuerySet[Clock]:
    """Return the deadlines of a case in an outer query that run and do not rest, the next to end first.

    The party's own days count while they run only.
    """
    found = clocks.running(deadlines.NOUN).filter(object_id=OuterRef("pk"))
    over = Q(kind__in=deadlines.OF_THE_PARTY, due_on__lt=clocks.today())
    return found.exclude(over).order_by("due_on", "pk")


def _due(value: str, _: User) -> Q:
    today = clocks.today()
    if value == "resting":
        resting = Clock.objects.filter(
            noun=deadlines.NOUN, object_id=OuterRef("pk"), stopped_on__isnull=True, pauses__until__isnull=True,
            pauses__isnull=False,
        )  # fmt: skip
        return Q(Exists(resting))
    if value == "overdue":
        return Q(Exists(running_clocks().filter(due_on__lt=today)))
    return Q(Exists(running_clocks().filter(due_on__range=(today, today + timedelta(days=SOON)))))


def _lead(value: str, _: User) -> Q:
    links = CaseSuspicion.objects.filter(case=OuterRef("pk"), suspicion__lead__number=value.strip())
    return Q(Exists(links))


def _person(value: str, _: User) -> Q:
    links = CaseSuspicion.objects.filter(case=OuterRef("pk"), suspicion__lead__person__psn_no=value.strip())
    return Q(person__psn_no=value.strip()) | Q(Exists(links))


def _plain(lookup: str) -> Callable[[Any, User], Q]:
    return lambda value, _: Q(**{lookup: value})


_FILTERS: dict[str, Callable[[Any, User], Q]] = {
    "q": by_text,
    "stage": _stage,
    "source": _plain("source"),
    "subject": _plain("subject"),
    "cause": _cause,
    "situation": lambda value, _: _acts(situation=value),
    "fraud": lambda value, _: _acts(purpose=value),
    "track": _track,
    "track_state": _track_state,
    "outcome": _plain("outcome"),
    "grave": lambda _value, _user: Q(grave=True),
    "bureau": _bureau,
    "officer": _officer,
    "due": _due,
    "filed_from": _plain("filed_on__gte"),
    "filed_to": _plain("filed_on__lte"),
    "decided_from": _plain("decided_on__gte"),
    "decided_to": _plain("decided_on__lte"),
    "loss_from": _plain("loss_amt__gte"),
    "loss_to": _plain("loss_amt__lte"),
    "institution": lambda value, _: (
        Q(institution__code=value.strip()) | Q(institution__name__icontains=value.strip())
    ),
    "lead": _lead,
    "person": _person,
}
