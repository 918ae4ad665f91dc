"""Insured persons: masked, or in full for a stated purpose that is logged first."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import StringConstraints

from mingjing.office.accounts import audit
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Person
from mingjing.office.leads.services import reading
from mingjing.office.rest.types import PROBLEMS, Code, Input
from mingjing.office.ui.values import masked_id, masked_name

router = Router(tags=["参保人"])


class PersonOut(Schema):
    """An insured person; `leads` are those that the caller sees."""

    psn_no: str
    psn_name: str
    certno: str
    tel: str
    gend: str
    brdy: date | None
    leads: list[str]


class VisitOut(Schema):
    """One encounter, as the lake has it; amounts in yuan; `lead` where it is one that the caller sees."""

    mdtrt_id: str
    fixmedins_code: str
    fixmedins_name: str
    med_type: str
    began_on: date | None
    ended_on: date | None
    diag_code: str
    diag_name: str
    medfee: Decimal
    fund: Decimal
    lead: str


class PurposeIn(Input):
    """Why the name and the numbers are needed, and for which case or task."""

    note: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""

    purpose: Annotated[str, StringConstraints(min_length=4, max_length=200, pattern=r"^[^\x00]+$")]


@router.get("/persons/{psn_no}", response={200: PersonOut, **PROBLEMS}, auth=Needs(Permission.PERSONS_READ))
def get_person(request: Any, psn_no: Code) -> dict[str, Any]:
    """参保人，姓名和号码脱敏。"""
    one = policy.person(request.auth, psn_no)
    hidden = {
        "psn_name": masked_name(one.psn_name),
        "certno": masked_id(one.certno),
        "tel": masked_id(one.tel),
    }
    return _shown(request, one) | hidden | {"brdy": None}


@router.post(
    "/persons/{psn_no}/reveal", response={200: PersonOut, **PROBLEMS}, auth=Needs(Permission.PERSONS_REVEAL)
)
@decorate_view(once)
def reveal(request: Any, psn_no: Code, body: PurposeIn) -> dict[str, Any]:
    """说明用途后查看姓名和号码；先记入审计日志。"""
    one = policy.person(request.auth, psn_no)
    audit.record(request.auth, "reveal", "person", one.psn_no, None, body.dict())
    return _shown(request, one)


@router.get(
    "/persons/{psn_no}/visits",
    response={200: list[VisitOut], **PROBLEMS},
    auth=Needs(Permission.PERSONS_READ),
)
def list_visits(request: Any, psn_no: Code) -> list[reading.Visit]:
    """参保人的全部就诊（最近 1000 次）；查看记入审计日志。"""
    return reading.person_visits(request.auth, psn_no)


def _shown(request: Any, one: Person) -> dict[str, Any]:
    leads = policy.visible(request.auth).filter(person=one).order_by("-occurred_on", "pk")
    fields = ("psn_no", "psn_name", "certno", "tel", "gend", "brdy")
    return {name: getattr(one, name) for name in fields} | {
        "leads": list(leads.values_list("number", flat=True)[:200])
    }
