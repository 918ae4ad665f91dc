"""Who sees which handovers: a bureau its own and those of the bureaus below, a partner what was sent to it."""

from django.db.models import Q, QuerySet

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.liaison.models import (
    Attachment,
    Department,
    Handover,
    Package,
    PackedFile,
    Partner,
    State,
)

UNSENT = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.CANCELLED)
_RELATED = ("bureau", "partner", "overseer", "case", "track", "created_by")


def visible(user: User) -> QuerySet[Handover]:
    """Return the handovers that `user` sees.

    A partner sees what was sent to it or copied to it, and whatever it sends itself; a bureau never sees what a partner
    has not sent yet.
    """
    body = user.organisation
    if not user.is_active:
        return Handover.objects.none()
    if body.is_bureau and allowed(user.roles, Permission.LIAISON_READ):
        unsent = Q(direction=Handover.Direction.IN, sent_on=None)
        return Handover.objects.filter(bureau__in=body.bureaus()).exclude(unsent)
    if body.kind == Organisation.Kind.PARTNER and allowed(user.roles, Permission.PARTNER_READ):
        return of_partner(body)
    return Handover.objects.none()


def of_partner(body: Organisation) -> QuerySet[Handover]:
    """Return what a partner body sees."""
    sent = Q(direction=Handover.Direction.OUT, sent_on__isnull=False) & (Q(partner=body) | Q(overseer=body))
    own = Q(direction=Handover.Direction.IN, partner=body)
    return Handover.objects.filter(sent | own)


def one(user: User, number: str) -> Handover:
    """Return the handover with this number. Raises NotVisibleError."""
    found = visible(user).select_related(*_RELATED).filter(number=number).first()
    if found is None:
        raise NotVisibleError("没有这件移送，或者不在您的管辖范围内", where=number)
    return found


def package(user: User, key: int) -> Package:
    """Return one package of a visible handover. Raises NotVisibleError."""
    found = Package.objects.filter(pk=key, handover__in=visible(user)).first()
    if found is None:
        raise NotVisibleError("没有这份移送材料，或者不在您的管辖范围内", where=str(key))
    return found


def packed_file(user: User, key: int) -> PackedFile:
    """Return one file of a visible package. Raises NotVisibleError."""
    found = (
        PackedFile.objects.select_related("package")
        .filter(pk=key, package__handover__in=visible(user))
        .first()
    )
    if found is None:
        raise NotVisibleError("没有这份移送材料，或者不在您的管辖范围内", where=str(key))
    return found


def attachment(user: User, key: int) -> Attachment:
    """Return one attachment of a visible handover; what a bureau keeps to itself no partner sees.

    Raises NotVisibleError.
    """
    rows = Attachment.objects.filter(pk=key, handover__in=visible(user))
    if not user.organisation.is_bureau:
        rows = rows.filter(Q(event__internal=False) | Q(organisation=user.organisation_id))
    found = rows.first()
    if found is None:
        raise NotVisibleError("没有这份附件，或者不在您的管辖范围内", where=str(key))
    return found


def demand_own(user: User, handover: Handover) -> None:
    """Raise ForbiddenError unless the user's own bureau has the handover in hand."""
    if handover.bureau_id != user.organisation_id:
        raise ForbiddenError(f"该移送由{handover.bureau.name}办理，只能由该单位操作")


def partners(user: User, *departments: Department) -> QuerySet[Partner]:
    """Return the departments a bureau works with: those beside it, beside the bureaus above it, and those below it."""
    body = user.organisation
    above = [int(one) for one in body.path.strip("/").split("/") if one]
    near = Q(organisation__parent__in=above) | Q(organisation__path__startswith=body.path)
    found = Partner.objects.filter(near, organisation__active=True).select_related("organisation")
    return found.filter(department__in=departments) if departments else found


def bureaus_of(partner: Organisation) -> QuerySet[Organisation]:
    """Return the bureaus a partner may send to: the one beside it, those above and below that one."""
    beside = partner.parent
    if beside is None:
        return Organisation.objects.none()
    above = [int(one) for one in beside.path.strip("/").split("/") if one]
    rows = Organisation.objects.filter(kind=Organisation.Kind.BUREAU, active=True)
    return rows.filter(Q(pk__in=above) | Q(path__startswith=beside.path)).order_by("path")
