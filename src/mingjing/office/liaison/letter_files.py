"""Letters and replies as files: Word and PDF to take away, and what of them lies in the file of their case."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase

from mingjing.kernel.errors import ConflictError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.documents import annexes, rendering
from mingjing.office.documents.annexes import Annex, Enclosed
from mingjing.office.documents.handing import PDF, WORD, hand_out
from mingjing.office.documents.services import issuing
from mingjing.office.liaison import letter_text, scope
from mingjing.office.liaison.models import Letter, Noun, Paper, Reply
from mingjing.office.ui import pdf

_ON_FILE = (Letter.State.SENT, Letter.State.RECEIVED, Letter.State.REPLIED, Letter.State.CLOSED)


def plug() -> None:
    """Bring the letters of a case into its file; called when the app is ready."""
    annexes.register("letters", of_case)


def content_of(letter: Letter) -> bytes:
    """Return the Word file of a letter: that which was kept, that of the case, or the draft.

    Raises NotVisibleError without one, ConflictError when the kept one was altered.
    """
    if letter.document is not None:
        issuing.check(letter.document)
        return rendering.content_of(letter.document)
    if letter.file:
        return _kept(letter, letter.number)
    if letter.entered or not (letter.sender and letter.sender.is_bureau):
        raise NotVisibleError("本函没有电子文本，请查看附件", where=letter.code)
    return letter_text.render(letter).content


def _kept(thing: Letter | Reply, number: str) -> bytes:
    with thing.file.open("rb") as file:
        content = bytes(file.read())
    if hashlib.sha256(content).hexdigest() != thing.sha256:
        raise ConflictError(f"{number}的文本与签发时的摘要不一致", do="停止使用该文本并查明原因")
    return content


def hand_letter(user: User, pk: int, as_pdf: bool = False) -> HttpResponseBase:
    """Return the file of a letter. Raises NotVisibleError without one, ConflictError without LibreOffice."""
    letter = scope.one(user, Noun.LETTER, pk, "sender", "receiver", "case", "document", "drafted_by")
    name = f"{letter.title} {letter.number or letter.code}"
    if as_pdf and letter.document is not None:
        return _out(user, issuing.stored_pdf(letter.document), f"{name}.pdf", PDF, letter)
    return _answer(user, content_of(letter), name, as_pdf, letter)


def hand_reply(user: User, pk: int, reply: int, as_pdf: bool = False) -> HttpResponseBase:
    """Return the file of a bureau's reply; of a draft to its own body only. Raises NotVisibleError without one."""
    letter = scope.one(user, Noun.LETTER, pk, "sender", "receiver")
    found = letter.replies.filter(pk=reply).first()
    own = letter.receiver_id == user.organisation_id
    if found is None or not (found.file or (own and letter.receiver.is_bureau and not found.by_hand)):
        raise NotVisibleError("没有这份复函的文本", where=str(reply))
    content = _kept(found, found.number) if found.file else letter_text.render_reply(found).content
    return _answer(user, content, f"复函 {found.number or letter.code}", as_pdf, letter)


def _answer(user: User, content: bytes, name: str, as_pdf: bool, letter: Letter) -> HttpResponseBase:
    if as_pdf:
        return _out(user, pdf.convert(content), f"{name}.pdf", PDF, letter)
    return _out(user, content, f"{name}.docx", WORD, letter)


def _out(user: User, content: bytes, name: str, kind: str, letter: Letter) -> HttpResponseBase:
    audit.record(user, "download", "letter", letter.code, None, {"file": name})
    return hand_out(BytesIO(content), name, kind)


def of_case(case: Case) -> Iterator[Annex]:
    """Yield the letters about a case that its bureau sent or received, each with its replies and attachments.

    What the bureau issued as a paper of the case lies there as such; of it only the replies are added.
    """
    own = Q(sender=case.organisation_id) | Q(receiver=case.organisation_id)
    rows = Letter.objects.filter(own, case=case, state__in=_ON_FILE).order_by("sent_on", "pk")
    for letter in rows.prefetch_related("replies"):
        files = Paper.objects.filter(noun=Noun.LETTER, object_id=letter.pk)
        seen = list(files.filter(Q(inner=False) | Q(organisation=case.organisation_id)).order_by("pk"))
        if letter.document_id is None:
            added = [one for one in seen if one.part != "reply"]
            title = f"{letter.title}（{letter.sender_name}）"
            yield Annex(title, letter.number, letter.sent_on, _enclosed(letter, letter.title, added))
        for reply in letter.replies.all():
            if reply.state == Reply.State.SENT:
                added = [one for one in seen if one.part == "reply" and one.part_id == reply.pk]
                title = f"复函（{letter.receiver_name}，对{letter.number or letter.code}）"
                yield Annex(title, reply.number, reply.on, _enclosed(reply, "复函", added, reply.text))


def _enclosed(thing: Any, title: str, added: list[Paper], text: str = "") -> tuple[Enclosed, ...]:
    """Return the Word file, or of what came without one the text that was registered; and the attachments."""
    found = []
    if thing.file:
        found.append(Enclosed(f"{title} {thing.number}".strip() + ".docx", thing.file, thing.sha256))
    elif text:
        found.append(Enclosed(f"{title} {thing.number}".strip() + ".txt", text.encode()))
    return (*found, *(Enclosed(f"附件{one.pk} {one.name}", one.file, one.sha256) for one in added))
