"""The suspicions that wait for a person, in the order in which they should be worked off."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.workflow import SUSPICION

_S = Suspicion.State
BOUND = 1_000
ORDER = ("sev_deg", "pk")
# From these states on the institution is told verdict and amount: it may ask for the panel, then it is final.
TOLD = (_S.REVIEWED, _S.PANEL, _S.FINAL)


def _check(user: User) -> Q:
    mine = Q(lead__officer=user) | Q(lead__officer=None)
    return mine & Q(state__in=SUSPICION["check"].sources)


def _review(user: User) -> Q:
    checked = Q(state=_S.CHECKED) | Q(state__in=(_S.ANSWERED, _S.ADVISED), checker__isnull=False)
    return checked & ~Q(checker=user)


def _finalise(user: User) -> Q:
    return Q(state=_S.REVIEWED) & ~Q(checker=user)


def _judge(user: User) -> Q:
    return Q(state=_S.PANEL) & ~Q(checker=user) & ~Q(reviewer=user)


def to_check(user: User) -> QuerySet[Suspicion]:
    """Return what this officer has to check: of leads assigned to them, or to nobody yet."""
    return policy.at_work(user).filter(_check(user))


def to_review(user: User) -> QuerySet[Suspicion]:
    """Return what this reviewer has to review: checked by somebody else."""
    return policy.at_work(user).filter(_review(user))


def to_finalise(user: User) -> QuerySet[Suspicion]:
    """Return what this reviewer has to make final."""
    return policy.at_work(user).filter(_finalise(user))


def to_judge(user: User) -> QuerySet[Suspicion]:
    """Return what waits for the panel."""
    return policy.at_work(user).filter(_judge(user))


def to_answer(user: User) -> QuerySet[Suspicion]:
    """Return what this institution has to answer."""
    return policy.suspicions(user).filter(state=_S.ASKED)


def to_advise(user: User) -> QuerySet[Suspicion]:
    """Return what this third party has to give its opinion on."""
    return policy.suspicions(user).filter(state=_S.CONSULTING)


# What waits, by name: its label, who does it, which suspicions.
WORK: dict[str, tuple[str, Permission, Callable[[User], QuerySet[Suspicion]]]] = {
    "check": ("待初审", Permission.LEADS_CHECK, to_check),
    "review": ("待复审", Permission.LEADS_REVIEW, to_review),
    "finalise": ("待终审", Permission.LEADS_REVIEW, to_finalise),
    "panel": ("待合议", Permission.LEADS_PANEL, to_judge),
    "answer": ("待答复", Permission.LEADS_ANSWER, to_answer),
    "advise": ("待复审意见", Permission.LEADS_ADVISE, to_advise),
}


def mine(user: User) -> QuerySet[Suspicion]:
    """Return everything that waits for this person, whatever their roles."""
    kind = user.organisation.kind
    if kind == Organisation.Kind.INSTITUTION:
        return to_answer(user)
    if kind == Organisation.Kind.THIRD_PARTY:
        return to_advise(user)
    kinds = (
        (Permission.LEADS_CHECK, _check),
        (Permission.LEADS_REVIEW, _review),
        (Permission.LEADS_REVIEW, _finalise),
        (Permission.LEADS_PANEL, _judge),
    )
    wanted = [where(user) for permission, where in kinds if allowed(user.roles, permission)]
    if not wanted:
        return Suspicion.objects.none()
    return policy.at_work(user).filter(reduce(or_, wanted))


def first(user: User, waiting: QuerySet[Suspicion], most: int) -> list[Suspicion]:
    """Return the most pressing of what waits: outsiders by their own deadline, a bureau by the lead's, then by money.

    The leads are found first, in the order of their index, so that it costs the same whatever waits.
    """
    if not user.organisation.is_bureau:
        due = "appl_ddln" if user.organisation.kind == Organisation.Kind.INSTITUTION else "lead__due_on"
        rows = waiting.select_related("lead__institution")
        return list(rows.order_by(due, "-lead__expected_amt", "pk")[:most])
    there = Lead.objects.filter(held_by=user.organisation_id, state=Lead.State.CHECKING)
    pressing = there.filter(Exists(waiting.filter(lead=OuterRef("pk")))).order_by(
        "due_on", "-expected_amt", "pk"
    )
    keys = list(pressing.values_list("pk", flat=True)[:most])
    found = waiting.filter(lead__in=keys).select_related("lead__institution")
    return sorted(found, key=lambda one: (keys.index(one.lead_id), one.pk))[:most]


def following(user: User, after: Suspicion) -> Suspicion | None:
    """Return what to do next: the rest of the same lead first, then the lead with the most money to expect."""
    waiting = mine(user).exclude(pk=after.pk)
    same = waiting.filter(lead=after.lead_id).order_by(*ORDER).first()
    if same is not None:
        return same
    leads = policy.visible(user).filter(Exists(waiting.filter(lead=OuterRef("pk"))))
    if user.organisation.is_bureau:
        mine_now = leads.filter(held_by=user.organisation_id, state=Lead.State.CHECKING)
        lead = mine_now.order_by("-rank_value", "pk").first()
    else:
        lead = leads.order_by("appl_ddln", "pk").first()
    return waiting.filter(lead=lead).order_by(*ORDER).first() if lead else None


def beside(user: User, one: Suspicion) -> tuple[int | None, int | None]:
    """Return the suspicions before and after this one in the same lead, as the lead lists them."""
    keys = list(
        policy.suspicions(user).filter(lead=one.lead_id).order_by(*ORDER).values_list("pk", flat=True)
    )
    place = keys.index(one.pk) if one.pk in keys else 0
    return (keys[place - 1] if place else None), (keys[place + 1] if place + 1 < len(keys) else None)
