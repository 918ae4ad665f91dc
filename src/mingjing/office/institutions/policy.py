"""Who sees which institutions: a bureau those that it or a bureau below it oversees, an institution itself."""

from django.db.models import QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution


def visible(user: User) -> QuerySet[Institution]:
    """Return the institutions `user` sees."""
    own = user.organisation
    if own.kind == Organisation.Kind.BUREAU:
        return Institution.objects.filter(bureau__path__startswith=own.path)
    if own.kind == Organisation.Kind.INSTITUTION:
        return Institution.objects.filter(account=own)
    return Institution.objects.none()


def one(user: User, code: str) -> Institution:
    """Return the institution of this code. Raises NotVisibleError."""
    found = visible(user).select_related("bureau", "account").filter(code=code).first()
    if found is None:
        raise NotVisibleError("没有这家机构，或者不在您的管辖范围内", where=code)
    return found
