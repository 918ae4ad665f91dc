"""Random re-checks of 不属实: drawn from a seed, so that anybody can draw the same sample again."""

import hashlib
import secrets
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import booking, policy
from mingjing.office.leads.models import Lead, Opinion, Part, Recheck, Suspicion, Task, Verdict
from mingjing.office.leads.services import acting, feedback, totals


def draw(population: Iterable[str], seed: str, share: Decimal) -> list[str]:
    """Return the sample: the sorted population ordered by sha256 of seed and member, the first `share` of it.

    At least one of a population that is not empty.
    """
    members = sorted(set(population))
    size = int((len(members) * share).to_integral_value(ROUND_CEILING)) if share > 0 else 0
    return sorted(members, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())[:size]


@transaction.atomic
def draw_recheck(actor: User, task: Task, seed: str | None = None) -> Recheck:
    """Draw from a task's suspicions that were finally 不属实 and not drawn before, within the actor's division.

    Raises ConflictError when there is none.
    """
    demand(actor, Permission.LEADS_REVIEW)
    seen = policy.task(actor, task.number)
    if seed is not None and not 1 <= len(seed) <= 64:
        raise InvalidError("种子须为 1 到 64 个字符", where="seed")
    found = policy.suspicions(actor).filter(
        lead__part__task=seen, state=Suspicion.State.FINAL, verdict=Verdict.FALSE, rechecked=False
    )
    population = sorted(found.values_list("finding_id", flat=True))
    if not population or not seen.recheck_share:
        raise ConflictError("没有可抽查的不属实疑点", where=seen.number)
    chosen = seed or secrets.token_hex(16)
    picked = draw(population, chosen, seen.recheck_share)
    Suspicion.objects.filter(finding_id__in=picked).update(rechecked=True)
    made = Recheck.objects.create(
        task=seen,
        organisation=actor.organisation,
        seed=chosen,
        share=seen.recheck_share,
        population=population,
        picked=picked,
        drawn_by=actor,
    )
    audit.record(actor, "draw_recheck", "task", seen.number, None, {"seed": chosen, "picked": picked})
    return made


@transaction.atomic
def uphold(actor: User, suspicion: Suspicion, text: str) -> Suspicion:
    """Record that a re-check confirmed the verdict; not by who checked or finalised it."""
    now = acting.enter(actor, suspicion, "reopen")
    _demand_stranger(actor, now)
    if now.state != Suspicion.State.FINAL or not now.rechecked:
        raise ConflictError("该疑点不在抽查之列", where=now.lead.number)
    said = acting.demand_text(text, "抽查复核意见", 2000)
    acting.say(actor, now, Opinion.Step.RECHECK, verdict=now.verdict, amount=now.cnfm_amt, text=said)
    acting.tell(actor, now, "uphold", said)
    return now


@transaction.atomic
def reopen(actor: User, suspicion: Suspicion, reason: str, version: int | None = None) -> Suspicion:
    """Open a final suspicion again; its lead and the parts above are back at work, nothing of it counts as signed.

    Not by who checked or finalised it, and not once money was taken back for it.
    """
    _lock_parts(policy.suspicion(actor, suspicion.pk).lead.part)
    now = acting.enter(actor, suspicion, "reopen")
    _demand_stranger(actor, now)
    if now.det_amt is not None:
        raise ConflictError("该疑点已登记扣款，不能重核，请登记补差", where=now.lead.number)
    text = acting.demand_text(reason, "重核理由", 500, "reason")
    before = {"state": now.state, "verdict": now.verdict, "cnfm_amt": now.cnfm_amt}
    was_final = now.state == Suspicion.State.FINAL
    acting.walk(
        now, "reopen", version, chk_amt=None, cnfm_amt=None, checker=None, reviewer=None, finaliser=None
    )
    booking.reopened(actor, now, text)
    if was_final:
        feedback.undo(now)
    now.lines.update(chk_amt=None)
    Lead.objects.filter(pk=now.lead_id).update(state=Lead.State.CHECKING, signed=0)
    _back_to_work(now.lead.part)
    acting.say(actor, now, Opinion.Step.RECHECK, text=text, data={"reopened": True})
    totals.refresh([now.lead_id])
    acting.tell(actor, now, "reopen", text, before)
    return now


def _demand_stranger(actor: User, now: Suspicion) -> None:
    acting.demand_other(actor, now.checker, "抽查")
    acting.demand_other(actor, now.finaliser, "抽查")


def _lock_parts(part: Part | None) -> None:
    """Lock a part and those above it, before the lead: in the order in which reporting locks them."""
    while part is not None:
        part = Part.objects.select_for_update().filter(pk=part.pk).get().parent


def _back_to_work(part: Part | None) -> None:
    """A part that was reported or signed off, and those above it, are being worked on again."""
    done = (Part.State.REPORTED, Part.State.SIGNED_OFF)
    while part is not None:
        if part.state in done:
            part.state = Part.State.SIGNED
            part.version += 1
            part.save(update_fields=["state", "version"])
        Task.objects.filter(pk=part.task_id, state=Task.State.CLOSED).update(state=Task.State.OPEN)
        part = part.parent
