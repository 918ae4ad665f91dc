"""The demonstration's people: who is named by its cases and scored, one suspended, one proposal and one person waiting."""

from datetime import timedelta

from django.db import transaction

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.commands import Responsible
from mingjing.office.cases.models import Named
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution, Staff
from mingjing.office.staff.models import Effect, Proposal
from mingjing.office.staff.services import effects, notices, register, scoring
from mingjing.office.staff.services.commands import Given

_DOCTOR, _WORKING = "1", "1"


def responsible(place: Institution) -> list[Responsible]:
    """Return a doctor of an institution for a decision to name, by the order of codes; nobody where none is known."""
    one = Staff.objects.filter(institution=place, kind=_DOCTOR, stas=_WORKING).order_by("code").first()
    return [Responsible(one.name or one.code, one.code, "main")] if one else []


@transaction.atomic
def tell() -> None:
    """Play once; what has scores already is left as it is."""
    if Proposal.objects.exists():
        return
    register.follow()
    for number, named in enumerate(Named.objects.select_related("case__organisation").order_by("pk")):
        if number % 3 < 2:
            _score(named)
    body = Organisation.objects.filter(level=Organisation.Level.COUNTY, code="BJ421221").first()
    if body is not None:
        _of_county(body)


def _who(body: Organisation, permission: Permission, *, but: tuple[User, ...] = ()) -> User | None:
    people = User.objects.filter(organisation=body, is_active=True).exclude(pk__in=[one.pk for one in but])
    return next((one for one in people.order_by("pk") if allowed(one.roles, permission)), None)


def _score(named: Named) -> None:
    given = Given(
        named.code, named.name, "", "agreement" if named.step.name == "agree" else "penalty_38_39", named.duty,
        named.step.on, "处理决定载明的责任人员", case=named.case.number, named=named.pk,
    )  # fmt: skip
    _approved(named.case.organisation, given)


def _approved(body: Organisation, given: Given) -> None:
    officer = _who(body, Permission.STAFF_SCORE)
    reviewer = _who(body, Permission.STAFF_APPROVE, but=(officer,) if officer else ())
    if officer is not None and reviewer is not None:
        scoring.approve(reviewer, scoring.propose(officer, given), text="同意")


def _of_county(body: Organisation) -> None:
    """One doctor reaches nine points and is suspended, another's score waits, a third's suspension waits for the head."""
    found = Staff.objects.filter(institution__bureau=body, kind=_DOCTOR, stas=_WORKING)
    people = list(found.select_related("institution").order_by("-code")[:3])
    if len(people) < 3:
        return
    with clocks.play(clocks.today() - timedelta(days=20)):
        _approved(
            body, _given(people[0], "lent_name", "main", "云医保协〔2026〕7号", "为暂停资格人员借名结算")
        )
    _suspend(body)
    _approved(
        body, _given(people[1], "penalty_38_39", "important", "云医保罚〔2026〕2号", "重复收费的直接责任人")
    )
    _approved(
        body, _given(people[1], "out_of_scope", "general", "云卫监〔2026〕11号", "超出执业范围开展诊疗")
    )
    officer = _who(body, Permission.STAFF_SCORE)
    if officer is not None:
        scoring.propose(
            officer,
            _given(
                people[2], "dear_drugs", "general", "云医保协〔2026〕9号", "提醒后仍优先使用高价非中选药品"
            ),
        )


def _suspend(body: Organisation) -> None:
    effect = Effect.objects.filter(organisation=body, state=Effect.State.PROPOSED).first()
    if effect is None:
        return
    had = effect.member.scores.values_list("author", "approver")
    parties = tuple(User.objects.filter(pk__in={key for pair in had for key in pair}))
    leader = _who(body, Permission.STAFF_DECIDE, but=parties)
    if leader is None:
        return
    with clocks.play(clocks.today() - timedelta(days=15)):
        decided = effects.decide(leader, effect, effect.most, clocks.today(), "年度累计满 9 分，依规暂停")
        for notice in decided.notices.select_related("institution__account"):
            clerk = User.objects.filter(organisation=notice.institution.account, is_active=True).first()
            if clerk is not None:
                notices.confirm(clerk, notice)


def _given(one: Staff, item: str, duty: str, document: str, reason: str) -> Given:
    on = clocks.today() - timedelta(days=3)
    return Given(one.code, one.name or one.code, one.institution.code, item, duty, on, reason, document)
