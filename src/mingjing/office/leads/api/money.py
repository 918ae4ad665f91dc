"""Deductions and corrections."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.decorators import decorate_view

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.api import schemas, shown
from mingjing.office.leads.models import Suspicion
from mingjing.office.leads.services import money
from mingjing.office.rest import etag
from mingjing.office.rest.types import PROBLEMS, Key

router = Router(tags=["扣款与补差"])
_DONE = {200: schemas.SuspicionFull, **PROBLEMS}


@router.post("/suspicions/{pk}/deduct", response=_DONE, auth=Needs(Permission.LEADS_DEDUCT))
@decorate_view(once)
def deduct(request: Any, pk: Key, body: schemas.MoneyIn, response: HttpResponse) -> Suspicion:
    """登记扣款。"""
    on = body.on or timezone.localdate()
    one = policy.suspicion(request.auth, pk)
    money.deduct(request.auth, one, body.amount, body.reason, on, paid=body.paid)
    found = policy.suspicion(request.auth, pk)
    etag.tag(response, found.version)
    return shown.whole(request.auth, found)


@router.post("/suspicions/{pk}/revise", response=_DONE, auth=Needs(Permission.LEADS_DEDUCT))
@decorate_view(once)
def revise(request: Any, pk: Key, body: schemas.MoneyIn, response: HttpResponse) -> Suspicion:
    """登记补差（退还多扣）。"""
    money.revise(request.auth, policy.suspicion(request.auth, pk), body.amount, body.reason)
    found = policy.suspicion(request.auth, pk)
    etag.tag(response, found.version)
    return shown.whole(request.auth, found)
