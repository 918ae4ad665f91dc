"""Insured persons: masked, or in full for a stated purpose that is logged first."""

from datetime import date
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
from mingjing.office.rest.types import PROBLEMS, Code
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


class PurposeIn(Schema):
    """Why the name and the numbers are needed."""

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
    audit.record(request.auth, "reveal", "person", one.psn_no, None, {"purpose": body.purpose})
    return _shown(request, one)


def _shown(request: Any, one: Person) -> dict[str, Any]:
    leads = policy.visible(request.auth).filter(person=one).order_by("-occurred_on", "pk")
    fields = ("psn_no", "psn_name", "certno", "tel", "gend", "brdy")
    return {name: getattr(one, name) for name in fields} | {
        "leads": list(leads.values_list("number", flat=True)[:200])
    }
