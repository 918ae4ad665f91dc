"""Documents of cases: lists, one document, its files, the case file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.documents import choosing, handing, jobs, paging, policy
from mingjing.office.documents.api import schemas
from mingjing.office.documents.kinds import Kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import counting, drafting
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Key, file_answer

router = Router(tags=["文书"])
_READ = Needs(Permission.CASES_READ)
_JOINED = ("case", "organisation", "drafted_by", "issued_by")
_COLUMNS = {"case": "case__number", "kind": "kind", "state": "state"}


@router.get("/documents", response={200: schemas.DocumentPage, **PROBLEMS}, auth=_READ)
def list_documents(request: Any, filters: Query[schemas.DocumentFilters]) -> dict[str, Any]:
    """可见案件的文书，新的在前。"""
    given = filters.dict(exclude_none=True)
    rows = policy.visible(request.auth).select_related(*_JOINED)
    rows = rows.filter(**{_COLUMNS[name]: value for name, value in given.items() if name in _COLUMNS})
    found, following = cursor.page(rows, ("-id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get("/cases/{number}/document-kinds", response={200: list[schemas.OfferOut], **PROBLEMS}, auth=_READ)
def list_kinds(request: Any, number: Code) -> list[dict[str, Any]]:
    """调用者可以在本案制作的文书；why 不为空的，说明还要等什么。"""
    found = choosing.offers(request.auth, cases.one(request.auth, number))
    return [
        {"kind": one.kind.key, "title": one.kind.title, "group": one.kind.group, "why": one.why, "asks": one.kind.asks}
        for one in found
    ]  # fmt: skip


@router.get(
    "/cases/{number}/documents/lacking", response={200: list[schemas.LackingOut], **PROBLEMS}, auth=_READ
)
def list_lacking(request: Any, number: Code) -> list[Kind]:
    """本案到目前为止应当具备而没有的文书。"""
    return choosing.lacking(cases.one(request.auth, number))


@router.post(
    "/cases/{number}/documents",
    response={201: schemas.DocumentFull, **PROBLEMS},
    auth=Needs(Permission.DOCUMENTS_DRAFT),
)
@decorate_view(once)
def start(request: Any, number: Code, body: schemas.StartIn) -> Status[Any]:
    """拟制一份文书。"""
    made = drafting.start(request.auth, cases.one(request.auth, number), body.kind, body.fields)
    return Status(201, full(request.auth, made.pk))


@router.get("/documents/{pk}", response={200: schemas.DocumentFull, **PROBLEMS}, auth=_READ)
def get_document(request: Any, pk: Key, response: HttpResponse) -> Document:
    """一份文书，含填写内容、尚未填写的项目、版本和送达记录。"""
    found = full(request.auth, pk)
    etag.tag(response, found.version)
    return found


def full(user: User, pk: int) -> Document:
    """Return a document to be shown whole. Raises NotVisibleError."""
    return policy.whole(user, pk)


@router.get(
    "/documents/{pk}/file", response={200: bytes, **PROBLEMS}, auth=_READ, openapi_extra=file_answer("*/*")
)
def word(request: Any, pk: Key) -> HttpResponseBase:
    """下载 Word 文本。"""
    return handing.word(request.auth, policy.one(request.auth, pk))


@router.get(
    "/documents/{pk}/pdf", response={200: bytes, **PROBLEMS}, auth=_READ, openapi_extra=file_answer("*/*")
)
def pdf(request: Any, pk: Key) -> HttpResponseBase:
    """下载 PDF；本机没有 LibreOffice 时答 409。"""
    return handing.pdf(request.auth, policy.one(request.auth, pk))


@router.get(
    "/deliveries/{pk}/file", response={200: bytes, **PROBLEMS}, auth=_READ, openapi_extra=file_answer("*/*")
)
def receipt(request: Any, pk: Key) -> HttpResponseBase:
    """下载签收凭证。"""
    return handing.receipt(request.auth, policy.delivery(request.auth, pk))


@router.get("/cases/{number}/pages", response={200: list[schemas.PageSheetOut], **PROBLEMS}, auth=_READ)
def list_pages(request: Any, number: Code) -> list[paging.Sheet]:
    """卷内各件的页数和页号；页数为 0 的尚未计算，其后的页号暂缺。"""
    return paging.sheets(cases.one(request.auth, number))


@router.post(
    "/cases/{number}/pages",
    response={200: list[schemas.PageSheetOut], **PROBLEMS},
    auth=Needs(Permission.CASES_INVESTIGATE),
)
@decorate_view(once)
def write_pages(request: Any, number: Code, body: schemas.PagesIn) -> list[paging.Sheet]:
    """填写页数（按各件的 key，0 为清空）；count=true 时其余的由后台按版式文件计算。"""
    case = cases.one(request.auth, number)
    if body.counts:
        counting.write(request.auth, case, body.counts)
    if body.count and counting.begin(request.auth, case):
        jobs.count_pages.enqueue(case.pk)
    return paging.sheets(cases.one(request.auth, number))


@router.get(
    "/cases/{number}/case-file",
    response={200: bytes, **PROBLEMS},
    auth=Needs(Permission.DOCUMENTS_EXPORT),
    openapi_extra=file_answer("*/*"),
)
def case_file(request: Any, number: Code, pdf: bool = False) -> HttpResponseBase:
    """导出案卷（压缩包，附清单和校验值）；pdf=true 时每份文书附 PDF。"""
    return handing.case_file(request.auth, cases.one(request.auth, number), pdf)
