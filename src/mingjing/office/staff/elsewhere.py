"""What the pages of institutions, persons and cases show of staff."""

from typing import Any

from django.db.models import Q

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import words
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Person
from mingjing.office.staff import policy
from mingjing.office.staff.filters import working_at
from mingjing.office.staff.models import Proposal, Waiver
from mingjing.office.staff.services import owed, standing

SHOWN = 10


def of_institution(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return the scored people of an institution, notices not confirmed, bans on its principal; None without the right."""
    if not allowed(user.roles, Permission.STAFF_READ):
        return None
    today = clocks.today()
    here = policy.visible(user).filter(working_at(institution.code))
    rows = standing.with_status(standing.with_points(here, today.year), today)
    found = rows.filter(Q(total__gt=0) | Q(suspended=True) | Q(terminated=True)).order_by("-total", "code")
    return {
        "rows": list(found[: SHOWN + 1])[:SHOWN],
        "year": today.year,
        "open": policy.notices(user).filter(institution=institution, confirmed_on__isnull=True).count(),
        "bans": owed.bans_on([(institution.legrep_name, "")]) if user.organisation.is_bureau else [],
    }


def of_person(user: User, insured: Person) -> dict[str, Any] | None:
    """Return the measures against an insured person; None when there are none in sight."""
    rows = policy.restrictions(user).filter(psn_no=insured.psn_no).select_related("organisation", "case")
    found = list(rows.order_by("-pk")[:SHOWN])
    return {"rows": found} if found else None


def of_case(user: User, case: Case) -> dict[str, Any]:
    """Return who is named in a case and what became of it, its measures against persons, bans met again."""
    proposals: dict[int, Proposal] = {}
    rows = Proposal.objects.filter(named__case=case, reverses__isnull=True).select_related(
        "score__reversed_by"
    )
    for one in rows.order_by("pk"):
        if one.named_id is not None:
            proposals[one.named_id] = one
    waivers = {one.named_id: one for one in Waiver.objects.filter(named__case=case).select_related("actor")}
    named = list(case.named.select_related("step").order_by("pk"))
    people = [(one.name, "") for one in named]
    certno = case.party_code or (case.person.certno if case.person else "")
    people.append((case.party_name, certno if words.is_private(case) else ""))
    if case.institution:
        people.append((case.institution.legrep_name, ""))
    return {
        "named": [(one, proposals.get(one.pk), waivers.get(one.pk)) for one in named],
        "restrictions": case.restrictions.select_related("institution").order_by("pk"),
        "unnamed": owed.unnamed_bans(user).filter(track__case=case),
        "bans": owed.bans_on(people),
        "own": case.organisation_id == user.organisation_id,
        "may_score": allowed(user.roles, Permission.STAFF_SCORE),
        "may_decide": allowed(user.roles, Permission.STAFF_DECIDE),
    }
