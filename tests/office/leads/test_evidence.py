"""Files: few kinds judged by content, bounded, under random names, found again by hash, served as downloads, in scope."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Evidence, Lead, Line, Suspicion
from mingjing.office.leads.services import check, evidence
from tests.office.province import Province

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def upload(name: str = "病历.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


@pytest.fixture
def one(sent: list[Lead]) -> Suspicion:
    return Suspicion.objects.filter(lead=sent[0]).order_by("pk")[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("a.PDF", PDF), ("a.png", PNG), ("a.jpg", b"\xff\xd8\xff\xe0"), ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.xlsx", workbook()), ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)  # fmt: skip
def test_documents_and_pictures_are_taken(
    province: Province, one: Suspicion, name: str, content: bytes
) -> None:
    kept = evidence.attach(province.who("officer"), one, upload(name, content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest() and kept.size == len(content)
    stored = Path(kept.file.path)
    assert stored.read_bytes() == content and stored.stem.isalnum() and len(stored.stem) == 32


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", archive("a.txt")), ("a.xlsx", archive("a.txt")), ("a.exe", b"MZ\x90"), ("a.pdf", b"<html>"),
        ("a.html", b"<html>"), ("a.svg", b"<svg>"), ("a.pdf", PNG), ("a.pdf.exe", PDF), ("a", PDF), ("a.pdf", b""),
        ("a.xlsx", b"PK\x03\x04 broken"), ("a.docx", workbook()),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)  # fmt: skip
def test_everything_else_is_refused_and_nothing_is_kept(
    province: Province, one: Suspicion, name: str, content: bytes
) -> None:
    with pytest.raises(InvalidError):
        evidence.attach_many(province.who("officer"), one, [upload(), upload(name, content)])
    assert not Evidence.objects.exists()


def test_a_call_takes_five_files_and_a_hundred_megabytes(
    province: Province, one: Suspicion, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = province.who("officer")
    with pytest.raises(InvalidError, match="最多"):
        evidence.attach_many(officer, one, [upload()] * 6)
    assert len(evidence.attach_many(officer, one, [upload(f"{n}.pdf") for n in range(5)])) == 5
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * len(PDF) - 1)
    with pytest.raises(InvalidError, match="100 MB"):
        evidence.attach_many(officer, one, [upload(), upload()])


def test_a_failure_in_the_middle_leaves_neither_rows_nor_files(
    province: Province, one: Suspicion, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, kept = evidence.acting.tell, []

    def failing(actor: object, seen: object, action: str, text: str, *rest: object) -> None:
        kept.append(text)
        if len(kept) == 2:
            raise RuntimeError("the power went")
        real(actor, seen, action, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(evidence.acting, "tell", failing)
    storage = Evidence._meta.get_field("file").storage  # type: ignore[union-attr]
    before = sorted(Path(storage.location).rglob("*.pdf"))
    with pytest.raises(RuntimeError):
        evidence.attach_many(province.who("officer"), one, [upload("1.pdf"), upload("2.pdf")])
    assert not Evidence.objects.exists() and sorted(Path(storage.location).rglob("*.pdf")) == before


def test_each_attaches_in_their_turn(province: Province, one: Suspicion) -> None:
    clerk, officer = province.who("clerk", "H1"), province.who("officer")
    with pytest.raises(NotVisibleError):
        evidence.attach(clerk, one, upload())
    check.ask(officer, [one])
    mine = evidence.attach(clerk, one, upload())
    Suspicion.objects.filter(pk=one.pk).update(state="answered")
    with pytest.raises(ConflictError):
        evidence.attach(clerk, one, upload())
    with pytest.raises(ForbiddenError):
        evidence.attach(province.who("auditor"), one, upload())
    with pytest.raises(ForbiddenError):
        evidence.attach(province.who("officer", "city1"), one, upload())
    with pytest.raises(InvalidError):
        evidence.attach(officer, one, upload(), Line.objects.exclude(suspicion=one).first())
    assert evidence.attach(officer, one, upload(), one.lines.first()).line and mine.pk


def test_files_are_read_in_scope_as_downloads_and_reading_is_logged(
    province: Province, one: Suspicion
) -> None:
    officer, clerk = province.who("officer"), province.who("clerk", "H1")
    check.ask(officer, [one])
    own = evidence.attach(officer, one, upload("内部核查.pdf"))
    theirs = evidence.attach(clerk, one, upload("申诉材料.pdf"))
    response = evidence.open_file(officer, theirs.pk)
    assert (
        response["Content-Disposition"].startswith("attachment")
        and response["X-Content-Type-Options"] == "nosniff"
    )
    assert b"".join(response.streaming_content) == PDF  # type: ignore[arg-type]
    assert AuditEntry.objects.filter(
        action="download", object_id=str(theirs.pk), actor=officer.username
    ).exists()
    evidence.open_file(clerk, theirs.pk).file_to_stream.close()  # type: ignore[attr-defined]
    for stranger, file in (
        (clerk, own),
        (province.who("officer", "county2"), theirs),
        (province.who("clerk", "H2"), theirs),
    ):
        with pytest.raises(NotVisibleError):
            evidence.open_file(stranger, file.pk)
