"""What the cases need every day: reminders before a deadline ends, and word once it has."""

import logging
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from mingjing.office.cases import deadlines, running
from mingjing.office.cases.models import Case, Hold, Step
from mingjing.office.cases.services import acting
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.services.notify import notify

# Working days before the end at which people are reminded; what lasts but days is told of the day before.
AHEAD, AHEAD_SHORT, SHORT = 3, 1, 7
# Limits of the party and of others: when they end, the bureau may go on.
THEIRS = frozenset(
    {"statement", "hearing_request", "pay", "urge", "police_answer", "police_reconsider", "assist"}
)
_BATCH = 500
_log = logging.getLogger(__name__)


def run(today: date) -> dict[str, int]:
    """Remind of deadlines and holds that end soon, and tell once of those that have ended.

    Bears being repeated: the second time that day there is nothing left to do. Returns how much was done.
    """
    done = {"reminded": _remind(today), "overdue": _overdue(today), "holds": _holds(today)}
    _log.info("daily cases %s %s", today, done)
    return done


@transaction.atomic
def _remind(today: date) -> int:
    near = clocks.to_remind(deadlines.NOUN, AHEAD, on=today)
    close = {clock.pk for clock in clocks.due_within(deadlines.NOUN, AHEAD_SHORT, on=today)}
    found = [clock for clock in near if clock.days > SHORT or clock.pk in close]
    for case, clock in _cases(found):
        _tell(case, "remind", clock, f"{running.label(clock.kind)}期限 {clock.due_on} 将至")
    clocks.reminded(found, today)
    return len(found)


@transaction.atomic
def _overdue(today: date) -> int:
    late = clocks.overdue(deadlines.NOUN, on=today)
    found = [clock for clock in late if clock.reminded_on is None or clock.reminded_on <= clock.due_on]
    for case, clock in _cases(found):
        then = "，可以继续办理" if clock.kind in THEIRS else "，尚未办结"
        _tell(case, "overdue", clock, f"{running.label(clock.kind)}期限已于 {clock.due_on} 届满{then}")
    clocks.reminded(found, today)
    return len(found)


def _cases(found: list[Clock]) -> Iterable[tuple[Case, Clock]]:
    for begin in range(0, len(found), _BATCH):
        some = found[begin : begin + _BATCH]
        cases = Case.objects.select_related("organisation").in_bulk([one.object_id for one in some])
        yield from ((cases[one.object_id], one) for one in some if one.object_id in cases)


def _tell(case: Case, name: str, clock: Clock, text: str) -> None:
    acting.tell(None, case, name, text, {"kind": clock.kind, "due_on": clock.due_on})
    _call(case, name, clock.kind, clock.due_on)


def _call(case: Case, name: str, kind: str, due_on: date) -> None:
    event = "case_overdue" if name.endswith("overdue") else "case_reminded"
    number = {"number": case.number, "stage": case.stage}
    notify(event, body=case.organisation, case=number, deadline=kind, due_on=due_on.isoformat())


@transaction.atomic
def _holds(today: date) -> int:
    """Tell once before, and once after, the end of what was preserved or sealed."""
    last = Days(today).add(today, AHEAD_SHORT)
    open_ = Hold.objects.filter(ended_on__isnull=True, due_on__lte=last).select_related(
        "item__case__organisation"
    )
    done = 0
    for hold in open_:
        late = hold.due_on < today
        name = "hold_overdue" if late else "hold_remind"
        case = hold.item.case
        known = {"hold": hold.pk, "due_on": hold.due_on.isoformat()}
        if Step.objects.filter(
            case=case, name=name, data__hold=hold.pk, data__due_on=known["due_on"]
        ).exists():
            continue
        said = "已于 {} 届满，须立即处理" if late else "期限 {} 将至"
        text = f"证据 {hold.item.number} {hold.get_kind_display()}{said.format(hold.due_on)}"
        acting.tell(None, case, name, text, known | {"evidence": hold.item.number})
        _call(case, name, hold.kind, hold.due_on)
        done += 1
    return done
