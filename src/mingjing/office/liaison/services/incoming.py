"""What other departments hand to a bureau: drawn up and sent by them, received, taken up as a case, answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, EvidenceItem, Stage
from mingjing.office.cases.services import acting, evidence, register
from mingjing.office.cases.services.register import take_number
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison import policy
from mingjing.office.liaison.models import Attachment, Handover, Partner, State
from mingjing.office.liaison.services import files, packing, walking

_IN, _K = Handover.Direction.IN, Handover.Kind


@dataclass(frozen=True, slots=True)
class Said:
    """What a department says of what it hands over. `bureau` by id; `origin` the number of what it was sent before."""

    bureau: int
    kind: str
    title: str
    party_name: str
    text: str
    party_code: str = ""
    basis: str = ""
    origin: str = ""


def _fields(actor: User, said: Said) -> dict[str, Any]:
    bureau = policy.bureaus_of(actor.organisation).filter(pk=said.bureau).first()
    if bureau is None:
        raise InvalidError("请选择接收的医保部门", where="bureau")
    if said.kind not in (_K.CASE, _K.CLUE, _K.REVERSE):
        raise InvalidError("请选择移送类型", where="kind")
    origin = policy.one(actor, said.origin) if said.origin else None
    if said.kind == _K.REVERSE and (origin is None or origin.track_id is None):
        raise InvalidError("请选择原移送的涉嫌犯罪案件", where="origin")
    if origin is not None and origin.bureau_id != bureau.pk:
        raise InvalidError("原移送不是该医保部门移送的", where="origin")
    return {
        "bureau": bureau, "kind": said.kind, "origin": origin, "title": walking.said(said.title, "标题", "title", 300),
        "party_name": walking.said(said.party_name, "涉及对象", "party_name", 255), "party_code": said.party_code.strip()[:40],
        "text": walking.said(said.text, "基本情况", "text", 20_000),
        "basis": walking.said(said.basis, "移送理由和依据", "basis", 1000, required=False),
    }  # fmt: skip


@transaction.atomic
def draft(actor: User, said: Said) -> Handover:
    """Draw up what a department hands over. Raises ForbiddenError, InvalidError, NotVisibleError."""
    demand(actor, Permission.PARTNER_ANSWER)
    known = Partner.objects.filter(organisation=actor.organisation_id).first()
    if known is None:
        raise ConflictError("本部门尚未登记部门类别，不能移送", do="请医保部门在“协同部门”中登记")
    made = Handover.objects.create(
        number=take_number(actor.organisation, "YR"), direction=_IN, partner=actor.organisation,
        department=known.department, own_state=State.DRAFT, created_by=actor, **_fields(actor, said),
    )  # fmt: skip
    walking.tell(actor, made, "draft", made.title, internal=True)
    return walking.fresh(made)


@transaction.atomic
def change(actor: User, given: Handover, said: Said, version: int | None = None) -> Handover:
    """Change one's own draft."""
    one = _draft(actor, given, version)
    made = walking.write(one, **_fields(actor, said))
    walking.tell(actor, made, "change", made.title, internal=True)
    return made


def _draft(actor: User, given: Handover, version: int | None) -> Handover:
    one = walking.partner(actor, given, State.DRAFT, version=version)
    if one.direction != _IN:
        raise ConflictError("只能修改本部门移送的事项", where=one.number)
    return one


def send(actor: User, given: Handover, version: int | None = None) -> Handover:
    """Hand it to the bureau, with its material as one package."""
    with files.undone() as kept, transaction.atomic():
        one = _draft(actor, given, version)
        prepared = packing.prepare(one)
        if lacking := packing.missing(prepared):
            raise ConflictError(
                f"移送材料不全，缺少：{'、'.join(lacking)}", where="materials", do="上传材料后再移送"
            )
        pieces = [piece for some in prepared for piece in some.pieces]
        package = packing.pack(actor, one, pieces, kept)
        made = walking.write(one, own_state=State.SENT, sent_on=clocks.today())
        walking.tell(actor, made, "send", "", {"sha256": package.sha256, "files": len(pieces)})
        walking.start(made, "receive")
        return made


@transaction.atomic
def withdraw(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Take it back before the bureau has received it."""
    one = walking.partner(actor, given, State.DRAFT, State.SENT, version=version)
    if one.direction != _IN:
        raise ConflictError("只能撤回本部门移送的事项", where=one.number)
    made = walking.write(one, own_state=State.CANCELLED)
    walking.tell(actor, made, "withdraw", walking.said(text, "撤回理由", longest=1000))
    walking.stop(made)
    return made


@transaction.atomic
def take_up(
    actor: User, given: Handover, party: Party, *, found_on: date | None = None, harm: bool = False,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Register the case that comes of it: its source is the transfer, its first stage the check of the clue."""
    one = _received(actor, given, version)
    came = f"{one.partner.name if one.partner else ''}移送（{one.number}，{one.sent_on}）：{one.title}"
    case = register.open_case(
        actor,
        party,
        source=Case.Source.TRANSFER,
        found_on=found_on or one.sent_on or clocks.today(),
        source_text=came,
        harm=harm,
    )
    _taken(actor, one, case, f"已登记案件 {case.number}")
    return case


@transaction.atomic
def join(actor: User, given: Handover, case: Case, text: str, version: int | None = None) -> Handover:
    """Take it up in a case that there is already: one case, several departments (一案多查)."""
    one = _received(actor, given, version)
    seen = acting.enter(actor, case, Permission.CASES_FILE)
    if seen.stage in (Stage.DECLINED, Stage.ARCHIVED):
        raise ConflictError(f"案件处于“{seen.get_stage_display()}”，不能并入", where="case")
    made = _taken(actor, one, seen, walking.said(text, "并案的理由", longest=1000))
    acting.tell(actor, seen, "handover", made.title, {"department": one.partner.name if one.partner else ""})
    return made


def _received(actor: User, given: Handover, version: int | None) -> Handover:
    one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.RECEIVED, version=version)
    if one.direction != _IN:
        raise ConflictError("只有移入的事项由本单位受理", where=one.number)
    return one


def _taken(actor: User, one: Handover, case: Case, text: str) -> Handover:
    made = walking.write(one, own_state=State.ACCEPTED, case=case, answered_on=clocks.today())
    walking.tell(actor, made, "accept", "已受理")
    walking.tell(actor, made, "case", text, {"case": case.number}, internal=True)
    walking.stop(made, "answer")
    return made


@transaction.atomic
def decline(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Say why it is not taken up: decided by a head."""
    one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, State.RECEIVED, version=version)
    if one.direction != _IN:
        raise ConflictError("只有移入的事项由本单位决定是否受理", where=one.number)
    made = walking.write(
        one, own_state=State.REFUSED, answered_on=clocks.today(), concluded_on=clocks.today()
    )
    walking.tell(actor, made, "refuse", walking.said(text, "不予受理的理由", longest=1000))
    walking.stop(made)
    return made


@transaction.atomic
def pass_on(actor: User, given: Handover, bureau: int, text: str, version: int | None = None) -> Handover:
    """Hand what came in down to the bureau that it belongs to; that one receives it anew."""
    states = (State.SENT, State.RECEIVED)
    one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, *states, version=version)
    below = (
        actor.organisation.bureaus().exclude(pk=actor.organisation_id).filter(pk=bureau, active=True).first()
    )
    if one.direction != _IN or below is None:
        raise InvalidError("请选择下级医保部门", where="bureau")
    made = walking.write(one, bureau=below, own_state=State.SENT, received_on=None)
    walking.tell(actor, made, "pass_on", walking.said(text, "转办意见", longest=1000), {"bureau": below.name})
    walking.stop(made, "answer")
    walking.start(made, "receive")
    return made


def feed_back(
    actor: User, given: Handover, text: str, uploads: Sequence[UploadedFile] = (), version: int | None = None
) -> Handover:
    """Tell the department what became of it, and end it."""
    with files.undone() as kept, transaction.atomic():
        one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.ACCEPTED, version=version)
        if one.direction != _IN:
            raise ConflictError("移出的事项由受移送的部门反馈结果", where=one.number)
        made = walking.write(one, own_state=State.CONCLUDED, concluded_on=clocks.today())
        event = walking.tell(actor, made, "feed_back", walking.said(text, "处理结果"))
        files.keep(actor, made, "outcome", uploads, kept, event)
        walking.stop(made)
        return made


@transaction.atomic
def to_evidence(
    actor: User, given: Attachment, *, kind: str, name: str, text: str, witness: User
) -> EvidenceItem:  # fmt: skip
    """Take one file that came in into the evidence of the case, with its hash, by two officers of the case."""
    demand(actor, Permission.LIAISON_HANDLE)
    file = policy.attachment(actor, given.pk)
    one = policy.one(actor, file.handover.number)
    policy.demand_own(actor, one)
    if one.direction != _IN or one.case is None or file.organisation_id != one.partner_id:
        raise ConflictError("只有移入事项的材料可以转为证据，且须先登记案件", where=one.number)
    cases.one(actor, one.case.pk)
    with file.file.open("rb") as opened:
        content = opened.read()
    origin = f"{one.partner.name if one.partner else ''}移送（{one.number}）：{file.name}"[:255]
    made = evidence.register(
        actor, one.case, kind=kind, name=name, text=text, origin=origin, obtained_on=one.sent_on or clocks.today(),
        witness=witness, content=content,
    )  # fmt: skip
    if made.sha256 != file.sha256:
        raise ConflictError("文件与登记的摘要不一致", where=file.name, do="停止使用并查明原因")
    data = {"file": file.name, "evidence": made.number}
    walking.tell(actor, one, "to_evidence", f"{file.name} 转为证据 {made.number}", data, internal=True)
    return made


def own_file(actor: User, key: int) -> Attachment:
    """Return a file that one's own people added to a draft. Raises NotVisibleError."""
    found = policy.attachment(actor, key)
    if found.organisation_id != actor.organisation_id:
        raise NotVisibleError("没有这份附件，或者不由本单位上传", where=str(key))
    return found
