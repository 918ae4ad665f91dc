"""Who am I, and the bodies that I can send to."""

from typing import Any

from ninja import Router, Schema

from mingjing.office.accounts.caller import Needs, who
from mingjing.office.accounts.models import Organisation
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.rest.types import PROBLEMS

router = Router(tags=["账户"])


class OrganisationOut(Schema):
    """A body in the caller's division."""

    code: str
    name: str
    kind: str
    level: str
    admdvs: str


class Me(Schema):
    """The caller and what the call may do."""

    username: str
    name: str
    organisation: OrganisationOut
    roles: list[str]
    permissions: list[str]


@router.get("/me", response={200: Me, **PROBLEMS}, auth=Needs(Permission.HOME))
def me(request: Any) -> dict[str, Any]:
    """当前调用者；使用令牌时只列令牌范围内的权限。"""
    _, scopes = who(request)
    may = [
        one for one in Permission if allowed(request.auth.roles, one) and (scopes is None or one in scopes)
    ]
    return {
        "username": request.auth.username,
        "name": request.auth.name,
        "organisation": request.auth.organisation,
        "roles": sorted(request.auth.roles),
        "permissions": may,
    }


@router.get(
    "/organisations", response={200: list[OrganisationOut], **PROBLEMS}, auth=Needs(Permission.LEADS_READ)
)
def list_organisations(request: Any) -> list[Organisation]:
    """本单位及下级单位。"""
    return list(request.auth.organisation.below().filter(active=True))
