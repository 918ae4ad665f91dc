"""Who may and who may not: handlers, reviewers, deciders are different people."""

from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.models import Case
from mingjing.office.cases.move import Move


def handlers(case: Case) -> set[int]:
    """Return who handles the case now."""
    return set(case.officers.filter(until__isnull=True).values_list("user", flat=True))


def ever(case: Case) -> set[int]:
    """Return who ever handled it: leaving does not make anyone neutral."""
    return set(case.officers.values_list("user", flat=True))


@guard("apl-42", "apr-16")
def by_a_handler(move: Move) -> None:
    """Only the officers of the case act in it."""
    if move.actor.pk not in handlers(move.case):
        raise ForbiddenError("只有本案办案人员才能办理", do="由办案人员办理，或者先报批调整办案人员")


@guard("apl-42", "apr-16")
def two_officers(move: Move) -> None:
    """At least two officers, with certificates of their own."""
    certs = set(move.case.officers.filter(until__isnull=True).values_list("cert_no", flat=True))
    if len(certs) < move.procedure["least_officers"]:
        raise ConflictError("持执法证的办案人员不足两人", do="补充办案人员")


@guard("apl-58", "apr-37")
def reviewed_by_another(move: Move) -> None:
    """Who handles or handled the case does not review it."""
    if move.actor.pk in ever(move.case) | {move.case.proposed_by_id, move.case.created_by_id}:
        raise ForbiddenError("本案办案人员不得担任法制审核人员", do="换人审核")


@guard("apl-57")
def decided_by_another(move: Move) -> None:
    """Who investigates does not decide: filing, notice, decision and closing are signed by somebody else."""
    if move.actor.pk in ever(move.case) | {move.case.proposed_by_id, move.case.created_by_id}:
        raise ForbiddenError("调查人员不得审批本案", do="由负责人审批")


@guard("apl-43", "apr-5")
def recusals_decided(move: Move) -> None:
    """A request for recusal is decided before the investigation ends."""
    if move.case.recusals.filter(granted__isnull=True).exists():
        raise ConflictError("尚有回避申请未作决定", do="先对回避申请作出决定")
