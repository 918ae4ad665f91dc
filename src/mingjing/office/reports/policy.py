"""Who sees which reports: a bureau its own, and of the bureaus below it what is signed. Out of scope looks like absent."""

from django.db.models import Q, QuerySet

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.reports.models import Activity, Edition, Report

SIGNED = (Edition.State.SIGNED, Edition.State.ACCEPTED)


def _reads(user: User) -> bool:
    return user.is_active and user.organisation.is_bureau and allowed(user.roles, Permission.REPORTS_READ)


def visible(user: User) -> QuerySet[Report]:
    """Return the reports `user` sees; of a bureau below, that it exists and where it stands."""
    if not _reads(user):
        return Report.objects.none()
    return Report.objects.filter(organisation__in=user.organisation.bureaus())


def one(user: User, key: int) -> Report:
    """Return one report. Raises NotVisibleError."""
    found = visible(user).select_related("organisation", "organisation__parent").filter(pk=key).first()
    if found is None:
        raise NotVisibleError("没有这张报表，或者不在您的管辖范围内", where=str(key))
    return found


def editions(user: User) -> QuerySet[Edition]:
    """Return the editions `user` sees: all of the own bureau's, of those below no drafts."""
    if not _reads(user):
        return Edition.objects.none()
    mine = Q(report__organisation=user.organisation)
    below = Q(report__organisation__in=user.organisation.bureaus()) & ~Q(state=Edition.State.DRAFT)
    return Edition.objects.filter(mine | below)


def edition(user: User, key: int, number: int) -> Edition:
    """Return one edition, without its content. Raises NotVisibleError."""
    found = editions(user).select_related(
        "report__organisation__parent", "base", "drawn_by", "signed_by", "decided_by"
    )
    row = found.defer("content", "base__content", "base__figures").filter(report=key, number=number).first()
    if row is None:
        raise NotVisibleError("没有这一版报表，或者尚未上报", where=f"{key}/{number}")
    return row


def newest(user: User, report: Report) -> Edition | None:
    """Return the last edition that `user` sees, None when there is none yet."""
    number = editions(user).filter(report=report).order_by("-number").values_list("number", flat=True).first()
    return None if number is None else edition(user, report.pk, number)


def activities(user: User) -> QuerySet[Activity]:
    """Return the activities `user` sees."""
    if not _reads(user):
        return Activity.objects.none()
    return Activity.objects.filter(organisation__in=user.organisation.bureaus())


def activity(user: User, key: int) -> Activity:
    """Return one activity. Raises NotVisibleError."""
    found = activities(user).select_related("organisation", "institution", "case", "actor", "entry")
    row = found.filter(pk=key).first()
    if row is None:
        raise NotVisibleError("没有这条登记，或者不在您的管辖范围内", where=str(key))
    return row


def demand_own(user: User, report: Report) -> None:
    """Raise ForbiddenError unless it is the user's own bureau's report."""
    if report.organisation_id != user.organisation_id:
        raise ForbiddenError(f"该报表由{report.organisation.name}填报，只能由该单位办理")
