"""Handovers, for bureaus and for partner departments: the register, one with everything, what may be done, its files."""

import json
from typing import Annotated, Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Query, Router, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile
from pydantic import ValidationError

from mingjing.kernel.errors import InvalidError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.leads import policy as leads
from mingjing.office.liaison import handing, policy
from mingjing.office.liaison.api import schemas
from mingjing.office.liaison.api.shown import whole
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.drafts import InForm, OutForm
from mingjing.office.liaison.deeds.handovers import DEEDS
from mingjing.office.liaison.models import stands
from mingjing.office.liaison.services import drafting, incoming, partners
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Key, file_answer

router = Router(tags=["部门移送"])
_READ = Needs(Permission.LIAISON_READ)
_COLUMNS = {"direction": "direction", "kind": "kind", "department": "department", "case": "case__number"}
_FILE: dict[str, Any] = {
    "response": {200: bytes, **PROBLEMS}, "auth": _READ, "openapi_extra": file_answer("*/*"),
}  # fmt: skip


@router.get("/handovers", response={200: schemas.HandoverPage, **PROBLEMS}, auth=_READ)
def list_handovers(request: Any, filters: Query[schemas.HandoverListFilters]) -> dict[str, Any]:
    """移送台账，新的在前；协同部门看到送达本部门的和本部门移送的。"""
    given = filters.dict(exclude_none=True)
    rows = policy.visible(request.auth).select_related("bureau", "partner")
    rows = rows.filter(**{_COLUMNS[name]: value for name, value in given.items() if name in _COLUMNS})
    if filters.state is not None:
        rows = rows.filter(stands(filters.state))
    found, following = cursor.page(rows, ("-id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get("/handovers/{number}", response={200: schemas.HandoverFull, **PROBLEMS}, auth=_READ)
def get_handover(request: Any, number: Code, response: HttpResponse) -> dict[str, Any]:
    """一件移送：材料、材料包、期限、办理记录、现在可以办理的事项。"""
    return _whole(request.auth, number, response)


def _whole(user: User, number: str, response: HttpResponse | None = None) -> dict[str, Any]:
    found = policy.one(user, number)
    if response is not None:
        etag.tag(response, found.version)
    return whole(user, found)


@router.post(
    "/handovers", response={201: schemas.HandoverFull, **PROBLEMS}, auth=Needs(Permission.LIAISON_HANDLE)
)
@decorate_view(once)
def draft_handover(request: Any, body: schemas.HandoverIn) -> Status[Any]:
    """拟制移送：案件，或者疑点。"""
    user: User = request.auth
    case = cases.one(user, body.case) if body.case else None
    clues = [leads.suspicion(user, key) for key in body.suspicions]
    given = _right(OutForm(user, None, _coded(body.dict()))).given()
    made = drafting.of_case(user, case, given) if case else drafting.of_clues(user, clues, given)
    return Status(201, _whole(user, made.number))


@router.post(
    "/desk/handovers",
    response={201: schemas.HandoverFull, **PROBLEMS},
    auth=Needs(Permission.PARTNER_ANSWER),
)
@decorate_view(once)
def draft_incoming(request: Any, body: schemas.IncomingIn) -> Status[Any]:
    """协同部门：拟制向医保部门移送的案件、线索。"""
    user: User = request.auth
    made = incoming.draft(user, _right(InForm(user, None, _coded(body.dict()))).said())
    return Status(201, _whole(user, made.number))


@router.put(
    "/handovers/{number}/draft", response={200: schemas.HandoverFull, **PROBLEMS},
    auth=Needs(Permission.LIAISON_HANDLE),
)  # fmt: skip
def change_handover(request: Any, number: Code, body: schemas.HandoverIn) -> dict[str, Any]:
    """修改尚未发出的移送；If-Match 给出读取时的版本。"""
    user: User = request.auth
    one = policy.one(user, number)
    drafting.change(user, one, _right(OutForm(user, one, _coded(body.dict()))).given(), etag.wanted(request))
    return _whole(user, number)


@router.put(
    "/desk/handovers/{number}", response={200: schemas.HandoverFull, **PROBLEMS},
    auth=Needs(Permission.PARTNER_ANSWER),
)  # fmt: skip
def change_incoming(request: Any, number: Code, body: schemas.IncomingIn) -> dict[str, Any]:
    """协同部门：修改尚未移送的事项。"""
    user: User = request.auth
    one = policy.one(user, number)
    incoming.change(user, one, _right(InForm(user, one, _coded(body.dict()))).said(), etag.wanted(request))
    return _whole(user, number)


@router.post(
    "/handovers/{number}/actions/{name}", response={200: schemas.HandoverFull, **PROBLEMS}, auth=_READ
)
@decorate_view(once)
def act_on_handover(request: Any, number: Code, name: Code, body: schemas.HandoverActionIn) -> dict[str, Any]:
    """办理一个不带文件的事项；If-Match 给出读取时的版本。"""
    return _act(request, number, name, body, [])


@router.post(
    "/handovers/{number}/actions/{name}/files", response={200: schemas.HandoverFull, **PROBLEMS}, auth=_READ
)
@decorate_view(once)
def act_with_files(
    request: Any,
    number: Code,
    name: Code,
    file: File[list[UploadedFile]],
    data: Annotated[str, Form()] = "{}",
) -> dict[str, Any]:
    """办理一个带文件的事项（上传材料、登记回执和答复等）；data 为填写内容的 JSON。"""
    try:
        body = schemas.HandoverActionIn(**json.loads(data))
    except (ValueError, TypeError, ValidationError):
        raise InvalidError("data 不是有效的填写内容", where="data") from None
    return _act(request, number, name, body, file)


def _act(
    request: Any, number: str, name: str, body: schemas.HandoverActionIn, uploads: list[UploadedFile]
) -> dict[str, Any]:
    user: User = request.auth
    one, deed = policy.one(user, number), kit.find(DEEDS, name)
    Needs(deed.permission_for(user))(request)
    data = _coded(body.dict(exclude_none=True)) | {"version": etag.wanted(request)}
    form = kit.take(deed, user, one, data, MultiValueDict({"attachments": uploads}))
    if (refused := getattr(form, "refused", None)) is not None:
        raise refused
    _right(form)
    return _whole(user, number) if policy.visible(user).filter(number=number).exists() else whole(user, one)


def _coded(data: dict[str, Any]) -> dict[str, Any]:
    """Return what was given as the forms take it: bodies by id instead of code, people by id instead of account."""
    for name in ("partner", "overseer", "bureau"):
        if code := data.get(name):
            data[name] = Organisation.objects.filter(code=code).values_list("pk", flat=True).first() or 0
    if username := data.get("witness"):
        data["witness"] = User.objects.filter(username=username).values_list("pk", flat=True).first() or 0
    return data


def _right(form: Any) -> Any:
    """Return a form that is right. Raises InvalidError with what is wrong of which field."""
    if form.is_valid():
        return form
    raise InvalidError.from_problems(
        [
            Problem(str(error), "" if field == NON_FIELD_ERRORS else field)
            for field, errors in form.errors.items()
            for error in errors
        ]
    )


@router.get("/handover-packages/{pk}", **_FILE)
def download_package(request: Any, pk: Key) -> HttpResponseBase:
    """下载移送材料包（压缩包，附清单和校验值）。"""
    return handing.package(request.auth, pk)


@router.get("/handover-files/{pk}", **_FILE)
def download_packed(request: Any, pk: Key) -> HttpResponseBase:
    """下载材料包中的一个文件。"""
    return handing.packed_file(request.auth, pk)


@router.get("/handover-attachments/{pk}", **_FILE)
def download_attachment(request: Any, pk: Key) -> HttpResponseBase:
    """下载一个附件（回执、答复文书、上传的材料）。"""
    return handing.attachment(request.auth, pk)


@router.get("/partners", response={200: list[schemas.PartnerOut], **PROBLEMS}, auth=_READ)
def list_partners(request: Any) -> list[Organisation]:
    """本单位及下级的协同部门。"""
    return partners.bodies(request.auth)


@router.put(
    "/partners/{pk}", response={200: schemas.PartnerOut, **PROBLEMS}, auth=Needs(Permission.LIAISON_APPROVE)
)
def register_partner(request: Any, pk: Key, body: schemas.PartnerIn) -> Organisation:
    """登记一个协同部门是哪个部门、联络员和电话。"""
    return partners.register(request.auth, pk, body.department, body.contact, body.tel).organisation
