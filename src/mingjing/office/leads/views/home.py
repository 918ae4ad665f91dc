"""My work: what waits for a person by their roles, how much, how urgent, and the first of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import duties, policy, queue
from mingjing.office.leads.filters import today
from mingjing.office.leads.models import Lead, Part
from mingjing.office.leads.services import reading

FIRST = 6
_P = Part.State
_TASKS = {
    "sign": "box=received&state=sent",
    "report": "box=received&state=signed",
    "sign_off": "box=sent&state=reported",
    "returned": "box=sent&state=returned",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of waiting work: its figures, where all of it is, and its first rows."""

    key: str
    label: str
    count: int
    urgent: int
    address: str
    suspicions: Sequence[Any] = field(default_factory=tuple)
    parts: Sequence[Any] = field(default_factory=tuple)
    others: Sequence[Any] = field(default_factory=tuple)

    @property
    def shown_count(self) -> str:
        """The count, which stops at a bound."""
        return f"{reading.MANY:,}+" if self.count >= reading.MANY else f"{self.count:,}"


@allow(Permission.HOME)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever is signed in."""
    user = person(request)
    sections = [_section(user, duty) for duty in reading.work(user)]
    whole = [*sections, *_leads(user), *duties.of(user)]
    return render(request, "leads/home.html", {"sections": whole, "today": today()})


def _section(user: User, duty: reading.Duty) -> Section:
    suspicions: Sequence[Any] = ()
    parts: Sequence[Any] = ()
    others: Sequence[Any] = ()
    if duty.key in queue.WORK:
        suspicions = queue.first(user, queue.WORK[duty.key][2](user), FIRST)
        address = f"{reverse('leads:list')}?work={duty.key}"
    elif duty.key in _TASKS:
        parts = reading.board(user, _parts(user, duty.key), FIRST)
        address = f"{reverse('leads:tasks')}?{_TASKS[duty.key]}"
    elif duty.key == "tickets":
        open_ = policy.tickets(user).filter(closed_at__isnull=True)
        others = list(open_.select_related("organisation").order_by("opened_at")[:FIRST])
        address = reverse("leads:tickets")
    else:
        others = list(user.drafts.select_related("suspicion__lead").order_by("-saved_at")[:FIRST])
        address = ""
    return Section(duty.key, duty.label, duty.count, duty.urgent, address, suspicions, parts, others)


def _parts(user: User, key: str) -> QuerySet[Part]:
    own = user.organisation_id
    where = {
        "sign": {"receiver": own, "state": _P.SENT},
        "report": {"receiver": own, "state": _P.SIGNED},
        "sign_off": {"sender": own, "state": _P.REPORTED},
        "returned": {"sender": own, "state": _P.RETURNED},
    }[key]
    return policy.own_parts(user, **where)


def _leads(user: User) -> list[Section]:
    """Return what of a bureau's leads nobody has taken up: not sent, not assigned, overdue."""
    if not user.organisation.is_bureau or not allowed(user.roles, Permission.LEADS_DISPATCH):
        return []
    held = policy.held(user)
    late = held.filter(state=Lead.State.CHECKING, due_on__lt=today())
    kinds = (
        ("published", "待下发线索", held.filter(state=Lead.State.PUBLISHED), f"state=published&bureau={user.organisation_id}"),
        ("unassigned", "未分派经办人", held.filter(state=Lead.State.CHECKING, officer=None), f"state=checking&officer=none&bureau={user.organisation_id}"),
        ("overdue", "逾期线索", late, f"due=overdue&bureau={user.organisation_id}"),
    )  # fmt: skip
    found = []
    for key, label, rows, query in kinds:
        if count := rows.order_by()[: reading.MANY].count():
            urgent = count if key == "overdue" else 0
            found.append(Section(key, label, count, urgent, f"{reverse('leads:list')}?{query}"))
    return found
