"""What points lead to: proposed by the figures, decided by a head, told to every institution, ended in writing."""

from datetime import date

from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import policy
from mingjing.office.staff.core.days import last_day
from mingjing.office.staff.core.standards import Reached
from mingjing.office.staff.models import Effect, Member, Notice, Score
from mingjing.office.staff.services import acting, blocklist, notices, standing

_S, _K = Effect.State, Effect.Kind
FOREVER = 0
LATEST = 60  # days within which a decided measure begins


def review(member: Member, year: int, actor: User) -> Effect | None:
    """Propose what the points of a year now lead to, and take back what they no longer do.

    Must run in the transaction that changed them, the person locked. Returns the open proposal, if any.
    """
    last = (
        Score.objects.filter(member=member, year=year).select_related("institution").order_by("-pk").first()
    )
    if last is None:
        return None
    figures = standing.in_force(last.institution.admdvs, last.on)
    want = figures.reached(standing.points(member, year), standing.largest(member, year))
    open_ = Effect.objects.filter(member=member, year=year, state=_S.PROPOSED).first()
    if want and open_ and (open_.kind, open_.points, open_.single) == (want.kind, want.points, want.single):
        return open_
    if open_:
        acting.write(open_, state=_S.SUPERSEDED)
        acting.tell(
            actor,
            member,
            "effect_superseded",
            "",
            {"effect": open_.pk, "from": _S.PROPOSED, "to": _S.SUPERSEDED},
        )
    if want is None or _answered(member, year, want):
        return None
    made = Effect.objects.create(
        member=member, organisation=last.organisation, kind=want.kind, year=year, points=want.points,
        single=want.single, least=want.months[0], most=want.months[1],
    )  # fmt: skip
    acting.tell(
        actor,
        member,
        "effect_proposed",
        "",
        {"effect": made.pk, "from": "", "to": _S.PROPOSED, "points": want.points},
    )
    return made


def _answered(member: Member, year: int, want: Reached) -> bool:
    """Return whether something as grave stands already, or a head has answered just this."""
    for one in Effect.objects.filter(member=member, year=year, state__in=(*standing.DECIDED, _S.DECLINED)):
        if one.state == _S.LIFTED:
            continue
        rank = Reached(one.kind, one.points, (one.least, one.most), one.single).rank
        if rank >= want.rank:
            return True
    return False


@transaction.atomic
def decide(
    actor: User, given: Effect, months: int, since: date, text: str, version: int | None = None
) -> Effect:  # fmt: skip
    """Decide as the head, who had no part in the scores: how long, from when, why.

    Raises InvalidError outside the figures, ForbiddenError for whoever proposed or approved one of the scores.
    """
    effect, member = _enter(actor, given, _S.PROPOSED)
    _no_part(actor, member, effect.year)
    today = clocks.today()
    if not today <= since or (since - today).days > LATEST:
        raise InvalidError(f"起始日期须在今天至 {LATEST} 日之内，不得追溯", where="since")
    _demand_months(effect, months, today)
    until = None if months == FOREVER else last_day(since, months)
    said = acting.demand_text(text, "决定理由")
    acting.write(
        effect, version, state=_S.DECIDED, months=months, since=since, until=until, text=said, decided_by=actor,
        decided_on=today,
    )  # fmt: skip
    _tell(
        actor, effect, "effect_decided", said, _S.PROPOSED, {"since": since, "until": until, "months": months}
    )
    _write_to_places(effect)
    transaction.on_commit(blocklist.write)
    return effect


def _demand_months(effect: Effect, months: int, today: date) -> None:
    if months == FOREVER:
        last = (
            Score.objects.filter(member=effect.member, year=effect.year)
            .select_related("institution")
            .latest("pk")
        )
        allowed = standing.in_force(last.institution.admdvs, today).values["forever"]
        if effect.kind != _K.TERMINATE or not allowed:
            raise InvalidError("当前标准没有规定终身终止", where="months", do="按标准填写月数")
    elif not effect.least <= months <= effect.most:
        said = f"{effect.least}" if effect.least == effect.most else f"{effect.least} 至 {effect.most}"
        raise InvalidError(f"累计 {effect.points} 分，期限须为 {said} 个月", where="months")


def _no_part(actor: User, member: Member, year: int) -> None:
    for score in Score.objects.filter(member=member, year=year):
        if actor.pk in (score.author_id, score.approver_id):
            raise ForbiddenError("提出、审核该年度记分的人员不能作出决定", do="由其他负责人决定")


def _write_to_places(effect: Effect) -> None:
    member, doing = effect.member, effect.get_kind_display()
    kind = Notice.Kind.SUSPENDED if effect.kind == _K.SUSPEND else Notice.Kind.TERMINATED
    days = f"自 {effect.since} 起至 {effect.until}" if effect.until else f"自 {effect.since} 起，终身"
    again = (
        f"，{effect.until} 期满后方可申请重新登记备案" if effect.kind == _K.TERMINATE and effect.until else ""
    )
    text = f"{member}：{effect.year}年度累计{effect.points}分，{doing}，{days}{again}。期间提供的服务医保基金不予支付，急诊、抢救除外"
    score = Score.objects.filter(member=member, year=effect.year).select_related("institution")
    also = {one.institution_id: one.institution for one in score}.values()
    notices.send(effect.organisation, member, kind, text, effect=effect, also=also)


@transaction.atomic
def decline(actor: User, given: Effect, text: str, version: int | None = None) -> Effect:
    """Decide against a suspension or termination, with the written reason; more points raise it anew."""
    effect, member = _enter(actor, given, _S.PROPOSED)
    _no_part(actor, member, effect.year)
    said = acting.demand_text(text, "不予处理的理由")
    acting.write(effect, version, state=_S.DECLINED, text=said, decided_by=actor, decided_on=clocks.today())
    _tell(actor, effect, "effect_declined", said, _S.PROPOSED)
    return effect


@transaction.atomic
def lift(actor: User, given: Effect, on: date, text: str, version: int | None = None) -> Effect:
    """End a decided measure before its last day, with the reason; from `on` the person may bill again."""
    effect, _ = _enter(actor, given, _S.DECIDED)
    end(actor, effect, _S.LIFTED, on, text, version)
    return effect


@transaction.atomic
def register_again(actor: User, given: Effect, on: date, text: str, version: int | None = None) -> Effect:
    """Register a terminated person again, once the term is over."""
    effect, _ = _enter(actor, given, _S.DECIDED)
    if effect.kind != _K.TERMINATE:
        raise ConflictError("暂停期满自动恢复，不需要重新登记")
    if effect.until is None or on <= effect.until:
        allowed = "终身终止，不得重新登记" if effect.until is None else f"{effect.until} 期满后方可重新登记"
        raise InvalidError(allowed, where="on")
    end(actor, effect, _S.RESTORED, on, text, version)
    return effect


def end(actor: User, effect: Effect, state: str, on: date, text: str, version: int | None = None) -> None:
    """End a decided measure; must run in a transaction, the person locked."""
    if effect.since is None or on < effect.since or on > clocks.today():
        raise InvalidError("日期须在起始日期和今天之间", where="on")
    if effect.kind == _K.SUSPEND and effect.until is not None and on > effect.until:
        raise ConflictError("暂停已经期满，不需要解除")
    said = acting.demand_text(text, "依据和理由")
    acting.write(effect, version, state=state, ended_on=on, ended_by=actor, end_text=said)
    _tell(actor, effect, "effect_" + state, said, _S.DECIDED, {"on": on})
    kind = Notice.Kind.LIFTED if state == _S.LIFTED else Notice.Kind.RESTORED
    words = "解除" + effect.get_kind_display() if state == _S.LIFTED else "重新登记备案"
    notices.send(
        effect.organisation, effect.member, kind, f"{effect.member}：自 {on} 起{words}", effect=effect
    )
    transaction.on_commit(blocklist.write)


def _tell(
    actor: User, effect: Effect, name: str, text: str, before: str, more: dict[str, object] | None = None
) -> None:  # fmt: skip
    data = {"effect": effect.pk, "from": before, "to": effect.state, **(more or {})}
    acting.tell(actor, effect.member, name, text, data)


def _enter(actor: User, given: Effect, state: str) -> tuple[Effect, Member]:
    demand(actor, Permission.STAFF_DECIDE)
    seen = policy.effect(actor, given.pk)
    member = acting.hold(seen.member_id)
    found = policy.effect(actor, given.pk)
    policy.demand_own(actor, found.organisation)
    if found.state != state:
        raise ConflictError(f"该处理{found.get_state_display()}", do="刷新页面查看最新状态")
    return found, member


def replay(effect: Effect) -> str:
    """Return the state that the history alone leads to. Raises ConflictError where it is broken."""
    state = ""
    for event in effect.member.events.filter(data__effect=effect.pk).order_by("pk"):
        if event.data.get("from") != state:
            raise ConflictError(f"人员 {effect.member.code} 的处理记录不连续", where=str(event.pk))
        state = event.data["to"]
    return state
