"""The register of people: it follows the data's register of institutions; who is missing is added by hand."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution, Staff
from mingjing.office.staff import policy
from mingjing.office.staff.models import Member, Post
from mingjing.office.staff.services import acting

_SLICE = 2000


def follow() -> tuple[int, int]:
    """Bring the register up to what the data says of staff; return how many were added and changed.

    Nobody is taken away: who is no longer delivered keeps their file.
    """
    said: dict[str, tuple[str, str]] = {}
    kinds = set(Member.Kind.values)
    for code, name, kind in Staff.objects.order_by("pk").values_list("code", "name", "kind").iterator(_SLICE):
        known = said.get(code, ("", ""))
        said[code] = (name or known[0], kind if kind in kinds and kind else known[1])
    standing = {one.code: one for one in Member.objects.all().iterator(_SLICE)}
    fresh = [
        Member(code=code, name=said[code][0], kind=said[code][1]) for code in said if code not in standing
    ]
    changed = []
    for code, one in standing.items():
        name, kind = said.get(code, ("", ""))
        wanted = (name or one.name, kind or one.kind)
        if wanted != (one.name, one.kind):
            one.name, one.kind = wanted
            changed.append(one)
    with transaction.atomic():
        Member.objects.bulk_create(fresh, batch_size=_SLICE, ignore_conflicts=True)
        Member.objects.bulk_update(changed, ["name", "kind"], batch_size=400)
    return len(fresh), len(changed)


@transaction.atomic
def add(
    actor: User, code: str, name: str, kind: str, institution: str, since: date, text: str
) -> Member:  # fmt: skip
    """Register a person by hand, or one more place of work of somebody known. Raises InvalidError, ConflictError."""
    demand(actor, Permission.STAFF_SCORE)
    place = institutions.one(actor, institution)
    if not actor.organisation.is_bureau:
        raise InvalidError("由医保部门登记")
    code = acting.demand_text(code, "执业人员编码", "code", 40)
    name = acting.demand_text(name, "姓名", "name", 100)
    if kind not in Member.Kind.values:
        raise InvalidError("请选择类别", where="kind")
    if since > clocks.today():
        raise InvalidError("起始日期不能晚于今天", where="since")
    member = Member.objects.select_for_update().filter(code=code).first()
    if member is None:
        member = Member.objects.create(code=code, name=name, kind=kind, organisation=actor.organisation)
    elif member.name and member.name != name:
        raise InvalidError(f"编码 {code} 已登记为{member.name}", where="name", do="核对编码和姓名")
    said = acting.demand_text(text, "依据", "text", 300)
    if place.pk in {one.pk for one in places(member)}:
        raise ConflictError(f"{name}已登记在{place.name}", where="institution")
    Post.objects.create(member=member, institution=place, since=since, text=said, actor=actor)
    acting.tell(actor, member, "post", said, {"institution": place.code, "since": since})
    return member


@transaction.atomic
def end_post(actor: User, post: Post, until: date, text: str) -> None:
    """End a place of work registered by hand."""
    member = acting.enter(actor, post.member.code, Permission.STAFF_SCORE)
    institutions.one(actor, post.institution.code)
    if not post.since <= until <= clocks.today():
        raise InvalidError("截止日期须在起始日期和今天之间", where="until")
    said = acting.demand_text(text, "依据", "text", 300)
    if not Post.objects.filter(pk=post.pk, until__isnull=True).update(until=until):
        raise acting.changed()
    acting.tell(actor, member, "post_end", said, {"institution": post.institution.code, "until": until})


def ensure(actor: User, code: str, name: str) -> Member:
    """Return the person of this code, registered for the actor's bureau when nobody knew them.

    Raises NotVisibleError for somebody who works outside the actor's division.
    """
    known = Member.objects.filter(code=code).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Member.objects.create(code=code, name=name[:100], organisation=actor.organisation)
            acting.tell(actor, known, "registered", name)
        except IntegrityError:
            known = Member.objects.get(code=code)
    elif known.organisation_id is None and not policy.visible(actor).filter(pk=known.pk).exists():
        Member.objects.filter(pk=known.pk, organisation__isnull=True).update(
            organisation=actor.organisation, version=F("version") + 1
        )
        acting.tell(actor, known, "registered", "处理决定载明的责任人员")
    return known


def places(member: Member, on: date | None = None) -> list[Institution]:
    """Return every institution where the person works on a day, by the data or by hand, whatever the division."""
    day = on or clocks.today()
    rows = Staff.objects.filter(policy.working(day), code=member.code).values("institution")
    posts = Post.objects.filter(member=member, since__lte=day).exclude(until__lt=day).values("institution")
    return list(
        Institution.objects.filter(Q(pk__in=rows) | Q(pk__in=posts))
        .select_related("bureau", "account")
        .order_by("code")
    )


def places_of(codes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return (institution code, name) by person for one page of a list, in two queries."""
    today, wanted = clocks.today(), list(codes)
    found: dict[str, dict[str, str]] = {code: {} for code in wanted}
    rows = Staff.objects.filter(policy.working(today), code__in=wanted).values_list(
        "code", "institution__code", "institution__name"
    )
    posts = Post.objects.filter(member__code__in=wanted, until__isnull=True).values_list(
        "member__code", "institution__code", "institution__name"
    )
    for code, place, name in (*rows, *posts):
        found[code][place] = name
    return {code: sorted(some.items()) for code, some in found.items()}
