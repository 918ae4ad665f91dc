"""What a notice and a decision must not do."""

from collections.abc import Sequence

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import ALONE
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.guards.people import ever
from mingjing.office.cases.models import Case, Ruling, Stage, Track
from mingjing.office.cases.move import Move

_T = Track.State
_O = Case.Outcome


@guard("apl-57", "apl-34")
def ruling_lawful(move: Move) -> None:
    """It lies within what the law allows, with a reason."""
    judging.check(move.case, move.data["ruling"])


@guard("310-11", "apl-8", "apl-27", "apl-82")
def no_fine_instead_of_transfer(move: Move) -> None:
    """While a crime is suspected no fine is given: transfer first, and wait for the answer."""
    if not move.data["ruling"].fine:
        return
    transfer = move.case.tracks.filter(kind=Track.Kind.TRANSFER, active=True).first()
    found = judging.crime(move.case)
    if transfer is None and found and found.required:
        raise ConflictError(found.text, do="先依法决定是否移送，不得以罚代刑")
    if transfer and transfer.state not in (_T.NOT_APPROVED, _T.RETURNED, _T.CONCLUDED):
        raise ConflictError(f"移送公安机关程序处于“{transfer.get_state_display()}”，不得以罚款代替移送")


@guard("apl-29", "apl-35")
def no_second_fine(move: Move) -> None:
    """After a criminal fine there is no administrative one."""
    fined = move.case.tracks.filter(kind=Track.Kind.TRANSFER, criminal_fine__gt=0).exists()
    if fined and move.data["ruling"].fine:
        raise ConflictError("法院已判处罚金，不再给予罚款", do="罚款填 0，其他处理可以保留")


@guard("apl-44", "apl-62", "apr-41")
def informed_before_penalty(move: Move) -> None:
    """No penalty without notice and without hearing the party."""
    if move.data["ruling"].outcome == _O.PENALTY and move.case.stage not in (Stage.HEARD, Stage.DISCUSSED):
        raise ConflictError("未告知或者未听取陈述、申辩，不得作出处罚决定")


@guard("apl-58", "apr-37")
def legal_review_passed(move: Move) -> None:
    """The last legal review after the last report agreed."""
    if not judging.happened(move.case, "pass_review", since="report"):
        raise ConflictError("未经法制审核或者审核未通过，不得作出决定")


@guard("apl-45", "apr-41")
def not_heavier(move: Move) -> None:
    """Pleading makes nothing worse: the decision stays within the notice."""
    new = move.data["ruling"]
    notice = judging.last(move.case, Ruling.At.NOTICE)
    if notice is None or new.outcome != _O.PENALTY:
        return
    if any(getattr(new, one) > getattr(notice, one) for one in judging.BURDENS):
        raise ConflictError(
            "不得因当事人陈述、申辩、听证而给予更重的处罚", do="发现新的事实的，退回调查后重新告知"
        )


@guard("apl-57", "apr-44")
def discussed_when_grave(move: Move) -> None:
    """Grave and complex cases are discussed by the heads together."""
    if (
        judging.panel_required(move.case, move.data["ruling"], move.procedure)
        and move.case.stage != Stage.DISCUSSED
    ):
        raise ConflictError("情节复杂或者重大，应当由负责人集体讨论决定", do="登记集体讨论")


@guard("apr-44")
def as_discussed(move: Move) -> None:
    """What was discussed is what is decided."""
    panel = judging.last(move.case, Ruling.At.PANEL)
    new = move.data["ruling"]
    if move.case.stage == Stage.DISCUSSED and panel is not None:
        differs = any(getattr(new, one) != getattr(panel, one) for one in ("outcome", *judging.BURDENS))
        if differs:
            raise ConflictError("处理决定与集体讨论结论不一致", do="按讨论结论作出决定，或者重新讨论")


@guard("apr-44")
def panel_is_whole(move: Move) -> None:
    """Enough members, each once, of this bureau, none of whom investigates."""
    check_panel(move.case, move.data["members"], move.procedure["least_panel"])


def check_panel(case: Case, members: Sequence[User], least: int) -> None:
    """Raise InvalidError, ForbiddenError unless these people can discuss the case together."""
    if len({one.pk for one in members}) < least or len(set(members)) != len(members):
        raise InvalidError(f"集体讨论不少于 {least} 人，不得重复", where="members")
    if any(one.organisation_id != case.organisation_id or not one.is_active for one in members):
        raise InvalidError("参加讨论的须为本单位在岗人员", where="members")
    if any(one.roles <= ALONE for one in members):
        raise InvalidError("系统管理员、审计员不参加集体讨论", where="members")
    if any(one.pk in ever(case) for one in members):
        raise ForbiddenError("本案调查人员不得参加集体讨论表决")


@guard("apl-60", "apr-45")
def in_time(move: Move) -> None:
    """Ninety days from filing, with what was added and deducted; a late decision says why it is late."""
    if deadlines.is_over(move.case, "decision", move.today) and not move.data.get("late_reason", "").strip():
        due = deadlines.due(move.case, "decision")
        raise ConflictError(
            f"办案期限已于 {due} 届满", do="属于不计入期限的先登记扣除；确已超期的写明逾期原因"
        )


@guard("apl-57", "apr-43")
def outcome_fits_tracks(move: Move) -> None:
    """A penalty needs its track, a judicial outcome the police's filing."""
    outcome, active = move.data["ruling"].outcome, move.case.tracks.filter(active=True)
    if outcome == _O.PENALTY and not active.filter(kind=Track.Kind.PENALTY).exists():
        raise ConflictError("尚未确定给予行政处罚", do="先确定处理方式")
    accepted = active.filter(kind=Track.Kind.TRANSFER, state__in=(_T.ACCEPTED, _T.CONCLUDED, _T.DONE))
    if outcome == _O.JUDICIAL and not accepted.exists():
        raise ConflictError("公安机关尚未立案，不能以移送司法机关作出决定")


@guard("apl-61", "apr-59")
def served_lawfully(move: Move) -> None:
    """After the decision, not in the future, electronically only with written consent."""
    on = move.data["on"]
    if move.case.decided_on is None or not move.case.decided_on <= on <= move.today:
        raise InvalidError("送达日期须在决定之后、今天以前", where="on")
    if move.data["method"] == "electronic" and not move.data.get("consent"):
        raise InvalidError("电子送达须经当事人书面同意", where="consent")


@guard("apl-48", "apr-46")
def published_and_standing(move: Move) -> None:
    """Only what is public can be withdrawn, once."""
    if move.case.published_on is None or move.case.withdrawn_on is not None:
        raise ConflictError("该决定没有公开，或者已经撤回")
