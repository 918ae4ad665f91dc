"""Steps taken with many leads at once: first what will happen is shown, then it is done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.forms import AskForm, AssignForm, BulkVerdictForm, blame
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.selection import Selection
from mingjing.office.leads.services import check, dispatch
from mingjing.office.leads.services.commands import Bulk
from mingjing.office.leads.workflow import SUSPICION

MOST_AT_ONCE = 2_000


def _ready(chosen: Selection, step: str) -> QuerySet[Suspicion]:
    """Return the suspicions of the chosen leads whose state allows the step."""
    return policy.suspicions(chosen.user).filter(
        lead__in=chosen.leads().values("pk"),
        lead__held_by=chosen.user.organisation_id,
        state__in=SUSPICION[step].sources,
    )


def _few(found: QuerySet[Suspicion]) -> list[Suspicion]:
    rows = list(found.select_related("lead").order_by("lead_id", "pk")[: MOST_AT_ONCE + 1])
    if len(rows) > MOST_AT_ONCE:
        raise InvalidError(f"一次最多办理 {MOST_AT_ONCE:,} 条疑点", do="请缩小选择范围，分次办理")
    if not rows:
        raise InvalidError("所选线索中没有可以办理此步骤的疑点", do="请核对线索状态和承办单位")
    return rows


def _page(
    request: HttpRequest, chosen: Selection, form: forms.Form, title: str, button: str, ready: int | None
) -> HttpResponseBase:
    context = {
        "title": title,
        "button": button,
        "form": form,
        "hidden": chosen.hidden(),
        "totals": chosen.totals(),
        "ready": ready,
        "back": f"{reverse('leads:list')}?{chosen.query}",
    }
    return render(request, "leads/bulk.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> bool:
    return request.POST.get("confirm") == "1"


def _try(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do it; what the service refuses as wrong stands beside its field and None is returned."""
    try:
        return act()
    except InvalidError as error:
        blame(form, error)
        return None


@allow(Permission.LEADS_DISPATCH)
@require_POST
def assign(request: HttpRequest) -> HttpResponseBase:
    """Give the chosen leads to one officer."""
    user = person(request)
    chosen = Selection.of(request.POST, user)
    form = AssignForm(request.POST if _asked(request) else None, user)
    if _asked(request) and form.is_valid():
        officer: User = form.cleaned_data["officer"]
        leads = policy.visible(user).filter(pk__in=chosen.keys_now())
        done = _try(form, lambda: dispatch.assign(user, list(leads), officer))
        if not form.errors:
            messages.success(
                request, f"已将 {done if isinstance(done, int) else leads.count()} 条线索分派给{officer.name}"
            )
            return redirect("leads:list")
    return _page(request, chosen, form, "分派经办人", "确认分派", None)


@allow(Permission.LEADS_CHECK)
@require_POST
def ask(request: HttpRequest) -> HttpResponseBase:
    """Send the suspicions of the chosen leads to their institutions."""
    user = person(request)
    chosen = Selection.of(request.POST, user)
    form = AskForm(request.POST if _asked(request) else None)
    found = _ready(chosen, "ask").filter(~Q(answer=Suspicion.Answer.APPEALED))
    if _asked(request) and form.is_valid():
        done = _try(form, lambda: check.ask(user, _few(found), form.cleaned_data["days"]))
        if not form.errors:
            messages.success(request, f"已将 {done} 条疑点发机构核实")
            return redirect("leads:list")
    return _page(request, chosen, form, "发机构核实", "确认发送", found.count())


@allow(Permission.LEADS_CHECK)
@require_POST
def verdict(request: HttpRequest) -> HttpResponseBase:
    """Record the same first check for all open suspicions of the chosen leads."""
    user = person(request)
    chosen = Selection.of(request.POST, user)
    form = BulkVerdictForm(request.POST if _asked(request) else None)
    found = _ready(chosen, "check")
    if _asked(request) and form.is_valid():
        one = form.cleaned_data
        done = _try(
            form, lambda: check.check_many(user, _few(found), one["verdict"], one["reason_code"], one["text"])
        )
        if not form.errors:
            return _outcome(request, user, done)
    return _page(request, chosen, form, "批量初审", "确认提交初审", found.count())


def _outcome(request: HttpRequest, user: User, done: Bulk) -> HttpResponseBase:
    """Show what was done and, one by one, what was refused and why."""
    if not done.refused:
        messages.success(request, f"已提交 {done.done} 条疑点的初审结论")
        return redirect("leads:list")
    why = dict(done.refused)
    rows = policy.suspicions(user).filter(pk__in=list(why)).select_related("lead")
    refused = [(one, why[one.pk]) for one in rows]
    return render(request, "leads/bulk_done.html", {"done": done.done, "refused": refused})
