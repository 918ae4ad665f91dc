"""The tab 协作 of a case: what it was handed to, written about, listed for, worked on with other departments."""

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy
from mingjing.office.cases.views import file
from mingjing.office.liaison import together


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the sections of all nouns."""
    user = person(request)
    case = policy.one(user, number)
    context = {**file.context(user, case, "liaison"), "sections": together.shown(user, case)}
    return render(request, "liaison/case.html", context)
