"""The case file: its header with deadlines and tabs, which every page of a case shares, and the overview."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy, running, tabs
from mingjing.office.cases.models import Case
from mingjing.office.cases.steps.offers import available


def context(user: User, case: Case, tab: str) -> dict[str, Any]:
    """Return what `cases/file.html` needs: whoever extends it adds to this. `tab` names the tab that is open."""
    limits = running.of(case)
    return {
        "case": case,
        "own": case.organisation_id == user.organisation_id,
        "tabs": tabs.shown(user, case, tab),
        "offers": SimpleLazyObject(lambda: available(user, case)),
        "limits": [one for one in limits if not one.stopped_on],
        "crumbs": [("案件", reverse("cases:list")), (case.number, "")],
    }


@allow(Permission.CASES_READ)
@require_safe
def overview(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case."""
    user = person(request)
    case = policy.one(user, number)
    return render(request, "cases/overview.html", context(user, case, "overview"))
