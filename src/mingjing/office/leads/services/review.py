"""Reviews 复审, panels 合议, final decisions 终审: always by somebody other than the first checker."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.leads import booking
from mingjing.office.leads.models import Line, Opinion, Suspicion, Verdict
from mingjing.office.leads.services import acting, feedback, totals, verdicts
from mingjing.office.leads.services.check import keep_lines, shown, whole
from mingjing.office.leads.services.commands import LineVerdict, Review
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.recheck import draw_recheck, reopen, uphold

__all__ = ["conclude_panel", "draw_recheck", "finalise", "reopen", "review", "send_back", "uphold"]


@transaction.atomic
def review(actor: User, suspicion: Suspicion, command: Review) -> Suspicion:
    """Confirm or overrule the first check; not by the checker, and no money before the institution was heard."""
    now = acting.enter(actor, suspicion, "review")
    acting.demand_holder(actor, now.lead)
    if now.checker is None and now.state in (Suspicion.State.ANSWERED, Suspicion.State.ADVISED):
        raise ConflictError("尚未初审，不能复审", where=now.lead.number)
    acting.demand_other(actor, now.checker, "复审")
    return _conclude(actor, now, command, "review", Opinion.Step.REVIEW)


@transaction.atomic
def conclude_panel(actor: User, suspicion: Suspicion, command: Review) -> Suspicion:
    """Record the panel's conclusion; not by the checker or the reviewer whose decision it judges."""
    now = acting.enter(actor, suspicion, "conclude_panel")
    acting.demand_holder(actor, now.lead)
    acting.demand_other(actor, now.checker, "合议")
    acting.demand_other(actor, now.reviewer, "合议")
    acting.demand_text(command.text, "合议意见", 2000)
    return _conclude(actor, now, command, "conclude_panel", Opinion.Step.PANEL)


def _conclude(actor: User, now: Suspicion, command: Review, name: str, step: Opinion.Step) -> Suspicion:
    before = {"state": now.state, "verdict": now.verdict, "cnfm_amt": now.cnfm_amt, "chk_amt": now.chk_amt}
    lines = list(now.lines.all())
    reason = command.reason_code or (now.reason_code if command.verdict == now.verdict else "")
    given = command.lines or _given(now, lines, command)
    decided = verdicts.decide(now, lines, command.verdict, reason, given, _amount(now, command))
    if command.lines and command.amount not in (None, decided.amount):
        raise InvalidError(
            f"总金额与明细合计 {decided.amount} 元不一致", where="amount", do="逐条改判时不填总金额"
        )
    if decided.amount and now.answer == Suspicion.Answer.NONE:
        raise ConflictError(
            "机构尚未答复，不能确认金额", where=now.lead.number, do="先发机构核实，待答复或逾期后再复审"
        )
    if decided.verdict == Verdict.PARTLY and command.verdict == Verdict.TRUE:
        reason = "part_proven"
    who = {"reviewer": actor} if name == "review" else {}
    acting.walk(
        now,
        name,
        command.version,
        verdict=decided.verdict,
        reason_code=reason,
        cnfm_amt=decided.amount,
        **who,
    )
    keep_lines(lines)
    text = command.text.strip()[:2000]
    said = {"verdict": decided.verdict, "amount": decided.amount}
    acting.say(actor, now, step, **said, reason_code=reason, text=text, data={"lines": shown(lines)})
    totals.refresh([now.lead_id])
    acting.tell(actor, now, name, text or decided.verdict.label, before, said)
    return now


def _amount(now: Suspicion, command: Review) -> Decimal | None:
    """The amount of a suspicion without lines; the check's own where the review names none."""
    if command.amount is None and command.verdict == now.verdict:
        return now.chk_amt
    return command.amount


def _given(now: Suspicion, lines: Sequence[Line], command: Review) -> tuple[LineVerdict, ...]:
    """The lines as a review without lines means them."""
    if not lines or command.verdict not in verdicts.WITH_MONEY:
        return ()
    accepted = sum((line.accepted_amt or verdicts.ZERO for line in lines), verdicts.ZERO)
    full = sum((line.hit_amt for line in lines), verdicts.ZERO)
    stays = command.verdict == now.verdict and command.amount in (None, accepted)
    if stays or command.amount is None or command.amount == full:
        return _as_they_are(lines) if stays else ()
    amount = verdicts.yuan(command.amount, "amount", full)
    return whole(lines, verdicts.spread(amount, {line.pk: line.hit_amt for line in lines}), command.verdict)


def _as_they_are(lines: Sequence[Line]) -> tuple[LineVerdict, ...]:
    return tuple(LineVerdict.of(line) for line in lines if line.verdict)


@transaction.atomic
def send_back(actor: User, suspicion: Suspicion, reason: str, version: int | None = None) -> Suspicion:
    """Send a check back to be done again; what was said stays in the file."""
    now = acting.enter(actor, suspicion, "send_back")
    acting.demand_holder(actor, now.lead)
    acting.demand_other(actor, now.checker, "退回")
    text = acting.demand_text(reason, "退回理由", 500, "reason")
    before = {"state": now.state, "verdict": now.verdict, "chk_amt": now.chk_amt, "cnfm_amt": now.cnfm_amt}
    acting.walk(now, "send_back", version, **_unchecked())
    now.lines.update(chk_amt=None)
    acting.say(actor, now, Opinion.Step.REVIEW, text=text, data={"sent_back": True})
    totals.refresh([now.lead_id])
    acting.tell(actor, now, "send_back", text, before)
    return now


def _unchecked() -> dict[str, object]:
    return {"chk_amt": None, "cnfm_amt": None, "checker": None, "reviewer": None, "finaliser": None}


@transaction.atomic
def finalise(actor: User, suspicion: Suspicion, text: str = "", version: int | None = None) -> Suspicion:
    """Make a review final; not by the checker. Tickets and the rule's standing follow from it."""
    now = acting.enter(actor, suspicion, "finalise")
    acting.demand_holder(actor, now.lead)
    acting.demand_other(actor, now.checker, "终审")
    before = {"state": now.state, "verdict": now.verdict, "cnfm_amt": now.cnfm_amt}
    acting.walk(now, "finalise", version, finaliser=actor, expected_amt=now.cnfm_amt or verdicts.ZERO)
    booking.finalised(actor, now)
    said = {"verdict": now.verdict, "amount": now.cnfm_amt}
    acting.say(actor, now, Opinion.Step.FINAL, **said, reason_code=now.reason_code, text=text.strip()[:2000])
    feedback.consequences(actor, now)
    totals.refresh([now.lead_id])
    acting.tell(actor, now, "finalise", text.strip() or now.get_verdict_display(), before, said)
    notify("finalised", lead=now.lead, suspicion=now.pk, verdict=now.verdict)
    return now
