"""The evidence register: taken in by two officers, hashed, handed on, preserved, sealed, settled."""

import hashlib
import secrets
from datetime import date

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import chain, deadlines
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.models import Case, Custody, EvidenceItem, Hold, Stage
from mingjing.office.cases.services import acting, exhibits
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days

_COLLECT = (Stage.CLUE, Stage.FILING, Stage.INVESTIGATING)
_KEEP = tuple(set(Stage.values) - {Stage.ARCHIVED})


@transaction.atomic
def register(
    actor: User, given: Case, *, kind: str, name: str, text: str, origin: str, obtained_on: date, witness: User,
    content: bytes = b"", upload: "File[bytes] | None" = None,
) -> EvidenceItem:  # fmt: skip
    """Take one piece of evidence in. Two officers of the case collect it; its hash is of the file or the text.

    The file comes as `content` or as an `upload`, whose kind is checked. Raises InvalidError, ForbiddenError,
    ConflictError.
    """
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_COLLECT)
    if kind not in EvidenceItem.Kind.values:
        raise InvalidError("请选择证据种类", where="kind")
    if actor.pk == witness.pk or not {actor.pk, witness.pk} <= handlers(case):
        raise ForbiddenError("取证须由本案两名办案人员共同进行")
    if obtained_on > clocks.today():
        raise InvalidError("取得日期不能晚于今天", where="obtained_on")
    taken: File[bytes] | None = ContentFile(content) if content else upload
    if upload is not None:
        exhibits.check(upload)
    said = acting.demand_text(text, "证明内容", "text", 1000)
    number = case.evidence.count() + 1
    item = EvidenceItem(
        case=case, number=number, kind=kind, name=acting.demand_text(name, "证据名称", "name", 255), text=said,
        origin=acting.demand_text(origin, "证据来源", "origin", 255), obtained_on=obtained_on,
        sha256=exhibits.digest(taken.chunks() if taken is not None else [said.encode()]), collected_by=actor, witness=witness,
        size=taken.size if taken is not None else 0, file_name=_file_name(upload),
    )  # fmt: skip
    if taken is not None:
        taken.seek(0)
        item.file.save(f"{secrets.token_hex(16)}.bin", taken, save=False)
    try:
        item.save()
        _link(actor, item, "取得", actor.name, "", said[:500])
        acting.tell(actor, case, "evidence", item.name, {"number": number, "sha256": item.sha256})
    except BaseException:
        if taken is not None:
            item.file.storage.delete(item.file.name)
        raise
    return item


def _file_name(upload: "File[bytes] | None") -> str:
    """Return the name a file was handed in under, without folders."""
    return (upload.name or "").replace("\\", "/").rpartition("/")[2][-255:] if upload else ""


@transaction.atomic
def verify(actor: User, given: EvidenceItem, text: str) -> EvidenceItem:
    """Say that a piece of evidence was checked and is true; the file is hashed again first."""
    item = _mine(actor, given, *_COLLECT)
    _same(item)
    chain.check(item)
    if not EvidenceItem.objects.filter(pk=item.pk, verified=False).update(verified=True):
        raise ConflictError("该证据已经查证")
    said = acting.demand_text(text, "查证情况", "text", 500)
    _link(actor, item, "查证", actor.name, "", said)
    acting.tell(actor, item.case, "verify_evidence", said, {"number": item.number})
    item.refresh_from_db()
    return item


@transaction.atomic
def hand_over(actor: User, given: EvidenceItem, holder: str, place: str, text: str) -> Custody:
    """Hand a piece of evidence on to another keeper."""
    item = _mine(actor, given, *_KEEP)
    chain.check(item)
    made = _link(
        actor, item, "移交", acting.demand_text(holder, "保管人", "holder", 100),
        acting.demand_text(place, "保管地点", "place", 255), acting.demand_text(text, "移交事由", "text", 500),
    )  # fmt: skip
    acting.tell(
        actor, item.case, "hand_over_evidence", made.text, {"evidence": item.number, "holder": made.holder}
    )
    return made


@transaction.atomic
def hold(actor: User, given: EvidenceItem, kind: str, text: str) -> Hold:
    """Preserve 先行登记保存 or seal 封存 a piece of evidence; the head approves, who is no officer of the case."""
    case = acting.enter_open(actor, given.case, Permission.CASES_APPROVE, *_COLLECT)
    if actor.pk in handlers(case):
        raise ForbiddenError("先行登记保存、封存须经负责人批准")
    if kind not in Hold.Kind.values:
        raise InvalidError("请选择措施", where="kind")
    if given.holds.filter(ended_on__isnull=True).exists():
        raise ConflictError("该证据已采取措施，尚未处理")
    today = clocks.today()
    due = deadlines.due_day(deadlines.figures(case)["deadlines"][kind], today)
    made = Hold.objects.create(item=given, kind=kind, since=today, due_on=due, approved_by=actor)
    said = acting.demand_text(text, "措施的理由", "text", 500)
    _link(actor, given, made.get_kind_display(), actor.name, "", said)
    acting.tell(actor, case, "hold", said, {"evidence": given.number, "kind": kind, "due_on": due})
    return made


@transaction.atomic
def extend_hold(actor: User, given: Hold, text: str) -> Hold:
    """Let a seal last longer, once; what is only preserved must be settled in its seven days."""
    case = acting.enter_open(actor, given.item.case, Permission.CASES_APPROVE, *_KEEP)
    spec = deadlines.figures(case)["deadlines"][given.kind]
    now = Hold.objects.select_for_update().get(pk=given.pk)
    if now.ended_on or now.extended or not spec.get("extend"):
        raise ConflictError("该措施不能延长", why="封存只能延长一次，先行登记保存不能延长")
    if clocks.today() > now.due_on:
        raise ConflictError("期限已经届满，不能延长")
    said = acting.demand_text(text, "延长的理由", "text", 500)
    now.due_on = clocks.due_day(now.due_on, spec["extend"][0], spec["unit"], Days(now.due_on))
    now.extended = True
    now.save(update_fields=["due_on", "extended"])
    acting.tell(actor, case, "extend_hold", said, {"evidence": now.item.number, "due_on": now.due_on})
    return now


@transaction.atomic
def settle_hold(actor: User, given: Hold, end: str, text: str) -> Hold:
    """Settle what was preserved or sealed; after its last day it can only lapse."""
    item = _mine(actor, given.item, *_KEEP)
    now = Hold.objects.select_for_update().get(pk=given.pk)
    if now.ended_on:
        raise ConflictError("该措施已经处理")
    if end not in Hold.End.values or not end:
        raise InvalidError("请选择处理方式", where="end")
    late = clocks.today() > now.due_on
    if late != (end == Hold.End.LAPSED):
        raise ConflictError("期限届满未处理的自动解除" if late else "期限未届满，须作出处理")
    said = acting.demand_text(text, "处理情况", "text", 500)
    now.ended_on, now.end = clocks.today(), end
    now.save(update_fields=["ended_on", "end"])
    _link(actor, item, "处理", actor.name, "", said)
    acting.tell(actor, item.case, "settle_hold", said, {"evidence": item.number, "end": end})
    return now


def _mine(actor: User, given: EvidenceItem, *stages: str) -> EvidenceItem:
    """Return a piece of evidence of a case that the actor handles. Raises ForbiddenError, ConflictError."""
    case = acting.enter_open(actor, given.case, Permission.CASES_INVESTIGATE, *stages)
    if actor.pk not in handlers(case):
        raise ForbiddenError("只有本案办案人员才能办理证据")
    item = case.evidence.get(pk=given.pk)
    item.case = case
    return item


def _same(item: EvidenceItem) -> None:
    """Raise ConflictError when the kept file is no longer what was taken in."""
    if item.file:
        with item.file.open("rb") as kept:
            found = hashlib.file_digest(kept, "sha256").hexdigest()
    else:
        found = hashlib.sha256(item.text.encode()).hexdigest()
    if found != item.sha256:
        raise ConflictError(f"证据“{item.name}”与登记时的摘要不一致", do="停止使用该证据并查明原因")


def _link(actor: User, item: EvidenceItem, action: str, holder: str, place: str, text: str) -> Custody:
    last = item.custody.order_by("-seq").first()
    link = Custody(
        item=item, seq=last.seq + 1 if last else 1, action=action, holder=holder, place=place, text=text,
        sha256=item.sha256, previous=last.digest if last else chain.START, actor=actor, at=timezone.now(),
    )  # fmt: skip
    link.digest = chain.digest(link)
    link.save(force_insert=True)
    return link
