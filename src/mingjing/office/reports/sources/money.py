"""The money columns: what the ledger holds, entry by entry."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Sum

from mingjing.office.accounts.models import User
from mingjing.office.institutions.models import Institution
from mingjing.office.ledger import policy
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.reports.core.figures import Fact, Period, Subject
from mingjing.office.reports.sources.register import subject

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
# What of it came from suspicions that were checked one by one.
_OF_LEADS = {
    ("received", "principal"): "lead_recovered",
    ("fund", "principal"): "lead_recovered",
    ("received", "patient"): "lead_patients",
    ("patients", "patient"): "lead_patients",
}
# What may concern no institution and is no violation of a person.
_OF_NOBODY = frozenset({"reward", "patient_refund", "refused_amount"})
_Sums = dict[str, int]
_Key = tuple[int | None, str, str]


class Money:
    """The amounts of the ledger, reversals netted, and who was made to pay.

    `own` takes the book of the user's bureau alone, for a table to which those of the bureaus below are added.
    """

    def __init__(self, user: User, own: bool = False) -> None:
        self.user, self.own = user, own

    def facts(self, measures: Sequence[str], period: Period) -> Iterator[Fact]:
        """Yield facts per institution and entry, in two queries."""
        asked = set(measures)
        by_lead = any(one.startswith("lead_") for one in measures)
        wanted = {account for (account, _), pair in _RECEIVED.items() if by_lead or set(pair) & asked}
        entries = policy.visible(self.user).filter(on__gte=period.first, on__lte=period.last)
        if self.own:
            entries = entries.filter(organisation=self.user.organisation)
        rows = (
            policy.postings(self.user).order_by()
            .filter(entry__in=entries, account__in=wanted)
            .values("entry_id", "entry__number", "institution_id", "account", "kind", "suspicion__behaviour")
            .annotate(net=Sum("debit") - Sum("credit"))
        )  # fmt: skip
        found: defaultdict[_Key, _Sums] = defaultdict(dict)
        leads: defaultdict[_Key, _Sums] = defaultdict(dict)
        for row in rows:
            pair, place = (row["account"], row["kind"]), row["institution_id"]
            number = f"entry:{row['entry_id']}:{row['entry__number']}"
            # The two accounts of one measure are netted: a receipt passed on counts once.
            if pair in _RECEIVED:
                _add(found[place, row["kind"], _RECEIVED[pair][0]], number, row["net"])
            if pair in _OF_LEADS and row["suspicion__behaviour"]:
                _add(leads[place, row["suspicion__behaviour"], _OF_LEADS[pair]], number, row["net"])
        places = {key for key, _, _ in (*found, *leads) if key is not None}
        some = Institution.objects.filter(pk__in=places) if places else ()
        subjects = {one.pk: subject(one) for one in some}
        yield from _of_ledger(found, subjects)
        yield from _of_leads(leads, subjects)


def _add(sums: _Sums, number: str, net: int) -> None:
    sums[number] = sums.get(number, 0) + net


def _of_ledger(found: Mapping[_Key, _Sums], subjects: Mapping[int, Subject]) -> Iterator[Fact]:
    counted = {(kind, amount): who for (_, kind), (amount, who) in _RECEIVED.items()}
    for (key, kind, measure), amounts in found.items():
        total = sum(amounts.values())
        if not total:
            continue
        who = subjects.get(key) if key is not None else None
        said = "individual_amount" if who is None and measure not in _OF_NOBODY else measure
        yield from _each(said, who, amounts)
        if who is not None and counted[kind, measure] and total > 0:
            keys = tuple(sorted(number for number, amount in amounts.items() if amount))
            yield Fact(counted[kind, measure], who, keys=keys)


def _of_leads(found: Mapping[_Key, _Sums], subjects: Mapping[int, Subject]) -> Iterator[Fact]:
    for (key, behaviour, measure), amounts in found.items():
        if sum(amounts.values()):
            who = subjects.get(key) if key is not None else None
            yield from _each(measure, who, amounts)
            yield from _each(f"{measure}:{behaviour}", who, amounts)


def _each(measure: str, who: Subject | None, amounts: _Sums) -> Iterator[Fact]:
    for number, amount in sorted(amounts.items()):
        if amount:
            yield Fact(measure, who, yuan(amount), (number,))
