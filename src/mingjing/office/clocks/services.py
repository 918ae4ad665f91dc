"""Clocks: deadlines that start, stop, pause and go on. `noun` and `object_id` name what they belong to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock, Pause

_BATCH = 1000


_played: ContextVar[date | None] = ContextVar("played", default=None)


def today() -> date:
    """Return the day it is here."""
    return _played.get() or timezone.localdate()


@contextmanager
def play(day: date) -> Iterator[None]:
    """Let it be `day` meanwhile, for this thread only: the demonstration plays months of work in a moment."""
    token = _played.set(day)
    try:
        yield
    finally:
        _played.reset(token)


def due_day(start: date, days: int, unit: str = Clock.Unit.WORKING, calendar: Days | None = None) -> date:
    """Return when `days` from `start` are over."""
    if unit == Clock.Unit.CALENDAR:
        return start + timedelta(days=days)
    return (calendar or Days(start)).add(start, days)


def start(
    noun: str,
    object_ids: Iterable[int],
    kind: str,
    days: int,
    unit: str = Clock.Unit.WORKING,
    due_on: date | None = None,
) -> date:
    """Start one clock for each object today, or start it anew, and return the day they are due.

    `due_on` names that day where it is given from outside.
    """
    begins = today()
    due = due_on or due_day(begins, days, unit)
    clocks = [
        Clock(
            noun=noun, object_id=key, kind=kind, started_on=begins, days=days, unit=unit, due_on=due,
            stopped_on=None, reminded_on=None,
        )
        for key in object_ids
    ]  # fmt: skip
    with transaction.atomic():
        _paused(noun, [clock.object_id for clock in clocks], kind).delete()
        Clock.objects.bulk_create(
            clocks,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["noun", "object_id", "kind"],
            update_fields=["started_on", "days", "unit", "due_on", "stopped_on", "reminded_on"],
        )
    return due


def _paused(noun: str, object_ids: list[int], kind: str) -> QuerySet[Pause]:
    return Pause.objects.filter(clock__noun=noun, clock__object_id__in=object_ids, clock__kind=kind)


def stop(noun: str, object_ids: Iterable[int], kind: str = "") -> int:
    """Stop the running clocks of these objects (of one kind, or all) and return how many ran."""
    running = Clock.objects.filter(noun=noun, object_id__in=list(object_ids), stopped_on__isnull=True)
    return (running.filter(kind=kind) if kind else running).update(stopped_on=today())


def go_on(noun: str, object_id: int, kind: str) -> None:
    """Let a stopped clock run again, with the day it had."""
    Clock.objects.filter(noun=noun, object_id=object_id, kind=kind).update(stopped_on=None)


def move(noun: str, object_id: int, kind: str, due_on: date) -> None:
    """Set the day on which it is due."""
    Clock.objects.filter(noun=noun, object_id=object_id, kind=kind).update(due_on=due_on, reminded_on=None)


def pause(clock: Clock, reason: str) -> Pause:
    """Let a running clock rest from today on. Raises ConflictError when it is stopped or rests already."""
    with transaction.atomic():
        locked = Clock.objects.select_for_update().get(pk=clock.pk)
        if locked.stopped_on:
            raise ConflictError("该时限已经办结，不能中止")
        if locked.pauses.filter(until__isnull=True).exists():
            raise ConflictError("该时限已处于中止状态")
        return Pause.objects.create(clock=locked, since=today(), reason=reason[:200])


def resume(clock: Clock) -> date:
    """Let it go on today; what rested is added to the due day, which is returned.

    Raises ConflictError when it does not rest.
    """
    with transaction.atomic():
        locked = Clock.objects.select_for_update().get(pk=clock.pk)
        rest = locked.pauses.filter(until__isnull=True).first()
        if rest is None:
            raise ConflictError("该时限没有中止")
        rest.until = today()
        rest.save(update_fields=["until"])
        locked.due_on = shifted(locked.due_on, rest.since, rest.until, locked.unit)
        locked.save(update_fields=["due_on"])
        return locked.due_on


def shifted(due: date, since: date, until: date, unit: str = Clock.Unit.WORKING) -> date:
    """Return the due day after a rest from `since` to `until`: as many days later as rested, in the clock's unit."""
    if unit == Clock.Unit.CALENDAR:
        return due + (until - since)
    calendar = Days(min(since, due), max(until, due))
    return calendar.add(due, rested) if (rested := calendar.count(since, until)) else due


def running(noun: str, kind: str = "") -> QuerySet[Clock]:
    """Return the clocks that run: neither stopped nor resting."""
    resting = Pause.objects.filter(clock=OuterRef("pk"), until__isnull=True)
    found = Clock.objects.filter(~Exists(resting), noun=noun, stopped_on__isnull=True)
    return found.filter(kind=kind) if kind else found


def overdue(noun: str, kind: str = "", on: date | None = None) -> QuerySet[Clock]:
    """Return the running clocks whose day is past."""
    return running(noun, kind).filter(due_on__lt=on or today())


def due_within(noun: str, days: int, kind: str = "", on: date | None = None) -> QuerySet[Clock]:
    """Return the running clocks that are due within `days` working days, today included."""
    begins = on or today()
    last = Days(begins).add(begins, days) if days else begins
    return running(noun, kind).filter(due_on__range=(begins, last))


def to_remind(noun: str, days: int, kind: str = "", on: date | None = None) -> QuerySet[Clock]:
    """Return those due within `days` that nobody was reminded of."""
    return due_within(noun, days, kind, on).filter(reminded_on__isnull=True)


def reminded(clocks: Iterable[Clock], on: date | None = None) -> int:
    """Note that people were reminded of these clocks."""
    keys = [clock.pk for clock in clocks]
    return Clock.objects.filter(pk__in=keys).update(reminded_on=on or today())
