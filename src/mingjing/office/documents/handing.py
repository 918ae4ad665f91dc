"""Answers that are files, for pages and API alike: always downloads, never shown in the office's own origin."""

from io import BytesIO
from typing import IO

from django.http.response import HttpResponseBase

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.documents import rendering
from mingjing.office.documents.models import Delivery, Document
from mingjing.office.documents.services import dossier, issuing
from mingjing.office.ui.download import Download

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def hand_out(file: IO[bytes], name: str, content_type: str) -> HttpResponseBase:
    """Return a file as a download that no browser opens by itself."""
    response = Download(file, dossier.clean(name), content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _name(document: Document) -> str:
    draft = "" if document.file else "（草稿）"
    return f"{document.title}{draft} {document.number or document.case.number}"


def word(user: User, document: Document) -> HttpResponseBase:
    """Return the Word file of a document. Raises ConflictError when it was altered."""
    issuing.check(document)
    content = rendering.content_of(document)
    issuing.looked_at(user, document, "docx")
    return hand_out(BytesIO(content), f"{_name(document)}.docx", WORD)


def pdf(user: User, document: Document) -> HttpResponseBase:
    """Return a document as PDF. Raises ConflictError without LibreOffice."""
    issuing.check(document)
    content = issuing.pdf_of(user, document)
    issuing.looked_at(user, document, "pdf")
    return hand_out(BytesIO(content), f"{_name(document)}.pdf", PDF)


def receipt(user: User, delivery: Delivery) -> HttpResponseBase:
    """Return the signed receipt of a service. Raises NotVisibleError without one."""
    if not delivery.file:
        raise NotVisibleError("没有上传签收凭证", where=str(delivery.pk))
    issuing.looked_at(user, delivery.document, delivery.name)
    return hand_out(delivery.file.open("rb"), delivery.name, delivery.content_type)


def case_file(user: User, case: Case, with_pdf: bool) -> HttpResponseBase:
    """Return the whole case as one archive."""
    file = dossier.export(user, case, with_pdf)
    return hand_out(file, f"{case.number} 案卷.zip", "application/zip")
