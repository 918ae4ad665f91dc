"""Objections of a person: filed through the institution or on paper, looked into by one, answered by another."""

from datetime import date

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import policy
from mingjing.office.staff.models import Effect, Member, Notice, Objection, Proposal, Score
from mingjing.office.staff.services import acting, effects, scoring, standing

_S = Objection.State
NOUN = "staff_objection"


@transaction.atomic
def file(
    actor: User, score: Score | None, effect: Effect | None, text: str, filed_on: date | None = None
) -> Objection:  # fmt: skip
    """File an objection to one score or one decided effect. It is late after the days of the standard, and kept so.

    Raises ConflictError while another one is open, or for what is reversed or ended.
    """
    if not any(allowed(actor.roles, one) for one in (Permission.STAFF_CONFIRM, Permission.STAFF_SCORE)):
        demand(actor, Permission.STAFF_CONFIRM)
    thing, member = _thing(actor, score, effect)
    on, bureau = filed_on or clocks.today(), actor.organisation.is_bureau
    if on > clocks.today() or (on != clocks.today() and not bureau):
        raise InvalidError("提出日期不能晚于今天", where="filed_on")
    figures = standing.in_force(_admdvs(score, effect), clocks.today()).values
    told = _told(score, effect)
    limit = clocks.due_day(told, figures["objection"]["days"], figures["objection"]["unit"]) if told else None
    if told and on < told:
        raise InvalidError("提出日期早于通知", where="filed_on")
    due = clocks.due_day(clocks.today(), figures["answer"]["days"], figures["answer"]["unit"])
    try:
        with transaction.atomic():
            made = Objection.objects.create(
                member=member, score=score, effect=effect, organisation=thing.organisation, filed_by=actor,
                institution=None if bureau else actor.organisation.institution, filed_on=on, due_on=due,
                text=acting.demand_text(text, "异议内容", "text", 2000), late=bool(limit and on > limit),
            )  # fmt: skip
    except IntegrityError:
        raise ConflictError("已经提出异议，正在办理") from None
    clocks.start(NOUN, [made.pk], "answer", figures["answer"]["days"], figures["answer"]["unit"], due)
    acting.tell(actor, member, "objection_filed", made.text, {"objection": made.pk, "late": made.late})
    return made


def _thing(actor: User, score: Score | None, effect: Effect | None) -> tuple[Score | Effect, Member]:
    if (score is None) == (effect is None):
        raise InvalidError("异议须针对一条记分或者一项处理")
    if score is not None:
        seen = policy.score(actor, score.pk)
        member = acting.hold(seen.member_id)
        if seen.reverses_id or Score.objects.filter(reverses=seen).exists():
            raise ConflictError("该记分已经冲正")
        return seen, member
    assert effect is not None  # noqa: S101 - said above
    found = policy.effect(actor, effect.pk)
    member = acting.hold(found.member_id)
    if policy.effect(actor, found.pk).state != Effect.State.DECIDED:
        raise ConflictError("只能对已决定、尚未结束的处理提出异议")
    return found, member


def _admdvs(score: Score | None, effect: Effect | None) -> str:
    if score is not None:
        return score.institution.admdvs
    return effect.organisation.admdvs if effect else ""


def _told(score: Score | None, effect: Effect | None) -> date | None:
    """Return the day on which an institution first confirmed the notice; the days run from then."""
    rows = Notice.objects.filter(score=score) if score else Notice.objects.filter(effect=effect)
    first = rows.filter(confirmed_on__isnull=False).order_by("confirmed_on").first()
    return first.confirmed_on if first else None


@transaction.atomic
def advise(actor: User, given: Objection, text: str, version: int | None = None) -> Objection:
    """Look into an objection; whoever proposed or approved what it is about does not."""
    one = _enter(actor, given, Permission.STAFF_SCORE, _S.FILED)
    _no_party(actor, one)
    said = acting.demand_text(text, "核查意见", "text", 2000)
    acting.write(one, version, state=_S.ADVISED, adviser=actor, advice=said)
    acting.tell(actor, one.member, "objection_advised", said, {"objection": one.pk})
    return one


@transaction.atomic
def decide(actor: User, given: Objection, upheld: bool, text: str, version: int | None = None) -> Objection:
    """Answer as the head. Upheld, the score is reversed or the effect lifted in the same step."""
    one = _enter(actor, given, Permission.STAFF_DECIDE, _S.ADVISED)
    _no_party(actor, one)
    if one.adviser_id == actor.pk:
        raise ForbiddenError("核查人不能答复", do="由其他负责人答复")
    said = acting.demand_text(text, "答复", "text", 2000)
    today, state = clocks.today(), _S.UPHELD if upheld else _S.REJECTED
    acting.write(one, version, state=state, decider=actor, result=said, decided_on=today)
    clocks.stop(NOUN, [one.pk])
    acting.tell(actor, one.member, "objection_" + state, said, {"objection": one.pk})
    if upheld and one.score is not None:
        _undo(actor, one, one.score, said)
    elif upheld and one.effect is not None and one.effect.state == Effect.State.DECIDED:
        day = max(today, one.effect.since or today)
        if one.effect.since and one.effect.since > today:
            raise ConflictError(f"该处理自 {one.effect.since} 起生效，届时解除")
        effects.end(actor, one.effect, Effect.State.LIFTED, day, f"异议成立：{said}"[:1000])
    return one


def _undo(actor: User, one: Objection, score: Score, said: str) -> None:
    """Reverse in the names of who looked into it and who decided."""
    open_ = Proposal.objects.filter(reverses=score, state=Proposal.State.PROPOSED).first()
    adviser = one.adviser
    if adviser is None or Score.objects.filter(reverses=score).exists():
        return
    if open_ is not None:
        acting.write(open_, state=Proposal.State.WITHDRAWN)
    proposal = scoring.reversal_of(adviser, score, f"异议成立：{said}"[:1000])
    acting.write(proposal, state=Proposal.State.APPROVED, approver=actor)
    scoring.enter_score(proposal, adviser, actor, clocks.today())
    effects.review(one.member, score.year, actor)


@transaction.atomic
def withdraw(actor: User, given: Objection, text: str, version: int | None = None) -> Objection:
    """Take an objection back, by whose side filed it."""
    one = policy.objection(actor, given.pk)
    acting.hold(one.member_id)
    one = policy.objection(actor, given.pk)
    if actor.organisation_id != one.filed_by.organisation_id:
        raise ForbiddenError("由提出异议的单位撤回")
    if one.state not in (_S.FILED, _S.ADVISED):
        raise ConflictError(f"该异议{one.get_state_display()}")
    said = acting.demand_text(text, "撤回理由", "text", 500)
    acting.write(one, version, state=_S.WITHDRAWN, result=said)
    clocks.stop(NOUN, [one.pk])
    acting.tell(actor, one.member, "objection_withdrawn", said, {"objection": one.pk})
    return one


def _no_party(actor: User, one: Objection) -> None:
    parties: set[int | None] = {one.filed_by_id}
    if one.score is not None:
        parties |= {one.score.author_id, one.score.approver_id}
    if one.effect is not None:
        parties.add(one.effect.decided_by_id)
    if actor.pk in parties:
        raise ForbiddenError("提出、审核、决定该事项或者登记异议的人员不能办理", do="由其他人员办理")


def _enter(actor: User, given: Objection, permission: Permission, state: str) -> Objection:
    demand(actor, permission)
    seen = policy.objection(actor, given.pk)
    acting.hold(seen.member_id)
    found = policy.objection(actor, given.pk)
    if state == _S.ADVISED:
        # The head who decided the effect cannot answer: that of a bureau above may.
        policy.demand_own_or_above(actor, found.organisation)
    else:
        policy.demand_own(actor, found.organisation)
    if found.state != state:
        raise ConflictError(f"该异议{found.get_state_display()}", do="刷新页面查看最新状态")
    return found
