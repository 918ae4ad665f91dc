"""What bureaus put on file for their reports: inspections, self-checks, tips, exposures, letters, meetings."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from mingjing.office.accounts.models import User
from mingjing.office.reports import policy
from mingjing.office.reports.core.figures import Fact, Period
from mingjing.office.reports.kinds import kinds
from mingjing.office.reports.models import Activity
from mingjing.office.reports.sources import doubles
from mingjing.office.reports.sources.register import subject


class Activities:
    """The activities of the user's own bureau; withdrawn ones do not count."""

    def __init__(self, user: User) -> None:
        self.user = user

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per activity, in one query."""
        asked, known = set(measures), doubles.Known(self.user.organisation)
        rows = policy.activities(self.user).filter(
            organisation=self.user.organisation, on__range=(period.first, period.last), withdrawn_at=None
        )
        for one in rows.select_related("institution", "case").order_by("pk"):
            who = subject(one.institution) if one.institution else None
            keys = (f"activity:{one.pk}", *((f"case:{one.case.number}",) if one.case else ()))
            for measure, of in kinds()[one.kind].facts.items():
                amount = _amount(one, of)
                if of == "number" and one.kind in doubles.KINDS:  # what is on file elsewhere counts there
                    amount = max(amount - known.count(one.kind, one.on, one.document), Decimal(0))
                if amount and measure in asked:
                    yield Fact(measure, who, amount, keys)


def _amount(one: Activity, of: str) -> Decimal:
    if of == "one":
        return Decimal(1)
    if of == "problem":
        return Decimal(bool(one.number or one.amount or one.patients))
    value = getattr(one, of)
    return Decimal(value or 0)
