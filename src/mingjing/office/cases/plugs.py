"""What cases bring to the nouns below: their part of a person's work."""

from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases import waiting
from mingjing.office.leads import duties

FIRST = 6


def plug() -> None:
    """Register; called when the app is ready."""
    duties.register("cases", work)


def work(user: User) -> list[duties.Duty]:
    """Return what waits for a person in cases, by group: to sign, to review, to handle."""
    found, whole = [], waiting.inbox(user)
    for group, label in waiting.GROUPS.items():
        rows = [one for kind, some in whole if kind.group == group for one in some]
        if not rows:
            continue
        rows.sort(key=lambda one: (one.due_on is None, one.due_on or one.case.created_at.date()))
        shown = [
            duties.Row(one.kind.label, one.address, one.case.number, one.case.party_name, one.due_on)
            for one in rows[:FIRST]
        ]
        late = sum(one.overdue for one in rows)
        address = f"{reverse('cases:inbox')}?group={group}"
        found.append(duties.Duty(f"cases_{group}", f"案件{label}", len(rows), address, late, shown))
    return found
