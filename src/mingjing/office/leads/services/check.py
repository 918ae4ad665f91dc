"""First checks: ask the institution, consult a third party, and say line by line what is true."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, MingjingError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy
from mingjing.office.leads.models import Draft, Event, Lead, Line, Opinion, Suspicion, Task, Verdict
from mingjing.office.leads.services import acting, totals, verdicts
from mingjing.office.leads.services.commands import Advice, Bulk, Check, LineVerdict
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.workflow import SUSPICION

_BATCH = 500
APPEAL = "申诉"
MOST = 5_000
LINE_FIELDS = ("verdict", "reason_code", "accepted_cnt", "accepted_amt", "note", "version")


@transaction.atomic
def ask(actor: User, suspicions: Iterable[Suspicion], days: int | None = None) -> int:
    """Send suspicions to their institutions, all or none; `days` working days to answer (default: the task's).

    三级核查 asks before the check, the audit route after it. Returns how many were sent.
    """
    demand(actor, Permission.LEADS_CHECK)
    found = _several(actor, suspicions)
    if days is not None and not 1 <= days <= 60:
        raise InvalidError("答复期限须在 1 到 60 个工作日之间", where="days")
    by_days: dict[int, list[Suspicion]] = {}
    for one in found:
        _demand_askable(one)
        part = one.lead.part
        by_days.setdefault(days or (part.task.appeal_days if part else 5), []).append(one)
    for length, some in by_days.items():
        keys = [one.pk for one in some]
        due = clocks.start("suspicion", keys, APPEAL, length)
        fresh = {"answer": Suspicion.Answer.NONE, "appl_amt": None, "appl_rea": ""}
        _move(actor, some, "ask", f"答复期限 {due}", appl_ddln=due, **fresh)
        leads = {one.lead_id for one in some}
        deadline = Suspicion.objects.filter(lead_id__in=leads).aggregate(last=Max("appl_ddln"))["last"]
        Lead.objects.filter(pk__in=leads).update(
            at_institution=True, appl_ddln=deadline, version=F("version") + 1
        )
    for lead in {one.lead_id: one.lead for one in found}.values():
        notify("asked", lead=lead)
    return len(found)


def _demand_askable(one: Suspicion) -> None:
    if one.lead.institution.account is None:
        raise ConflictError(
            f"{one.lead.institution.name}尚未开通登录单位，收不到核实要求",
            where=one.lead.number,
            do="请系统管理员为该机构开通登录单位和账号",
        )
    task = one.lead.part.task if one.lead.part else None
    if task and task.route == Task.Route.AUDIT and one.state == Suspicion.State.PENDING:
        raise ConflictError("本任务先初审后申诉，请先提交初审", where=one.lead.number)


@transaction.atomic
def consult(actor: User, suspicions: Iterable[Suspicion], third_party: Organisation) -> int:
    """Send suspicions to a third party for its opinion, all or none; returns how many.

    In 三级核查 the institution is heard first.
    """
    demand(actor, Permission.LEADS_CHECK)
    if third_party.kind != Organisation.Kind.THIRD_PARTY or not third_party.active:
        raise InvalidError("请选择在用的第三方机构", where="third_party")
    found = _several(actor, suspicions)
    for one in found:
        task = one.lead.part.task if one.lead.part else None
        is_first = one.state == Suspicion.State.PENDING
        if task and task.route == Task.Route.THREE_LEVEL and is_first:
            raise ConflictError("三级核查须先由机构答复，再交第三方复审", where=one.lead.number)
        if one.lead.third_party_id not in (None, third_party.pk):
            raise ConflictError("该线索已交另一家第三方机构复审", where=one.lead.number)
    _move(actor, found, "consult", third_party.name, consulted=True)
    leads = {one.lead_id for one in found}
    Lead.objects.filter(pk__in=leads).update(third_party=third_party, version=F("version") + 1)
    return len(found)


def _several(actor: User, suspicions: Iterable[Suspicion]) -> list[Suspicion]:
    """Return these as they are now, their leads locked and held by the actor's bureau."""
    keys = {one.pk for one in suspicions}
    if not keys:
        raise InvalidError("请至少选择一条疑点", where="suspicions")
    if len(keys) > MOST:
        raise InvalidError(f"每次最多 {MOST} 条疑点", where="suspicions")
    seen = policy.suspicions(actor).filter(pk__in=keys)
    acting.lock_leads(set(seen.values_list("lead_id", flat=True)))
    found = list(
        seen.select_related(
            "lead__held_by", "lead__institution__account", "lead__part__task", "lead__third_party"
        ).order_by("pk")
    )
    if len(found) != len(keys):
        policy.suspicion(actor, min(keys - {one.pk for one in found}))
    for lead in {one.lead_id: one.lead for one in found}.values():
        acting.demand_holder(actor, lead)
    return found


def _move(actor: User, found: Sequence[Suspicion], name: str, text: str, **changes: Any) -> None:
    """Take the same step with many suspicions by one conditional UPDATE, with history and one audit entry."""
    step = SUSPICION[name]
    for one in found:
        if one.state not in step.sources:
            raise ConflictError(
                f"疑点处于“{one.get_state_display()}”，不能{step.label}", where=f"{one.lead.number} {one}"
            )
    keys = [one.pk for one in found]
    now = Suspicion.objects.filter(pk__in=keys, state__in=step.sources)
    changes |= {"state": step.target, "version": F("version") + 1, "updated_at": timezone.now()}
    if now.update(**changes) != len(keys):
        raise ConflictError("部分疑点已被他人修改", do="刷新页面后重新选择")
    Event.objects.bulk_create(
        [
            Event(
                lead_id=one.lead_id, suspicion=one, action=name, actor=actor,
                organisation=actor.organisation, text=text,
            )
            for one in found
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    audit.record(actor, name, "suspicion", keys[0], None, {"suspicions": keys, "text": text})


@transaction.atomic
def check(actor: User, suspicion: Suspicion, command: Check) -> Suspicion:
    """Record the first check of a suspicion with its lines; only by the bureau that holds it."""
    now = acting.enter(actor, suspicion, "check")
    acting.demand_holder(actor, now.lead)
    before = {"state": now.state, "verdict": now.verdict, "chk_amt": now.chk_amt}
    lines = list(now.lines.all())
    decided = verdicts.decide(now, lines, command.verdict, command.reason_code, command.lines, command.amount)
    reason = command.reason_code
    if decided.verdict == Verdict.PARTLY and command.verdict == Verdict.TRUE:
        reason = "part_proven"
    text = command.text.strip()[:2000]
    acting.walk(
        now, "check", command.version, verdict=decided.verdict, reason_code=reason, chk_amt=decided.amount,
        cnfm_amt=None, checker=actor, reviewer=None, finaliser=None,
    )  # fmt: skip
    keep_lines(lines, is_check=True)
    said = {"verdict": decided.verdict, "amount": decided.amount}
    acting.say(
        actor, now, Opinion.Step.CHECK, **said, reason_code=reason, text=text, data={"lines": shown(lines)}
    )
    Draft.objects.filter(suspicion=now).delete()
    totals.refresh([now.lead_id])
    acting.tell(actor, now, "check", text or decided.verdict.label, before, said)
    return now


def keep_lines(lines: Sequence[Line], is_check: bool = False) -> None:
    """Save what was decided on lines; `is_check` also keeps it as the amount of the first check."""
    for line in lines:
        line.version += 1
        if is_check:
            line.chk_amt = line.accepted_amt
    fields = [*LINE_FIELDS, *(["chk_amt"] if is_check else [])]
    Line.objects.bulk_update(lines, fields, batch_size=_BATCH)


def shown(lines: Sequence[Line]) -> list[list[object]]:
    """Return the lines as an opinion keeps them: id, verdict, quantity, amount."""
    return [[line.pk, str(line.verdict), str(line.accepted_cnt), str(line.accepted_amt)] for line in lines]


def check_many(
    actor: User, suspicions: Iterable[Suspicion], verdict: str, reason_code: str = "", text: str = ""
) -> Bulk:
    """Record the same verdict on many; each stands for itself, refused ones are told with the reason."""
    demand(actor, Permission.LEADS_CHECK)
    done, refused = 0, []
    for one in suspicions:
        try:
            check(actor, one, Check(verdict, reason_code, text, version=one.version))
        except MingjingError as error:
            refused.append((one.pk, error.problems[0].what))
        else:
            done += 1
    return Bulk(done, refused)


@transaction.atomic
def save_draft(actor: User, suspicion: Suspicion, data: dict[str, Any]) -> Draft:
    """Keep what somebody has begun, for them alone. Raises ForbiddenError for who can neither check nor answer."""
    seen = policy.suspicion(actor, suspicion.pk)
    roles = (
        Permission.LEADS_CHECK, Permission.LEADS_REVIEW, Permission.LEADS_ANSWER, Permission.LEADS_ADVISE,
    )  # fmt: skip
    if not any(_has(actor, permission) for permission in roles):
        raise ForbiddenError("您没有办理疑点的权限")
    if len(str(data)) > 200_000:
        raise InvalidError("草稿过大", where="data")
    draft, _ = Draft.objects.update_or_create(
        user=actor, suspicion=seen, defaults={"data": audit.plain(data) or {}}
    )
    return draft


def _has(actor: User, permission: Permission) -> bool:
    try:
        demand(actor, permission)
    except ForbiddenError:
        return False
    return True


@transaction.atomic
def advise(actor: User, suspicion: Suspicion, command: Advice) -> Suspicion:
    """Record the opinion of the third party that was consulted; it binds nobody."""
    now = acting.enter(actor, suspicion, "advise")
    wanted = verdicts.known(command.verdict)
    amount = command.amount
    if wanted in verdicts.WITH_MONEY:
        amount = now.checkout_amt if amount is None and wanted == Verdict.TRUE else amount
        amount = verdicts.yuan(amount, "amount", now.checkout_amt)
    elif amount:
        raise InvalidError(f"结论为“{wanted.label}”时金额须为 0", where="amount")
    text = acting.demand_text(command.text, "复审意见", 2000)
    acting.walk(now, "advise", command.version)
    said = {"verdict": wanted, "amount": amount or verdicts.ZERO}
    acting.say(actor, now, Opinion.Step.ADVICE, **said, text=text)
    acting.tell(actor, now, "advise", text, None, said)
    return now


def whole(lines: Iterable[Line], shares: dict[int, Any], verdict: str) -> tuple[LineVerdict, ...]:
    """Return verdicts that give each line its share of an amount that was stated for the whole."""
    made = []
    for line in lines:
        share = shares[line.pk]
        if not line.hit_amt:
            one = LineVerdict(line.pk, verdict, note=line.note)
        elif share:
            one = LineVerdict(line.pk, Verdict.TRUE, accepted_amt=share, note=line.note)
        else:
            one = LineVerdict(line.pk, Verdict.FALSE, note=line.note)
        made.append(one)
    return tuple(made)
