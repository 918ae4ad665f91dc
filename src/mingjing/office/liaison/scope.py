"""Who sees which letters, listings, joint cases, meetings: a bureau its own and those of the bureaus below, a partner

what was sent to it, what it wrote itself, where it takes part. Out of scope looks like absent.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.liaison import policy
from mingjing.office.liaison.letter_kinds import LetterKind, fits
from mingjing.office.liaison.models import (
    Attendee,
    Joint,
    Letter,
    Listing,
    Meeting,
    Member,
    Noun,
    Paper,
    Resolution,
)

_OWN_ONLY = (Letter.State.DRAFT, Letter.State.SUBMITTED, Letter.State.VOID)
_MISSING = {
    Noun.LETTER: "没有这份函件，或者不在您的管辖范围内",
    Noun.LISTING: "没有这项挂牌督办，或者不在您的管辖范围内",
    Noun.JOINT: "没有这项联合办案，或者不在您的管辖范围内",
    Noun.MEETING: "没有这次会议，或者不在您的管辖范围内",
}
MODELS: dict[str, type[Model]] = {
    Noun.LETTER: Letter, Noun.LISTING: Listing, Noun.JOINT: Joint, Noun.MEETING: Meeting,
}  # fmt: skip


def _reads(user: User) -> str:
    """Return how somebody reads: as bureau, as partner, not at all."""
    if not user.is_active or not allowed(user.roles, Permission.LETTERS_READ):
        return ""
    if user.organisation.is_bureau:
        return "bureau"
    return "partner" if user.organisation.kind == Organisation.Kind.PARTNER else ""


def letters(user: User) -> QuerySet[Letter]:
    """Return the letters `user` sees; what is not sent yet is its writer's alone."""
    how, own = _reads(user), user.organisation
    if not how:
        return Letter.objects.none()
    if how == "partner":
        return Letter.objects.filter(Q(sender=own) | Q(receiver=own)).exclude(
            ~Q(sender=own), state__in=_OWN_ONLY
        )
    mine = own.bureaus().values("pk")
    return Letter.objects.filter(Q(sender__in=mine) | Q(receiver__in=mine)).exclude(
        ~Q(sender=own), state__in=_OWN_ONLY
    )


def listings(user: User) -> QuerySet[Listing]:
    """Return the listings `user` sees: of bureaus by whom lists and by whom handles, of partners those they join."""
    how, own = _reads(user), user.organisation
    if not how:
        return Listing.objects.none()
    if how == "partner":
        joined = Listing.departments.through.objects.filter(listing=OuterRef("pk"), organisation=own)
        return Listing.objects.filter(Exists(joined))
    mine = own.bureaus().values("pk")
    return Listing.objects.filter(Q(body__in=mine) | Q(lister__in=mine))


def joints(user: User) -> QuerySet[Joint]:
    """Return the joint cases `user` sees; a department that does not take part sees no more than the invitation."""
    how, own = _reads(user), user.organisation
    if not how:
        return Joint.objects.none()
    inside = Member.objects.filter(joint=OuterRef("pk"), organisation=own)
    if how == "partner":
        seen = (Joint.State.RUNNING, Joint.State.CLOSED)
        return Joint.objects.filter(Exists(inside.exclude(state=Member.State.DECLINED)), state__in=seen)
    return Joint.objects.filter(Q(host__in=own.bureaus().values("pk")) | Q(Exists(inside)))


def meetings(user: User) -> QuerySet[Meeting]:
    """Return the meetings `user` sees: those of its bureaus, and those that its body is invited to."""
    how, own = _reads(user), user.organisation
    if not how:
        return Meeting.objects.none()
    invited = Attendee.objects.filter(meeting=OuterRef("pk"), organisation=own)
    if how == "partner":
        return Meeting.objects.filter(Exists(invited))
    return Meeting.objects.filter(Q(host__in=own.bureaus().values("pk")) | Q(Exists(invited)))


def resolutions(user: User) -> QuerySet[Resolution]:
    """Return the resolutions of visible meetings; a partner sees those it answers for."""
    found = Resolution.objects.filter(meeting__in=meetings(user).order_by())
    return found if _reads(user) == "bureau" else found.filter(organisation=user.organisation)


_SEEN: dict[str, Any] = {
    Noun.LETTER: letters, Noun.LISTING: listings, Noun.JOINT: joints, Noun.MEETING: meetings,
}  # fmt: skip


def one(user: User, noun: str, key: int, *related: str) -> Any:
    """Return one letter, listing, joint case or meeting. Raises NotVisibleError."""
    found = _SEEN[noun](user).select_related(*related).filter(pk=key).first()
    if found is None:
        raise NotVisibleError(_MISSING[Noun(noun)], where=str(key))
    return found


def sees(user: User, noun: str, key: int) -> bool:
    """Return whether somebody sees a thing."""
    return bool(_SEEN[noun](user).filter(pk=key).exists())


def paper(user: User, key: int) -> Paper:
    """Return one file of something visible; inner ones are its own body's. Raises NotVisibleError."""
    found = Paper.objects.filter(Q(inner=False) | Q(organisation=user.organisation_id), pk=key).first()
    if found is not None and found.noun == Noun.JOINT and not _may_open(user, found):
        found = None
    if found is None or not _SEEN[found.noun](user).filter(pk=found.object_id).exists():
        raise NotVisibleError("没有这份附件，或者不在您的管辖范围内", where=str(key))
    return found


def _may_open(user: User, found: Paper) -> bool:
    """Of a joint case, departments see the shared material only while they take part."""
    if user.organisation.is_bureau:
        return True
    inside = Member.objects.filter(
        joint=found.object_id, organisation=user.organisation_id, state=Member.State.JOINED
    )
    return inside.exists()


def demand_of(user: User, body: Organisation | None, permission: Permission) -> None:
    """Raise ForbiddenError unless the user belongs to this body and may do it, as bureau or as partner department."""
    if body is None or body.pk != user.organisation_id:
        raise ForbiddenError(f"由{body.name if body else '对方单位'}办理，只能由该单位操作")
    demand(user, permission if body.is_bureau else Permission.PARTNER_ANSWER)


def may_for(user: User, body: Organisation | None, permission: Permission) -> bool:
    """Return whether `demand_of` would pass."""
    wanted = permission if user.organisation.is_bureau else Permission.PARTNER_ANSWER
    return body is not None and body.pk == user.organisation_id and allowed(user.roles, wanted)


def unattended(body: Organisation | None) -> bool:
    """Return whether nobody of this body works on the platform, so that the other side keeps its papers."""
    return body is None or not body.users.filter(is_active=True).exists()


def receivers(user: User, kind: LetterKind) -> list[Organisation]:
    """Return the bodies that the user's body may send this kind of letter to, departments first."""
    own = user.organisation
    if own.kind == Organisation.Kind.PARTNER:
        return list(policy.bureaus_of(own))
    departments = [one.organisation for one in policy.partners(user)]
    bureaus = Organisation.objects.filter(kind=Organisation.Kind.BUREAU, active=True).exclude(pk=own.pk)
    near = [one for one in bureaus.order_by("path") if _near(own, one)]
    return [one for one in (*departments, *near) if fits(kind, own, one)]


def _near(own: Organisation, other: Organisation) -> bool:
    """Bureaus of the same province: they share the first step of the path."""
    return own.path.split("/")[1] == other.path.split("/")[1]


def departments(user: User) -> list[Organisation]:
    """Return the departments that the user's bureau works with."""
    return [one.organisation for one in policy.partners(user)]


def known(found: Iterable[Organisation], keys: Iterable[int]) -> list[Organisation]:
    """Return those of `found` with these ids."""
    wanted = set(keys)
    return [one for one in found if one.pk in wanted]
