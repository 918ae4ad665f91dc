"""What waits for a person in the matters of staff: to be scored, approved, decided, answered, confirmed."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import duties
from mingjing.office.staff import policy
from mingjing.office.staff.models import Effect, Objection, Proposal, Restriction
from mingjing.office.staff.services import owed, standing

FIRST = 6
Shown = Callable[[QuerySet], list[duties.Row]]  # type: ignore[type-arg]


def work(user: User) -> Sequence[duties.Duty]:
    """Return every kind of work that waits; kinds for which the person has no permission are not looked at."""
    if not user.organisation.is_bureau:
        return _clerk(user) if allowed(user.roles, Permission.STAFF_CONFIRM) else []
    found: list[duties.Duty] = []
    if allowed(user.roles, Permission.STAFF_SCORE):
        found += _officer(user)
    if allowed(user.roles, Permission.STAFF_APPROVE):
        found += _reviewer(user)
    if allowed(user.roles, Permission.STAFF_DECIDE):
        found += _leader(user)
    return found


def _duty(key: str, label: str, rows: QuerySet, show: Shown, address: str, urgent: int = 0) -> duties.Duty:  # type: ignore[type-arg]
    shown = show(rows[:FIRST])
    return duties.Duty(f"staff_{key}", label, rows.count() if shown else 0, address, urgent, shown)


def _clerk(user: User) -> list[duties.Duty]:
    rows = policy.notices(user).filter(confirmed_on__isnull=True).select_related("member").order_by("pk")
    return [_duty("notices", "人员通知待签收", rows, _notices, f"{reverse('staff:notices')}?open=1")]


def _notices(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(one.get_kind_display(), reverse("staff:notice", args=[one.pk]), one.member.code, one.member.name)
        for one in rows
    ]  # fmt: skip


def _officer(user: User) -> list[duties.Duty]:
    own = user.organisation_id
    named = (
        owed.unscored(user)
        .filter(case__organisation=own)
        .select_related("case", "step")
        .order_by("step__on", "pk")
    )
    objections = _objections(user, Objection.State.FILED).filter(organisation=own)
    bans = (
        owed.unnamed_bans(user)
        .filter(track__case__organisation=own)
        .select_related("track__case")
        .order_by("pk")
    )
    return [
        _duty("owed", "责任人员待记分", named, _named, reverse("staff:owed")),
        _duty("advise", "记分异议待核查", objections, _objected, f"{reverse('staff:objections')}?state=filed", _late(objections)),
        _duty("bans", "限制措施待登记人员", bans, _measures, reverse("staff:restrictions")),
    ]  # fmt: skip


def _named(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(f"{one.name}：{one.get_duty_display()}", f"{reverse('staff:propose')}?named={one.pk}", one.code, one.case.number)
        for one in rows
    ]  # fmt: skip


def _measures(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(one.get_kind_display(), f"{reverse('staff:restriction-new')}?measure={one.pk}", one.track.case.number)
        for one in rows
    ]  # fmt: skip


def _objections(user: User, state: str) -> QuerySet[Objection]:
    return policy.objections(user).filter(state=state).select_related("member").order_by("due_on", "pk")


def _late(rows: QuerySet[Objection]) -> int:
    return rows.filter(due_on__lt=clocks.today()).count()


def _objected(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(
            "记分异议",
            reverse("staff:objection", args=[one.pk]),
            one.member.code,
            one.member.name,
            one.due_on,
        )
        for one in rows
    ]


def _reviewer(user: User) -> list[duties.Duty]:
    own = Proposal.objects.filter(organisation=user.organisation_id, state=Proposal.State.PROPOSED)
    rows = own.exclude(author=user).select_related("member").order_by("pk")
    limits = Restriction.objects.filter(organisation=user.organisation_id, state=Restriction.State.PROPOSED)
    return [
        _duty("approve", "记分待审核", rows, _proposed, f"{reverse('staff:proposals')}?state=proposed"),
        _duty("limits", "限制措施待批准", limits.exclude(author=user).order_by("pk"), _limits, f"{reverse('staff:restrictions')}?state=proposed"),
    ]  # fmt: skip


def _proposed(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(one.item_text, reverse("staff:proposal", args=[one.pk]), one.member.code, one.member.name)
        for one in rows
    ]  # fmt: skip


def _limits(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [duties.Row(one.get_kind_display(), reverse("staff:restriction", args=[one.pk])) for one in rows]


def _leader(user: User) -> list[duties.Duty]:
    own = Effect.objects.filter(organisation=user.organisation_id).select_related("member")
    open_ = own.filter(state=Effect.State.PROPOSED).order_by("pk")
    shaken = standing.undermined(own).order_by("pk")
    objections = _objections(user, Objection.State.ADVISED).filter(organisation=user.organisation_id)
    list_ = reverse("staff:effects")
    return [
        _duty("decide", "暂停、终止资格待决定", open_, _effects, f"{list_}?state=proposed"),
        _duty("undermined", "处理依据已变化，待决定解除", shaken, _effects, f"{list_}?undermined=1"),
        _duty("answer", "记分异议待答复", objections, _objected, f"{reverse('staff:objections')}?state=advised", _late(objections)),
    ]  # fmt: skip


def _effects(rows: Iterable) -> list[duties.Row]:  # type: ignore[type-arg]
    return [
        duties.Row(one.get_kind_display(), reverse("staff:effect", args=[one.pk]), one.member.code, f"{one.member.name} {one.points} 分")
        for one in rows
    ]  # fmt: skip
