"""The tab of a case: who is named and scored, measures against persons."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.views import file
from mingjing.office.staff.elsewhere import of_case


@allow(Permission.CASES_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the tab."""
    user = person(request)
    case = cases.one(user, number)
    return render(request, "staff/case.html", {**file.context(user, case, "staff"), **of_case(user, case)})
