"""Who sees which runs, lakes, local rules and trials: a bureau those of itself and of the bureaus below it."""

from typing import TypeVar

from django.db.models import CharField, F, Model, Q, QuerySet, Value

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.screenings.models import Lake, LocalRule, Screening, Trial

_M = TypeVar("_M", bound=Model)


def _within(user: User, rows: QuerySet[_M]) -> QuerySet[_M]:
    own = user.organisation
    if own.kind != Organisation.Kind.BUREAU:
        return rows.none()
    return rows.filter(organisation__path__startswith=own.path)


def visible(user: User) -> QuerySet[Screening]:
    """Return the runs `user` sees."""
    return _within(user, Screening.objects.all())


def covering(place: Organisation) -> QuerySet[Screening]:
    """Return the finished runs of a bureau and of those above it, the newest first: their results concern it too."""
    ended = (Screening.State.DONE, Screening.State.PUBLISHED, Screening.State.PUBLISHING)
    rows = Screening.objects.filter(state__in=ended).annotate(place=Value(place.path, CharField()))
    return rows.filter(place__startswith=F("organisation__path")).order_by("-created_at")


def one(user: User, number: str) -> Screening:
    """Return the run of this number. Raises NotVisibleError."""
    found = visible(user).select_related("lake", "organisation", "created_by").filter(number=number).first()
    if found is None:
        raise NotVisibleError("没有这次筛查，或者不在您的管辖范围内", where=number)
    return found


def lakes(user: User) -> QuerySet[Lake]:
    """Return the lakes `user` may run over."""
    return _within(user, Lake.objects.all())


def lake(user: User, key: int) -> Lake:
    """Return the lake of this key. Raises NotVisibleError."""
    found = lakes(user).filter(pk=key).first()
    if found is None:
        raise NotVisibleError("没有这个数据，或者不在您的管辖范围内", where=str(key))
    return found


def local_rules(user: User) -> QuerySet[LocalRule]:
    """Return the local rules `user` sees: those of its own bodies, and those that take part in everybody's runs."""
    running = (LocalRule.State.ACTIVE, LocalRule.State.SHADOW)
    own = user.organisation
    if own.kind != Organisation.Kind.BUREAU:
        return LocalRule.objects.filter(state__in=running)
    return LocalRule.objects.filter(Q(organisation__path__startswith=own.path) | Q(state__in=running))


def local_rule(user: User, code: str, version: int) -> LocalRule:
    """Return one version of a local rule. Raises NotVisibleError."""
    found = (
        local_rules(user).select_related("author", "organisation").filter(code=code, version=version).first()
    )
    if found is None:
        raise NotVisibleError("没有这条本地规则，或者不在您的管辖范围内", where=f"{code} 第 {version} 版")
    return found


def trials(user: User) -> QuerySet[Trial]:
    """Return the trials `user` sees."""
    return _within(user, Trial.objects.all())


def trial(user: User, key: int) -> Trial:
    """Return one trial. Raises NotVisibleError."""
    found = trials(user).select_related("lake", "created_by").filter(pk=key).first()
    if found is None:
        raise NotVisibleError("没有这次试算，或者不在您的管辖范围内", where=str(key))
    return found
