"""The tab of the history: every step of the case, in words; and the suspicions that it rests on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.access import allow, demand, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy, words
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.services import acting, register
from mingjing.office.cases.tables import LINKED
from mingjing.office.cases.views import file
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion, Verdict
from mingjing.office.ui.pages import listing

_BEFORE_REPORT = (Stage.CLUE, Stage.INVESTIGATING)
_MOST = 200


@allow(Permission.CASES_READ)
@require_safe
def timeline(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show every step of a case."""
    user = person(request)
    case = policy.one(user, number)
    steps = list(case.steps.select_related("actor", "organisation", "track"))
    try:
        replayed = acting.replay(case) == case.stage
    except ConflictError:
        replayed = False
    context = {
        **file.context(user, case, "timeline"),
        "events": [words.happened(step) for step in steps],
        "whole": replayed,
    }
    return render(request, "cases/timeline.html", context)


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def suspicions(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the suspicions that a case rests on; add confirmed ones."""
    user = person(request)
    case = policy.one(user, number)
    if request.method == "POST":
        demand(user, Permission.CASES_FILE)
        keys = [int(one) for one in request.POST.getlist("link") if one.isdecimal()]
        chosen = list(_candidates(user, case).filter(pk__in=keys))
        if chosen:
            register.link(user, case, chosen)
            messages.success(request, f"已关联 {len(chosen)} 条疑点")
        else:
            messages.error(request, "没有选择疑点，或者所选疑点已经处理")
        return redirect("cases:suspicions", case.number)
    sheet = LINKED.read(request, case.links.select_related("suspicion__lead__institution"))
    context: dict[str, Any] = {**file.context(user, case, "suspicions"), "offered": _offered(user, case)}
    return listing(request, "cases/suspicions.html", sheet, context, title=f"{case.number}-关联疑点")


def _candidates(user: User, case: Case) -> Any:
    """Return the confirmed suspicions that could be added: without a living case, of the same institution if any."""
    found = leads.suspicions(user).filter(
        state=Suspicion.State.FINAL, verdict__in=(Verdict.TRUE, Verdict.PARTLY)
    )
    found = found.exclude(cases__active=True)
    if case.source == Case.Source.LEAD:
        found = found.filter(waiver__isnull=True)
    if case.institution_id:
        return found.filter(lead__institution=case.institution_id)
    return found.filter(lead__person=case.person_id) if case.person_id else found.none()


def _offered(user: User, case: Case) -> list[Suspicion]:
    own = case.organisation_id == user.organisation_id and allowed(user.roles, Permission.CASES_FILE)
    if not own or case.stage not in _BEFORE_REPORT:
        return []
    return list(_candidates(user, case).select_related("lead").order_by("-cnfm_amt", "pk")[:_MOST])
