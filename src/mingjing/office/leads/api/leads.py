"""Reading leads: the list with its filters, one document, its history."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field, StringConstraints

from mingjing.kernel.errors import InvalidError, NotVisibleError, Problem
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas, shown
from mingjing.office.leads.api.numbers import named
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.models import Lead
from mingjing.office.leads.services import dispatch, reading, visit
from mingjing.office.rest import cursor, etag
from mingjing.office.rest.types import PROBLEMS, Code, Day, Limit, Yuan

router = Router(tags=["线索"])


class AssignedOut(Schema):
    """How many leads were assigned."""

    leads: int


class FeeOut(Schema):
    """A fee line of a visit; `hit` is the largest amount that a suspicion found on it. Yuan."""

    bkkp_sn: str
    on: date | None
    code: str
    name: str
    cnt: Decimal
    pric: Decimal
    amt: Decimal
    hit: Decimal | None


class AlikeOut(Schema):
    """A lead that rests on the same rules."""

    number: str
    rules: list[str]


ORDERS = {
    "rank": ("-rank_value", "id"),
    "expected": ("-expected_amt", "id"),
    "amount": ("-checkout_amt", "id"),
    "newest": ("-id",),
}


class LeadFiltersIn(Schema):
    """Which leads; every filter given must hold. `filters` takes what the page's address holds, as views keep it."""

    filters: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")] = ""

    state: Literal["published", "dispatched", "checking", "reported", "closed"] | None = None
    behaviour: Code | None = None
    rule: Code | None = None
    institution: Code | None = None
    bureau: Code | None = None
    part: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    task: Code | None = None
    sev_deg: Annotated[int, Field(ge=1, le=3)] | None = None
    mdtrt_id: Code | None = None
    psn_no: Code | None = None
    due_until: Day | None = None
    amount_from: Yuan | None = None
    order: Literal["rank", "expected", "amount", "newest"] = "expected"
    cursor: Code = ""
    limit: Limit = 50


FOR_ALL = ("institution", "mdtrt_id", "psn_no")
"""The filters that everybody may use; the others are the bureau's and without effect for others."""
COLUMNS = {
    "state": "state",
    "behaviour": "behaviour",
    "institution": "institution__code",
    "bureau": "bureau__code",
    "part": "part_id",
    "task": "part__task__number",
    "sev_deg": "sev_deg",
    "mdtrt_id": "mdtrt_id",
    "psn_no": "person__psn_no",
    "due_until": "due_on__lte",
    "amount_from": "checkout_amt__gte",
}


@router.get("/leads", response={200: schemas.LeadPage, **PROBLEMS}, auth=Needs(Permission.LEADS_READ))
def list_leads(request: Any, filters: Query[LeadFiltersIn]) -> dict[str, Any]:
    """线索列表，按游标翻页。"""
    rows = policy.visible(request.auth).select_related("institution", "bureau", "held_by", "person")
    given = filters.dict(exclude_none=True)
    order = ORDERS[filters.order]
    if not request.auth.organisation.is_bureau:
        # A filter or an order over what is hidden would tell it.
        given, order = {k: v for k, v in given.items() if k in FOR_ALL}, ORDERS["newest"]
    rows = rows.filter(**{COLUMNS[name]: value for name, value in given.items() if name in COLUMNS})
    if filters.filters:
        rows = _as_on_the_page(request.auth, filters.filters).apply(rows)
    if filters.rule:
        rows = rows.filter(
            pk__in=policy.suspicions(request.auth).filter(rule_code=filters.rule).values("lead")
        )
    found, following = cursor.page(rows, order, filters.cursor, filters.limit)
    return {"items": shown.leads(request.auth, found), "next": following}


def _as_on_the_page(user: User, query: str) -> LeadFilters:
    """Return the filters of the page. Raises InvalidError that names each one that is wrong."""
    found = LeadFilters(QueryDict(query), user)
    if not found.form.is_valid():
        said = [
            Problem(str(text), f"filters.{name}")
            for name, texts in found.form.errors.items()
            for text in texts
        ]
        raise InvalidError.from_problems(said)
    return found


@router.post("/leads/assign", response={200: AssignedOut, **PROBLEMS}, auth=Needs(Permission.LEADS_DISPATCH))
@decorate_view(once)
def assign_leads(request: Any, body: schemas.AssignIn) -> dict[str, Any]:
    """把本单位承办的线索分派给经办人，全部或一条都不。"""
    officer = User.objects.filter(username=body.officer, organisation=request.auth.organisation).first()
    if officer is None:
        raise NotVisibleError("本单位没有这个账号", where="officer")
    leads = named(request.auth, body.leads)
    return {"leads": dispatch.assign(request.auth, Lead.objects.filter(pk__in=leads), officer)}


@router.get(
    "/leads/{number}", response={200: schemas.LeadFull, **PROBLEMS}, auth=Needs(Permission.LEADS_READ)
)
def get_lead(request: Any, number: Code, response: HttpResponse) -> Lead:
    """一条线索及其疑点。"""
    lead = policy.one(request.auth, number)
    shown.leads(request.auth, [lead])
    etag.tag(response, lead.version)
    mine = policy.suspicions(request.auth).filter(lead=lead)
    lead.__dict__["shown_suspicions"] = shown.suspicions(request.auth, mine)
    return lead


@router.get(
    "/leads/{number}/events",
    response={200: list[schemas.EventOut], **PROBLEMS},
    auth=Needs(Permission.LEADS_READ),
)
def list_events(request: HttpRequest, number: Code) -> list[dict[str, Any]]:
    """线索的办理经过；机构和第三方只看到本单位的动作。"""
    user = request.auth  # type: ignore[attr-defined]
    lead = policy.one(user, number)
    rows = lead.events.select_related("actor", "organisation")
    if not user.organisation.is_bureau:
        rows = rows.filter(organisation=user.organisation)
    return [
        {
            "at": row.at,
            "action": row.action,
            "text": row.text,
            "actor": row.actor.name if row.actor else "系统",
            "organisation": row.organisation.name if row.organisation else "",
        }
        for row in rows
    ]


@router.get(
    "/leads/{number}/fees",
    response={200: list[FeeOut], **PROBLEMS},
    auth=Needs(Permission.PERSONS_READ),
)
def list_fees(request: Any, number: Code) -> list[visit.Fee]:
    """该次就诊的全部费用明细（最多 5000 条），标出疑点金额；查看记入审计日志。"""
    return visit.fees(request.auth, policy.one(request.auth, number))


@router.get(
    "/leads/{number}/similar",
    response={200: list[AlikeOut], **PROBLEMS},
    auth=Needs(Permission.LEADS_READ),
)
def list_similar(request: Any, number: Code) -> list[dict[str, Any]]:
    """同一机构、同样规则的其他线索，供医保部门参考。"""
    lead = policy.one(request.auth, number)
    if not request.auth.organisation.is_bureau:
        return []
    return [{"number": one.lead.number, "rules": one.rules} for one in reading.similar(request.auth, lead)]
