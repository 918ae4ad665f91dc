"""A handover with everything, as programs read it and as the caller may see it."""

from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy as cases
from mingjing.office.liaison import handover_words, policy
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.handovers import DEEDS
from mingjing.office.liaison.models import Handover, State
from mingjing.office.liaison.services import packing

_PLAIN = (
    "number", "direction", "kind", "channel", "department", "state", "sent_on", "received_on", "answered_on",
    "concluded_on", "set_off_amt", "version", "party_code",
)  # fmt: skip


def whole(user: User, one: Handover) -> dict[str, Any]:
    """Return one handover."""
    found = {name: getattr(one, name) for name in _PLAIN}
    return found | {
        "bureau": one.bureau.code, "partner": one.partner.code if one.partner else "",
        "overseer": one.overseer.code if one.overseer else "", "title": handover_words.title(user, one),
        "text": handover_words.plain(user, one, one.text), "basis": handover_words.plain(user, one, one.basis),
        "party": handover_words.party(user, one), "case": _case(user, one), "origin": _origin(user, one),
        "clues": list(one.clues.values_list("suspicion", flat=True)) if user.organisation.is_bureau else [],
        "packages": _packages(one), "attachments": list(one.attachments.filter(event=None)) if _sends(user, one) else [],
        "materials": _materials(user, one), "limits": handover_words.limits(user, one), "events": _events(user, one),
        "actions": [_action(deed, user, one) for deed in kit.offered(DEEDS, user, one)],
    }  # fmt: skip


def _sends(user: User, one: Handover) -> bool:
    own = one.bureau_id if one.direction == Handover.Direction.OUT else one.partner_id
    return user.organisation_id in (own, one.bureau_id)


def _case(user: User, one: Handover) -> str:
    seen = one.case is not None and cases.visible(user).filter(pk=one.case.pk).exists()
    return one.case.number if one.case is not None and seen else ""


def _origin(user: User, one: Handover) -> str:
    if one.origin_id is None:
        return ""
    return policy.visible(user).filter(pk=one.origin_id).values_list("number", flat=True).first() or ""


def _packages(one: Handover) -> list[dict[str, Any]]:
    names = ("id", "number", "size", "sha256", "made_at")
    return [
        {name: getattr(row, name) for name in names} | {"files": list(row.files.all())}
        for row in one.packages.prefetch_related("files")
    ]


def _materials(user: User, one: Handover) -> list[dict[str, Any]]:
    if one.sent_on is not None or one.state == State.CANCELLED or not _sends(user, one):
        return []
    return [
        {
            "key": row.material.key, "title": row.material.title, "clause": row.material.clause, "missing": row.missing,
            "pieces": [piece.title for piece in row.pieces],
        }
        for row in packing.prepare(one)
    ]  # fmt: skip


def _events(user: User, one: Handover) -> list[dict[str, Any]]:
    rows = one.events.select_related("actor", "organisation", "step").prefetch_related("files").order_by("pk")
    rows = rows.filter(handover_words.seen(user))
    return [
        {
            "name": row.name, "title": handover_words.event_name(row), "text": handover_words.plain(user, one, row.text), "on": row.on, "at": row.at,
            "organisation": row.organisation.name if row.organisation else "",
            "actor": row.actor.name if row.actor else "系统", "internal": row.internal, "files": list(row.files.all()),
        }
        for row in rows
    ]  # fmt: skip


def _action(deed: kit.Deed, user: User, one: Handover) -> dict[str, Any]:
    form = deed.form(user, one)
    return {
        "name": deed.name, "label": deed.label, "hint": deed.hint,
        "fields": [name for name in form.fields if name != "version"],
    }  # fmt: skip
