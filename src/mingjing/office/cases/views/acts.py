"""The tab of the unlawful acts: what was found, under which cause, with which loss; added and changed before the report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow, demand, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import acts, policy
from mingjing.office.cases.acts import ActForm
from mingjing.office.cases.models import Act, Case, Stage
from mingjing.office.cases.services import register
from mingjing.office.cases.views import file
from mingjing.office.cases.views.attempts import attempt

OPEN = (Stage.CLUE, Stage.INVESTIGATING)
"""While the case stands here acts may be added and changed."""


def may_write(user: User, case: Case) -> bool:
    """Return whether this person may add or change acts now; the service decides again."""
    own = case.organisation_id == user.organisation_id
    return own and case.stage in OPEN and allowed(user.roles, Permission.CASES_INVESTIGATE)


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the acts of a case; add one."""
    user = person(request)
    case = policy.one(user, number)
    form = ActForm(case, request.POST or None)
    if request.method == "POST":
        demand(user, Permission.CASES_INVESTIGATE)
        if attempt(form, lambda given: register.add_act(user, case, form.facts()), request, case):
            messages.success(request, "已登记违法事实")
            return redirect("cases:acts", case.number)
    return _page(request, case, form, status=422 if form.errors else 200)


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Change one act; what it was stays in the history."""
    user = person(request)
    case = policy.one(user, number)
    act = case.acts.filter(pk=pk).first()
    if act is None:
        raise NotVisibleError("没有这项违法事实，或者不在您的管辖范围内", where=str(pk))
    act.case = case
    form = ActForm(case, request.POST or None, initial=acts.initial(act))
    if request.method == "POST":
        demand(user, Permission.CASES_INVESTIGATE)
        if attempt(form, lambda given: register.change_act(user, act, form.facts()), request, case):
            messages.success(request, "已修改违法事实")
            return redirect("cases:acts", case.number)
    return _page(request, case, form, act, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, case: Case, form: ActForm, act: Act | None = None, status: int = 200
) -> HttpResponseBase:
    user = person(request)
    context: dict[str, Any] = {
        **file.context(user, case, "acts"),
        "acts": list(case.acts.all()),
        "act": act,
        "form": form if form.errors or may_write(user, case) else None,
        "proposed": acts.proposed_loss(case),
    }
    if act:
        context["crumbs"] = [
            ("案件", reverse("cases:list")),
            (case.number, reverse("cases:overview", args=[case.number])),
            ("违法事实", reverse("cases:acts", args=[case.number])),
            (f"第 {context['acts'].index(act) + 1} 项", ""),
        ]
    return render(request, "cases/acts.html", context, status=status)
