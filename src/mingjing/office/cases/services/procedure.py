"""From the clue check to the legal review."""

from typing import Any

from django.db import transaction

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Ruling
from mingjing.office.cases.services import acting
from mingjing.office.clocks import services as clocks

OPINIONS = {"continue": "补充调查", "change": "变更定性", "correct": "纠正程序", "other": "其他意见"}


def propose_filing(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Report what the clue check found, and ask for the case to be filed."""
    return _said(actor, case, "propose_filing", text, "核查情况和立案理由", version, proposed_by=actor)


def return_filing(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Send the request back for further checks."""
    return _said(actor, case, "return_filing", text, "退回理由", version)


def approve_filing(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """File the case; the ninety days begin."""
    return _said(actor, case, "approve_filing", text, "审批意见", version, filed_on=clocks.today())


@transaction.atomic
def decline(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Decide not to file, with the reason; its suspicions may become part of another case."""
    made = _said(actor, case, "decline", text, "不予立案的理由", version)
    made.links.update(active=False)
    return made


@transaction.atomic
def suspend(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Let the investigation rest for a lawful reason; the ninety days rest with it."""
    made = _said(actor, case, "suspend", text, "中止的法定情形", version)
    _rest(made, "中止调查")
    return made


@transaction.atomic
def resume(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Go on with the investigation."""
    made = _said(actor, case, "resume", text, "恢复的理由", version)
    clock = deadlines.clock(made, "decision")
    if clock and clock.pauses.filter(until__isnull=True).exists():
        clocks.resume(clock)
    return made


def _rest(case: Case, reason: str) -> None:
    clock = deadlines.clock(case, "decision")
    if clock and not clock.pauses.filter(until__isnull=True).exists():
        clocks.pause(clock, reason)


def terminate(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """End the investigation for a lawful reason; what was preserved or sealed is settled before."""
    return _said(actor, case, "terminate", text, "终止的法定情形", version)


@transaction.atomic
def report(actor: User, case: Case, text: str, choice: Choice, version: int | None = None) -> Case:
    """Hand in the 终结报告 with what the officers propose; the law's proposals are kept beside it."""
    made = _said(actor, case, "report", text, "调查终结报告", version)
    judging.check(made, choice)
    rule(actor, made, Ruling.At.REPORT, choice)
    return made


def submit_review(actor: User, case: Case, text: str = "", version: int | None = None) -> Case:
    """Hand the file to the legal review, which has ten working days."""
    return _plain(actor, case, "submit_review", text, version)


def pass_review(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Agree, as somebody who never handled the case."""
    return _said(actor, case, "pass_review", text, "审核意见", version, data={"opinion": "agree"})


def return_review(actor: User, case: Case, opinion: str, text: str, version: int | None = None) -> Case:
    """Send the file back: investigate further, judge otherwise, mend the procedure, or else."""
    if opinion not in OPINIONS:
        raise InvalidError("请选择审核意见类型", where="opinion")
    return _said(actor, case, "return_review", text, "审核意见", version, data={"opinion": opinion})


def settle(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """End a case that needs no penalty once its agreement handling is done."""
    return _said(actor, case, "settle", text, "办结意见", version)


@transaction.atomic
def reopen(actor: User, case: Case, text: str, version: int | None = None) -> Case:
    """Send a case back to the investigation; report, review and notice begin anew."""
    return _said(actor, case, "reopen", text, "退回调查的理由", version, notified_on=None, hearing_on=None)


def rule(actor: User, case: Case, at: str, choice: Choice) -> Ruling:
    """Keep what was chosen with what the law allowed and the reason."""
    return Ruling.objects.create(
        case=case, step=at, outcome=choice.outcome, basis=judging.basis(case),
        proposals=audit.plain({"acts": judging.shown(judging.proposals(case))})["acts"],
        refund=choice.refund, fine=choice.fine, confiscated=choice.confiscated, months=choice.months,
        terminate=choice.terminate, ban_years=choice.ban_years, mitigated=choice.mitigated,
        reason=acting.demand_text(choice.reason, "裁量理由", "reason"), actor=actor,
    )  # fmt: skip


@transaction.atomic
def _said(
    actor: User, case: Case, name: str, text: str, what: str, version: int | None,
    data: dict[str, Any] | None = None, **changes: Any,
) -> Case:  # fmt: skip
    clean = acting.demand_text(text, what, "text", 20000)
    return acting.take(actor, case, name, clean, version=version, data=data, keep=data, **changes)


@transaction.atomic
def _plain(actor: User, case: Case, name: str, text: str, version: int | None) -> Case:
    return acting.take(actor, case, name, text.strip()[:2000], version=version)
