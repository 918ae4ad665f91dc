"""Service of documents: by whom, when, how, to whom, with the signed receipt."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.models import Stage
from mingjing.office.cases.services import acting as cases
from mingjing.office.cases.services import deciding, execution, pleading
from mingjing.office.cases.services.booking import hold
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Delivery, Document
from mingjing.office.documents.services import acting
from mingjing.office.leads.services.evidence import sniff

MOST_BYTES = 50 * 1024 * 1024
_RECEIVED = {"penalty_notice": pleading.notice_received, "urging_notice": execution.urging_received}
"""Papers from whose service the days of the party run."""
DECISIONS = ("penalty_decision", "no_penalty_decision")


@dataclass(frozen=True, slots=True)
class Service:
    """How a document was handed over."""

    on: date
    method: str
    receiver: str
    place: str
    second: int
    consent: bool = False
    text: str = ""


def deliver(actor: User, given: Document, service: Service, upload: UploadedFile | None = None) -> Delivery:
    """Register the service of an issued document by two officers of the case.

    The service of a decision is the step of the procedure as well: it is taken in the same transaction.
    Raises InvalidError, ForbiddenError, ConflictError.
    """
    made: Delivery | None = None
    try:
        with transaction.atomic():
            if given.kind in DECISIONS:
                hold(actor, given.case)  # its service books what falls due; books are locked before cases
            document = acting.enter(actor, given, Permission.CASES_INVESTIGATE, Document.State.ISSUED)
            _check(actor, document, service)
            made = Delivery(
                document=document, on=service.on, method=service.method, consent=service.consent, server=actor,
                receiver=cases.demand_text(service.receiver, "收件人", "receiver", 100),
                place=cases.demand_text(service.place, "送达地点", "place", 255), second_id=service.second,
                text=service.text.strip()[:500], actor=actor,
            )  # fmt: skip
            if upload is not None:
                _store(made, upload)
            made.save()
            _step(actor, document, service)
            acting.keep(actor, document, "送达", f"{service.on} {made.get_method_display()}，{made.receiver}")
    except BaseException:
        if made is not None and made.file:
            made.file.storage.delete(made.file.name)
        raise
    return made


def _check(actor: User, document: Document, service: Service) -> None:
    case = document.case
    if not {actor.pk, service.second} <= handlers(case) or actor.pk == service.second:
        raise InvalidError("送达由本案两名办案人员进行", where="second")
    if service.method not in Delivery.Method.values:
        raise InvalidError("请选择送达方式", where="method")
    earliest = getattr(case, kind(document.kind).dated or "", None) or document.issued_on
    if earliest is None or not earliest <= service.on <= clocks.today():
        raise InvalidError("送达日期须在签发之后、今天以前", where="on")
    if service.method == Delivery.Method.ELECTRONIC and not service.consent:
        raise InvalidError("电子送达须经当事人书面同意", where="consent")
    if service.method in (Delivery.Method.LEFT, Delivery.Method.ANNOUNCED) and not service.text.strip():
        raise InvalidError("留置、公告送达须说明拒收情形和见证人，或者公告载体", where="text")


def _store(made: Delivery, upload: UploadedFile) -> None:
    found = sniff(upload)
    if found is None or found.suffix not in ("pdf", "png", "jpg") or (upload.size or 0) > MOST_BYTES:
        raise InvalidError("签收凭证须为 50 MB 以内的 PDF、PNG 或者 JPG 文件", where="file")
    content = upload.read()
    upload.seek(0)
    made.sha256, made.content_type = hashlib.sha256(content).hexdigest(), found.content_type
    made.name = (upload.name or "").replace("\\", "/").rpartition("/")[2][-255:]
    made.file.save(f"{secrets.token_hex(16)}.{found.suffix}", upload, save=False)


def _step(actor: User, document: Document, service: Service) -> None:
    """Let the service of the decision be the step of its case, unless that was taken before."""
    if document.kind in DECISIONS and document.case.stage == Stage.DECIDED:
        receiver, text = service.receiver, service.text or service.place
        deciding.serve(actor, document.case, service.on, service.method, receiver, service.consent, text)
    else:
        if received := _RECEIVED.get(document.kind):
            received(document.case, service.on)
        said = f"{document.title} {document.number}".strip()
        cases.tell(
            actor, document.case, "document_served", said, {"on": service.on, "method": service.method}
        )
