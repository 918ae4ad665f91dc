"""From a document to its Word file: the template that holds, the data of the case, what was filled in."""

from dataclasses import dataclass
from typing import Any

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.documents import fill, gather, policy, preview
from mingjing.office.documents.kinds import Kind, kind
from mingjing.office.documents.models import Document, Template
from mingjing.office.documents.typeset import standard


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled document: its bytes, what is still blank, the template that it was made from."""

    content: bytes
    blanks: list[str]
    template: Template | None
    template_bytes: bytes


def template_bytes(paper: Kind, own: Template | None) -> bytes:
    """Return the Word file of a template: of a bureau's own one, or the standard one."""
    if own is None:
        return standard(paper)
    with own.file.open("rb") as file:
        return bytes(file.read())


def data_of(document: Document) -> dict[str, Any]:
    """Return everything that the template of a document may print."""
    return gather.of_document(document, gather.of_case(document.case))


def render(document: Document) -> Rendered:
    """Return a document as its case stands now. Raises InvalidError for a broken template."""
    own = policy.templates(document.organisation).get(document.kind)
    template = template_bytes(kind(document.kind), own)
    content, _ = fill.fill(template, data_of(document))
    return Rendered(content, list(dict.fromkeys(fill.unfilled(preview.text(content)))), own, template)


def blanks(document: Document) -> list[str]:
    """Return what is still blank in a draft; nothing for what is issued, or can't be filled at all."""
    if document.state != Document.State.DRAFT:
        return []
    try:
        return render(document).blanks
    except (InvalidError, ConflictError):
        return []


def content_of(document: Document) -> bytes:
    """Return the Word file: of an issued document the one that was kept, else as the case stands now."""
    if document.file:
        with document.file.open("rb") as file:
            return bytes(file.read())
    return render(document).content
