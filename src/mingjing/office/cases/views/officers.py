"""The tab of the people: who handles the case, who left it, requests for recusal and what was decided."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow, demand, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy
from mingjing.office.cases.forms import OfficersForm, RecusalDecisionForm, RecusalForm
from mingjing.office.cases.models import Case, Recusal, Stage
from mingjing.office.cases.services import people
from mingjing.office.cases.views import file
from mingjing.office.cases.views.attempts import attempt

_OVER = (Stage.DECLINED, Stage.CLOSED, Stage.ARCHIVED)


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the people of a case; set who handles it."""
    user = person(request)
    case = policy.one(user, number)
    form = OfficersForm(case, request.POST or None)
    if request.method == "POST":
        demand(user, Permission.CASES_READ)
        if attempt(
            form, lambda given: people.assign(user, case, list(given["users"]), given["lead"]), request, case
        ):
            messages.success(request, "已确定办案人员")
            return redirect("cases:officers", case.number)
    return _page(request, case, {"assign": form})


@allow(Permission.CASES_INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Register a request for recusal."""
    user = person(request)
    case = policy.one(user, number)
    if request.method != "POST":
        return redirect("cases:officers", number)
    form = RecusalForm(case, request.POST)
    if attempt(
        form,
        lambda given: people.ask_recusal(user, case, given["user"], given["by"], given["grounds"]),
        request,
        case,
    ):
        messages.success(request, "已登记回避申请；作出决定前不停止调查")
        return redirect("cases:officers", number)
    return _page(request, case, {"ask": form})


@allow(Permission.CASES_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Decide on a request for recusal."""
    user = person(request)
    case = policy.one(user, number)
    found = case.recusals.filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这项回避申请，或者不在您的管辖范围内", where=str(pk))
    found.case = case
    if request.method != "POST":
        return redirect("cases:officers", number)
    form = RecusalDecisionForm(request.POST)

    def act(given: dict[str, Any]) -> object:
        return people.decide_recusal(user, found, given["granted"] == "1", given["reason"])

    if attempt(form, act, request, case):
        messages.success(request, "已作出回避决定")
        return redirect("cases:officers", number)
    return _page(request, case, {f"decide-{pk}": form})


def _offered(user: User, case: Case) -> set[str]:
    """Return what this person may do with the people of a case now; the service decides again."""
    if case.organisation_id != user.organisation_id or case.stage in _OVER:
        return set()
    offered = set()
    early = Permission.CASES_FILE if case.stage == Stage.CLUE else Permission.CASES_APPROVE
    if allowed(user.roles, early):
        offered.add("assign")
    if (
        allowed(user.roles, Permission.CASES_INVESTIGATE)
        and case.officers.filter(until__isnull=True).exists()
    ):
        offered.add("ask")
    if allowed(user.roles, Permission.CASES_APPROVE):
        offered.add("decide")
    return offered


def _decides(user: User, one: Recusal, offered: set[str]) -> bool:
    return one.granted is None and "decide" in offered and one.user_id != user.pk


def _page(request: HttpRequest, case: Case, tried: dict[str, forms.Form]) -> HttpResponseBase:
    user = person(request)
    offered = _offered(user, case)
    rows = list(case.officers.select_related("user"))
    recusals = list(case.recusals.select_related("user", "decided_by"))
    context = {
        **file.context(user, case, "officers"),
        "now": [one for one in rows if one.until is None],
        "past": [one for one in rows if one.until is not None],
        "recusals": [
            (
                one,
                tried.get(f"decide-{one.pk}")
                or (RecusalDecisionForm() if _decides(user, one, offered) else None),
            )
            for one in recusals
        ],
        "assign": tried.get("assign") or (OfficersForm(case) if "assign" in offered else None),
        "ask": tried.get("ask") or (RecusalForm(case) if "ask" in offered else None),
        "tried": set(tried),
    }
    wrong = any(form.errors for form in tried.values())
    return render(request, "cases/officers.html", context, status=422 if wrong else 200)
