"""Letters, listings, joint cases, meetings, resolutions: lists, each one whole, new ones."""

from typing import Any

from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.documents import policy as papers
from mingjing.office.documents.handing import PDF, WORD
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.liaison import letter_files, scope
from mingjing.office.liaison.api import matter_orders as orders
from mingjing.office.liaison.api import matter_schemas as schemas
from mingjing.office.liaison.api.matters import READ, trail
from mingjing.office.liaison.models import Joint, Letter, Listing, Meeting, Noun
from mingjing.office.liaison.services import joints, letters, listings, meetings
from mingjing.office.liaison.views import letters as pages
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit, file_answer

router = Router(tags=["函件、督办、联合办案、会议"])
_HANDLE, _ANSWER = Needs(Permission.LIAISON_HANDLE), Needs(Permission.PARTNER_ANSWER)


class MatterFilters(Schema):
    """Which; every filter given must hold."""

    state: Code | None = None
    kind: Code | None = None
    case: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


def _page(rows: Any, filters: MatterFilters, **fields: str) -> dict[str, Any]:
    wanted = {
        fields[name]: value for name, value in filters.dict(exclude_none=True).items() if name in fields
    }
    found, following = cursor.page(rows.filter(**wanted), ("-id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


def _body(code: str) -> int | None:
    """Return the id of a body, None for an empty code. Raises InvalidError."""
    if not code:
        return None
    found = Organisation.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise InvalidError("没有这个单位", where=code)
    return found


def _bodies(codes: list[str]) -> list[int]:
    return [key for one in codes if (key := _body(one)) is not None]


@router.get("/letters", response={200: schemas.LetterPage, **PROBLEMS}, auth=READ)
def list_letters(request: Any, filters: Query[MatterFilters]) -> dict[str, Any]:
    """函件（发出的、收到的），新的在前，按游标翻页。"""
    rows = scope.letters(request.auth).select_related("sender", "receiver", "case")
    return _page(rows, filters, state="state", kind="kind", case="case__number")


# Before the address of one letter: the first that fits is taken.
def _given(user: User, body: orders.LetterIn) -> letters.Given:
    return letters.Given(
        body.kind, body.title, body.problem, body.request, _body(body.other), body.other_name, body.days,
        case=cases.one(user, body.case) if body.case else None, lead=leads.one(user, body.lead) if body.lead else None,
        institution=institutions.one(user, body.institution) if body.institution else None,
        listing=scope.one(user, Noun.LISTING, body.listing) if body.listing else None,
    )  # fmt: skip


@router.post("/letters", response={201: schemas.LetterOut, **PROBLEMS}, auth=_HANDLE)
@decorate_view(once)
def draft_letter(request: Any, body: orders.LetterIn) -> Status[Letter]:
    """拟制函件。"""
    return Status(201, letters.draft(request.auth, _given(request.auth, body)))


@router.post("/letters/enter", response={201: schemas.LetterOut, **PROBLEMS}, auth=_HANDLE)
@decorate_view(once)
def enter_letter(request: Any, body: orders.LetterHadIn) -> Status[Letter]:
    """登记纸质来函。"""
    had = letters.Paperwork(body.number, body.sent_on, body.received_on, body.due_on)
    return Status(201, letters.enter(request.auth, _given(request.auth, body), had))


@router.post("/letters/send", response={201: schemas.LetterOut, **PROBLEMS}, auth=_ANSWER)
@decorate_view(once)
def send_letter(request: Any, body: orders.LetterHadIn) -> Status[Letter]:
    """协同部门：向医保部门发函。"""
    return Status(
        201,
        letters.send_in(
            request.auth, _given(request.auth, body), letters.Paperwork(body.number, body.sent_on)
        ),
    )


@router.post("/letters/dispatch/{pk}", response={201: schemas.LetterOut, **PROBLEMS}, auth=_HANDLE)
@decorate_view(once)
def dispatch_paper(request: Any, pk: Key, body: orders.LetterDispatchIn) -> Status[Letter]:
    """把已签发的案件文书（建议函、协查函、督办通知书）作为函件发出，不另编号。"""
    document = papers.one(request.auth, pk)
    return Status(
        201, letters.dispatch(request.auth, document, _body(body.other), body.other_name, body.days)
    )


@router.get("/letters/{pk}", response={200: schemas.LetterFull, **PROBLEMS}, auth=READ)
def get_letter(request: Any, pk: Key) -> dict[str, Any]:
    """一份函件的内容、复函、期限、附件、办理记录。"""
    one = scope.one(request.auth, Noun.LETTER, pk, "sender", "receiver", "case")
    replies = [reply for reply, _, _ in pages.replies_of(request.auth, one)]
    return {
        "letter": one,
        "problem": one.problem,
        "request": one.request,
        "replies": replies,
        **trail(request.auth, Noun.LETTER, one),
    }


@router.get("/letters/{pk}/file", response=PROBLEMS, auth=READ, openapi_extra=file_answer(WORD))
def get_letter_file(request: Any, pk: Key) -> HttpResponseBase:
    """函件的 Word 文本。"""
    return letter_files.hand_letter(request.auth, pk)


@router.get(
    "/letters/{pk}/replies/{reply}/file", response=PROBLEMS, auth=READ, openapi_extra=file_answer(WORD)
)
def get_reply_file(request: Any, pk: Key, reply: Key) -> HttpResponseBase:
    """医保部门复函的 Word 文本。"""
    return letter_files.hand_reply(request.auth, pk, reply)


@router.get("/letters/{pk}/pdf", response=PROBLEMS, auth=READ, openapi_extra=file_answer(PDF))
def get_letter_pdf(request: Any, pk: Key) -> HttpResponseBase:
    """函件的 PDF；本机没有 LibreOffice 时答 409。"""
    return letter_files.hand_letter(request.auth, pk, as_pdf=True)


@router.get("/letters/{pk}/replies/{reply}/pdf", response=PROBLEMS, auth=READ, openapi_extra=file_answer(PDF))
def get_reply_pdf(request: Any, pk: Key, reply: Key) -> HttpResponseBase:
    """医保部门复函的 PDF；本机没有 LibreOffice 时答 409。"""
    return letter_files.hand_reply(request.auth, pk, reply, as_pdf=True)


@router.get("/listings", response={200: schemas.ListingPage, **PROBLEMS}, auth=READ)
def list_listings(request: Any, filters: Query[MatterFilters]) -> dict[str, Any]:
    """挂牌督办，新的在前，按游标翻页。"""
    rows = scope.listings(request.auth).select_related("lister", "body", "case")
    return _page(rows, filters, state="state", kind="level", case="case__number")


@router.get("/listings/{pk}", response={200: schemas.ListingFull, **PROBLEMS}, auth=READ)
def get_listing(request: Any, pk: Key) -> dict[str, Any]:
    """一项挂牌督办及其进展报告。"""
    one = scope.one(request.auth, Noun.LISTING, pk, "lister", "body", "case")
    names = list(one.departments.values_list("code", flat=True))
    return {
        "listing": one,
        "departments": names,
        "reports": list(one.reports.all()),
        **trail(request.auth, Noun.LISTING, one),
    }


@router.post(
    "/listings", response={201: schemas.ListingOut, **PROBLEMS}, auth=Needs(Permission.LIAISON_APPROVE)
)
@decorate_view(once)
def list_matter(request: Any, body: orders.ListingIn) -> Status[Listing]:
    """挂牌督办案件或者核查任务。"""
    given = body.dict() | {"departments": _bodies(body.departments)}
    return Status(201, listings.list_matter(request.auth, listings.Order(**given)))


@router.get("/joint-cases", response={200: schemas.JointPage, **PROBLEMS}, auth=READ)
def list_joints(request: Any, filters: Query[MatterFilters]) -> dict[str, Any]:
    """联合办案、同步上案，新的在前，按游标翻页。"""
    rows = scope.joints(request.auth).select_related("host", "case")
    return _page(rows, filters, state="state", kind="mode", case="case__number")


@router.get("/joint-cases/{pk}", response={200: schemas.JointFull, **PROBLEMS}, auth=READ)
def get_joint(request: Any, pk: Key) -> dict[str, Any]:
    """一项联合办案：参与部门及其处理结果、分工、材料。"""
    one = scope.one(request.auth, Noun.JOINT, pk, "host", "case")
    members = list(one.members.select_related("organisation"))
    tasks = list(one.tasks.select_related("organisation"))
    return {
        "joint": one,
        "summary": one.summary,
        "members": members,
        "tasks": tasks,
        **trail(request.auth, Noun.JOINT, one),
    }


@router.post("/joint-cases", response={201: schemas.JointOut, **PROBLEMS}, auth=_HANDLE)
@decorate_view(once)
def propose_joint(request: Any, body: orders.JointIn) -> Status[Joint]:
    """提出联合办案、同步上案，由负责人批准。"""
    case = cases.one(request.auth, body.case)
    made = joints.propose(request.auth, case, body.mode, body.reason, body.summary, _bodies(body.departments))
    return Status(201, made)


@router.get("/meetings", response={200: schemas.MeetingPage, **PROBLEMS}, auth=READ)
def list_meetings(request: Any, filters: Query[MatterFilters]) -> dict[str, Any]:
    """联席会议，新的在前，按游标翻页。"""
    return _page(scope.meetings(request.auth).select_related("host"), filters, state="state", kind="kind")


@router.get("/meetings/{pk}", response={200: schemas.MeetingFull, **PROBLEMS}, auth=READ)
def get_meeting(request: Any, pk: Key) -> dict[str, Any]:
    """一次会议：议题、纪要、到会情况、议定事项。"""
    one = scope.one(request.auth, Noun.MEETING, pk, "host")
    rows = list(scope.resolutions(request.auth).filter(meeting=one).select_related("organisation"))
    return {
        "meeting": one, "topics": one.topics, "minutes": one.minutes, "attendees": list(one.attendees.all()),
        "resolutions": rows, **trail(request.auth, Noun.MEETING, one),
    }  # fmt: skip


@router.post("/meetings", response={201: schemas.MeetingOut, **PROBLEMS}, auth=_HANDLE)
@decorate_view(once)
def call_meeting(request: Any, body: orders.MeetingIn) -> Status[Meeting]:
    """通知、登记联席会议。"""
    given = body.dict() | {"invited": _bodies(body.invited)}
    return Status(201, meetings.call(request.auth, meetings.Call(**given)))


@router.get("/resolutions", response={200: schemas.ResolutionPage, **PROBLEMS}, auth=READ)
def list_resolutions(request: Any, filters: Query[MatterFilters]) -> dict[str, Any]:
    """联席会议议定事项，新的在前，按游标翻页。"""
    rows = scope.resolutions(request.auth).select_related("organisation")
    return _page(rows, filters, state="state", case="case__number")
