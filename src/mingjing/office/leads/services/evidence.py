"""Files behind answers and checks: few kinds, judged by content, stored under random names, served as downloads."""

import hashlib
import secrets
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, Role, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Evidence, Lead, Line, Suspicion
from mingjing.office.leads.services import acting
from mingjing.office.ui.download import Download

MOST_FILES, MOST_BYTES = 5, 100 * 1024 * 1024
_HEAD = 8192
_S = Suspicion.State


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its ending and content type."""

    suffix: str
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF, PNG, JPG = Kind("pdf", "application/pdf"), Kind("png", "image/png"), Kind("jpg", "image/jpeg")
XLSX = Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet")
DOCX = Kind("docx", f"{_OFFICE}wordprocessingml.document")
_STARTS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPG))
_ENDINGS = {"pdf": PDF, "png": PNG, "jpg": JPG, "jpeg": JPG, "xlsx": XLSX, "docx": DOCX}


def sniff(upload: File) -> Kind | None:  # type: ignore[type-arg]
    """Return what a file is by its content; None for everything that is not taken."""
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _sniff_office(upload) if head.startswith(b"PK\x03\x04") else None


def _sniff_office(upload: File) -> Kind | None:  # type: ignore[type-arg]
    """A workbook or document without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    finally:
        upload.seek(0)
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None


def attach(actor: User, suspicion: Suspicion, upload: UploadedFile, line: Line | None = None) -> Evidence:
    """Keep one file with a suspicion. See attach_many."""
    return attach_many(actor, suspicion, [upload], line)[0]


def attach_many(
    actor: User, suspicion: Suspicion, uploads: Sequence[UploadedFile], line: Line | None = None
) -> list[Evidence]:
    """Keep up to five files, 100 MB together, all or none.

    An institution attaches while it is asked, a third party while it is consulted, the bureau until it is final.
    Raises InvalidError for what is too many, too large or of another kind.
    """
    seen = policy.suspicion(actor, suspicion.pk)
    _demand_turn(actor, seen)
    if line is not None and line.suspicion_id != seen.pk:
        raise InvalidError("明细不属于该疑点", where="line")
    if not 1 <= len(uploads) <= MOST_FILES:
        raise InvalidError(f"每次最多上传 {MOST_FILES} 个文件", where="file")
    if sum(upload.size or 0 for upload in uploads) > MOST_BYTES:
        raise InvalidError("每次上传的文件合计不能超过 100 MB", where="file")
    kinds = [_kind(upload) for upload in uploads]
    kept: list[Evidence] = []
    try:
        for upload, kind in zip(uploads, kinds, strict=True):
            kept.append(_store(actor, seen, upload, kind, line))
        with transaction.atomic():
            acting.lock_leads([seen.lead_id])
            _demand_turn(actor, policy.suspicion(actor, suspicion.pk))
            for one in kept:
                one.save()
                said = {"file": one.name, "sha256": one.sha256, "size": one.size}
                acting.tell(actor, seen, "attach", one.name, None, said)
    except BaseException:
        for one in kept:
            one.file.storage.delete(one.file.name)
        raise
    return kept


def _demand_turn(actor: User, seen: Suspicion) -> None:
    kind = actor.organisation.kind
    if kind == Organisation.Kind.INSTITUTION:
        demand(actor, Permission.LEADS_ANSWER)
        allowed_in: tuple[str, ...] = (_S.ASKED, _S.REVIEWED)
    elif kind == Organisation.Kind.THIRD_PARTY:
        demand(actor, Permission.LEADS_ADVISE)
        allowed_in = (_S.CONSULTING,)
    else:
        if not actor.roles & {Role.OFFICER, Role.REVIEWER}:
            raise ForbiddenError("您没有上传附件的权限")
        if seen.lead.held_by_id != actor.organisation_id:
            raise ForbiddenError(f"该线索现由{seen.lead.held_by.name}承办，只能由该单位上传附件")
        if seen.lead.state != Lead.State.CHECKING:
            raise ConflictError("线索不在核查中，不能上传附件", where=seen.lead.number)
        allowed_in = tuple(state for state in _S.values if state != _S.FINAL)
    if seen.state not in allowed_in:
        raise ConflictError(f"疑点处于“{seen.get_state_display()}”，不能上传附件", where=seen.lead.number)


def _kind(upload: UploadedFile) -> Kind:
    name = upload.name or ""
    if not upload.size:
        raise InvalidError(f"文件“{name}”是空的", where="file")
    kind = sniff(upload)
    ending = name.rpartition(".")[2].lower()
    if kind is None or _ENDINGS.get(ending) is not kind:
        raise InvalidError(
            f"不接收文件“{name}”",
            where="file",
            why="只接收 PDF、JPG、PNG、不带宏的 XLSX 和 DOCX，且扩展名须与内容一致",
            do="另存为上述格式后重新上传",
        )
    return kind


def _store(actor: User, seen: Suspicion, upload: UploadedFile, kind: Kind, line: Line | None) -> Evidence:
    """Write one file under a random name; its row is saved with those of the others."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    made = Evidence(
        suspicion=seen,
        line=line,
        name=(upload.name or "").replace("\\", "/").rpartition("/")[2][-255:],
        size=upload.size or 0,
        content_type=kind.content_type,
        sha256=digest.hexdigest(),
        organisation=actor.organisation,
        uploaded_by=actor,
    )
    made.file.save(f"{secrets.token_hex(16)}.{kind.suffix}", upload, save=False)
    return made


def open_file(user: User, pk: int) -> Download:
    """Return a file as a download; looking at it is logged. Raises NotVisibleError."""
    seen = policy.file(user, pk)
    audit.record(user, "download", "evidence", seen.pk, None, {"file": seen.name, "sha256": seen.sha256})
    response = Download(seen.file.open("rb"), seen.name, seen.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
