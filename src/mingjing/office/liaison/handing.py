"""Files of handovers as downloads, for pages and API alike; whoever takes one is written down."""

import hashlib
import mimetypes
import tempfile
import zipfile

from django.http.response import HttpResponseBase

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.documents.handing import hand_out
from mingjing.office.liaison import policy
from mingjing.office.liaison.services import packing

_BLOCK = 1 << 20
_PLAIN = "application/octet-stream"


def package(user: User, key: int) -> HttpResponseBase:
    """Return a whole package. Raises NotVisibleError, ConflictError when it was altered."""
    found = policy.package(user, key)
    packing.check(found)
    number = found.handover.number
    said = {"package": found.number, "sha256": found.sha256}
    audit.record(user, "download", "handover", number, None, said)
    name = f"{number} 移送材料{'' if found.number == 1 else f'（补充 {found.number - 1}）'}.zip"
    return hand_out(found.file.open("rb"), name, "application/zip")


def packed_file(user: User, key: int) -> HttpResponseBase:
    """Return one file of a package. Raises NotVisibleError, ConflictError when it was altered."""
    found = policy.packed_file(user, key)
    file, digest = tempfile.TemporaryFile(), hashlib.sha256()  # noqa: SIM115 - the response closes it
    with (
        found.package.file.open("rb") as kept,
        zipfile.ZipFile(kept) as archive,
        archive.open(found.path) as member,
    ):
        while piece := member.read(_BLOCK):
            digest.update(piece)
            file.write(piece)
    number = found.package.handover.number
    if digest.hexdigest() != found.sha256:
        file.close()
        raise ConflictError(f"“{found.title}”与登记的摘要不一致", where=number, do="停止使用并查明原因")
    file.seek(0)
    audit.record(user, "download", "handover", number, None, {"file": found.title, "sha256": found.sha256})
    return hand_out(file, found.path, mimetypes.guess_type(found.path)[0] or _PLAIN)


def attachment(user: User, key: int) -> HttpResponseBase:
    """Return one attachment. Raises NotVisibleError."""
    found = policy.attachment(user, key)
    audit.record(
        user,
        "download",
        "handover",
        found.handover.number,
        None,
        {"file": found.name, "sha256": found.sha256},
    )
    return hand_out(found.file.open("rb"), found.name, found.content_type)
