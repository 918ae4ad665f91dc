"""The order of leads: which is in force and why, the verdicts that the screening learns from, their export."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads.models import VerdictFile
from mingjing.office.leads.services import ordering, outcomes, spot

_VERSIONS = 10


@allow(Permission.SCREENINGS_READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the order in force and the versions of the verdicts."""
    user = person(request)
    order = ordering.current()
    context = {
        "order": order,
        "found": ordering.decision(order) if order else None,
        "missed": spot.missed(user),
        "versions": VerdictFile.objects.select_related("made_by")[:_VERSIONS],
        "may_export": allowed(user.roles, Permission.SCREENINGS_RUN) and user.organisation.is_bureau,
        "crumbs": [("规则库", reverse("screenings:rules")), ("线索排序与核查反馈", "")],
    }
    return render(request, "leads/ranking.html", context)


@allow(Permission.SCREENINGS_RUN)
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Write the verdicts as they stand and hand them out."""
    made = outcomes.export(person(request))
    return FileResponse((outcomes.archive() / made.name).open("rb"), as_attachment=True, filename=made.name)
