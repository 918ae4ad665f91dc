"""Carrying out and closing."""

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import deadlines, dues, judging
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.models import Case, Track
from mingjing.office.cases.move import Move

_FINISHED = (
    Track.State.DONE, Track.State.NOT_APPROVED, Track.State.RETURNED, Track.State.CONCLUDED, Track.State.DROPPED,
)  # fmt: skip


@guard("apl-72", "apr-55")
def payment_overdue(move: Move) -> None:
    """The party is urged only when its days are over and something is unpaid."""
    if move.case.pay_by is None or move.today <= move.case.pay_by:
        raise ConflictError("缴款期限尚未届满，不能催告")
    if not dues.outstanding(move.case, move.today).total:
        raise ConflictError("款项已经缴清")


@guard("apr-55", "apl-72")
def urged_in_vain(move: Move) -> None:
    """The court is asked only after urging."""
    if not judging.happened(move.case, "urge", since="serve"):
        raise ConflictError("申请法院强制执行前应当催告")
    if not deadlines.is_over(move.case, "urge", move.today):
        raise ConflictError(f"催告期限 {deadlines.due(move.case, 'urge')} 尚未届满")


@guard("apl-73")
def execution_not_stopped(move: Move) -> None:
    """While a reconsideration or a court has stopped the execution nobody is urged."""
    if any(one.suspended and one.until is None for one in dues.books(move.case).remedies):
        raise ConflictError("行政复议、行政诉讼期间已停止执行，不能催告", do="登记复议、诉讼结果后再办理")


@guard("apl-72", "apl-73")
def remedies_over(move: Move) -> None:
    """The court is asked, and the case closed, only when no reconsideration or suit is pending."""
    if found := next((one for one in dues.books(move.case).remedies if one.until is None), None):
        raise ConflictError(f"{found.get_kind_display()}尚未结束", do="登记结果后再办理")


@guard("apl-73", "apr-56")
def money_given_back(move: Move) -> None:
    """What the party paid beyond what stands of the decision has gone back before the case closes."""
    left = sum(dues.to_return(move.case, move.today).values())
    if left:
        raise ConflictError(f"尚有 {left} 元应退还当事人", do="退还后登记，再结案")


@guard("apl-66", "apr-54")
def plan_covers_debt(move: Move) -> None:
    """Instalments are dated in the future, one after the other, and together pay what is due."""
    plan = move.data["plan"]
    if not plan or any(on < move.today or amount <= 0 for on, amount in plan):
        raise InvalidError("分期的日期不早于今天，金额须大于 0", where="plan")
    if [on for on, _ in plan] != sorted({on for on, _ in plan}):
        raise InvalidError("分期日期须逐期递增", where="plan")
    due = dues.outstanding(move.case, move.today)
    if sum(amount for _, amount in plan) != due.total:
        raise InvalidError(f"分期金额合计须等于应缴 {due.total} 元", where="plan")


@guard("apr-56")
def paid_or_excused(move: Move) -> None:
    """Everything is paid, or a court has been asked to enforce it: it goes on there, or the court ended it."""
    due = dues.outstanding(move.case, move.today)
    if not due.total:
        return
    if move.data.get("excuse") not in ("court", "terminated"):
        raise ConflictError(f"尚有 {due.total} 元未缴清", do="缴清后办结，或者申请法院强制执行")
    if not judging.happened(move.case, "apply_court", since="serve"):
        raise ConflictError("尚未申请法院强制执行", do="催告期限届满仍不履行的，由负责人申请人民法院强制执行")


@guard("apr-56")
def tracks_finished(move: Move) -> None:
    """Every way of handling has come to its end."""
    active = move.case.tracks.filter(active=True).exclude(kind=Track.Kind.PENALTY)
    judicial = move.case.outcome == Case.Outcome.JUDICIAL
    ended = [*_FINISHED, Track.State.ACCEPTED] if judicial else list(_FINISHED)
    left = active.exclude(state__in=ended).first()
    if left:
        raise ConflictError(f"{left.get_kind_display()}处于“{left.get_state_display()}”，不能结案")
