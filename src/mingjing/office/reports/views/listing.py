"""The reports of the person's division, and a new one."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks.services import today
from mingjing.office.reports import policy
from mingjing.office.reports.core import template
from mingjing.office.reports.forms import BeginForm, blame
from mingjing.office.reports.models import Edition
from mingjing.office.reports.services import drawing, reports
from mingjing.office.reports.titles import form_title, with_latest
from mingjing.office.ui import values
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, day_field, text_field
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

NOT_BEGUN = "未编制"


class ReportFilter(FilterForm):
    """Filters of the list."""

    form = choice_field("报表", [(one, form_title(one)) for one in template.names()])
    state = choice_field("状态", [("none", NOT_BEGUN), *Edition.State.choices])
    q = text_field("填报单位")
    on = day_field("期间包含")
    lookups = {"form": "form", "q": "organisation__name__icontains"}


def _state(one: Any) -> Any:
    state = one.latest_state
    return Edition.State(state).label if state else NOT_BEGUN


def _badge(one: Any) -> Any:
    tones = {"draft": "info", "signed": "warn", "accepted": "good", "returned": "bad"}
    return badge(one.latest_state or "none", _state(one), tones.get(one.latest_state or "", "plain"))


REPORTS = Table(
    "reports",
    (
        Column("form", "报表", read=lambda one: form_title(one.form), sort="form", link=lambda one: reverse("reports:report", args=[one.pk])),
        Column("period", "统计期间", read=lambda one: f"{values.day(one.first)} 至 {values.day(one.last)}", sort="last"),
        Column("organisation", "填报单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        Column("state", "状态", "html", read=_badge, sort="latest_state"),
        Column("edition", "版次", "count", read=lambda one: one.latest_number, sort="latest_number"),
        Column("errors", "须更正", "count", read=lambda one: one.latest_errors, sort="latest_errors"),
        Column("missing", "下级未报", "count", read=lambda one: one.latest_missing, sort="latest_missing"),
        Column("drawn_at", "取数时间", "moment", read=lambda one: one.latest_drawn_at, sort="latest_drawn_at"),
    ),
    sort="-last",
    unit="张",
    empty=Empty("还没有报表", "点击“新建报表”，选择表式和统计期间。"),
)  # fmt: skip


@allow(Permission.REPORTS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the reports."""
    user = person(request)
    filters = Filters.of(ReportFilter, request.GET)
    rows = filters.apply(with_latest(policy.visible(user)).select_related("organisation"))
    if state := filters.on.get("state"):
        rows = rows.filter(latest_state=None) if state == "none" else rows.filter(latest_state=state)
    if on := filters.on.get("on"):
        rows = rows.filter(first__lte=on, last__gte=on)
    sheet = REPORTS.read(request, rows)
    context = {"filters": filters, "may_begin": _may_begin(user)}
    return listing(request, "reports/list.html", sheet, context, title="统计报表")


def _may_begin(user: User) -> bool:
    return user.organisation.is_bureau and allowed(user.roles, Permission.REPORTS_PREPARE)


@allow(Permission.REPORTS_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Choose a form, then its period and options."""
    user = person(request)
    crumbs = [("统计报表", reverse("reports:list")), ("新建报表", "")]
    name = request.GET.get("form", "")
    if name not in template.names():
        cards = [(one, form_title(one), template.load(one)) for one in template.names()]
        return render(request, "reports/choose.html", {"cards": cards, "crumbs": crumbs})
    found = template.load(name)
    below = bool(drawing.children(user.organisation))
    first, last = _usual(found.period)
    form = BeginForm(found, below, request.POST or None, initial={"first": first, "last": last})
    if form.is_valid():
        try:
            data = form.cleaned_data
            made = reports.begin(
                user, name, data["first"], data["last"], form.options, bool(data.get("below"))
            )
        except InvalidError as error:
            blame(form, error)
        except ConflictError as error:
            form.add_error(None, error.problems[0].what)
        else:
            messages.success(request, "已新建，点击“取数”生成报表")
            return redirect("reports:report", made.pk)
    context = {"form": form, "title": form_title(name), "crumbs": crumbs}
    return render(request, "reports/new.html", context, status=422 if form.errors else 200)


def _usual(period: str) -> tuple[date, date]:
    """Return the period most likely wanted: the last full quarter, else the year so far."""
    now = today()
    if period == "quarter":
        return reports.quarter(reports.quarter(now)[0] - timedelta(days=1))
    return date(now.year, 1, 1), now
