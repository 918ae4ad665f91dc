"""A plan is tried, made, and where it was wrong withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.inspections.core.choice import Choice, choose
from mingjing.office.inspections.models import Plan, Target
from mingjing.office.inspections.services.candidates import Field, field

MOST_VISITS, LONGEST_SEED = 500, 60
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a plan."""

    title: str
    visits: int
    seed: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A choice before it is kept, what it was made from, and the seed it was drawn with."""

    field: Field
    choices: Sequence[Choice]
    seed: str


def attempt(user: User, visits: int, seed: str) -> Tried:
    """Return the choice that a plan would make now. Raises InvalidError, ConflictError without scores of risk."""
    published = _published(visits, seed)
    found = field(user, clocks.today())
    if found is None:
        raise ConflictError(
            "还没有可用的机构风险评分",
            why="管辖范围内没有含机构风险评分（MDL-16）的全面筛查",
            do="先完成一次全面筛查",
        )
    return Tried(found, choose(found.candidates, visits, published, found.visited), published)


def _published(visits: int, seed: str) -> str:
    """The seed as the plan will name it: only by that very text can others draw again."""
    if not 1 <= visits <= MOST_VISITS:
        raise InvalidError(f"检查家数须在 1 到 {MOST_VISITS} 之间", where="visits")
    if not seed.strip():
        raise InvalidError("请填写公布的随机种子", where="seed", do="如当日公布的开奖号码或日期")
    if len(seed.strip()) > LONGEST_SEED:
        raise InvalidError(f"随机种子不得超过 {LONGEST_SEED} 个字", where="seed")
    return seed.strip()


@transaction.atomic
def make(actor: User, wanted: Wanted) -> Plan:
    """Keep a plan of the actor's bureau. Raises ForbiddenError, InvalidError, ConflictError."""
    demand(actor, Permission.LEADS_DISPATCH)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("检查计划由医保部门编制")
    if not wanted.title.strip():
        raise InvalidError("请填写计划名称", where="title")
    tried = attempt(actor, wanted.visits, wanted.seed)
    if not tried.choices:
        raise ConflictError("没有可以列入计划的机构", why="管辖范围内的机构一年内都已检查，或没有机构")
    plan = Plan.objects.create(
        number=f"tmp-{actor.pk}-{timezone.now():%H%M%S%f}",
        title=wanted.title.strip()[:200],
        organisation=actor.organisation,
        screening_number=tried.field.screening.number,
        visits=wanted.visits,
        seed=tried.seed,
        candidates=len(tried.field.candidates),
        left_out=len(tried.field.visited),
        created_by=actor,
    )
    plan.number = f"JH{clocks.today():%Y%m%d}{plan.pk:04d}"
    plan.save(update_fields=["number"])
    Target.objects.bulk_create(
        [_target(plan, tried.field, choice) for choice in tried.choices], batch_size=500
    )
    told = {"title": plan.title, "visits": plan.visits, "seed": plan.seed, "screening": plan.screening_number}
    audit.record(actor, "plan", "inspection_plan", plan.number, None, told)
    return plan


def _target(plan: Plan, found: Field, choice: Choice) -> Target:
    row = found.risk.get(choice.code, {})
    return Target(
        plan=plan,
        institution=found.institutions[choice.code],
        how=choice.how,
        stratum=choice.stratum,
        intensity=row.get("intensity"),
        stake=Decimal(str(row.get("stake", 0))).quantize(_FEN),
        priority=Decimal(str(row.get("priority", 0))).quantize(_FEN),
        rank=row.get("rank"),
        rank_by_stake=row.get("rank_by_stake"),
        conflict=found.conflicts.get(choice.code, "")[:500],
    )


@transaction.atomic
def withdraw(actor: User, plan: Plan, reason: str) -> Plan:
    """Withdraw a plan of the actor's own bureau with a reason. Raises ForbiddenError, InvalidError, ConflictError."""
    demand(actor, Permission.LEADS_DISPATCH)
    if plan.organisation_id != actor.organisation_id:
        raise ForbiddenError("只能撤销本单位的检查计划")
    if not reason.strip():
        raise InvalidError("请填写撤销理由", where="reason")
    done = Plan.objects.filter(pk=plan.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=actor, withdrawn_reason=reason.strip()[:500]
    )
    if not done:
        raise ConflictError("这个检查计划已经撤销", where=plan.number)
    audit.record(actor, "withdraw", "inspection_plan", plan.number, None, {"reason": reason.strip()})
    plan.refresh_from_db()
    return plan
