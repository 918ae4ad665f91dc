"""One step of a case: the guided form, and taking it. `available` tells the case file what can be done."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mingjing.kernel.errors import InvalidError, MingjingError, NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import gravity, policy, words
from mingjing.office.cases.models import Case
from mingjing.office.cases.steps import taking
from mingjing.office.cases.steps.choosing import ChoiceForm
from mingjing.office.cases.steps.deeds import Deed
from mingjing.office.cases.steps.fields import StepForm
from mingjing.office.cases.steps.offers import WHO, available, offer
from mingjing.office.cases.views import file
from mingjing.office.cases.views.law import law_box

__all__ = ["available", "step"]
_RECENT = 5


@allow(Permission.CASES_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Show the form of a step with what the law asks for, or take the step."""
    user = person(request)
    case, deed = policy.one(user, number), taking.deed(name)
    if request.method != "POST":
        return _page(request, user, case, deed, taking.blank(user, case, deed))
    status = 422
    try:
        form = taking.take(user, case, deed, request.POST)
    except NotVisibleError:
        raise
    except MingjingError as error:
        form = deed.form(request.POST, user, case, taking.track_of(case, deed))
        form.full_clean()
        taking.blame(form, error)
        status = error.status
    if form.errors:
        form = _with_new_mark(form)
        return _page(request, user, policy.one(user, number), deed, form, status)
    messages.success(request, f"已办理：{deed.label}")
    return redirect("cases:overview", number)


def _with_new_mark(form: StepForm) -> StepForm:
    """Let the page be sent again: it has now shown the newest history."""
    data = cast(QueryDict, form.data).copy()
    data["seen"] = str(form.fields["seen"].initial or "")
    form.data = data
    return form


def _page(
    request: HttpRequest, user: User, case: Case, deed: Deed, form: StepForm, status: int = 200
) -> HttpResponse:
    found = offer(user, case, deed)
    choosing = isinstance(form, ChoiceForm)
    context = file.context(user, case, "") | {
        "deed": deed,
        "offer": found,
        "form": form,
        "who": WHO.get(deed.step.permission, ""),
        "recent": _recent(case),
        "law": law_box(case) if choosing else None,
        "advice": _advice(case) if deed.name == "choose_track" else None,
    }
    return render(request, "cases/step.html", context, status=status)


def _recent(case: Case) -> list[words.Happened]:
    """Return what people did last, the newest first: whoever signs reads what was said before."""
    rows = case.steps.filter(actor__isnull=False).exclude(text="")
    found = rows.select_related("actor", "organisation", "track").order_by("-pk")[:_RECENT]
    return [words.happened(one) for one in found]


def _advice(case: Case) -> list[gravity.Advice]:
    try:
        return gravity.advise(case)
    except InvalidError:
        return []
