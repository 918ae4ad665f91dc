"""Who sees which cases: a bureau its own and those of the bureaus below it. Out of scope looks like absent."""

from typing import TypeVar

from django.db.models import QuerySet

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.models import Case, EvidenceItem, Track

_Row = TypeVar("_Row")


def visible(user: User) -> QuerySet[Case]:
    """Return the cases `user` sees. Nobody outside the bureaus sees any: partners see what is transferred to them."""
    if (
        not user.is_active
        or not user.organisation.is_bureau
        or not allowed(user.roles, Permission.CASES_READ)
    ):
        return Case.objects.none()
    return Case.objects.filter(organisation__in=user.organisation.bureaus())


def one(user: User, key: int | str) -> Case:
    """Return the case with this number or id. Raises NotVisibleError."""
    found = visible(user).select_related("organisation", "institution", "person", "imported")
    return _one(found, key)


def key_of(user: User, case: int) -> int:
    """Return the id of a case that `user` sees, as little as it takes to lock it. Raises NotVisibleError."""
    return _one(visible(user).values_list("pk", flat=True), case)


def _one(found: QuerySet[Case, _Row], key: int | str) -> _Row:
    try:
        return found.get(pk=key) if isinstance(key, int) else found.get(number=key)
    except Case.DoesNotExist:
        raise NotVisibleError("没有这个案件，或者不在您的管辖范围内", where=str(key)) from None


def evidence(user: User, key: int) -> EvidenceItem:
    """Return one piece of evidence of a visible case. Raises NotVisibleError."""
    found = EvidenceItem.objects.select_related("case").filter(pk=key, case__in=visible(user)).first()
    if found is None:
        raise NotVisibleError("没有这件证据，或者不在您的管辖范围内", where=str(key))
    return found


def track(user: User, key: int) -> Track:
    """Return one track of a visible case. Raises NotVisibleError."""
    found = Track.objects.select_related("case").filter(pk=key, case__in=visible(user)).first()
    if found is None:
        raise NotVisibleError("没有这项处理，或者不在您的管辖范围内", where=str(key))
    return found


def demand_own(user: User, case: Case) -> None:
    """Raise ForbiddenError unless the user's own bureau handles the case."""
    if case.organisation_id != user.organisation_id:
        raise ForbiddenError(f"该案件由{case.organisation.name}办理，只能由该单位操作")
