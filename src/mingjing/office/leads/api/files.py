"""Evidence files: up and down."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponseBase
from ninja import File, Form, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Evidence
from mingjing.office.leads.services import evidence
from mingjing.office.rest.types import PROBLEMS, Key, file_answer

router = Router(tags=["附件"])


class FileOut(Schema):
    """A file behind an answer or a check, on the whole or on one line."""

    id: int
    line: int | None
    name: str
    size: int
    content_type: str
    sha256: str
    uploaded_at: datetime

    @staticmethod
    def resolve_line(one: Evidence) -> int | None:
        """Return the line it is attached to."""
        return one.line_id


@router.get(
    "/suspicions/{pk}/files", response={200: list[FileOut], **PROBLEMS}, auth=Needs(Permission.LEADS_READ)
)
def list_files(request: Any, pk: Key) -> list[Evidence]:
    """疑点的附件。"""
    seen = policy.suspicion(request.auth, pk)
    return list(policy.evidence(request.auth).filter(suspicion=seen))


@router.post("/suspicions/{pk}/files", response={201: FileOut, **PROBLEMS}, auth=Needs(Permission.LEADS_READ))
@decorate_view(once)
def upload_file(
    request: Any, pk: Key, file: File[UploadedFile], line: Annotated[Key | None, Form()] = None
) -> Status[Any]:
    """上传附件；line 指明所附的明细。"""
    seen = policy.suspicion(request.auth, pk)
    on = seen.lines.filter(pk=line).first() if line else None
    if line and on is None:
        raise NotVisibleError("疑点没有这条明细", where="line")
    return Status(201, evidence.attach(request.auth, seen, file, on))


@router.get(
    "/files/{pk}",
    response={200: bytes, **PROBLEMS},
    auth=Needs(Permission.LEADS_READ),
    openapi_extra=file_answer("*/*"),
)
def download_file(request: Any, pk: Key) -> HttpResponseBase:
    """下载附件。"""
    return evidence.open_file(request.auth, pk)
