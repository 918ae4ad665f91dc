"""The page of a model's finding: why it stands out, beside whom, since when, what else it may be, what to check."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.services import model_finding
from mingjing.office.leads.tables import behaviour_name


@allow(Permission.LEADS_READ)
@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a model's finding whole, or for a part of a page only its pictures; one of a rule is shown on its own page."""
    user = person(request)
    one = policy.suspicion(user, pk)
    explained = model_finding.whole(user, one)
    if explained is None:
        return redirect("leads:suspicion", pk)
    context = {
        "suspicion": one,
        "lead": one.lead,
        "explained": explained,
        "behaviour": behaviour_name(one.behaviour),
    }
    template = (
        "leads/model_pictures.html" if request.headers.get("HX-Request") else "leads/model_finding.html"
    )
    return render(request, template, context)
