"""Confirmed suspicions that wait: a case is opened for them, or the reason is written why not. And other new cases."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.commands import Party
from mingjing.office.cases.forms import NewCaseForm, WaiveForm
from mingjing.office.cases.models import Case
from mingjing.office.cases.selection import Chosen, UnhandledFilters, chosen
from mingjing.office.cases.services import register
from mingjing.office.cases.tables import UNHANDLED, waiting
from mingjing.office.cases.views.attempts import attempt
from mingjing.office.cases.views.listing import around
from mingjing.office.ui.pages import listing


@allow(Permission.CASES_READ)
@require_safe
def unhandled(request: HttpRequest) -> HttpResponseBase:
    """Show the finally confirmed suspicions that have neither a case nor a written reason."""
    user = person(request)
    filters = UnhandledFilters(request.GET, user)
    sheet = UNHANDLED.read(request, filters.apply(waiting(register.unhandled(user))))

    def record(count: int) -> None:
        audit.record(
            user, "export", "suspicion", "unhandled", None, {"filters": filters.query, "rows": count}
        )

    actions = (
        ("登记案件", reverse("cases:new"), Permission.CASES_FILE),
        ("说明不立案理由", reverse("cases:waive"), Permission.CASES_APPROVE),
    )
    context = {
        "filters": filters,
        "table_actions": "cases/unhandled_actions.html",
        "bulk": [(label, where) for label, where, needed in actions if allowed(user.roles, needed)],
        **around(user),
    }
    return listing(request, "cases/unhandled.html", sheet, context, title="待立案疑点", on_export=record)


@allow(Permission.CASES_APPROVE)
@require_POST
def waive(request: HttpRequest) -> HttpResponseBase:
    """Write one reason why the chosen suspicions become no case."""
    user = person(request)
    picked = chosen(request.POST, user)
    asked = request.POST.get("confirm") == "1"
    form = WaiveForm(request.POST if asked else None)
    if asked and attempt(form, lambda given: register.waive_many(user, picked.rows, given["reason"])):
        messages.success(request, f"已说明 {len(picked.rows)} 条疑点不立案的理由")
        return redirect("cases:unhandled")
    context = {"form": form, "picked": picked}
    return render(request, "cases/waive.html", context, status=422 if form.errors else 200)


@allow(Permission.CASES_FILE)
def new(request: HttpRequest) -> HttpResponseBase:
    """Open a case from the chosen suspicions (one for each institution), or from another source."""
    user = person(request)
    picks = request.POST.getlist("pick") or request.POST.get("all") == "1"
    picked = chosen(request.POST, user) if picks else None
    if request.POST.get("confirm") != "1":
        return _form(request, NewCaseForm(user, initial=_initial(request, picked)), picked)
    if picked and len(picked.by_institution) > 1:
        return _many(request, user, picked)
    form = NewCaseForm(user, request.POST)
    made: list[Case] = []
    if attempt(form, lambda given: made.append(_open(user, given, picked))):
        messages.success(request, f"已登记案件 {made[0].number}，请确定办案人员并开展线索核查")
        return redirect("cases:overview", made[0].number)
    return _form(request, form, picked)


def _initial(request: HttpRequest, picked: Chosen | None) -> dict[str, Any]:
    """Return what is known before anybody typed: from the suspicions, or from the page that led here."""
    if picked:
        first = picked.rows[0].lead
        party = {"subject": Case.Subject.INSTITUTION, "party": Case.Party.ORGANISATION}
        return {"source": Case.Source.LEAD, "institution": first.institution.code, **party}
    given: QueryDict = request.GET
    return {name: given[name] for name in ("institution", "person", "subject", "source") if given.get(name)}


def _open(user: User, given: dict[str, Any], picked: Chosen | None) -> Case:
    institution, insured = given["institution"], given["person"]
    party = Party(
        given["subject"], given["party"], given["party_name"], given["party_code"],
        institution.pk if institution else None, insured.pk if insured else None, given["staff_code"],
    )  # fmt: skip
    return register.open_once(
        user, party, source=given["source"], found_on=given["found_on"], source_text=given["source_text"],
        suspicions=picked.rows if picked else (), harm=given["harm"],
    )  # fmt: skip


def _many(request: HttpRequest, user: User, picked: Chosen) -> HttpResponseBase:
    """Open one case for each institution, all or none."""
    made = register.open_for_each(user, [(place.pk, rows) for place, rows, _ in picked.by_institution])
    messages.success(request, f"已登记 {len(made)} 件案件：{made[0].number} 至 {made[-1].number}")
    return redirect(f"{reverse('cases:list')}?stage=clue&sort=-number")


def _form(request: HttpRequest, form: NewCaseForm, picked: Chosen | None) -> HttpResponseBase:
    context = {"form": form, "picked": picked, "many": picked is not None and len(picked.by_institution) > 1}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)
