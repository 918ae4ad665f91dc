"""States as badges: a word, a sign and a tone, so that colour is never the only sign."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

SIGNS = {"plain": "○", "info": "◐", "warn": "▲", "good": "●", "bad": "◆"}
_TONES = {
    "plain": "published draft queued pending none out_of_scope withdrawn cancelled retired closed",
    "info": "running publishing checking signed asked checked consulting advised reviewed open shadow dispatched policy sent clue filing investigating legal_review notified hearing heard discussed decided served executing executed approved informed reconsidering supervised",
    "warn": "cancelling interrupted returned panel appealed silent partly data_error unverifiable reported overdue answered suspended proposed refused judicial other_agency",
    "good": "done active final signed_off accepted false",
    "bad": "failed true locked penalty",
}
TONES = {state: tone for tone, states in _TONES.items() for state in states.split()}


def badge(value: Any, label: str = "", tone: str = "") -> SafeString:
    """Return the badge of a state; `label` defaults to the label of an enumeration member, else to the value."""
    said = str(label or getattr(value, "label", "") or value or "—")
    tone = tone or TONES.get(str(value), "plain")
    return format_html(
        '<span class="tag tag-{}"><span class="tag-sign" aria-hidden="true">{}</span>{}</span>',
        tone,
        SIGNS[tone],
        said,
    )


def badge_of(thing: Any, field: str = "state") -> SafeString:
    """Return the badge of a choice field of a model instance."""
    display = getattr(thing, f"get_{field}_display", None)
    return badge(getattr(thing, field), str(display()) if display else "")


SEVERITY = {1: ("bad", "明确违规"), 2: ("warn", "高度可疑"), 3: ("plain", "轻度可疑")}


def severity(value: Any) -> SafeString:
    """Return the badge of a severity, 1 the gravest."""
    tone, label = SEVERITY.get(int(value), ("plain", f"{value} 级"))
    return badge(value, label, tone)
