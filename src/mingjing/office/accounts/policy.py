"""Who sees which accounts, organisations and audit entries: one's own division and below."""

from django.db.models import Q, QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import AuditEntry, Organisation, User


def people(actor: User) -> QuerySet[User]:
    """Return the accounts in the actor's tree."""
    return User.objects.filter(organisation__path__startswith=actor.organisation.path)


def one_person(actor: User, pk: int) -> User:
    """Return one account; raise NotVisibleError outside the tree."""
    found = people(actor).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这个账号")
    return found


def organisations(actor: User) -> QuerySet[Organisation]:
    """Return the organisations in the actor's tree."""
    return actor.organisation.below()


def one_organisation(actor: User, pk: int) -> Organisation:
    """Return one organisation; raise NotVisibleError outside the tree."""
    found = organisations(actor).select_related("parent").filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这个单位")
    return found


def entries(actor: User) -> QuerySet[AuditEntry]:
    """Return the audit entries of people in the actor's tree; at the root also those of the system itself."""
    path = actor.organisation.path
    wanted = Q(organisation_path__startswith=path)
    if actor.organisation.parent_id is None:
        wanted |= Q(organisation_path="/")
    return AuditEntry.objects.filter(wanted)
