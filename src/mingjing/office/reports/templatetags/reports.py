"""How editions and their sources read on a page."""

from django import template
from django.utils.safestring import SafeString

from mingjing.office.reports import printing
from mingjing.office.reports.core import behind
from mingjing.office.reports.models import Edition
from mingjing.office.ui.badges import badge

register = template.Library()
_TONES = {"draft": "info", "signed": "warn", "accepted": "good", "returned": "bad"}


@register.simple_tag
def edition_badge(edition: Edition) -> SafeString:
    """Show the state of an edition; a body with none above it has nobody to hand up to."""
    label = edition.get_state_display()
    if edition.state == Edition.State.SIGNED and edition.report.organisation.parent_id is None:
        return badge("done", "已锁定", "good")
    return badge(edition.state, label, _TONES[edition.state])


@register.filter
def notes(edition: Edition) -> list[str]:
    """Return what stands below a printed report."""
    return printing.notes(edition)


@register.filter
def wrong_said(number: int) -> str:
    """Return how many cells must be corrected."""
    return f"{number}处须更正"


register.filter("source_said", behind.said)
