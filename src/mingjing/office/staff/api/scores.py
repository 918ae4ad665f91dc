"""Scores: proposed, approved, refused, withdrawn, reversed; by one and by workbook."""

from io import BytesIO
from typing import Any, Literal

from django.http.response import HttpResponseBase
from ninja import File, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Key, Limit, file_answer
from mingjing.office.staff import policy
from mingjing.office.staff.api.schemas import (
    ScoreOut,
    StaffOpinionIn,
    StaffProposalOut,
    StaffProposalPage,
    StaffScoreIn,
)
from mingjing.office.staff.models import Proposal
from mingjing.office.staff.services import owed, scoring, sheet
from mingjing.office.staff.services.commands import Given
from mingjing.office.ui.download import Download

router = Router(tags=["人员监管"])
READ, SCORE = Needs(Permission.STAFF_READ), Needs(Permission.STAFF_SCORE)
APPROVE = Needs(Permission.STAFF_APPROVE)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_JOINED = ("member", "institution", "case", "lead", "author", "approver")


class ProposalFiltersIn(Schema):
    """Which proposals."""

    state: Literal["proposed", "approved", "refused", "withdrawn"] | None = None
    member: Code | None = None
    institution: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/staff-proposals", response={200: StaffProposalPage, **PROBLEMS}, auth=READ)
def list_proposals(request: Any, filters: Query[ProposalFiltersIn]) -> dict[str, Any]:
    """记分审批，新提出的在前，按游标翻页。"""
    names = {"state": "state", "member": "member__code", "institution": "institution__code"}
    wanted = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    rows = policy.proposals(request.auth).filter(**{names[name]: value for name, value in wanted.items()})
    found, following = cursor.page(rows.select_related(*_JOINED), ("-id",), filters.cursor, filters.limit)
    return {"items": [StaffProposalOut.of(one) for one in found], "next": following}


@router.post("/staff-proposals", response={201: StaffProposalOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def propose_score(request: Any, body: StaffScoreIn) -> Status[dict[str, Any]]:
    """提出记分，分值由情形和责任程度按标准确定。"""
    made = scoring.propose(request.auth, Given(**body.dict()))
    return Status(201, StaffProposalOut.of(made))


@router.get(
    "/staff-proposals/sheet", response={200: bytes, **PROBLEMS}, auth=SCORE, openapi_extra=file_answer(EXCEL)
)
def scores_template(request: Any) -> HttpResponseBase:
    """记分导入模板。"""
    return Download(BytesIO(sheet.template(request.auth)), "人员记分导入.xlsx", EXCEL)


@router.post("/staff-proposals/sheet", response={201: list[StaffProposalOut], **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def import_scores(request: Any, file: File[UploadedFile]) -> Status[list[dict[str, Any]]]:
    """导入记分；有一行不正确就全部不导入，并逐行说明。"""
    if file.size is None:
        raise InvalidError("文件为空", where="file")
    return Status(201, [StaffProposalOut.of(one) for one in sheet.take_in(request.auth, file, file.size)])


@router.get("/staff-proposals/{pk}", response={200: StaffProposalOut, **PROBLEMS}, auth=READ)
def get_proposal(request: Any, pk: Key) -> dict[str, Any]:
    """一项记分审批。"""
    return StaffProposalOut.of(_one(request, pk))


@router.post("/staff-proposals/{pk}/approve", response={200: ScoreOut, **PROBLEMS}, auth=APPROVE)
@decorate_view(once)
def approve_score(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """审核通过：计入年度，通知人员所在的全部机构。提出人不能审核。"""
    return ScoreOut.of(
        request.auth, scoring.approve(request.auth, _one(request, pk), body.version, body.text)
    )


@router.post("/staff-proposals/{pk}/refuse", response={200: StaffProposalOut, **PROBLEMS}, auth=APPROVE)
@decorate_view(once)
def refuse_score(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """审核不通过，须说明理由。"""
    return StaffProposalOut.of(scoring.refuse(request.auth, _one(request, pk), body.text, body.version))


@router.post("/staff-proposals/{pk}/withdraw", response={200: StaffProposalOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def withdraw_score(request: Any, pk: Key, body: StaffOpinionIn) -> dict[str, Any]:
    """撤回本人提出的记分。"""
    return StaffProposalOut.of(scoring.withdraw(request.auth, _one(request, pk), body.version))


@router.post("/staff-scores/{pk}/reverse", response={201: StaffProposalOut, **PROBLEMS}, auth=SCORE)
@decorate_view(once)
def reverse_score(request: Any, pk: Key, body: StaffOpinionIn) -> Status[dict[str, Any]]:
    """提出冲正一条记分，经审核后自原年度扣回。"""
    score = policy.score(request.auth, pk)
    return Status(201, StaffProposalOut.of(scoring.propose_reversal(request.auth, score, body.text)))


@router.post("/staff-owed/{pk}/waive", response={204: None, **PROBLEMS}, auth=Needs(Permission.STAFF_DECIDE))
@decorate_view(once)
def waive_score(request: Any, pk: Key, body: StaffOpinionIn) -> Status[None]:
    """决定对处理决定载明的责任人员不予记分，须说明理由。"""
    owed.waive(request.auth, policy.named(request.auth, pk), body.text)
    return Status(204, None)


def _one(request: Any, pk: int) -> Proposal:
    return policy.proposal(request.auth, pk)
