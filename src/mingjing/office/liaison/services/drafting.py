"""A handover is drawn up: what it is about, to whom it goes, what is added by hand; approved by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.guards.people import ever, handlers
from mingjing.office.cases.models import Case, Stage, Track
from mingjing.office.cases.services.register import take_number
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.liaison import materials, policy
from mingjing.office.liaison.models import (
    Attachment,
    Department,
    Handover,
    HandoverClue,
    Partner,
    State,
    stands,
)
from mingjing.office.liaison.services import files, walking

UNSENT = (State.DRAFT, State.SUBMITTED, State.APPROVED)
_ENDED = (State.RETURNED, State.CANCELLED)
_BEFORE_SENDING = (Track.State.OPEN, Track.State.PROPOSED, Track.State.APPROVED, Track.State.NOT_APPROVED)
_K = Handover.Kind


@dataclass(frozen=True, slots=True)
class Given:
    """What a handover says. `partner` and `overseer` are organisations by id."""

    partner: int
    title: str
    text: str
    basis: str = ""
    overseer: int | None = None


def _partner(actor: User, key: int) -> Partner:
    found = policy.partners(actor).filter(organisation=key).first()
    if found is None:
        raise InvalidError("请选择受移送的部门", where="partner")
    return found


def _overseer(actor: User, key: int | None) -> Organisation | None:
    if key is None:
        return None
    found = policy.partners(actor, Department.PROSECUTOR).filter(organisation=key).first()
    if found is None:
        raise InvalidError("请选择抄送的检察机关", where="overseer")
    return found.organisation


def _fields(actor: User, given: Given) -> dict[str, Any]:
    partner = _partner(actor, given.partner)
    return {
        "partner": partner.organisation, "department": partner.department, "overseer": _overseer(actor, given.overseer),
        "title": walking.said(given.title, "标题", "title", 300), "text": walking.said(given.text, "基本情况", "text", 20_000),
        "basis": walking.said(given.basis, "移送理由和依据", "basis", 1000, required=False),
    }  # fmt: skip


@transaction.atomic
def of_case(actor: User, given_case: Case, given: Given) -> Handover:
    """Draw up the handover of a case: to the police of a suspected crime, to others as their own matter.

    A suspected crime goes the way that the case has chosen for it. Raises ForbiddenError, NotVisibleError, InvalidError,
    ConflictError.
    """
    demand(actor, Permission.LIAISON_HANDLE)
    case = cases.one(actor, given_case.pk)
    cases.demand_own(actor, case)
    Case.objects.select_for_update().filter(pk=case.pk).first()
    if actor.pk not in handlers(case):
        raise ForbiddenError("只有本案办案人员才能办理", do="由办案人员办理")
    if case.stage in (Stage.DECLINED, Stage.ARCHIVED):
        raise ConflictError(f"案件处于“{case.get_stage_display()}”，不能移送")
    fields = _fields(actor, given)
    if fields["department"] == Department.POLICE:
        return _to_police(actor, case, fields)
    open_ = case.handovers.filter(partner=fields["partner"], direction=Handover.Direction.OUT).exclude(
        stands(*_ENDED)
    )
    if open_.exclude(stands(State.CONCLUDED)).exists():
        raise ConflictError(f"本案已向{fields['partner'].name}移送，尚未办结", where="partner")
    return _create(
        actor,
        fields | {"kind": _K.CASE, "case": case, "party_name": case.party_name, "own_state": State.DRAFT},
    )


def _to_police(actor: User, case: Case, fields: dict[str, Any]) -> Handover:
    track = case.tracks.filter(kind=Track.Kind.TRANSFER, active=True).first()
    if track is None or track.state not in _BEFORE_SENDING:
        said = f"移送公安机关处于“{track.get_state_display()}”" if track else "案件尚未确定移送公安机关"
        raise ConflictError(
            said, where="partner", do="在案卷中确定处理方式“移送公安机关”，由专案组报告、负责人批准"
        )
    try:
        with transaction.atomic():
            return _create(
                actor,
                fields | {"kind": _K.CRIME, "case": case, "track": track, "party_name": case.party_name},
            )
    except IntegrityError:
        raise ConflictError("本案移送公安机关的材料已经在准备", where="partner") from None


@transaction.atomic
def of_clues(actor: User, suspicions: Sequence[Suspicion], given: Given) -> Handover:
    """Draw up the handover of single clues without a case; a clue goes to one department once at a time."""
    demand(actor, Permission.LIAISON_HANDLE)
    fields, seen = _fields(actor, given), [leads.suspicion(actor, one.pk) for one in suspicions]
    if not seen:
        raise InvalidError("请选择要移送的疑点", where="suspicions")
    for one in seen:
        if one.lead.held_by_id != actor.organisation_id:
            raise ForbiddenError(f"线索 {one.lead.number} 由{one.lead.held_by.name}承办，只能由该单位移送")
    keys = sorted({one.pk for one in seen})
    list(Suspicion.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    going = Handover.objects.filter(clues__suspicion__in=keys, partner=fields["partner"]).exclude(
        stands(*_ENDED, State.CONCLUDED)
    )
    if going.exists():
        raise ConflictError(f"所选疑点中有的已向{fields['partner'].name}移送，尚未办结", where="suspicions")
    places = "、".join(dict.fromkeys(one.lead.institution.name for one in seen))
    made = _create(actor, fields | {"kind": _K.CLUE, "party_name": places[:255], "own_state": State.DRAFT})
    HandoverClue.objects.bulk_create(HandoverClue(handover=made, suspicion_id=key) for key in keys)
    return made


def _create(actor: User, fields: dict[str, Any]) -> Handover:
    made = Handover.objects.create(
        number=take_number(actor.organisation, "YS"), direction=Handover.Direction.OUT, bureau=actor.organisation,
        created_by=actor, **fields,
    )  # fmt: skip
    walking.tell(
        actor,
        made,
        "draft",
        made.title,
        {"partner": made.partner.code if made.partner else ""},
        internal=True,
    )
    return walking.fresh(made)


@transaction.atomic
def change(actor: User, given: Handover, said: Given, version: int | None = None) -> Handover:
    """Change a draft; of a suspected crime until it is sent."""
    states = (State.DRAFT,) if given.track_id is None else UNSENT
    one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, *states, version=version)
    fields = _fields(actor, said)
    if (fields["department"] == Department.POLICE) != (one.department == Department.POLICE) and one.case_id:
        raise InvalidError(
            "移送公安机关的案件不能改为移送其他部门，其他移送也不能改送公安机关", where="partner"
        )
    made = walking.write(one, **fields)
    walking.tell(actor, made, "change", made.title, internal=True)
    return made


def attach(actor: User, given: Handover, key: str, uploads: Sequence[UploadedFile]) -> list[Attachment]:
    """Add files of a material to a handover that is not sent yet. Raises InvalidError, ConflictError."""
    with files.undone() as kept, transaction.atomic():
        one = _own_draft(actor, given)
        fits = {own.key for own in materials.of(one) if own.by_hand} | {"other"}
        if key not in fits:
            raise InvalidError("这种材料由系统从案卷取得，不能上传", where="key")
        if not uploads:
            raise InvalidError("请选择文件", where="attachments")
        found = files.keep(actor, one, key, uploads, kept)
        walking.tell(actor, one, "attach", "、".join(file.name for file in found), internal=True)
        return found


@transaction.atomic
def detach(actor: User, given: Attachment) -> None:
    """Take a file away again before the handover is sent."""
    handover = Handover.objects.get(pk=given.handover_id)
    one = _own_draft(actor, handover)
    file = one.attachments.filter(pk=given.pk, event=None).first()
    if file is None:
        raise NotVisibleError("没有这份附件", where=str(given.pk))
    name, storage = file.file.name, file.file.storage
    walking.tell(actor, one, "detach", file.name, {"sha256": file.sha256}, internal=True)
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _own_draft(actor: User, given: Handover) -> Handover:
    """Return the draft of a bureau or of a department, as its own people work on it."""
    if given.direction == Handover.Direction.IN:
        return walking.partner(actor, given, State.DRAFT)
    states = (State.DRAFT,) if given.track_id is None else UNSENT
    return walking.bureau(actor, given, Permission.LIAISON_HANDLE, *states)


@transaction.atomic
def submit(actor: User, given: Handover, version: int | None = None) -> Handover:
    """Ask for approval. A suspected crime is reported and approved in the case instead."""
    one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.DRAFT, version=version)
    _not_a_crime(one)
    made = walking.write(one, own_state=State.SUBMITTED)
    walking.tell(actor, made, "submit", internal=True)
    return made


@transaction.atomic
def approve(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Approve a handover: never who drew it up, submitted it or handles the case."""
    one = walking.bureau(actor, given, Permission.LIAISON_APPROVE, State.SUBMITTED, version=version)
    _not_a_crime(one)
    _another(actor, one)
    made = walking.write(one, own_state=State.APPROVED, approved_by=actor)
    walking.tell(actor, made, "approve", walking.said(text, "审批意见", longest=1000), internal=True)
    return made


@transaction.atomic
def give_back(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Return a handover to who drew it up, with the reason."""
    one = walking.bureau(
        actor, given, Permission.LIAISON_APPROVE, State.SUBMITTED, State.APPROVED, version=version
    )
    _not_a_crime(one)
    made = walking.write(one, own_state=State.DRAFT, approved_by=None)
    walking.tell(actor, made, "give_back", walking.said(text, "退回理由", longest=1000), internal=True)
    return made


@transaction.atomic
def cancel(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Give a handover up before it is sent; of a suspected crime only its papers, the way of the case stays."""
    one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, *UNSENT, version=version)
    made = walking.write(one, own_state=State.CANCELLED, track=None)
    walking.tell(actor, made, "cancel", walking.said(text, "撤销理由", longest=1000), internal=True)
    return made


def _not_a_crime(one: Handover) -> None:
    if one.track_id is not None:
        raise ConflictError("涉嫌犯罪案件的移送在案卷中由专案组报告、负责人批准", where=one.number)


def _another(actor: User, one: Handover) -> None:
    told = set(one.events.filter(name__in=("draft", "submit", "change")).values_list("actor", flat=True))
    if actor.pk in told or (one.case is not None and actor.pk in ever(one.case)):
        raise ForbiddenError("拟制人员、办案人员不得审批本件移送", do="由负责人审批")
