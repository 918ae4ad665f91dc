"""Which steps a person may take with a suspicion or a part now: what the page offers. The services decide again."""

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads.filters import today
from mingjing.office.leads.models import Lead, Opinion, Part, Suspicion, Task
from mingjing.office.leads.workflow import PART, SUSPICION

_S, _P = Suspicion.State, Part.State
_TWO_PERSONS = frozenset({"review", "send_back", "conclude_panel", "finalise"})
_RECHECK = frozenset({"uphold", "reopen"})


def suspicion_steps(user: User, one: Suspicion, said: list[Opinion]) -> frozenset[str]:
    """Return the names of the steps; `said` are the opinions the person may read. The lead must be loaded."""
    found = {
        name
        for name, step in SUSPICION.items()
        if step.permission and one.state in step.sources and allowed(user.roles, step.permission)
    }
    if user.organisation.kind == Organisation.Kind.INSTITUTION:
        found = _institution(one, found & {"answer", "request_panel"}, said)
    elif user.organisation.kind == Organisation.Kind.THIRD_PARTY:
        found &= {"advise"}
    else:
        found = _bureau(user, one, found - {"answer", "request_panel", "advise"})
    return frozenset(found)


def _institution(one: Suspicion, found: set[str], said: list[Opinion]) -> set[str]:
    if one.appl_ddln and today() > one.appl_ddln:
        found.discard("answer")
    if any(opinion.step == Opinion.Step.PANEL for opinion in said):
        found.discard("request_panel")
    return found


def _bureau(user: User, one: Suspicion, found: set[str]) -> set[str]:
    lead = one.lead
    mine = lead.held_by_id == user.organisation_id
    if not (mine and lead.state == Lead.State.CHECKING):
        found &= _RECHECK
    route = lead.part.task.route if lead.part else ""
    if one.state == _S.PENDING:
        found -= {"ask"} if route == Task.Route.AUDIT else {"consult"} if route else set()
    if user.pk == one.checker_id:
        found -= _TWO_PERSONS | _RECHECK
    if one.checker_id is None:
        found -= {"review"}
    if user.pk == one.reviewer_id:
        found -= {"conclude_panel"}
    if user.pk == one.finaliser_id or one.det_amt is not None:
        found -= _RECHECK
    if one.state == _S.FINAL and one.rechecked and "reopen" in found:
        found.add("uphold")
    if mine and one.state == _S.FINAL and allowed(user.roles, Permission.LEADS_DEDUCT):
        if one.det_amt is None and one.cnfm_amt:
            found.add("deduct")
        elif one.det_amt and one.rvis_amt is None:
            found.add("revise")
    return found


_OF_RECEIVER = frozenset({"sign", "return", "report"})
_OF_SENDER = frozenset({"withdraw", "reassign", "sign_off", "reject"})


def part_steps(user: User, part: Part) -> frozenset[str]:
    """Return the names of the steps of a part, and of what may be done with it besides."""
    own = user.organisation_id
    found = {
        name
        for name, step in PART.items()
        if step.permission and part.state in step.sources and allowed(user.roles, step.permission)
    }
    if part.receiver_id != own:
        found -= _OF_RECEIVER
    if part.sender_id != own:
        found -= _OF_SENDER
    if user.pk == part.reported_by_id:
        found -= {"sign_off"}
    running = part.state in (_P.SENT, _P.SIGNED)
    if running and allowed(user.roles, Permission.LEADS_DISPATCH):
        if part.receiver_id != own and part.receiver.path.startswith(user.organisation.path):
            found |= {"remind", "supervise"}
        if own in (part.sender_id, part.receiver_id):
            found |= {"split", "merge"}
        if part.sender_id == own:
            found |= {"pause"}
        if part.receiver_id == own and part.state == _P.SIGNED:
            found |= {"pass_on", "assign"}
    return frozenset(found)
