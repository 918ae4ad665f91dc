"""Page numbers of a case file: papers in the order of the file, then evidence; main and sub-volume each from 1.

Cover and table of contents bear no numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.office.cases.models import Case, EvidenceItem
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document

UNNUMBERED = ("dossier_cover", "dossier_index")
VOLUMES = {"main": "正卷", "sub": "副卷"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One thing in the file; `first` and `last` are 0 while a count before it is unknown."""

    key: str
    title: str
    number: str
    volume: str
    pages: int
    by_hand: bool
    first: int
    last: int

    @property
    def span(self) -> str:
        """Return the page numbers as a table of contents has them: 3, or 3-7."""
        if not self.first:
            return ""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def in_order(papers: Iterable[Document]) -> list[Document]:
    """Return documents in the order of the file."""
    return sorted(papers, key=lambda one: (kind(one.kind).place, one.issued_on, one.pk))


def sheets(case: Case) -> list[Sheet]:
    """Return what bears page numbers, volume by volume."""
    issued = case.documents.filter(state=Document.State.ISSUED).select_related("page_count")
    papers = [one for one in in_order(issued) if one.kind not in UNNUMBERED]
    items = case.evidence.select_related("page_count")
    found: list[Sheet] = []
    for volume in VOLUMES:
        things: list[Document | EvidenceItem] = [one for one in papers if kind(one.kind).volume == volume]
        found += _numbered([*things, *(items if volume == "main" else ())], volume)
    return found


def key_of(thing: Document | EvidenceItem) -> str:
    """Return how a thing is named in forms and programs."""
    return f"{'d' if isinstance(thing, Document) else 'e'}{thing.pk}"


def _numbered(things: Iterable[Document | EvidenceItem], volume: str) -> list[Sheet]:
    found, begin = [], 1
    for one in things:
        count = getattr(one, "page_count", None)
        pages = count.pages if count else 0
        known = bool(begin and pages)
        title, number = (
            (one.title, one.number) if isinstance(one, Document) else (one.name, f"证据 {one.number}")
        )
        found.append(
            Sheet(
                key_of(one), title, number, volume, pages, bool(count and count.by_hand),
                begin if known else 0, begin + pages - 1 if known else 0,
            )
        )  # fmt: skip
        begin = begin + pages if known else 0
    return found


def spans(case: Case) -> dict[str, str]:
    """Return the page numbers of everything by its key."""
    return {one.key: one.span for one in sheets(case)}
