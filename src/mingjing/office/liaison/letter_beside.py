"""What letters and listings show elsewhere: marks on cases, parts of the pages of leads, tasks, institutions, the dashboard."""

from typing import Any

from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import marks
from mingjing.office.cases.marks import Mark
from mingjing.office.institutions import panels
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import beside
from mingjing.office.leads.models import Lead, Part
from mingjing.office.leads.models import Part as TaskPart
from mingjing.office.liaison import letter_tables, scope, tones
from mingjing.office.liaison.models import Joint, Listing

SHOWN = 6
_LIVING = (Listing.State.OPEN, Listing.State.REPORTED)
_ENDED = (TaskPart.State.SIGNED_OFF, TaskPart.State.WITHDRAWN)


def plug() -> None:
    """Register; called when the app is ready."""
    marks.register("listings", listed)
    marks.register("joints", joined)
    beside.register("part", "listings", beside.Part("liaison/matters/part_part.html", of_part))
    beside.register("lead", "letters", beside.Part("liaison/matters/letters_part.html", of_lead))
    beside.register("dashboard", "listings", beside.Part("liaison/matters/attention_part.html", attention))
    panels.register(panels.Panel("letters", "函件", "liaison/matters/institution_panel.html", of_institution))


def listed(keys: list[int]) -> dict[int, list[Mark]]:
    """Return the living listings of these cases."""
    found: dict[int, list[Mark]] = {}
    for one in Listing.objects.filter(case__in=keys, state__in=_LIVING):
        tone = "bad" if one.state == Listing.State.OPEN else "warn"
        mark = Mark(f"{one.get_level_display()}挂牌督办", tone, reverse("liaison:listing", args=[one.pk]))
        found.setdefault(one.case_id or 0, []).append(mark)
    return found


def joined(keys: list[int]) -> dict[int, list[Mark]]:
    """Return the joint work on these cases that is under way."""
    rows = Joint.objects.filter(case__in=keys, state=Joint.State.RUNNING)
    return {
        one.case_id: [Mark(one.get_mode_display(), "info", reverse("liaison:joint", args=[one.pk]))]
        for one in rows
    }


def _reads(user: User) -> bool:
    return user.organisation.is_bureau and allowed(user.roles, Permission.LETTERS_READ)


def _badged(rows: Any) -> list[Any]:
    found = list(rows)
    for one in found:
        one.badge = tones.badge_of(one)
    return found


def of_part(user: User, part: Part) -> dict[str, Any] | None:
    """Return the listings of the part of a task, and whether this person may list it."""
    if not _reads(user):
        return None
    rows = _badged(scope.listings(user).filter(part=part).select_related("lister"))
    living = any(one.state in _LIVING for one in rows)
    may = allowed(user.roles, Permission.LIAISON_APPROVE) and not living and part.state not in _ENDED
    return {"listings": rows, "may_list": may, "pk": part.pk}


def of_lead(user: User, lead: Lead) -> dict[str, Any] | None:
    """Return the letters about a lead."""
    if not _reads(user):
        return None
    may = allowed(user.roles, Permission.LIAISON_HANDLE)
    rows = _badged(scope.letters(user).filter(lead=lead).order_by("-pk")[:SHOWN])
    return {"letters": rows, "may_write": may, "about": f"lead={lead.number}"} if rows or may else None


def of_institution(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return the letters about an institution."""
    if not _reads(user):
        return None
    rows = _badged(scope.letters(user).filter(institution=institution).order_by("-pk")[:SHOWN])
    may = allowed(user.roles, Permission.LIAISON_HANDLE)
    return {"letters": rows, "may_write": may, "about": f"institution={institution.code}"}


def attention(user: User, nothing: None) -> dict[str, Any] | None:
    """Return the living listings in scope, the next to end first; None when there are none."""
    if not _reads(user):
        return None
    rows = (
        scope.listings(user)
        .filter(state__in=_LIVING)
        .select_related("lister", "body")
        .order_by("due_on", "pk")
    )
    found = _badged(rows[:SHOWN])
    for one in found:
        one.due = letter_tables.due(one.due_on, True)
    return (
        {"listings": found, "count": rows.count() if len(found) == SHOWN else len(found)} if found else None
    )
