"""What a person may draft in a case now, and what has to wait, with the reason."""

from dataclasses import dataclass

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.guards.people import ever, handlers
from mingjing.office.cases.models import Case
from mingjing.office.documents import conditions
from mingjing.office.documents.kinds import Kind, kinds
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import acting


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of document; `why` is empty when it can be drafted."""

    kind: Kind
    why: str


def offers(user: User, case: Case) -> list[Offer]:
    """Return the kinds that this person may write, those that stand already left out."""
    if case.organisation_id != user.organisation_id or not allowed(user.roles, Permission.DOCUMENTS_DRAFT):
        return []
    living = case.documents.exclude(state=Document.State.VOID).values_list("kind", flat=True)
    there = set(living)
    now, past = handlers(case), ever(case)
    wanted = [
        one
        for one in kinds().values()
        if not (one.once and one.key in there) and not acting.refusal(user, one, now, past)
    ]
    reasons = conditions.reasons(case, {name for one in wanted for name in one.needs})
    return [Offer(one, conditions.first(reasons, one)) for one in wanted]


def lacking(case: Case) -> list[Kind]:
    """Return the documents without which the file of a case is incomplete as far as it has come."""
    issued = set(case.documents.filter(state=Document.State.ISSUED).values_list("kind", flat=True))
    wanted = [one for one in kinds().values() if one.must and one.key not in issued]
    reasons = conditions.reasons(case, {name for one in wanted for name in one.needs} - {"letterhead"})
    return [one for one in wanted if not conditions.first(reasons, one)]
