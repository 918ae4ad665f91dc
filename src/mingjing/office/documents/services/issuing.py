"""Issue: the number taken, the file written once with its hash; and voiding, which leaves both as they are."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.services import acting as cases
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import numbering, rendering
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import acting, drafting
from mingjing.office.ui import pdf

_S = Document.State


def issue(actor: User, given: Document, version: int | None = None) -> Document:
    """Issue a document: letters of the bureau by the head once submitted, papers of the officers by themselves.

    Raises ForbiddenError, ConflictError while something is blank, InvalidError.
    """
    wanted = (_S.SUBMITTED,) if kind(given.kind).signer == "leader" else (_S.DRAFT,)
    kept: Document | None = None
    try:
        with transaction.atomic():
            document = acting.enter(actor, given, Permission.DOCUMENTS_DRAFT, *wanted)
            kept = _issue(actor, document, version)
    except BaseException:
        if kept is not None and kept.file:
            kept.file.storage.delete(kept.file.name)
        raise
    return document


def _issue(actor: User, document: Document, version: int | None) -> Document:
    acting.demand_signer(actor, document)
    paper = kind(document.kind)
    document.number = numbering.take(document.organisation, paper)
    document.issued_on, document.issued_by, document.state = clocks.today(), actor, _S.ISSUED
    found = drafting.demand_whole(document)
    digest = hashlib.sha256(found.content).hexdigest()
    document.file.save(f"{secrets.token_hex(16)}.docx", ContentFile(found.content), save=False)
    try:
        acting.write(
            document, version, state=_S.ISSUED, number=document.number, issued_on=document.issued_on, issued_by=actor,
            file=document.file.name, size=len(found.content), sha256=digest, template=found.template,
            template_sha256=hashlib.sha256(found.template_bytes).hexdigest(),
        )  # fmt: skip
        acting.keep(actor, document, "签发" if paper.signer == "leader" else "定稿")
        said = {"title": document.title, "number": document.number, "sha256": digest}
        cases.tell(actor, document.case, "document", f"{document.title} {document.number}".strip(), said)
    except BaseException:
        document.file.storage.delete(document.file.name)
        raise
    return document


@transaction.atomic
def void(actor: User, given: Document, text: str) -> Document:
    """Void a document with the reason: an issued one by whoever may issue it, a draft by whoever may write it.

    Number, file and hash stay: a number is never given again.
    """
    document = acting.enter(actor, given, Permission.DOCUMENTS_DRAFT, _S.DRAFT, _S.SUBMITTED, _S.ISSUED)
    issued = document.state == _S.ISSUED
    if issued:
        acting.demand_signer(actor, document)
    else:
        acting.demand_writer(actor, document.case, kind(document.kind))
    said = cases.demand_text(text, "作废的原因", "text", 500)
    acting.write(document, state=_S.VOID, void_reason=said)
    acting.keep(actor, document, "作废", said)
    if issued:
        cases.tell(actor, document.case, "document_void", f"{document.title} {document.number}：{said}")
    return document


def stored_pdf(document: Document) -> bytes:
    """Return an issued document as PDF and keep it. Raises ConflictError without LibreOffice or when it was altered."""
    check(document)
    return _pdf(document)


def pdf_of(user: User, document: Document) -> bytes:
    """Return a document as PDF; that of an issued one is kept. Raises ConflictError without LibreOffice."""
    return _pdf(document)


def _pdf(document: Document) -> bytes:
    if document.pdf:
        with document.pdf.open("rb") as file:
            return bytes(file.read())
    content = pdf.convert(rendering.content_of(document))
    if document.file:
        document.pdf.save(f"{secrets.token_hex(16)}.pdf", ContentFile(content), save=False)
        Document.objects.filter(pk=document.pk).update(pdf=document.pdf.name)
    return content


def check(document: Document) -> None:
    """Raise ConflictError when the kept file is no longer what was issued."""
    found = hashlib.sha256(rendering.content_of(document)).hexdigest() if document.file else document.sha256
    if found != document.sha256:
        raise ConflictError(
            f"{document.title}{document.number}的文本与签发时的摘要不一致", do="停止使用该文本并查明原因"
        )


def looked_at(user: User, document: Document, what: str) -> None:
    """Record that somebody took a document away."""
    said = {"title": document.title, "number": document.number, "file": what, "sha256": document.sha256}
    audit.record(user, "download", "document", document.pk, None, said)
