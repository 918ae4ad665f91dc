"""What the API says of letters, listings, joint cases, meetings and resolutions, and what it is told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from mingjing.office.liaison.models import Letter, Member
from mingjing.office.rest.types import Code, Day, Key, Line, Text, Yuan

Long = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Few = Annotated[int, Field(ge=0, le=365)]
Bodies = Annotated[list[Code], Field(max_length=50)]


class LetterOut(Schema):
    """A letter in a list. `sender` and `receiver` are codes, empty for a body outside the platform."""

    id: int
    code: str
    kind: str
    state: str
    number: str
    title: str
    sender: str = Field("", alias="sender.code")
    sender_name: str
    receiver: str = Field("", alias="receiver.code")
    receiver_name: str
    case: str = ""
    days: int
    due_on: date | None
    sent_on: date | None
    received_on: date | None
    closed_on: date | None
    asked_again: int
    entered: bool
    version: int

    @staticmethod
    def resolve_case(one: Letter, context: Any) -> str:
        """Return the bureaus' own number of the case, empty for departments."""
        known = context["request"].auth.organisation.is_bureau
        return one.case.number if one.case and known else ""


class LetterReplyOut(Schema):
    """One reply."""

    id: int
    state: str
    number: str
    text: str
    measures: str
    on: date | None
    by_hand: bool
    verdict: str
    verdict_text: str


class MatterNoteOut(Schema):
    """One entry of the history."""

    name: str
    title: str
    text: str
    who: str
    body: str
    inner: bool
    at: datetime


class MatterFileOut(Schema):
    """One file; `GET /liaison-files/{pk}` hands it out."""

    id: int
    name: str
    part: str
    size: int
    sha256: str
    body: str


class MatterClockOut(Schema):
    """One deadline."""

    kind: str
    since: date
    due_on: date
    stopped_on: date | None


class MatterTrail(Schema):
    """Deadlines, files, history."""

    clocks: list[MatterClockOut]
    files: list[MatterFileOut]
    notes: list[MatterNoteOut]


class LetterFull(MatterTrail):
    """A letter with its text and replies."""

    letter: LetterOut
    problem: str
    request: str
    replies: list[LetterReplyOut]


class ListingOut(Schema):
    """A listing 挂牌督办."""

    id: int
    code: str
    state: str
    level: str
    title: str
    lister: str = Field(alias="lister.code")
    body: str = Field(alias="body.code")
    case: str = Field("", alias="case.number")
    reason: str
    requirement: str
    document: str
    listed_on: date
    due_on: date
    signed_on: date | None
    delisted_on: date | None
    decision: str
    version: int


class ListingReportOut(Schema):
    """What the bureau that handles it reported."""

    on: date
    text: str
    asks: bool


class ListingFull(MatterTrail):
    """A listing with its reports and the departments that joined in it."""

    listing: ListingOut
    departments: list[str]
    reports: list[ListingReportOut]


class JointOut(Schema):
    """Joint work on a case."""

    id: int
    code: str
    state: str
    mode: str
    title: str
    case: str = Field(alias="case.number")
    host: str = Field(alias="host.code")
    since: date | None
    until: date | None
    version: int


class JointMemberOut(Schema):
    """One department and its result."""

    id: int
    body: str = Field(alias="organisation.code")
    state: str
    joined_on: date | None
    result: str
    document: str
    amount: Decimal | None
    result_on: date | None
    kept: bool

    @staticmethod
    def resolve_kept(one: Member) -> bool:
        """Return whether the result is with the case."""
        return one.kept_id is not None


class JointTaskOut(Schema):
    """One task."""

    id: int
    body: str = Field(alias="organisation.code")
    text: str
    state: str
    due_on: date
    outcome: str


class JointFull(MatterTrail):
    """Joint work with its departments and tasks."""

    joint: JointOut
    summary: str
    members: list[JointMemberOut]
    tasks: list[JointTaskOut]


class MeetingOut(Schema):
    """A meeting."""

    id: int
    code: str
    state: str
    kind: str
    title: str
    host: str = Field(alias="host.code")
    on: date
    place: str
    document: str
    version: int


class ResolutionOut(Schema):
    """One resolution."""

    id: int
    meeting: int = Field(alias="meeting_id")
    number: int
    text: str
    department: str
    body: str = Field("", alias="organisation.code")
    state: str
    due_on: date
    outcome: str
    reported_on: date | None
    done_on: date | None


class AttendeeOut(Schema):
    """One body invited; `id` names it when the meeting is put on file as held."""

    id: int
    name: str
    person: str
    attended: bool | None


class MeetingFull(MatterTrail):
    """A meeting with its minutes, who came, what was decided."""

    meeting: MeetingOut
    topics: str
    minutes: str
    attendees: list[AttendeeOut]
    resolutions: list[ResolutionOut]


class LetterPage(Schema):
    """A page of letters."""

    items: list[LetterOut]
    next: str


class ListingPage(Schema):
    """A page of listings."""

    items: list[ListingOut]
    next: str


class JointPage(Schema):
    """A page of joint cases."""

    items: list[JointOut]
    next: str


class MeetingPage(Schema):
    """A page of meetings."""

    items: list[MeetingOut]
    next: str


class ResolutionPage(Schema):
    """A page of resolutions."""

    items: list[ResolutionOut]
    next: str


class MatterFieldOut(Schema):
    """One field that an action understands; `options` are the values of a choice, bodies by code."""

    name: str
    label: str
    required: bool
    options: list[str]


class MatterActionOut(Schema):
    """What the caller may do now, and what it asks for."""

    name: str
    label: str
    hint: str
    fields: list[MatterFieldOut]


class MatterActionIn(Schema):
    """What an action is told; the list of actions says which fields each understands. Bodies by code."""

    text: Long | None = None
    measures: Long | None = None
    number: Line | None = None
    document: Line | None = None
    on: Day | None = None
    due_on: Day | None = None
    days: Few | None = None
    key: Key | None = None
    contact: Line | None = None
    result: Line | None = None
    amount: Yuan | None = None
    asks: bool | None = None
    carried_out: Literal["yes", "no"] | None = None
    organisation: Code | None = None
    department: Line | None = None
    departments: Bodies | None = None
    other: Code | None = None
    other_name: Line | None = None
    title: Line | None = None
    problem: Long | None = None
    request: Long | None = None
    minutes: Long | None = None
    came: dict[str, Line] | None = None
    case: Code | None = None
    kind: Code | None = None
    place: Line | None = None
    chair: Line | None = None
    topics: Long | None = None
    invited: Bodies | None = None
    others: Text | None = None


class LetterIn(Schema):
    """A letter: what it says, to whom or from whom (`other` by code, or `other_name`), what it is about."""

    kind: Code
    title: Line
    problem: Long
    request: Long
    other: Code = ""
    other_name: Line = ""
    days: Few | None = None
    case: Code = ""
    lead: Code = ""
    institution: Code = ""
    listing: Key | None = None


class LetterHadIn(LetterIn):
    """A letter that others wrote, with its number and days."""

    number: Line
    sent_on: Day
    received_on: Day | None = None
    due_on: Day | None = None


class LetterDispatchIn(Schema):
    """Whom an issued paper of a case goes to."""

    other: Code = ""
    other_name: Line = ""
    days: Few | None = None


class ListingIn(Schema):
    """What is listed: a case by number, or the part of a task."""

    title: Line
    level: Literal["nation", "province", "city", "county"]
    reason: Text
    requirement: Text
    due_on: Day
    case: Code = ""
    part: Key | None = None
    departments: Bodies = []
    others: Line = ""
    document: Line = ""
    report_days: Annotated[int, Field(ge=0, le=60)] = 0


class JointIn(Schema):
    """A proposal to work on a case with departments."""

    case: Code
    mode: Literal["joint", "parallel"]
    reason: Text
    summary: Long
    departments: Bodies


class MeetingIn(Schema):
    """A meeting: when, about what, who is invited (bodies by code, others by name)."""

    kind: Literal["regular", "special", "feedback"]
    title: Line
    on: Day
    topics: Long
    place: Line = ""
    chair: Line = ""
    invited: Bodies = []
    others: Annotated[list[Line], Field(max_length=50)] = []


class MatterFilesIn(Schema):
    """What goes along with files."""

    text: Long | None = None
    measures: Long | None = None
    number: Line | None = None
    on: Day | None = None
    asks: bool | None = None
    minutes: Long | None = None
    document: Line | None = None


class MatterDone(Schema):
    """How a thing stands after an action."""

    id: int
    code: str
    state: str
    version: int
