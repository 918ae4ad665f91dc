"""What a bureau sets for its documents: letterhead and templates."""

from io import BytesIO
from typing import Any

from django.http import HttpResponseBase
from ninja import File, Form, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.documents import handing, policy, rendering
from mingjing.office.documents.api import schemas
from mingjing.office.documents.kinds import every, kind
from mingjing.office.documents.models import Letterhead, Template
from mingjing.office.documents.services import letterheads, templates
from mingjing.office.rest.types import PROBLEMS, Code, file_answer

router = Router(tags=["文书模板"])
_NEEDS = Needs(Permission.DOCUMENTS_SETTINGS)


@router.get("/letterhead", response={200: schemas.LetterheadOut, **PROBLEMS}, auth=_NEEDS)
def get_letterhead(request: Any) -> Letterhead:
    """本单位的文书落款信息。"""
    found = Letterhead.objects.filter(organisation=request.auth.organisation_id).first()
    if found is None:
        raise NotVisibleError("本单位尚未登记文书落款信息")
    return found


@router.put("/letterhead", response={200: schemas.LetterheadOut, **PROBLEMS}, auth=_NEEDS)
@decorate_view(once)
def save_letterhead(request: Any, body: schemas.LetterheadIn) -> Letterhead:
    """登记本单位的文书落款信息，此后签发的文书使用。"""
    return letterheads.save(request.auth, body.dict())


@router.get("/document-templates", response={200: list[schemas.TemplateOut], **PROBLEMS}, auth=_NEEDS)
def list_templates(request: Any) -> list[dict[str, Any]]:
    """各种文书现用的模板。"""
    holds = policy.templates(request.auth.organisation)
    return [schemas.template(one, holds.get(one.key)) for one in every().values()]


@router.get(
    "/document-templates/{key}/file",
    response={200: bytes, **PROBLEMS},
    auth=_NEEDS,
    openapi_extra=file_answer("*/*"),
)
def template_file(request: Any, key: Code) -> HttpResponseBase:
    """下载现用的模板。"""
    paper = kind(key)
    content = rendering.template_bytes(paper, policy.templates(request.auth.organisation).get(key))
    return handing.hand_out(BytesIO(content), f"模板 {paper.title}.docx", handing.WORD)


@router.post("/document-templates/{key}", response={201: schemas.TemplateMade, **PROBLEMS}, auth=_NEEDS)
@decorate_view(once)
def upload_template(
    request: Any, key: Code, file: File[UploadedFile], body: Form[schemas.DocumentReasonIn]
) -> Status[Any]:
    """启用本单位的模板；先检查字段和外部引用。"""
    return Status(201, templates.upload(request.auth, key, file, body.text))


@router.post(
    "/document-templates/{key}/restore", response={201: schemas.TemplateMade, **PROBLEMS}, auth=_NEEDS
)
@decorate_view(once)
def restore_template(request: Any, key: Code, body: schemas.DocumentReasonIn) -> Status[Template]:
    """恢复使用上级或者标准模板。"""
    return Status(201, templates.restore(request.auth, key, body.text))
