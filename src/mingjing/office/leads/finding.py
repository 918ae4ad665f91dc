"""The search finds leads, tasks, and insured persons by what is known of them exactly."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.filters import by_text
from mingjing.office.leads.tables import behaviour_name
from mingjing.office.ui import search
from mingjing.office.ui.badges import badge_of
from mingjing.office.ui.values import masked_name


def leads(user: User, text: str) -> list[search.Hit]:
    """Return the leads in scope whose number begins so, or that are of this visit or person."""
    rows = policy.visible(user).filter(by_text(text, user)).select_related("institution").order_by("-pk")
    inner = user.organisation.is_bureau
    return [
        search.Hit(
            f"{one.institution.name} · {behaviour_name(one.behaviour)}" if inner else one.institution.name,
            reverse("leads:detail", args=[one.number]), one.number, one.mdtrt_id,
            badge_of(one) if inner else "", one.number.lower() == text.lower(),
        )
        for one in rows[: search.MOST + 1]
    ]  # fmt: skip


def tasks(user: User, text: str) -> list[search.Hit]:
    """Return the tasks in scope by number or title."""
    rows = policy.tasks(user).filter(Q(number__istartswith=text) | Q(title__icontains=text))
    return [
        search.Hit(
            one.title, reverse("leads:task", args=[one.number]), one.number, one.sender.name, badge_of(one),
            one.number.lower() == text.lower(),
        )
        for one in rows.select_related("sender").order_by("-pk")[: search.MOST + 1]
    ]  # fmt: skip


def persons(user: User, text: str) -> list[search.Hit]:
    """Return insured persons in scope by their whole number, name or certificate number; shown masked, logged."""
    where = Q(psn_no=text) | Q(psn_name=text) | Q(certno__iexact=text)
    rows = list(policy.people(user).filter(where).order_by("psn_no")[: search.MOST + 1])
    if rows:
        audit.record(user, "search", "person", "list", None, {"found": [one.psn_no for one in rows]})
    return [
        search.Hit(
            masked_name(one.psn_name), reverse("leads:person", args=[one.psn_no]), one.psn_no,
            exact=one.psn_no == text,
        )
        for one in rows
    ]  # fmt: skip


def all_leads(text: str) -> str:
    """Return the list of all leads that the search finds."""
    return f"{reverse('leads:list')}?{urlencode({'q': text})}"


def plug() -> None:
    """Register; called when the app is ready."""
    read, people = may(Permission.LEADS_READ), may(Permission.PERSONS_READ)
    search.register(search.Source("leads", "线索", 20, leads, read, all_leads))
    search.register(
        search.Source("tasks", "核查任务", 25, tasks, lambda user: user.organisation.is_bureau and read(user))
    )
    search.register(search.Source("persons", "参保人", 40, persons, people))
