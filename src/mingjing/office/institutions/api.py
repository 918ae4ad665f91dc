"""The institutions' part of the API."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema
from pydantic import Field

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import level, policy
from mingjing.office.institutions.models import Institution, Staff
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Limit

router = Router(tags=["机构"])
_READ = Permission.INSTITUTIONS_READ
Start = Annotated[int, Field(ge=0, le=10_000_000)]


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


class WaterLevelOut(Schema):
    """One indicator of an institution beside its peers; `percentile` of a hundred stand lower."""

    code: str
    title: str
    period: str
    value: Decimal | None
    median: Decimal | None
    p90: Decimal | None
    percentile: Decimal | None
    peers: int | None
    peer_group: str


class LevelOut(Schema):
    """The water level of one period, highest first; `screening` is the run that measured it."""

    screening: str
    period: str
    periods: list[str]
    measures: list[WaterLevelOut]


class StaffOut(Schema):
    """Somebody registered at an institution."""

    code: str
    name: str
    kind: str
    scope: str
    stas: str
    begndate: date | None
    enddate: date | None


class InstitutionPage(Schema):
    """A page of institutions."""

    items: list[InstitutionOut]
    next: str


class InstitutionFiltersIn(Schema):
    """Which institutions; `region` is the beginning of a division, `q` part of a name or the beginning of a code."""

    kind: Literal["1", "2"] | None = None
    level_group: Literal["1", "2", "3"] | None = None
    ownership: Literal["1", "2"] | None = None
    admdvs: Code | None = None
    region: Code | None = None
    chain: Code | None = None
    q: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


@router.get("/institutions", response={200: InstitutionPage, **PROBLEMS}, auth=Needs(_READ))
def list_institutions(request: Any, filters: Query[InstitutionFiltersIn]) -> dict[str, Any]:
    """机构档案，按编码排序。"""
    given = filters.dict(exclude_none=True, exclude={"cursor", "limit", "region", "q"})
    rows = policy.visible(request.auth).filter(**given)
    if filters.region:
        rows = rows.filter(admdvs__startswith=filters.region)
    if filters.q:
        q = filters.q
        rows = rows.filter(Q(code__startswith=q) | Q(name__icontains=q) | Q(uscc=q))
    found, following = cursor.page(rows, ("code",), filters.cursor, filters.limit)
    return {"items": found, "next": following}


@router.get("/institutions/{code}", response={200: InstitutionFull, **PROBLEMS}, auth=Needs(_READ))
def get_institution(request: Any, code: Code) -> Institution:
    """一家机构及其协议。"""
    found = policy.visible(request.auth).prefetch_related("agreements").filter(code=code).first()
    if found is None:
        raise NotVisibleError("没有这家机构，或者不在您的管辖范围内", where=code)
    return found


@router.get("/institutions/{code}/level", response={200: LevelOut, **PROBLEMS}, auth=Needs(_READ))
def get_level(request: Any, code: Code, period: Code = "") -> dict[str, Any]:
    """一家机构与同组机构相比的指标；不给期间即最近、可比最多的一期。"""
    found = level.measures(policy.one(request.auth, code), period)
    if found is None:
        return {"screening": "", "period": "", "periods": [], "measures": []}
    screening, chosen, periods, some = found
    return {"screening": screening, "period": chosen, "periods": periods, "measures": some}


@router.get("/institutions/{code}/staff", response={200: list[StaffOut], **PROBLEMS}, auth=Needs(_READ))
def list_staff(request: Any, code: Code, start: Start = 0, limit: Limit = 200) -> list[Staff]:
    """一家机构的执业人员，从第 start 人起。"""
    return list(policy.one(request.auth, code).staff.order_by("kind", "code", "pk")[start : start + limit])
