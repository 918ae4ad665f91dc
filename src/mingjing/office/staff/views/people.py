"""People: the list, one of them with the year, somebody added by hand."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import filters as filtering
from mingjing.office.staff import policy, tables, words
from mingjing.office.staff.forms import MemberForm
from mingjing.office.staff.models import Member
from mingjing.office.staff.services import owed, register, standing
from mingjing.office.staff.views.frame import attempt, frame, recorded
from mingjing.office.ui.pages import listing

_HISTORY = 100


@allow(Permission.STAFF_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the people in scope with the points of a year."""
    user = person(request)
    filters = filtering.MemberFilters(request.GET)
    rows = standing.with_status(standing.with_points(policy.visible(user), filters.year), clocks.today())
    found: dict[str, Sequence[tuple[str, str]]] = {}

    def places(code: str) -> Sequence[tuple[str, str]]:
        if code not in found:
            page = [one.code for one in sheet.objects] if not request.GET.get("export") else [code]
            found.update(register.places_of(page))
        return found.get(code, ())

    sheet = tables.members(places, filters.year).read(request, filters.apply(rows))
    context = frame(user, "people") | {"filters": filters, "title": "人员记分台账", "list": "people"}
    record = recorded(request, filters.query)
    return listing(request, "staff/list.html", sheet, context, title="人员记分台账", on_export=record)


@allow(Permission.STAFF_READ)
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one person: the year with its entries, what follows, who was told, what was objected."""
    user, today = person(request), clocks.today()
    member = policy.member(user, code)
    year = _year(request, today.year)
    one = standing.with_status(Member.objects.filter(pk=member.pk), today).get()
    context = frame(user, "people", (str(member), "")) | {
        "member": one,
        "status": words.status_badge(one),
        "places": register.places(member),
        "year": year,
        "years": filtering.years(),
        "total": standing.points(member, year),
        "next_clear": f"{year + 1}-01-01",
        **_entries(user, member, year),
    }
    return render(request, "staff/person.html", context)


def _year(request: HttpRequest, now: int) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked in {key for key, _ in filtering.years()} else now


def _entries(user: User, member: Member, year: int) -> dict[str, Any]:
    bureau = policy.is_bureau(user)
    scores = member.scores.filter(year=year).select_related(
        "proposal__case", "proposal__lead", "institution", "organisation", "author", "approver", "reversed_by"
    )
    history = member.events.select_related("actor", "organisation").order_by("-pk")
    if not bureau:
        history = history.filter(name__in=words.OPEN)
    running, rows = 0, []
    for score in scores.order_by("pk"):
        running += score.points
        rows.append((score, running))
    notices = policy.notices(user) if not bureau else member.notices.all()
    events = [words.event(one) for one in history[:_HISTORY]]
    if not bureau:
        events = [event | {"text": ""} for event in events]
    return {
        "scores": rows,
        "effects": [(one, tables.effect_badge(one)) for one in policy.effects(user).filter(member=member).select_related("organisation")],
        "notices": notices.filter(member=member).select_related("institution")[:_HISTORY],
        "objections": policy.objections(user).filter(member=member).select_related("score", "effect"),
        "proposals": policy.proposals(user).filter(member=member, state="proposed").select_related("author"),
        "owed": owed.unscored(user).filter(code=member.code).select_related("case") if bureau else (),
        "events": events,
        "may_object": allowed(user.roles, Permission.STAFF_CONFIRM) or (bureau and allowed(user.roles, Permission.STAFF_SCORE)),
        "own": user.organisation_id,
    }  # fmt: skip


@allow(Permission.STAFF_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Register a person, or one more place of work, by hand."""
    user = person(request)
    form = MemberForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if form.is_bound and attempt(request, form, lambda data: register.add(user, **data), "已登记"):
        return redirect("staff:person", form.cleaned_data["code"].strip())
    context = frame(user, "people", ("登记人员", "")) | {
        "form": form, "title": "登记人员", "submit": "登记", "back": reverse("staff:list"),
        "note": "人员库（staff_b）没有的人员，例如医保结算审核人员、药店主要负责人，由此登记；在多家机构任职的，每家登记一次。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)
