"""联席会议: the list of meetings, that of resolutions, one meeting, a new one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.liaison import letter_tables, scope, tones
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.meetings import DEEDS, CallForm, call_of
from mingjing.office.liaison.models import Meeting, Noun, Resolution
from mingjing.office.liaison.services import meetings
from mingjing.office.liaison.views import matters
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing

_OPEN = (Resolution.State.OPEN, Resolution.State.REPORTED)


@allow(Permission.LETTERS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the meetings in scope."""
    user = person(request)
    filters = Filters.of(letter_tables.MeetingFilterForm, request.GET)
    rows = filters.apply(scope.meetings(user)).select_related("host").prefetch_related("attendees")
    mine = Q() if user.organisation.is_bureau else Q(resolutions__organisation=user.organisation)
    rows = rows.annotate(
        decided=Count("resolutions", filter=mine, distinct=True),
        undone=Count("resolutions", filter=mine & Q(resolutions__state__in=_OPEN), distinct=True),
    )
    sheet = letter_tables.MEETINGS.read(request, rows)
    may_call = user.organisation.is_bureau and allowed(user.roles, Permission.LIAISON_HANDLE)
    context = matters.frame(user, "meetings") | {"filters": filters, "may_call": may_call}
    record = matters.recorded(request, "meeting", filters.query)
    return listing(
        request, "liaison/matters/meetings.html", sheet, context, title="联席会议", on_export=record
    )


@allow(Permission.LETTERS_READ)
@require_safe
def resolutions(request: HttpRequest) -> HttpResponseBase:
    """List the resolutions in scope."""
    user = person(request)
    filters = letter_tables.ResolutionFilters(letter_tables.ResolutionFilterForm, request.GET, user)
    rows = filters.apply(scope.resolutions(user)).select_related("meeting", "case")
    sheet = letter_tables.RESOLUTIONS.read(request, rows)
    context = matters.frame(user, "resolutions") | {"filters": filters}
    record = matters.recorded(request, "resolution", filters.query)
    return listing(
        request, "liaison/matters/resolutions.html", sheet, context, title="议定事项", on_export=record
    )


def _more(user: User, one: Meeting) -> dict[str, Any]:
    rows = scope.resolutions(user).filter(meeting=one).select_related("case", "organisation")
    return {
        "meeting": one, "attendees": list(one.attendees.all()),
        "resolutions": [(row, tones.badge_of(row), row.state == Resolution.State.OPEN) for row in rows],
    }  # fmt: skip


MATTER = matters.Matter(
    Noun.MEETING, "meetings", "联席会议", DEEDS, "liaison/matters/meeting.html", "liaison:meeting", "liaison:meeting-step",
    ("host", "created_by"), _more,
)  # fmt: skip


@allow(Permission.LETTERS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one meeting."""
    return matters.page(request, MATTER, pk)


@allow(Permission.LETTERS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do something with a meeting."""
    return matters.step(request, MATTER, pk, name)


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Call a meeting, or put one on file that was held."""
    user = person(request)
    form = CallForm(user, None, request.POST if request.method == "POST" else None)
    made = matters.made(request, form, lambda v: meetings.call(user, call_of(v)))
    if made is not None:
        messages.success(request, "已登记会议安排")
        return redirect("liaison:meeting", made.pk)
    context = matters.frame(user, "meetings", ("通知会议", "")) | {
        "form": form, "title": "通知、登记联席会议", "about": {}, "back": reverse("liaison:meetings"),
    }  # fmt: skip
    return render(
        request, "liaison/matters/new.html", context, status=kit.status_of(form) if form.errors else 200
    )
