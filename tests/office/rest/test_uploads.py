"""Files through the API: large ones, with a key that makes the call safe to repeat."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from mingjing.office.leads.models import Lead
from tests.office.rest.conftest import Caller


def _send(caller: Caller, pk: int, content: bytes, key: str) -> HttpResponse:
    file = SimpleUploadedFile("病历.pdf", content, "application/pdf")
    headers = {"Authorization": f"Bearer {caller.key}", "Idempotency-Key": key}
    return Client().post(f"/api/v1/suspicions/{pk}/files", {"file": file}, headers=headers)


def test_a_large_file_with_a_key_is_kept_once(program: Callable[..., Caller], sent: list[Lead]) -> None:
    officer, one = program("officer"), sent[0].suspicions.order_by("pk")[0]
    content = b"%PDF-1.4\n" + b"x" * (4 * 1024 * 1024)
    first = _send(officer, one.pk, content, "f1")
    assert first.status_code == 201
    assert _send(officer, one.pk, content, "f1").json() == first.json()
    assert _send(officer, one.pk, content + b"y", "f1").status_code == 409
    assert one.files.count() == 1
    kept = officer.get(f"/files/{first.json()['id']}")
    assert b"".join(kept) == content
