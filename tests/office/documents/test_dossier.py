"""Service of documents, and the case file that is taken away."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.cases.services import evidence
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import delivering, dossier, issuing
from mingjing.office.documents.services.delivering import Service
from mingjing.office.ui import pdf
from tests.office.cases.story import Story
from tests.office.documents import rich
from tests.office.documents.writing import issued

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


@pytest.fixture
def decided(story: Story) -> Story:
    """A case with its decision issued, not served yet."""
    rich.letterhead(story)
    story.to("decided")
    issued(story, "penalty_decision")
    return story


def service(story: Story) -> Service:
    return Service(story.now, "direct", "赵某", "院长办公室", story.who("officer2").pk)


def test_serving_the_decision_is_the_step_of_the_case(decided: Story) -> None:
    document = Document.objects.get(kind="penalty_decision")
    upload = SimpleUploadedFile("..\\回证.pdf", PDF)
    made = delivering.deliver(decided.officer, document, service(decided), upload)
    assert decided.fresh().stage == "served"
    assert (decided.case.served_on, decided.case.pay_by is not None) == (decided.now, True)
    assert (made.name, made.sha256) == ("回证.pdf", hashlib.sha256(PDF).hexdigest())
    again = delivering.deliver(decided.officer, document, service(decided))
    assert again.pk != made.pk
    assert decided.fresh().steps.filter(name="serve").count() == 1


def test_service_is_lawful_or_refused(decided: Story) -> None:
    document, how = Document.objects.get(kind="penalty_decision"), service(decided)
    wrong = [
        replace(how, second=decided.officer.pk), replace(how, second=decided.leader.pk), replace(how, method="pigeon"),
        replace(how, on=decided.now.replace(year=2025)), replace(how, on=decided.now.replace(year=2027)),
        replace(how, method="electronic"), replace(how, method="left"), replace(how, receiver=" "), replace(how, place=""),
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(InvalidError):
            delivering.deliver(decided.officer, document, one)
    for file in (SimpleUploadedFile("x.pdf", b"MZ"), SimpleUploadedFile("x.svg", b"<svg/>")):
        with pytest.raises(InvalidError):
            delivering.deliver(decided.officer, document, how, file)
    with pytest.raises(ForbiddenError):
        delivering.deliver(decided.leader, document, how)
    with pytest.raises(NotVisibleError):
        delivering.deliver(decided.who("officer", "county3"), document, how)
    assert decided.fresh().stage == "decided"
    assert not document.deliveries.exists()


def test_the_case_file_holds_everything_with_its_hash(decided: Story) -> None:
    document = Document.objects.get(kind="penalty_decision")
    delivering.deliver(decided.officer, document, service(decided), SimpleUploadedFile("回证.pdf", PDF))
    issued(decided, "legal_review")
    with zipfile.ZipFile(dossier.export(decided.officer, decided.fresh())) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        for row in manifest["files"]:
            content = archive.read(row["path"])
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (row["sha256"], row["size"])
        listed = archive.read("manifest.sha256").decode().splitlines()
    assert len(listed) == len(manifest["files"]) == len(names) - 3
    assert any(name.startswith("正卷/文书/001 行政处罚决定书") for name in names)
    assert any(name.startswith("副卷/文书/") for name in names)
    assert any(name.startswith("正卷/证据/") for name in names)
    assert any(name.startswith("正卷/送达凭证/") for name in names)
    assert not any(".." in name or name.startswith("/") for name in names)


def test_evidence_leaves_under_an_ending_with_which_it_opens(story: Story) -> None:
    story.to("investigating")
    given = {"kind": "document", "text": "证明重复收费", "origin": "机构提供", "obtained_on": story.now}
    for name, upload in (
        ("收费明细", SimpleUploadedFile("明细.PDF", PDF)), ("明细表.pdf", SimpleUploadedFile("a.pdf", PDF)), ("陈述", None),
    ):  # fmt: skip
        evidence.register(
            story.officer, story.case, **given, name=name, witness=story.who("officer2"), upload=upload
        )
    story.add_evidence()
    with zipfile.ZipFile(dossier.export(story.officer, story.fresh())) as archive:
        names = [one.rpartition("/")[2] for one in archive.namelist() if one.startswith("正卷/证据/")]
    assert names == ["001 收费明细.pdf", "002 明细表.pdf", "003 陈述.txt", "004 收费明细.bin"]


def test_an_altered_file_stops_the_export(decided: Story) -> None:
    document = Document.objects.get(kind="penalty_decision")
    with document.file.storage.open(document.file.name, "wb") as file:
        file.write(b"altered")
    with pytest.raises(ConflictError, match="不一致"):
        dossier.export(decided.officer, decided.case)
    with pytest.raises(NotVisibleError):
        dossier.export(decided.who("officer", "county3"), decided.case)
    with pytest.raises(ForbiddenError):
        dossier.export(decided.who("analyst"), decided.case)


def test_without_libreoffice_the_reason_is_said(decided: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "program", lambda: None)
    document = Document.objects.get(kind="penalty_decision")
    with pytest.raises(ConflictError, match="没有安装 LibreOffice"):
        issuing.pdf_of(decided.officer, document)
    with pytest.raises(ConflictError, match="没有安装 LibreOffice"):
        dossier.export(decided.officer, decided.case, with_pdf=True)


@pytest.mark.skipif(pdf.program() is None, reason="LibreOffice is not installed")
def test_an_issued_document_becomes_a_pdf_once(decided: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document.objects.get(kind="penalty_decision")
    content = issuing.pdf_of(decided.officer, document)
    assert content.startswith(b"%PDF-")
    monkeypatch.setattr(pdf, "convert", lambda content: pytest.fail("converted again"))
    assert issuing.pdf_of(decided.officer, Document.objects.get(pk=document.pk)) == content
    with zipfile.ZipFile(
        io.BytesIO(dossier.export(decided.officer, decided.case, with_pdf=True).read())
    ) as archive:
        assert any(name.endswith(".pdf") for name in archive.namelist())
