"""The pages of the workbook: who may take it, what the preview shows, what confirming does."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead, Part, Suspicion
from mingjing.office.leads.workbook import sheets
from tests.office.leads.test_workbook import Book

Enter = Callable[..., Client]


@pytest.fixture
def part(sent: list[Lead]) -> Part:
    """What county1 received."""
    return Part.objects.get(leads=sent[0])


def _filled(part: Part) -> tuple[Suspicion, SimpleUploadedFile]:
    one, book = Suspicion.objects.filter(lead__part=part).order_by("pk")[0], Book(part)
    book.fill(sheets.SUSPICIONS, one.pk, verdict="属实", text="已核对")
    return one, SimpleUploadedFile("核查.xlsx", book.save().read_bytes())


def test_an_officer_downloads_fills_previews_and_confirms(signed_in: Enter, part: Part) -> None:
    officer = signed_in("officer")
    file = officer.get(reverse("leads:workbook-download", args=[part.pk]))
    assert BytesIO(b"".join(file.streaming_content)).read(2) == b"PK"
    assert AuditEntry.objects.filter(action="workbook.download", object_id=str(part.pk)).exists()
    one, upload = _filled(part)
    shown = officer.post(reverse("leads:workbook", args=[part.pk]), {"file": upload})
    assert shown.status_code == 200
    found = shown.context["plan"]
    one.refresh_from_db()
    assert (len(found.changes), one.state) == (1, "pending")
    confirmed = {"upload": shown.context["upload"], "digest": found.digest}
    done = officer.post(reverse("leads:workbook-confirm", args=[part.pk]), confirmed)
    assert done.status_code == 302
    one.refresh_from_db()
    assert one.state == "checked"
    twice = officer.post(reverse("leads:workbook-confirm", args=[part.pk]), confirmed)
    assert twice.status_code == 422


def test_a_changed_digest_shows_a_new_preview_and_writes_nothing(signed_in: Enter, part: Part) -> None:
    officer = signed_in("officer")
    one, upload = _filled(part)
    shown = officer.post(reverse("leads:workbook", args=[part.pk]), {"file": upload})
    confirmed = {"upload": shown.context["upload"], "digest": "another"}
    again = officer.post(reverse("leads:workbook-confirm", args=[part.pk]), confirmed)
    assert again.status_code == 200
    one.refresh_from_db()
    assert one.state == "pending"


def test_another_persons_upload_cannot_be_confirmed(signed_in: Enter, part: Part) -> None:
    _, upload = _filled(part)
    shown = signed_in("officer").post(reverse("leads:workbook", args=[part.pk]), {"file": upload})
    confirmed = {"upload": shown.context["upload"], "digest": shown.context["plan"].digest}
    other = signed_in("officer2").post(reverse("leads:workbook-confirm", args=[part.pk]), confirmed)
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("officer", "county3", 404),
        ("officer", "city1", 403),
        ("reviewer", "county1", 403),
        ("clerk", "H1", 403),
    ],
)
def test_nobody_else_takes_or_fills_the_workbook(
    signed_in: Enter, part: Part, role: str, place: str, status: int
) -> None:
    client = signed_in(role, place)
    assert client.get(reverse("leads:workbook-download", args=[part.pk])).status_code == status
    _, upload = _filled(part)
    assert client.post(reverse("leads:workbook", args=[part.pk]), {"file": upload}).status_code == status
