"""The dashboard, bulk verdicts, tickets, and a part's workbook."""

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from django.http import QueryDict
from ninja import File, Form, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.files import UploadedFile
from pydantic import Field

from mingjing.kernel.errors import NotVisibleError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.models import Ticket
from mingjing.office.leads.services import check, funnel
from mingjing.office.leads.services.feedback import answer_ticket
from mingjing.office.leads.workbook.apply import apply
from mingjing.office.leads.workbook.hand_out import XLSX, hand_out, own_part
from mingjing.office.leads.workbook.plan import Plan, plan
from mingjing.office.leads.workbook.read import read
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Text, file_answer
from mingjing.office.ui.download import Download

router = Router(tags=["工作台"])
_GONE = "没有这条疑点，或者不在您的管辖范围内"


class FigureOut(Schema):
    """Leads and yuan of one step."""

    count: int
    yuan: Decimal


class GroupOut(Schema):
    """One place, behaviour or month."""

    title: str
    figures: dict[str, FigureOut]


class BoardOut(Schema):
    """The funnel: found 检出, sent 下发, checked 核查, confirmed 属实, recovered 追回."""

    total: dict[str, FigureOut]
    waiting: FigureOut
    places: list[GroupOut]
    behaviours: list[GroupOut]
    months: list[GroupOut]
    as_of: date | None
    at: datetime


class BoardFilters(Schema):
    """What the board counts."""

    since: Day | None = None
    until: Day | None = None
    behaviour: Code = ""
    institution: Code = ""
    rule: Code = ""
    task: Code = ""


class BulkIn(Input):
    """One verdict on many suspicions."""

    suspicions: Annotated[list[Key], Field(max_length=2000)]
    verdict: schemas.VerdictWord
    reason_code: Code = ""
    text: Text = ""


class BulkOut(Schema):
    """How many were done, and which were refused and why."""

    done: int
    refused: list[dict[str, Any]]


class TicketOut(Schema):
    """A question that a verdict opened."""

    id: int
    kind: str
    rule_code: str
    question: str
    answer: str
    opened_at: datetime
    closed_at: datetime | None


class WorkbookPlanOut(Schema):
    """What a filled workbook would change; `digest` confirms exactly this."""

    digest: str
    changes: list[dict[str, Any]]
    conflicts: list[dict[str, str]]
    wrong: list[dict[str, str]]
    untouched: int


@router.get("/dashboard", response={200: BoardOut, **PROBLEMS}, auth=Needs(Permission.DASHBOARD))
def dashboard(request: Any, filters: Query[BoardFilters]) -> funnel.Board:
    """看板：各级只计本级审签的结果。"""
    given = QueryDict(mutable=True)
    given.update({name: str(value) for name, value in filters.dict().items() if value})
    narrowed = LeadFilters(given, request.auth)
    return funnel.board(request.auth, narrowed.apply(policy.visible(request.auth)), narrowed.query)


@router.post("/suspicions/check", response={200: BulkOut, **PROBLEMS}, auth=Needs(Permission.LEADS_CHECK))
@decorate_view(once)
def check_many(request: Any, body: BulkIn) -> dict[str, Any]:
    """批量初审；不能办理的逐条说明原因。"""
    rows = policy.suspicions(request.auth).filter(pk__in=body.suspicions).select_related("lead")
    found = {one.pk: one for one in rows}
    gone = [(pk, _GONE) for pk in dict.fromkeys(body.suspicions) if pk not in found]
    done = check.check_many(request.auth, found.values(), body.verdict, body.reason_code, body.text)
    return {
        "done": done.done,
        "refused": [{"suspicion": pk, "why": why} for pk, why in (*done.refused, *gone)],
    }


@router.post(
    "/suspicions/ask", response={200: schemas.SentOut, **PROBLEMS}, auth=Needs(Permission.LEADS_CHECK)
)
@decorate_view(once)
def ask_many(request: Any, body: schemas.AskManyIn) -> dict[str, Any]:
    """把多条疑点发机构核实，全部或一条都不。"""
    rows = policy.suspicions(request.auth).filter(pk__in=body.suspicions)
    gone = set(body.suspicions) - set(rows.values_list("pk", flat=True))
    if gone:
        raise NotVisibleError(_GONE, where=str(min(gone)))
    return {"suspicions": check.ask(request.auth, rows, days=body.days)}


@router.get("/tickets", response={200: list[TicketOut], **PROBLEMS}, auth=Needs(Permission.TICKETS))
def list_tickets(request: Any) -> list[Ticket]:
    """疑难问题，未答复的在前，最多 500 条。"""
    return list(policy.tickets(request.auth).order_by("closed_at", "-pk")[:500])


@router.get("/tickets/{pk}", response={200: TicketOut, **PROBLEMS}, auth=Needs(Permission.TICKETS))
def get_ticket(request: Any, pk: Key) -> Ticket:
    """一个疑难问题。"""
    return policy.ticket(request.auth, pk)


@router.post("/tickets/{pk}/answer", response={200: TicketOut, **PROBLEMS}, auth=Needs(Permission.TICKETS))
@decorate_view(once)
def reply(request: Any, pk: Key, body: schemas.ReasonIn) -> Ticket:
    """答复疑难问题。"""
    answer_ticket(request.auth, policy.ticket(request.auth, pk), body.text)
    return policy.ticket(request.auth, pk)


@router.get(
    "/parts/{pk}/workbook",
    response={200: bytes, **PROBLEMS},
    auth=Needs(Permission.LEADS_CHECK),
    openapi_extra=file_answer(XLSX),
)
def download_workbook(request: Any, pk: Key) -> Download:
    """下载分件的工作簿。"""
    return hand_out(request.auth, own_part(request.auth, pk))


@router.post(
    "/parts/{pk}/workbook", response={200: WorkbookPlanOut, **PROBLEMS}, auth=Needs(Permission.LEADS_CHECK)
)
@decorate_view(once)
def upload_workbook(
    request: Any, pk: Key, file: File[UploadedFile], digest: Annotated[str, Form(max_length=64)] = ""
) -> dict[str, Any]:
    """上传已填工作簿：不带 digest 时只预览；带上预览返回的 digest 时写入。"""
    part = own_part(request.auth, pk)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        path = Path(kept.name)
        found = apply(request.auth, part, path, digest) if digest else plan(part, read(path))
    return _shown(found)


def _shown(found: Plan) -> dict[str, Any]:
    return {
        "digest": found.digest,
        "changes": [
            {
                "lead": one.suspicion.lead.number,
                "suspicion": one.suspicion.pk,
                "verdict": one.command.verdict,
                "lines": one.lines_named,
            }
            for one in found.changes
        ],
        "conflicts": [_problem(one) for one in found.conflicts],
        "wrong": [_problem(one) for one in found.wrong],
        "untouched": found.untouched,
    }


def _problem(one: Problem) -> dict[str, str]:
    return {"where": one.where, "what": one.what, "why": one.why, "do": one.do}
