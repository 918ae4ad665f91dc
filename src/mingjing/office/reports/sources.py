"""What the register and the ledger know of a report's measures. What has no source yet is given by the caller."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.db.models import Q, Sum

from mingjing.office.accounts.models import User
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.ledger import policy as ledger
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.reports.core.figures import Fact, Period, Subject

# Account, kind, the measure of the amount, the measure of who is counted. A receipt counts on the day it is booked;
# what is paid on and not received first (抵扣, 机构直接退还) counts where it goes.
_RECEIVED = {
    ("received", "principal"): ("principal", "refused_or_recovered"),
    ("fund", "principal"): ("principal", "refused_or_recovered"),
    ("received", "liquidated"): ("liquidated", "refused_or_recovered"),
    ("fund", "liquidated"): ("liquidated", "refused_or_recovered"),
    ("received", "fine"): ("fine", "fined"),
    ("treasury", "fine"): ("fine", "fined"),
    ("received", "confiscation"): ("other_amount", "otherwise"),
    ("treasury", "confiscation"): ("other_amount", "otherwise"),
    ("received", "surcharge"): ("other_amount", ""),
    ("treasury", "surcharge"): ("other_amount", ""),
    ("refused", "principal"): ("refused_amount", "refused_or_recovered"),
    ("received", "patient"): ("patient_refund", ""),
    ("patients", "patient"): ("patient_refund", ""),
    ("reward_paid", "reward"): ("reward", ""),
}  # fmt: skip

# What may concern no institution and is no violation of a person.
_OF_NOBODY = frozenset({"reward", "patient_refund", "refused_amount"})


def subject(one: Institution) -> Subject:
    """Return an institution as the row tree asks for it."""
    return Subject(one.code, one.kind, one.ownership, one.level_group, one.chain)


class Register:
    """Column 1: the institutions that `user` sees and that the register holds in the period's last day."""

    def __init__(self, user: User) -> None:
        self.user = user

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield one fact per institution, in one query."""
        if "registered" not in measures:
            return
        present = Q(absent_since__isnull=True) | Q(absent_since__gt=period.last)
        begun = Q(begntime__isnull=True) | Q(begntime__date__lte=period.last)
        for one in institutions.visible(self.user).filter(present & begun):
            yield Fact("registered", subject(one), Decimal(1), (f"institution:{one.code}",))


class Money:
    """The amounts of the ledger, reversals netted, and who was made to pay.

    `own` takes the book of the user's bureau alone, for a table to which those of the bureaus below are added.
    """

    def __init__(self, user: User, own: bool = False) -> None:
        self.user, self.own = user, own

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per institution and entry, in two queries."""
        wanted = {pair for pair, (amount, who) in _RECEIVED.items() if {amount, who} & set(measures)}
        entries = ledger.visible(self.user).filter(on__gte=period.first, on__lte=period.last)
        if self.own:
            entries = entries.filter(organisation=self.user.organisation)
        rows = (
            ledger.postings(self.user).order_by()
            .filter(entry__in=entries, account__in={account for account, _ in wanted})
            .values("entry_id", "entry__number", "institution_id", "party", "account", "kind")
            .annotate(net=Sum("debit") - Sum("credit"))
        )  # fmt: skip
        found: defaultdict[tuple[int | None, str, str], dict[str, int]] = defaultdict(dict)
        for row in rows:
            measure = _RECEIVED.get((row["account"], row["kind"]))
            if measure is None:
                continue
            # The two accounts of one measure are netted: a receipt passed on counts once.
            amounts = found[row["institution_id"], row["kind"], measure[0]]
            number = f"entry:{row['entry_id']}:{row['entry__number']}"
            amounts[number] = amounts.get(number, 0) + row["net"]
        yield from self._of(found)

    def _of(self, found: dict[tuple[int | None, str, str], dict[str, int]]) -> Iterable[Fact]:
        some = Institution.objects.filter(pk__in={key for key, _, _ in found if key is not None})
        subjects = {one.pk: subject(one) for one in some}
        counted = {(kind, amount): who for (_, kind), (amount, who) in _RECEIVED.items()}
        for (key, kind, measure), amounts in found.items():
            total = sum(amounts.values())
            keys = tuple(sorted(number for number, amount in amounts.items() if amount))
            if not total:
                continue
            who = subjects.get(key) if key is not None else None
            if who is None and measure not in _OF_NOBODY:
                yield Fact("individual_amount", None, yuan(total), keys)
                continue
            yield Fact(measure, who, yuan(total), keys)
            if who is not None and counted[kind, measure] and total > 0:
                yield Fact(counted[kind, measure], who, Decimal(1), keys)


class Given:
    """Facts that the caller has: inspections, measures, tips, exposures, until they have sources of their own."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.given = tuple(facts)

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield those that are asked for."""
        return (fact for fact in self.given if fact.measure in measures)
