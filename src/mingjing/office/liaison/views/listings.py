"""挂牌督办: the list, one listing with its reports, a new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy as cases
from mingjing.office.leads import policy as leads
from mingjing.office.liaison import letter_tables, scope
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.listings import DEEDS
from mingjing.office.liaison.models import Listing, Noun
from mingjing.office.liaison.services import listings
from mingjing.office.liaison.views import matters
from mingjing.office.ui.pages import listing

_RELATED = ("lister", "body", "case", "part__task", "listed_by", "delisted_by")


@allow(Permission.LETTERS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the listings in scope."""
    user = person(request)
    filters = letter_tables.ListingFilters(letter_tables.ListingFilterForm, request.GET, user)
    rows = filters.apply(scope.listings(user)).select_related("lister", "body", "case", "part__task")
    sheet = letter_tables.LISTINGS.read(request, rows.prefetch_related("departments"))
    context = matters.frame(user, "listings") | {"filters": filters, "may_list": _may_list(user)}
    record = matters.recorded(request, "listing", filters.query)
    return listing(
        request, "liaison/matters/listings.html", sheet, context, title="挂牌督办", on_export=record
    )


def _may_list(user: User) -> bool:
    return user.organisation.is_bureau and allowed(user.roles, Permission.LIAISON_APPROVE)


def _more(user: User, one: Listing) -> dict[str, Any]:
    seen = scope.letters(user).filter(listing=one)
    part = one.part
    return {
        "listing": one, "departments": list(one.departments.all()), "reports": list(one.reports.select_related("actor")),
        "letters": list(seen), "case_seen": bool(one.case_id and cases.visible(user).filter(pk=one.case_id).exists()),
        "part_seen": bool(part and leads.parts(user).filter(pk=part.pk).exists()),
        "may_write": one.lister_id == user.organisation_id and allowed(user.roles, Permission.LIAISON_HANDLE),
    }  # fmt: skip


MATTER = matters.Matter(
    Noun.LISTING, "listings", "挂牌督办", DEEDS, "liaison/matters/listing.html", "liaison:listing", "liaison:listing-step",
    _RELATED, _more,
)  # fmt: skip


@allow(Permission.LETTERS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one listing."""
    return matters.page(request, MATTER, pk)


@allow(Permission.LETTERS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do something with a listing."""
    return matters.step(request, MATTER, pk, name)


class ListForm(kit.DeedForm):
    """What is listed, by whom together, why, until when."""

    title = kit.line("督办事项")
    level = forms.ChoiceField(label="挂牌层级", choices=Listing.Level.choices)
    departments = kit.BodiesField(
        "联合挂牌部门", required=False, help_text="本单位的案件、任务须与其他部门联合挂牌"
    )
    others = kit.line("其他联合挂牌单位", 255, required=False)
    reason = kit.area("挂牌理由", 3, most=2000)
    requirement = kit.area("督办要求", 3, most=2000)
    due_on = kit.day("办结期限")
    report_days = kit.number("进展报告间隔（工作日）", 60, help_text="0 表示不定期报告")
    document = kit.line("挂牌文号", 100, required=False)

    def prepare(self) -> None:
        """Offer the departments; begin with the level of the own bureau."""
        self.fields["departments"].offer(scope.departments(self.user))  # type: ignore[attr-defined]
        self.initial.update({"level": self.user.organisation.level or "province", "report_days": 10})


@allow(Permission.LIAISON_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """List a case or the part of a task that the address names."""
    user = person(request)
    about, target, title, back = _target(user, request)
    form = ListForm(user, None, request.POST if request.method == "POST" else None)
    form.initial["title"] = title

    def act(v: dict[str, Any]) -> Listing:
        fields = {
            name: v[name]
            for name in (
                "title",
                "reason",
                "requirement",
                "due_on",
                "level",
                "departments",
                "others",
                "document",
                "report_days",
            )
        }
        return listings.list_matter(user, listings.Order(**fields, **target))

    made = matters.made(request, form, act)
    if made is not None:
        messages.success(request, "已挂牌督办")
        return redirect("liaison:listing", made.pk)
    context = matters.frame(user, "listings", ("挂牌督办", "")) | {
        "form": form,
        "title": "挂牌督办",
        "about": about,
        "back": back,
    }
    return render(
        request, "liaison/matters/new.html", context, status=kit.status_of(form) if form.errors else 200
    )


def _target(user: User, request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    """Return what is shown of the target, what the service is told, the title to begin with, where to go back to."""
    if number := request.GET.get("case", ""):
        case = cases.one(user, number)
        return {"case": case}, {"case": case.number}, case.title, reverse("liaison:case", args=[case.number])
    if (key := request.GET.get("part", "")).isdecimal():
        part = leads.part(user, int(key))
        return {"part": part}, {"part": part.pk}, part.task.title, reverse("leads:part", args=[part.pk])
    raise NotVisibleError("请从案件或者核查任务进入挂牌督办", where="case")
