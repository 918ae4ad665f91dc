"""Penalties on the spot 简易程序: small ones only, heard at once, reported to the bureau within days."""

from decimal import Decimal

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import judging
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.models import Case
from mingjing.office.cases.move import Move


def on_the_spot(case: Case) -> bool:
    """Return whether the case was decided on the spot."""
    return case.steps.filter(name="punish_on_spot").exists()


def _recorded(case: Case) -> bool:
    return judging.happened(case, "record_simple", since="punish_on_spot")


@guard("apl-51", "apr-48")
def small_enough(move: Move) -> None:
    """A fine below the limit of the party's kind, and nothing else but the refund."""
    choice = move.data["ruling"]
    if choice.outcome != Case.Outcome.PENALTY:
        raise InvalidError("简易程序只用于当场给予行政处罚", where="outcome")
    most = Decimal(move.procedure["simple"][move.case.party])
    if choice.fine > most:
        raise InvalidError(
            f"当场处罚的罚款不能超过 {most} 元", where="fine", do="超过限额的，报批立案后按普通程序办理"
        )
    if choice.confiscated or choice.months or choice.terminate or choice.ban_years or choice.mitigated:
        raise ConflictError(
            "没收、暂停、解除协议、禁止从业和减轻处罚不适用简易程序", do="报批立案后按普通程序办理"
        )


@guard("apl-44", "apl-62", "apr-48")
def party_heard_on_spot(move: Move) -> None:
    """The party was told and has answered, or said that it has nothing to say."""
    if not move.data["statement"].strip():
        raise InvalidError("请登记当事人的陈述、申辩；没有意见的写明“无意见”", where="statement")


@guard("apr-48")
def simple_unrecorded(move: Move) -> None:
    """Only a penalty on the spot is reported, once."""
    if not on_the_spot(move.case) or _recorded(move.case):
        raise ConflictError("不是当场处罚，或者已经报备")


@guard("apr-48", "apr-56")
def simple_recorded(move: Move) -> None:
    """A penalty on the spot is reported before the case closes."""
    if on_the_spot(move.case) and not _recorded(move.case):
        raise ConflictError("当场处罚尚未报备", do="先由办案人员报备")
