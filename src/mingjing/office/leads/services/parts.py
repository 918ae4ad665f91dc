"""One part: as it is now, locked, with its two sides."""

from collections.abc import Iterable, Sequence

from mingjing.kernel.errors import ForbiddenError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Part, Task

DEADLINE = "办理"
_BATCH = 800


def enter_part(actor: User, part: Part, permission: Permission) -> Part:
    """Return the part as it is now, locked. Raises ForbiddenError, NotVisibleError."""
    demand(actor, permission)
    wanted = Part.objects.filter(pk=policy.key_of(actor, part.pk))
    wanted.select_for_update().values_list("pk", flat=True).first()
    return policy.part(actor, part.pk)


def demand_receiver(actor: User, part: Part, doing: str) -> None:
    """Raise ForbiddenError unless the part came to the actor's bureau."""
    if part.receiver_id != actor.organisation_id:
        raise ForbiddenError(f"只有承办单位{part.receiver.name}可以{doing}")


def demand_sender(actor: User, part: Part, doing: str) -> None:
    """Raise ForbiddenError unless the actor's bureau sent the part."""
    if part.sender_id != actor.organisation_id:
        raise ForbiddenError(f"只有下发单位{part.sender.name}可以{doing}")


def leads_of(part: Part) -> list[int]:
    """Return the leads of a part, in the order of their ids."""
    return list(part.leads.order_by("pk").values_list("pk", flat=True))


def batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    """Yield the keys in order, in pieces that one statement takes."""
    ordered = sorted(keys)
    return (ordered[begin : begin + _BATCH] for begin in range(0, len(ordered), _BATCH))


def close_if_done(task: int) -> None:
    """Close a task when no top part of it is under way and no lead of it waits to be sent again."""
    done = (Part.State.SIGNED_OFF, Part.State.WITHDRAWN, Part.State.RETURNED)
    under_way = Part.objects.filter(task=task, parent=None).exclude(state__in=done)
    returned = Lead.objects.filter(part__task=task, part__state=Part.State.RETURNED)
    if not under_way.exists() and not returned.exists():
        Task.objects.filter(pk=task, state=Task.State.OPEN).update(state=Task.State.CLOSED)
