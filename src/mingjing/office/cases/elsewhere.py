"""What the pages of leads, persons and institutions show of cases."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy
from mingjing.office.cases.filters import ENDED
from mingjing.office.cases.models import Case, CaseSuspicion, Waiver
from mingjing.office.cases.tables import listed
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead, Person, Suspicion, Verdict

_CONFIRMED = (Verdict.TRUE, Verdict.PARTLY)
_SHOWN = 10


def _reads(user: User) -> bool:
    return user.organisation.is_bureau and allowed(user.roles, Permission.CASES_READ)


def _acts(user: User) -> dict[str, bool]:
    """Return what a person may do about a confirmed suspicion."""
    return {
        "may_file": allowed(user.roles, Permission.CASES_FILE),
        "may_waive": allowed(user.roles, Permission.CASES_APPROVE),
    }


def of_lead(user: User, lead: Lead) -> dict[str, Any] | None:
    """Return the cases of a lead, and how many of its confirmed suspicions wait; None when there is nothing."""
    if not _reads(user):
        return None
    confirmed = set(
        lead.suspicions.filter(state=Suspicion.State.FINAL, verdict__in=_CONFIRMED).values_list(
            "pk", flat=True
        )
    )
    links = list(CaseSuspicion.objects.filter(suspicion__lead=lead).values_list("suspicion", "case"))
    waived = list(
        Waiver.objects.filter(suspicion__in=confirmed).select_related("actor", "suspicion")
        if confirmed
        else ()
    )
    if not confirmed and not links:
        return None
    open_ = confirmed - {one for one, _ in links} - {one.suspicion_id for one in waived}
    keys = {case for _, case in links}
    cases = list(policy.visible(user).filter(pk__in=keys).select_related("organisation")) if keys else []
    return {
        "cases": cases, "hidden": len(keys) - len(cases), "waivers": waived, "open": sorted(open_), "lead": lead,
        **_acts(user),
    }  # fmt: skip


def of_suspicion(user: User, one: Suspicion) -> dict[str, Any] | None:
    """Return the case of a confirmed suspicion, or the reason why none; None while it is not confirmed."""
    if not _reads(user) or one.state != Suspicion.State.FINAL or one.verdict not in _CONFIRMED:
        return None
    keys = set(one.cases.values_list("case", flat=True))
    cases = list(policy.visible(user).filter(pk__in=keys).select_related("organisation")) if keys else []
    waiver = Waiver.objects.filter(suspicion=one).select_related("actor").first()
    return {
        "cases": cases, "hidden": len(keys) - len(cases), "waivers": [waiver] if waiver else [],
        "open": [] if keys or waiver else [one.pk], "lead": one.lead, **_acts(user),
    }  # fmt: skip


def of_person(user: User, insured: Person) -> dict[str, Any] | None:
    """Return the cases against an insured person, and those that rest on their visits."""
    if not _reads(user):
        return None
    where = Q(person=insured) | Q(links__suspicion__lead__person=insured, links__active=True)
    keys = policy.visible(user).filter(where).values("pk")
    cases = list(listed(Case.objects.filter(pk__in=keys)).order_by("-pk")[:_SHOWN])
    return {"cases": cases, "person": insured, **_acts(user)}


def of_institution(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return the cases of an institution and what became of them; None for who may not read cases."""
    if not _reads(user):
        return None
    rows = policy.visible(user).filter(institution=institution)
    sums = rows.order_by().aggregate(
        n=Count("pk"), open=Count("pk", filter=~Q(stage__in=ENDED)), loss=Sum("loss_amt"), fine=Sum("fine_amt"),
        refund=Sum("refund_amt"),
    )  # fmt: skip
    return {
        "sums": {
            name: value or (Decimal(0) if name not in ("n", "open") else 0) for name, value in sums.items()
        },
        "cases": list(listed(rows).order_by("-pk")[:_SHOWN]) if sums["n"] else [],
        **_acts(user),
    }
