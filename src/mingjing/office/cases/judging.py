"""What the law allows in a case, and whether a choice keeps to it."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import deadlines
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.law import crime as criminal
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.law.crime import Crime
from mingjing.office.cases.law.deciding import Proposal, propose
from mingjing.office.cases.law.facts import Facts, Purpose, Subject
from mingjing.office.cases.models import Act, Case, Ruling, Track

_ZERO = Decimal(0)
BURDENS = ("fine", "refund", "confiscated", "months", "terminate", "ban_years")
"""What a party has to bear of a ruling; more of any of it is heavier."""
_WITH_THE_POLICE = (
    Track.State.APPROVED, Track.State.SENT, Track.State.RECONSIDERING, Track.State.SUPERVISED, Track.State.ACCEPTED,
)  # fmt: skip
_SUBJECTS = {Case.Subject.STAFF: Subject.PERSON}


def subject_of(case: Case) -> Subject:
    """Return the party as the liability articles see it: staff answer as individuals."""
    return _SUBJECTS.get(Case.Subject(case.subject)) or Subject(case.subject)


def facts(act: Act) -> Facts:
    """Return one act as the law engine asks for it."""
    return Facts(
        subject_of(act.case), act.situation, act.acted_on, Purpose(act.purpose), act.loss, act.refused,
        act.serious, act.major, act.insured, act.deemed, tuple(act.presumptions), tuple(act.grounds),
    )  # fmt: skip


def proposals(case: Case) -> list[tuple[Proposal, ...]]:
    """Return for each act what the law allows; two readings where the purpose is undecided."""
    discretion, crimes = deadlines.in_force("discretion", case), deadlines.in_force("crime", case)
    acts = case.acts.select_related("case")
    return [propose(facts(act), discretion, crimes) for act in acts]


def shown(found: list[tuple[Proposal, ...]]) -> list[list[dict[str, Any]]]:
    """Return proposals as a ruling keeps them."""
    return [[asdict(one) for one in readings] for readings in found]


def is_fraud(act: Act) -> bool:
    """Return whether an act is fraud by its kind, by 细则 27, or because people decided so."""
    return act.purpose == Act.Purpose.YES or bool(act.deemed) or situations()[act.situation].fraud


def crime(case: Case) -> Crime | None:
    """Return the suspicion of a crime that the frauds of a case raise together; undecided acts only warn."""
    acts = list(case.acts.all())
    sure = sum((act.loss or _ZERO for act in acts if is_fraud(act)), _ZERO)
    maybe = sure + sum(
        (act.loss or _ZERO for act in acts if not is_fraud(act) and act.purpose == Act.Purpose.UNDECIDED),
        _ZERO,
    )
    limits = deadlines.in_force("crime", case)
    found = criminal.suspected(sure, Purpose.YES, limits) if sure else None
    return found or (criminal.suspected(maybe, Purpose.UNDECIDED, limits) if maybe else None)


def check(case: Case, choice: Choice) -> None:
    """Raise InvalidError unless the choice lies within the law; ConflictError while facts are undecided."""
    if not choice.reason.strip():
        raise InvalidError("请填写裁量理由", where="reason")
    if choice.outcome not in Case.Outcome.values or not choice.outcome:
        raise InvalidError("请选择处理决定", where="outcome")
    if any(getattr(choice, one) < 0 for one in BURDENS):
        raise InvalidError("金额和期限不能为负数", where="fine")
    found = proposals(case)
    if any(len(readings) > 1 for readings in found):
        raise ConflictError("尚未认定是否以骗取为目的，不能确定处理依据")
    allowed = [one for (one,) in found]
    _check_refund(choice, allowed)
    if choice.outcome == Case.Outcome.PENALTY:
        _check_fine(case, choice, allowed)
        _check_bans(choice, allowed)
    elif any(getattr(choice, one) for one in BURDENS if one != "refund"):
        raise InvalidError("不给予行政处罚的，不得处以罚款、没收、暂停", where="outcome")


def _check_refund(choice: Choice, allowed: list[Proposal]) -> None:
    most = sum((one.refund for one in allowed), _ZERO)
    if choice.refund > most:
        raise InvalidError(f"责令退回不能超过基金损失 {most} 元", where="refund")


def _check_fine(case: Case, choice: Choice, allowed: list[Proposal]) -> None:
    ranges = [one.fine for one in allowed if one.fine]
    least, most = sum((one.least for one in ranges), _ZERO), sum((one.most for one in ranges), _ZERO)
    if choice.fine > most:
        raise InvalidError(f"罚款不能超过法定最高额 {most} 元", where="fine")
    if not choice.fine and fine_waits(case):
        return
    if choice.fine < least and not choice.mitigated:
        raise InvalidError(
            f"罚款不能低于法定最低额 {least} 元",
            where="fine",
            do="具有法定减轻情形的，选择减轻处罚并写明理由",
        )
    if choice.mitigated and not any(act.grounds for act in case.acts.all()):
        raise InvalidError("没有登记从轻、减轻的法定情形，不能减轻处罚", where="mitigated")


def fine_waits(case: Case) -> bool:
    """Return whether a fine must stay away: the police have the case, or a court has fined already (处罚法 35)."""
    transfer = case.tracks.filter(kind=Track.Kind.TRANSFER, active=True)
    return transfer.filter(Q(state__in=_WITH_THE_POLICE) | Q(criminal_fine__gt=0)).exists()


def _check_bans(choice: Choice, allowed: list[Proposal]) -> None:
    stays = [one.suspension for one in allowed if one.suspension]
    least, most = max((one.least for one in stays), default=0), max((one.most for one in stays), default=0)
    if choice.months > most or (choice.months < least and not choice.mitigated):
        raise InvalidError(f"暂停期限须为 {least} 至 {most} 个月", where="months")
    if choice.terminate and not any(one.terminate for one in allowed):
        raise InvalidError("没有解除服务协议的依据", where="terminate")
    if choice.ban_years not in (0, max((one.ban_years for one in allowed), default=0)):
        raise InvalidError("没有禁止从业的依据，或者年限不符", where="ban_years")


def basis(case: Case) -> list[str]:
    """Return the provisions that the acts fall under, each once."""
    found = (ref for readings in proposals(case) for one in readings for ref in one.basis)
    return list(dict.fromkeys(found))


def hearing_right(case: Case, ruling: Ruling | Choice, procedure: Mapping[str, Any]) -> bool:
    """Return whether the party may ask for a hearing: a high fine or confiscation, suspension, ban, termination."""
    threshold = Decimal(procedure["hearing"][case.party])
    money = max(ruling.fine, ruling.confiscated) >= threshold
    return ruling.outcome == Case.Outcome.PENALTY and (
        money or bool(ruling.months or ruling.ban_years or ruling.terminate)
    )


def panel_required(case: Case, ruling: Ruling | Choice, procedure: Mapping[str, Any]) -> bool:
    """Return whether the heads must discuss it: grave, high, a suspension or ban, or below the least."""
    high = ruling.fine + ruling.confiscated >= Decimal(procedure["panel"][case.party])
    weighty = case.grave or high or ruling.mitigated or ruling.months or ruling.ban_years or ruling.terminate
    return ruling.outcome == Case.Outcome.PENALTY and bool(weighty)


def last(case: Case, at: str) -> Ruling | None:
    """Return the newest ruling of one kind."""
    return case.rulings.filter(step=at).order_by("-pk").first()


def happened(case: Case, name: str, since: str) -> bool:
    """Return whether a step was taken after the newest `since` (a step that never was counts as none).

    A case of an older ledger counts from its import.
    """
    newest = (
        case.steps.filter(name__in=(since, "import")).order_by("-pk").values_list("pk", flat=True).first()
    )
    return newest is not None and case.steps.filter(name=name, pk__gt=newest).exists()
