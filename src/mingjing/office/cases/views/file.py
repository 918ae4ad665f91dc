"""The case file: its header with deadlines and tabs, which every page of a case shares, and the overview."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import dues, marks, policy, running, tabs, words
from mingjing.office.cases.models import Case
from mingjing.office.cases.steps.offers import available
from mingjing.office.clocks import services as clocks


def context(user: User, case: Case, tab: str) -> dict[str, Any]:
    """Return what `cases/file.html` needs: whoever extends it adds to this. `tab` names the tab that is open."""
    limits = sorted(
        [*running.of(case), *running.holds(case)], key=lambda one: (bool(one.stopped_on), one.due_on)
    )
    return {
        "case": case,
        "seen": case.steps.order_by("-pk").values_list("pk", flat=True).first(),
        "title": words.title(case, masked=case.organisation_id != user.organisation_id),
        "party": words.party(case) if case.organisation_id != user.organisation_id else case.party_name,
        "own": case.organisation_id == user.organisation_id,
        "tabs": tabs.shown(user, case, tab),
        "marks": marks.of([case.pk]).get(case.pk, []),
        "offers": SimpleLazyObject(lambda: available(user, case)),
        "all_limits": limits,
        "limits": [one for one in limits if not one.stopped_on],
        "crumbs": [("案件", reverse("cases:list")), (case.number, "")],
    }


@allow(Permission.CASES_READ)
@require_safe
def overview(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case."""
    user = person(request)
    case = policy.one(user, number)
    if words.is_private(case):
        audit.record(user, "read", "case", case.number)
    return render(request, "cases/overview.html", {**context(user, case, "overview"), **_whole(user, case)})


def _whole(user: User, case: Case) -> dict[str, Any]:
    """Return what the overview shows beside the header, in as many queries whatever the size of the case."""
    tracks = case.tracks.prefetch_related("measures").order_by("-active", "pk")
    return {
        "acts": list(case.acts.all()),
        "imported": getattr(case, "imported", None),
        "tracks": list(tracks),
        "rulings": list(case.rulings.select_related("actor").order_by("pk")),
        "officers": list(case.officers.filter(until__isnull=True).select_related("user")),
        "partner_results": list(case.partner_results.all()),
        "due": dues.outstanding(case, clocks.today()) if case.decided_on else None,
        "dates": _dates(case),
        "may_persons": allowed(user.roles, Permission.PERSONS_READ),
        "may_institutions": allowed(user.roles, Permission.INSTITUTIONS_READ),
    }


def _dates(case: Case) -> list[tuple[str, Any]]:
    """Return the days that are known, in the order of the procedure."""
    known = (
        ("发现", case.found_on), ("立案", case.filed_on), ("告知", case.notified_on), ("听证", case.hearing_on),
        ("决定", case.decided_on), ("送达", case.served_on), ("缴款期限", case.pay_by), ("公开", case.published_on),
        ("撤回公开", case.withdrawn_on), ("结案", case.closed_on),
    )  # fmt: skip
    return [(label, day) for label, day in known if day]
