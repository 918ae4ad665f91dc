"""Cases that were decided before the ledger followed them are brought into it, each in a transaction of its own."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Measure, Receipt, Track
from mingjing.office.cases.services import booking
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.following import CaughtUp
from mingjing.office.ledger.services.gathering import lock_books

_AMOUNTS = Q(refund_amt__gt=0) | Q(fine_amt__gt=0) | Q(confiscated_amt__gt=0)
_MONEY = (Measure.Kind.RECOVER, Measure.Kind.REFUSE, Measure.Kind.DAMAGES)


def undecided() -> QuerySet[Case]:
    """Return the decided cases of which the ledger holds no decision."""
    name = Concat(Value(booking.PREFIX), OuterRef("number"), Value(":decide"))
    there = Entry.objects.filter(key=name, organisation=OuterRef("organisation"))
    return Case.objects.filter(_AMOUNTS, ~Exists(there), decided_on__isnull=False)


def unmeasured() -> QuerySet[Measure]:
    """Return the measures of agreement handling with an amount that no voucher stands for."""
    name = Concat(
        Value(booking.PREFIX),
        OuterRef("track__case__number"),
        Value(":measure:"),
        Cast(OuterRef("pk"), CharField()),
    )
    there = Entry.objects.filter(key=name, organisation=OuterRef("track__case__organisation"))
    return Measure.objects.filter(
        ~Exists(there), track__kind=Track.Kind.AGREEMENT, kind__in=_MONEY, amount__gt=0
    )


def unreceived() -> QuerySet[Receipt]:
    """Return the receipts that no voucher stands for."""
    return Receipt.objects.filter(booked__isnull=True)


def catch_up(done: CaughtUp) -> None:
    """Book decisions, services, measures, receipts in that order. Safe to break off and repeat."""
    for key in list(undecided().order_by("pk").values_list("pk", flat=True)):
        _try(done, key, _decision)
    for case, key in list(unmeasured().order_by("pk").values_list("track__case_id", "pk")):
        _try(done, case, lambda one, key=key: _measure(one, key))  # type: ignore[misc]
    for case, key in list(unreceived().order_by("on", "pk").values_list("case_id", "pk")):
        _try(done, case, lambda one, key=key: _receipt(one, key))  # type: ignore[misc]


def _try(done: CaughtUp, key: int, act: Callable[[Case], None]) -> None:
    case = Case.objects.select_related("organisation", "created_by__organisation").get(pk=key)
    try:
        with transaction.atomic():
            lock_books(case.organisation, booking.suspicions(case))
            Case.objects.select_for_update().get(pk=key)
            act(case)
        done.entries += 1
    except MingjingError as error:
        done.problems.append((case.number, str(error)))


def _who(case: Case, name: str) -> User:
    step = case.steps.filter(name=name, actor__isnull=False).select_related("actor__organisation").last()
    found = step.actor if step else None
    return found or case.created_by


def _decision(case: Case) -> None:
    booking.decided(_who(case, "decide"), case)
    if case.served_on:
        booking.served(_who(case, "serve"), case, case.served_on)


def _measure(case: Case, key: int) -> None:
    measure = Measure.objects.select_related("actor__organisation").get(pk=key)
    booking.measured(measure.actor, case, measure)


def _receipt(case: Case, key: int) -> None:
    receipt = Receipt.objects.select_related("actor__organisation").get(pk=key)
    booking.received(receipt.actor, case, receipt, late=True)
