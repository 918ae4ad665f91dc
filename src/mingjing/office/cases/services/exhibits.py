"""The files of the evidence register: which kinds are taken, and how they are handed out again."""

import hashlib
from collections.abc import Iterable

from django.core.files.base import File

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.cases import policy
from mingjing.office.leads.services.evidence import sniff
from mingjing.office.ui.download import Download

MOST_BYTES = 200 * 1024 * 1024
_JUDGED = frozenset({"pdf", "png", "jpg", "jpeg", "xlsx", "docx"})
"""Kinds whose content must be what the ending says."""
_PLAIN = frozenset({"txt", "csv", "zip", "7z", "rar", "mp3", "wav", "m4a", "amr", "mp4", "mov", "avi", "wmv", "bmp",
                    "tif", "tiff", "ofd", "eml", "dcm"})  # fmt: skip
"""Recordings, exports and archives, taken as they are; they only ever leave as downloads."""
ENDINGS = tuple(sorted(_JUDGED | _PLAIN))
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def ending(name: str) -> str:
    """Return the ending of a file's name in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check(upload: "File[bytes]") -> None:
    """Raise InvalidError for a file that is empty, too large, of another kind, or not what its ending says."""
    name, kind = upload.name or "", ending(upload.name or "")
    if not upload.size:
        raise InvalidError(f"文件“{name}”是空的", where="file")
    if upload.size > MOST_BYTES:
        raise InvalidError("文件不能超过 200 MB", where="file")
    found = sniff(upload)
    upload.seek(0)
    head = upload.read(4)
    upload.seek(0)
    judged = kind in _JUDGED and found is not None and found.suffix == {"jpeg": "jpg"}.get(kind, kind)
    if not judged and (kind not in _PLAIN or head.startswith(_PROGRAMS)):
        raise InvalidError(
            f"不接收文件“{name}”",
            where="file",
            why="只接收常用文档、图片、录音录像、压缩包，且文档、图片的扩展名须与内容一致",
            do="程序、网页等文件先打包为 ZIP 再上传",
        )


def digest(chunks: Iterable[bytes]) -> str:
    """Return the hash of a file read piece by piece."""
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()


def open_file(user: User, pk: int) -> Download:
    """Return the file of a piece of evidence as a download; looking at it is logged.

    Raises NotVisibleError out of scope, InvalidError when there is no file.
    """
    item = policy.evidence(user, pk)
    if not item.file:
        raise InvalidError("该证据没有电子文件", where=item.name)
    name = item.file_name or f"{item.case.number}-证据{item.number}"
    audit.record(user, "download", "case_evidence", item.pk, None, {"file": name, "sha256": item.sha256})
    response = Download(item.file.open("rb"), name, "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
