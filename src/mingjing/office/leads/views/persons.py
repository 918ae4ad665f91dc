"""One insured person, masked: all visits and findings; name and number after a purpose was stated and logged."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import beside, policy
from mingjing.office.leads.forms import RevealForm
from mingjing.office.leads.models import Person, Suspicion
from mingjing.office.leads.services import reading
from mingjing.office.leads.wording import code_name

MOST = 200


@allow(Permission.PERSONS_READ)
@never_cache
@require_safe
def page(request: HttpRequest, psn_no: str) -> HttpResponse:
    """Show an insured person, masked; `?visits=1` also reads all visits from the lake, which takes longer."""
    user = person(request)
    shown = policy.person(user, psn_no)
    if request.GET.get("visits") and request.headers.get("HX-Request"):
        return render(request, "leads/person_visits.html", _visits(user, shown))
    return _show(request, shown, RevealForm())


@allow(Permission.PERSONS_REVEAL)
@never_cache
def reveal(request: HttpRequest, psn_no: str) -> HttpResponse:
    """Show name and numbers once, in this answer only, after the purpose was written to the audit log."""
    user = person(request)
    shown = policy.person(user, psn_no)
    if request.method != "POST":
        return redirect("leads:person", psn_no)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _show(request, shown, form, status=422)
    said = {"purpose": form.cleaned_data["purpose"], "note": form.cleaned_data["note"]}
    audit.record(user, "reveal", "person", shown.psn_no, None, said)
    return _show(request, shown, RevealForm(), plain=True)


def _show(
    request: HttpRequest, shown: Person, form: RevealForm, *, plain: bool = False, status: int = 200
) -> HttpResponse:
    user = person(request)
    leads = (
        policy.visible(user).filter(person=shown).select_related("institution").order_by("-occurred_on", "pk")
    )
    totals = leads.order_by().aggregate(checkout=Sum("checkout_amt"), confirmed=Sum("cnfm_amt"))
    found = policy.suspicions(user).filter(lead__person=shown).select_related("lead__institution")
    context: dict[str, Any] = {
        "insured": shown,
        "sex": code_name("gend", shown.gend).partition("（")[0] if shown.gend else "",
        "age_year": shown.brdy.year if shown.brdy else None,
        "plain": plain,
        "form": form if allowed(user.roles, Permission.PERSONS_REVEAL) and not plain else None,
        "leads": list(leads[:MOST]),
        "totals": totals,
        "suspicions": list(found.order_by("-occurred_on", "pk")[:MOST]),
        "final": Suspicion.State.FINAL,
        "parts": beside.of("person", user, shown),
        **(_visits(user, shown) if request.GET.get("visits") else {}),
    }
    return render(request, "leads/person.html", context, status=status)


def _visits(user: User, shown: Person) -> dict[str, Any]:
    """Return all visits with their kind in words, or why they cannot be shown."""
    try:
        found = reading.person_visits(user, shown.psn_no)
    except MingjingError as error:
        return {"asked": True, "problem": error.problems[0].what}
    kinds = [code_name("med_type", one.med_type).partition("（")[0] if one.med_type else "" for one in found]
    return {"asked": True, "visits": list(zip(found, kinds, strict=True))}
