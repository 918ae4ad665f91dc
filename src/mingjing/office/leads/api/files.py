"""Evidence files: up and down."""

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from ninja import File, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Evidence
from mingjing.office.leads.services import evidence
from mingjing.office.rest.types import PROBLEMS, Key, file_answer

router = Router(tags=["附件"])


class FileOut(Schema):
    """A file behind an answer or a check."""

    id: int
    name: str
    size: int
    content_type: str
    sha256: str
    uploaded_at: datetime


@router.get(
    "/suspicions/{pk}/files", response={200: list[FileOut], **PROBLEMS}, auth=Needs(Permission.LEADS_READ)
)
def list_files(request: Any, pk: Key) -> list[Evidence]:
    """疑点的附件。"""
    seen = policy.suspicion(request.auth, pk)
    return list(policy.evidence(request.auth).filter(suspicion=seen))


@router.post("/suspicions/{pk}/files", response={201: FileOut, **PROBLEMS}, auth=Needs(Permission.LEADS_READ))
@decorate_view(once)
def upload_file(request: Any, pk: Key, file: File[UploadedFile]) -> Status[Any]:
    """上传附件。"""
    return Status(201, evidence.attach(request.auth, policy.suspicion(request.auth, pk), file))


@router.get(
    "/files/{pk}",
    response={200: bytes, **PROBLEMS},
    auth=Needs(Permission.LEADS_READ),
    openapi_extra=file_answer("*/*"),
)
def download_file(request: Any, pk: Key) -> HttpResponseBase:
    """下载附件。"""
    return evidence.open_file(request.auth, pk)
