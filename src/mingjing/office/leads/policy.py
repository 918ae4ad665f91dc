"""Who sees which leads, suspicions, lines, files, parts, tasks, tickets, persons. Out of scope looks like absent.

A bureau sees what it or a bureau below it holds; an institution what it was asked about; a third party what it was
consulted on. Internal opinions of the bureau are shown to the bureau alone.
"""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads.models import (
    Evidence,
    Lead,
    Line,
    Opinion,
    Part,
    Person,
    Suspicion,
    Task,
    Ticket,
)

_M = TypeVar("_M", bound=Model)
_Row = TypeVar("_Row")
_Kind = Organisation.Kind
# What an institution or a third party may read of the file: what concerned it, never the bureau's own checks.
_FOR_INSTITUTION = (Opinion.Step.ANSWER, Opinion.Step.PANEL_REQUEST, Opinion.Step.PANEL, Opinion.Step.FINAL)
_FOR_THIRD_PARTY = (Opinion.Step.ANSWER, Opinion.Step.ADVICE)


def _reads(user: User) -> bool:
    return user.is_active and allowed(user.roles, Permission.LEADS_READ)


def _is_root(organisation: Organisation) -> bool:
    """Whether every bureau lies below it, so that no filter is needed."""
    if not organisation.is_bureau or organisation.parent_id is not None:
        return False
    others = Organisation.objects.filter(parent__isnull=True, kind=_Kind.BUREAU).exclude(pk=organisation.pk)
    return not others.exists()


def _within(user: User, prefix: str) -> Q | None:
    """The condition on a lead reached through `prefix`; None means nothing at all."""
    own = user.organisation
    if not _reads(user):
        return None
    if own.is_bureau:
        return Q() if _is_root(own) else Q(**{f"{prefix}held_by__in": own.bureaus()})
    if own.kind == _Kind.INSTITUTION:
        return Q(**{f"{prefix}institution__account": own, f"{prefix}at_institution": True})
    if own.kind == _Kind.THIRD_PARTY:
        return Q(**{f"{prefix}third_party": own})
    return None


def visible(user: User) -> QuerySet[Lead]:
    """Return the leads `user` sees."""
    where = _within(user, "")
    return Lead.objects.none() if where is None else Lead.objects.filter(where)


def one(user: User, key: str | int) -> Lead:
    """Return the lead with this number or id. Raises NotVisibleError."""
    found = visible(user).select_related(
        "institution", "institution__account", "person", "bureau", "held_by", "part", "part__task",
        "officer", "third_party", "screening",
    )  # fmt: skip
    return _one(found, "线索", **({"pk": key} if isinstance(key, int) else {"number": key}))


def suspicions(user: User) -> QuerySet[Suspicion]:
    """Return the suspicions `user` sees: an institution those it was asked about, a third party its own."""
    where = _within(user, "lead__")
    if where is None:
        return Suspicion.objects.none()
    found = Suspicion.objects.filter(where)
    if user.organisation.kind == _Kind.INSTITUTION:
        return found.filter(appl_ddln__isnull=False)
    if user.organisation.kind == _Kind.THIRD_PARTY:
        return found.filter(consulted=True)
    return found


def held(user: User) -> QuerySet[Lead]:
    """Return the leads that the person's own bureau holds: no list of the bureaus below it is asked for."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Lead.objects.none()
    return Lead.objects.filter(held_by=user.organisation_id)


def at_work(user: User) -> QuerySet[Suspicion]:
    """Return the suspicions of leads that the person's own bureau is checking now."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Suspicion.objects.none()
    return Suspicion.objects.filter(lead__held_by=user.organisation_id, lead__state=Lead.State.CHECKING)


def suspicion(user: User, key: int) -> Suspicion:
    """Return one suspicion with its lead. Raises NotVisibleError."""
    found = suspicions(user).select_related(
        "lead", "lead__institution", "lead__institution__account", "lead__person", "lead__held_by",
        "lead__part", "lead__part__task", "checker", "reviewer", "finaliser",
    )  # fmt: skip
    return _one(found, "疑点", pk=key)


def lead_of(user: User, suspicion: int) -> int:
    """Return the lead of a suspicion, as little as it takes to lock it. Raises NotVisibleError."""
    return _one(suspicions(user).values_list("lead_id", flat=True), "疑点", pk=suspicion)


def lines(user: User) -> QuerySet[Line]:
    """Return the lines of the suspicions `user` sees."""
    return Line.objects.filter(suspicion__in=suspicions(user))


def opinions(user: User, seen: Suspicion) -> QuerySet[Opinion]:
    """Return what `user` may read of what was said; `seen` must be visible to them."""
    return heard(user, seen.opinions.all())


def heard(user: User, said: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Narrow opinions on visible suspicions to those that `user` may read."""
    found = said.select_related("actor", "organisation")
    if user.organisation.is_bureau:
        return found
    if user.organisation.kind == _Kind.INSTITUTION:
        return found.filter(step__in=_FOR_INSTITUTION)
    return found.filter(step__in=_FOR_THIRD_PARTY)


def evidence(user: User) -> QuerySet[Evidence]:
    """Return the files `user` sees: the bureau all, an institution its own, a third party its own and the answer's."""
    found = Evidence.objects.filter(suspicion__in=suspicions(user))
    own = user.organisation
    if own.is_bureau:
        return found
    if own.kind == _Kind.THIRD_PARTY:
        return found.filter(Q(organisation=own) | Q(organisation__kind=_Kind.INSTITUTION))
    return found.filter(organisation=own)


def file(user: User, key: int) -> Evidence:
    """Return one file. Raises NotVisibleError."""
    return _one(evidence(user), "附件", pk=key)


def parts(user: User) -> QuerySet[Part]:
    """Return the parts that a bureau received or sent, or one below it did."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Part.objects.none()
    if _is_root(user.organisation):
        return Part.objects.all()
    below = user.organisation.bureaus()
    return Part.objects.filter(Q(receiver__in=below) | Q(sender__in=below))


def own_parts(user: User, **where: object) -> QuerySet[Part]:
    """Return parts of the person's own bureau; `where` must say that it sent or received them."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Part.objects.none()
    return Part.objects.filter(**where)


def part(user: User, key: int) -> Part:
    """Return one part with its task. Raises NotVisibleError."""
    found = parts(user).select_related("task", "parent", "sender", "receiver", "signed_by", "reported_by")
    return _one(found, "任务分件", pk=key)


def key_of(user: User, part: int) -> int:
    """Return the id of a part that `user` sees, as little as it takes to lock it. Raises NotVisibleError."""
    return _one(parts(user).values_list("pk", flat=True), "任务分件", pk=part)


def tasks(user: User) -> QuerySet[Task]:
    """Return the tasks of which `user` sees a part."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Task.objects.none()
    if _is_root(user.organisation):
        return Task.objects.all()
    return Task.objects.filter(pk__in=parts(user).values("task"))


def task(user: User, number: str) -> Task:
    """Return one task. Raises NotVisibleError."""
    return _one(tasks(user).select_related("sender", "created_by"), "任务", number=number)


def tickets(user: User) -> QuerySet[Ticket]:
    """Return the tickets that bureaus within the user's division opened."""
    if not _reads(user) or not user.organisation.is_bureau:
        return Ticket.objects.none()
    return Ticket.objects.filter(organisation__in=user.organisation.bureaus())


def ticket(user: User, key: int) -> Ticket:
    """Return one ticket. Raises NotVisibleError."""
    return _one(tickets(user).select_related("suspicion", "suspicion__lead", "organisation"), "工单", pk=key)


def people(user: User) -> QuerySet[Person]:
    """Return the insured persons of the leads a bureau sees; others see none."""
    if not user.organisation.is_bureau or not allowed(user.roles, Permission.PERSONS_READ):
        return Person.objects.none()
    return Person.objects.filter(pk__in=visible(user).values("person"))


def person(user: User, psn_no: str) -> Person:
    """Return one insured person. Raises NotVisibleError."""
    return _one(people(user), "参保人", psn_no=psn_no)


def _one(found: QuerySet[_M, _Row], what: str, **key: object) -> _Row:
    try:
        return found.get(**key)
    except ObjectDoesNotExist:
        where = str(next(iter(key.values())))
        raise NotVisibleError(f"没有这个{what}，或者不在您的管辖范围内", where=where) from None
