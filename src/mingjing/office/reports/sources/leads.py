"""What the checks of leads give: suspicions received, checked one by one, confirmed, and the institutions behind them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from mingjing.office.accounts.models import User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy
from mingjing.office.leads.models import Event, Opinion, Part, Suspicion, Verdict
from mingjing.office.reports.core.figures import Fact, Period
from mingjing.office.reports.sources.register import subject, within

_ONE = Decimal(1)
ARRIVALS = ("dispatch", "pass_on", "reassign")
CONFIRMED = (Verdict.TRUE, Verdict.PARTLY)
_MEASURES = frozenset(
    {"issued_leads", "checked_leads", "confirmed_leads", "checked_institution", "confirmed_institution",
     "third_party_reviewed"}
)  # fmt: skip
_COUNTED = frozenset({"checked_institution", "confirmed_institution", "third_party_reviewed"})


class Leads:
    """The suspicions that the user's own bureau holds, by the day they first came and were first decided."""

    def __init__(self, user: User) -> None:
        self.user = user

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per institution and lead, in three queries."""
        asked = set(measures)
        if not {one.partition(":")[0] for one in measures} & _MEASURES:
            return
        found: defaultdict[tuple[str, int], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        own = policy.suspicions(self.user).filter(lead__held_by=self.user.organisation).order_by()
        names = ("lead__institution_id", "lead__number", "behaviour", "verdict", "consulted")
        issued = own.annotate(came=Subquery(_arrival(self.user))).filter(within("came", period))
        for place, number in issued.values_list("lead__institution_id", "lead__number"):
            found["issued_leads", place][number] += 1
        checked = own.filter(state=Suspicion.State.FINAL).annotate(done=Subquery(_FIRST_FINAL))
        checked = checked.filter(within("done", period))
        for place, number, behaviour, verdict, consulted in checked.values_list(*names):
            for measure in _given(behaviour, verdict in CONFIRMED, consulted):
                if measure in asked:
                    found[measure, place][number] += 1
        places = Institution.objects.in_bulk({place for _, place in found})
        for (measure, place), numbers in found.items():
            who = subject(places[place])
            if measure.partition(":")[0] in _COUNTED:
                yield Fact(measure, who, keys=tuple(f"lead:{one}" for one in sorted(numbers)))
                continue
            for number, count in sorted(numbers.items()):
                yield Fact(measure, who, count * _ONE, (f"lead:{number}",))


_FIRST_FINAL = (
    Opinion.objects.filter(suspicion=OuterRef("pk"), step=Opinion.Step.FINAL).order_by("pk").values("at")[:1]
)
"""When a suspicion was first finally decided: what is reopened later corrects that period, it is not counted again."""


def _arrival(user: User) -> QuerySet[Any, Any]:
    """Return when the lead first came to the user's bureau: splitting and joining its parts later moves nothing."""
    parts = Part.objects.filter(receiver=user.organisation).values("pk")
    brought = Cast(KeyTextTransform("part", "data"), BigIntegerField())
    rows = Event.objects.filter(lead=OuterRef("lead"), action__in=ARRIVALS).annotate(brought=brought)
    return rows.filter(brought__in=parts).order_by("pk").values("at")[:1]


def _given(behaviour: str, confirmed: bool, consulted: bool) -> Iterator[str]:
    yield "checked_leads"
    yield f"checked_leads:{behaviour}"
    yield "checked_institution"
    if consulted:
        yield "third_party_reviewed"
    if confirmed:
        yield "confirmed_leads"
        yield "confirmed_institution"
        yield f"confirmed_institution:{behaviour}"
