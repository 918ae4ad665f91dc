"""Balances of the pools that some legs touch, read in two queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from mingjing.office.accounts.models import Organisation
from mingjing.office.ledger.core import posting as core
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Leg, Pool, Tags
from mingjing.office.ledger.models import Posting

_BATCH = 500
_TAGS = ("institution_id", "party", "suspicion_id", "case_key", "claim", "fund")


def of(organisation: Organisation, legs: Sequence[Leg]) -> dict[Pool, int]:
    """Return debit less credit, in fen, of each pool that `legs` touch in this bureau's book."""
    found: defaultdict[Pool, int] = defaultdict(int)
    wanted = set(core.changes(chart(), legs))
    early = [leg for leg in legs if "suspicion" in (chart().accounts[leg.account].pool or ())]
    late = [leg for leg in legs if "claim" in (chart().accounts[leg.account].pool or ())]
    book = Posting.objects.filter(organisation=organisation)
    for where in (*_by_suspicion(early), *_by_claim(late)):
        for leg in _summed(book.filter(where)):
            key = core.pool(chart(), leg)
            if key in wanted:
                found[key] += leg.net
    return dict(found)


def _by_suspicion(legs: Iterable[Leg]) -> list[Q]:
    some = list(legs)
    accounts = sorted({leg.account for leg in some})
    keys = sorted({leg.tags.suspicion for leg in some if leg.tags.suspicion is not None})
    found = [Q(account__in=accounts, suspicion__in=one) for one in _batches(keys)]
    if any(leg.tags.suspicion is None for leg in some):
        found.append(Q(account__in=accounts, suspicion__isnull=True))
    return found


def _by_claim(legs: Iterable[Leg]) -> list[Q]:
    some = list(legs)
    accounts = sorted({leg.account for leg in some})
    return [
        Q(account__in=accounts, claim__in=one) for one in _batches(sorted({leg.tags.claim for leg in some}))
    ]


def _batches(keys: list[Any]) -> list[list[Any]]:
    return [keys[begin : begin + _BATCH] for begin in range(0, len(keys), _BATCH)]


def _summed(rows: QuerySet[Posting]) -> Iterable[Leg]:
    """Yield one leg per combination of account, kind and tags, its net standing on the debit side."""
    summed = rows.order_by().values("account", "kind", *_TAGS).annotate(net=Sum(F("debit") - F("credit")))
    for row in summed.iterator(2000):
        yield Leg(row["account"], row["kind"], row["net"], 0, tags(row))


def tags(row: dict[str, Any]) -> Tags:
    """Return the tags of a row of values; the fee line, on which no balance depends, is left out."""
    return Tags(row["institution_id"], row["party"], row["suspicion_id"], None, row["case_key"], row["fund"])
