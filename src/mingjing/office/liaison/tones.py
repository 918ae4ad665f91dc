"""The states of letters, listings, joint cases, meetings and resolutions as badges."""

from typing import Any

from django.utils.safestring import SafeString

from mingjing.office.ui.badges import badge

_TONES = {
    "draft": "plain", "submitted": "warn", "sent": "info", "received": "info", "replied": "warn", "closed": "good",
    "returned": "warn", "withdrawn": "plain", "void": "plain", "open": "info", "reported": "warn", "delisted": "good",
    "cancelled": "plain", "proposed": "warn", "running": "info", "invited": "warn", "joined": "good", "declined": "plain",
    "left": "plain", "done": "good", "dropped": "plain", "planned": "info", "held": "good", "taken_back": "plain",
    "sufficient": "good", "again": "warn",
}  # fmt: skip


def badge_of(thing: Any, field: str = "state") -> SafeString:
    """Return the badge of a state."""
    value = str(getattr(thing, field))
    return badge(value, str(getattr(thing, f"get_{field}_display")()), _TONES.get(value, "plain"))
