"""What a case needs to be filed, and the investigation to be reported."""

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import Organisation
from mingjing.office.cases import chain, judging
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.law.limits import is_barred
from mingjing.office.cases.models import Hold, Track
from mingjing.office.cases.move import Move


@guard("apr-15")
def has_acts(move: Move) -> None:
    """Facts that look unlawful are named."""
    if not move.case.acts.exists():
        raise ConflictError("尚未登记违法行为", do="登记违法事实和违法情形")


@guard("apl-22", "apr-15")
def within_competence(move: Move) -> None:
    """The institution belongs to the bureau or to one below it."""
    place = move.case.institution
    body: Organisation = move.case.organisation
    if place and not place.bureau.path.startswith(body.path):
        raise ConflictError(
            f"{place.name}由{place.bureau.name}管辖", do="移送有管辖权的部门，或者报共同上级指定管辖"
        )


@guard("apl-36", "apr-6")
def not_barred(move: Move) -> None:
    """Each act was found in time."""
    years = move.procedure["limitation_years_harm" if move.case.harm else "limitation_years"]
    late = [act for act in move.case.acts.all() if is_barred(act.ended_on, move.case.found_on, years)]
    if late:
        raise ConflictError(f"第 {late[0].situation} 项违法行为发现时已超过 {years} 年追责期限")


@guard("apl-40", "apl-46", "apr-19")
def has_verified_evidence(move: Move) -> None:
    """Facts rest on evidence that was checked and found true."""
    if not move.case.evidence.filter(verified=True).exists():
        raise ConflictError("没有查证属实的证据", do="登记证据并查证")


@guard("apl-46")
def evidence_is_whole(move: Move) -> None:
    """No link of the chain of custody is missing or altered."""
    for item in move.case.evidence.prefetch_related("custody"):
        chain.check(item)


@guard("apl-56", "apr-26", "apr-29")
def holds_settled(move: Move) -> None:
    """Nothing preserved or sealed is left unsettled."""
    if Hold.objects.filter(item__case=move.case, ended_on__isnull=True).exists():
        raise ConflictError("尚有先行登记保存或者封存的物品未处理", do="作出处理后再继续")


@guard("apl-57", "apr-36")
def purpose_decided(move: Move) -> None:
    """People have decided on the purpose of every act."""
    if any(act.purpose == act.Purpose.UNDECIDED for act in move.case.acts.all()):
        raise ConflictError("尚未认定是否以骗取为目的", do="逐项认定并写明理由")


@guard("xz-35")
def loss_known(move: Move) -> None:
    """The loss of every act is counted, be it zero."""
    if any(act.loss is None for act in move.case.acts.all()):
        raise ConflictError("尚未计算基金损失", do="逐项计算；没有损失的填 0")


@guard("310-3", "310-5", "apl-27")
def transfer_considered(move: Move) -> None:
    """Above the criminal line the head decides on a transfer before the investigation is reported."""
    found = judging.crime(move.case)
    undecided = (Track.State.OPEN, Track.State.PROPOSED)
    considered = move.case.tracks.filter(kind=Track.Kind.TRANSFER, active=True).exclude(state__in=undecided)
    if found and found.required and not considered.exists():
        raise ConflictError(found.text, do="由不少于 2 人的专案组报告，负责人作出移送或者不移送的决定")


@guard("735-13")
def handled_by_agreement(move: Move) -> None:
    """Without a penalty there is another finished way of handling."""
    active = move.case.tracks.filter(active=True)
    if active.filter(kind=Track.Kind.PENALTY).exists():
        raise ConflictError("该案件已确定给予行政处罚", do="先变更处理方式并写明理由")
    if not active.filter(kind=Track.Kind.AGREEMENT, state=Track.State.DONE).exists():
        raise ConflictError("协议处理尚未办结")
