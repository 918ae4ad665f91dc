"""What the API says of letters, listings, joint cases, meetings and resolutions, and what it is told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import Field

from mingjing.office.liaison.models import Letter, Member


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


class MatterDone(Schema):
    """How a thing stands after an action."""

    id: int
    code: str
    state: str
    version: int
