"""What comes back: whether the department takes the matter up, what it lacks, how it ends; and what the bureau answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import tracks
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import policy
from mingjing.office.liaison.models import Department, Handover, HandoverEvent, State
from mingjing.office.liaison.services import files, walking
from mingjing.office.liaison.services.sending import paper_demanded

OUTCOMES = {
    "convicted": "判决有罪", "acquitted": "判决无罪", "not_prosecuted": "不起诉", "withdrawn": "撤销案件", "punished": "行政处罚",
    "disciplined": "党纪政务处分", "corrected": "责令改正", "nothing": "未发现违法违规", "other": "其他",
}  # fmt: skip
OF_POLICE = ("convicted", "acquitted", "not_prosecuted", "withdrawn", "other")
OVERSIGHT = {
    "explain": "要求公安机关说明不立案理由", "notify": "通知公安机关立案", "uphold": "认为不立案理由成立", "correct": "提出检察意见（其他）",
}  # fmt: skip
_PENDING = (State.RECEIVED, State.RECONSIDERING, State.SUPERVISED)
_OUT = Handover.Direction.OUT
Files = Sequence[UploadedFile]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is taken up. `document` is the paper's name and number; a refusal has its reason."""

    accepted: bool
    document: str
    reason: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. `fine` is the criminal fine, `amount` what another department imposed, in yuan."""

    kind: str
    document: str
    text: str
    fine: Decimal = Decimal(0)
    amount: Decimal | None = None
    on: date | None = None


def answer(
    actor: User, given: Handover, said: Answer, uploads: Files = (), version: int | None = None
) -> Handover:
    """Put the department's answer on file, and with a suspected crime walk the case's own way in the same transaction.

    After a reconsideration or the prosecutor's supervision the police answer once more.
    """
    with files.undone() as kept, transaction.atomic():
        one = walking.either(actor, given, *_PENDING, version=version)
        _out(one)
        day = walking.day_between(said.on or clocks.today(), one.received_on, "答复日期")
        paper_demanded(actor, one, uploads, "答复文书")
        document = walking.said(said.document, "答复文书名称和文号", "document", 200)
        reason = walking.said(
            said.reason, "不予立案（受理）的理由", "reason", 1000, required=not said.accepted
        )
        if one.track is not None:
            tracks.police(actor, one.track, said.accepted, document, reason)
            made = walking.fresh(one)
            event = made.events.order_by("-pk")[0]
        else:
            state = State.ACCEPTED if said.accepted else State.REFUSED
            made = walking.write(one, own_state=state, answered_on=day)
            name = "accept" if said.accepted else "refuse"
            event = walking.tell(actor, made, name, document, {"reason": reason}, on=day)
        files.keep(actor, made, "answer", uploads, kept, event)
        walking.stop(made, "answer", "supplement")
        return made


@transaction.atomic
def ask_more(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Say which material is missing; the bureau has its days to bring it."""
    one = walking.either(actor, given, State.SENT, State.RECEIVED, State.ACCEPTED, version=version)
    _out(one)
    made = walking.write(one)
    walking.tell(actor, made, "ask_more", walking.said(text, "需要补充的材料"))
    walking.start(made, "supplement")
    return made


@transaction.atomic
def extend(actor: User, given: Handover, days: int, text: str, version: int | None = None) -> Handover:
    """Take longer over a complex suspected crime: 10 or 30 days from its receipt."""
    one = walking.either(actor, given, State.RECEIVED, version=version)
    if one.track is None:
        raise ConflictError("只有涉嫌犯罪案件的审查期限可以这样延长", where=one.number)
    tracks.police_extend(actor, one.track, days, text)
    return walking.fresh(one)


def turn_back(
    actor: User, given: Handover, text: str, uploads: Files = (), version: int | None = None
) -> Handover:
    """Return a matter that is not the receiver's, with its material; of a suspected crime the police refuse instead."""
    with files.undone() as kept, transaction.atomic():
        states = (State.SENT, State.RECEIVED)
        if given.direction == Handover.Direction.IN:
            one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, *states, version=version)
        else:
            one = walking.either(actor, given, *states, version=version)
            paper_demanded(actor, one, uploads, "退回文书")
        if one.track is not None:
            raise ConflictError(
                "涉嫌犯罪案件由公安机关答复是否立案；不予立案的退回案卷材料", where=one.number
            )
        made = walking.write(one, own_state=State.RETURNED, answered_on=clocks.today())
        event = walking.tell(actor, made, "turn_back", walking.said(text, "退回理由", longest=1000))
        files.keep(actor, made, "return", uploads, kept, event)
        walking.stop(made)
        return made


def conclude(
    actor: User, given: Handover, said: Outcome, uploads: Files = (), version: int | None = None
) -> Handover:
    """Put the department's outcome on file, also as its result in the case (一案多处); a fine paid is set off."""
    with files.undone() as kept, transaction.atomic():
        one = walking.either(actor, given, State.ACCEPTED, version=version)
        _out(one)
        day = walking.day_between(said.on or clocks.today(), one.answered_on, "办结日期")
        paper_demanded(actor, one, uploads, "处理结果文书")
        text = _outcome_text(one, said)
        if one.track is not None:
            tracks.conclude(actor, one.track, text, said.fine)
            made = walking.fresh(one)
            event = made.events.order_by("-pk")[0]
        else:
            made = walking.write(one, own_state=State.CONCLUDED, concluded_on=day)
            event = walking.tell(
                actor, made, "conclude", text, {"outcome": said.kind, "amount": said.amount}, on=day
            )
        _result_of_partner(actor, made, said, day)
        files.keep(actor, made, "outcome", uploads, kept, event)
        return made


def _outcome_text(one: Handover, said: Outcome) -> str:
    kinds = OF_POLICE if one.track_id else tuple(key for key in OUTCOMES if key not in OF_POLICE[:4])
    if said.kind not in kinds:
        raise InvalidError("请选择处理结果", where="kind")
    if said.fine < 0 or (said.amount is not None and said.amount < 0):
        raise InvalidError("金额不能为负数", where="fine")
    if said.fine and said.kind != "convicted":
        raise InvalidError("判决有罪的才填写罚金", where="fine")
    document = walking.said(said.document, "文书名称和文号", "document", 100)
    return f"{OUTCOMES[said.kind]}（{document}）：{walking.said(said.text, '处理结果', 'text', 1000)}"


def _result_of_partner(actor: User, one: Handover, said: Outcome, on: date) -> None:
    """Keep it as that department's result in the case, unless the case's file is closed for good."""
    if one.case is None or one.case.stage == Stage.ARCHIVED:
        return
    department = one.partner.name if one.partner else one.get_department_display()
    result = f"{OUTCOMES[said.kind]}：{said.text.strip()}"[:500]
    tracks.add_partner_result(
        actor, one.case, department=department, result=result, on=on, document=said.document.strip(),
        amount=said.fine or said.amount, organisation=one.partner,
    )  # fmt: skip


def object_to(
    actor: User, given: Handover, how: str, text: str, overseer: int | None = None, uploads: Files = (),
    version: int | None = None,
) -> Handover:  # fmt: skip
    """Answer the police's refusal: `reconsider`, ask the prosecutor to `supervise`, or `take_back` for a penalty."""
    with files.undone() as kept, transaction.atomic():
        one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, version=version)
        track = one.track
        if track is None:
            raise ConflictError("只有涉嫌犯罪案件的移送可以提请复议、建议监督", where=one.number)
        if overseer is not None and how == "supervise":
            found = policy.partners(actor, Department.PROSECUTOR).filter(organisation=overseer).first()
            if found is None:
                raise InvalidError("请选择检察机关", where="overseer")
            walking.write(one, overseer=found.organisation)
        tracks.object_to(actor, track, how, text)
        made = walking.fresh(one)
        files.keep(actor, made, "objection", uploads, kept, made.events.order_by("-pk")[0])
        return made


def oversee(
    actor: User,
    given: Handover,
    kind: str,
    document: str,
    text: str,
    uploads: Files = (),
    version: int | None = None,
) -> HandoverEvent:
    """Put on file what the prosecutor found in supervising: by itself, or the bureau for it with the paper."""
    with files.undone() as kept, transaction.atomic():
        one = _overseen(actor, given, version)
        if kind not in OVERSIGHT:
            raise InvalidError("请选择监督结果", where="kind")
        paper_demanded(actor, one, uploads, "检察机关文书")
        paper = walking.said(document, "文书名称和文号", "document", 200)
        said = f"{OVERSIGHT[kind]}（{paper}）：{walking.said(text, '监督意见', 'text', 1000)}"
        made = walking.write(one)
        event = walking.tell(actor, made, "oversee", said, {"result": kind})
        files.keep(actor, made, "oversight", uploads, kept, event)
        return event


def _overseen(actor: User, given: Handover, version: int | None) -> Handover:
    """A crime that is supervised now, or whose prosecutor looks of its own accord."""
    if actor.organisation.is_bureau:
        return walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.SUPERVISED, version=version)
    demand(actor, Permission.PARTNER_ANSWER)
    found = walking.looked_at(actor, given, version)
    if found.overseer_id != actor.organisation_id:
        raise NotVisibleError("没有这件移送，或者不由本部门监督", where=given.number)
    if found.track is None:
        raise ConflictError("只有涉嫌犯罪案件的移送由检察机关监督", where=found.number)
    return found


@transaction.atomic
def close(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """End a handover that the department did not take up: what the bureau does instead is said."""
    one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, State.REFUSED, version=version)
    if one.track is not None:
        raise ConflictError("公安机关不予立案的，提请复议、建议监督或者依法行政处理", where=one.number)
    if one.direction != _OUT:
        raise ForbiddenError("移入的事项由本单位决定不予受理后已经终了")
    made = walking.write(one, own_state=State.CONCLUDED, concluded_on=clocks.today())
    walking.tell(actor, made, "close", walking.said(text, "后续处理", longest=1000), internal=True)
    return made


def _out(one: Handover) -> None:
    if one.direction != _OUT:
        raise ConflictError("移入的事项由本单位受理、反馈", where=one.number)


def facts(event: HandoverEvent) -> dict[str, Any]:
    """Return what an event kept, without what only programs read."""
    return {key: value for key, value in event.data.items() if key not in ("from", "to", "sha256", "group")}
