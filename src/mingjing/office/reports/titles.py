"""How reports are called, and where each stands."""

from django.db.models import OuterRef, QuerySet, Subquery

from mingjing.office.reports.core import template
from mingjing.office.reports.models import Edition, Report


def form_title(name: str) -> str:
    """Return a form's name without its period; of a form that is gone, its key."""
    return template.load(name).label if name in template.names() else name


def with_latest(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Return reports with the state, number, errors and missing of their last edition."""
    last = Edition.objects.filter(report=OuterRef("pk")).order_by("-number")
    names = ("state", "number", "errors", "missing", "drawn_at")
    return rows.annotate(**{f"latest_{name}": Subquery(last.values(name)[:1]) for name in names})
