"""What the models scored of an institution or a person: a part of their pages, and a page of its own."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy
from mingjing.office.leads.services import model_scores
from mingjing.office.leads.services.model_scores import Scores


@allow(Permission.SCREENINGS_READ)
@never_cache
@require_safe
def of_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scores of an institution."""
    user = person(request)
    one = institutions.one(user, code)
    crumbs = [("机构", reverse("institutions:list")), (one.name, reverse("institutions:detail", args=[code]))]
    return _shown(request, model_scores.of_institution(user, one), one.name, crumbs)


@allow(Permission.PERSONS_READ)
@never_cache
@require_safe
def of_person(request: HttpRequest, psn_no: str) -> HttpResponse:
    """Show the scores of an insured person."""
    user = person(request)
    one = policy.person(user, psn_no)
    crumbs = [("参保人", reverse("leads:person", args=[psn_no]))]
    return _shown(request, model_scores.of_person(user, one), "参保人", crumbs)


def _shown(request: HttpRequest, scores: Scores, name: str, crumbs: list[tuple[str, str]]) -> HttpResponse:
    context = {"scores": scores, "name": name, "crumbs": [*crumbs, ("模型得分", "")]}
    template = "leads/scores_part.html" if request.headers.get("HX-Request") else "leads/scores.html"
    return render(request, template, context)
