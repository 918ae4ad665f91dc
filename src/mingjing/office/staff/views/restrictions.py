"""Measures against persons: the list, one of them, a new one. And the standard in force."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import filters as filtering
from mingjing.office.staff import policy, tables, words
from mingjing.office.staff.forms import EndForm, LimitForm, NothingForm, ReasonForm, StandardForm
from mingjing.office.staff.models import LocalStandard, Restriction
from mingjing.office.staff.services import owed, restrictions, standards, standing
from mingjing.office.staff.services.commands import Limit
from mingjing.office.staff.views.frame import Deed, attempt, frame, recorded, thing
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing

P = Permission


@allow(P.STAFF_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List measures against persons, those of decisions that still miss a name, and banned people there again."""
    user = person(request)
    filters = Filters.of(filtering.RestrictionForm, request.GET)
    rows = filters.apply(policy.restrictions(user).select_related("institution", "organisation", "case"))
    context = frame(user, "restrictions") | {
        "filters": filters, "title": "个人限制措施", "list": "restrictions",
        "unnamed": owed.unnamed_bans(user).select_related("track__case")[:20] if policy.is_bureau(user) else (),
        "again": owed.in_office(user)[:20] if policy.is_bureau(user) else (),
    }  # fmt: skip
    sheet = tables.RESTRICTIONS.read(request, rows)
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="个人限制措施",
        on_export=recorded(request, filters.query),
    )


@allow(P.STAFF_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Enter a measure, or the person whom a measure of a decision concerns."""
    user = person(request)
    form = LimitForm(request.POST or None, initial=_start(user, request))
    if form.is_bound and attempt(request, form, lambda data: _propose(user, data), "已登记，等待批准"):
        return redirect("staff:restrictions")
    context = frame(user, "restrictions", ("登记限制措施", "")) | {
        "form": form, "title": "登记个人限制措施", "submit": "提交批准", "back": reverse("staff:restrictions"),
        "note": "参保人员暂停联网结算 3 至 12 个月（条例第四十一条）；法定代表人、主要负责人 5 年内不得从事定点机构管理（第四十三条）。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)


def _propose(user: User, data: dict[str, Any]) -> Restriction:
    return restrictions.propose(user, Limit(**(data | {"months": data["months"] or 0})))


def _start(user: User, request: HttpRequest) -> dict[str, Any]:
    key = request.GET.get("measure", "")
    if not key.isdigit() or len(key) > 9:
        return {"kind": request.GET.get("kind", "")}
    measure = policy.measure(user, int(key))
    case, kind = measure.track.case, restrictions.MEASURES.get(measure.kind)  # type: ignore[call-overload]
    found = {"measure": measure.pk, "kind": kind, "since": measure.since, "text": measure.text}
    if case.institution:
        found |= {
            "institution": case.institution.code,
            "name": case.institution.legrep_name,
            "role": "法定代表人",
        }
    if case.person:
        found |= {"psn_no": case.person.psn_no, "name": case.person.psn_name}
    return found


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one measure, with approval, refusal, lifting."""
    user = person(request)
    one = policy.restriction(user, pk)
    audit.record(user, "read", "restriction", one.pk)
    context = frame(user, "restrictions", (one.get_kind_display(), "")) | {
        "restriction": one,
        "title": one.get_kind_display(),
        "events": [words.event(row) for row in one.events.select_related("actor", "organisation").order_by("-pk")],
        "again": owed.in_office(user).filter(legrep_name=one.name)[:20],
    }  # fmt: skip
    return thing(request, "staff/restriction.html", context, _deeds(user, one))


def _deeds(user: User, one: Restriction) -> list[Deed]:
    if one.organisation_id != user.organisation_id:
        return []
    state = Restriction.State
    if one.state == state.PROPOSED and allowed(user.roles, P.STAFF_APPROVE) and one.author_id != user.pk:
        return [
            Deed("approve", "批准", NothingForm, lambda data: restrictions.approve(user, one, one.version), "已生效"),
            Deed("refuse", "不批准", ReasonForm, lambda data: restrictions.refuse(user, one, data["text"], one.version), "已退回", danger=True),
        ]  # fmt: skip
    if one.state == state.ACTIVE and allowed(user.roles, P.STAFF_DECIDE):
        return [
            Deed(
                "lift",
                "解除",
                EndForm,
                lambda data: restrictions.lift(user, one, data["on"], data["text"], one.version),
                "已解除",
            )
        ]
    return []


@allow(P.STAFF_READ)
@require_safe
def standard(request: HttpRequest) -> HttpResponseBase:
    """Show the standard in force here."""
    user, today = person(request), clocks.today()
    found = standing.in_force(user.organisation.admdvs, today)
    body = user.organisation
    context = frame(user, "standards") | {
        "standard": found, "items": found.items(), "today": today,
        "own": LocalStandard.objects.order_by("admdvs", "-begndate"),
        "may_register": allowed(user.roles, P.STAFF_STANDARDS) and body.level == Organisation.Level.PROVINCE,
    }  # fmt: skip
    return render(request, "staff/standards.html", context)


@allow(P.STAFF_STANDARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_new(request: HttpRequest) -> HttpResponseBase:
    """Register the figures of one's province."""
    user = person(request)
    figures = standing.in_force(user.organisation.admdvs, clocks.today())
    form = StandardForm(request.POST or None, standard=figures)

    def act(data: dict[str, Any]) -> object:
        return standards.register(user, data["begndate"], data["source"], form.values())

    if form.is_bound and attempt(request, form, act, "已登记"):
        return redirect("staff:standards")
    context = frame(user, "standards", ("登记本省标准", "")) | {
        "form": form, "title": "登记本省记分标准", "submit": "登记", "back": reverse("staff:standards"),
        "note": "自施行日期起取代国家标准中的相应数字，登记后不得改写；数字须在国家规定的幅度内。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)
