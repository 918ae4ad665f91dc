"""What the leads need every day: deadlines that lapse, reminders, overdue parts, lost calls, ranking by confirmations."""

import logging
from datetime import date

from django.db import transaction

from mingjing.office.clocks import services as clocks
from mingjing.office.leads import calls
from mingjing.office.leads.models import Event, Part, Suspicion
from mingjing.office.leads.services import feedback
from mingjing.office.leads.services.answer import lapse_overdue
from mingjing.office.leads.services.check import APPEAL
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.parts import DEADLINE

# Working days before a deadline at which people are reminded.
AHEAD_PART, AHEAD_APPEAL = 3, 1
_BATCH = 500
_log = logging.getLogger(__name__)


def run(today: date) -> dict[str, int]:
    """Let silence lapse, remind of deadlines, tell of overdue parts, rank anew by what checks confirmed.

    Bears being repeated: the second time that day there is nothing left to do. Returns how much was done.
    """
    done = {
        "lapsed": lapse_overdue(today),
        "reminded": _remind_parts(today) + _remind_institutions(today),
        "overdue": _tell_overdue(today),
        "calls": calls.fall_back(),
        "ranked": feedback.refresh_expected(),
    }
    _log.info("daily %s %s", today, done)
    return done


@transaction.atomic
def _remind_parts(today: date) -> int:
    found = list(clocks.to_remind("part", AHEAD_PART, DEADLINE, today))
    running = _parts([clock.object_id for clock in found])
    for part in running:
        notify("reminded", part=part, text=f"办理期限 {part.due_on}")
    clocks.reminded(found, today)
    return len(running)


def _parts(keys: list[int]) -> list[Part]:
    rows = Part.objects.filter(pk__in=keys, state__in=(Part.State.SENT, Part.State.SIGNED))
    return list(rows.select_related("task", "sender", "receiver"))


@transaction.atomic
def _remind_institutions(today: date) -> int:
    found = list(clocks.to_remind("suspicion", AHEAD_APPEAL, APPEAL, today))
    leads = {}
    for begin in range(0, len(found), _BATCH):
        keys = [clock.object_id for clock in found[begin : begin + _BATCH]]
        rows = Suspicion.objects.filter(pk__in=keys, state=Suspicion.State.ASKED)
        for one in rows.select_related("lead__held_by", "lead__institution"):
            leads[one.lead_id] = one.lead
    for lead in leads.values():
        notify("reminded", lead=lead, text=f"申诉期限 {lead.appl_ddln}")
    text = "申诉期限将至，请及时答复"
    Event.objects.bulk_create([Event(lead_id=key, action="remind", text=text) for key in leads])
    clocks.reminded(found, today)
    return len(leads)


@transaction.atomic
def _tell_overdue(today: date) -> int:
    """Tell once of each part whose day is past."""
    late = clocks.overdue("part", DEADLINE, today)
    found = [clock for clock in late if clock.reminded_on is None or clock.reminded_on <= clock.due_on]
    parts = _parts([clock.object_id for clock in found])
    for part in parts:
        notify("overdue", part=part)
    clocks.reminded(found, today)
    return len(parts)
