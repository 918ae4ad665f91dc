"""The unlawful acts of a case."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import losses, policy
from mingjing.office.cases.api.schemas import ActOut
from mingjing.office.cases.commands import ActFacts
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.models import Act, Case
from mingjing.office.cases.services import register
from mingjing.office.rest.types import PROBLEMS, Code, Day, Input, Key, Text, Yuan

router = Router(tags=["违法事实"])
_READ = Needs(Permission.CASES_READ)
_WRITE = Needs(Permission.CASES_INVESTIGATE)
Ref = Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")]


class ActIn(Input):
    """One unlawful act; `purpose` is undecided, no or yes. `deemed`, `presumptions`, `grounds` cite items of 细则 27, 细则 31, 处罚法 32."""

    situation: Annotated[int, Field(ge=1, le=99)]
    text: Text
    acted_on: Day
    ended_on: Day | None = None
    purpose: Code = "undecided"
    purpose_reason: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""
    loss: Yuan | None = None
    loss_method: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    loss_ref: Ref = ""
    estimated: bool = False
    lost_on: Day | None = None
    refused: bool = False
    serious: bool = False
    major: bool = False
    insured: bool = True
    deemed: Ref = ""
    presumptions: Annotated[list[Ref], Field(max_length=20)] = []
    grounds: Annotated[list[Ref], Field(max_length=20)] = []


class SituationOut(Schema):
    """One of the 35 situations of the catalogue of causes 案由目录."""

    number: int
    subject: str
    cause: str
    text: str
    law: list[str]
    fraud: bool


class LossOut(Schema):
    """What the confirmed lines add up to, and what must be counted by hand."""

    amount: Decimal
    method: str
    ref: str
    lines: int
    unknown: list[str]
    without_lines: list[str]
    as_of: date


@router.get("/causes", response={200: list[SituationOut], **PROBLEMS}, auth=_READ)
def list_causes(request: Any) -> list[Any]:
    """案由目录：4 类主体、9 项案由、35 种违法情形。"""
    return [
        {
            "number": one.number, "subject": one.subject.value, "cause": one.cause, "text": one.text,
            "law": list(one.law), "fraud": one.fraud,
        }
        for one in situations().values()
    ]  # fmt: skip


@router.get("/cases/{number}/acts", response={200: list[ActOut], **PROBLEMS}, auth=_READ)
def list_acts(request: Any, number: Code) -> list[Act]:
    """案件的违法事实。"""
    return list(policy.one(request.auth, number).acts.all())


@router.post("/cases/{number}/acts", response={201: ActOut, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def add_act(request: Any, number: Code, body: ActIn) -> Status[Act]:
    """登记一项违法事实。"""
    return Status(201, register.add_act(request.auth, policy.one(request.auth, number), _facts(body)))


@router.put("/cases/{number}/acts/{pk}", response={200: ActOut, **PROBLEMS}, auth=_WRITE)
@decorate_view(once)
def change_act(request: Any, number: Code, pk: Key, body: ActIn) -> Act:
    """修改一项违法事实；原内容保留在办案历程中。"""
    return register.change_act(request.auth, _act(policy.one(request.auth, number), pk), _facts(body))


@router.get("/cases/{number}/loss", response={200: LossOut, **PROBLEMS}, auth=_READ)
def propose_loss(request: Any, number: Code) -> dict[str, Any]:
    """按关联疑点的查实明细计算的基金损失（细则第三十五条），供登记违法事实时采用。"""
    case = policy.one(request.auth, number)
    found = losses.from_lines(case)
    return {
        "amount": found.loss.amount, "method": found.loss.method, "ref": found.loss.ref, "lines": found.lines,
        "unknown": list(found.unknown), "without_lines": list(found.without_lines), "as_of": timezone.localdate(case.updated_at),
    }  # fmt: skip


def _act(case: Case, pk: int) -> Act:
    found = case.acts.filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这项违法事实，或者不在您的管辖范围内", where=str(pk))
    found.case = case
    return found


def _facts(body: ActIn) -> ActFacts:
    given = body.dict()
    return ActFacts(**(given | {name: tuple(given[name]) for name in ("presumptions", "grounds")}))
