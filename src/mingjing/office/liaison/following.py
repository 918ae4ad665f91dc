"""The handover of a suspected crime follows the case: every step of its way is told here too, in the same transaction."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import User
from mingjing.office.cases import dues, hooks
from mingjing.office.cases.models import Case, Receipt, Step, Track
from mingjing.office.cases.services.register import take_number
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison.models import Department, Handover, HandoverEvent
from mingjing.office.liaison.services import walking

_INTERNAL = frozenset({"propose_transfer", "approve_transfer", "refuse_transfer", "take_back", "hand_over"})


def plug() -> None:
    """Register; called when the app is ready."""
    hooks.follow("liaison", walked)


def walked(actor: User, track: Track, step: Step) -> None:
    """Tell a handover what its case did; a case that went on paper gets its handover now.

    Raises ConflictError when the step `send` would pass by a handover that is being prepared.
    """
    if track.kind != Track.Kind.TRANSFER:
        return
    handover = Handover.objects.filter(track=track).first()
    if handover is None:
        if step.name != "send":
            return
        handover = _on_paper(actor, track, step)
    elif step.name == "send" and not handover.packages.exists():
        raise ConflictError(
            f"本案移送公安机关的材料正在准备（{handover.number}）", where=handover.number,
            do="在“协作”页打开该件移送并发出；确需纸质移送的，先撤销该件移送",
        )  # fmt: skip
    if changes := _changes(handover, track, step):
        handover = walking.write(handover, **changes)
    HandoverEvent.objects.create(
        handover=handover, name=step.name, text=step.text, data=step.data, step=step, actor=actor,
        organisation=actor.organisation, on=_on(step), internal=step.name in _INTERNAL,
    )  # fmt: skip
    if step.name in ("police_receive", "police_accept", "police_refuse", "take_back", "conclude"):
        walking.stop(handover, "receive")


def catch_up() -> int:
    """Give the transfers of before this register their place in it, with what happened since; return how many."""
    waiting = Track.objects.filter(kind=Track.Kind.TRANSFER, handover=None, steps__name="send").distinct()
    done = 0
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            track = Track.objects.select_related("case__organisation", "recipient").get(pk=key)
            Case.objects.select_for_update().get(pk=track.case_id)
            if Handover.objects.filter(track=track).exists():
                continue
            for step in track.steps.select_related("actor__organisation").order_by("pk"):
                if step.actor is not None:
                    walked(step.actor, track, step)
            done += 1
    return done


def _on(step: Step) -> date:
    """Return the day it happened: the one that was given, else the day it was put on file."""
    return date.fromisoformat(step.data["on"]) if step.data.get("on") else step.on


def _on_paper(actor: User, track: Track, step: Step) -> Handover:
    """The register holds every transfer, also one that was carried there by hand."""
    case = track.case
    made = Handover.objects.create(
        number=take_number(case.organisation, "YS"), direction=Handover.Direction.OUT, kind=Handover.Kind.CRIME,
        channel=Handover.Channel.PAPER, bureau=case.organisation, partner=track.recipient, department=Department.POLICE,
        case=case, track=track, title=case.title, party_name=case.party_name, text=step.text, created_by=actor,
    )  # fmt: skip
    return walking.fresh(made)


def _changes(handover: Handover, track: Track, step: Step) -> dict[str, object]:
    name, day = step.name, _on(step)
    if name == "send":
        return {"sent_on": day}
    if name == "police_receive":
        return {"received_on": day}
    if name in ("police_accept", "police_refuse"):
        return {"answered_on": day, "received_on": handover.received_on or day}
    if name == "take_back":
        return {"concluded_on": day}
    if name == "conclude":
        return {"concluded_on": day, "set_off_amt": set_off(track)}
    return {}


def set_off(track: Track) -> Decimal | None:
    """Return how much of the criminal fine is settled by the fine already paid to the bureau; None without either."""
    fine = track.criminal_fine or Decimal(0)
    paid = sum(
        (one.amount for one in dues.standing(track.case, clocks.today()) if one.kind == Receipt.Kind.FINE),
        Decimal(0),
    )
    return min(fine, paid) or None
