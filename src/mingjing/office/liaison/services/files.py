"""Files that people add to a handover: few kinds, judged by content, kept under random names with their hash."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.leads.services.evidence import sniff
from mingjing.office.liaison.models import Attachment, Handover, HandoverEvent

MOST_FILES, MOST_BYTES = 5, 100 * 1024 * 1024
_ENDINGS = {"pdf": "pdf", "png": "png", "jpg": "jpg", "jpeg": "jpg", "xlsx": "xlsx", "docx": "docx"}


@contextmanager
def undone() -> Iterator[list[Any]]:
    """Collect stored files; when the work inside fails they are deleted again."""
    kept: list[Any] = []
    try:
        yield kept
    except BaseException:
        for one in kept:
            one.storage.delete(one.name)
        raise


def keep(
    actor: User, handover: Handover, key: str, uploads: Sequence[UploadedFile], kept: list[Any],
    event: HandoverEvent | None = None,
) -> list[Attachment]:  # fmt: skip
    """Keep up to five files, 100 MB together. Raises InvalidError for what is too many, too large, of another kind."""
    if len(uploads) > MOST_FILES:
        raise InvalidError(f"每次最多上传 {MOST_FILES} 个文件", where="attachments")
    if sum(one.size or 0 for one in uploads) > MOST_BYTES:
        raise InvalidError("每次上传的文件合计不能超过 100 MB", where="attachments")
    return [_keep(actor, handover, key, one, kept, event) for one in uploads]


def _keep(
    actor: User,
    handover: Handover,
    key: str,
    upload: UploadedFile,
    kept: list[Any],
    event: HandoverEvent | None,
) -> Attachment:
    name = (upload.name or "").replace("\\", "/").rpartition("/")[2][-255:]
    kind = sniff(upload) if upload.size else None
    if kind is None or _ENDINGS.get(name.rpartition(".")[2].lower()) != kind.suffix:
        raise InvalidError(
            f"不接收文件“{name}”", where="attachments", do="另存为 PDF、JPG、PNG、不带宏的 XLSX 或者 DOCX 后重新上传",
            why="只接收非空的 PDF、JPG、PNG、不带宏的 XLSX 和 DOCX，且扩展名须与内容一致",
        )  # fmt: skip
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    made = Attachment(
        handover=handover, event=event, key=key, name=name, size=upload.size or 0, content_type=kind.content_type,
        sha256=digest.hexdigest(), actor=actor, organisation=actor.organisation,
    )  # fmt: skip
    made.file.save(f"{secrets.token_hex(16)}.{kind.suffix}", upload, save=False)
    kept.append(made.file)
    made.save()
    audit.record(actor, "attach", "handover", handover.number, None, {"file": name, "sha256": made.sha256})
    return made
