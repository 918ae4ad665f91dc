"""Steps of a report: options, draw, sign, accept, give back, correct."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.reports import policy
from mingjing.office.reports.core.template import load
from mingjing.office.reports.forms import NoteForm, OptionsForm, ReasonForm, blame
from mingjing.office.reports.models import Edition
from mingjing.office.reports.services import reports
from mingjing.office.reports.titles import form_title
from mingjing.office.reports.views.editions import show


@allow(Permission.REPORTS_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Fill the report anew."""
    user = person(request)
    found = policy.one(user, pk)
    if request.method == "POST":
        made = reports.draw(user, found)
        said = f"，有 {made.errors} 处须更正" if made.errors else "，校验通过"
        messages.success(request, f"已取数{said}")
    return redirect("reports:report", pk)


@allow(Permission.REPORTS_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change how the ambiguities are read."""
    user = person(request)
    found = policy.one(user, pk)
    if request.method != "POST":
        return redirect("reports:report", pk)
    form = OptionsForm(load(found.form), request.POST, auto_id="id_options_%s")
    if form.is_valid():
        try:
            reports.choose(user, found, form.options)
        except InvalidError as error:
            blame(form, error)
        else:
            messages.success(request, "口径已改，请重新取数")
            return redirect("reports:report", pk)
    return show(request, found, policy.newest(user, found), {"options": form})


@allow(Permission.REPORTS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what changed since the report was signed; a POST opens the correction."""
    user = person(request)
    found = policy.one(user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = reports.correct(user, found, form.cleaned_data["reason"])
        except InvalidError as error:
            blame(form, error)
        else:
            messages.success(request, "已编制更正表，由负责人审签后上报")
            return redirect("reports:edition", pk, made.number)
    prepares = allowed(user.roles, Permission.REPORTS_PREPARE)
    context = {
        "report": found,
        "title": form_title(found.form),
        "changes": reports.since_signed(user, found),
        "form": form if prepares and found.organisation_id == user.organisation_id else None,
        "crumbs": [
            ("统计报表", reverse("reports:list")),
            (found.organisation.name, reverse("reports:report", args=[pk])),
            ("锁定后变化", ""),
        ],
    }
    return render(request, "reports/changes.html", context, status=422 if form.errors else 200)


Act = Callable[[HttpRequest, Edition, dict[str, Any]], object]


def _view(name: str, fields: type[forms.Form], done: str, act: Act) -> Callable[..., HttpResponseBase]:
    """Return the view that takes a step of an edition: done, or shown again with what is wrong."""

    @allow(Permission.REPORTS_SIGN)
    def view(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        user = person(request)
        found, edition = policy.one(user, pk), policy.edition(user, pk, number)
        if request.method != "POST":
            return redirect("reports:edition", pk, number)
        form = fields(request.POST, auto_id=f"id_{name}_%s")
        if form.is_valid():
            try:
                act(request, edition, form.cleaned_data)
            except InvalidError as error:
                blame(form, _renamed(error))
            else:
                messages.success(request, done)
                return redirect("reports:edition", pk, number)
        return show(request, found, edition, {name: form})

    return view


def _renamed(error: InvalidError) -> InvalidError:
    return InvalidError(
        error.problems[0].what, where="text" if error.problems[0].where == "note" else error.problems[0].where
    )


sign = _view(
    "sign", NoteForm, "已审签锁定",
    lambda r, e, v: reports.sign(person(r), e, v["version"], v["text"]),
)  # fmt: skip
accept = _view(
    "accept", NoteForm, "已审签，计入本级报表",
    lambda r, e, v: reports.accept(person(r), e, v["version"], v["text"]),
)  # fmt: skip
give_back = _view(
    "return", ReasonForm, "已退回下级",
    lambda r, e, v: reports.give_back(person(r), e, v["version"] or 0, v["reason"]),
)  # fmt: skip
