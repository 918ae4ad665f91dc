"""A handover is sent: its package is made once, and of a suspected crime the case takes its own step with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.guards.tracks import MATERIALS
from mingjing.office.cases.services import tracks
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison.models import Handover, Package, State
from mingjing.office.liaison.services import files, packing, walking

WITH_THEM = (
    State.SENT, State.RECEIVED, State.ACCEPTED, State.REFUSED, State.RECONSIDERING, State.SUPERVISED,
)  # fmt: skip


def send(actor: User, given: Handover, text: str, version: int | None = None) -> Handover:
    """Make the package and send it. Raises ConflictError when something obligatory is missing or a file was altered."""
    with files.undone() as kept, transaction.atomic():
        one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.APPROVED, version=version)
        _by_a_handler(actor, one)
        if one.partner is None or not one.partner.active:
            raise ConflictError("受移送的部门已经停用", do="撤销本件移送后另行移送")
        prepared = packing.prepare(one, content=True)
        if lacking := packing.missing(prepared):
            raise ConflictError(
                f"移送材料不全，缺少：{'、'.join(lacking)}", where="materials", do="补充材料后再发出"
            )
        pieces = [piece for some in prepared for piece in some.pieces]
        package = packing.pack(actor, one, pieces, kept)
        said = (
            walking.said(text, "移送情况", required=False)
            or f"移送{one.partner.name}，材料 {len(pieces)} 件。"
        )
        facts = {"package": package.number, "sha256": package.sha256, "files": len(pieces)}
        if one.track is not None:
            ticked = [key for key in (*MATERIALS, "expert") if any(piece.key == key for piece in pieces)]
            tracks.send(actor, one.track, ticked, said, recipient=one.partner)
            audit.record(actor, "handover_pack", "handover", one.number, None, facts)
            made = walking.fresh(one)
        else:
            made = walking.write(one, own_state=State.SENT, sent_on=clocks.today())
            walking.tell(actor, made, "send", said, facts)
        walking.start(made, "receive")
        return made


def _by_a_handler(actor: User, one: Handover) -> None:
    if one.case is not None and actor.pk not in handlers(one.case):
        raise ForbiddenError("只有本案办案人员才能移送", do="由办案人员办理")


def supplement(
    actor: User, given: Handover, text: str, uploads: Sequence[UploadedFile], version: int | None = None
) -> Package:
    """Hand over what the department asked for in addition: a further package of its own."""
    with files.undone() as kept, transaction.atomic():
        one = walking.bureau(actor, given, Permission.LIAISON_HANDLE, *WITH_THEM, version=version)
        _by_a_handler(actor, one)
        if one.direction != Handover.Direction.OUT:
            raise ConflictError("移入的事项不能补充移送材料", where=one.number)
        if not uploads:
            raise InvalidError("请选择补充的材料", where="attachments")
        event = walking.tell(actor, one, "supplement", walking.said(text, "补充材料的说明"))
        added = files.keep(actor, one, "supplement", uploads, kept, event)
        package = packing.pack(actor, one, packing.of_attachments(added), kept)
        walking.write(one)
        walking.stop(one, "supplement")
        return package


def received(
    actor: User, given: Handover, on: date | None = None, text: str = "", uploads: Sequence[UploadedFile] = (),
    version: int | None = None,
) -> Handover:  # fmt: skip
    """Put the receipt on file: the department itself today, or the bureau for it with the day and a scan of the paper."""
    with files.undone() as kept, transaction.atomic():
        one = _receiver(actor, given, version)
        day = walking.day_between(on or clocks.today(), one.sent_on, "签收日期")
        paper_demanded(actor, one, uploads, "回执")
        said = walking.said(text, "签收情况", longest=500, required=False)
        made, event = _received(actor, one, day, said)
        files.keep(actor, made, "receipt", uploads, kept, event)
        walking.stop(made, "receive")
        return made


def _receiver(actor: User, given: Handover, version: int | None) -> Handover:
    """Who receives: what goes out the department, or the bureau with its paper; what comes in the bureau alone."""
    if given.direction == Handover.Direction.IN:
        return walking.bureau(actor, given, Permission.LIAISON_HANDLE, State.SENT, version=version)
    return walking.either(actor, given, State.SENT, version=version)


def _received(actor: User, one: Handover, day: date, said: str) -> tuple[Handover, Any]:
    if one.track is not None:
        tracks.police_receive(actor, one.track, day, said)
        made = walking.fresh(one)
        return made, made.events.order_by("-pk")[0]
    made = walking.write(one, own_state=State.RECEIVED, received_on=day)
    event = walking.tell(actor, made, "receive", said, {"on": day}, on=day)
    walking.start(made, "answer", day)
    return made, event


def paper_demanded(actor: User, one: Handover, uploads: Sequence[UploadedFile], what: str) -> None:
    """Raise InvalidError when a bureau puts a department's word on file without its paper."""
    if actor.organisation.is_bureau and one.direction == Handover.Direction.OUT and not uploads:
        raise InvalidError(f"由本单位登记的，须上传{what}扫描件", where="attachments")
