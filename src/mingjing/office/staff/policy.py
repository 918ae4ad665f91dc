"""Who sees whom: a bureau the people who work in its division or whom it scored, an institution its own people."""

from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Measure, Named
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution, Staff
from mingjing.office.staff.models import (
    Effect,
    Member,
    Notice,
    Objection,
    Post,
    Proposal,
    Restriction,
    Score,
)

Row = TypeVar("Row", bound=Model)
LEFT = "2"  # prac_stas 离职


def working(on: date) -> Q:
    """Return the condition on rows of the data's register that they hold on a day."""
    return (Q(enddate__isnull=True) | Q(enddate__gte=on)) & ~Q(stas=LEFT)


def _places(user: User) -> QuerySet[Institution]:
    own = user.organisation
    if own.kind == Organisation.Kind.BUREAU:
        return Institution.objects.filter(bureau__path__startswith=own.path)
    if own.kind == Organisation.Kind.INSTITUTION:
        return Institution.objects.filter(account=own)
    return Institution.objects.none()


def visible(user: User) -> QuerySet[Member]:
    """Return the people `user` sees; nobody for those without the permission."""
    if not user.is_active or not allowed(user.roles, Permission.STAFF_READ):
        return Member.objects.none()
    today, own = clocks.today(), user.organisation
    here = Staff.objects.filter(working(today), code=OuterRef("code"), institution__in=_places(user))
    by_hand = Post.objects.filter(member=OuterRef("pk"), until__isnull=True, institution__in=_places(user))
    where = Q(Exists(here)) | Q(Exists(by_hand))
    if own.kind == Organisation.Kind.BUREAU:
        bureaus = own.bureaus()
        scored = Proposal.objects.filter(member=OuterRef("pk"), organisation__in=bureaus)
        where |= Q(Exists(scored)) | Q(organisation__in=bureaus)
    elif own.kind != Organisation.Kind.INSTITUTION:
        return Member.objects.none()
    return Member.objects.filter(where)


def member(user: User, code: str) -> Member:
    """Return the person of this code. Raises NotVisibleError."""
    found = visible(user).filter(code=code).first()
    if found is None:
        raise NotVisibleError("没有这名人员，或者不在您的管辖范围内", where=code)
    return found


def is_bureau(user: User) -> bool:
    """Return whether the user belongs to a bureau, who alone sees drafts and opinions."""
    return user.organisation.is_bureau


def proposals(user: User) -> QuerySet[Proposal]:
    """Return the proposals of bureaus in scope."""
    if not is_bureau(user) or not allowed(user.roles, Permission.STAFF_READ):
        return Proposal.objects.none()
    return Proposal.objects.filter(organisation__in=user.organisation.bureaus())


def proposal(user: User, key: int) -> Proposal:
    """Return one proposal. Raises NotVisibleError."""
    return _one(
        proposals(user).select_related("member", "organisation"),
        key,
        "没有这项记分审批，或者不在您的管辖范围内",
    )


def scores(user: User) -> QuerySet[Score]:
    """Return every score of the people in scope, wherever they were scored."""
    return Score.objects.filter(member__in=visible(user))


def score(user: User, key: int) -> Score:
    """Return one score. Raises NotVisibleError."""
    return _one(
        scores(user).select_related("member", "organisation"), key, "没有这条记分，或者不在您的管辖范围内"
    )


def effects(user: User) -> QuerySet[Effect]:
    """Return what was decided about the people in scope; institutions do not see what is only proposed."""
    found = Effect.objects.filter(member__in=visible(user))
    hidden = (Effect.State.PROPOSED, Effect.State.DECLINED, Effect.State.SUPERSEDED)
    return found if is_bureau(user) else found.exclude(state__in=hidden)


def effect(user: User, key: int) -> Effect:
    """Return one effect. Raises NotVisibleError."""
    return _one(
        effects(user).select_related("member", "organisation"), key, "没有这项处理，或者不在您的管辖范围内"
    )


def notices(user: User) -> QuerySet[Notice]:
    """Return the notices of an institution, or those sent to the institutions of a bureau's division."""
    if not user.is_active or not allowed(user.roles, Permission.STAFF_READ):
        return Notice.objects.none()
    where = Q(institution__in=_places(user))
    if is_bureau(user):
        where |= Q(organisation__in=user.organisation.bureaus())
    return Notice.objects.filter(where)


def notice(user: User, key: int) -> Notice:
    """Return one notice. Raises NotVisibleError."""
    rows = notices(user).select_related("member", "institution", "organisation")
    return _one(rows, key, "没有这份通知，或者不在您的管辖范围内")


def objections(user: User) -> QuerySet[Objection]:
    """Return the objections a bureau handles or that an institution filed."""
    if not user.is_active or not allowed(user.roles, Permission.STAFF_READ):
        return Objection.objects.none()
    if is_bureau(user):
        return Objection.objects.filter(organisation__in=user.organisation.bureaus())
    return Objection.objects.filter(institution__in=_places(user))


def objection(user: User, key: int) -> Objection:
    """Return one objection. Raises NotVisibleError."""
    rows = objections(user).select_related("member", "organisation", "score", "effect")
    return _one(rows, key, "没有这项异议，或者不在您的管辖范围内")


def restrictions(user: User) -> QuerySet[Restriction]:
    """Return the measures against persons that bureaus in scope took."""
    if not is_bureau(user) or not allowed(user.roles, Permission.STAFF_READ):
        return Restriction.objects.none()
    return Restriction.objects.filter(organisation__in=user.organisation.bureaus())


def restriction(user: User, key: int) -> Restriction:
    """Return one measure. Raises NotVisibleError."""
    rows = restrictions(user).select_related("organisation", "institution", "case", "measure")
    return _one(rows, key, "没有这项限制措施，或者不在您的管辖范围内")


def named(user: User, key: int) -> Named:
    """Return somebody whom a decision of a visible case names. Raises NotVisibleError."""
    rows = Named.objects.filter(case__in=cases.visible(user)).select_related(
        "case__institution", "case__organisation"
    )
    return _one(rows, key, "没有这名责任人员，或者不在您的管辖范围内")


def measure(user: User, key: int) -> Measure:
    """Return one measure of a visible case. Raises NotVisibleError."""
    rows = Measure.objects.filter(track__case__in=cases.visible(user)).select_related(
        "track__case__institution", "track__case__person"
    )
    return _one(rows, key, "没有这项措施，或者不在您的管辖范围内")


def demand_own_or_above(user: User, organisation: Organisation) -> None:
    """Raise ForbiddenError unless the user's bureau handles it or is above the one that does."""
    if not user.organisation.is_bureau or not organisation.path.startswith(user.organisation.path):
        raise ForbiddenError(f"由{organisation.name}或者上级医保部门办理")


def demand_own(user: User, organisation: Organisation) -> None:
    """Raise ForbiddenError unless the user's own bureau handles it."""
    if not user.organisation.is_bureau or organisation.pk != user.organisation_id:
        raise ForbiddenError(f"由{organisation.name}办理，只能由该单位操作")


def _one(rows: QuerySet[Row], key: int, words: str) -> Row:
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotVisibleError(words, where=str(key))
    return found
