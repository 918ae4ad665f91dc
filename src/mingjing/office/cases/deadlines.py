"""The deadlines of a case: clocks whose days come from the standards in force at its place."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from mingjing.office.cases.law.standards import Layer, Standard, standard
from mingjing.office.cases.models import Case, LocalStandard
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock, Pause

NOUN = "case"
REMINDERS = ("remind", "overdue", "hold_remind", "hold_overdue")
"""Entries of the history by which the daily job speaks: they change nothing of the case."""
OF_THE_PARTY = ("statement", "hearing_request")
"""The party's own days to speak: when they are over it has lost a right, and nobody here is late."""


def own_layers(name: str) -> list[Layer]:
    """Return what places have registered themselves."""
    rows = LocalStandard.objects.filter(name=name)
    return [Layer(_stem(row.admdvs), row.begndate, row.source, row.values) for row in rows]


def _stem(admdvs: str) -> str:
    """Return a division without trailing zeros in pairs: 420000 is 42, 420100 is 4201."""
    while admdvs.endswith("00"):
        admdvs = admdvs[:-2]
    return admdvs


def in_force(name: str, case: Case, day: date | None = None) -> Standard:
    """Return a standard as it holds for a case, today or on a day; looked up once for one reading of the case."""
    known: dict[tuple[str, date], Standard] = case.__dict__.setdefault("_in_force", {})
    key = (name, day or clocks.today())
    if key not in known:
        known[key] = standard(name, case.admdvs, key[1], own_layers(name))
    return known[key]


def figures(case: Case) -> Mapping[str, Any]:
    """Return the figures of the procedure for a case today."""
    return in_force("procedure", case).values


def due_day(spec: Mapping[str, Any], begins: date) -> date:
    """Return when a deadline that begins on a day ends; a party's own limit never ends on a day off."""
    due = clocks.due_day(begins, spec["days"], spec["unit"])
    return Days(due).add(due, 0) if spec.get("rolls") else due


def start(case: Case, kind: str, begins: date | None = None) -> date:
    """Start or restart one deadline, from today or an earlier day, and return its end."""
    spec = figures(case)["deadlines"][kind]
    due = due_day(spec, begins or clocks.today())
    return clocks.start(NOUN, [case.pk], kind, spec["days"], spec["unit"], due)


def lengthen(case: Case, kind: str, days: int, begins: date) -> date:
    """Give a running deadline so many days from a day on, and return its new end."""
    running = Clock.objects.get(noun=NOUN, object_id=case.pk, kind=kind)
    due = due_day(figures(case)["deadlines"][kind] | {"days": days}, begins)
    Clock.objects.filter(pk=running.pk).update(days=days, due_on=due, reminded_on=None)
    return due


def stop(case: Case, *kinds: str) -> None:
    """Stop these deadlines if they run; without any named, all."""
    for kind in kinds or ("",):
        clocks.stop(NOUN, [case.pk], kind)


def clock(case: Case, kind: str) -> Clock | None:
    """Return the clock of one deadline."""
    return Clock.objects.filter(noun=NOUN, object_id=case.pk, kind=kind).first()


def running(case: Case, kinds: Iterable[str]) -> set[str]:
    """Return which of these deadlines run and are not past."""
    rows = Clock.objects.filter(noun=NOUN, object_id=case.pk, kind__in=list(kinds), stopped_on__isnull=True)
    return set(rows.filter(due_on__gte=clocks.today()).order_by().values_list("kind", flat=True))


def due(case: Case, kind: str) -> date | None:
    """Return the end of one deadline; None when it never began."""
    found = clock(case, kind)
    return found.due_on if found else None


def is_over(case: Case, kind: str, day: date) -> bool:
    """Return whether a deadline began and is past on a day; while it rests it never is."""
    found = clock(case, kind)
    resting = found is not None and Pause.objects.filter(clock=found, until__isnull=True).exists()
    return found is not None and not resting and day > found.due_on
