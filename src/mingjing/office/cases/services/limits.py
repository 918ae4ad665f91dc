"""Deadlines made longer, resting, going on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.guards.decision import check_panel
from mingjing.office.cases.guards.people import decided_by_another, ever
from mingjing.office.cases.models import Case, Extension, Stage
from mingjing.office.cases.services import acting
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.clocks.models import Clock

_RUNNING = tuple(set(Stage.values) - {Stage.DECLINED, Stage.TERMINATED, Stage.CLOSED, Stage.ARCHIVED})
UNDECIDED = (
    Stage.INVESTIGATING, Stage.SUSPENDED, Stage.REPORTED, Stage.LEGAL_REVIEW, Stage.REVIEWED, Stage.NOTIFIED,
    Stage.HEARING, Stage.HEARD, Stage.DISCUSSED,
)  # fmt: skip
# 程序规定 45: what is not counted in the ninety days.
DEDUCTIONS = ("检测", "检验", "鉴定", "听证", "公告", "专家评审")


@transaction.atomic
def extend(
    actor: User, given: Case, kind: str, days: int, reason: str, members: Sequence[User] = ()
) -> Extension:
    """Make a deadline longer: each extension once, before the end, at most as long as the standard says.

    The second one of the decision needs the heads' discussion by `members`, written down as `reason` (程序规定 45).
    Raises ConflictError, ForbiddenError, InvalidError.
    """
    case = acting.enter_open(actor, given, Permission.CASES_APPROVE, *_RUNNING)
    if actor.pk in ever(case) | {case.created_by_id}:
        raise ForbiddenError("延期须由负责人批准", why="本案办案人员不得审批")
    spec = deadlines.figures(case)["deadlines"].get(kind, {})
    clock, done = _extensible(case, kind, days, spec)
    if done:
        check_panel(case, members, deadlines.figures(case)["least_panel"])
    text = acting.demand_text(reason, "延期理由（再次延期的须写明集体讨论情况）", "reason", 500)
    try:
        with transaction.atomic():
            made = Extension.objects.create(
                case=case, kind=kind, number=done + 1, days=days, reason=text, approved_by=actor
            )
    except IntegrityError:
        raise acting.changed(case) from None
    due = clocks.due_day(clock.due_on, days, spec["unit"], Days(clock.due_on))
    clocks.move(deadlines.NOUN, case.pk, kind, due)
    acting.tell(
        actor,
        case,
        "extend",
        text,
        {"kind": kind, "days": days, "due_on": due, "members": [one.pk for one in members]},
    )
    return made


def _extensible(case: Case, kind: str, days: int, spec: Mapping[str, Any]) -> tuple[Clock, int]:
    """Return the clock and how often it was extended. Raises ConflictError, InvalidError when it can't be again."""
    steps, done = spec.get("extend", []), case.extensions.filter(kind=kind).count()
    clock = deadlines.clock(case, kind)
    if clock is None or clock.stopped_on:
        raise ConflictError("该时限没有在计算", where=kind)
    if done >= len(steps):
        raise ConflictError(f"{spec.get('label', kind)}的期限不能再延长")
    if deadlines.is_over(case, kind, clocks.today()):
        raise ConflictError("期限已经届满，不能延长")
    if not 0 < days <= steps[done]:
        raise InvalidError(f"本次最多延长 {steps[done]} 日", where="days")
    return clock, done


@transaction.atomic
def deduct(actor: User, given: Case, reason: str, text: str) -> None:
    """Let the ninety days rest for one of the reasons that are not counted, from today on."""
    case = _approved(actor, given)
    if reason not in DEDUCTIONS:
        raise InvalidError(f"不计入期限的只有{'、'.join(DEDUCTIONS)}", where="reason")
    clock = deadlines.clock(case, "decision")
    if clock is None:
        raise ConflictError("尚未立案，没有办案期限")
    clocks.pause(clock, reason)
    acting.tell(actor, case, "deduct", acting.demand_text(text, "说明"), {"reason": reason})


@transaction.atomic
def go_on(actor: User, given: Case, text: str) -> None:
    """Let the ninety days go on; a suspended investigation and an open hearing go on by their own steps."""
    case = _approved(actor, given)
    clock = deadlines.clock(case, "decision")
    if clock is None or case.stage in (Stage.SUSPENDED, Stage.HEARING):
        raise ConflictError("中止调查、听证期间的期限随恢复调查、听证结束继续计算")
    due = clocks.resume(clock)
    acting.tell(actor, case, "go_on", acting.demand_text(text, "说明"), {"due_on": due})


@transaction.atomic
def mark_grave(actor: User, given: Case, grave: bool, reason: str) -> Case:
    """Say that a case is grave or complex, so that the heads must discuss it; or that it is not, before they did."""
    case = acting.enter_open(actor, given, Permission.CASES_APPROVE, *UNDECIDED)
    acting.ask(actor, case, "mark_grave", decided_by_another)
    text = acting.demand_text(reason, "理由", "reason", 1000)
    if case.grave == grave:
        raise ConflictError("该案件已经如此认定")
    if not grave and case.stage == Stage.DISCUSSED:
        raise ConflictError("已经集体讨论，不能再认定为一般案件")
    acting.write(case, grave=grave)
    acting.tell(actor, case, "mark_grave", text, {"grave": grave})
    return case


def _approved(actor: User, given: Case) -> Case:
    case = acting.enter_open(actor, given, Permission.CASES_APPROVE, *_RUNNING)
    if actor.pk in ever(case):
        raise ForbiddenError("期限扣除须由负责人批准")
    return case


def hearing_open(case: Case) -> bool:
    """Return whether the party of a notified case may still ask for a hearing."""
    asked = judging.happened(case, "request_hearing", since="notify")
    return (
        case.stage == Stage.NOTIFIED
        and not asked
        and not deadlines.is_over(case, "hearing_request", clocks.today())
    )
