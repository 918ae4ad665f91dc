"""Who sees which plans: a bureau its own and those of the bureaus below it."""

from django.db.models import QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.inspections.models import Plan


def visible(user: User) -> QuerySet[Plan]:
    """Return the plans `user` sees."""
    reads = user.is_active and user.organisation.is_bureau and allowed(user.roles, Permission.SCREENINGS_READ)
    return Plan.objects.filter(organisation__in=user.organisation.bureaus()) if reads else Plan.objects.none()


def one(user: User, number: str) -> Plan:
    """Return the plan of this number. Raises NotVisibleError."""
    found = (
        visible(user)
        .select_related("organisation", "created_by", "withdrawn_by")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotVisibleError("没有这个检查计划，或者不在您的管辖范围内", where=number)
    return found
