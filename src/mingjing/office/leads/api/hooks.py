"""Webhooks: addresses that are told what happens to an organisation's leads."""

import secrets
from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import Delivery, Webhook
from mingjing.office.leads.services.delivery import demand_address, demand_events, retry
from mingjing.office.rest.types import PROBLEMS, Code, Input, Key, Line

router = Router(tags=["回调"])
_MANAGE = Permission.WEBHOOKS


class WebhookIn(Input):
    """Where to call, and for what."""

    url: Line
    events: list[Code]


class WebhookOut(Schema):
    """A webhook; its secret is shown once, when it is made."""

    id: int
    url: str
    events: list[str]
    active: bool
    created_at: datetime
    secret: str = ""


class DeliveryOut(Schema):
    """One call of a webhook."""

    id: int
    event: str
    attempts: int
    next_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str
    created_at: datetime


@router.get("/webhooks", response={200: list[WebhookOut], **PROBLEMS}, auth=Needs(_MANAGE))
def list_webhooks(request: Any) -> list[dict[str, Any]]:
    """本单位的回调。"""
    return [_shown(one) for one in Webhook.objects.filter(organisation=request.auth.organisation)]


@router.post("/webhooks", response={201: WebhookOut, **PROBLEMS}, auth=Needs(_MANAGE))
@decorate_view(once)
def create_webhook(request: Any, body: WebhookIn) -> Status[Any]:
    """登记回调；密钥只在这里显示一次。"""
    demand_address(body.url)
    demand_events(body.events)
    hook = Webhook.objects.create(
        organisation=request.auth.organisation,
        url=body.url,
        events=sorted(set(body.events)),
        secret=secrets.token_urlsafe(32),
    )
    audit.record(
        request.auth, "webhook.create", "webhook", hook.pk, after={"url": hook.url, "events": hook.events}
    )
    return Status(201, _shown(hook) | {"secret": hook.secret})


@router.delete("/webhooks/{pk}", response={204: None, **PROBLEMS}, auth=Needs(_MANAGE))
def delete_webhook(request: Any, pk: Key) -> Status[Any]:
    """停用回调；发送记录保留。"""
    hook = _own(request, pk)
    Webhook.objects.filter(pk=hook.pk).update(active=False)
    audit.record(request.auth, "webhook.stop", "webhook", hook.pk, before={"url": hook.url})
    return Status(204, None)


@router.get("/webhooks/{pk}/deliveries", response={200: list[DeliveryOut], **PROBLEMS}, auth=Needs(_MANAGE))
def list_deliveries(request: Any, pk: Key) -> list[Delivery]:
    """最近 100 次发送。"""
    return list(_own(request, pk).deliveries.order_by("-id")[:100])


@router.post(
    "/webhooks/{pk}/deliveries/{delivery}/retry",
    response={202: DeliveryOut, **PROBLEMS},
    auth=Needs(_MANAGE),
)
@decorate_view(once)
def retry_delivery(request: Any, pk: Key, delivery: Key) -> Status[Any]:
    """重新发送没有送达的一次回调。"""
    call = _own(request, pk).deliveries.filter(pk=delivery).first()
    if call is None:
        raise NotVisibleError("没有这次发送", where=str(delivery))
    retry(request.auth, call)
    call.refresh_from_db()
    return Status(202, call)


def _own(request: Any, pk: int) -> Webhook:
    found = Webhook.objects.filter(pk=pk, organisation=request.auth.organisation).first()
    if found is None:
        raise NotVisibleError("没有这个回调", where=str(pk))
    return found


def _shown(hook: Webhook) -> dict[str, Any]:
    return {name: getattr(hook, name) for name in ("id", "url", "events", "active", "created_at")}
