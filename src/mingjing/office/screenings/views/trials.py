"""Trials of rules: start one for a rule in force, watch, read, cancel."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import policy, rulebook
from mingjing.office.screenings.forms import TrialForm
from mingjing.office.screenings.models import Trial
from mingjing.office.screenings.services import trials

_KINDS = (("gained", "新增"), ("lost", "消失"), ("changed", "变化"))


@allow(Permission.RULES_WRITE)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponseBase:
    """Try a rule in force, against another one when it is named."""
    user = person(request)
    rulebook.rule(code)
    form = TrialForm(user, request.POST)
    if not form.is_valid():
        raise InvalidError("请检查试算条件", do="选择数据，核对日期")
    made = trials.of_rule(user, code, request.POST.get("against", ""), **form.cleaned_data)
    return redirect("screenings:trial", made.pk)


@allow(Permission.RULES_READ)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far a trial is, or what it found."""
    trials.settle()
    user = person(request)
    one = policy.trial(user, pk)
    result = one.result or {}
    kinds = [
        (title, result[kind], result["examples"][kind])
        for kind, title in _KINDS
        if result and result[kind]["findings"]
    ]
    back = (
        reverse("screenings:local-rule", args=[one.rule_code, one.rule_version])
        if one.text
        else reverse("screenings:rule", args=[one.rule_code])
    )
    context = {
        "one": one,
        "active": one.state in trials.ACTIVE,
        "result": one.result,
        "kinds": kinds,
        "alone": not result.get("old"),
        "may_cancel": allowed(user.roles, Permission.RULES_WRITE)
        and one.state in (Trial.State.QUEUED, Trial.State.RUNNING),
        "crumbs": [(one.rule_code, back), (f"{one.get_kind_display()} {one.pk}", "")],
        "back": back,
    }
    return render(request, "screenings/trial.html", context)


@allow(Permission.RULES_READ)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far a trial is; when it has ended, have the page read again."""
    trials.settle()
    one = policy.trial(person(request), pk)
    active = one.state in trials.ACTIVE
    response = render(request, "screenings/trial_progress.html", {"one": one, "active": active})
    if not active:
        response.headers["HX-Refresh"] = "true"
    return response


@allow(Permission.RULES_WRITE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a trial."""
    trials.cancel(person(request), policy.trial(person(request), pk))
    return redirect("screenings:trial", pk)
