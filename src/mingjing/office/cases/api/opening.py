"""Confirmed suspicions that wait for a case or a written reason."""

from typing import Any

from ninja import Query, Router, Schema
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy
from mingjing.office.cases.api import schemas
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import register
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Limit

router = Router(tags=["立案"])


class Waiting(Schema):
    """Which confirmed suspicions."""

    institution: Code | None = None
    behaviour: Code | None = None
    lead: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


_COLUMNS = {"institution": "lead__institution__code", "behaviour": "behaviour", "lead": "lead__number"}


@router.get(
    "/cases/unhandled",
    response={200: schemas.UnhandledPage, **PROBLEMS},
    auth=Needs(Permission.CASES_READ),
)
def list_unhandled(request: Any, filters: Query[Waiting]) -> dict[str, Any]:
    """终审查实、既无案件也无书面理由的疑点。"""
    given = filters.dict(exclude_none=True)
    rows = register.unhandled(request.auth).select_related("lead__institution")
    rows = rows.filter(**{_COLUMNS[name]: value for name, value in given.items() if name in _COLUMNS})
    found, following = cursor.page(rows, ("id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.post(
    "/cases/unhandled/waive",
    response={200: schemas.WaivedOut, **PROBLEMS},
    auth=Needs(Permission.CASES_APPROVE),
)
@decorate_view(once)
def waive(request: Any, body: schemas.WaiveIn) -> dict[str, int]:
    """书面说明这些疑点不立案的理由，全部成功或者全部不做。"""
    return {"done": register.waive_many(request.auth, suspicions(request.auth, body.suspicions), body.reason)}


@router.post(
    "/cases/{number}/suspicions",
    response={200: schemas.CaseFull, **PROBLEMS},
    auth=Needs(Permission.CASES_FILE),
)
@decorate_view(once)
def link(request: Any, number: Code, body: schemas.SuspicionsIn) -> Case:
    """把查实的疑点关联到尚未终结调查的案件。"""
    case = policy.one(request.auth, number)
    register.link(request.auth, case, suspicions(request.auth, body.suspicions))
    return policy.one(request.auth, number)


def suspicions(user: User, keys: list[int]) -> list[Suspicion]:
    """Return the suspicions of these ids. Raises NotVisibleError when one is out of scope."""
    found = {one.pk: one for one in leads.suspicions(user).filter(pk__in=keys)}
    for key in keys:
        if key not in found:
            raise NotVisibleError("没有这条疑点，或者不在您的管辖范围内", where=str(key))
    return [found[key] for key in dict.fromkeys(keys)]
