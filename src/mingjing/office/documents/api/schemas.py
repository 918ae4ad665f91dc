"""What the API takes and gives of documents."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.documents import rendering
from mingjing.office.documents.models import Delivery, Document, Letterhead, Revision, Template
from mingjing.office.rest.types import Code, Day, Input, Key, Limit, Line

_CLEAN = r"^[^\x00]*$"
Long = Annotated[str, StringConstraints(max_length=20_000, pattern=_CLEAN)]
Fields = Annotated[dict[Code, Long], Field(max_length=60)]
Gaps = Annotated[dict[Code, Line], Field(max_length=60)]


class AskOut(Schema):
    """One thing that a document asks a person for."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    choices: list[str]


class OfferOut(Schema):
    """One kind of document that this person may write in the case; `why` says what it waits for."""

    kind: str
    title: str
    group: str
    why: str
    asks: list[AskOut]


class LackingOut(Schema):
    """A document without which the file of a case is incomplete."""

    key: str
    title: str
    group: str


class DocumentOut(Schema):
    """A document of a case."""

    id: int
    case: str
    organisation: str
    kind: str
    title: str
    state: str
    number: str
    issued_on: date | None
    drafted_by: str
    issued_by: str
    sha256: str
    size: int
    void_reason: str
    version: int
    updated_at: datetime

    @staticmethod
    def resolve_case(one: Document) -> str:
        """Return the number of the case."""
        return one.case.number

    @staticmethod
    def resolve_organisation(one: Document) -> str:
        """Return the code of the bureau."""
        return one.organisation.code

    @staticmethod
    def resolve_drafted_by(one: Document) -> str:
        """Return who drafted it."""
        return one.drafted_by.name

    @staticmethod
    def resolve_issued_by(one: Document) -> str:
        """Return who issued it."""
        return one.issued_by.name if one.issued_by else ""


class DocumentPage(Schema):
    """A page of documents."""

    items: list[DocumentOut]
    next: str


class RevisionOut(Schema):
    """What was done to a document."""

    number: int
    action: str
    text: str
    sha256: str
    actor: str
    at: datetime

    @staticmethod
    def resolve_actor(one: Revision) -> str:
        """Return who did it."""
        return one.actor.name


class DocumentDeliveryOut(Schema):
    """The service of a document."""

    id: int
    on: date
    method: str
    receiver: str
    place: str
    consent: bool
    text: str
    server: str
    second: str
    name: str
    sha256: str

    @staticmethod
    def resolve_server(one: Delivery) -> str:
        """Return who served it."""
        return one.server.name

    @staticmethod
    def resolve_second(one: Delivery) -> str:
        """Return the second officer."""
        return one.second.name


class DocumentFull(DocumentOut):
    """A document with what was filled in, what is still blank, its history."""

    fields: dict[str, str]
    gaps: dict[str, str]
    blanks: list[str]
    revisions: list[RevisionOut]
    deliveries: list[DocumentDeliveryOut]

    @staticmethod
    def resolve_fields(one: Document) -> dict[str, str]:
        """Return what was filled in."""
        return {name: str(value) for name, value in one.fields.items() if name != "补充"}

    @staticmethod
    def resolve_gaps(one: Document) -> dict[str, str]:
        """Return what fills gaps."""
        return dict(one.fields.get("补充", {}))

    @staticmethod
    def resolve_blanks(one: Document) -> list[str]:
        """Return what is still blank in a draft."""
        return rendering.blanks(one)

    @staticmethod
    def resolve_revisions(one: Document) -> list[Revision]:
        """Return what was done to it."""
        return one.history[::-1]

    @staticmethod
    def resolve_deliveries(one: Document) -> list[Delivery]:
        """Return how it was served."""
        return list(one.deliveries.select_related("server", "second"))


class StartIn(Input):
    """A document to begin."""

    kind: Code
    fields: Fields = {}


class FieldsIn(Input):
    """What is filled in; `gaps` by path (当事人.地址). `version` is the one that was read."""

    fields: Fields = {}
    gaps: Gaps | None = None
    version: int | None = None


class DocumentReasonIn(Input):
    """A written reason."""

    text: Line


class PageSheetOut(Schema):
    """One thing in the file: how many pages it has (0: not known), the numbers it bears (empty: not yet)."""

    key: str
    title: str
    number: str
    volume: str
    pages: int
    by_hand: bool
    span: str


class PagesIn(Input):
    """Pages by the keys of the sheets; 0 forgets one. `count` lets the worker count the rest."""

    counts: Annotated[dict[Code, Annotated[int, Field(ge=0, le=9999)]], Field(max_length=500)] = {}
    count: bool = False


class DeliveryIn(Input):
    """How a document was served; `second` is the user name of the other officer."""

    on: Day | None = None
    method: Code = ""
    receiver: Code = ""
    place: Line = ""
    second: Code = ""
    consent: bool = False
    text: Line = ""


class DocumentFilters(Schema):
    """Which documents."""

    case: Code | None = None
    kind: Code | None = None
    state: Code | None = None
    cursor: Code = ""
    limit: Limit = 50


class _Letterhead(Schema):
    """What the documents of a bureau say of the bureau."""

    word: Code
    address: Line
    postcode: Code = ""
    contact: Code = ""
    tel: Code
    review_body: Line
    court: Line
    review_days: Annotated[int, Field(ge=1, le=366)] = 60
    suit_months: Annotated[int, Field(ge=1, le=366)] = 6
    fine_account: Line
    fund_account: Line
    police: Line = ""
    prosecutor: Line = ""


class LetterheadIn(Input, _Letterhead):
    """What the documents of a bureau say of the bureau."""


class LetterheadOut(_Letterhead):
    """The same as it holds now."""

    actor: str
    at: datetime

    @staticmethod
    def resolve_actor(one: Letterhead) -> str:
        """Return who registered it."""
        return one.actor.name


class TemplateOut(Schema):
    """The template that holds for a kind; `organisation` is empty for the standard one."""

    kind: str
    title: str
    word: str
    signer: str
    volume: str
    organisation: str
    number: int
    sha256: str


class TemplateMade(Schema):
    """A version of a template that was registered."""

    id: Key
    kind: str
    number: int
    note: str
    sha256: str
    at: datetime


def template(paper: Any, holds: Template | None) -> dict[str, Any]:
    """Return a kind with the template that holds."""
    return {
        "kind": paper.key, "title": paper.title, "word": paper.word, "signer": paper.signer, "volume": paper.volume,
        "organisation": holds.organisation.code if holds else "", "number": holds.number if holds else 0,
        "sha256": holds.sha256 if holds else "",
    }  # fmt: skip
