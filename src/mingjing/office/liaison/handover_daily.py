"""What handovers need every day: reminders before a deadline ends, and word once it has."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.services.notify import notify
from mingjing.office.liaison import materials
from mingjing.office.liaison.models import Handover
from mingjing.office.liaison.services import walking

AHEAD = 1
"""Working days before the end at which people are reminded: all of these deadlines are short."""


@transaction.atomic
def run(today: date) -> dict[str, int]:
    """Remind of deadlines that end soon, and tell once of those that have ended. Bears being repeated."""
    near = list(clocks.to_remind(walking.NOUN, AHEAD, on=today))
    for one, clock in _of(near):
        _tell(one, "remind", clock, f"{materials.limit_name(clock.kind)}期限 {clock.due_on} 将至", today)
    clocks.reminded(near, today)
    over = clocks.overdue(walking.NOUN, on=today)
    late = [clock for clock in over if clock.reminded_on is None or clock.reminded_on <= clock.due_on]
    for one, clock in _of(late):
        _tell(one, "overdue", clock, f"{materials.limit_name(clock.kind)}期限已于 {clock.due_on} 届满", today)
    clocks.reminded(late, today)
    return {"reminded": len(near), "overdue": len(late)}


def _of(found: Iterable[Clock]) -> Iterable[tuple[Handover, Clock]]:
    rows = list(found)
    handovers = Handover.objects.select_related("bureau").in_bulk([clock.object_id for clock in rows])
    yield from ((handovers[clock.object_id], clock) for clock in rows if clock.object_id in handovers)


def _tell(one: Handover, name: str, clock: Clock, text: str, today: date) -> None:
    walking.tell(None, one, name, text, {"kind": clock.kind, "due_on": clock.due_on}, on=today)
    event = "handover_overdue" if name == "overdue" else "handover_reminded"
    number = {"number": one.number, "state": one.state}
    notify(event, body=one.bureau, handover=number, deadline=clock.kind, due_on=clock.due_on.isoformat())
