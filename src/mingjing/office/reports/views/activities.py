"""What the bureau puts on file for its reports: list, new, one, withdraw."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.reports import policy
from mingjing.office.reports.forms import ActivityForm, ReasonForm, blame
from mingjing.office.reports.kinds import FIELDS, kinds
from mingjing.office.reports.models import Activity
from mingjing.office.reports.services import activities
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, day_field, text_field
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

_CRUMBS = [("统计报表", "/reports/"), ("补充登记", "/reports/activities/")]


def title(one: Activity) -> str:
    """Return the kind of an activity in words."""
    found = kinds().get(one.kind)
    return found.title if found else one.kind


class ActivityFilter(FilterForm):
    """Filters of the list."""

    kind = choice_field("类别", [(one.name, one.title) for one in kinds().values()])
    since = day_field("日期自")
    until = day_field("日期至")
    q = text_field("机构、文号")
    lookups = {
        "kind": "kind",
        "since": "on__gte",
        "until": "on__lte",
        "q": ("institution__name__icontains", "institution__code", "document__icontains"),
    }
    ranges = (("since", "until"),)


ACTIVITIES = Table(
    "activities",
    (
        Column("kind", "类别", read=title, sort="kind", link=lambda one: reverse("reports:activity", args=[one.pk])),
        Column("on", "日期", "day", sort="on"),
        Column("organisation", "登记单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        Column("institution", "定点机构", read=lambda one: one.institution.name if one.institution else "", sort="institution__name"),
        Column("number", "数量", "count", sort="number", sum="number"),
        Column("people", "人数", "count", sort="people", sum="people"),
        Column("amount", "金额（元）", "yuan", sort="amount", sum="amount"),
        Column("patients", "退还参保人（元）", "yuan", sort="patients", sum="patients", first=False),
        Column("document", "文号、佐证", sort="document"),
        Column("state", "状态", "html", read=lambda one: badge("retired", "已撤销", "bad") if one.withdrawn_at else badge("active", "有效", "good")),
    ),
    sort="-on",
    unit="条登记",
    empty=Empty("还没有登记", "检查、自查自纠、举报奖励、公开曝光等没有其他来源的情况在这里登记，供报表取数。"),
    css=lambda one: "gone" if one.withdrawn_at else "",
)  # fmt: skip


@allow(Permission.REPORTS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the activities."""
    user = person(request)
    filters = Filters.of(ActivityFilter, request.GET)
    rows = filters.apply(policy.activities(user)).select_related("institution", "organisation")
    context = {"filters": filters, "may_add": _may_add(user), "crumbs": [_CRUMBS[0], ("补充登记", "")]}
    return listing(
        request, "reports/activities.html", ACTIVITIES.read(request, rows), context, title="补充登记"
    )


def _may_add(user: User) -> bool:
    return user.organisation.is_bureau and allowed(user.roles, Permission.REPORTS_PREPARE)


@allow(Permission.REPORTS_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Choose a kind, then fill it in."""
    user = person(request)
    kind = kinds().get(request.GET.get("kind", ""))
    crumbs = [*_CRUMBS, ("新登记", "")]
    if kind is None:
        return render(request, "reports/kinds.html", {"kinds": kinds().values(), "crumbs": crumbs})
    form = ActivityForm(user, kind, request.POST or None)
    if form.is_valid():
        try:
            made = activities.register(user, form.given)
        except InvalidError as error:
            blame(form, error)
        else:
            messages.success(request, f"已登记：{kind.title}")
            return redirect("reports:activity", made.pk)
    context = {"form": form, "kind": kind, "crumbs": crumbs}
    return render(request, "reports/activity_new.html", context, status=422 if form.errors else 200)


@allow(Permission.REPORTS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one activity."""
    return _show(request, policy.activity(person(request), pk), ReasonForm())


@allow(Permission.REPORTS_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Withdraw one activity."""
    user = person(request)
    one = policy.activity(user, pk)
    if request.method != "POST":
        return redirect("reports:activity", pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        activities.withdraw(user, one, form.cleaned_data["reason"])
        messages.success(request, "已撤销，不再计入报表")
        return redirect("reports:activity", pk)
    return _show(request, one, form)


def _show(request: HttpRequest, one: Activity, form: ReasonForm) -> HttpResponseBase:
    user = person(request)
    kind = kinds()[one.kind]
    values = [(kind.label(name), getattr(one, name), name) for name in FIELDS if kind.label(name)]
    mine = one.organisation_id == user.organisation_id and one.withdrawn_at is None
    context = {
        "one": one,
        "kind": kind,
        "values": values,
        "form": form if mine and allowed(user.roles, Permission.REPORTS_PREPARE) else None,
        "crumbs": [*_CRUMBS, (kind.title, "")],
    }
    return render(request, "reports/activity.html", context, status=422 if form.errors else 200)
