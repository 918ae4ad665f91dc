"""Standards 裁量基准、程序参数: what holds here on a day and by which document; a province registers its own."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError, DocumentError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import Organisation
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import standards_shown
from mingjing.office.cases.services.standards import register
from mingjing.office.cases.standards_forms import FORMS, StandardForm
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.forms import blame


@allow(Permission.CASES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every standard as it holds at the reader's place on a day (`on`, else today)."""
    user = person(request)
    own, on, problem = user.organisation.admdvs, clocks.today(), ""
    places = standards_shown.places(own)
    place = request.GET.get("place") or own
    if place not in places:
        place, problem = own, "没有这个地区的标准，现按本地显示。"
    admdvs = "" if place == standards_shown.NATION else place
    try:
        on = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else on
    except ValueError:
        problem = "日期须写成 2026-01-31 的样式，现按今天显示。"
    shown: list[tuple[Any, ...]] = []
    for name, title in standards_shown.TITLES.items():
        try:
            found = standards_shown.in_force(name, admdvs, on)
        except DocumentError as error:
            shown.append((name, title, None, (), error.problems[0].what))
            continue
        tables = standards_shown.tables(name, found.values)
        layers = [
            (one, standards_shown.place_of(one), one.holds(admdvs, on))
            for one in standards_shown.layers(name, admdvs)
        ]
        shown.append((name, title, tables, layers, "" if not found.inference else "通行样例，本省尚未登记"))
    context = {
        "on": on,
        "places": places,
        "place": place,
        "is_own": place == own,
        "problem": problem,
        "shown": shown,
        "may_register": _may(request),
        "crumbs": [("案件", reverse("cases:list")), ("裁量基准和程序参数", "")],
    }
    return render(request, "cases/standards.html", context, status=422 if problem else 200)


def _may(request: HttpRequest) -> bool:
    user = person(request)
    province = user.organisation.level == Organisation.Level.PROVINCE
    return province and allowed(user.roles, Permission.CASES_STANDARDS)


@allow(Permission.CASES_STANDARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponseBase:
    """Register figures of one's province from a day on."""
    user = person(request)
    if name not in FORMS:
        raise NotVisibleError("没有这类标准", where=name)
    posted = request.method == "POST"
    form = FORMS[name](request.POST if posted else None, user.organisation.admdvs, clocks.today())
    status = 200
    if posted:
        status = 422
        if form.is_valid() and (status := _registered(request, name, form)) == 200:
            return redirect("cases:standards")
    context = {
        "form": form,
        "name": name,
        "title": standards_shown.TITLES[name],
        "may_register": _may(request),
        "crumbs": [
            ("案件", reverse("cases:list")),
            ("裁量基准和程序参数", reverse("cases:standards")),
            ("登记", ""),
        ],
    }
    return render(request, "cases/standard_new.html", context, status=status)


def _registered(request: HttpRequest, name: str, form: StandardForm) -> int:
    given = form.cleaned_data
    try:
        register(person(request), name, given["begndate"], given["source"], form.values())
    except (InvalidError, ConflictError) as error:
        blame(form, error)  # type: ignore[arg-type]
        return error.status
    messages.success(request, f"已登记{standards_shown.TITLES[name]}，自 {given['begndate']} 起适用")
    return 200
