"""A call with an Idempotency-Key happens once: the same call again gets the same answer again."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.caller import who
from mingjing.office.accounts.models import IdempotencyRecord, User

LONGEST_KEY = 200


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the view of an unsafe operation. Without a key, or for somebody unknown, it just runs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
        user = who(request)[0] if key else None
        if user is None:
            return view(request, *args, **kwargs)
        record, kept = _claim(request, user, key)
        if kept is not None:
            return kept
        try:
            response = view(request, *args, **kwargs)
        except Exception:
            record.delete()
            raise
        return _keep(record, response)

    return guarded


def _claim(request: HttpRequest, user: User, key: str) -> tuple[IdempotencyRecord, HttpResponse | None]:
    """Claim the key, or return the answer it already has. Raises ConflictError when it stands for another call."""
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(user=user, key=key, fingerprint=fingerprint), None
    except IntegrityError:
        record = IdempotencyRecord.objects.get(user=user, key=key)
    if record.fingerprint != fingerprint:
        raise ConflictError("这个 Idempotency-Key 已用于另一个请求", do="每个请求使用新的键")
    if not record.status:
        raise ConflictError("同一请求正在处理", do="稍后用同一个键重试")
    answer = HttpResponse(bytes(record.body), status=record.status, content_type="application/json")
    answer["Idempotent-Replay"] = "true"
    return record, answer


def _fingerprint(request: HttpRequest) -> str:
    """Return the digest of what is asked; files are read piece by piece, they may be larger than a body in memory."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(repr(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"\n{name} {file.name} {file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _keep(record: IdempotencyRecord, response: HttpResponse) -> HttpResponse:
    """Keep what was answered; errors are not kept, the caller may mend them and try again with the same key."""
    if response.status_code >= 400:
        record.delete()
    else:
        record.status, record.body = response.status_code, response.content
        record.save(update_fields=["status", "body"])
    return response
