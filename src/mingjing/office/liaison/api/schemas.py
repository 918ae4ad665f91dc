"""What the API takes and gives of handovers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.liaison.models import Partner
from mingjing.office.rest.types import Code, Input, Key, Limit, Line, Yuan

_CLEAN = r"^[^\x00]*$"
Story = Annotated[str, StringConstraints(max_length=20_000, pattern=_CLEAN)]
Body = Annotated[str, StringConstraints(max_length=40, pattern=_CLEAN)]


class HandoverListFilters(Schema):
    """Which handovers; every filter given must hold."""

    direction: Code | None = None
    kind: Code | None = None
    department: Code | None = None
    state: Code | None = None
    case: Code | None = None
    cursor: str = ""
    limit: Limit = 50


class HandoverOut(Schema):
    """A handover as lists show it; bodies by code, an empty `partner` has none here."""

    number: str
    direction: str
    kind: str
    channel: str
    bureau: str
    partner: str
    department: str
    title: str
    state: str
    sent_on: date | None
    received_on: date | None
    answered_on: date | None
    concluded_on: date | None
    set_off_amt: Decimal | None
    version: int

    @staticmethod
    def resolve_bureau(one: Any) -> str:
        """Return the code of the bureau."""
        return str(one["bureau"] if isinstance(one, dict) else one.bureau.code)

    @staticmethod
    def resolve_partner(one: Any) -> str:
        """Return the code of the department; empty where it has no body here."""
        if isinstance(one, dict):
            return str(one["partner"])
        return one.partner.code if one.partner else ""


class HandoverPage(Schema):
    """One page of handovers."""

    items: list[HandoverOut]
    next: str


class HandoverFileOut(Schema):
    """A file that somebody added."""

    id: int
    key: str
    name: str
    size: int
    sha256: str


class PackedFileOut(Schema):
    """A file of a package."""

    id: int
    number: int
    key: str
    title: str
    path: str
    size: int
    sha256: str


class PackageOut(Schema):
    """A package, with its files and the hash of the whole."""

    id: int
    number: int
    size: int
    sha256: str
    made_at: datetime
    files: list[PackedFileOut]


class HandoverEventOut(Schema):
    """One event; `name` is its code, `title` what people call it."""

    name: str
    title: str
    text: str
    on: date
    at: datetime
    organisation: str
    actor: str
    internal: bool
    files: list[HandoverFileOut]


class HandoverLimitOut(Schema):
    """A deadline: that of the handover, or of its case."""

    kind: str
    label: str
    since: date
    due_on: date
    stopped_on: date | None


class MaterialOut(Schema):
    """A material of a handover that is not sent yet; `missing`: it is not sent without."""

    key: str
    title: str
    clause: str
    missing: bool
    pieces: list[str]


class HandoverActionOut(Schema):
    """What the caller may do now."""

    name: str
    label: str
    hint: str
    fields: list[str]


class HandoverFull(HandoverOut):
    """A handover with everything. `case` is empty for who may not see it."""

    case: str
    origin: str
    overseer: str
    party: str
    party_code: str
    text: str
    basis: str
    clues: list[int]
    packages: list[PackageOut]
    attachments: list[HandoverFileOut]
    materials: list[MaterialOut]
    limits: list[HandoverLimitOut]
    events: list[HandoverEventOut]
    actions: list[HandoverActionOut]


class HandoverIn(Input):
    """What a bureau hands over: a case, or suspicions by id; bodies by code."""

    case: Code = ""
    suspicions: list[Key] = []
    partner: Body = ""
    overseer: Body = ""
    title: Line = ""
    text: Story = ""
    basis: Line = ""


class IncomingIn(Input):
    """What a department hands to a bureau, by its code; `origin` is the number of what it was sent before."""

    bureau: Body = ""
    kind: Literal["case", "clue", "reverse"] | Code = ""
    origin: Code = ""
    title: Line = ""
    party_name: Line = ""
    party_code: Body = ""
    text: Story = ""
    basis: Line = ""


class HandoverActionIn(Input):
    """What an action asks for: the fields that it names. Bodies by code, people by account, files by id."""

    text: Story | None = None
    document: Line | None = None
    reason: Line | None = None
    on: date | None = None
    accepted: Literal["accepted", "refused"] | None = None
    kind: Code | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    fine: Yuan | None = None
    amount: Yuan | None = None
    overseer: Body | None = None
    bureau: Body | None = None
    key: Code | None = None
    case: Code | None = None
    file: Key | None = None
    name: Line | None = None
    witness: Code | None = None
    subject: Code | None = None
    party: Code | None = None
    institution: Code | None = None
    code: Body | None = None
    found_on: date | None = None


class PartnerOut(Schema):
    """A department; `department` is empty until it is registered."""

    id: int
    code: str
    name: str
    department: str
    contact: str
    tel: str
    active: bool

    @staticmethod
    def resolve_department(one: Any) -> str:
        """Return which department it is."""
        found: Partner | None = getattr(one, "partner", None)
        return found.department if found else ""

    @staticmethod
    def resolve_contact(one: Any) -> str:
        """Return who to call."""
        found: Partner | None = getattr(one, "partner", None)
        return found.contact if found else ""

    @staticmethod
    def resolve_tel(one: Any) -> str:
        """Return where to call."""
        found: Partner | None = getattr(one, "partner", None)
        return found.tel if found else ""


class PartnerIn(Input):
    """Which department a body is, and who to call."""

    department: Code = ""
    contact: Body = ""
    tel: Body = ""
