"""Column 1, and facts that a caller has already."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions import policy
from mingjing.office.institutions.models import Institution
from mingjing.office.reports.core.figures import Fact, Period, Subject


def subject(one: Institution) -> Subject:
    """Return an institution as the row tree asks for it."""
    return Subject(one.code, one.kind, one.ownership, one.level_group, one.chain)


def within(field: str, period: Period) -> Q:
    """Return the condition that a moment lies in the period, local time."""
    zone = timezone.get_current_timezone()
    first, last = (
        datetime.combine(day, at, zone) for day, at in ((period.first, time.min), (period.last, time.max))
    )
    return Q(**{f"{field}__range": (first, last)})


class Register:
    """The institutions of the register on the period's last day, and those that left within the period.

    Of `bureaus`, else all that `user` sees.
    """

    def __init__(self, user: User, bureaus: Iterable[Organisation] | None = None) -> None:
        self.user, self.bureaus = user, bureaus

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield one fact per institution, in one query."""
        if "registered" not in measures:
            return
        present = Q(absent_since__isnull=True) | Q(absent_since__gt=period.first)
        begun = Q(begntime__isnull=True) | Q(begntime__date__lte=period.last)
        found = policy.visible(self.user).filter(present & begun)
        if self.bureaus is not None:
            found = found.filter(bureau__in=[one.pk for one in self.bureaus])
        for one in found:
            gone = one.absent_since is not None and one.absent_since <= period.last
            yield Fact("left" if gone else "registered", subject(one), keys=(f"institution:{one.code}",))


class Given:
    """Facts that the caller has."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.given = tuple(facts)

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield those that are asked for."""
        return (fact for fact in self.given if fact.measure in measures)
