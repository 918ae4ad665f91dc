"""What the case ledger gives: cases filed, decided, closed, published, transferred; the measures taken."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy
from mingjing.office.cases.models import Case, Measure, PartnerResult, Step, Track
from mingjing.office.reports.core.figures import Fact, Period, Subject
from mingjing.office.reports.models import Activity
from mingjing.office.reports.sources.register import subject, within

_K = Measure.Kind
# Columns 4 to 12 by measure. What only stops for a while, or stops a part, is 其他.
_COUNTED = {
    _K.TALK: "interviewed", _K.CORRECT: "rectified", _K.CRITICISE: "criticised", _K.SUSPEND: "suspended",
    _K.TERMINATE: "terminated", _K.REFUSE: "refused_or_recovered", _K.RECOVER: "refused_or_recovered",
    _K.DAMAGES: "refused_or_recovered", _K.FINE: "fined",
}  # fmt: skip
_DATES = {
    "filed_on": "filed_cases",
    "decided_on": "penalty_cases",
    "closed_on": "closed_cases",
    "published_on": "published_case",
}


_REFUSED = "transferred_refused"
# What the police answered last, by the end of the period: as which measure the transfer of an institution's case counts.
_ANSWERS = {
    "police_accept": "transferred", "conclude": "transferred", "police_refuse": _REFUSED, "take_back": _REFUSED,
    "reconsider": "transferred_open", "supervise": "transferred_open",
}  # fmt: skip


class Cases:
    """The cases of the user's own bureau."""

    def __init__(self, user: User) -> None:
        self.user = user

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per case and measure, in five queries."""
        own = policy.visible(self.user).filter(organisation=self.user.organisation)
        found = (
            *self._dated(own, period),
            *self._measures(own, period),
            *self._transfers(own, period),
            *self._partners(own, period),
        )
        asked = set(measures)
        return (fact for fact in found if fact.measure in asked)

    def _dated(self, own: QuerySet[Case], period: Period) -> Iterator[Fact]:
        inside = Q()
        for name in _DATES:
            inside |= Q(**{f"{name}__range": (period.first, period.last)})
        told = set(_exposures(period))
        for case in own.filter(inside).select_related("institution"):
            for name, measure in _DATES.items():
                day = getattr(case, name)
                if day is None or not period.first <= day <= period.last or not _counts(case, name, period):
                    continue
                if name == "published_on" and case.pk in told:
                    continue
                yield _of(measure, case)
                if name == "filed_on" and _party(case):
                    yield _of("filed_institution", case)

    def _measures(self, own: QuerySet[Case], period: Period) -> Iterator[Fact]:
        dated = Q(since__range=(period.first, period.last))
        undated = Q(since__isnull=True) & within("at", period)
        rows = Measure.objects.filter(dated | undated, track__case__in=own.order_by())
        rows = rows.exclude(track__state=Track.State.DROPPED).select_related("track__case__institution")
        for one in rows:
            case = one.track.case
            who = _party(case)
            if who and one.kind != _K.TRANSFER:
                keys = (f"measure:{one.pk}", f"case:{case.number}")
                yield Fact(_COUNTED.get(_K(one.kind), "otherwise"), who, keys=keys)

    def _transfers(self, own: QuerySet[Case], period: Period) -> Iterator[Fact]:
        sent = Step.objects.filter(
            case__in=own.order_by(), name="send", track__kind=Track.Kind.TRANSFER,
            on__range=(period.first, period.last),
        ).select_related("case__institution")  # fmt: skip
        answers = _answers([step.track_id for step in sent], period)
        for case, track in {step.case_id: (step.case, step.track_id) for step in sent}.values():
            yield _of("transferred_cases", case)
            yield _of(answers.get(track, "transferred_open") if _party(case) else "transferred_persons", case)
            if answers.get(track) == _REFUSED:
                yield _of("police_refused", case)

    def _partners(self, own: QuerySet[Case], period: Period) -> Iterator[Fact]:
        rows = PartnerResult.objects.filter(
            case__in=own.order_by(), on__range=(period.first, period.last)
        ).select_related("case__institution")
        for one in rows:
            keys = (f"partner:{one.pk}", f"case:{one.case.number}")
            yield Fact("joint_results", _place(one.case), keys=keys)
            if _party(one.case):
                yield Fact("joint_sanctioned", _party(one.case), keys=keys)


def _answers(tracks: Sequence[int | None], period: Period) -> dict[int | None, str]:
    rows = Step.objects.filter(
        track__in=[one for one in tracks if one], name__in=_ANSWERS, on__lte=period.last
    )
    return {track: _ANSWERS[name] for track, name in rows.order_by("pk").values_list("track_id", "name")}


def _exposures(period: Period) -> QuerySet[Activity, int | None]:
    """Return the cases on file as exposed in the period: publication does not count them again."""
    rows = Activity.objects.filter(
        kind="exposure", case__isnull=False, withdrawn_at=None, on__range=(period.first, period.last)
    )
    return rows.values_list("case_id", flat=True)


def _counts(case: Case, name: str, period: Period) -> bool:
    if name == "decided_on":
        return case.outcome == Case.Outcome.PENALTY
    if name == "published_on":
        return case.withdrawn_on is None or case.withdrawn_on > period.last
    return True


def _of(measure: str, case: Case) -> Fact:
    return Fact(measure, _place(case), keys=(f"case:{case.number}",))


def _place(case: Case) -> Subject | None:
    """Return where it happened, whoever the party is."""
    return subject(case.institution) if case.institution else None


def _party(case: Case) -> Subject | None:
    """Return the institution that is the party; a person's case counts for no institution."""
    return _place(case) if case.subject == Case.Subject.INSTITUTION else None
