"""The institutions' part of the API."""

from datetime import date
from typing import Any, Literal

from ninja import Query, Router, Schema

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import policy
from mingjing.office.institutions.models import Institution
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Limit

router = Router(tags=["机构"])
_READ = Permission.INSTITUTIONS_READ


class InstitutionOut(Schema):
    """A designated institution."""

    code: str
    name: str
    kind: str
    hosp_lv: str
    level_group: str
    ownership: str
    chain: str
    admdvs: str
    beds: int | None
    open_flag: str
    cred_lv: str


class AgreementOut(Schema):
    """A stretch of its agreement."""

    begndate: date
    enddate: date | None
    stas: str


class InstitutionFull(InstitutionOut):
    """An institution with its agreements."""

    uscc: str
    legrep_name: str
    addr: str
    agreements: list[AgreementOut]


class InstitutionPage(Schema):
    """A page of institutions."""

    items: list[InstitutionOut]
    next: str


class Filters(Schema):
    """Which institutions."""

    kind: Literal["1", "2"] | None = None
    level_group: Literal["1", "2", "3"] | None = None
    ownership: Literal["1", "2"] | None = None
    admdvs: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/institutions", response={200: InstitutionPage, **PROBLEMS}, auth=Needs(_READ))
def list_institutions(request: Any, filters: Query[Filters]) -> dict[str, Any]:
    """机构档案，按编码排序。"""
    given = filters.dict(exclude_none=True, exclude={"cursor", "limit"})
    rows = policy.visible(request.auth).filter(**given)
    found, following = cursor.page(rows, ("code",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get("/institutions/{code}", response={200: InstitutionFull, **PROBLEMS}, auth=Needs(_READ))
def get_institution(request: Any, code: Code) -> Institution:
    """一家机构及其协议。"""
    found = policy.visible(request.auth).prefetch_related("agreements").filter(code=code).first()
    if found is None:
        raise NotVisibleError("没有这家机构，或者不在您的管辖范围内", where=code)
    return found
