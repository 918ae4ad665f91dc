"""The ledger with its filters, one case, its history; opening a case."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse, QueryDict
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy, words
from mingjing.office.cases.api import schemas
from mingjing.office.cases.api.opening import suspicions
from mingjing.office.cases.commands import Party
from mingjing.office.cases.filters import CaseFilters
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import register
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Day, Limit, Yuan

router = Router(tags=["案件"])
_READ = Needs(Permission.CASES_READ)


class CaseFiltersIn(Schema):
    """Which cases; every filter given must hold, an unknown value finds none.

    `stage` may be open: all that are not ended. `bureau` by code, with those below it; `cause` and `track_state` as
    `/causes` and the case itself give them.
    """

    q: Code | None = None
    stage: (
        Literal[
            "open", "clue", "filing", "declined", "investigating", "suspended", "terminated", "reported",
            "legal_review", "reviewed", "notified", "hearing", "heard", "discussed", "decided", "served",
            "executing", "executed", "closed", "archived",
        ]
        | None
    ) = None  # fmt: skip
    source: schemas.Source | None = None
    subject: schemas.Subject | None = None
    cause: Code | None = None
    situation: Annotated[int, Field(ge=1, le=35)] | None = None
    fraud: Literal["undecided", "no", "yes"] | None = None
    grave: Literal["1"] | None = None
    bureau: Code | None = None
    officer: Literal["me", "none"] | None = None
    track_state: Code | None = None
    track: Literal["none", "agreement", "penalty", "transfer"] | None = None
    outcome: Literal["penalty", "no_penalty", "not_established", "other_agency", "judicial"] | None = None
    due: Literal["overdue", "close", "resting"] | None = None
    institution: Code | None = None
    lead: Code | None = None
    person: Code | None = None
    filed_from: Day | None = None
    filed_to: Day | None = None
    decided_from: Day | None = None
    decided_to: Day | None = None
    loss_from: Yuan | None = None
    loss_to: Yuan | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/cases", response={200: schemas.CasePage, **PROBLEMS}, auth=_READ)
def list_cases(request: Any, filters: Query[CaseFiltersIn]) -> dict[str, Any]:
    """案件台账，新登记的在前，按游标翻页。"""
    given = QueryDict(mutable=True)
    wanted = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    if "bureau" in wanted:
        below = request.auth.organisation.bureaus().filter(code=wanted["bureau"])
        wanted["bureau"] = below.values_list("pk", flat=True).first() or wanted["bureau"]
    given.update({name: str(value) for name, value in wanted.items()})
    rows = CaseFilters(given, request.auth).apply(policy.visible(request.auth))
    joined = rows.select_related("organisation", "institution", "person")
    found, following = cursor.page(joined, ("-id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.post("/cases", response={201: schemas.CaseFull, **PROBLEMS}, auth=Needs(Permission.CASES_FILE))
@decorate_view(once)
def open_case(request: Any, body: schemas.CaseIn, response: HttpResponse) -> Status[Case]:
    """登记案件，开始线索核查。"""
    user = request.auth
    institution = institutions.one(user, body.institution).pk if body.institution else None
    insured = leads.person(user, body.person).pk if body.person else None
    party = Party(
        body.subject, body.party, body.party_name, body.party_code, institution, insured, body.staff_code
    )
    made = register.open_case(
        user, party, source=body.source, found_on=body.found_on, source_text=body.source_text,
        suspicions=suspicions(user, body.suspicions), harm=body.harm,
    )  # fmt: skip
    case = policy.one(user, made.pk)
    etag.tag(response, case.version)
    return Status(201, case)


@router.get("/cases/{number}", response={200: schemas.CaseFull, **PROBLEMS}, auth=_READ)
def get_case(request: Any, number: Code, response: HttpResponse) -> Case:
    """一件案件，含时限、违法事实、处理方式和关联疑点。"""
    case = policy.one(request.auth, number)
    etag.tag(response, case.version)
    return case


@router.get("/cases/{number}/steps", response={200: list[schemas.StepOut], **PROBLEMS}, auth=_READ)
def list_steps(request: Any, number: Code) -> list[dict[str, Any]]:
    """办案历程，按发生先后。"""
    case = policy.one(request.auth, number)
    return [
        {
            "at": step.at, "on": step.on, "name": step.name, "title": words.step_name(step.name),
            "before": step.before, "after": step.after, "track": step.track.kind if step.track else "",
            "actor": step.actor.name if step.actor else "系统",
            "organisation": step.organisation.name if step.organisation else "", "text": step.text,
            "data": step.data,
        }
        for step in case.steps.select_related("actor", "organisation", "track")
    ]  # fmt: skip
