"""Makes the queued calls of webhooks: signed, repeated with growing gaps, given up after eight attempts."""

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import Delivery
from mingjing.office.leads.services.notify import EVENTS, make_calls

GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after each failed attempt; after the last one the call is given up."""
SIGNATURE = "Mingjing-Signature"
TIMEOUT = 10.0
BATCH = 200
_HOSTS = "MINGJING_WEBHOOK_HOSTS"


def demand_address(url: str) -> None:
    """Raise InvalidError unless `url` may be called: http or https, a host that the site allows, no password in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidError("回调地址看不懂", where="url", why=str(error)) from error
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise InvalidError("回调地址须为 http 或 https 地址，不含账号密码", where="url")
    allowed = [one for one in os.environ.get(_HOSTS, "").split(",") if one]
    if allowed and host not in allowed:
        raise InvalidError(
            f"不允许回调主机 {host}", where="url", why=f"本站限定了 {_HOSTS}", do="请系统管理员把它加入名单"
        )


def demand_events(events: Sequence[str]) -> None:
    """Raise InvalidError unless `events` names at least one event, all of them known."""
    unknown = sorted(set(events) - set(EVENTS))
    if unknown or not events:
        what = f"没有名为 {'、'.join(unknown)} 的事件" if unknown else "没有选择事件"
        raise InvalidError(what, where="events", do=f"可选：{'、'.join(EVENTS)}")


def sign(secret: str, at: int, body: bytes) -> str:
    """Return the signature header: `t=<seconds>,v1=<hex HMAC-SHA256 of "<t>." + body>`."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def deliver_due(now: datetime | None = None, client: httpx.Client | None = None) -> int:
    """Make every call that is due; return how many were answered with 2xx. A call in hand is not made twice at once."""
    now = now or timezone.now()
    due = Delivery.objects.filter(
        next_at__lte=now, delivered_at__isnull=True, webhook__active=True
    ).select_related("webhook")
    answered = 0
    with client or httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as caller:
        for row in due.order_by("next_at", "id")[:BATCH]:
            if _claim(row, now):
                answered += _call(caller, row, now)
    return answered


def retry(actor: User, call: Delivery) -> None:
    """Make a call that was not answered again, now and as often as a new one. Raises ForbiddenError, ConflictError."""
    demand(actor, Permission.WEBHOOKS)
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=call.pk, delivered_at__isnull=True, webhook__active=True)
        if not mine.update(attempts=0, next_at=timezone.now()):
            raise ConflictError("这次回调已经送达，或回调已停用", where=str(call.pk))
        audit.record(actor, "webhook.retry", "webhook", call.webhook_id, after={"delivery": call.pk})
        transaction.on_commit(make_calls)


def _claim(row: Delivery, now: datetime) -> bool:
    """Take the call; its next attempt is set first, so that a crash in the middle repeats it later."""
    gap = GAPS[row.attempts] if row.attempts < len(GAPS) else None
    mine = Delivery.objects.filter(pk=row.pk, attempts=row.attempts, delivered_at__isnull=True)
    return bool(mine.update(attempts=F("attempts") + 1, next_at=now + gap if gap else None))


def _call(client: httpx.Client, row: Delivery, now: datetime) -> bool:
    body = json.dumps(row.payload, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Mingjing-Event": row.event,
        "Mingjing-Delivery": str(row.pk),
        SIGNATURE: sign(row.webhook.secret, int(now.timestamp()), body),
    }
    status, error = None, ""
    try:
        status = client.post(row.webhook.url, content=body, headers=headers).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        error = f"{type(failure).__name__}: {failure}"[:300]
    done = status is not None and 200 <= status < 300
    Delivery.objects.filter(pk=row.pk).update(
        last_status=status, last_error=error, delivered_at=now if done else None
    )
    return done
