"""What cases bring to the nouns below: their part of a person's work, of other pages, of the search."""

from django.urls import reverse
from django.utils import timezone

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import elsewhere, finding, waiting
from mingjing.office.cases.services import register as ledger
from mingjing.office.cases.tables import waiting as with_lead
from mingjing.office.institutions import panels
from mingjing.office.leads import beside, duties

FIRST, MOST = 6, 1000


def plug() -> None:
    """Register; called when the app is ready."""
    finding.plug()
    duties.register("cases", work)
    duties.register("unhandled", unhandled)
    panels.register(panels.Panel("cases", "案件", "cases/institution_panel.html", elsewhere.of_institution))
    for page, context in (
        ("lead", elsewhere.of_lead),
        ("suspicion", elsewhere.of_suspicion),
        ("person", elsewhere.of_person),
    ):
        beside.register(page, "cases", beside.Part(f"cases/{page}_part.html", context))


def work(user: User) -> list[duties.Duty]:
    """Return what waits for a person in cases, by group: to sign, to review, to handle."""
    found, whole = [], waiting.inbox(user)
    for group, label in waiting.GROUPS.items():
        rows = [one for kind, some in whole if kind.group == group for one in some]
        if not rows:
            continue
        rows.sort(key=lambda one: (one.due_on is None, one.due_on or timezone.localdate(one.case.created_at)))
        shown = [
            duties.Row(one.kind.label, one.address, one.case.number, one.party, one.due_on)
            for one in rows[:FIRST]
        ]
        late = sum(one.overdue for one in rows)
        address = f"{reverse('cases:inbox')}?group={group}"
        found.append(duties.Duty(f"cases_{group}", f"案件{label}", len(rows), address, late, shown))
    return found


def unhandled(user: User) -> list[duties.Duty]:
    """Return the confirmed suspicions of one's own bureau that wait for a case or a reason, for those who give one."""
    if not any(allowed(user.roles, one) for one in (Permission.CASES_FILE, Permission.CASES_APPROVE)):
        return []
    found = ledger.unhandled(user).filter(lead__held_by=user.organisation_id)
    shown = [
        duties.Row(
            one.rule_title,
            reverse("leads:suspicion", args=[one.pk]),
            one.lead.number,
            one.lead.institution.name,
        )
        for one in with_lead(found).order_by("pk")[:FIRST]
    ]
    count = found.order_by()[:MOST].count() if shown else 0
    return [
        duties.Duty(
            "cases_unhandled",
            "待立案疑点",
            count,
            f"{reverse('cases:unhandled')}?bureau={user.organisation_id}",
            0,
            shown,
        )
    ]
