"""Files that people add to handovers, letters, listings, joint cases, meetings: few kinds, judged by content, kept under random names with their hash."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.leads.services.evidence import Kind, sniff
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that is taken: its plain name, what its content is, its hash."""

    name: str
    kind: Kind
    sha256: str


def judged(uploads: Sequence[UploadedFile]) -> list[Judged]:
    """Judge up to five files, 100 MB together. Raises InvalidError for what is too many, too large, of another kind."""
    if len(uploads) > MOST_FILES:
        raise InvalidError(f"每次最多上传 {MOST_FILES} 个文件", where="attachments")
    if sum(one.size or 0 for one in uploads) > MOST_BYTES:
        raise InvalidError("每次上传的文件合计不能超过 100 MB", where="attachments")
    return [_judge(one) for one in uploads]


def _judge(upload: UploadedFile) -> Judged:
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
    return Judged(name, kind, digest.hexdigest())


def store(made: Any, upload: UploadedFile, one: Judged, kept: list[Any]) -> None:
    """Write a judged file under a random name, and the row that describes it."""
    made.file.save(f"{secrets.token_hex(16)}.{one.kind.suffix}", upload, save=False)
    kept.append(made.file)
    made.save()


def keep(
    actor: User, handover: Handover, key: str, uploads: Sequence[UploadedFile], kept: list[Any],
    event: HandoverEvent | None = None,
) -> list[Attachment]:  # fmt: skip
    """Keep files of a handover. Raises InvalidError as `judged` does."""
    found = []
    for upload, one in zip(uploads, judged(uploads), strict=True):
        made = Attachment(
            handover=handover, event=event, key=key, name=one.name, size=upload.size or 0,
            content_type=one.kind.content_type, sha256=one.sha256, actor=actor, organisation=actor.organisation,
        )  # fmt: skip
        store(made, upload, one, kept)
        audit.record(
            actor, "attach", "handover", handover.number, None, {"file": one.name, "sha256": one.sha256}
        )
        found.append(made)
    return found
