"""Notice, statement, defence, hearing: nothing is decided over somebody's head."""

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.guards.people import ever
from mingjing.office.cases.models import Ruling
from mingjing.office.cases.move import Move
from mingjing.office.clocks.days import Days


@guard("apl-63", "apr-41")
def has_right_to_hearing(move: Move) -> None:
    """A hearing is held for grave penalties, as the province's thresholds say."""
    notice = judging.last(move.case, Ruling.At.NOTICE)
    if notice is None or not judging.hearing_right(move.case, notice, move.procedure):
        raise ConflictError("拟作出的处罚未达到听证标准")


@guard("apl-64")
def hearing_asked_in_time(move: Move) -> None:
    """The party asks within the days after the notice."""
    due = deadlines.due(move.case, "hearing_request")
    if due is None or move.data["on"] > due:
        raise ConflictError(f"申请听证的期限已于 {due} 届满")
    if (
        move.case.notified_on is None
        or move.data["on"] < move.case.notified_on
        or move.data["on"] > move.today
    ):
        raise InvalidError("申请日期须在告知之后、今天以前", where="on")


@guard("apl-64")
def hearing_noticed_in_time(move: Move) -> None:
    """The party learns of the hearing seven days before."""
    days = move.procedure["deadlines"]["hearing_notice"]["days"]
    if move.data["hearing_on"] <= Days(move.today).add(move.today, days):
        raise InvalidError(f"须在举行听证 {days} 个工作日前通知当事人", where="hearing_on")


@guard("apl-64")
def host_is_neutral(move: Move) -> None:
    """The hearing is led by somebody who does not investigate."""
    host: User = move.data["host"]
    if host.pk in ever(move.case) | {move.case.created_by_id}:
        raise ForbiddenError("听证由非本案调查人员主持", do="另行指定主持人")
    if host.organisation_id != move.case.organisation_id or not host.is_active:
        raise InvalidError("主持人须为本单位在岗人员", where="host")
    if not allowed(host.roles, Permission.CASES_LEGAL_REVIEW):
        raise InvalidError("主持人须具有法制审核、主持听证的权限", where="host")


@guard("apl-64")
def hearing_is_due(move: Move) -> None:
    """It is held on the announced day, by the announced host."""
    if move.case.hearing_on is None or move.today < move.case.hearing_on:
        raise ConflictError("听证尚未到通知的日期，或者尚未通知")
    if move.actor.pk != move.case.hearing_host_id:
        raise ForbiddenError("由指定的主持人登记听证笔录")


@guard("apl-45", "apl-62", "apl-64", "apr-41")
def pleading_over(move: Move) -> None:
    """The party has spoken, has given it up in writing, or its days are over."""
    waived = judging.happened(move.case, "waive_pleading", since="notify")
    spoke = judging.happened(move.case, "plead", since="notify")
    if not (waived or spoke) and not deadlines.is_over(move.case, "statement", move.today):
        raise ConflictError("陈述申辩期限尚未届满，当事人也未明确放弃")
    notice = judging.last(move.case, Ruling.At.NOTICE)
    right = notice is not None and judging.hearing_right(move.case, notice, move.procedure)
    if right and not waived and not deadlines.is_over(move.case, "hearing_request", move.today):
        raise ConflictError("申请听证的期限尚未届满，当事人也未明确放弃")
