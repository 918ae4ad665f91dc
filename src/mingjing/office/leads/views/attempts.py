"""How a step with a suspicion is tried: done and on to the next, or shown again with what is wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import lines, policy, queue
from mingjing.office.leads.forms import blame
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.views.suspicion import Attempt, form_of, show

Act = Callable[[Suspicion, dict[str, Any]], object]


def step_view(
    permission: Permission,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view that takes a step: signed in, permitted, by POST. Looking at its address leads to the page."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @allow(permission)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
            if request.method != "POST":
                return redirect("leads:suspicion", pk)
            return view(request, policy.suspicion(person(request), pk))

        return guarded

    return decorate


def simple(
    step: str,
    permission: Permission,
    done: str,
    act: Callable[[HttpRequest, Suspicion, dict[str, Any]], object],
) -> Callable[..., HttpResponseBase]:
    """Return the view of a step whose form is all there is to it."""

    @step_view(permission)
    def view(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
        form = form_of(step, request.POST)
        return attempt(request, one, step, form, done, lambda now, values: act(request, now, values))

    return view


def attempt(
    request: HttpRequest,
    one: Suspicion,
    step: str,
    form: forms.Form,
    done: str,
    act: Act,
    rows: list[lines.LineRow] | None = None,
) -> HttpResponseBase:
    """Take the step. What is wrong stands beside its field; what somebody else did meanwhile is shown beside it."""
    wrong_cells = any(row.errors for row in rows or ())
    if form.is_valid() and not wrong_cells:
        try:
            act(one, form.cleaned_data)
        except InvalidError as error:
            _blame(form, rows, error)
        except ConflictError as error:
            return _conflict(request, one, step, form, rows, error)
        else:
            messages.success(request, done)
            return _onward(request, one)
    if wrong_cells:
        form.add_error(None, "部分明细填写有误，请修改标红的单元格")
    now = policy.suspicion(person(request), one.pk)
    return show(request, now, Attempt(step, form, rows, status=422))


def _blame(form: forms.Form, rows: list[lines.LineRow] | None, error: InvalidError) -> None:
    if rows is None:
        blame(form, error)
        return
    left = lines.blame(rows, error)
    if len(left) < len(error.problems):
        form.add_error(None, "部分明细填写有误，请修改标红的单元格")
    for problem in error.problems:
        if problem.what in left:
            form.add_error(problem.where if problem.where in form.fields else None, problem.what)


def _conflict(
    request: HttpRequest,
    one: Suspicion,
    step: str,
    form: forms.Form,
    rows: list[lines.LineRow] | None,
    error: ConflictError,
) -> HttpResponseBase:
    """Show the suspicion as it is now and keep what was typed, ready to be sent again on the newest version."""
    now = policy.suspicion(person(request), one.pk)
    data = request.POST.copy()
    data["version"] = str(now.version)
    if rows is not None:
        for line in now.lines.all()[: lines.MOST]:
            data[f"line-{line.pk}-version"] = str(line.version)
        rows = lines.rows(now.lines.all()[: lines.MOST], data.dict())  # type: ignore[arg-type]
    typed = {
        str(field.label): _words(field, str(form.data.get(name, "")))
        for name, field in form.fields.items()
        if field.label and form.data.get(name)
    }
    return show(request, now, Attempt(step, form_of(step, data), rows, error, 409, typed))


def _words(field: forms.Field, value: str) -> str:
    flat: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        flat.update(dict(label) if isinstance(label, list | tuple) else {str(key): str(label)})
    return flat.get(value, value)


def _onward(request: HttpRequest, one: Suspicion) -> HttpResponseBase:
    """Go to the next in one's queue when asked to, else back to the suspicion."""
    if request.POST.get("then") == "next":
        following = queue.following(person(request), one)
        if following is None:
            messages.info(request, "待办疑点已全部办完")
            return redirect("home")
        return redirect("leads:suspicion", following.pk)
    return redirect("leads:suspicion", one.pk)
