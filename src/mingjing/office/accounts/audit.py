"""The only writer of the audit log: who did or saw what, from where, chained by hash."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mingjing.kernel import chain
from mingjing.kernel.chain import CHAINED
from mingjing.office.accounts.models import AuditEntry, AuditHead, User


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from."""

    address: str = ""
    agent: str = ""


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def coming_from(address: str, agent: str) -> Iterator[None]:
    """Note the origin of everything recorded inside."""
    token = _origin.set(Origin(_text(address, 64), _text(agent, 200)))
    try:
        yield
    finally:
        _origin.reset(token)


def at_the_console(user: str) -> None:
    """Note that everything from now on is done on the machine itself, by this user of its operating system."""
    _origin.set(Origin("本机命令行", _text(user, 200)))


def origin() -> Origin:
    """Return where the present request came from."""
    return _origin.get() or Origin()


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
        entry = AuditEntry(
            seq=head.seq + 1,
            at=timezone.now(),
            actor=actor.username if actor else "",
            actor_name=actor.name if actor else "系统",
            organisation=actor.organisation.code if actor else "",
            organisation_path=actor.organisation.path if actor else "/",
            action=action,
            noun=noun,
            object_id=_text(str(object_id), 80),
            before=plain(before),
            after=plain(after),
            address=origin().address,
            agent=origin().agent,
            previous=head.digest,
        )
        entry.digest = chain.digest(shown(entry))
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(seq=entry.seq, digest=entry.digest)
    return entry


def plain(value: dict[str, Any] | None) -> Any:
    """Return `value` as every database gives it back: floats as text, no NUL characters."""
    if value is None:
        return None
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return _clean(json.loads(text, parse_float=str, parse_constant=str))


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(key): _clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _text(value: str, longest: int | None = None) -> str:
    return value.replace("\0", "").encode(errors="replace").decode()[:longest]


def shown(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as it is hashed and exported, `digest` included."""
    return {name: getattr(entry, name) for name in (*CHAINED, "digest")} | {"at": moment(entry.at)}


def moment(at: datetime) -> str:
    """Return a time as the chain writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def verify() -> chain.Checked:
    """Walk the chain in the database up to its head; raise DataError at the first break."""
    lines = export(AuditEntry.objects.all(), "")
    return chain.check(line.encode() for line in lines)


def export(wanted: QuerySet[AuditEntry], by: str) -> Iterator[str]:
    """Yield the lines of an export: the wanted entries with content, all others with their hashes only.

    Entries added meanwhile are left out.
    """
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    upto = wanted.filter(seq__lte=head.seq)
    yield _line(chain.header(head.seq, head.digest, upto.count(), moment(timezone.now()), by))
    full = upto.order_by("seq").iterator(2000)
    following = next(full, None)
    sealed = AuditEntry.objects.filter(seq__lte=head.seq).order_by("seq")
    for seq, previous, digest in sealed.values_list("seq", "previous", "digest").iterator(2000):
        if following is not None and following.seq == seq:
            yield _line(shown(following))
            following = next(full, None)
        else:
            yield _line({"seq": seq, "previous": previous, "digest": digest})


def _line(value: dict[str, Any]) -> str:
    return chain.canonical(value) + "\n"
