"""One lead: its amounts, the visit day by day, each suspicion with clause and evidence, what was said, what happened."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjing.kernel.errors import LakeError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import beside, panels, policy, queue, wording
from mingjing.office.leads.forms import AssignForm
from mingjing.office.leads.models import Lead, Line, Opinion, Suspicion
from mingjing.office.leads.services import ordering, reading, visit
from mingjing.office.leads.tables import behaviour_name
from mingjing.office.leads.words import event_of

_SIGNED = {1: "县级已审签", 2: "市级已审签", 3: "省级已审签"}


@allow(Permission.LEADS_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show one lead."""
    user = person(request)
    lead = policy.one(user, number)
    waiting = queue.mine(user).filter(lead=lead).order_by(*queue.ORDER).values_list("pk", flat=True).first()
    context = {**_whole(user, lead), **_around(user, lead), "waiting": waiting}
    if user.organisation.is_bureau:
        context["rank"] = ordering.reasons(lead, context["suspicions"])
        context["may_order"] = allowed(user.roles, Permission.SCREENINGS_READ)
    return render(request, "leads/detail.html", context)


@allow(Permission.LEADS_READ)
@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Show one lead as a file to print: everything, in order, nothing folded away."""
    user = person(request)
    lead = policy.one(user, number)
    audit.record(user, "print", "lead", lead.number)
    return render(request, "leads/dossier.html", _whole(user, lead))


@allow(Permission.PERSONS_READ)
@require_safe
def fees(request: HttpRequest, number: str) -> HttpResponse:
    """Show all fee lines of the visit by day, the suspicious ones marked; for htmx the section alone."""
    user = person(request)
    lead = policy.one(user, number)
    context: dict[str, Any] = {"lead": lead, "most": visit.MOST}
    try:
        found = visit.fees(user, lead)
    except LakeError as error:
        context["problem"] = error.problems[0].what
    else:
        context |= {"days": visit.by_day(lead, found), "count": len(found)}
    return render(
        request, "leads/fees_part.html" if request.headers.get("HX-Request") else "leads/fees.html", context
    )


def _whole(user: User, lead: Lead) -> dict[str, Any]:
    """Return the lead with what belongs to it, in as many queries whatever its size."""
    inner = user.organisation.is_bureau
    seen = list(_suspicions(user, lead))
    for one in seen:
        one.shown_facts = wording.facts(one.evidence)  # type: ignore[attr-defined]
        one.shown_behaviour = behaviour_name(one.behaviour)  # type: ignore[attr-defined]
        one.result_known = inner or one.state in queue.TOLD  # type: ignore[attr-defined]
    lines = [line for one in seen for line in one.lines.all()]
    return {
        "lead": lead,
        "inner": inner,
        "outside": not inner,
        "behaviour": behaviour_name(lead.behaviour),
        "chain": panels.chain(lead, seen, inner),
        "visit": panels.visit(lead),
        "days": panels.stay(lead, _once(lines)),
        "suspicions": seen,
        "line_total": len(lines),
        "events": [event_of(event, inner) for event in reading.timeline(user, lead)],
        "signed_word": _SIGNED.get(lead.signed, ""),
        "may_persons": allowed(user.roles, Permission.PERSONS_READ),
        "may_institutions": allowed(user.roles, Permission.INSTITUTIONS_READ),
    }


def _suspicions(user: User, lead: Lead) -> QuerySet[Suspicion]:
    return (
        policy.suspicions(user)
        .filter(lead=lead)
        .select_related("checker", "reviewer", "finaliser")
        .prefetch_related(
            "lines",
            Prefetch("opinions", policy.heard(user, Opinion.objects.all())),
            Prefetch("files", policy.evidence(user).select_related("organisation")),
        )
        .order_by(*queue.ORDER)
    )


def _once(lines: list[Line]) -> list[Line]:
    """Return each fee line once: the hit with the largest amount stands for it."""
    best: dict[str, Line] = {}
    for line in lines:
        other = best.get(line.bkkp_sn)
        if other is None or line.hit_amt > other.hit_amt:
            best[line.bkkp_sn] = line
    return sorted(best.values(), key=lambda line: (str(line.fee_on), line.pk))


def _around(user: User, lead: Lead) -> dict[str, Any]:
    """Return what stands beside the lead, for the bureau only."""
    if not user.organisation.is_bureau:
        return {}
    others = policy.visible(user).exclude(pk=lead.pk).select_related("institution")
    same_person = others.filter(person=lead.person_id) if lead.person_id else others.none()
    history = (
        policy.visible(user)
        .filter(institution=lead.institution_id)
        .order_by()
        .aggregate(
            leads=Count("pk"), checkout=Sum("checkout_amt"), confirmed=Sum("cnfm_amt"), taken=Sum("det_amt")
        )
    )
    mine = lead.held_by_id == user.organisation_id and lead.state == Lead.State.CHECKING
    may_assign = mine and allowed(user.roles, Permission.LEADS_DISPATCH)
    return {
        "similar": reading.similar(user, lead, 6),
        "same_person": list(same_person.order_by("-occurred_on", "pk")[:6]),
        "history": history,
        "parts": beside.of("lead", user, lead),
        "assign": AssignForm(None, user) if may_assign else None,
    }
