"""The register of handovers, for bureaus and for partner departments."""

from typing import Any

from ninja import Query, Router

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison import policy
from mingjing.office.liaison.api import schemas
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS

router = Router(tags=["部门协作"])
_COLUMNS = {
    "direction": "direction", "kind": "kind", "department": "department", "state": "state", "case": "case__number",
}  # fmt: skip


@router.get(
    "/handovers", response={200: schemas.HandoverPage, **PROBLEMS}, auth=Needs(Permission.LIAISON_READ)
)
def list_handovers(request: Any, filters: Query[schemas.HandoverListFilters]) -> dict[str, Any]:
    """移送台账，新的在前。"""
    return _page(request.auth, filters)


@router.get(
    "/desk/handovers", response={200: schemas.HandoverPage, **PROBLEMS}, auth=Needs(Permission.PARTNER_READ)
)
def list_own_handovers(request: Any, filters: Query[schemas.HandoverListFilters]) -> dict[str, Any]:
    """协同部门：移送本部门和本部门移送的事项，新的在前。"""
    return _page(request.auth, filters)


def _page(user: User, filters: schemas.HandoverListFilters) -> dict[str, Any]:
    given = filters.dict(exclude_none=True)
    rows = policy.visible(user).select_related("bureau", "partner")
    rows = rows.filter(**{_COLUMNS[name]: value for name, value in given.items() if name in _COLUMNS})
    found, following = cursor.page(rows, ("-id",), filters.cursor, filters.limit)
    return {"items": found, "next": following}
