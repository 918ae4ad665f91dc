"""What waits for the caller, the lists kept under a name, and checks begun but not submitted."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import StringConstraints

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import policy, queue
from mingjing.office.leads.api import schemas, shown
from mingjing.office.leads.models import Draft, SavedView
from mingjing.office.leads.services import check, reading, views
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Input, Key, Limit, Line

router = Router(tags=["工作台"])
_READ = Permission.LEADS_READ
Noun = Literal["leads", "cases"]
Kind = Literal["check", "review", "finalise", "panel", "answer", "advise"]


class DutyOut(Schema):
    """One kind of work that waits; counts stop at 1000, `urgent` are due today or overdue."""

    key: str
    label: str
    count: int
    urgent: int


class SuspicionPage(Schema):
    """A page of suspicions."""

    items: list[schemas.SuspicionOut]
    next: str


class ViewIn(Input):
    """A list to keep (of leads, or of cases): its name and the filters as they stand in the page's address."""

    noun: Noun = "leads"

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
    query: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class ViewOut(Schema):
    """A list kept under a name; `query` goes into `filters` of /leads."""

    id: int
    noun: str
    name: str
    query: str


class DraftIn(Input):
    """What is filled in so far, by the names of the page's fields; empty discards it."""

    data: dict[Code, Line]


class DraftOut(Schema):
    """The caller's own draft."""

    data: dict[str, Any]
    saved_at: datetime


@router.get("/work", response={200: list[DutyOut], **PROBLEMS}, auth=Needs(Permission.HOME))
def list_duties(request: Any) -> list[reading.Duty]:
    """等待本人办理的工作。"""
    return reading.work(request.auth)


@router.get("/work/{kind}", response={200: SuspicionPage, **PROBLEMS}, auth=Needs(_READ))
def list_waiting(request: Any, kind: Kind, after: Code = "", limit: Limit = 50) -> dict[str, Any]:
    """等待本人办理的疑点：check 初审，review 复审，finalise 终审，panel 合议，answer 答复，advise 第三方意见。"""
    _, permission, waiting = queue.WORK[kind]
    rows = (
        waiting(request.auth)
        if allowed(request.auth.roles, permission)
        else policy.suspicions(request.auth).none()
    )
    found, following = cursor.page(rows, ("id",), after, limit)
    return {"items": shown.suspicions(request.auth, found), "next": following}


@router.get("/views", response={200: list[ViewOut], **PROBLEMS}, auth=Needs(_READ))
def list_views(request: Any, noun: Noun = "leads") -> list[SavedView]:
    """本人保存的视图：线索（leads）或案件（cases）。"""
    return list(SavedView.objects.filter(user=request.auth, noun=noun))


@router.post("/views", response={201: ViewOut, **PROBLEMS}, auth=Needs(_READ))
@decorate_view(once)
def keep_view(request: Any, body: ViewIn) -> Status[Any]:
    """保存视图；同名的被替换。"""
    return Status(201, views.keep(request.auth, body.noun, body.name, body.query))


@router.delete("/views/{pk}", response={204: None, **PROBLEMS}, auth=Needs(_READ))
def drop_view(request: Any, pk: Key) -> Status[Any]:
    """删除本人的视图。"""
    views.drop(request.auth, pk)
    return Status(204, None)


@router.get("/suspicions/{pk}/draft", response={200: DraftOut, **PROBLEMS}, auth=Needs(_READ))
def get_draft(request: Any, pk: Key) -> Draft:
    """本人在这条疑点上未提交的草稿。"""
    seen = policy.suspicion(request.auth, pk)
    found = Draft.objects.filter(user=request.auth, suspicion=seen).first()
    if found is None or not found.data:
        raise NotVisibleError("没有草稿", where=str(pk))
    return found


@router.put("/suspicions/{pk}/draft", response={200: DraftOut, **PROBLEMS}, auth=Needs(_READ))
@decorate_view(once)
def keep_draft(request: Any, pk: Key, body: DraftIn) -> Draft:
    """保存草稿；空内容即丢弃。"""
    return check.save_draft(request.auth, policy.suspicion(request.auth, pk), body.data)
