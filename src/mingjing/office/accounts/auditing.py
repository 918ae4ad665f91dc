"""Reading the audit log: narrowed, and as a file that can be verified offline. Looking for all is itself recorded."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from mingjing.office.accounts import audit, policy
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import AuditEntry, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.download import LinesDownload


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; days inclusive, what is empty narrows nothing. `person` is an account or a name."""

    person: str = ""
    action: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None


def entries(actor: User, wanted: Wanted) -> QuerySet[AuditEntry]:
    """Return the entries of the actor's tree that are wanted, newest first."""
    found = policy.entries(actor)
    if wanted.person:
        found = found.filter(Q(actor=wanted.person) | Q(actor_name=wanted.person))
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.object:
        found = found.filter(object_id=wanted.object)
    zone = timezone.get_current_timezone()
    if wanted.since:
        found = found.filter(at__gte=datetime.combine(wanted.since, time.min, zone))
    if wanted.until:
        found = found.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, zone))
    return found


def export(actor: User, wanted: Wanted) -> LinesDownload:
    """Return the entries wanted as JSON Lines; all others with their hashes only. Raises ForbiddenError."""
    demand(actor, Permission.AUDIT_READ)
    filters = {name: str(value) for name, value in asdict(wanted).items() if value}
    audit.record(actor, "audit.exported", "audit", "", after=filters)
    name = f"mingjing-audit-{timezone.localtime():%Y%m%d-%H%M%S}.jsonl"
    lines = audit.export(entries(actor, wanted), actor.username)
    return LinesDownload(lines, name, "application/x-ndjson")
