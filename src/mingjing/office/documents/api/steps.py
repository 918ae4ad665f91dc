"""What is done with a document."""

from collections.abc import Callable
from typing import Any

from ninja import File, Form, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import InvalidError, NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.documents import policy
from mingjing.office.documents.api import schemas
from mingjing.office.documents.api.documents import full
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import delivering, drafting, issuing
from mingjing.office.documents.services.delivering import Service
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Key

router = Router(tags=["文书"])


def _post(path: str) -> Callable[[Any], Any]:
    """Register an action on a document; the same Idempotency-Key never does it twice."""

    def register(view: Any) -> Any:
        return router.post(
            f"/documents/{{pk}}/{path}",
            response={200: schemas.DocumentFull, **PROBLEMS},
            auth=Needs(Permission.DOCUMENTS_DRAFT),
        )(decorate_view(once)(view))

    return register


@_post("fields")
def change(request: Any, pk: Key, body: schemas.FieldsIn) -> Document:
    """填写草稿；version 或 If-Match 为读取时的版本。"""
    document = policy.one(request.auth, pk)
    version = body.version if body.version is not None else etag.wanted(request)
    fields = {name: value for name, value in body.fields.items() if name != "补充"}
    drafting.change(request.auth, document, fields, gaps=body.gaps, version=version)
    return full(request.auth, pk)


@_post("submit")
def submit(request: Any, pk: Key) -> Document:
    """送签。"""
    drafting.submit(request.auth, policy.one(request.auth, pk), etag.wanted(request))
    return full(request.auth, pk)


@_post("issue")
def issue(request: Any, pk: Key) -> Document:
    """签发（负责人）或者定稿（制作人），此后文本不变。"""
    issuing.issue(request.auth, policy.one(request.auth, pk), etag.wanted(request))
    return full(request.auth, pk)


@_post("return")
def send_back(request: Any, pk: Key, body: schemas.DocumentReasonIn) -> Document:
    """退回修改。"""
    drafting.send_back(request.auth, policy.one(request.auth, pk), body.text)
    return full(request.auth, pk)


@_post("void")
def void(request: Any, pk: Key, body: schemas.DocumentReasonIn) -> Document:
    """作废；文号不再使用，文本保留。"""
    issuing.void(request.auth, policy.one(request.auth, pk), body.text)
    return full(request.auth, pk)


@router.post(
    "/documents/{pk}/deliveries",
    response={201: schemas.DocumentDeliveryOut, **PROBLEMS},
    auth=Needs(Permission.CASES_INVESTIGATE),
)
@decorate_view(once)
def deliver(
    request: Any, pk: Key, body: Form[schemas.DeliveryIn], file: File[UploadedFile] | None = None
) -> Status[Any]:
    """登记送达，可附签收凭证；决定书的送达同时完成案件的送达环节。"""
    document = policy.one(request.auth, pk)
    if body.on is None:
        raise InvalidError("请填写送达日期", where="on")
    given = body.dict() | {"second": _colleague(request.auth, body.second)}
    return Status(201, delivering.deliver(request.auth, document, Service(**given), file))


def _colleague(user: User, name: str) -> int:
    found = User.objects.filter(username=name, organisation=user.organisation_id).first()
    if found is None:
        raise NotVisibleError("本单位没有这个账号", where="second")
    return found.pk
