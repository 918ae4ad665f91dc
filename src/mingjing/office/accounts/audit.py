"""The only writer of the audit log: who did or saw what, from where, chained by hash."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC as _UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from mingjing.office.accounts.models import AuditEntry, AuditHead, User

CHAINED = (
    "seq", "at", "actor", "actor_name", "organisation", "organisation_path", "action", "noun", "object_id",
    "before", "after", "address", "agent", "previous",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from."""

    address: str = ""
    agent: str = ""


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def coming_from(address: str, agent: str) -> Iterator[None]:
    """Note the origin of everything recorded inside."""
    token = _origin.set(Origin(address[:64], agent[:200]))
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    actor: User | None,
    action: str,
    noun: str,
    object_id: object,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction; without `actor` the system itself acted."""
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        origin = _origin.get() or Origin()
        entry = AuditEntry(
            seq=head.seq + 1,
            at=timezone.now(),
            actor=actor.username if actor else "",
            actor_name=actor.name if actor else "系统",
            organisation=actor.organisation.code if actor else "",
            organisation_path=actor.organisation.path if actor else "/",
            action=action,
            noun=noun,
            object_id=str(object_id),
            before=plain(before),
            after=plain(after),
            address=origin.address,
            agent=origin.agent,
            previous=head.digest,
        )
        entry.digest = digest({name: getattr(entry, name) for name in CHAINED})
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(seq=entry.seq, digest=entry.digest)
    return entry


def plain(value: dict[str, Any] | None) -> Any:
    """Return `value` as JSON would give it back, so that the hash of what is stored can be checked."""
    return None if value is None else json.loads(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))


def digest(fields: dict[str, Any]) -> str:
    """Return the sha256 of the chained fields in canonical JSON (`at` in UTC with microseconds)."""
    shown = {**fields, "at": fields["at"].astimezone(_UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
